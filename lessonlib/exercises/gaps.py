"""What is still open in an answer: the `...` of the stub, and how much was written around it."""

import ast
import copy
import dis
import inspect
import sys
import textwrap
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

from lessonlib.exercises.editing import source_of

_DOES_NOTHING = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP"}


@dataclass(frozen=True)
class Gaps:
    """How far a function or class is written.

    Attributes:
        empty: Nothing was written: there is at most a docstring, `pass` and `...`.
        statements: How many statements there are, without docstrings.
        lines: The lines that hold a `...` as they were typed, with their comments.
        harmless: All of the `...` stand alone on their line, where they do nothing.
        tree: The source; None where it cannot be found.
    """

    empty: bool
    statements: int = 0
    lines: tuple[str, ...] = ()
    harmless: bool = True
    tree: ast.AST | None = None


def is_blank(answer: Any) -> bool:
    """Whether `answer` is `...`, None or empty, or holds such an item."""
    if answer is None or answer is ...:
        return True
    if isinstance(answer, str):
        return answer.strip(" .?_") == ""
    return isinstance(answer, list | tuple) and (not answer or any(item is None or item is ... for item in answer))


def gaps_in(answer: Any, given: tuple[type, ...] = ()) -> Gaps:
    """How far the function or class `answer` is written. What a class inherits counts, unless it is from `given`."""
    if not inspect.isclass(answer):
        return _gaps_in_code(answer.__code__) if isinstance(answer, FunctionType) else Gaps(False)
    members = [
        member for base in answer.__mro__ if base not in (object, *given) for member in vars(base).values()
    ]  # a notebook keeps the source of methods, but Python before 3.13 does not find that of the class
    found = [_gaps_in_code(member.__code__) for member in vars(answer).values() if isinstance(member, FunctionType)]
    attributes = sum(member is ... for member in vars(answer).values())
    trees: list[ast.stmt] = [gap.tree for gap in found if isinstance(gap.tree, ast.stmt)]
    return Gaps(
        empty=not any(isinstance(member, FunctionType) for member in members) or any(gap.empty for gap in found),
        statements=sum(gap.statements for gap in found) + attributes,
        lines=tuple(line for gap in found for line in gap.lines) + ("...",) * attributes,
        harmless=all(gap.harmless for gap in found) and not attributes,
        tree=ast.Module(trees, []) if trees else None,
    )


def _gaps_in_code(code: CodeType) -> Gaps:
    try:
        source = textwrap.dedent(inspect.getsource(code))
        (function,) = ast.parse(source).body
    except (OSError, SyntaxError, ValueError):  # typed into a plain interpreter, or made by exec
        return _gaps_in_bytecode(code)
    if not isinstance(function, ast.FunctionDef):  # a lambda: its source is the whole line around it
        return _gaps_in_bytecode(code)
    statements = [node for node in ast.walk(function) if isinstance(node, ast.stmt) and not _is_docstring(node)]
    open_ones = [node for node in statements if _holds_ellipsis(node)]
    innermost = [node for node in open_ones if not any(node is not one and _within(one, node) for one in open_ones)]
    lines = source.splitlines()
    return Gaps(
        empty=all(_is_empty(statement) for statement in function.body),
        statements=len(statements) - 1,
        lines=tuple(lines[node.lineno - 1].strip() for node in innermost if node is not function),
        harmless=all(_is_empty(node) for node in innermost),
        tree=function,
    )


def _within(inner: ast.AST, outer: ast.AST) -> bool:
    return any(node is inner for node in ast.walk(outer))


def _is_docstring(statement: ast.stmt) -> bool:
    return _is_empty(statement) and not isinstance(statement, ast.Pass) and not _holds_ellipsis(statement)


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


def _gaps_in_bytecode(code: CodeType) -> Gaps:
    """The same without source; a lone `...` between other statements leaves no trace in the bytecode."""
    instructions = list(dis.get_instructions(code))
    constants = [each.argval for each in instructions if each.opname in ("LOAD_CONST", "RETURN_CONST")]
    does_nothing = constants in ([None], [...]) and {each.opname for each in instructions} <= _DOES_NOTHING
    lines = ("...",) * (... in code.co_consts)
    return Gaps(empty=does_nothing, lines=lines, harmless=not lines)


def filled_from(gaps: Gaps, reference: Any, answer: Any) -> Any:
    """The function or class `answer` with the lines of `reference` where it has its gaps.

    None when a gap has no counterpart: `for_u = ...` has one when the reference gives `for_u` a value, and a `...`
    alone on its line has none.
    """
    if gaps.tree is None or not hasattr(gaps.tree, "body"):
        return None
    (model,) = ast.parse(textwrap.dedent(source_of(reference))).body
    lines = [node for node in ast.walk(model) if isinstance(node, ast.stmt)]
    filler = _Filler(lines)
    tree: Any = copy.deepcopy(gaps.tree)
    if isinstance(tree, ast.Module):
        if not isinstance(model, ast.ClassDef):
            return None
        model.body = tree.body
        tree = model
    body: Any = filler.visit(tree)
    whole = ast.fix_missing_locations(ast.Module([body], []))
    if filler.lost or _holds_ellipsis(whole):
        return None
    names = dict(getattr(answer, "__globals__", None) or vars(sys.modules[reference.__module__]))
    exec(compile(whole, "<filled>", "exec"), names)
    return names[tree.name] if isinstance(tree, ast.FunctionDef | ast.ClassDef) else None


class _Filler(ast.NodeTransformer):
    def __init__(self, lines: list[ast.stmt]) -> None:
        self.lines, self.lost = lines, False

    def visit(self, node: ast.AST) -> ast.AST:
        inner = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)]
        if isinstance(node, ast.stmt) and not inner and _holds_ellipsis(node):
            fitting = [line for line in self.lines if type(line) is type(node) and _fits(node, line)]
            self.lost |= not fitting or _is_empty(node)
            return fitting[0] if fitting else node
        return self.generic_visit(node)


def _fits(pattern: Any, node: Any) -> bool:
    """Whether `node` is `pattern`, with anything in the place of its `...`."""
    if isinstance(pattern, ast.Constant) and pattern.value is ...:
        return True
    if isinstance(pattern, list):
        return isinstance(node, list) and len(pattern) == len(node) and all(map(_fits, pattern, node))
    if not isinstance(pattern, ast.AST):
        return bool(pattern == node)
    return type(pattern) is type(node) and all(
        _fits(getattr(pattern, name), getattr(node, name)) for name in pattern._fields if name != "type_comment"
    )
