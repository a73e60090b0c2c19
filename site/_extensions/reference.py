"""The reference of lessonlib: one page per package, every public name with its docstring."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from sphinx.application import Sphinx

import lessonlib

PACKAGE = Path(lessonlib.__file__).parent


def write_pages(app: Sphinx) -> None:
    """Write one page per package into the folder `reference`; what stands in no package comes with `lessonlib`."""
    for package in [PACKAGE, *sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))]:
        name = ".".join(package.relative_to(PACKAGE.parent).parts)
        parts = [f"# {name}", ast.get_docstring(_parsed(package / "__init__.py")) or ""]
        for path in sorted(path for path in package.glob("*.py") if not path.stem.startswith("__")):
            module = f"{name}.{path.stem}"
            bare = [f".. autodata:: {module}.{constant}" for constant in undocumented_constants(_parsed(path))]
            listing = "\n".join([f".. automodule:: {module}", "", *bare])
            parts += [f"## {path.stem}", f"```{{eval-rst}}\n{listing}\n```"]
        page = Path(app.srcdir) / "reference" / f"{name}.md"
        page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def undocumented_constants(module: ast.Module) -> Iterator[str]:
    """The public names that `module` assigns at its top without a docstring below: autodoc passes them over."""
    for statement, following in pairwise([*module.body, ast.Pass()]):
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else getattr(statement, "targets", [])
        documented = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
        if not documented:
            yield from (each.id for each in targets if isinstance(each, ast.Name) and not each.id.startswith("_"))


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def from_markdown(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Rewrite the `lines` of a docstring, which follow Markdown, in place as reStructuredText."""
    pieces = re.split(r"`+([^`]+)`+", "\n".join(lines))
    pieces[::2] = [re.sub(r"([*|\\]|_\b)", r"\\\1", prose) for prose in pieces[::2]]
    pieces[1::2] = [f"``{code}``" for code in pieces[1::2]]
    lines[:] = "".join(pieces).split("\n")
    if what == "attribute":
        lines.insert(0, "")  # else napoleon takes what stands before a colon in the first line for a type


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages first, and rewrite each docstring before napoleon looks for its sections."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-docstring", from_markdown, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
