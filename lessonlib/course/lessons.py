"""Execute the lessons: into build/, for a reader (`make run`), or in place, after a change (`make lessons LESSON=03`).

What is written in place is what the tests compare with: outputs of one thread on the CPU, cells counted from 1, no
times, no progress bars.
"""

import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat

from lessonlib.course.address import CHECKOUT, notebooks_in
from lessonlib.course.execution import CellFailed, execute_notebook
from lessonlib.errors import InputFileError

EXECUTED: Path = CHECKOUT / "build" / "notebooks"
"""Where the notebooks are written with the outputs of the last run."""


def run_course(notebooks: Path = CHECKOUT / "notebooks", executed: Path = EXECUTED) -> str:
    """Execute the notebooks of the folder `notebooks` in order of their names, and write them into `executed`.

    The files in `notebooks` stay as they are; what an earlier run left in `executed` goes.

    Returns:
        The closing table: seconds per notebook, and the F1 scores that notebook 03 saved.

    Raises:
        CellFailed: A cell failed; the notebooks before it are written.
        InputFileError: There is no notebook, as in an installed package without a checkout.
    """
    paths = notebooks_in(notebooks)
    shutil.rmtree(executed, ignore_errors=True)
    executed.mkdir(parents=True)
    scores = notebooks / "artifacts" / "performance.json"
    started, rows = time.time(), [("notebook", "seconds")]
    for path in paths:
        notebook, begun = nbformat.read(path, as_version=4), time.time()
        execute_notebook(notebook, path.parent, path.stem)
        nbformat.write(notebook, executed / path.name)
        rows.append((path.stem, f"{time.time() - begun:.1f}"))
    rows.append(("together", f"{time.time() - started:.1f}"))
    if scores.is_file():
        f1 = json.loads(scores.read_text(encoding="utf-8"))["experiments"]
        rows += [("", ""), ("classifier (notebook 03)", "F1"), *((name, f"{value:.3f}") for name, value in f1.items())]
    return "\n".join(f"{left:<26}{right:>8}".rstrip() for left, right in rows)


def refresh_lessons(lessons: Sequence[str] = (), notebooks: Path = CHECKOUT / "notebooks") -> None:
    """Execute the notebooks whose names begin with one of `lessons` ("03"), all when there are none, and write them.

    They run in the order of their names. A lesson reads what the ones before it left in `notebooks/artifacts`, or makes
    it. A notebook that fails is left as it was; those before it are written.

    Raises:
        InputFileError: There is no such lesson.
        CellFailed: A cell failed, or wrote something to standard error: a lesson that is read with its outputs must
            not show a warning by accident.
    """
    for path in notebooks_in(notebooks, lessons):
        notebook = nbformat.read(path, as_version=4)
        execute_notebook(notebook, path.parent, path.stem)
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                if output.get("name") == "stderr":
                    where = f"{path.stem}, cell {cell.execution_count}"
                    raise CellFailed(f"{where} wrote to standard error; mend what it warns of", output.text)
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    try:
        refresh_lessons(sys.argv[1:])
    except (CellFailed, InputFileError) as error:
        sys.exit(f"{getattr(error, 'details', '')}\nerror: {error}")
