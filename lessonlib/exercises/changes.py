"""The small changes by which right code becomes wrong, made by machine, each with what it says about a learner's code.

An answer that gives on every case what such a change of the reference gives has most likely made that mistake. And no
change of a reference is right: the tests prove it of all of them.
"""

import ast
import copy
import textwrap
from collections.abc import Iterator
from typing import Any

from lessonlib.exercises.editing import source_of

OPERATORS: dict[str, tuple[str, ...]] = {
    "+": ("-",), "-": ("+",), "*": ("/", "+"), "/": ("*",), "//": ("/",), "%": ("//",), "**": ("*",), "@": ("*",),
    "&": ("|",), "|": ("&",),
    "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="), "==": ("!=",), "!=": ("==",),
    "in": ("not in",), "not in": ("in",), "is": ("is not",), "is not": ("is",),
}  # fmt: skip
"""What an operator is mixed up with."""

CALLED: dict[str, tuple[str, ...]] = {
    "sum": ("mean", "max"), "mean": ("sum", "max"), "max": ("min", "sum"), "min": ("max",), "amax": ("amin", "mean"),
    "argmax": ("argmin", "max"), "argsort": ("sort",), "any": ("all",), "all": ("any",), "ceil": ("floor", "round"),
    "maximum": ("minimum",), "minimum": ("maximum",), "log": ("log10", "log2", "log1p"), "sqrt": ("square",),
    "zeros": ("ones",), "ones": ("zeros",), "append": ("extend",), "deepcopy": ("copy",), "train": ("eval",),
    "eval": ("train",), "softmax": ("log_softmax",), "relu": ("sigmoid",),
}  # fmt: skip
"""What a function is mixed up with."""

OFF_BY_ONE = "It is off by one: look at where an index, a slice or a range begins and ends."
ALWAYS = "A condition is missing: something is done, or kept, in every case."
NEVER = "One case is not treated on its own, and it should be."

PARTS = {
    "[:1]": "Only the first item of `{}` is used.",
    "[1:]": "The first item of `{}` is not used.",
    "[:-1]": "The last item of `{}` is not used.",
    "[::-1]": "`{}` is gone through from the wrong end.",
}

Change = tuple[Any, ...]
"""What to say about a change, and the nodes that stand in the place of one."""


def changes(reference: Any) -> Iterator[tuple[str, str]]:
    """What to say about each small change of the function or class `reference`, and the source that it leaves.

    Where there is nothing to say that would help a learner, it is "".
    """
    tree = ast.parse(textwrap.dedent(source_of(reference)))
    seen = {ast.unparse(tree)}
    for parent in list(ast.walk(tree)):
        for field, held in list(ast.iter_fields(parent)) if not _is_axis(parent) else ():
            nodes = held if isinstance(held, list) else [held]
            for place, node in enumerate(nodes):
                for told, *instead in _changes_of(node, tree):
                    setattr(
                        parent, field, [*nodes[:place], *instead, *nodes[place + 1 :]] if nodes is held else instead[0]
                    )
                    source = ast.unparse(ast.fix_missing_locations(tree))
                    setattr(parent, field, held)
                    if source not in seen:
                        seen.add(source)
                        yield told, source


def _operator(symbol: str) -> Any:
    expression: Any = ast.parse(f"a {symbol} b", mode="eval").body
    return expression.op if isinstance(expression, ast.BinOp) else expression.ops[0]


