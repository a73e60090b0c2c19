"""A variant of a function or class, written as the change that makes it: the misconception, and nothing beside it."""

import inspect
import sys
from typing import Any

from lessonlib.errors import InputError


def edited(original: Any, *replacements: tuple[str, str]) -> Any:
    """The function or class `original` with (old text, new text) replaced in its source, one after the other.

    `original` stands at the top level of its module; what it uses from there, the variant uses, too. Raises InputError
    when an old text does not occur exactly once in the source, so that a change of the original cannot go unnoticed.
    """
    source = source_of(original)
    for old, new in replacements:
        if (times := source.count(old)) != 1:
            raise InputError(
                f"the text to replace should occur exactly once in the source of {original.__name__}, and occurs "
                f"{times} times: {old!r}. Give another piece of\n{source}"
            )
        source = source.replace(old, new)
    return made_from(source, names_around(original))


def made_from(source: str, names: dict[str, Any]) -> Any:
    """The function or class that `source` defines, where these global `names` are known."""
    made: dict[str, Any] = {}
    exec(compile(source, "<made from a source>", "exec"), names, made)
    (variant,) = made.values()
    variant.edited_source = source
    return variant


def names_around(original: Any) -> dict[str, Any]:
    """The global names that the function or class `original` knows."""
    return vars(sys.modules[original.__module__])


def source_of(answer: Any) -> str:
    """The source of a function or class, whether it stands in a file or was made from a text."""
    source: str | None = vars(answer).get("edited_source")  # not getattr: a subclass has a source of its own
    return inspect.getsource(answer) if source is None else source
