"""Run the whole course: execute the notebooks in order, write them with their outputs, and sum up what came out."""

import json
import shutil
import time
from pathlib import Path

import nbformat

from lessonlib.course.address import CHECKOUT, notebooks_in
from lessonlib.course.execution import execute_notebook, read_notebook

EXECUTED: Path = CHECKOUT / "build" / "notebooks"
"""Where the notebooks are written with the outputs of the last run."""


def run_course(notebooks: Path = CHECKOUT / "notebooks", executed: Path = EXECUTED) -> str:
    """Execute the notebooks of the folder `notebooks` in order of their names, and write them into `executed`.

    The files in `notebooks` stay as they are; what an earlier run left in `executed` goes. A progress bar per notebook
    goes to standard error.

    Returns:
        The closing table: seconds per notebook, and the F1 scores that notebook 03 saved in this run.

    Raises:
        lessonlib.course.execution.CellFailed: A cell failed; the notebooks before it are written.
        InputFileError: There is no notebook, as in an installed package without a checkout.
    """
    paths = notebooks_in(notebooks)
    shutil.rmtree(executed, ignore_errors=True)
    executed.mkdir(parents=True)
    started, seconds = time.time(), {}
    for path in paths:
        notebook, begun = read_notebook(path), time.perf_counter()
        execute_notebook(notebook, path.parent, path.stem)
        nbformat.write(notebook, executed / path.name)
        seconds[path.stem] = time.perf_counter() - begun
    return _closing_table(seconds, _f1_scores(notebooks / "artifacts" / "performance.json", started))


def _f1_scores(path: Path, since: float) -> dict[str, float]:
    """The F1 of each experiment in the file `path`; none when the file is absent or older than this run."""
    if not path.is_file() or path.stat().st_mtime < since:
        return {}
    return json.loads(path.read_text(encoding="utf-8"))["experiments"]


def _closing_table(seconds: dict[str, float], f1: dict[str, float]) -> str:
    """What the run took and what it found, as text of a few lines."""
    rows = [("notebook", "seconds"), *((name, f"{value:.1f}") for name, value in seconds.items())]
    rows.append(("together", f"{sum(seconds.values()):.1f}"))
    if f1:
        rows += [("", ""), ("classifier (notebook 03)", "F1"), *((name, f"{value:.3f}") for name, value in f1.items())]
    return "\n".join(f"{left:<26}{right:>8}".rstrip() for left, right in rows)
