"""Whatever a learner gives to `check`, it is told and never raised, and what comes back can be used."""

import contextlib
import io
import sys
import threading
import time
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch

from lessonlib.exercises import check, hint, solution, tasks
from lessonlib.exercises.answers import Value
from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.register import find_task
from lessonlib.exercises.running import OutOfTime, run
from lessonlib.exercises.task import State, Wrong, is_given


def scaled(vectors, factor):
    return vectors * factor


def added(vectors, factor):
    return vectors + factor


SCALED = Function(
    name="scaled",
    lesson="01",
    minutes=1,
    hints=("Multiply.", "Use *."),
    reference=scaled,
    after="Numpy multiplies each number.",
    cases=lambda: {
        "one row": (np.array([[1.0, 2.0]]), 3.0),
        "two rows": (np.arange(4.0).reshape(2, 2), 0.5),
        "no row": (np.zeros((0, 2)), 2.0),
    },
    wrong=(Wrong("adds", added, "This adds the factor."),),
    seconds=0.5,
)


def told(answer, task=SCALED):
    verdict = task.judge(answer)
    return verdict.state.name, " | ".join(verdict.lines)


def endless(vectors, factor):
    while True:
        pass


def endless_and_stubborn(vectors, factor):
    until = time.monotonic() + 3  # this one cannot be stopped: it is left behind, here not for ever
    while time.monotonic() < until:
        with contextlib.suppress(BaseException):
            time.sleep(0.001)


def in_place(vectors, factor):
    vectors *= factor
    return vectors


def leaves(vectors, factor):
    sys.exit("bye")


def interrupts(vectors, factor):
    raise KeyboardInterrupt


def recursive(vectors, factor):
    return recursive(vectors, factor)


def prints(vectors, factor):
    print("the result is", vectors * factor)


def no_return(vectors, factor):
    result = vectors * factor  # noqa: F841


def generator(vectors, factor):
    yield vectors * factor


class Hostile:
    dtype = "float64"

    def __array__(self, *_arguments, **_options):
        raise RuntimeError("not me")

    def __eq__(self, other):
        raise RuntimeError("not me")

    def __repr__(self):
        raise RuntimeError("not me")

    __hash__ = None


ODD = {
    "a number": (3.5, "a number (float); a function is needed"),
    "its name": ("scaled", "text (str); a function is needed"),
    "a result": (scaled(np.ones((1, 2)), 2.0), "a numpy array of shape (1, 2); a function is needed"),
    "a module": (np, "a function is needed"),
    "too few arguments": (
        lambda vectors: vectors,
        "It is called with other arguments than it takes",
    ),
    "too many arguments": (lambda vectors, factor, more: vectors, "missing 1 required positional argument: 'more'"),
    "a built-in": (len, "takes exactly one argument"),
    "raises": (lambda vectors, factor: vectors / "two", "It raised an error."),
    "unknown name": (lambda vectors, factor: vektors, "NameError: name 'vektors' is not defined"),  # noqa: F821
    "endless": (endless, "did not come to an end"),
    "endless and stubborn": (endless_and_stubborn, "did not come to an end"),
    "sleeps": (lambda vectors, factor: time.sleep(2), "did not come to an end"),
    "exits": (leaves, "SystemExit: bye"),
    "interrupts": (interrupts, "KeyboardInterrupt"),
    "recursion": (recursive, "RecursionError"),
    "prints": (prints, "`return`"),
    "no return": (no_return, "None came out: is a `return` missing?"),
    "generator": (generator, "It is a generator; a numpy array of shape (1, 2) was expected"),
    "in place": (in_place, "changes its argument"),
    "wrong shape": (
        lambda vectors, factor: vectors.T * factor,
        "Rows and columns have changed places: .T turns it round.",
    ),
    "flat": (lambda vectors, factor: (vectors * factor).ravel(), "It has the shape (2,); (1, 2) was expected."),
    "a list": (lambda vectors, factor: (vectors * factor).tolist(), "It is a list; a numpy array"),
    "a tensor": (lambda vectors, factor: torch.from_numpy(vectors * factor), "It is a torch tensor"),
    "nan": (lambda vectors, factor: vectors * np.nan, "nan (not a number)"),
    "text": (lambda vectors, factor: "6", "It is text (str); a numpy array"),
    "a number comes out": (lambda vectors, factor: 6.0, "It is a number (float); a numpy array"),
    "complex": (lambda vectors, factor: vectors * factor * 1j, "stored as complex128"),
    "nearly": (lambda vectors, factor: vectors * factor + 1e-3, "2 of 2 numbers are not the expected ones"),
    "hostile": (lambda vectors, factor: Hostile(), ""),
    "a hostile object": (Hostile(), ""),
    "a class": (Hostile, ""),
}


