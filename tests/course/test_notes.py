"""`lessonlib.course.notes` and `outline`: what the lessons ask, and what a teacher reads about it."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from lessonlib.course.notes import how_it_shows, misconceptions, notes, read_notes
from lessonlib.course.outline import lessons, one_line, questions
from lessonlib.exercises.functions import Function
from lessonlib.exercises.register import find_task

OPTIONS = "- a) *dog*\n- b) *banana*, which stands\n  next to it\n- c) neither"


def task(name, source):
    return new_code_cell(source, metadata={"tags": ["task"], "task": name})


SMALL = [
    new_markdown_cell("A *corpus* has words. **Guess:** which is near *cat*?"),
    new_markdown_cell(f"No task follows the guess above.\n\n**Guess:** and by the list?\n\n{OPTIONS}"),
    task("nearest_to_cat", 'nearest = ...\n\nnearest = check("nearest_to_cat", nearest)'),
    new_markdown_cell("**Your turn.** Write it."),
    task("cosine", 'def cosine(u, v):\n    """How far <u> and v agree."""\n\n\ncosine = check("cosine", cosine)'),
    new_markdown_cell("A vector per word. **What this did not show:** why. And what is new?"),
]


def test_the_questions_are_the_tasks_and_what_no_task_follows():
    free, choice, function = questions("1 · First", SMALL)
    assert (free.task, free.sentence) == (None, "Which is near *cat*?")
    assert (choice.name, choice.sentence) == ("nearest_to_cat", "And by the list?")
    assert function.sentence == "`cosine`: How far &lt;u> and v agree." and function.task.name == "cosine"
    assert not list(questions("To try on your own (optional)", SMALL))


def test_every_task_of_the_course_is_a_question_with_its_options():
    asked = [question for lesson in lessons().values() for question in lesson.questions]
    tasks = [task for lesson in lessons().values() for task in lesson.tasks]
    assert [question.name for question in asked if question.task] == tasks and len(tasks) > 60
    for question in asked:
        assert question.sentence.endswith(("?", ".", ")", ":", "**", "`")), question.sentence


@pytest.mark.parametrize("lesson", lessons())
def test_every_question_of_a_lesson_is_discussed_and_nothing_else_is(lesson):
    """What is missing, or left over after a change, is named with its place in teaching/lesson-NN.toml."""
    for heading, cells in lessons()[lesson].sections.items():
        said = read_notes(lesson).get(heading, {})
        to_discuss = {one.name for one in questions(heading, cells) if not isinstance(one.task, Function)}
        assert set(said.get("asks", {})) == to_discuss, heading
        optional = "(optional)" in heading
        assert not heading[0].isdigit() or optional or {"say", "pair", "listen"} <= set(said), heading
    assert set(read_notes(lesson)) <= set(lessons()[lesson].sections)
    text = notes(lesson)
    assert [one.sentence for one in lessons()[lesson].questions if one.sentence not in text] == []
    assert text.count("*Then ask:*") == text.count("*Expect:*") == text.count("*Likely:*") > 4
    assert text.count("**Think, pair, share.**") == text.count("*Listen for:*") >= 4


def test_the_notes_for_a_section_leave_out_what_is_only_run():
    whole, part = notes("01", "4"), notes("01", "4", "gradient")
    assert "`gradient`: " in whole and "`gradient`: " not in part and "###" not in whole
    assert part.startswith("**Say:**") and set(part.split("\n")) < set(whole.split("\n"))


@pytest.mark.parametrize("lesson", lessons())
def test_every_wrong_answer_has_its_row(lesson):
    text = misconceptions(lesson)
    wrong = [each for task in lessons()[lesson].tasks for each in find_task(task).wrong]
    assert len(wrong) == text.count("\n| ") - text.count("| A learner |") and wrong
    assert [each.name for each in wrong if f"| {one_line(each.message)} |" not in text] == []


def test_it_shows_as_a_letter_an_order_a_number_or_lines_of_code():
    def shown(name, number=0):
        return how_it_shows(find_task(name), find_task(name).wrong[number])

    assert shown("nearest_to_cat", 1) == "chooses b) banana, which stands next to it in the list"
    assert shown("number_of_pairs") == "gives `28`"
    assert shown("cosine") == "`return u @ v`"
    assert shown("training_step") == "lacks `optimizer.zero_grad()`"
