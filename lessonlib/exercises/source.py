"""What the source of an answer shows: what is still open in it, and mistakes; and what Python's own errors mean."""

import ast
import dis
import inspect
import re
import textwrap
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from lessonlib.exercises.editing import made_from, names_around, source_of

WAITING = {"input", "breakpoint", "set_trace"}
"""What waits for somebody to type."""

EXPLAINED: dict[str, str] = {
    "truth value of an array|Boolean value": "An array is asked for one yes or no: .any(), .all(), or a mask is meant.",
    "torch.return_types": "max(dim=...) gives two things, the values and where they stand: take .values (or use amax).",
    "not require grad": "No gradient can flow back to the weights: argmax, .item(), .detach() and numpy cut its way.",
    "index out of range|out of bounds": "An index runs past the end: a place is used in a list that is shorter.",
    "multiply sequence|operand type.*'list'": "A list does no arithmetic, number by number: make an array of it first.",
    "(positional|keyword) argument": "It is called with other arguments than it takes: look at its `def`.",
    "'NoneType'": "A function or method gave None back: .sort() and .append() change a list and return nothing.",
    "local variable": "A name is used before it gets its value: set it before the loop, or in every branch.",
    "broadcast together|core dimension|cannot be multiplied": "Two shapes do not fit together: print both. A table may "
    "lack its .T, or a sum its keepdims=True.",
    "concatenated|stack expects": "Parts of the wrong shape are put together: without dim=, a maximum is one number.",
    "StopIteration": "The loop goes on for one round too many: count the rounds done so far.",
}
"""What Python says, and what it means."""


@dataclass(frozen=True)
class Gaps:
    """How far a function or class is written.

    Attributes:
        empty: Nothing was written: there is at most a docstring, `pass` and `...`.
        statements: How many statements there are, without docstrings.
        lines: The lines that hold a `...` as they were typed, with their comments.
        harmless: All of the `...` stand alone on their line, where they do nothing.
        trees: The source of the function, or of the methods of the class, as far as it can be found.
    """

    empty: bool
    statements: int
    lines: tuple[str, ...]
    harmless: bool
    trees: tuple[ast.FunctionDef, ...]


def is_blank(answer: Any) -> bool:
    """Whether `answer` is `...`, None or empty, or holds such an item."""
    if answer is None or answer is ...:
        return True
    if isinstance(answer, str):
        return answer.strip(" .?_") == ""
    return isinstance(answer, list | tuple) and (not answer or any(item is None or item is ... for item in answer))


def functions_of(answer: Any) -> list[FunctionType]:
    """The function `answer` itself, or the methods that are written in the class `answer`."""
    members = vars(answer).values() if inspect.isclass(answer) else [answer]
    return [member for member in members if isinstance(member, FunctionType)]


