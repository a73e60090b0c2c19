"""Execute the lessons: into build/, for a reader (`make run`), or in place, after a change (`make lessons LESSON=03`).

What is written in place is what the tests compare with: outputs of one thread on the CPU, cells counted from 1, no
times, no progress bars. What its cells promise is proven there, too (tests/conftest.py).
"""

import json
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from tqdm import tqdm

from lessonlib.course.address import CHECKOUT, notebooks_in
from lessonlib.errors import CourseError

NOTEBOOKS: Path = CHECKOUT / "notebooks"
EXECUTED: Path = CHECKOUT / "build" / "notebooks"
"""Where the notebooks are written with the outputs of the last run."""

ONE_THREAD: dict[str, str] = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "LESSONLIB_DEVICE": "cpu",
}
"""Environment of a kernel whose sums are always added up in the same order: on a GPU, and by many cores, they are not.

The networks of the course are small: more threads gain little, and on a busy machine they wait for each other, so that
training takes many times as long.
"""

_BAR = "{desc:<24} |{bar:24}| cell {n_fmt:>2} of {total_fmt}  {elapsed}"
_TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def execute_notebook(notebook: NotebookNode, folder: Path, name: str) -> None:
    """Execute `notebook` in place, in the folder `folder` and a fresh kernel of one thread on the CPU.

    A progress bar that is called `name` goes to standard error. Raises CourseError, with the number that the cell has
    in its `In [...]`, when it raised an error (and is not tagged `raises-exception`), or the kernel died; the cells
    before it hold their outputs.
    """
    places = [place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # else each kernel warns that it talks unencrypted, to itself
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
    )
    try:
        # Without progress bars: whether one is shown, and how far it got, depends on the machine.
        with client.setup_kernel(env={**os.environ, **ONE_THREAD, "TQDM_DISABLE": "1"}):
            for number, place in enumerate(tqdm(places, desc=name, bar_format=_BAR), 1):
                where = f"{name}, cell {number} of {len(places)}"
                cell = client.execute_cell(notebook.cells[place], place, execution_count=number)
                cell.outputs = [output for output in cell.outputs if not _is_progress_bar(output)]
    except CellExecutionError as error:
        told = _TERMINAL_COLOUR.sub("", str(error))
        raise CourseError(f"{where}: {error.ename}: {error.evalue}\n{told}") from None
    except DeadKernelError:
        raise CourseError(f"{where}: Python itself died, perhaps for want of memory") from None


def _is_progress_bar(output: NotebookNode) -> bool:
    """Whether `output` is a widget with nothing to show in its place, which a disabled bar leaves behind, too."""
    kinds = output.get("data", {})
    return "application/vnd.jupyter.widget-view+json" in kinds and "text/html" not in kinds


def run_lessons(lessons: Sequence[str] = (), notebooks: Path = NOTEBOOKS, executed: Path = EXECUTED) -> str:
    """Execute the notebooks of the folder `notebooks`, and write them into `executed`, which may be the same folder.

    They run in the order of their names, all or those that begin with one of `lessons` ("03"). A lesson reads what the
    ones before it left in `notebooks/artifacts`, or makes it.

    Returns:
        The closing table: seconds per notebook, and the F1 scores that notebook 03 saved.

    Raises:
        CourseError: A cell failed; the notebooks before it are written.
        InputFileError: There is no such notebook, as in an installed package without a checkout.
    """
    paths = notebooks_in(notebooks, lessons)
    executed.mkdir(parents=True, exist_ok=True)
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


if __name__ == "__main__":
    print(run_lessons(sys.argv[1:], executed=NOTEBOOKS))
