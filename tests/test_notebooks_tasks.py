"""The tasks in the committed notebooks: all there, untouched, and with the minutes that the rule gives."""

import re

import nbformat
import pytest
from notebook_cells import CHECKOUT, LESSONS

from lessonlib.course.minutes import minutes_of_cell, sections
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
    minutes = 0.0
    for cell in read(path).cells:
        if "task" in cell.metadata:
            minutes = 0.0
        elif (minutes := minutes + minutes_of_cell(cell)) > 10:
            pytest.fail(f"{minutes:.0f} minutes without a task, up to: {cell.source[:80]}")


@every_notebook
def test_no_task_is_attempted_in_the_committed_notebook(path):
    for cell in task_cells(read(path)):
        (output,) = cell.cell.outputs
        assert output.text.startswith(f"○ {cell.task.name}: not attempted yet"), output.text


@every_notebook
def test_the_minutes_are_those_of_the_rule(path):
    found, readme = sections(read(path)), (CHECKOUT / "README.md").read_text(encoding="utf-8")
    for section in found[1:]:
        minutes = section.minutes()
        told = f"*{'Optional: about' if section.optional else 'About'} {minutes} minute{'s' * (minutes != 1)}.*"
        assert re.split(r"\n+", section.cells[0].source)[1] == told, section.heading
    needed, more = (sum(each.minutes() for each in found if each.optional == optional) for optional in (False, True))
    time = f"**Time:** about {needed} minutes" + f", and {more} more for what is optional" * bool(more)
    assert re.search(rf"{re.escape(time)}\b(?!, and)", found[0].cells[0].source), time
    assert re.search(rf"^\|.*\(notebooks/{path.name}\).*\| {needed} minutes \|", readme, re.MULTILINE), needed
    stretches = [0]  # from one break to the next
    for section in found:
        stretches[-1] += 0 if section.optional else section.minutes()
        stretches += [0] * any("good place for a break" in cell.source for cell in section.cells)
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