def gaps_in(answer: Any, given: tuple[type, ...] = ()) -> Gaps:
    """How far the function or class `answer` is written. What a class inherits counts, unless it is from `given`."""
    bases = [base for base in answer.__mro__ if base not in (object, *given)] if inspect.isclass(answer) else []
    without_methods = inspect.isclass(answer) and not any(map(functions_of, bases))
    parsed = [found for function in functions_of(answer) if (found := _parsed(function))]
    statements = [(node, lines) for tree, lines in parsed for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    gaps = [(node, lines) for node, lines in statements if _holds_ellipsis(node) and not _holds_gap(node)]
    return Gaps(
        empty=without_methods or any(all(map(_is_empty, tree.body)) for tree, _ in parsed),
        statements=len(statements) - sum(1 + bool(ast.get_docstring(tree)) for tree, _ in parsed),
        lines=tuple(lines[node.lineno - 1].strip() for node, lines in gaps),
        harmless=all(_is_empty(node) for node, _ in gaps),
        trees=tuple(tree for tree, _ in parsed),
    )


def _parsed(function: FunctionType) -> tuple[ast.FunctionDef, list[str]] | None:
    """The definition of `function` and its lines; None for a lambda, and for what has no source."""
    try:
        source = textwrap.dedent(inspect.getsource(function.__code__))
        (tree,) = ast.parse(source).body
    except (OSError, SyntaxError, ValueError):  # made by exec, or a lambda, whose source is the line around it
        return None
    return (tree, source.splitlines()) if isinstance(tree, ast.FunctionDef) else None


def _holds_gap(statement: ast.stmt) -> bool:
    """Whether the `...` of `statement` stands in a statement inside of it."""
    return any(_holds_ellipsis(node) for node in ast.iter_child_nodes(statement) if isinstance(node, ast.stmt))


def _is_empty(statement: ast.stmt) -> bool:
    """Whether `statement` is `pass`, a docstring or `...`."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _holds_ellipsis(node: ast.AST) -> bool:
    """Whether there is a `...` in `node` other than that of an index, as in `table[..., 0]` or `tuple[int, ...]`."""
    if isinstance(node, ast.Constant):
        return node.value is ...
    children = [node.value] if isinstance(node, ast.Subscript) else ast.iter_child_nodes(node)
    return any(map(_holds_ellipsis, children))


def filled_from(gaps: Gaps, reference: Any, answer: Any) -> Any:
    """The function or class `answer` with the lines of `reference` where it has its gaps.

    None when a gap has no counterpart: `for_u = ...` has one when the reference gives `for_u` a value, and a `...`
    alone on its line has none.
    """
    model = ast.unparse(ast.parse(textwrap.dedent(source_of(reference)))).splitlines()
    lines = [line for tree in gaps.trees for line in ast.unparse(tree).splitlines()]
    for place, line in enumerate(lines):
        gap = re.escape(line.strip()).replace(r"\.\.\.", ".+")
        fitting = [other.strip() for other in model if re.fullmatch(gap, other.strip())]
        if "..." in line and (not fitting or line.strip() == "..."):
            return None
        if "..." in line:
            lines[place] = line[: len(line) - len(line.lstrip())] + fitting[0]
    if inspect.isclass(reference):
        lines = [model[0], *(f"    {line}" for line in lines)]
    names = getattr(answer, "__globals__", None) or names_around(reference)
    return made_from("\n".join(lines), names) if gaps.trees else None


def explained(error: BaseException) -> str:
    """What a learner has most likely done who meets this `error`; "" when that is not known."""
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        return f"The name `{error.name}` is not known: is it misspelt, or was its cell not run?"
    text = f"{type(error).__name__}: {error}"
    return next((told for pattern, told in EXPLAINED.items() if re.search(pattern, text)), "")


def waits(answer: Any) -> str:
    """What in the code of `answer` waits for somebody to type; "" if nothing does."""
    names = (name for function in functions_of(answer) for name in function.__code__.co_names)
    return next((name for name in names if name in WAITING), "")


def imported(answer: Any) -> list[str]:
    """The modules that an answer imports when it runs."""
    instructions = [each for function in functions_of(answer) for each in dis.get_instructions(function)]
    return [each.argval for each in instructions if each.opname == "IMPORT_NAME"]


def likely(answer: Any, gaps: Gaps, reference: Any) -> str:
    """A mistake in the source that explains most results; "" when there is none."""
    for node in (node for tree in gaps.trees for node in ast.walk(tree)):
        if isinstance(node, ast.For | ast.While) and isinstance(node.body[-1], ast.Return):
            return "The `return` stands inside the loop, so it ends after the first round: set it back to the left."
    if isinstance(answer, FunctionType):
        around, known = answer.__globals__, getattr(reference, "__globals__", {})
        for name in answer.__code__.co_names:
            if name in around and name not in known and _is_data(around[name]):
                return f"It uses `{name}` of another cell; all that it needs are its arguments."
    return ""


def unused(gaps: Gaps) -> str:
    """That an argument is never used, for where nothing else is recognised; "" when all are."""
    for tree in gaps.trees if len(gaps.trees) == 1 else ():
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        if names := [argument.arg for argument in tree.args.args if argument.arg not in read]:
            return f"Its argument `{names[0]}` is never used."
    return ""


def _is_data(value: Any) -> bool:
    return not callable(value) and not isinstance(value, ModuleType | int | float | str)
