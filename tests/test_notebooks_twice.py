"""After a lesson, each of its cells can be run once more, as learners do: it raises nothing and prints the same."""

import os
import time
from difflib import ndiff

import nbformat
import pytest
from nbclient import NotebookClient
from notebook_cells import NOTEBOOKS, folder_for_lessons

from lessonlib.course.lessons import ONE_THREAD

pytestmark = pytest.mark.nightly

PATIENCE = 8  # seconds: a cell that takes longer trains something, and is not run again
IGNORED = "nbval-ignore-output"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One for all lessons: some read what others left."""
    return folder_for_lessons(tmp_path_factory.mktemp("checkout"))


def said(output):
    """What an output says in plain text."""
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}\n"
    return output.text if output.output_type == "stream" else output.data.get("text/plain", "") + "\n"


def unlike(notebook, folder):
    """Run `notebook`, then each of its cells once more: {cell: how what it says differs}, and errors of both times."""
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=None, kernel_name="python3", allow_errors=True, resources=place)
    before, different = {}, {}

    def run(number):
        """What the cell says, and whether it fails."""
        outputs = client.execute_cell(notebook.cells[number], number).get("outputs", [])
        return "".join(map(said, outputs)), any(output.output_type == "error" for output in outputs)

    with client.setup_kernel(env={**os.environ, **ONE_THREAD, "TQDM_DISABLE": "1"}):
        for number in range(len(notebook.cells)):
            started = time.monotonic()
            text, failed = run(number)
            if failed:
                different[number] = text
            elif time.monotonic() - started < PATIENCE:
                before[number] = text
        for number, text in before.items():
            again, failed = run(number)
            if failed or (again != text and IGNORED not in notebook.cells[number].metadata.get("tags", [])):
                different[number] = again if failed else "\n".join(ndiff(text.splitlines(), again.splitlines()))
    return different


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_says_the_same_when_it_is_run_once_more(path, folder):
    assert unlike(nbformat.read(path, as_version=4), folder) == {}