@pytest.mark.parametrize("case", ODD)
def test_an_odd_answer_is_told_and_the_course_s_own_is_used(case, capsys, monkeypatch):
    monkeypatch.setattr("lessonlib.exercises.checking.find_task", lambda name: SCALED)
    monkeypatch.setattr("lessonlib.exercises.checking._told", {})
    answer, expected = ODD[case]
    assert is_given(check("scaled", answer))
    captured = capsys.readouterr()
    out = " ".join(captured.out.split())
    assert out.startswith("✗ scaled: not right yet. ") and captured.err == ""
    assert expected in out and out.endswith('Until it is right, the course\'s function is used. hint("scaled") helps.')


def test_a_wrong_answer_shows_what_was_tried_what_came_out_and_what_was_expected():
    state, text = told(lambda vectors, factor: -vectors * factor)
    assert state == "WRONG"
    assert text == (
        "The sign is turned round everywhere. | "
        'mine("scaled")(np.array([[1.0, 2.0]]), 3.0) | gives array([[-3.0, -6.0]]) instead of array([[3.0, 6.0]])'
    )


def test_where_results_differ_is_told_when_they_are_cut_off():
    def both(number):
        return np.zeros(number), np.arange(float(number))

    task = replace(SCALED, reference=both, cases=lambda: {"some": (30,), "more": (31,)}, wrong=())
    state, text = told(lambda number: (both(number)[0], -both(number)[1]), task)
    assert state == "WRONG" and "Result 2: 29 of 30 numbers are not the expected ones; at [1] stands -1.0 " in text
    task = replace(task, wrong=(Wrong("turns", lambda number: (both(number)[0], -both(number)[1]), "It is turned."),))
    text = told(task.wrong[0].answer, task)[1]
    assert text.startswith("It is turned. | ") and "| Result 2: 29 of 30 numbers" in text and "It gives (array" in text


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (lambda vectors, factor: (vectors * factor).astype(np.float32), ""),
        (lambda vectors, factor: print("hello") or vectors * factor, ""),
    ],
)
def test_what_does_no_harm_is_right_and_noted_once(answer, note):
    state, text = told(answer)
    assert state == "RIGHT" and note in text and bool(note) == bool(text)


def test_a_known_misconception_is_recognised_by_what_it_does():
    def sums(table, number):
        return np.array([[each + number for each in row] for row in table]).reshape(table.shape)

    assert told(sums)[1].startswith("This adds the factor.")


@pytest.mark.parametrize(
    "source",
    [
        "def scaled(vectors, factor):\n    result = ...  # your turn\n    return result",
        "def scaled(vectors, factor):\n    ...  # your turn\n    return result",
        "class Scaled:\n    def __init__(self):\n        self.factor = 2\n    def forward(self, x):\n        ...",
        "class Scaled:\n    pass",
    ],
)
def test_code_with_its_gap_is_not_attempted(source, tmp_path):
    task = replace(SCALED, stub=(1, 1))
    assert task.judge(made_from(source, tmp_path)).state is State.NOT_ATTEMPTED


@pytest.mark.parametrize("body", ["vectors[..., :] * factor", "factor * vectors[...]"])
def test_an_ellipsis_in_an_index_is_no_gap(body, tmp_path):
    source = f"def scaled(vectors: tuple[int, ...], factor):\n    return {body}"
    assert SCALED.judge(made_from(source, tmp_path)).state is State.RIGHT


def made_from(source, folder):
    """The function or class that `source` defines, as a notebook defines it: Python can find its source again."""
    file = folder / "cell.py"
    file.write_text(source, encoding="utf-8")
    names = {"__name__": "__main__"}
    exec(compile(source, str(file), "exec"), names)
    return names.get("scaled") or names["Scaled"]


