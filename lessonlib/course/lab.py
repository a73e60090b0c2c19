"""A learner's copy of the lessons: `make lab` opens it. It is made once, and never written over.

The committed notebooks show the answer to every guess, and the tests compare their outputs; to work in them would mean
failing tests, and conflicts at the next `git pull`. So a learner works on copies without outputs in work/, which git
ignores. A copy remembers, in its metadata, what the cells were like when it was made, so that it can be told later what
the course has changed since.
"""

import copy
import hashlib
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lessonlib.course.execution import read_notebook
from lessonlib.course.folding import FOLDED_ON_PAGES
from lessonlib.errors import InputFileError

CHECKOUT = Path(__file__).resolve().parent.parent.parent
_MADE_FROM = "made_from"


def cleared(notebook: NotebookNode) -> NotebookNode:
    """A copy of `notebook` without outputs, counts, and the metadata that only serve the committed one; tags stay."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        tags = [tag for tag in cell.metadata.get("tags", []) if tag != FOLDED_ON_PAGES]
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def prepare_copies(notebooks: Path | None = None, work: Path | None = None) -> list[str]:
    """Copy each notebook of the folder `notebooks` that is not in `work` yet, cleared; a copy is never written over.

    Both folders are those of the checkout unless given.

    Returns:
        A message per notebook that was copied, or that has changed since it was.

    Raises:
        InputFileError: There is no notebook.
    """
    notebooks, work = notebooks or CHECKOUT / "notebooks", work or CHECKOUT / "work"
    paths = sorted(notebooks.glob("*.ipynb"))
    if not paths:
        raise InputFileError(f"there are no notebooks in {notebooks}; run this in a checkout of the course")
    work.mkdir(parents=True, exist_ok=True)
    messages = []
    for path in paths:
        original, copied = read_notebook(path), work / path.name
        if not copied.exists():
            notebook = cleared(original)
            notebook.metadata[_MADE_FROM] = _fingerprints(original)
            nbformat.write(notebook, copied)
            messages.append(f"{path.name}: copied to {work.name}/, for you to work in")
            continue
        try:
            news = _news(read_notebook(copied), original)
        except ValueError as error:  # nbformat's own errors are of that kind
            messages.append(f"{path.name}: your copy in {work.name}/ cannot be read ({str(error)[:60]}); rename it.")
            continue
        if news:
            messages.append(
                f"{path.name}: the course has changed since your copy was made ({', '.join(news)}). Your copy is left "
                f"as it is; to get the new lesson, rename yours and run `make lab` again."
            )
    return messages


def _fingerprints(notebook: NotebookNode) -> dict[str, str]:
    """The id of each cell, and a short hash of its text."""
    return {cell.id: hashlib.sha256(cell.source.encode()).hexdigest()[:12] for cell in notebook.cells}


def _news(copied: NotebookNode, original: NotebookNode) -> list[str]:
    """The sections of `original` with cells that are new or changed since `copied` was made, with their number."""
    before, now = copied.metadata.get(_MADE_FROM, {}), _fingerprints(original)
    changed: dict[str, int] = {}
    section = "the beginning"
    for cell in original.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            section = cell.source.splitlines()[0].removeprefix("## ")
        if before.get(cell.id) != now[cell.id]:
            changed[section] = changed.get(section, 0) + 1
    news = [f"{section}: {number} cell{'s' * (number > 1)}" for section, number in changed.items()]
    gone = len(before.keys() - now.keys())
    return news + [f"{gone} cell{'s' * (gone > 1)} removed"] * bool(gone)


if __name__ == "__main__":
    print("\n".join(prepare_copies()) or "Your copies in work/ are up to date.")
