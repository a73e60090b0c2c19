"""Small changes of a function or class, made by machine: what a slip of the hand or of the mind would leave behind."""

import ast
import copy
import sys
from collections.abc import Iterator

from lessonlib.exercises.editing import source_of

OPERATORS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
NAMES = {
    "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax", "sum": "mean", "mean": "sum", "zeros": "ones",
    "ones": "zeros", "log": "log10", "sqrt": "square", "maximum": "minimum", "minimum": "maximum", "any": "all",
    "all": "any", "append": "extend", "deepcopy": "copy", "train": "eval", "eval": "train", "floor": "ceil",
    "softmax": "log_softmax", "relu": "sigmoid", "amax": "amin", "backward": "detach", "argsort": "sort",
}  # fmt: skip


def small_changes(answer: type | object) -> Iterator[tuple[str, object]]:
    """Each small change of `answer` in words, with the function or class that it leaves behind."""
    tree = ast.parse(source_of(answer))
    seen = {ast.unparse(tree)}
    for node in list(ast.walk(tree)):
        for change in changes_of(node, tree):
            undo = change()
            source = ast.unparse(ast.fix_missing_locations(tree))
            undo()
            if source not in seen:
                seen.add(source)
                yield difference(ast.unparse(tree), source), made(source, answer)


def fixed_arguments(answer, arguments) -> Iterator[tuple[str, object]]:
    """Variants that use a value of the notebook in place of one argument: of each in turn, that of `arguments`."""
    for number, value in enumerate(arguments):
        tree = ast.parse(source_of(answer))
        function = tree.body[0]
        assert isinstance(function, ast.FunctionDef)
        name = function.args.args[number].arg
        function.body.insert(0, ast.parse(f"{name} = GIVEN").body[0])
        yield f"{name} is always that of the first case", made(ast.unparse(tree), answer, GIVEN=value)


def made(source: str, answer, **more: object) -> object:
    names = vars(sys.modules[answer.__module__]) | more
    exec(compile(source, "<small change>", "exec"), names)
    variant = names[answer.__name__]
    variant.edited_source = source
    return variant


def difference(before: str, after: str) -> str:
    """The lines that differ, as `old -> new`."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return f"{' | '.join(line.strip() for line in old)} -> {' | '.join(line.strip() for line in new)}"


def setter(node, field, value):
    """A change that puts `value` into a field of `node`, and gives back how to undo it."""

    def change():
        before = getattr(node, field)
        setattr(node, field, value)
        return lambda: setattr(node, field, before)

    return change


def changes_of(node: ast.AST, tree: ast.AST) -> Iterator:
    """Functions that each change `node` in place, and return what undoes it."""
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        yield from (setter(node, "op", other()) for other in OPERATORS.get(type(node.op), ()))
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add | ast.Mult):
        yield swapped(node, "left", "right")
    if isinstance(node, ast.Compare):
        for other in OPERATORS.get(type(node.ops[0]), ()):
            yield setter(node, "ops", [other(), *node.ops[1:]])
    if isinstance(node, ast.Constant) and not isinstance(node.value, str | bytes) and node.value not in (None, ...):
        value = node.value
        others = [not value] if isinstance(value, bool) else [value + 1, value - 1, value * 2, 0]
        yield from (setter(node, "value", other) for other in others if other != value)
    if isinstance(node, ast.Slice):
        for field in ("lower", "upper", "step"):
            if getattr(node, field) is not None:
                yield setter(node, field, None)
        for field in ("lower", "upper"):
            if (bound := getattr(node, field)) is not None and not isinstance(bound, ast.Constant):
                yield setter(node, field, ast.BinOp(bound, ast.Add(), ast.Constant(1)))
                yield setter(node, field, ast.BinOp(bound, ast.Sub(), ast.Constant(1)))
    if isinstance(node, ast.Call):
        if len(node.args) >= 2:
            yield setter(node, "args", [node.args[1], node.args[0], *node.args[2:]])
        for place in range(len(node.keywords)):
            yield setter(node, "keywords", node.keywords[:place] + node.keywords[place + 1 :])
        if isinstance(node.func, ast.Name) and node.func.id == "range" and len(node.args) < 3:
            for shift in (1, -1):
                last = ast.BinOp(node.args[-1], ast.Add(), ast.Constant(shift))
                yield setter(node, "args", [*node.args[:-1], last])
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from (
            setter(node, "id", other) for other in [NAMES.get(node.id), *other_parameters(node.id, tree)] if other
        )
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr in NAMES:
        yield setter(node, "attr", NAMES[node.attr])
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield replaced_by_value(node, tree)
    if isinstance(node, ast.UnaryOp | ast.Starred):
        yield replaced_by_value(node, tree, "operand" if isinstance(node, ast.UnaryOp) else "value")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        yield replaced_by_value(node, tree, "func.value")  # x.copy() -> x
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.func, ast.Name | ast.Attribute):
        yield replaced_by_value(node, tree, "args.0")  # sorted(x) -> x
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        for value in (True, False) if not isinstance(node, ast.While) else (False,):
            yield setter(node, "test", ast.Constant(value))
    if isinstance(node, ast.comprehension) and node.ifs:
        yield setter(node, "ifs", [])
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if isinstance(block, list) and not isinstance(node, ast.Module):
            for place, statement in enumerate(block):
                if not isinstance(statement, ast.FunctionDef | ast.Pass) and not is_docstring(statement):
                    yield setter(node, field, [*block[:place], ast.Pass(), *block[place + 1 :]])


def swapped(node, one, other):
    def change():
        def swap():
            first, second = getattr(node, one), getattr(node, other)
            setattr(node, one, second)
            setattr(node, other, first)

        swap()
        return swap

    return change


def replaced_by_value(node: ast.AST, tree: ast.AST, path: str = "value"):
    """The change that puts a part of `node` in its place."""
    value = node
    for step in path.split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    for parent in ast.walk(tree):
        for field, held in ast.iter_fields(parent):
            if held is node:
                return setter(parent, field, copy.deepcopy(value))
            if isinstance(held, list) and any(one is node for one in held):
                return setter(parent, field, [copy.deepcopy(value) if one is node else one for one in held])
    raise AssertionError("a node without a parent")


def other_parameters(name: str, tree: ast.AST) -> list[str]:
    """The other parameters of the function in which `name` is one; enough to mix up two of them."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            names = [one.arg for one in function.args.args if one.arg != "self"]
            if name in names:
                return [other for other in names if other != name]
    return []


def is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
