"""`lessonlib.course.solutions`: answers typed into the stubs of a small notebook."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.course.address import repository
from lessonlib.course.solutions import solved, task_cells, write_copies
from lessonlib.errors import InputError

STUB = """# Fill the gap.
def cos(u, v):
    ...  # your turn


cos = check("cosine", cos)  # whatever comes back is used below"""


def task_cell(source, name="cosine"):
    return new_code_cell(source, metadata={"tags": ["task"], "task": name})


@pytest.fixture
def lesson():
    return new_notebook(
        cells=[
            new_markdown_cell("# A lesson, [with its data](../data/README.md)"),
            new_code_cell("import numpy as np\n\nfrom lessonlib.exercises import check"),
            task_cell(STUB),
            task_cell('which = ...\n\nwhich = check("nearest_to_cat", which)', "nearest_to_cat"),
            task_cell('order = ...\norder = check("one_step", order)', "one_step"),
            new_code_cell("print(cos(np.ones(2), np.ones(2)))", execution_count=9),
        ]
    )


def run(notebook):
    names = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    return names


def signs(text):
    return [line[0] for line in text.splitlines() if line[0] in "○✗✓"]


def test_solved_every_check_is_right(lesson, capsys):
    before = nbformat.writes(lesson)
    notebook = solved(lesson)
    assert nbformat.writes(lesson) == before
    run(notebook)
    out = capsys.readouterr().out
    assert signs(out) == ["✓", "✓", "✓"] and out.splitlines()[-1].startswith("1.0")
    assert notebook.cells[2].source.startswith("def cos(u, v):\n    return ")
    old, new = ([cell.source for cell in each.cells if "task" not in cell.metadata] for each in (lesson, notebook))
    assert old == new and len(old) == 3
    assert [cell.source for cell in solved(notebook).cells] == [cell.source for cell in notebook.cells]


@pytest.mark.parametrize(
    "source",
    [
        'cosine = check("cosin", cosine)',
        'check("cosine", cosine)',
        'cosine = check("cosine", cosine)\nprint(cosine)',
        "",
    ],
)
def test_a_task_cell_that_does_not_end_in_its_check_is_refused(source):
    with pytest.raises(InputError, match="should end in: variable = check"):
        task_cells(new_notebook(cells=[task_cell(source)]))


def test_copies_to_work_in_and_solved_ones_are_written_and_their_links_lead_somewhere(lesson, tmp_path):
    (tmp_path / "notebooks").mkdir()
    lesson.cells[-1].outputs = [new_output("stream", text="1.0")]
    nbformat.write(lesson, tmp_path / "notebooks" / "01_one.ipynb")
    write_copies(tmp_path, tmp_path / "notebooks")
    learners, solutions = (nbformat.read(tmp_path / kind / "01_one.ipynb", 4) for kind in ("learners", "solutions"))
    for copy in (learners, solutions):
        assert (
            copy.cells[0].source
            == f"# A lesson, [with its data](https://github.com/{repository()}/blob/main/data/README.md)"
        )
        assert [cell.metadata["id"] for cell in copy.cells] == [cell.id for cell in lesson.cells]
    assert learners.cells[2].source == STUB and "return u @ v" in solutions.cells[2].source
    assert learners.cells[-1].outputs == [] and solutions.cells[-1].outputs == lesson.cells[-1].outputs