def test_an_unknown_name_is_told_and_the_answer_comes_back(capsys):
    assert check("cosin", scaled) is scaled
    assert "there is no task 'cosin': its name stands in quotes" in capsys.readouterr().out
    assert check(scaled, "cosine") == "cosine"
    assert "name of the task comes first" in capsys.readouterr().out
    hint("cosin"), solution("cosin"), hint(3), solution(None)
    assert capsys.readouterr().out.count("✗") == 4


def test_no_answer_at_all_is_not_attempted(capsys):
    assert is_given(check("cosine"))
    assert capsys.readouterr().out.startswith("○ cosine: not attempted yet")


def test_a_terminal_without_the_signs_still_reads_well(monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    check("cosine")
    terminal.flush()
    assert terminal.buffer.getvalue().startswith(b"? cosine: not attempted yet")


def test_it_works_outside_the_main_thread_as_well():
    states = []
    thread = threading.Thread(target=lambda: states.extend(told(answer)[0] for answer in (endless, scaled)))
    thread.start()
    thread.join(10)
    assert states == ["WRONG", "RIGHT"]


def test_random_numbers_of_the_notebook_are_left_as_they_were():
    np.random.seed(7), torch.manual_seed(7)
    expected = np.random.random(), torch.rand(1).item()
    np.random.seed(7), torch.manual_seed(7)
    first, second = (run(lambda: (np.random.random(), torch.rand(1).item()), 1).value for _ in range(2))
    assert first == second != expected
    assert (np.random.random(), torch.rand(1).item()) == expected


def test_a_hanging_call_is_stopped_and_leaves_no_thread():
    before = threading.active_count()
    outcome = run(lambda: endless(None, None), 0.05)
    assert isinstance(outcome.error, OutOfTime) and threading.active_count() == before


def test_hints_follow_the_mistake_and_a_demonstration_uses_none_up(capsys, monkeypatch):
    for name, value in {
        "checking._hints_given": defaultdict(list),
        "checking._told": {},
        "keeping._states": {},
    }.items():
        monkeypatch.setattr(f"lessonlib.exercises.{name}", value)

    def shown():
        hint("cosine")
        return " ".join(capsys.readouterr().out.split())

    demonstrated = shown()
    check("cosine", lambda u, v: u @ v / ((u @ u) * (v @ v)))
    assert "Take the root" in capsys.readouterr().out
    first, second = shown(), shown()
    assert "About your last answer: This divides by the squared lengths" in first
    assert "hint 1 of 3: The length of u is the square root of u @ u" in first
    assert demonstrated == second.replace("hint 2 of 3", "hint 1 of 3")
    assert "hint 3 of 3: Dot product, divided" in (last := shown()) and 'solution("cosine") shows' in last
    assert shown() == shown() == 'These were all 3 hints; solution("cosine") shows the solution.'


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (
            torch.nn.Linear(1, 1),
            "This is a Linear; a class is needed: give its name, without quotes and without a call.",
        ),
        (scaled, "This is a function; a class is needed"),
        (type("CNN", (torch.nn.Module,), {"forward": scaled}), "It is called with other arguments than it takes"),
    ],
)
def test_a_class_to_write(answer, text):
    state, said = told(answer, find_task("CNN"))
    assert state == "WRONG" and text in said


def test_a_class_in_two_steps_is_judged_by_what_it_inherits():
    task = find_task("CNN")
    whole = edited(task.reference, ("class CNN(", "class Whole("))
    assert task.judge(type("CNN", (whole,), {})).state is State.RIGHT
    half = edited(task.reference, ("F.relu(activations.amax(dim=2))", "..."))
    assert task.judge(type("CNN", (half,), {})).state is State.WRONG


def test_only_the_same_error_is_the_same_misconception():
    def misspelt(vectors):
        return vektors  # noqa: F821

    def forgets_the_copy(vectors):
        return vectors.cpoy()

    cases = {"a row": (np.ones(2),), "no row": (np.ones(0),)}
    task = Function(
        **{key: getattr(SCALED, key) for key in ("lesson", "minutes", "hints", "after")},
        name="copied",
        reference=np.copy,
        cases=lambda: cases,
        wrong=(Wrong("misspells", forgets_the_copy, "It is copy."),),
    )
    assert told(forgets_the_copy, task)[1].startswith("It is copy.")
    assert told(lambda vectors: vectors / "two", task)[1].startswith("It raised an error.")
    assert told(misspelt, task)[1].startswith("The name `vektors` is not known")


