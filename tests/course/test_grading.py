"""`python -m lessonlib grade`: what learners hand in, with all that can be wrong about it."""

import csv
import re
import unicodedata

import pytest
from handed_in import FORMULA, hand_in

from lessonlib.__main__ import main
from lessonlib.course.grading import NO_NAME
from lessonlib.course.outline import lessons
from lessonlib.exercises.register import find_task

UNREADABLE = "this file is damaged, too large, or no notebook: open it, clear all outputs, save it"


@pytest.fixture(autouse=True)
def slow_machines_have_time(monkeypatch):
    monkeypatch.setattr("lessonlib.course.grading.SECONDS_PER_NOTEBOOK", 600)


def graded(folder, capsys):
    """The rows of the table by file, and the page."""
    out = folder.parent / "marks.csv"
    assert main(["grade", str(folder), "--out", str(out)]) == 0
    capsys.readouterr()
    text = out.read_bytes().decode("utf-8-sig")
    rows = {unicodedata.normalize("NFC", row["file"]): row for row in csv.DictReader(text.splitlines())}
    assert text.count("\n") == len(rows) + 1, "a line break within a field"
    return rows, (folder.parent / "class.html").read_text(encoding="utf-8")


def cells(row):
    """What stands in the cells of the tasks of the row's lesson: {task: verdict}."""
    return {task: row[task] for task in lessons()[row["lesson"][:2]].tasks} if row["lesson"] else {}


def others(row, *tasks):
    """What is said of all tasks but these."""
    return {verdict for task, verdict in cells(row).items() if task not in tasks}


def counts(row):
    return [row[state] for state in ("right", "wrong", "open")]


def check_row(rows, file, learner, right, wrong, left_open, note=""):
    row = rows[file]
    assert (row["learner"], *counts(row)) == (learner, str(right), str(wrong), str(left_open)), row
    assert row["note"].startswith(note) and bool(note) == bool(row["note"])
    return row


def check_unreadable(rows, file, learner, note):
    row = rows[file]
    assert row["learner"] == learner and row["note"].startswith(note)
    assert set(map(row.get, rows[file].keys() - {"learner", "file", "note"})) == {""}


@pytest.fixture(scope="module")
def handful(tmp_path_factory):
    """Those of the thirty that are judged in a second or two each."""
    folder = tmp_path_factory.mktemp("grade") / "handed in"
    hand_in(folder, "Мария", "أحمد", FORMULA, "Kim", "Jo_", "Quy", "Noa", "Ron", "Uma")
    return folder


def check_handful(rows, page):
    """The rows of those files, each looked at by hand."""
    check_row(rows, "Мария/05_better_and_honest.ipynb", "Мария", 7, 0, 0)
    row = check_row(rows, "05_better_and_honest_أحمد.ipynb", "أحمد", 0, 7, 0)
    assert cells(row) == {task: f"wrong: {find_task(task).wrong[0].name}" for task in lessons()["05"].tasks}
    check_row(rows, f"'{FORMULA}_05_better_and_honest.ipynb", f"'{FORMULA}", 7, 0, 0)
    check_row(rows, "Kim_05_better_and_honest.ipynb", "Kim", 7, 0, 0, "there are several of this name and lesson")
    check_row(rows, "Kim/05_better_and_honest.ipynb", "Kim", 0, 0, 7, "there are several of this name and lesson")
    check_row(rows, "Uma_05_better_and_honest.ipynb", "Uma", 7, 0, 0)
    row = check_row(rows, "Ron_05_better_and_honest.ipynb", "Ron", 1, 0, 0, "it took too long, or ended Python; look")
    assert row["words_on_twins"] == "right" and others(row, "words_on_twins") == {"not judged"}
    check_unreadable(rows, "Jo_01_embeddings.ipynb", "Jo", UNREADABLE)
    check_unreadable(rows, "Noa.ipynb", "Noa", "this file holds no task of this course")
    check_unreadable(rows, "Quy", "Quy", "there is no notebook in this folder")
    assert not re.search("Мария|أحمد|Kim|HYPERLINK", page), "the page has no names"
    name = find_task("by_chance").wrong[0].name
    assert re.search(rf'misconceptions\.html#lesson-05:~:text=[\w%]+">{re.escape(name)}</a>', page)
    assert "This is no sandbox" in page


def test_every_row_of_a_handful_is_right(handful, capsys):
    rows, page = graded(handful, capsys)
    assert len(rows) == 10
    check_handful(rows, page)
    assert "10 notebooks were handed in; 3 could not be graded" in page
    for task in lessons()["05"].tasks:
        numbers = re.search(rf'"row">{task}<div.*?</div>((?:<td>\d+)+)', page)[1]
        ron = task != "words_on_twins"  # after it, Ron ends Python
        assert list(map(int, re.findall(r">(\d+)", numbers))) == [5 - ron, 1, 1, ron]


