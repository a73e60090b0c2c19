"""Execute one notebook, cell by cell, and prove what its cells promise.

A cell may carry a *proof* in its metadata: lines of Python under the key `proof`, which run right after the cell, in
the same kernel, and print nothing. They assert what the course promises about the cell; a learner need not read them.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tqdm import tqdm

from lessonlib.errors import InputError

ONE_THREAD: dict[str, str] = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Environment of a kernel whose sums are always added up in the same order, however many cores there are.

The networks of the course are small: more threads gain little, and on a busy machine they wait for each other, so that
training takes many times as long.
"""

_BAR = "{desc:<24} |{bar:24}| cell {n_fmt:>2} of {total_fmt}  {elapsed}"
_TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class CellFailed(Exception):
    """A cell of a notebook stopped with an error; `details` holds the cell and its traceback.

    The message names the notebook, the cell's number (the one in its `In [...]`) and the error.
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


def read_notebook(path: Path) -> NotebookNode:
    """The notebook in the file `path`, in nbformat 4. Raises InputError when the file holds none."""
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(notebook)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            f"{path} is no whole notebook ({reason:.200}); get it again: git checkout {path.name}"
        ) from error
    return notebook


def proof_of(cell: NotebookNode) -> str:
    """The source of the proof that `cell` carries; `""` when it carries none."""
    return "\n".join(cell.metadata.get("proof", []))


def execute_notebook(
    notebook: NotebookNode, folder: Path, name: str, environment: Mapping[str, str] | None = None
) -> None:
    """Execute `notebook` in place, with its proofs, in the folder `folder` and a fresh kernel of one thread.

    A progress bar that is called `name` goes to standard error. `environment` adds to the variables of this process.

    Raises:
        CellFailed: A cell raised an error (and is not tagged `raises-exception`), its proof failed or printed
            something, or the kernel died. The cells before it hold their outputs.
    """
    total = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells)
    with tqdm(total=total, desc=name, bar_format=_BAR) as bar:
        client = _ProvingClient(
            notebook,
            timeout=None,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],  # else each kernel warns that it talks unencrypted, to itself
            resources={"metadata": {"path": str(folder)}},
            store_widget_state=False,  # a page that holds it asks the internet for the widgets' JavaScript
            record_timing=False,
            coalesce_streams=True,
        )
        client.bar = bar
        try:
            # Without progress bars: whether one is shown, and how far it got, depends on the machine.
            client.execute(env={**os.environ, **ONE_THREAD, "TQDM_DISABLE": "1", **(environment or {})})
        except CellExecutionError as error:
            message = f"{name}, cell {bar.n + 1} of {total}: {error.ename}: {error.evalue}"
            raise CellFailed(message, _TERMINAL_COLOUR.sub("", str(error))) from error
        except DeadKernelError as error:
            message = f"{name}, cell {bar.n + 1} of {total}: Python itself died, perhaps for want of memory"
            raise CellFailed(message) from error


def is_bare_widget(output: NotebookNode) -> bool:
    """Whether `output` is a widget with nothing to show in its place, as a progress bar is."""
    kinds = output.get("data", {})
    return "application/vnd.jupyter.widget-view+json" in kinds and "text/html" not in kinds


class _ProvingClient(NotebookClient):
    """Runs the proof of each cell after it; moves `bar` on when both are done."""

    bar: tqdm

    async def async_execute_cell(
        self, cell: NotebookNode, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> NotebookNode:
        """The cell, executed. Raises CellExecutionError when the cell or its proof fails, or the proof prints."""
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        executed = await super().async_execute_cell(cell, cell_index, execution_count, store_history)
        if source := proof_of(cell):
            proof = await super().async_execute_cell(new_code_cell(source), cell_index, store_history=False)
            self.code_cells_executed -= 1  # it is no cell of its own
            self.nb.cells[cell_index] = executed
            if proof.outputs:
                printed = "a proof prints nothing, and this one did"
                raise CellExecutionError(f"{source}\n\n{proof.outputs}", "ProofPrinted", printed)
        self.bar.update()
        return executed
