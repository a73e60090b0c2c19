"""What an instructor hands out or shows, for each lesson, as the site offers it for download: `make site`.

Slides, a cheat sheet of one page, the learners' notebook as `make lab` lays it out, and the solved one.
"""

from pathlib import Path

import nbformat

from lessonlib.course.execution import read_notebook
from lessonlib.course.lab import cleared
from lessonlib.course.retarget import CHECKOUT, repository
from lessonlib.course.sheets import build_sheets
from lessonlib.course.slides import build_slides
from lessonlib.course.solutions import solved

KINDS: dict[str, tuple[str, str]] = {
    "slides": ("slides", "html"),
    "sheets": ("cheat sheet", "html"),
    "learners": ("notebook to work in", "ipynb"),
    "solutions": ("solved notebook", "ipynb"),
}
"""The folder of each kind of handout, what it is called, and how its files end."""


def build_handouts(notebooks: Path, folder: Path) -> None:
    """Write all handouts for the notebooks of the folder `notebooks` into `folder`, one folder per kind.

    Raises InputError or InputFileError, as `build_slides` and `build_sheets` do.
    """
    build_slides(notebooks, folder / "slides")
    build_sheets(notebooks, folder / "sheets")
    address = f"https://github.com/{repository()}/blob/main/"
    for path in sorted(notebooks.glob("*.ipynb")):
        notebook = read_notebook(path)
        for kind, copy in {"learners": cleared(notebook), "solutions": cleared(solved(notebook))}.items():
            for cell in copy.cells:
                if cell.cell_type == "markdown":
                    cell.source = cell.source.replace("](../", f"]({address}")  # a download lies anywhere
            (folder / kind).mkdir(exist_ok=True)
            nbformat.write(copy, folder / kind / path.name)


def table() -> str:
    """A Markdown table for a page in a folder of the site: the handouts of each lesson."""
    lines = [f"| lesson | {' | '.join(name for name, _ in KINDS.values())} |", f"|---|{'---|' * len(KINDS)}"]
    for path in sorted((CHECKOUT / "notebooks").glob("*.ipynb")):
        title = read_notebook(path).cells[0].source.split("\n# ")[1].splitlines()[0]
        links = [
            f'<a href="../handouts/{kind}/{path.stem}.{ending}"{" download" * (ending == "ipynb")}>{name}</a>'
            for kind, (name, ending) in KINDS.items()
        ]
        lines.append(f"| {title} | {' | '.join(links)} |")
    return "\n".join(lines)
