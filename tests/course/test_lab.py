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
        new_code_cell("2 + 3", id="sum", outputs=[new_output("stream", text="5")], execution_count=1, metadata=folded),
        new_markdown_cell("## 1 · First", id="first"),
        new_code_cell("print(1)", id="print"),
    ]
    nbformat.write(new_notebook(cells=cells), notebooks / "01_one.ipynb")
    return notebooks, tmp_path / "work"


def change(path, **sources):
    """Give the cells of the notebook `path` new sources: a new id is a new cell, None removes one."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if sources.get(cell.id, "kept") is not None]
    for cell in notebook.cells:
        cell.source = sources.pop(cell.id, cell.source)
    notebook.cells += [new_code_cell(source, id=name) for name, source in sources.items() if source is not None]
    nbformat.write(notebook, path)


def test_a_copy_has_the_code_and_none_of_the_outputs(folders):
    notebooks, work = folders
    before = (notebooks / "01_one.ipynb").read_bytes()
    assert prepare_copies(notebooks, work) == [COPIED]
    notebook = nbformat.read(work / "01_one.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells] == ["# One", "2 + 3", "## 1 · First", "print(1)"]
    assert notebook.cells[1].outputs == [] and notebook.cells[1].execution_count is None
    assert notebook.cells[1].metadata == {"tags": ["guess-answer"]}  # not folded: the learner guesses, then runs it
    assert (notebooks / "01_one.ipynb").read_bytes() == before


def test_a_copy_is_never_written_over(folders):
    notebooks, work = folders
    prepare_copies(notebooks, work)
    change(work / "01_one.ipynb", sum="2 + 40", mine="my own cell")
    before = (work / "01_one.ipynb").read_bytes()
    assert prepare_copies(notebooks, work) == []  # the learner's own changes are no news
    change(notebooks / "01_one.ipynb", print="print(2)")
    assert len(prepare_copies(notebooks, work)) == 1
    assert (work / "01_one.ipynb").read_bytes() == before


def test_an_update_says_what_is_new(folders):
    notebooks, work = folders
    prepare_copies(notebooks, work)
    change(notebooks / "01_one.ipynb", title="# Uno", print="print(2)", more="print(3)", sum=None)
    (message,) = prepare_copies(notebooks, work)
    assert "(the beginning: 1 cell, 1 · First: 2 cells, 1 cell removed)" in message and "rename yours" in message
    (work / "01_one.ipynb").rename(work / "mine.ipynb")
    assert prepare_copies(notebooks, work) == [COPIED]
    assert (work / "mine.ipynb").exists()


def test_a_new_lesson_is_copied_beside_the_others(folders):
    notebooks, work = folders
    prepare_copies(notebooks, work)
    nbformat.write(new_notebook(), notebooks / "02_two.ipynb")
    assert prepare_copies(notebooks, work) == [COPIED.replace("01_one", "02_two")]


def test_a_file_that_is_no_notebook_is_left_alone_and_told(folders):
    notebooks, work = folders
    work.mkdir()
    (work / "01_one.ipynb").write_text("half a noteb", encoding="utf-8")
    (message,) = prepare_copies(notebooks, work)
    assert message.startswith("01_one.ipynb: your copy in work/ cannot be read")
    assert (work / "01_one.ipynb").read_text(encoding="utf-8") == "half a noteb"


def test_without_notebooks_there_is_nothing_to_copy(tmp_path):
    with pytest.raises(InputFileError, match="no notebooks"):
        prepare_copies(tmp_path, tmp_path / "work")
