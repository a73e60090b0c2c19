"""The reference of lessonlib: one page per package, every public name with its docstring."""

import ast
import re
from pathlib import Path

from sphinx.application import Sphinx

import lessonlib

PACKAGE = Path(lessonlib.__file__).parent


def write_pages(app: Sphinx) -> None:
    """Write one page per package into the folder `reference`; what stands in no package comes with `lessonlib`."""
    for package in [PACKAGE, *sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))]:
        name = ".".join(package.relative_to(PACKAGE.parent).parts)
        parts = [f"# {name}", ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""]
        for module in sorted(path.stem for path in package.glob("*.py") if not path.stem.startswith("__")):
            parts += [f"## {module}", f"```{{eval-rst}}\n.. automodule:: {name}.{module}\n```"]
        page = Path(app.srcdir) / "reference" / f"{name}.md"
        page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


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
