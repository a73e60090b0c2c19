"""What the source of an answer shows, where its results do not: and what the commonest errors of Python mean."""

import ast
import dis
import re
import types
from collections.abc import Iterator
from typing import Any

from lessonlib.exercises.gaps import Gaps, functions_of, gaps_in

WAITING = {"input", "breakpoint", "set_trace"}
"""What waits for somebody to type."""

EXPLAINED: dict[str, str] = {
    "truth value of an array|Boolean value of Tensor": (
        "A whole array is asked for one yes or no: use it as a mask, as in values[mask], or ask .any() or .all()."
    ),
    "not torch.return_types": (
        "max(dim=...) gives two things, the values and where they stand: take .values (or use amax)."
    ),
    "does not require grad": (
        "No gradient can flow back to the weights: argmax, .item(), .detach() and numpy cut the way from the loss."
    ),
    "values to unpack": (
        "A loop takes its items apart into the wrong number of pieces: of a dictionary, .items() gives key and value."
    ),
    "index out of range|out of bounds": (
        "An index runs past the end: where a place and the next one are read, the last has no next one; and a number "
        "of a row is not its place in a selection."
    ),
    "can't multiply sequence|unsupported operand type.*'list'": (
        "A list does no arithmetic, number by number: make an array of it first."
    ),
    "object is not callable": (
        "Something is called that is no function: square brackets look things up, round ones call."
    ),
    "'NoneType'": (
        "A function or method gave None back: .sort() and .append() change a list in place and return nothing."
    ),
    "local variable": (
        "A name is used before it gets its value inside the function: set it before the loop, or in every branch."
    ),
    "object has no attribute": (
        "A method is used that this kind of thing does not have: look at what is in the variable at that line."
    ),
    "must be real number|could not convert string": "Text stands where a number is needed.",
    "concatenated|stack expects": (
        "Parts of the wrong shape are put together: a maximum or mean without dim= makes one number of everything."
    ),
    "StopIteration": "The loop goes on for one round too many: count the rounds done so far.",
}
"""Python's message, and what it means."""

CERTAIN: dict[str, str] = {
    r"(F|nn|torch\.nn\.functional)\.cross_entropy\(.*softmax.*": (
        "F.cross_entropy takes the softmax itself: give it the logits as they are."
    ),
    r"(F|torch\.nn\.functional)\.nll_loss\((?!.*log_softmax).*": (
        "F.nll_loss expects logarithms of probabilities: with logits, use F.cross_entropy."
    ),
    r"(\w+)\.load_state_dict\(\1\.state_dict\(\)\)": (
        "This loads into the model the weights that it has already: load those that were kept."
    ),
    r"(copy\.copy|dict)\(.*state_dict\(\)\)|.*state_dict\(\)\.copy\(\)": (
        "This copy is shallow: the dictionary is new, and the tensors in it are the old ones. Use copy.deepcopy, or "
        "clone each of them."
    ),
}
"""An expression that is a mistake without a doubt, whatever else gives the same results, and what to say about it."""


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


def certain(gaps: Gaps) -> str:
    """A mistake that can be read in the source without a doubt; "" when there is none."""
    for tree in gaps.trees:
        expressions = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.expr)]
        for pattern, told in CERTAIN.items():
            if any(re.fullmatch(pattern, text, re.DOTALL) for text in expressions):
                return told
        names = [argument.arg for argument in tree.args.args]
        for line in tree.body:
            match line:
                case ast.Assign([ast.Name(name)], ast.Name()) if name in names:
                    return (
                        f"`{ast.unparse(line)}` only gives the name to another object: the caller's own `{name}` stays "
                        "as it was."
                    )
    return ""


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


def possibly(gaps: Gaps, reference: Any) -> str:
    """What the source lacks, for where nothing else is recognised: an argument that is not used, or an axis."""
    for tree in gaps.trees if len(gaps.trees) == 1 else ():
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        if unused := [argument.arg for argument in tree.args.args if argument.arg not in read]:
            return f"Its argument `{unused[0]}` is never used."
    needed = {called: axis for called, _, axis in _reductions(gaps_in(reference))}
    bare = [text for called, text, axis in _reductions(gaps) if called in needed and not axis]
    if bare and all(needed.values()):
        return f"`{bare[0]}` has no axis, and puts everything together into one number: axis=0 goes down the columns."
    return ""


def _reductions(gaps: Gaps) -> Iterator[tuple[str, str, bool]]:
    """The means, sums and maxima: what is called, the call, and whether it names an axis."""
    for node in (node for tree in gaps.trees for node in ast.walk(tree)):
        match node:
            case ast.Call(ast.Attribute(of, "mean" | "sum" | "max" as called), given, named):
                yield called, ast.unparse(node), bool(named) or len(given) > (ast.unparse(of) == "np")


def _is_data(value: Any) -> bool:
    return not callable(value) and not isinstance(value, types.ModuleType | int | float | str)
