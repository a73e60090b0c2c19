"""What the source of an answer shows, where its results do not: and what the commonest errors of Python mean."""

import ast
import re
import types
from collections.abc import Callable
from typing import Any

from lessonlib.exercises.gaps import Gaps, gaps_in

Finding = tuple[str, str]
"""The name of a mistake, and what to say about it."""

WAITING = {"input", "breakpoint", "set_trace"}
"""What waits for somebody to type."""

EXPLAINED: tuple[tuple[str, str, str], ...] = (
    ("truth value of an array|Boolean value of Tensor", "an array as a condition",
     "A whole array is asked for one yes or no: use it as a mask, as in values[mask], or ask .any() or .all()."),
    ("not torch.return_types", "a pair of values and indices",
     "max(dim=...) gives two things, the values and where they stand: take .values (or use amax)."),
    ("does not require grad", "the way back is cut",
     "No gradient can flow back to the weights: argmax, .item(), .detach() and numpy cut the way from the loss."),
    ("not enough values to unpack|too many values to unpack", "unpacking",
     "A loop takes its items apart into the wrong number of pieces: of a dictionary, .items() gives key and value."),
    ("index out of range|out of bounds", "an index past the end",
     "An index runs past the end: where a place and the next one are read, the last has no next one; and a number "
     "of a row is not its place in a selection."),
    ("can't multiply sequence|unsupported operand type.*'list'", "arithmetic with a list",
     "A list does no arithmetic, number by number: make an array of it first."),
    ("object is not callable", "brackets for a call",
     "Something is called that is no function: square brackets look things up, round ones call."),
    ("'NoneType'", "nothing was returned",
     "A function or method gave None back: .sort() and .append() change a list in place and return nothing."),
    ("local variable|cannot access local", "used before it has a value",
     "A name is used before it gets its value inside the function: set it before the loop, or in every branch."),
    ("has no attribute 'items'|'(tuple|list|int)' object has no attribute", "another kind of thing",
     "A method is used that this kind of thing does not have: look at what is in the variable at that line."),
    ("must be real number|could not convert string", "text for a number", "Text stands where a number is needed."),
    ("concatenated|stack expects", "one number for all", "Parts of the wrong shape are put together: a maximum or mean "
     "without dim= makes one number of everything."),
    ("StopIteration", "one round too many", "The loop goes on for one round too many: count the rounds done so far."),
)  # fmt: skip
"""Python's message, the name of the mistake, and what it means."""


LATE = {"an argument is not used", "no axis in the source"}
"""The names of mistakes that are told only where nothing else is recognised."""

CERTAIN = {"a shallow copy", "nll_loss on logits", "softmax before cross-entropy", "another object", "loads nothing"}
"""The names of mistakes that can be read in the source without a doubt, whatever else gives the same results."""


def explained(error: BaseException) -> Finding | None:
    """What a learner has most likely done who meets this `error`."""
    text = f"{type(error).__name__}: {error}"
    return next(((name, told) for pattern, name, told in EXPLAINED if re.search(pattern, text)), None)


def waits(answer: Any) -> str:
    """What in the code of `answer` waits for somebody to type; "" if nothing does."""
    return next((name for code in _codes(answer) for name in code.co_names if name in WAITING), "")


def imported(gaps: Gaps) -> list[str]:
    """The modules that an answer imports when it runs."""
    nodes = ast.walk(gaps.tree) if gaps.tree is not None else ()
    found = [
        [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return [name for names in found for name in names if name]


def findings(answer: Any, gaps: Gaps, reference: Any) -> list[Finding]:
    """What can be read in the source of an answer that came out wrong, surest first."""
    found = [*_in_tree(gaps.tree)] if gaps.tree is not None else []
    codes = _codes(answer)
    if len(codes) == 1 and isinstance(answer, types.FunctionType):
        (code,) = codes
        known = getattr(reference, "__globals__", {})
        unused = [name for name in code.co_varnames[: code.co_argcount] if not _is_read(name, gaps.tree)]
        strangers = [
            name
            for name in code.co_names
            if name in answer.__globals__ and _is_data(answer.__globals__[name]) and name not in known
        ]
        if strangers:
            told = f"It uses `{strangers[0]}` of another cell; all that it needs are its arguments."
            found.append(("a name of another cell", told))
        elif unused and gaps.tree is not None:
            found.append(("an argument is not used", f"Its argument `{unused[0]}` is never used."))
    right = _reductions(gaps_in(reference).tree)
    bare = [text for called, text, axis in _reductions(gaps.tree) if not axis and called in {each[0] for each in right}]
    if bare and all(axis for _, _, axis in right):
        told = f"`{bare[0]}` has no axis, and puts everything together into one number: axis=0 goes down the columns."
        found.append(("no axis in the source", told))
    return found


def _reductions(tree: ast.AST | None) -> list[tuple[str, str, bool]]:
    """The means, sums and maxima: what is called, the call, and whether it names an axis."""
    found: list[tuple[str, str, bool]] = []
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Call(
                func=ast.Attribute(attr="mean" | "sum" | "max" as called, value=of), args=given, keywords=named
            ):
                axis = bool(named) or len(given) > (ast.unparse(of) == "np")
                found.append((called, ast.unparse(node), axis))
    return found


def _in_tree(tree: ast.AST) -> list[Finding]:
    found: list[Finding] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While) and isinstance(node.body[-1], ast.Return):
            told = "The `return` stands inside the loop, so it ends after the first round: set it back to the left."
            found.append(("return inside the loop", told))
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            found += [
                ("another object", f"`{ast.unparse(line)}` only gives the name to another object: the caller's own "
                 f"`{line.targets[0].id}` stays as it was.")
                for line in node.body
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Name)
                and isinstance(line.targets[0], ast.Name) and line.targets[0].id in names
            ]  # fmt: skip
    for name, told, is_there in _PATTERNS:
        found += [(name, told)] * any(
            is_there(ast.unparse(node)) for node in ast.walk(tree) if isinstance(node, ast.expr)
        )
    return found


_PATTERNS: tuple[tuple[str, str, Callable[[str], Any]], ...] = (
    ("softmax before cross-entropy", "F.cross_entropy takes the softmax itself: give it the logits as they are.",
     re.compile(r"^(F|nn|torch\.nn\.functional)\.cross_entropy\(.*softmax").match),
    ("nll_loss on logits", "F.nll_loss expects logarithms of probabilities: with logits, use F.cross_entropy.",
     re.compile(r"^(F|torch\.nn\.functional)\.nll_loss\((?!.*log_softmax)").match),
    ("loads nothing", "This loads into the model the weights that it has already: load those that were kept.",
     re.compile(r"^(\w+)\.load_state_dict\(\1\.state_dict\(\)\)").match),
    ("a shallow copy", "This copy is shallow: the dictionary is new, and the tensors in it are the old ones. Use "
     "copy.deepcopy, or clone each of them.",
     re.compile(r"^(copy\.copy|dict)\(.*state_dict\(\)\)$|.*state_dict\(\)\.copy\(\)$").match),
)  # fmt: skip
"""The name of a mistake, what to say, and whether an expression makes it."""


def _codes(answer: Any) -> list[types.CodeType]:
    functions = vars(answer).values() if isinstance(answer, type) else [answer]
    return [each.__code__ for each in functions if isinstance(each, types.FunctionType)]


def _is_read(name: str, tree: ast.AST | None) -> bool:
    return tree is None or any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) for node in ast.walk(tree)
    )


def _is_data(value: Any) -> bool:
    return not callable(value) and not isinstance(value, types.ModuleType | int | float | str)
