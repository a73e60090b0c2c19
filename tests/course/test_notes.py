"""`lessonlib.course.notes`: what is missing in the notes of a lesson is said, and the course's are whole."""

import pytest

from lessonlib.course.notes import notes, read_notes, script
from lessonlib.course.outline import lessons, questions
from lessonlib.course.plans import read_plan
from lessonlib.errors import InputError

PAIR = 'say = "This."\npair = "Talk."\nlisten = "To this."\n'
GOOD = f"""[sections."1 · First"]
{PAIR}
[sections."1 · First".asks]
nearest_to_cat = "And then?"
[sections."1 · First".asks.GUESS]
expect = "dog"
likely = "banana"
then = "Why?"
[sections."2 · Second"]
{PAIR}
"""


@pytest.fixture
def read(small_course):
    """A function that reads the notes `text`, in which GUESS stands for the id of the cell with the free guess."""

    def read(text):
        checkout = small_course("empty.toml", "")
        free = next(questions(lessons(checkout)["01"].sections["1 · First"]))
        small_course("lesson-01.toml", text.replace("GUESS", f'"{free.cell}"'))
        return read_notes("01", checkout)

    return read


def test_notes_that_are_whole_are_read(read):
    assert list(read(GOOD)) == ["1 · First", "2 · Second"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2 · Second", "3 · Third", "teaching/lesson-01.toml: lesson 01 has no section '3 · Third'"),
        (
            "nearest_to_cat",
            "nearest_to_dog",
            "'1 · First' asks no question called 'nearest_to_dog'; it asks .*nearest_to_",
        ),
        ('nearest_to_cat = "And then?"', "", "the questions nearest_to_cat of '1 · First' have no follow-up"),
        ('then = "Why?"', "", "'1 · First': '.*' needs expect, likely, then"),
        (f'[sections."2 · Second"]\n{PAIR}', "", "'2 · Second' has no listen, pair, say"),
    ],
)
def test_what_is_missing_is_said_with_its_place(read, old, new, message):
    assert old in GOOD
    with pytest.raises(InputError, match=message):
        read(GOOD.replace(old, new))


@pytest.mark.parametrize("lesson", lessons())
def test_every_question_of_a_lesson_is_discussed(lesson):
    text = notes(lesson)
    for heading, section in lessons()[lesson].sections.items():
        for question in questions(section):
            assert question.sentence in text, (heading, question.name)
    assert text.count("*Then ask:*") == text.count("*Expect:*") == text.count("*Likely:*") > 4
    assert text.count("**Say:**") >= text.count("**Think, pair, share.**") == text.count("*Listen for:*") >= 4


@pytest.mark.parametrize(("plan", "number"), [("4x45", 1), ("2x90", 2), ("one-day", 2)])
def test_a_script_has_every_section_at_its_minute_and_no_task_that_is_only_run(plan, number):
    block = read_plan(plan)[number - 1]
    text = script(plan, str(number))
    at = 0
    for step in block.steps:
        at += bool(step.run_first)
        assert f"## Minute {at}: {step.heading}\n" in text
        at += step.minutes
        for task in step.left_out:
            assert f"`{task.name}`: " not in text
    assert at == block.planned and text.endswith(f"can they {block.aim}?")
