"""Every lesson runs to its end whatever is typed into its stubs: the solutions, or typical wrong answers."""

import nbformat
import pytest
from notebook_cells import LESSONS, folder_for_lessons

from lessonlib.course.lessons import execute_notebook
from lessonlib.course.solutions import answered, solved, task_cells

pytestmark = pytest.mark.slow


def answered_wrongly(notebook):
    """A copy of `notebook` with the first typical wrong answer in every stub."""
    return answered(notebook, lambda task: task.wrong[0].answer)


def shown(output):
    """The plain text of an output, printed or beside the HTML."""
    return output.get("text", "") or output.get("data", {}).get("text/plain", "")


@pytest.fixture(
    scope="module",
    params=[(solved, "✓"), pytest.param((answered_wrongly, "✗"), marks=pytest.mark.nightly)],
    ids=["solved", "wrong"],
)
def learner(request, tmp_path_factory):
    """What a learner types, the sign that each check then shows, and the folder in which this learner works."""
    return *request.param, folder_for_lessons(tmp_path_factory.mktemp("checkout"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_lesson_runs_to_its_end(path, learner):
    answer, sign, folder = learner
    notebook = answer(nbformat.read(path, as_version=4))
    execute_notebook(notebook, folder, path.stem)
    told = {cell.task.name: "".join(map(shown, cell.cell.outputs)) for cell in task_cells(notebook)}
    assert {name: text[:1] for name, text in told.items()} == dict.fromkeys(told, sign), told
