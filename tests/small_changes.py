"""Small changes of a function or class, made by machine: what a slip of the hand or of the mind would leave behind."""

import ast
import copy

from lessonlib.exercises.editing import source_of

OPERATORS = {
    "+": ("-",), "-": ("+",), "*": ("/", "+"), "/": ("*",), "//": ("/",), "%": ("//",), "**": ("*",), "@": ("*",),
    "&": ("|",), "|": ("&",), "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="),
    "==": ("!=",), "!=": ("==",), "in": ("not in",), "not in": ("in",), "is": ("is not",), "is not": ("is",),
}  # fmt: skip
CALLED = {
    "sum": ("mean", "max"), "mean": ("sum", "max"), "max": ("min", "sum"), "min": ("max",), "amax": ("amin", "mean"),
    "argmax": ("argmin", "max"), "argsort": ("sort",), "any": ("all",), "all": ("any",), "ceil": ("floor", "round"),
    "maximum": ("minimum",), "minimum": ("maximum",), "log": ("log10", "log2", "log1p"), "sqrt": ("square",),
    "zeros": ("ones",), "ones": ("zeros",), "append": ("extend",), "deepcopy": ("copy",), "train": ("eval",),
    "eval": ("train",), "softmax": ("log_softmax",), "relu": ("sigmoid",),
}  # fmt: skip


def small_changes(answer):
    """The source of the function or class `answer` after each small change."""
    tree = ast.parse(source_of(answer))
    seen = {ast.unparse(tree)}
    for parent in list(ast.walk(tree)):
        for field, held in list(ast.iter_fields(parent)):
            nodes = held if isinstance(held, list) else [held]
            for place, node in enumerate(nodes):
                for instead in changes_of(node, tree):
                    many = instead if isinstance(instead, list) else [instead]
                    setattr(parent, field, [*nodes[:place], *many, *nodes[place + 1 :]] if nodes is held else instead)
                    source = ast.unparse(ast.fix_missing_locations(tree))
                    setattr(parent, field, held)
                    if source not in seen:
                        seen.add(source)
                        yield source


def operator(symbol):
    expression = ast.parse(f"a {symbol} b", mode="eval").body
    return expression.op if isinstance(expression, ast.BinOp) else expression.ops[0]


SYMBOLS = {type(operator(symbol)): symbol for symbol in OPERATORS}


def mixed_up(node):
    return map(operator, OPERATORS[SYMBOLS[type(node)]])


def changes_of(node, tree):
    """What may stand in the place of `node`: another node, or a list of them."""
    match node:
        case ast.Compare(left, [sign], right):
            yield from (ast.Compare(left, [other], right) for other in mixed_up(sign))
        case ast.BinOp(left, sign, right):
            yield from (ast.BinOp(left, other, right) for other in mixed_up(sign))
            yield from (left, right)
            if SYMBOLS[type(sign)] not in "+*&|":
                yield ast.BinOp(right, sign, left)
        case ast.AugAssign(target, sign, value):
            yield from (ast.AugAssign(target, other, value) for other in mixed_up(sign))
            yield from (ast.Assign([target], value), ast.Pass())
        case ast.UnaryOp(_, operand):
            yield operand
        case ast.BoolOp(sign, values):
            yield ast.BoolOp(ast.And() if isinstance(sign, ast.Or) else ast.Or(), values)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(number) | float(number)):
            yield from map(ast.Constant, (number + 1, number - 1, 2 * number, type(number)(0)))
        case ast.Slice(lower, upper, step):
            yield from (ast.Slice(None, upper, step), ast.Slice(lower, None, step), ast.Slice(lower, upper, None))
            yield from (ast.Slice(other, upper, step) for other in moved(lower))
            yield from (ast.Slice(lower, other, step) for other in moved(upper))
        case ast.Attribute(value, "T"):
            yield value
        case ast.keyword():
            yield []
        case ast.Call(ast.Name(called) | ast.Attribute(_, called), arguments):
            yield from changes_of_call(node, called, arguments)
        case ast.Name(name, ast.Load()):
            for function in ast.walk(tree):
                names = [one.arg for one in function.args.args] if isinstance(function, ast.FunctionDef) else []
                yield from map(ast.Name, names if name in names else ())
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.If(_, body, orelse):
            yield from (body, orelse or [ast.Pass()])
        case ast.comprehension(target, items, [_]):
            yield ast.comprehension(target, items, [], 0)
        case ast.FunctionDef(body=body) if node is tree.body[0]:
            for line in first_lines([argument.arg for argument in node.args.args]):
                altered = copy.copy(node)
                altered.body = [*ast.parse(line).body, *body]
                yield altered
        case ast.Expr(ast.Call()) | ast.Assign() | ast.Return():
            yield ast.Pass()


def changes_of_call(node, called, arguments):
    for other in CALLED.get(called, ()):
        altered = copy.deepcopy(node)
        setattr(altered.func, "id" if isinstance(node.func, ast.Name) else "attr", other)
        yield altered
    if len(arguments) == 1 or called in ("max", "min", "maximum", "minimum", "clip"):
        yield from arguments
    if not arguments and isinstance(node.func, ast.Attribute):
        yield node.func.value
    if len(arguments) > 1:
        yield ast.Call(node.func, [arguments[1], arguments[0], *arguments[2:]], node.keywords)
    if called == "range":
        yield from (ast.Call(node.func, [*arguments[:-1], last], []) for last in moved(arguments[-1]))


def moved(bound):
    """The end of a slice or a range, one further and one before."""
    return [ast.BinOp(bound, sign, ast.Constant(1)) for sign in (ast.Add(), ast.Sub())] if bound is not None else []


def first_lines(names):
    """Lines that exchange two arguments, or leave only a part of one."""
    for place, name in enumerate(names):
        yield from (f"{other}, {name} = {name}, {other}" for other in names[:place])
        yield from (f"{name} = {name}{part}" for part in ("[:1]", "[1:]", "[:-1]", "[::-1]"))