@pytest.mark.nightly
def test_every_row_of_thirty_is_right(tmp_path, capsys):
    folder = tmp_path / "thirty"
    hand_in(folder)
    rows, page = graded(folder, capsys)
    assert len(rows) == 30 and "30 notebooks were handed in; 6 could not be graded" in page
    check_handful(rows, page)
    check_row(rows, "Anna/01_embeddings.ipynb", "Anna", 13, 0, 0)
    row = check_row(rows, "Anna/notebooks/02_pretrained.ipynb", "Anna", 0, 13, 0)
    assert row["solve_analogy"] == "wrong: lets the words of the question win"
    check_row(rows, "Zoë_03_cnn_classifier.ipynb", "Zoë", 20, 0, 0)
    check_row(rows, "李雷_04_interpretability.ipynb", "李雷", 15, 0, 0)
    check_row(rows, "Bo_01_embeddings.ipynb", "Bo", 0, 0, 13)
    row = check_row(rows, "Cy_02_pretrained.ipynb", "Cy", 7, 0, 6)
    assert list(cells(row).values()) == ["right", "open"] * 6 + ["right"]
    check_row(rows, "Di_01_embeddings.ipynb", "Di", 13, 0, 0)
    row = check_row(rows, "Ed_05_better_and_honest.ipynb", "Ed", 6, 1, 0)
    assert row["words_on_twins"] == "wrong: does not end" and others(row, "words_on_twins") == {"right"}
    for file, task, total in (("Flo_01_embeddings", "cosine", 13), ("Gil_03_cnn_classifier", "encode", 20)):
        row = check_row(rows, f"{file}.ipynb", file[:3], total - 1, 1, 0)
        assert row[task].startswith("wrong: ") and others(row, task) == {"right"}
    row = check_row(rows, "Hal_02_pretrained.ipynb", "Hal", 12, 1, 0)
    assert row["which_sense"].startswith("wrong") and others(row, "which_sense") == {"right"}
    check_row(rows, "Ira_01_embeddings.ipynb", "Ira", 13, 0, 0)
    for file in ("Kay.ipynb", "Lu_01_embeddings.ipynb", "Max_01_embeddings.pdf"):
        check_unreadable(rows, file, re.split(r"[_.]", file)[0], UNREADABLE)
    check_row(rows, "Ole/homework final (2).ipynb", "Ole", 15, 0, 0)
    check_row(rows, "01_embeddings.ipynb", NO_NAME, 13, 0, 0)
    check_row(rows, "'-Pia_05_better_and_honest.ipynb", "'-Pia", 0, 7, 0)
    check_row(rows, "Sue_01_embeddings.ipynb", "Sue", 13, 0, 0)
    missing = "it has no cell for random_direction, related_not_alike, fair_race"
    row = check_row(rows, "Tim_02_pretrained.ipynb", "Tim", 10, 0, 3, missing)
    assert row["fair_race"] == "open" and others(row, "random_direction", "related_not_alike", "fair_race") == {"right"}


def test_ones_own_notebook_becomes_a_page_with_hours(tmp_path, capsys):
    hand_in(tmp_path, "Uma")
    out = tmp_path / "mine.html"
    assert main(["grade", str(tmp_path / "Uma_05_better_and_honest.ipynb"), "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    assert "7 of 7 tasks are right" in page and capsys.readouterr().out.startswith("right: 7;")
    hours, reading, solving = re.search(
        r"about (\d\.\d) hours of work: (\d+) minutes .*?\n?.*?(\d+) for the 7", page
    ).groups()
    assert float(solving) == pytest.approx(sum(find_task(task).minutes for task in lessons()["05"].tasks), abs=0.5)
    assert float(hours) == pytest.approx((int(reading) + int(solving)) / 60, abs=0.07)


def test_the_page_is_not_written_over_a_table_of_its_name(tmp_path, capsys):
    (tmp_path / "handed in").mkdir()
    hand_in(tmp_path / "handed in", "Quy")
    assert main(["grade", str(tmp_path / "handed in"), "--out", str(tmp_path / "class.html")]) == 0
    assert "class-page.html" in capsys.readouterr().out
    assert "learner,lesson,file" in (tmp_path / "class.html").read_text(encoding="utf-8-sig")
    assert "<html" in (tmp_path / "class-page.html").read_text(encoding="utf-8")


def test_what_cannot_be_graded_at_all_is_told(tmp_path, capsys):
    assert main(["grade", str(tmp_path / "nowhere")]) == 2
    assert "nowhere does not exist; name a folder" in capsys.readouterr().err
    assert main(["grade", str(tmp_path)]) == 2
    assert "is empty; it should hold a folder, or a notebook, for each learner" in capsys.readouterr().err
