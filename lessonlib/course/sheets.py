"""A cheat sheet per lesson, on one page of A4: its formulas, what the learner writes, and the library's names.

Nothing is written twice: formulas, functions and closing words are those of the notebook, the figure is that of the
cell tagged `cheat-sheet`, and what the library's names do is the first sentence of their docstrings.
"""

import ast
import html
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from lessonlib.course.execution import read_notebook
from lessonlib.course.retarget import CHECKOUT, COLAB_TAG
from lessonlib.course.slides import as_html
from lessonlib.course.solutions import TASK_TAG
from lessonlib.errors import InputError, InputFileError

SHEET_TAG: str = "cheat-sheet"
"""The tag of a cell whose figure is on the sheet."""

_FORMULA = re.compile(r"\$\$.+?\$\$", re.DOTALL)
_HEADING = re.compile(r"^##? (.+)", re.MULTILINE)
_CLOSING = re.compile(r"^## What you now know\n.*?^(- .+?)\n\n", re.DOTALL | re.MULTILINE)
_SENTENCE = re.compile(r".+?(?:(?<!et al)\.(?=\s|$)|$)", re.DOTALL)
_UNLISTED = ("lessonlib.exercises", "lessonlib.plots", "lessonlib.notebook")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cheat sheet: {title}</title>
<style>
{style}
</style>
</head>
<body>
<h1>{title}</h1>
<main>
{body}
</main>
</body>
</html>
"""


def build_sheets(notebooks: Path | None = None, folder: Path | None = None) -> list[Path]:
    """Write a page for each notebook of the folder `notebooks` into `folder`; returns their paths.

    Both folders are those of the checkout unless given. Raises InputFileError when there is no notebook, InputError
    when one imports something from the course that is not there.
    """
    notebooks, folder = notebooks or CHECKOUT / "notebooks", folder or CHECKOUT / "build" / "sheets"
    paths = sorted(notebooks.glob("*.ipynb"))
    if not paths:
        raise InputFileError(f"there are no notebooks in {notebooks}; run this in a checkout of the course")
    folder.mkdir(parents=True, exist_ok=True)
    known: set[str] = set()
    for path in paths:
        (folder / f"{path.stem}.html").write_text(sheet_of(read_notebook(path), known), encoding="utf-8")
    return [folder / f"{path.stem}.html" for path in paths]


def sheet_of(notebook: NotebookNode, known: set[str]) -> str:
    """The page, in HTML, of the cheat sheet of `notebook`: without the library's names that are `known` already.

    Those that it adds become known. Raises InputError for an import of something that the course does not have.
    """
    title = closing = ""
    sections: dict[str, str] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for heading in _HEADING.finditer(cell.source):
                title = title or heading[1]
                sections[heading[1]] = ""
            if found := _CLOSING.search(cell.source):
                closing = f'<section class="closing">{as_html(found[1])}</section>'
            added: Iterator[str] = (as_html(formula[0]) for formula in _FORMULA.finditer(cell.source))
        else:
            added = _names(cell, known)
        sections[list(sections)[-1]] += "".join(added)
    body = "".join(
        f"<section><h2>{html.escape(head)}</h2>{added}</section>\n" for head, added in sections.items() if added
    )
    style = (CHECKOUT / "site" / "sheets" / "sheet.css").read_text(encoding="utf-8")
    return _PAGE.format(title=html.escape(title), style=style, body=body + closing)


def _names(cell: NotebookNode, known: set[str]) -> Iterator[str]:
    """What the learner writes in the code `cell`, and what it imports from the course that is not `known` yet."""
    tags = cell.metadata.get("tags", [])
    if COLAB_TAG in tags:
        return
    if SHEET_TAG in tags:
        for output in cell.outputs:
            yield output.get("data", {}).get("text/html", "")
    for node in ast.parse(cell.source).body:
        if isinstance(node, ast.FunctionDef) and TASK_TAG in tags:
            parameters = ", ".join(argument.arg for argument in node.args.args)
            yield _entry(node.name, f"({parameters})", ast.get_docstring(node) or "", "yours")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lessonlib"):
            for alias in node.names:
                if node.module and not node.module.startswith(_UNLISTED) and alias.name not in known:
                    known.add(alias.name)
                    yield from _of_the_library(node.module, alias.name)


def _of_the_library(module: str, name: str) -> Iterator[str]:
    """The entry of a function or class; modules and constants have none."""
    try:
        thing = getattr(importlib.import_module(module), name, None) or importlib.import_module(f"{module}.{name}")
    except ModuleNotFoundError as error:
        raise InputError(f"a lesson imports {name} from {module}, which has no such name") from error
    if inspect.isfunction(thing):
        parameters = [parameter.name for parameter in inspect.signature(thing).parameters.values()]
        yield _entry(name, f"({', '.join(parameters)})", inspect.getdoc(thing) or "", "library", module)
    elif inspect.isclass(thing):
        yield _entry(name, "", inspect.getdoc(thing) or "", "library", module)


def _entry(name: str, parameters: str, docstring: str, kind: str, module: str = "") -> str:
    """One line: the name, what it takes, and the first sentence of `docstring`."""
    sentence = _SENTENCE.match(docstring.split("\n\n")[0])
    meaning = as_html(sentence[0] if sentence else "", escape=True).strip().removeprefix("<p>").removesuffix("</p>")
    where = f' title="{module}.{name}"' if module else ""
    return f'<p class="{kind}"><code{where}><b>{name}</b>{html.escape(parameters)}</code> {meaning}</p>\n'


if __name__ == "__main__":
    print("\n".join(map(str, build_sheets())))