def _is_axis(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg in ("axis", "dim")


_SYMBOLS = {type(_operator(symbol)): symbol for symbol in OPERATORS}


def _changes_of(node: Any, tree: ast.Module) -> Iterator[Change]:
    """Everything that may go wrong at `node`."""
    match node:
        case ast.Compare(left, [operator], right):
            symbol = _SYMBOLS[type(operator)]
            for other in OPERATORS[symbol]:
                edge = "Look at where both sides of a comparison are equal: < and <=, or > and >=, are mixed up."
                turned = "A comparison, or a condition, is turned round."
                yield edge if other[0] == symbol[0] else turned, ast.Compare(left, [_operator(other)], right)
        case ast.BinOp(left, operator, right):
            symbol = _SYMBOLS[type(operator)]
            for other in OPERATORS[symbol]:
                yield f"A {other} stands where a {symbol} is needed.", ast.BinOp(left, _operator(other), right)
            for kept, lost in ((left, right), (right, left)):
                yield f"Something is left out: {_named(lost)} should come into it.", kept
            if symbol not in "+*":
                told = "The two sides of a difference, a division or a product have changed places."
                yield told, ast.BinOp(right, operator, left)
        case ast.AugAssign(target, operator, value):
            told = f"`{ast.unparse(target)}` is overwritten each time: add to what it holds already."
            yield told, ast.Assign([target], value)
            for other in OPERATORS[_SYMBOLS[type(operator)]]:
                yield "The sign of a step is turned round.", ast.AugAssign(target, _operator(other), value)
            yield f"A step is missing: nothing is added to `{ast.unparse(target)}`.", ast.Pass()
        case ast.UnaryOp(ast.USub(), operand):
            yield "A minus sign is missing: something goes the other way round.", operand
        case ast.UnaryOp(_, operand):
            yield "A comparison, or a condition, is turned round.", operand
        case ast.BoolOp(operator, values):
            yield (
                "`and` and `or` are mixed up.",
                ast.BoolOp(ast.And() if isinstance(operator, ast.Or) else ast.Or(), values),
            )
        case ast.Constant(value=bool(value)):
            yield "", ast.Constant(not value)
        case ast.Constant(value=int(number) | float(number)):
            for other_number in (number + 1, number - 1, 2 * number, type(number)(0)):
                yield OFF_BY_ONE if abs(other_number - number) == 1 else "", ast.Constant(other_number)
        case ast.Slice(lower, upper, step):
            yield "A slice begins too early.", ast.Slice(None, upper, step)
            yield "Nothing is cut off at the end.", ast.Slice(lower, None, step)
            yield "A step is missing: what the last number of a slice does.", ast.Slice(lower, upper, None)
            yield from ((OFF_BY_ONE, ast.Slice(other, upper, step)) for other in _moved(lower))
            yield from ((OFF_BY_ONE, ast.Slice(lower, other, step)) for other in _moved(upper))
        case ast.Attribute(value, "T"):
            yield "Rows and columns have changed places: a .T is missing.", value
        case ast.keyword(name, ast.Constant(int(axis))) if _is_axis(node):
            for other_axis in {0, 1} - {axis}:
                yield "Rows and columns are mixed up: look at the axis.", ast.keyword(name, ast.Constant(other_axis))
            yield ("Without an axis, everything is put together into one number.",)
        case ast.keyword():
            yield ("",)
        case ast.Call(ast.Name(called) | ast.Attribute(_, called), arguments):
            yield from _calls(node, called, arguments)
        case ast.Name(name, ast.Load()):
            for function in ast.walk(tree):
                names = [one.arg for one in function.args.args] if isinstance(function, ast.FunctionDef) else []
                for other in names if name in names else ():
                    yield f"`{other}` stands where `{name}` is needed.", ast.Name(other)
        case ast.IfExp(_, body, orelse):
            yield from ((ALWAYS, body), (NEVER, orelse))
        case ast.If(_, body, orelse):
            yield from ((ALWAYS, *body), (NEVER, *(orelse or [ast.Pass()])))
        case ast.comprehension(target, items, [_]):
            yield ALWAYS, ast.comprehension(target, items, [], 0)
        case ast.FunctionDef() if node is tree.body[0]:
            yield from _arguments_mixed_up(node)
        case ast.Expr(ast.Call(function)):
            yield f"A step is missing: what `{ast.unparse(function)}` does.", ast.Pass()
        case ast.Assign([target]):
            yield f"A step is missing: `{ast.unparse(target)}` gets no new value.", ast.Pass()
        case ast.Return():
            yield "", ast.Pass()


def _calls(node: Any, called: str, arguments: list[Any]) -> Iterator[Change]:
    for other in CALLED.get(called, ()):
        altered = copy.deepcopy(node)
        setattr(altered.func, "id" if isinstance(node.func, ast.Name) else "attr", other)
        yield f"`{other}` stands where `{called}` is needed.", altered
    if len(arguments) == 1 or called in ("max", "min", "maximum", "minimum", "clip"):
        yield from ((f"A `{called}` is missing.", argument) for argument in arguments)
    if not arguments and isinstance(node.func, ast.Attribute):
        yield f"A `{called}` is missing.", node.func.value
    if len(arguments) > 1:
        exchanged = [arguments[1], arguments[0], *arguments[2:]]
        yield f"Two arguments of `{called}` have changed places.", ast.Call(node.func, exchanged, node.keywords)
    if called == "range":
        for last in _moved(arguments[-1]):
            yield OFF_BY_ONE, ast.Call(node.func, [*arguments[:-1], last], [])


def _moved(bound: Any) -> list[ast.BinOp]:
    """The end of a slice or a range, one further and one before."""
    return [ast.BinOp(bound, sign, ast.Constant(1)) for sign in (ast.Add(), ast.Sub())] if bound is not None else []


def _named(node: ast.AST) -> str:
    """The names in `node`, for a message; a number where there is none."""
    names = dict.fromkeys(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
    known = [f"`{name}`" for name in names if name not in ("np", "torch", "F", "len", "int", "max", "min", "range")]
    return " and ".join(known) or ast.unparse(node)


def _arguments_mixed_up(function: ast.FunctionDef) -> Iterator[Change]:
    """The function with two arguments exchanged, or with only a part of one."""
    names = [argument.arg for argument in function.args.args]
    lines = [
        (f"`{one}` and `{other}` have changed places.", f"{one}, {other} = {other}, {one}")
        for place, other in enumerate(names)
        for one in names[:place]
    ]
    lines += [(told.format(name), f"{name} = {name}{part}") for name in names for part, told in PARTS.items()]
    for told, line in lines:
        altered = copy.copy(function)
        altered.body = [*ast.parse(line).body, *function.body]
        yield told, altered
