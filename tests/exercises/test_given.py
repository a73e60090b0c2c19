"""What the course gives can be used like an answer, is never praised as the learner's, and says what it is."""

import copy
import json

import numpy as np
import pytest
from every_task import TASKS

from lessonlib.exercises import check, checking, judge, mine
from lessonlib.exercises.register import find_task
from lessonlib.exercises.task import State, is_given


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_it_is_recognised_at_the_next_check_and_said_so(task, capsys):
    gave = check(task.name, ...)
    capsys.readouterr()
    assert check(task.name, gave) is gave
    assert "This is the course's own" in " ".join(capsys.readouterr().out.split())
    assert judge(task.name, gave).state is State.NOT_ATTEMPTED
    assert task.judge(gave).state is State.RIGHT  # it does what the reference does


@pytest.mark.parametrize(("name", "text"), [("nearest_to_cat", "'c'"), ("embedding_shape", "(1, 5, 100)")])
def test_a_value_says_so_when_it_is_printed_and_is_like_any_other(name, text):
    gave = find_task(name).given
    plain = eval(text)
    assert str(gave) == repr(gave) == f"{text} (the course's)" and f"{gave}" == format(plain, "")
    assert gave == plain and hash(gave) == hash(plain) and {plain: 1}[gave] == 1 and isinstance(gave, type(plain))
    assert json.loads(json.dumps(gave)) == json.loads(json.dumps(plain)) and copy.deepcopy(gave) == plain


def test_a_number_counts_on():
    gave = find_task("one_step").given
    assert is_given(gave) and not is_given(gave + 1) and not is_given(2.6)
    assert gave * 2 == 5.2 and f"{gave:.0f}" == "3" and np.array([gave]).dtype == float


def test_what_the_learner_writes_after_it_is_the_learner_s_own(capsys):
    gave = check("cosine")

    def cosine(u, v):
        return gave(u, v)

    assert check("cosine", cosine) is cosine and mine("cosine") is cosine

    class CNN(check("CNN")):
        pass

    assert judge("CNN", CNN).state is State.RIGHT


def test_the_own_version_stays_within_reach_after_a_mistake(capsys, monkeypatch):
    monkeypatch.setattr(checking, "_answers", {})  # other tests answer, too

    def cosine(u, v):
        return u @ v

    check("cosine", cosine)
    out = " ".join(capsys.readouterr().out.split())
    assert 'mine("cosine")(np.array([3.0, 4.0]), np.array([6.0, 8.0])) gives 50.0 instead of 1.0' in out
    assert mine("cosine") is cosine and mine("cosine", 1) == 50.0
    check("cosine", check("cosine"))
    assert mine("cosine") is cosine, "what the course gave is not the learner's"
    assert mine("leaning") is None and "no answer of your own" in capsys.readouterr().out
