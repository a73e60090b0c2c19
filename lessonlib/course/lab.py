"""A learner's copy of the lessons: `make lab` opens it. It is made once, and never written over.

The committed notebooks show the answer to every guess, and the tests compare their outputs; to work in them would mean
failing tests, and conflicts at the next `git pull`. So a learner works on copies without outputs in work/, which git
ignores.
"""

import copy
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lessonlib.course.address import CHECKOUT, COLAB_TAG, notebooks_in


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

    Returns the names of those that were copied. Raises InputFileError when there is no notebook.
    """
    work.mkdir(parents=True, exist_ok=True)
    missing = [path for path in notebooks_in(notebooks) if not (work / path.name).exists()]
    for path in missing:
        original = cleared(nbformat.read(path, as_version=4))
        # Here the package is installed; the learner's first cell is one of the lesson.
        original.cells = [cell for cell in original.cells if COLAB_TAG not in cell.metadata.get("tags", [])]
        nbformat.write(original, work / path.name)
    return [path.name for path in missing]


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else CHECKOUT / "work"
    print(
        f"Copied to {folder}, for you to work in:", ", ".join(prepare_copies(work=folder)) or "nothing, all are there"
    )
