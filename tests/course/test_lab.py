"""`lessonlib.course.lab`: a learner's copies, which nothing writes over."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.course.lab import prepare_copies


@pytest.fixture
def folders(tmp_path):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    folded = {"tags": ["guess-answer", "hide-output"], "jupyter": {"outputs_hidden": True}, "proof": ["assert True"]}
    cells = [
        new_markdown_cell("# One", id="title"),
        new_code_cell("import lessonlib", id="package", metadata={"tags": ["colab"]}),  # which is here
        new_code_cell("2 + 3", id="sum", outputs=[new_output("stream", text="5")], execution_count=1, metadata=folded),
    ]
    nbformat.write(new_notebook(cells=cells), notebooks / "01_one.ipynb")
    return notebooks, tmp_path / "work"


def test_a_copy_has_the_code_and_none_of_the_outputs(folders):
    notebooks, work = folders
    before = (notebooks / "01_one.ipynb").read_bytes()
    assert prepare_copies(notebooks, work) == ["01_one.ipynb"]
    notebook = nbformat.read(work / "01_one.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells] == ["# One", "2 + 3"]
    assert notebook.cells[1].outputs == [] and notebook.cells[1].execution_count is None
    assert notebook.cells[1].metadata == {"tags": ["guess-answer"]}  # not folded: the learner guesses, then runs it
    assert (notebooks / "01_one.ipynb").read_bytes() == before


def test_a_copy_is_never_written_over(folders):
    notebooks, work = folders
    work.mkdir()
    (work / "01_one.ipynb").write_text("my own")
    nbformat.write(new_notebook(), notebooks / "02_two.ipynb")
    assert prepare_copies(notebooks, work) == ["02_two.ipynb"]
    assert (work / "01_one.ipynb").read_text() == "my own"
