"""Execute one notebook, and prove what its cells promise.

A cell may carry a *proof* in its metadata: lines of Python under the key `proof`, which assert what the course promises
about the cell, and print nothing; a learner need not read them. A proof is executed as a cell of its own, right after
its cell, in the same kernel: here, and by nbval in the tests.
"""

import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tqdm import tqdm

from lessonlib.errors import CourseError

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


class CellFailed(CourseError):
    """A cell of a notebook, or its proof, failed; `details` holds the cell and its traceback.

    The message names the notebook, the cell's number (the one in its `In [...]`) and the error.
    """


def proof_of(cell: NotebookNode) -> NotebookNode | None:
    """The proof that `cell` carries, as a cell; None when it carries none."""
    lines = cell.metadata.get("proof")
    return new_code_cell("\n".join(lines)) if lines else None


def execute_notebook(notebook: NotebookNode, folder: Path, name: str) -> None:
    """Execute `notebook` in place, with its proofs, in the folder `folder` and a fresh kernel of one thread on the CPU.

    A progress bar that is called `name` goes to standard error.

    Raises:
        CellFailed: A cell raised an error (and is not tagged `raises-exception`), its proof failed or printed
            something, or the kernel died. The cells before it hold their outputs.
    """
    places = [place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    client = NotebookClient(
        NotebookNode(cells=[*notebook.cells, None]),  # the last place is that of a proof
        timeout=None,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # else each kernel warns that it talks unencrypted, to itself
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
    )
    number = 1

    def where() -> str:
        return f"{name}, cell {number} of {len(places)}: "

    try:
        # Without progress bars: whether one is shown, and how far it got, depends on the machine.
        with client.setup_kernel(env={**os.environ, **ONE_THREAD, "TQDM_DISABLE": "1"}):
            for number, place in enumerate(tqdm(places, desc=name, bar_format=_BAR), 1):
                cell = client.execute_cell(notebook.cells[place], place, execution_count=number)
                cell.outputs = [output for output in cell.outputs if not _is_progress_bar(output)]
                # A proof stays out of the kernel's history, so that it changes no number in what the lesson shows.
                if (proof := proof_of(cell)) and client.execute_cell(proof, -1, store_history=False).outputs:
                    raise CellFailed(f"{where()}a proof prints nothing, and this one did", str(proof))
    except CellExecutionError as error:
        message = f"{where()}{error.ename}: {error.evalue}"
        raise CellFailed(message, _TERMINAL_COLOUR.sub("", str(error))) from error
    except DeadKernelError as error:
        raise CellFailed(f"{where()}Python itself died, perhaps for want of memory") from error


def _is_progress_bar(output: NotebookNode) -> bool:
    """Whether `output` is a widget with nothing to show in its place, which a disabled bar leaves behind, too."""
    kinds = output.get("data", {})
    return "application/vnd.jupyter.widget-view+json" in kinds and "text/html" not in kinds


if __name__ == "__main__":
    for given in map(Path, sys.argv[1:]):
        execute_notebook(nbformat.read(given, as_version=4), given.parent, given.stem)
