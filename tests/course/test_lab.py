"""`lessonlib.course.lab`: a learner's copies, which nothing writes over."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.course.lab import prepare_copies
from lessonlib.errors import InputFileError

COPIED = "01_one.ipynb: copied to work/, for you to work in"


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


def change(path, source):
    """Give the last cell of the notebook `path` a new source."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = source
    nbformat.write(notebook, path)


def test_a_copy_has_the_code_and_none_of_the_outputs(folders):
    notebooks, work = folders
    before = (notebooks / "01_one.ipynb").read_bytes()
    assert prepare_copies(notebooks, work) == [COPIED]
    notebook = nbformat.read(work / "01_one.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells] == ["# One", "2 + 3"]
    assert notebook.cells[1].outputs == [] and notebook.cells[1].execution_count is None
    assert notebook.cells[1].metadata == {"tags": ["guess-answer"]}  # not folded: the learner guesses, then runs it
    assert (notebooks / "01_one.ipynb").read_bytes() == before


def test_a_copy_is_never_written_over_and_its_owner_is_told_of_changes(folders):
    notebooks, work = folders
    prepare_copies(notebooks, work)
    change(work / "01_one.ipynb", "2 + 40")
    before = (work / "01_one.ipynb").read_bytes()
    assert prepare_copies(notebooks, work) == []  # the learner's own changes are no news
    change(notebooks / "01_one.ipynb", "print(2)")
    (message,) = prepare_copies(notebooks, work)
    assert "the course has changed" in message and "rename yours" in message
    assert (work / "01_one.ipynb").read_bytes() == before

    (work / "01_one.ipynb").rename(work / "mine.ipynb")
    nbformat.write(new_notebook(), notebooks / "02_two.ipynb")
    assert prepare_copies(notebooks, work) == [COPIED, COPIED.replace("01_one", "02_two")]
    assert (work / "mine.ipynb").read_bytes() == before


def test_without_notebooks_there_is_nothing_to_copy(tmp_path):
    with pytest.raises(InputFileError, match="no notebook"):
        prepare_copies(tmp_path, tmp_path / "work")
