"""A learner's copy of the lessons: `make lab` opens it. It is made once, and never written over.

The committed notebooks show the answer to every guess, and the tests compare their outputs; to work in them would mean
failing tests, and conflicts at the next `git pull`. So a learner works on copies without outputs in work/, which git
ignores.
"""

import copy
import hashlib
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lessonlib.course.address import CHECKOUT, COLAB_TAG, notebooks_in
from lessonlib.course.execution import read_notebook

_MADE_FROM = "made_from"


def cleared(notebook: NotebookNode) -> NotebookNode:
    """A copy of `notebook` without outputs, counts, and the metadata that only serve the committed one.

    Tags stay, and so does the cell for Colab as it is: folded.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        tags = [tag for tag in cell.metadata.get("tags", []) if tag != "hide-output"]
        if COLAB_TAG not in tags:
            cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def prepare_copies(notebooks: Path = CHECKOUT / "notebooks", work: Path = CHECKOUT / "work") -> list[str]:
    """Copy each notebook of the folder `notebooks` that is not in `work` yet, cleared; a copy is never written over.

    Returns a message per notebook that was copied, or that has changed since it was. Raises InputFileError when there
    is no notebook.
    """
    work.mkdir(parents=True, exist_ok=True)
    messages = []
    for path in notebooks_in(notebooks):
        original, copied = cleared(read_notebook(path)), work / path.name
        # Here the package is installed; the learner's first cell is one of the lesson.
        original.cells = [cell for cell in original.cells if COLAB_TAG not in cell.metadata.get("tags", [])]
        text = "\n\n".join(cell.source for cell in original.cells)
        original.metadata[_MADE_FROM] = hashlib.sha256(text.encode()).hexdigest()
        if not copied.exists():
            nbformat.write(original, copied)
            messages.append(f"{path.name}: copied to {work.name}/, for you to work in")
        elif original.metadata[_MADE_FROM].encode() not in copied.read_bytes():
            messages.append(
                f"{path.name}: the course has changed since your copy was made. Your copy is left as it is; to get the "
                "new lesson, rename yours and run `make lab` again."
            )
    return messages


if __name__ == "__main__":
    folders = [Path(folder) for folder in sys.argv[1:]] or [CHECKOUT / "work"]
    print("\n".join(prepare_copies(work=folders[0])) or f"Your copies in {folders[0]} are up to date.")
