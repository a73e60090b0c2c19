"""`lessonlib.course.run`: tiny notebooks instead of the lessons."""

import json
import os
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.course.execution import CellFailed
from lessonlib.course.run import run_course

PERFORMANCE = """
import json
from pathlib import Path
Path("artifacts").mkdir(exist_ok=True)
Path("artifacts/performance.json").write_text(json.dumps({"experiments": {"random": 0.8014, "tfidf": 0.9}}))
"""


@pytest.fixture
def folders(tmp_path):
    """Folders for the notebooks before and after, with a first lesson that says where it runs."""
    notebooks, executed = tmp_path / "notebooks", tmp_path / "executed"
    notebooks.mkdir()
    write(notebooks / "01_one.ipynb", "from pathlib import Path; print(Path.cwd().name)")
    return notebooks, executed


def write(path, *sources):
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)


def test_outputs_are_written_and_the_notebooks_stay_as_they_were(folders, capfd):
    notebooks, executed = folders
    write(notebooks / "02_two.ipynb", PERFORMANCE, "1", "2")
    before = {path: path.read_bytes() for path in notebooks.glob("*.ipynb")}
    table = run_course(notebooks, executed)

    assert {path: path.read_bytes() for path in notebooks.glob("*.ipynb")} == before
    assert sorted(path.name for path in executed.iterdir()) == ["01_one.ipynb", "02_two.ipynb"]
    (printed,) = nbformat.read(executed / "01_one.ipynb", as_version=4).cells[0].outputs
    assert printed.text == "notebooks\n"  # it ran in its own folder

    lines = [line.split() for line in table.splitlines()]
    seconds = {line[0]: float(line[1]) for line in lines if line and line[0] in ("01_one", "02_two", "together")}
    assert seconds["together"] == pytest.approx(seconds["01_one"] + seconds["02_two"], abs=0.11)
    assert ["random", "0.801"] in lines and ["tfidf", "0.900"] in lines
    progress = capfd.readouterr().err
    assert "01_one" in progress and "cell  3 of 3" in progress and "WARNING" not in progress


def test_scores_of_an_earlier_run_are_not_shown(folders):
    notebooks, executed = folders
    old = notebooks / "artifacts" / "performance.json"
    old.parent.mkdir()
    old.write_text(json.dumps({"experiments": {"random": 0.5}}))
    os.utime(old, (time.time() - 60, time.time() - 60))
    assert "F1" not in run_course(notebooks, executed)


def test_a_failing_cell_stops_the_course(folders):
    notebooks, executed = folders
    write(notebooks / "02_two.ipynb", "raise ValueError('no such word')")
    write(notebooks / "03_three.ipynb", "print('never')")
    with pytest.raises(CellFailed, match="^02_two, cell 1 of 1: ValueError: no such word$"):
        run_course(notebooks, executed)
    assert [path.name for path in executed.iterdir()] == ["01_one.ipynb"]


def test_a_folder_without_notebooks_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="checkout"):
        run_course(tmp_path, tmp_path / "executed")
