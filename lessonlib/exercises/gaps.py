"""Was a task attempted at all? An answer is not attempted while it still holds its gap, the `...` of the stub."""

import ast
import dis
import inspect
import textwrap
from types import CodeType
from typing import Any

_DOES_NOTHING = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP"}


def has_gap(answer: Any) -> bool:
    """Whether `answer` is `...`, None or empty, holds such an item, or is a function or class with a gap in it."""
    if answer is None or answer is ...:
        return True
    if isinstance(answer, str):
        return answer.strip(" .?_") == ""
    if isinstance(answer, list | tuple):
        return not answer or any(item is None or item is ... for item in answer)
    if inspect.isclass(answer):
        return _class_has_gap(answer)
    code = getattr(answer, "__code__", None)
    return isinstance(code, CodeType) and _code_has_gap(code)


def _class_has_gap(answer: type) -> bool:
    """Looks at the methods: a notebook keeps their source, but Python before 3.13 does not find that of the class."""
    methods = [member for member in vars(answer).values() if inspect.isfunction(member)]
    return not methods or any(member is ... for member in vars(answer).values()) or any(map(has_gap, methods))


def _code_has_gap(code: CodeType) -> bool:
    try:
        (function,) = ast.parse(textwrap.dedent(inspect.getsource(code))).body
    except (OSError, SyntaxError, ValueError):  # typed into a plain interpreter, or made by exec
        return _bytecode_has_gap(code)
    if not isinstance(function, ast.FunctionDef):  # a lambda: its source is the whole line around it
        return _bytecode_has_gap(code)
    return all(_is_empty(statement) for statement in function.body) or any(map(_holds_ellipsis, function.body))


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


def _bytecode_has_gap(code: CodeType) -> bool:
    """The same without source; a lone `...` between other statements leaves no trace in the bytecode."""
    instructions = list(dis.get_instructions(code))
    constants = [each.argval for each in instructions if each.opname in ("LOAD_CONST", "RETURN_CONST")]
    return ... in code.co_consts or (constants == [None] and {each.opname for each in instructions} <= _DOES_NOTHING)
