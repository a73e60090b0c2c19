"""Which cells of the notebooks print something, and which of those nbval compares with what was committed.

As a program, it records how many are compared: `python tests/notebook_cells.py` after a lesson gained some.
"""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbval.plugin import find_comment_markers, find_metadata_tags

CHECKOUT = Path(__file__).resolve().parent.parent
RECORD = CHECKOUT / "tests" / "compared_cells.json"
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
LESSONS = [path for path in NOTEBOOKS if path.name[0].isdigit()]  # not the one for a learner's own data


def folder_for_lessons(home: Path) -> Path:
    """An empty folder for notebooks in `home`, with what the lessons look for beside it."""
    for name in ("benchmarks", "data"):
        (home / name).symlink_to(CHECKOUT / name, target_is_directory=True)
    (home / "notebooks").mkdir()
    return home / "notebooks"


def code_cells(path: Path) -> list[NotebookNode]:
    """The code cells of the notebook `path` that hold any code."""
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def prints(cell: NotebookNode) -> bool:
    """Whether the committed output of `cell` has text to read; a picture alone is none (nbval does not compare it)."""
    return any(output.output_type in ("stream", "error") or _is_text(output.data) for output in cell.outputs)


def is_compared(cell: NotebookNode) -> bool:
    """Whether `cell` prints something and nbval compares it: it was executed, and nothing tells nbval to look away."""
    options = dict(find_metadata_tags(cell.metadata)) | dict(find_comment_markers(cell.source))
    looked_at = options.get("check", True) and not options.get("skip", False)
    return bool(prints(cell) and looked_at and cell.execution_count is not None)


def compared_per_notebook() -> dict[str, int]:
    """File name of each notebook: number of its cells that are compared."""
    return {path.name: sum(map(is_compared, code_cells(path))) for path in NOTEBOOKS}


def recorded() -> dict[str, int]:
    """The same as it was recorded last."""
    return json.loads(RECORD.read_text(encoding="utf-8"))


def _is_text(data: NotebookNode) -> bool:
    """Whether one displayed object is text: beside a picture or a widget, its text is only the name of its type."""
    picture = data.get("text/html", "").startswith("<img ")
    return not picture and not any(kind.startswith(("image/", "application/vnd.jupyter")) for kind in data)


if __name__ == "__main__":
    RECORD.write_text(json.dumps(compared_per_notebook(), indent=2) + "\n", encoding="utf-8")
    print(RECORD.read_text(encoding="utf-8"), end="")
