"""The tasks in the committed notebooks: all there, untouched, and with the minutes that the rule gives."""

import re

import nbformat
import pytest
from notebook_cells import CHECKOUT, LESSONS

from lessonlib.course.minutes import BEGINNING, minutes, minutes_of_cell, sections
from lessonlib.course.solutions import task_cells
from lessonlib.exercises import tasks
from lessonlib.exercises.answers import Choice, Value
from lessonlib.exercises.functions import Function


def read(path):
    return nbformat.read(path, as_version=4)


every_notebook = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@every_notebook
def test_each_task_of_the_lesson_is_in_it_once(path):
    names = [cell.task.name for cell in task_cells(read(path)) if "task" in cell.cell.metadata.tags]
    assert sorted(names) == sorted(task.name for task in tasks(path.stem[:2]))


@every_notebook
def test_there_is_practice_of_both_kinds_and_often(path):
    cells = task_cells(read(path))
    assert len(cells) >= (4 if path.stem.startswith("05") else 8)
    kinds = [type(cell.task) for cell in cells]
    assert kinds.count(Choice) >= len(kinds) / 3
    assert Function in kinds and not set(kinds) - {Choice, Value, Function}
    passed = 0.0
    for cell in read(path).cells:
        if "task" in cell.metadata:
            passed = 0.0
        elif (passed := passed + minutes_of_cell(cell)) > 10:
            pytest.fail(f"{passed:.0f} minutes without a task, up to: {cell.source[:80]}")


@every_notebook
def test_no_task_is_attempted_in_the_committed_notebook(path):
    for cell in task_cells(read(path)):
        (output,) = cell.cell.outputs
        assert output.text.startswith(f"○ {cell.task.name}: not attempted yet"), output.text


@every_notebook
def test_the_minutes_are_those_of_the_rule(path):
    found, readme = sections(read(path)), (CHECKOUT / "README.md").read_text(encoding="utf-8")
    inside = [cell.id for cell in read(path).cells if re.search(r"\n##[^#]|\n###.*\(optional\)", cell.source)]
    assert not inside, "a section's heading begins a cell"
    first = found[BEGINNING][0].source
    needed, more = 0, 0
    stretches = [0]  # from one break to the next
    for heading, cells in found.items():
        optional, time = "(optional)" in heading, minutes(cells)
        told = f"*{'Optional: about' if optional else 'About'} {time} minute{'s' * (time != 1)}.*"
        assert heading == BEGINNING or re.split(r"\n+", cells[0].source)[1] == told, heading
        needed, more = needed + time * (not optional), more + time * optional
        stretches[-1] += time * (not optional)
        stretches += [0] * any("good place for a break" in cell.source for cell in cells)
    told = f"**Time:** about {needed} minutes" + f", and {more} more for what is optional" * bool(more)
    assert re.search(rf"{re.escape(told)}\b(?!, and)", first), told
    assert re.search(rf"^\|.*\(notebooks/{path.name}\).*\| {needed} minutes \|", readme, re.MULTILINE), needed
    assert max(stretches) <= 90, "mark a break, or a section as optional"


@every_notebook
def test_what_answers_a_guess_is_folded_and_nothing_else(path):
    """On the pages by myst-nb's tag, in JupyterLab by its own metadata; prose on the pages alone."""
    for cell in read(path).cells:
        tags = cell.metadata.get("tags", [])
        folded = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
        answers, is_code = "guess-answer" in tags, cell.cell_type == "code"
        assert ("hide-output" in tags) == folded == (answers and is_code), cell.source
        if answers and not is_code:
            assert not re.search(r"^#|\*\*(Guess|Your turn)", cell.source, re.MULTILINE), "it asks, too"
