"""`lessonlib.course.outline`: lessons, sections and questions, of a small course and of the real one."""

import pytest

from lessonlib.course.outline import BEGINNING, lessons, one_line, questions, read_settings, slug
from lessonlib.errors import InputError, InputFileError, InputKeyError


@pytest.fixture
def first(small_course):
    return lessons(small_course("empty.toml", ""))["01"]


def test_a_lesson_has_its_title_its_sections_and_its_promises(first):
    assert (first.number, first.file, first.title) == ("01", "01_one.ipynb", "One")
    assert list(first.sections) == [BEGINNING, "1 · First", "2 · Second", "To try on your own (optional)"]
    assert list(map(one_line, first.objectives)) == ["tell words apart", "take (target, context) pairs"]
    assert first.link("1 · First") == "[1 · First](../notebooks/01_one.ipynb#1--first)"
    assert first.link(BEGINNING) == "[the beginning](../notebooks/01_one.ipynb)"


def test_the_questions_are_the_tasks_and_what_no_task_follows(first):
    free, choice, function = questions(first.sections["1 · First"])
    assert (free.task, free.sentence) == (None, "Which is near *cat*?")
    assert (choice.name, choice.sentence) == ("nearest_to_cat", "And by the list?")
    assert choice.options == {"a": "*dog*", "b": "*banana*, which stands next to it", "c": "neither"}
    assert function.sentence == "`cosine`: How far &lt;u> and v agree." and function.task.name == "cosine"
    assert not [*questions(first.sections["2 · Second"]), *questions(first.sections["To try on your own (optional)"])]


def test_a_section_that_is_gone_is_named_with_who_wants_it(first):
    with pytest.raises(InputKeyError, match=r"plan x: lesson 01 has no section '1 · Frist'; did you mean '1 · First'"):
        first.section("1 · Frist", "plan x")


def test_files_that_are_missing_or_broken_are_named(tmp_path, small_course):
    with pytest.raises(InputFileError, match="there are no notebooks"):
        lessons(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"teaching/bad.toml cannot be read: .*line 2"):
        read_settings("bad", small_course("bad.toml", "a = 1\nb = c\n"))


def test_every_task_of_the_course_is_a_question_with_its_options():
    asked = [
        question for lesson in lessons().values() for part in lesson.sections.values() for question in questions(part)
    ]
    tasks = [task for lesson in lessons().values() for part in lesson.sections.values() for task in part.tasks]
    assert [question.task for question in asked if question.task] == tasks and len(tasks) > 60
    for question in asked:
        assert question.sentence.endswith(("?", ".", ")", ":", "**", "`")), question.sentence
        if question.task and hasattr(question.task, "letters"):
            assert sorted(question.options) == question.task.letters, question.name


def test_anchors_are_those_of_the_pages():
    assert slug("1 · Why not one-hot?") == "1--why-not-one-hot"
    assert slug("8 · What are vectors worth, and what?") == "8--what-are-vectors-worth-and-what"
