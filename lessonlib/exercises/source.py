"""What the source of an answer shows: what is still open in it, and mistakes; and what Python's own errors mean."""

import ast
import inspect
import re
import textwrap
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from lessonlib.exercises.editing import made_from, names_around, source_of

EXPLAINED: dict[str, str] = {
    "truth value of an array|Boolean value": "An array is asked for one yes or no: .any(), .all(), or a mask is meant.",
    "torch.return_types": "max(dim=...) gives two things, the values and where they stand: take .values (or use amax).",
    "not require grad": "No gradient can flow back to the weights: argmax, .item(), .detach() and numpy cut its way.",
    "index out of range|out of bounds": "An index runs past the end: a place is used in a list that is shorter.",
    "(positional|keyword) argument": "It is called with other arguments than it takes: look at its `def`.",
    "'NoneType'": "A function or method gave None back: .sort() and .append() change a list and return nothing.",
    "local variable": "A name is used before it gets its value: set it before the loop, or in every branch.",
    "broadcast together|core dimension|cannot be multiplied": "Two shapes do not fit together: print both. A table may "
    "lack its .T, or a sum its keepdims=True.",
    "concatenated|stack expects": "Parts of the wrong shape are put together: without dim=, a maximum is one number.",
}
"""What Python says, and what it means."""


@dataclass(frozen=True)
class Written:
    """How far a function or class is written.

    Attributes:
        text: The source of the function, or of the methods of the class; "" when it cannot be found.
        gaps: The lines that hold a `...` as they were typed, with their comments.
        lines: How many statements hold none; neither docstrings nor `pass` count.
    """

    text: str
    gaps: tuple[str, ...]
    lines: int


def is_blank(answer: Any) -> bool:
    """Whether `answer` is `...`, None or empty, or holds such an item."""
    if answer is None or answer is ...:
        return True
    if isinstance(answer, str):
        return answer.strip(" .?_") == ""
    return isinstance(answer, list | tuple) and (not answer or any(item is None or item is ... for item in answer))


def functions_of(answer: Any, given: Sequence[type] = ()) -> list[FunctionType]:
    """The function `answer` itself, or the methods of a class, inherited ones, too, unless they are from `given`."""
    classes = [each for each in answer.__mro__ if each not in given] if inspect.isclass(answer) else []
    members = [member for each in classes for member in vars(each).values()] if classes else [answer]
    return [member for member in members if isinstance(member, FunctionType)]


def written(functions: Sequence[FunctionType]) -> Written:
    """How far these `functions` are written."""
    text = "".join(map(_source, functions))
    nodes = list(ast.walk(ast.parse(text)))
    in_an_index = {part for node in nodes if isinstance(node, ast.Subscript) for part in ast.walk(node.slice)}
    constants = [node for node in nodes if isinstance(node, ast.Constant) and node not in in_an_index]
    open_ones = {node.lineno for node in constants if node.value is ...}
    whole = [
        node
        for node in nodes
        if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef | ast.Pass)
        if not isinstance(getattr(node, "value", None), ast.Constant) or not isinstance(node, ast.Expr)
        if open_ones.isdisjoint(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    ]
    lines = text.splitlines()
    return Written(text, tuple(lines[number - 1].strip() for number in sorted(open_ones)), len(whole))


def _source(function: FunctionType) -> str:
    """The definition of `function`; "" for a lambda, and for what has no source."""
    with suppress(OSError, SyntaxError):  # made by exec, or a lambda, whose source is the line around it
        text = textwrap.dedent(inspect.getsource(function.__code__))
        return text if isinstance(ast.parse(text).body[0], ast.FunctionDef) else ""
    return ""


def code_of(gap: str) -> str:
    """A line that holds a `...`, without its comment."""
    return gap.split("#")[0].strip()


def filled_from(answer: Any, known: Written, reference: Any) -> Any:
    """The function or class `answer` with the lines of `reference` where it has its gaps.

    None when a gap has no counterpart: `for_u = ...` has one when the reference gives `for_u` a value, and a `...`
    alone on its line has none.
    """
    model = ast.unparse(ast.parse(textwrap.dedent(source_of(reference)))).splitlines()
    text = known.text
    for gap in map(code_of, known.gaps):
        fitting = re.compile(re.escape(gap).replace(r"\.\.\.", ".+"))
        found = [line.strip() for line in model if fitting.fullmatch(line.strip())]
        if gap == "..." or not found:
            return None
        text = text.replace(gap, found[0], 1)
    if inspect.isclass(reference):
        text = f"{model[0]}\n{textwrap.indent(text, '    ')}"
    return made_from(text, getattr(answer, "__globals__", None) or names_around(reference))


def explained(error: BaseException) -> str:
    """What a learner has most likely done who meets this `error`; "" when that is not known."""
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        return f"The name `{error.name}` is not known: is it misspelt, or was its cell not run?"
    text = f"{type(error).__name__}: {error}"
    return next((told for pattern, told in EXPLAINED.items() if re.search(pattern, text)), "")


def returns_in_the_loop(known: Written) -> str:
    """That a loop ends in a `return`, which explains most results; "" when none does."""
    loops = [node for node in ast.walk(ast.parse(known.text)) if isinstance(node, ast.For | ast.While)]
    told = "The `return` stands inside the loop, so it ends after the first round: set it back to the left."
    return told * any(isinstance(loop.body[-1], ast.Return) for loop in loops)


def unused(known: Written) -> str:
    """That an argument is never used, for where nothing else is recognised; "" when all are."""
    for tree in ast.walk(ast.parse(known.text)):
        if isinstance(tree, ast.FunctionDef):
            read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            if names := [argument.arg for argument in tree.args.args if argument.arg not in read]:
                return f"Its argument `{names[0]}` is never used: is a name of another cell used in its place?"
    return ""
