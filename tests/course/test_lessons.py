"""`lessonlib.course.lessons`: tiny notebooks, executed in place."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.course import lessons
from lessonlib.course.execution import CellFailed
from lessonlib.course.lessons import refresh_lessons
from lessonlib.errors import InputError

METADATA = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}


@pytest.fixture
def notebooks(tmp_path):
    """Two lessons that were never executed; the second reads what the first leaves behind."""
    left = "from pathlib import Path; Path('left').write_text('by one')"
    write(tmp_path / "01_one.ipynb", new_markdown_cell("# One"), new_code_cell(left), new_code_cell("2 + 3"))
    write(tmp_path / "02_two.ipynb", new_code_cell("print(open('left').read())", metadata={"proof": ["assert True"]}))
    return tmp_path


def write(path, *cells):
    nbformat.write(new_notebook(cells=list(cells), metadata=METADATA), path)


def outputs(path):
    return [output for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", [])]


def test_outputs_and_counts_are_written_and_nothing_else(notebooks):
    paths = sorted(notebooks.glob("*.ipynb"))
    before = [nbformat.read(path, 4) for path in paths]
    assert refresh_lessons(notebooks=notebooks) == paths
    after = [nbformat.read(path, 4) for path in paths]
    for old, new in zip(before, after, strict=True):
        assert new.metadata == old.metadata  # no version of this Python
        assert [(cell.id, cell.source, cell.metadata) for cell in new.cells] == [
            (cell.id, cell.source, cell.metadata) for cell in old.cells
        ]
    assert [cell.execution_count for cell in after[0].cells if cell.cell_type == "code"] == [1, 2]
    assert [output.execution_count for output in outputs(paths[0])] == [1, 2]
    assert [output.text for output in outputs(paths[1])] == ["by one\n"]


def test_a_second_time_changes_nothing(notebooks):
    refresh_lessons(notebooks=notebooks)
    assert refresh_lessons(notebooks=notebooks) == []


def test_one_lesson_leaves_the_others_alone(notebooks):
    (notebooks / "left").write_text("by hand")
    assert refresh_lessons(["02"], notebooks) == [notebooks / "02_two.ipynb"]
    assert outputs(notebooks / "01_one.ipynb") == []
    assert outputs(notebooks / "02_two.ipynb")[0].text == "by hand\n"


def test_the_device_and_the_threads_are_those_of_the_tests(notebooks, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DEVICE", "cuda")
    source = "import os; print(os.environ['LESSONLIB_DEVICE'], os.environ['OMP_NUM_THREADS'])"
    write(notebooks / "01_one.ipynb", new_code_cell(source))
    refresh_lessons(["01"], notebooks)
    assert outputs(notebooks / "01_one.ipynb")[0].text == "cpu 1\n"


@pytest.mark.parametrize("tqdm", ["tqdm", "tqdm.auto"])
def test_progress_bars_are_left_out(tqdm, notebooks):
    bar = f"from {tqdm} import tqdm\nfor _ in tqdm(range(3)): pass\nfor _ in tqdm(iter('abc')): pass\nprint('done')"
    write(notebooks / "01_one.ipynb", new_code_cell(bar))
    refresh_lessons(["01"], notebooks)
    assert [output.get("text") for output in outputs(notebooks / "01_one.ipynb")] == ["done\n"]


@pytest.mark.parametrize(
    ("source", "message", "details"),
    [
        ("import warnings; warnings.warn('careful now')", "cell 1 wrote to standard error", "careful now"),
        ("1 / 0", "cell 1 of 1: ZeroDivisionError", "1 / 0"),
    ],
)
def test_a_lesson_that_fails_or_warns_is_left_as_it_was(source, message, details, notebooks):
    old = new_output("stream", name="stdout", text="what was there\n")
    write(notebooks / "01_one.ipynb", new_code_cell(source, outputs=[old]))
    before = (notebooks / "01_one.ipynb").read_bytes()
    with pytest.raises(CellFailed, match=message) as failed:
        refresh_lessons(["01"], notebooks)
    assert details in failed.value.details
    assert (notebooks / "01_one.ipynb").read_bytes() == before


def test_a_lesson_that_is_not_there_is_named_with_those_that_are(notebooks):
    with pytest.raises(InputError, match=r"no lesson '07'.*01_one, 02_two"):
        refresh_lessons(["01", "07"], notebooks)
    assert outputs(notebooks / "01_one.ipynb") == []


def test_the_command_says_what_happened(notebooks, monkeypatch, capsys):
    monkeypatch.setattr(lessons, "NOTEBOOKS", notebooks)
    assert lessons.main([]) == 0
    assert capsys.readouterr().out == "changed 01_one.ipynb\nchanged 02_two.ipynb\n"
    assert lessons.main(["02"]) == 0
    assert capsys.readouterr().out == "every output is what it was\n"
    assert lessons.main(["07"]) == 2
    assert capsys.readouterr().err.endswith("there are: 01_one, 02_two\n")
    write(notebooks / "02_two.ipynb", new_code_cell("1 / 0"))
    assert lessons.main(["02"]) == 1
    assert "error: 02_two, cell 1 of 1: ZeroDivisionError" in capsys.readouterr().err
