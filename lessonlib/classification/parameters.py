"""The parameters of `HeadlineClassifier`: what each may be, checked before anything is computed with it."""

from collections.abc import Callable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np

from lessonlib.classification.reading import MAX_TOKENS
from lessonlib.errors import InputError

_MOST_WIDTHS = 100


class _Rule(NamedTuple):
    """What a parameter may be: what `plain` makes a plain Python value of (and None, where `optional`).

    `plain` raises ValueError for anything else; `expected` says it in words.
    """

    expected: str
    plain: Callable[[Any], Any]
    optional: bool = False


def _whole(low: int, high: int = 10**9, optional: bool = False) -> _Rule:
    def plain(value: Any) -> int:
        if not isinstance(value, Integral) or isinstance(value, bool) or not low <= int(value) <= high:
            raise ValueError
        return int(value)

    return _Rule(f"a whole number from {low} to {high:,}", plain, optional)


def _real(expected: str, is_allowed: Callable[[float], bool]) -> _Rule:
    def plain(value: Any) -> float:
        if not isinstance(value, Real) or isinstance(value, bool) or not is_allowed(float(value)):
            raise ValueError
        return float(value)

    return _Rule(expected, plain)


def _switch() -> _Rule:
    def plain(value: Any) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise ValueError
        return bool(value)

    return _Rule("True or False", plain)


def _one_of(*values: str) -> _Rule:
    def plain(value: Any) -> str:
        if not isinstance(value, str) or value not in values:
            raise ValueError
        return value

    return _Rule(" or ".join(map(repr, values)), plain)


def _widths(value: Any) -> tuple[int, ...]:
    if (
        not isinstance(value, Sequence | np.ndarray)
        or isinstance(value, str | bytes)
        or not 1 <= len(value) <= _MOST_WIDTHS
    ):
        raise ValueError
    return tuple(map(_whole(1, MAX_TOKENS).plain, value))


_SHARE = _real("a number from 0 up to, but not including, 1", lambda value: 0 <= value < 1)
_RULES = {
    "freeze": _switch(),
    "seed": _whole(0, 2**32 - 1),  # what numpy and scikit-learn accept
    "reading": _one_of("words", "textbook"),
    "clean": _switch(),
    "open_vocabulary": _switch(),
    "num_tokens": _whole(3, optional=True),  # PAD, UNK, and a token
    "num_filters": _whole(1),
    "filter_sizes": _Rule(f"a sequence of 1 to {_MOST_WIDTHS} whole numbers from 1 to {MAX_TOKENS}", _widths),
    "hidden_dim": _whole(1, optional=True),
    "dropout": _SHARE,
    "embedding_dropout": _SHARE,
    "relu": _switch(),
    "mask_padding": _switch(),
    "keep_best": _switch(),
    "num_epochs": _whole(1),
    "patience": _whole(1),
    "batch_size": _whole(1),
    "learning_rate": _real("a number above 0", lambda value: 0 < value < float("inf")),
    "schedule": _one_of("cosine", "plateau"),
    "weight_decay": _real("a number, at least 0", lambda value: 0 <= value < float("inf")),
    "label_smoothing": _SHARE,
    "validation_fraction": _real("a number between 0 and 1", lambda value: 0 < value < 1),
}


def plain_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """`parameters` (not the vectors) as plain Python values, also where they are numpy's; `filter_sizes` as a tuple.

    Raises InputError, which says what was expected, for one that is of another type, out of its range, or not known.
    """
    if unknown := sorted(parameters.keys() - _RULES.keys()):
        raise InputError(f"there is no parameter {unknown[0]!r}; known are {', '.join(_RULES)}")
    found = {}
    for name, value in parameters.items():
        rule = _RULES[name]
        try:
            found[name] = None if value is None and rule.optional else rule.plain(value)
        except (ValueError, TypeError, OverflowError):  # an array without length, a number that no float can hold
            expected = rule.expected + (", or None" if rule.optional else "")
            raise InputError(f"{name}={value!r:.60}; expected {expected}") from None
    return found
