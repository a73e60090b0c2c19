"""What the source of an answer shows, where its results do not: and what the commonest errors of Python mean."""

import ast
import dis
import re
import types
from typing import Any

from lessonlib.exercises.gaps import Gaps, functions_of

WAITING = {"input", "breakpoint", "set_trace"}
"""What waits for somebody to type."""

EXPLAINED: dict[str, str] = {
    "truth value of an array|Boolean value": "An array is asked for one yes or no: .any(), .all(), or a mask is meant.",
    "torch.return_types": "max(dim=...) gives two things, the values and where they stand: take .values (or use amax).",
    "not require grad": "No gradient can flow back to the weights: argmax, .item(), .detach() and numpy cut its way.",
    "values to unpack": "A loop takes its items apart into the wrong number of pieces (of a dictionary: .items()).",
    "index out of range|out of bounds": "An index runs past the end: a place is used in a list that is shorter.",
    "multiply sequence|operand type.*'list'": "A list does no arithmetic, number by number: make an array of it first.",
    "(positional|keyword) argument": "It is called with other arguments than it takes: look at its `def`.",
    "object is not callable": "Something is called that is no function: square brackets look up, round ones call.",
    "'NoneType'": "A function or method gave None back: .sort() and .append() change a list and return nothing.",
    "local variable": "A name is used before it gets its value: set it before the loop, or in every branch.",
    "object has no attribute": "A method is used that this kind of thing does not have: what does the variable hold?",
    "broadcast together|core dimension|cannot be multiplied": "Two shapes do not fit together: print both. A table may "
    "lack its .T, or a sum its keepdims=True.",
    "must be real number|convert string": "Text stands where a number is needed.",
    "concatenated|stack expects": "Parts of the wrong shape are put together: without dim=, a maximum is one number.",
    "StopIteration": "The loop goes on for one round too many: count the rounds done so far.",
}
"""What Python says, and what it means."""


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
    if isinstance(answer, types.FunctionType):
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
    return not callable(value) and not isinstance(value, types.ModuleType | int | float | str)