def number(**changes):
    given = {"reference": 22, "wrong": (Wrong("ignores the ends", 28, "At the ends there are fewer."),)}
    return Value(
        **{key: getattr(SCALED, key) for key in ("lesson", "minutes", "hints", "after")}, name="n", **given | changes
    )


@pytest.mark.parametrize(
    ("answer", "state", "text"),
    [
        (22, "RIGHT", ""),
        (22.0, "RIGHT", ""),
        (np.int64(22), "RIGHT", ""),
        (torch.tensor(22), "RIGHT", ""),
        (28, "WRONG", "At the ends there are fewer."),
        (np.int64(20), "WRONG", "Too small."),
        (Fraction(44, 2), "RIGHT", ""),
        (Decimal("22.0"), "RIGHT", ""),
        (2300, "WRONG", "Too large."),
        (float("nan"), "WRONG", "This is nan, which stands for no number; a number is needed."),
        ([22, 22], "WRONG", "This is a list; a number is needed."),
        (True, "WRONG", "This is a bool; a number is needed."),
        ("twenty-two", "WRONG", "'twenty-two' is text; a number is needed."),
        ("11 * 2", "WRONG", "'11 * 2' is text; a number is needed. Without the quotes, Python computes it."),
        (
            "22,000",
            "WRONG",
            "22,000 can be read in two ways: with a comma for thousands, or for a point. Write it without.",
        ),
        ("22 MB", "WRONG", "'22 MB' is in 'mb'; the number alone is needed."),
        (0.022, "WRONG", "The digits are right, the unit is not: this is off by a thousand."),
        (-22, "WRONG", "The sign is turned round: look at which way it goes."),
        (..., "NOT_ATTEMPTED", ""),
    ],
)
def test_a_number(answer, state, text):
    assert told(answer, number()) == (state, text)


def test_a_guess_is_right_when_it_is_near_enough():
    guess = number(reference=40.0, between=(20, 80))
    assert [told(answer, guess)[0] for answer in (20, 80, 19, 81)] == ["RIGHT", "RIGHT", "WRONG", "WRONG"]


@pytest.mark.parametrize(
    ("answer", "state", "text"),
    [
        ((1, 5), "RIGHT", ""),
        ([1, np.int64(5)], "RIGHT", ""),
        (torch.Size([1, 5]), "RIGHT", ""),
        (np.array([1, 5]), "RIGHT", ""),
        (" 1 x 5", "RIGHT", "note: read as a tuple"),
        ("torch.Size([1, 5])", "RIGHT", "note: read as a tuple"),
        ((5,), "WRONG", "The batch is missing."),
        ((5, 1), "WRONG", "All of it is right, only the order is not: what does each place stand for?"),
        ((1, 5, 2), "WRONG", "There are 3 numbers; 2 are needed."),
        ((1, 6), "WRONG", "It is not the right one."),
        ("five", "WRONG", "'five' is no shape; whole numbers in brackets are needed."),
        ((1.5, 5), "WRONG", "(1.5, 5) is no shape; whole numbers in brackets are needed."),
    ],
)
def test_a_shape(answer, state, text):
    shape = number(reference=(1, 5), wrong=(Wrong("of one row", (5,), "The batch is missing."),))
    assert told(answer, shape) == (state, text)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("c", "RIGHT"),
        (" C) ", "RIGHT"),
        ("d", "WRONG"),
        ("ab", "WRONG"),
        (3, "RIGHT"),
        (0, "WRONG"),
        (0.3, "WRONG"),
        (["c"], "RIGHT"),
        (np.str_("c"), "RIGHT"),
        ("option c", "RIGHT"),
        ("c: neither", "RIGHT"),
        ("neither", "RIGHT"),
        ("c) dog", "WRONG"),
        ("cat", "WRONG"),
        ("c, a", "WRONG"),
        ("a or c", "WRONG"),
        ({"a", "c"}, "WRONG"),
        ("?", "NOT_ATTEMPTED"),
    ],
)
def test_a_letter(answer, state):
    assert told(answer, find_task("nearest_to_cat"))[0] == state


def test_tasks_of_one_lesson():
    assert {task.lesson for task in tasks("01")} == {"01"} and set(tasks("01")) <= set(tasks())
