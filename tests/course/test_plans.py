"""`lessonlib.course.plans`: the minutes of a plan, and what is wrong with one."""

import pytest

from lessonlib.course import plans
from lessonlib.course.outline import lessons
from lessonlib.course.plans import plan_tables, read_plan
from lessonlib.errors import InputError
from lessonlib.exercises.register import find_task

WORDS = 42
"""In the text of the section that these plans name; its minutes are not read."""

NAMES = ["4x45", "2x90", "one-day"]
PLAN = """[[mine]]
title = "Period 1"
minutes = {minutes}
aim = "sit"
sections = [{{ lesson = "01", section = "{section}", leave = [{leave}] }}]
cut = [{cut}]
"""


def plan(small_course, minutes=45, section="1 · First", leave="", cut=""):
    text = PLAN.format(minutes=minutes, section=section, leave=leave, cut=cut)
    return read_plan("mine", small_course("plans.toml", text))


def test_reading_is_counted_by_the_rule_and_tasks_by_their_own_minutes(small_course):
    (block,) = plan(small_course)
    (step,) = block.steps
    tasks = find_task("nearest_to_cat").minutes + find_task("cosine").minutes
    assert step.task_minutes == tasks == 6 and step.reading_minutes == pytest.approx(WORDS / 200)
    assert (step.minutes, block.planned, block.spare) == (6, 6, 39)


def test_a_task_that_is_only_run_takes_as_long_as_any_cell(small_course):
    ((step,),) = (block.steps for block in plan(small_course, leave='"cosine"'))
    assert step.task_minutes == 1 and step.reading_minutes == pytest.approx(0.5 + WORDS / 200)
    assert [task.name for task in step.solved] == ["nearest_to_cat"]


def test_cuts_say_what_they_save(small_course):
    (block,) = plan(small_course, cut='"cosine", "1 · First"')
    assert [cut.minutes for cut in block.cuts] == [4, 6]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"section": "1 · Frist"}, "'Period 1': lesson 01 has no section '1 · Frist'; did you mean '1 · First'"),
        ({"leave": '"ppmi"'}, "'Period 1': '1 · First' has no task 'ppmi'; it has nearest_to_cat, cosine"),
        ({"cut": '"ppmi"'}, "'Period 1': there is no section or task to be solved called 'ppmi' to cut"),
        (
            {"cut": '"cosine"', "leave": '"cosine"'},
            "'Period 1': there is no section or task to be solved called 'cosine'",
        ),
        ({"minutes": 5}, "'Period 1': its sections take 6 minutes, and it has 5"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_with_its_place(small_course, changes, message):
    with pytest.raises(InputError, match="plan mine, " + message):
        plan(small_course, **changes)


def test_a_task_without_minutes_is_named(small_course, monkeypatch):
    monkeypatch.setitem(find_task("cosine").__dict__, "minutes", 0)
    with pytest.raises(InputError, match="plan mine, 'Period 1': the task 'cosine' of lesson 01 has no minutes"):
        plan(small_course)


def test_an_unknown_plan_is_named():
    with pytest.raises(InputError, match="has no plan 'week'; there are 4x45, 2x90, one-day"):
        read_plan("week")


@pytest.mark.parametrize("name", NAMES)
def test_the_plans_of_the_course_fit_and_leave_time_to_talk(name):
    blocks = read_plan(name)
    length = {"4x45": [45] * 4, "2x90": [90] * 2, "one-day": [90] * 4}[name]
    assert [block.minutes for block in blocks] == length
    for block in blocks:
        assert block.spare >= 4 and sum(cut.minutes for cut in block.cuts) >= 5, block.title
    steps = [step for block in blocks for step in block.steps]
    assert len({(step.lesson.number, step.heading) for step in steps}) == len(steps)
    places = [(step.lesson.number, list(step.lesson.sections).index(step.heading)) for step in steps]
    assert places == sorted(places) and {number for number, _ in places} >= {"01", "02", "03", "04"}


@pytest.mark.parametrize("name", NAMES)
def test_the_table_adds_up_and_its_last_column_is_empty(name):
    rows = [
        line.strip("|").split("|")
        for line in plan_tables(name).splitlines()
        if line.startswith("| ") and "at |" not in line
    ]
    clock = 0
    for at, _, _, _, together, measured in rows:
        clock = 0 if int(at) == 0 else clock
        assert int(at) == clock and measured.strip() == ""
        clock += int(together)
    assert len(rows) == sum(1 + bool(step.run_first) for block in read_plan(name) for step in block.steps)


def test_sections_that_are_jumped_over_are_run_first(small_course):
    (block,) = plan(small_course, section="2 · Second")
    assert block.steps[0].run_first == ("1 · First",) and block.planned == 2
    first, *others = read_plan("4x45")
    assert [step.run_first for step in first.steps if step.run_first] == [("2 · A corpus",)]
    assert "only run* [2 · A corpus](" in plan_tables("4x45")
    day = [step for block in read_plan("one-day") for step in block.steps if step.lesson.number == "01"]
    assert [heading[0] for heading in day[-1].run_first] == ["6", "7", "8", "F"] and len(others) == 3


def test_a_section_of_a_plan_has_the_minutes_that_the_learner_is_told():
    for block in read_plan("one-day"):
        for step in block.steps:
            if not step.left_out:
                assert step.minutes == lessons()[step.lesson.number].sections[step.heading].minutes
    assert plans.MINUTES_PER_CODE_CELL == 0.5
