"""The small changes by which right code becomes wrong, made by machine, each with what it says about a learner's code.

An answer that gives on every case what such a change of the reference gives has most likely made that mistake.
"""

import ast
import copy
import inspect
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

from lessonlib.exercises.editing import source_of

Change = tuple[str, str, Any]
"""The name of a mistake, what to say about it, and the function or class that makes it."""

_EDGES: dict[Any, Any] = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}
_TURNED: dict[Any, Any] = {
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
_SIGNS: dict[Any, Any] = {ast.Add: (ast.Sub, "+", "-"), ast.Sub: (ast.Add, "-", "+")}
_SIGNS |= {ast.Mult: (ast.Div, "*", "/"), ast.Div: (ast.Mult, "/", "*")}
_INSTEAD = {
    "sum": ("mean", "max"), "mean": ("sum", "max"), "max": ("min", "sum"), "min": ("max",), "amax": ("amin", "mean"),
    "argmax": ("argmin", "max"), "any": ("all",), "all": ("any",), "ceil": ("floor", "round"), "maximum": ("minimum",),
    "log": ("log10", "log2", "log1p"), "zeros": ("ones",),
}  # fmt: skip
_WITHOUT = {"sqrt": "square root", "log": "logarithm", "abs": "absolute value", "relu": "ReLU", "sorted": "sorting"}
_WITHOUT |= {"ceil": "rounding up", "sigmoid": "sigmoid", "maximum": "lower limit", "max": "limit", "min": "limit"}


def changes(reference: Any) -> Iterator[Change]:
    """All small changes of the function or class `reference`, one at a time."""
    tree = ast.parse(textwrap.dedent(source_of(reference)))
    axes = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in ("axis", "dim")]
    for number, node in enumerate(ast.walk(tree)):
        for name, told, altered in _alternatives(node) if node not in axes else ():
            changed = copy.deepcopy(tree)
            place = list(ast.walk(changed))[number]
            whole = _Replaced(place, altered).visit(changed)
            names = dict(vars(sys.modules[reference.__module__]))
            try:
                exec(compile(ast.fix_missing_locations(whole), "<changed>", "exec"), names)
            except (SyntaxError, ValueError, TypeError):
                continue
            yield name, told, names[reference.__name__]
    if inspect.isfunction(reference):
        yield from _arguments_mixed_up(reference)


class _Replaced(ast.NodeTransformer):
    def __init__(self, place: ast.AST, altered: Any) -> None:
        self.place, self.altered = place, altered

    def visit(self, node: ast.AST) -> Any:
        return self.altered if node is self.place else self.generic_visit(node)


