"""What holds for every task of the course, whoever wrote it."""

import inspect
from collections import Counter, defaultdict

import pytest
from every_task import RIGHT, TASKS, WRONG, stubs

from lessonlib.exercises import check, checking, hint, solution
from lessonlib.exercises.answers import Choice
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import State, is_given

each_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)


@each_task
def test_a_stub_is_not_attempted_and_the_course_s_own_is_used(task, capsys):
    for stub in stubs(task):
        assert is_given(check(task.name, stub))
        assert capsys.readouterr().out.startswith(f"○ {task.name}: not attempted yet")


@pytest.mark.parametrize(("task", "answer"), RIGHT, ids=lambda each: getattr(each, "name", None))
def test_the_reference_and_its_alternatives_are_right_and_come_back(task, answer, capsys):
    assert check(task.name, answer) is answer
    out = capsys.readouterr().out
    assert out.startswith(f"✓ {task.name}: right") and "note:" not in out


@pytest.mark.parametrize(("task", "wrong"), WRONG, ids=lambda each: each.name)
def test_a_typical_wrong_answer_gets_its_own_message_and_no_other(task, wrong, capsys):
    verdict = task.judge(wrong.answer)
    assert verdict.state is State.WRONG and verdict.lines[0] == wrong.message and verdict.diagnosis == wrong.name
    assert is_given(check(task.name, wrong.answer))
    reply = capsys.readouterr().out
    told = " ".join(reply.split())
    assert reply.count("\n") <= 6, reply
    assert [other.name for other in task.wrong if " ".join(other.message.split()) in told] == [wrong.name]


@each_task
def test_it_has_all_that_a_task_needs(task):
    assert task.lesson in ("01", "02", "03", "04", "05", "06") and 0.5 <= task.minutes <= 20
    assert 2 <= len(task.hints) <= 3 and len(set(task.hints)) == len(task.hints)
    assert len(task.wrong) >= 1 and len({wrong.name for wrong in task.wrong}) == len(task.wrong)
    texts = [*task.hints, *(wrong.message for wrong in task.wrong), task.after]
    assert all(text.strip() == text and text[-1] in ".?!)" and len(text) > 20 for text in texts), texts
    assert not any("\n" in text for text in texts), "one line: it is wrapped when it is printed"


@each_task
def test_hint_and_solution_show_what_is_tested(task, capsys, monkeypatch):
    monkeypatch.setattr(checking, "_hints_given", defaultdict(list))
    shown = [hint(task.name) or capsys.readouterr().out for _ in (*task.hints, "once more")]
    given = " ".join(" ".join(shown).split())
    assert all(given.count(" ".join(text.split())) == 1 for text in task.hints)
    assert f'solution("{task.name}") shows the solution' in shown[-1] and shown[-1] not in shown[:-1]
    solution(task.name)
    source = capsys.readouterr().out
    assert " ".join(task.after.split()) in " ".join(source.split())
    if isinstance(task, Function):
        assert inspect.getsource(task.reference).strip() in source


@each_task
def test_code_to_type_is_written_out_and_readable(task):
    if not isinstance(task, Function):
        return
    for answer in (task.reference, *(wrong.answer for wrong in task.wrong)):
        source = task.source(answer, "mine")
        assert source.startswith(("def mine(", "class mine(", "class mine:")), source
        private = [word for word in source.split() if word.startswith("_") and not word.startswith("__init__(")]
        assert not private and f" _{answer.__name__}" not in source


@each_task
def test_cases_are_the_same_in_every_call_and_survive_a_trial(task):
    if isinstance(task, Function):
        assert list(task.cases()) == list(task.cases()) and len(task.cases()) >= 2
        first, second = (task.judge(task.wrong[0].answer) for _ in range(2))
        assert first == second


def test_names_are_unique_and_no_message_comes_twice():
    assert max(Counter(task.name for task in TASKS).values()) == 1
    messages = Counter(wrong.message for _, wrong in WRONG)
    assert [message for message, times in messages.items() if times > 1] == []


def test_the_right_letter_varies():
    for lesson in {task.lesson for task in TASKS}:
        letters = Counter(task.reference for task in TASKS if isinstance(task, Choice) and task.lesson == lesson)
        if letters.total() >= 3:
            assert max(letters.values()) <= letters.total() / 2 + 0.5, (lesson, letters)


@each_task
def test_each_letter_on_offer_has_its_reason(task):
    if isinstance(task, Choice):
        assert list(task.letters) == list("abcdefgh")[: len(task.letters)] and len(task.letters) >= 3
