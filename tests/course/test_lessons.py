"""`lessonlib.course.lessons`: tiny notebooks instead of the lessons, executed in place and into another folder."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.course.lessons import execute_notebook, run_lessons
from lessonlib.errors import CourseError

METADATA = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
SCORES = """
import json
from pathlib import Path
Path("artifacts").mkdir(exist_ok=True)
_ = Path("artifacts/performance.json").write_text(json.dumps({"experiments": {"random": 0.8014, "tfidf": 0.9}}))
"""


@pytest.fixture
def notebooks(tmp_path):
    """Two lessons that were never executed; the second reads what the first leaves behind, and saves scores."""
    left = "from pathlib import Path; Path('left').write_text('by one')"
    write(tmp_path / "01_one.ipynb", new_markdown_cell("# One"), new_code_cell(left), new_code_cell("2 + 3"))
    write(tmp_path / "02_two.ipynb", new_code_cell("print(open('left').read())"), new_code_cell(SCORES))
    return tmp_path


def write(path, *cells):
    nbformat.write(new_notebook(cells=list(cells), metadata=METADATA), path)


def outputs(path):
    return [output for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", [])]


def test_outputs_and_counts_are_written_and_nothing_else_and_once(notebooks):
    paths = sorted(notebooks.glob("*.ipynb"))
    before = [nbformat.read(path, 4) for path in paths]
    run_lessons((), notebooks, notebooks)
    written = [path.read_bytes() for path in paths]
    after = [nbformat.read(path, 4) for path in paths]
    for old, new in zip(before, after, strict=True):
        assert new.metadata == old.metadata  # no version of this Python
        assert [(cell.id, cell.source, cell.metadata) for cell in new.cells] == [
            (cell.id, cell.source, cell.metadata) for cell in old.cells
        ]
    assert [cell.execution_count for cell in after[0].cells if cell.cell_type == "code"] == [1, 2]
    assert [output.execution_count for output in outputs(paths[0])] == [1, 2]
    assert [output.text for output in outputs(paths[1])] == ["by one\n"]
    (notebooks / "left").write_text("by hand")
    run_lessons(["02"], notebooks, notebooks)
    assert paths[0].read_bytes() == written[0] and outputs(paths[1])[0].text == "by hand\n"
    run_lessons((), notebooks, notebooks)
    assert [path.read_bytes() for path in paths] == written


SAY = "import os; print(os.environ['LESSONLIB_DEVICE'], os.environ['OMP_NUM_THREADS'])"


def test_bars_are_left_out_and_it_runs_with_one_thread_of_the_cpu(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_DEVICE", "cuda")
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    bars = [f"from {tqdm} import tqdm\nfor _ in tqdm(range(3)): pass\n" for tqdm in ("tqdm", "tqdm.auto")]
    notebook = new_notebook(cells=[new_code_cell(bar + SAY) for bar in bars])
    execute_notebook(notebook, tmp_path, "bars")
    assert [[output.get("text") for output in cell.outputs] for cell in notebook.cells] == [["cpu 1\n"]] * 2


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise ValueError('no such word')", r"^01_one, cell 2 of 2: ValueError: no such word\n(.*\n)+.*raise Value"),
        ("import os; os._exit(1)", "^01_one, cell 2 of 2: Python itself died"),
        ("import socket; socket.getaddrinfo('elsewhere.invalid', 443)", "the course needs no network"),
    ],
)
def test_a_cell_that_fails_is_named_and_its_lesson_left_as_it_was(source, message, notebooks):
    old = new_output("stream", name="stdout", text="what was there\n")
    write(notebooks / "01_one.ipynb", new_code_cell(""), new_code_cell("1"), new_code_cell(source, outputs=[old]))
    before = (notebooks / "01_one.ipynb").read_bytes()
    with pytest.raises(CourseError, match=message) as failed:
        run_lessons(["01"], notebooks, notebooks)
    assert "\x1b" not in str(failed.value)
    assert (notebooks / "01_one.ipynb").read_bytes() == before


def test_the_course_is_written_elsewhere_and_summed_up(notebooks, capfd):
    before = {path: path.read_bytes() for path in notebooks.glob("*.ipynb")}
    executed = notebooks / "build" / "executed"
    lines = [line.split() for line in run_lessons((), notebooks, executed).splitlines()]
    assert {path: path.read_bytes() for path in notebooks.glob("*.ipynb")} == before
    assert outputs(executed / "02_two.ipynb")[0].text == "by one\n"
    names = [line[0] for line in lines if line]
    assert names == ["notebook", "01_one", "02_two", "together", "classifier", "random", "tfidf"]
    assert ["random", "0.801"] in lines and ["tfidf", "0.900"] in lines
    progress = capfd.readouterr().err
    assert "01_one" in progress and "cell  2 of 2" in progress and "WARNING" not in progress
