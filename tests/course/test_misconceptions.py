"""`lessonlib.course.misconceptions`: every registered wrong answer has its row, as one sees it in class."""

import pytest

from lessonlib.course.misconceptions import how_it_shows, tables
from lessonlib.course.outline import lessons, one_line, questions
from lessonlib.exercises.register import tasks


def asked(name):
    """The question of the task called `name`."""
    every = (part for lesson in lessons().values() for part in lesson.sections.values())
    return next(question for part in every for question in questions(part) if question.name == name)


def shown(name, number=0):
    question = asked(name)
    return how_it_shows(question, question.task.wrong[number])


@pytest.mark.parametrize("lesson", lessons())
def test_every_registered_misconception_has_its_row(lesson):
    rows = [
        row.split(" | ") for row in tables(lesson).splitlines() if row.startswith("| ") and "The way out" not in row
    ]
    registered = {(wrong.name, one_line(wrong.message)) for task in tasks(lesson) for wrong in task.wrong}
    assert sorted((row[0].strip("| "), row[-1].strip("| ")) for row in rows) == sorted(registered)
    assert all(len(row) >= 3 and len(row[1]) > 5 for row in rows)


def test_it_shows_as_a_letter_an_order_a_number_or_lines_of_code():
    assert shown("nearest_to_cat", 1) == "chooses b) *banana*, which stands next to it in the list"
    assert shown("test_an_explanation").startswith("puts b) do the same with as many words chosen at random, and")
    assert shown("number_of_pairs") == "gives `28`"
    assert shown("cosine") == "`return u @ v`"
    assert shown("training_step") == "lacks `optimizer.zero_grad()`"
    assert shown("embedding_shape") == "gives `(10, 100)`"