def _alternatives(node: Any) -> Iterator[tuple[str, str, Any]]:
    """(name of the mistake, what to say, the node to put there) for everything that may go wrong at `node`."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in _TURNED:
            for table, name, told in (
                (_EDGES, "the edge of a comparison", "Look at where both sides of a comparison are equal: "
                 "< and <=, or > and >=, are mixed up."),
                (_TURNED, "a comparison turned round", "A comparison, or a condition, is turned round."),
            ):  # fmt: skip
                if opposite := table.get(type(operator)):
                    yield name, told, ast.Compare(node.left, [opposite()], node.comparators)
        case ast.BinOp(left=left, op=operator, right=right):
            if type(operator) in _SIGNS:
                sign, needed, came = _SIGNS[type(operator)]
                yield (
                    f"{came} for {needed}",
                    f"A {came} stands where a {needed} is needed.",
                    ast.BinOp(left, sign(), right),
                )
            for kept, lost in ((left, right), (right, left)):
                yield "a part is missing", f"Something is left out: {_named(lost)} should come into it.", kept
            if isinstance(operator, ast.Sub | ast.Div | ast.MatMult):
                told = "The two sides of a difference, a division or a product have changed places."
                yield "sides changed", told, ast.BinOp(right, operator, left)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield "a sign turned round", "A minus sign is missing: something goes the other way round.", operand
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
            yield "a condition turned round", "A condition is turned round.", operand
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=arguments):
            for other_name in _INSTEAD.get(called, ()):
                altered: Any = copy.deepcopy(node)
                function = altered.func
                setattr(function, "id" if isinstance(function, ast.Name) else "attr", other_name)
                yield (
                    f"{other_name} for {called}",
                    f"This takes the {other_name} where the {called} is needed.",
                    altered,
                )
            if called in _WITHOUT and arguments:
                yield f"without {called}", f"The {_WITHOUT[called]} is missing.", arguments[0]
            yield from _other_axis(node)
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            told = "It is off by one: look at where an index, a slice or a range begins and ends."
            for other_number in (number + 1, number - 1):
                yield "off by one", told, ast.Constant(other_number)
        case ast.Slice(lower=lower, upper=upper):
            if lower:
                yield "a slice without its beginning", "A slice begins too early.", ast.Slice(None, upper)
            if upper:
                yield "a slice without its end", "Nothing is cut off at the end.", ast.Slice(lower, None)
        case ast.AugAssign(target=target, value=value):
            told = f"`{ast.unparse(target)}` is overwritten each time: add to what it holds already."
            yield "overwrites", told, ast.Assign([target], value)
        case ast.Expr(value=ast.Call(func=function)):
            yield "a call is missing", f"A step is missing: what `{ast.unparse(function)}` does.", ast.Pass()
        case ast.If(test=_, body=[ast.Return()]) | ast.If(body=[ast.Break()]):
            yield "a case is not handled", "One case is not treated on its own, and it should be.", ast.Pass()
        case ast.If(body=body, orelse=[]):
            yield "a condition is missing", "Something is done in every case that should depend on a condition.", body
        case ast.comprehension(ifs=[_]):
            without: Any = copy.deepcopy(node)
            without.ifs = []
            yield (
                "a condition is missing",
                "Something is kept in every case that should depend on a condition.",
                without,
            )
        case ast.BoolOp(op=operator, values=values):
            other_op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield "and for or", "`and` and `or` are mixed up.", ast.BoolOp(other_op, values)


def _other_axis(node: ast.Call) -> Iterator[tuple[str, str, Any]]:
    for place, keyword in enumerate(node.keywords):
        if keyword.arg in ("axis", "dim") and isinstance(keyword.value, ast.Constant):
            axis: Any = keyword.value.value
            altered = copy.deepcopy(node)
            altered.keywords[place].value = ast.Constant(1 - axis)
            told = "Rows and columns are mixed up: look at the axis."
            yield "the other axis", told, altered
            altered = copy.deepcopy(node)
            del altered.keywords[place]
            yield "no axis", "Without an axis, everything is put together into one number.", altered


def _named(node: ast.AST) -> str:
    """The names in `node`, for a message; a number where there is none."""
    names = dict.fromkeys(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
    known = [f"`{name}`" for name in names if name not in ("np", "torch", "F", "len", "int", "max", "min", "range")]
    return " and ".join(known) or ast.unparse(node)


def _arguments_mixed_up(reference: Any) -> Iterator[Change]:
    """The reference, called with two arguments exchanged, or with only a part of one."""
    names = list(inspect.signature(reference).parameters)

    def with_arguments(altered: Any) -> Any:
        return lambda *arguments: reference(*altered(list(arguments)))

    for one in range(len(names)):
        for other in range(one):

            def exchanged(arguments: list[Any], one: int = one, other: int = other) -> list[Any]:
                if len(arguments) > one:
                    arguments[one], arguments[other] = arguments[other], arguments[one]
                return arguments

            told = f"`{names[other]}` and `{names[one]}` have changed places."
            yield "arguments exchanged", told, with_arguments(exchanged)
        for part, told in (
            (slice(None, 1), "Only the first item of `{}` is used."),
            (slice(1, None), "The first item of `{}` is not used."),
            (slice(None, -1), "The last item of `{}` is not used."),
            (slice(None, None, -1), "`{}` is gone through from the wrong end."),
        ):

            def shortened(arguments: list[Any], one: int = one, part: slice = part) -> list[Any]:
                if len(arguments) > one:
                    arguments[one] = arguments[one][part]
                return arguments

            yield "a part of an argument", told.format(names[one]), with_arguments(shortened)
