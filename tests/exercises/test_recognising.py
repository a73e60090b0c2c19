"""How mistakes are recognised: by relations and in the source."""

import json
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from notebook_cells import NOTEBOOKS

from lessonlib.course.solutions import task_cells
from lessonlib.exercises import keeping, progress
from lessonlib.exercises.answers import Choice
from lessonlib.exercises.functions import Function
from lessonlib.exercises.lookup import why_unknown
from lessonlib.exercises.relations import relation
from lessonlib.exercises.saying import COLOURS, as_html, say
from lessonlib.exercises.source import explained, functions_of, returns_in_the_loop, unused, written
from lessonlib.exercises.task import State, Verdict

X = np.array([[1.0, -2.0, 3.5], [0.5, 4.0, 0.0]])


@pytest.mark.parametrize(
    ("words", "got", "expected"),
    [
        ("sign is turned round", -X, X),
        ("exactly twice", 2 * X, X),
        ("exactly half", X / 2, X),
        ("percent", 100 * X, X),
        ("base 10", np.log10([2.0, 5.0]), np.log([2.0, 5.0])),
        ("a square root is missing", 9.0, 3.0),
        ("the square root of", 3.0, 9.0),
        ("upside down", 0.25, 4.0),
        ("rounded to 2 decimals", 0.67, 2 / 3),
        ("changed places: .T", X.T, X),
        ("changed places: .T", torch.tensor(X.T), torch.tensor(X)),
        ("opposite order", ["c", "b", "a"], ["a", "b", "c"]),
        ("but sorted", [1, 2, 3], [3, 1, 2]),
        ("The first one is missing", ["b", "c"], ["a", "b", "c"]),
        ("The last one is missing", ["a", "b"], ["a", "b", "c"]),
        ("one too many at the end", ["a", "b", "c", "d"], ["a", "b", "c"]),
        ("nan (not a number)", (np.nan, 0.5), (0.0, 0.5)),
        ("This is a set", {"a", "b"}, ["b", "a"]),
        ("in a dictionary", {"precision": 1.0, "recall": 0.5}, (1.0, 0.5)),
    ],
)
def test_a_relation_is_recognised_and_the_right_result_has_none(words, got, expected):
    assert words in relation([((), got, expected)], 1e-6)
    assert relation([((), expected, expected)], 1e-6) == ""


def test_a_relation_must_hold_everywhere_and_say_something():
    assert relation([((), 2.0, 1.0), ((), 3.0, 1.0)], 1e-6) == ""
    assert relation([((), -1.0, 1.0), ((), 5.0, 5.0)], 1e-6) == ""
    assert "sign" in relation([((), -1.0, 1.0), ((), 0.0, 0.0)], 1e-6)
    assert relation([((), 0.3, 1.0)], 1e-6) == ""
    assert relation([((), np.zeros(2), np.array([0.3, 0.4]))], 1e-6) == "", "0 is a multiple of everything"


def test_a_given_word_in_the_result_is_told_unless_it_belongs_there():
    given = ("cat", ["cat", "dog", "sea"])
    assert "A word that was given" in relation([(given, ["cat", "sea"], ["dog", "sea"])], 1e-6)
    assert relation([(given, ["cat", "sea"], ["cat", "dog"])], 1e-6) == ""
    assert relation([(given, ["dog"], ["sea"])], 1e-6) == ""


def returns_early(items):
    found = []
    for item in items:
        found.append(item)
        return found


def ignores(items, number):
    return [item + 3 for item in items]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (returns_early, "inside the loop"),
        (ignores, "`number` is never used"),
        (lambda items: items, ""),
    ],
)
def test_what_the_source_shows(answer, words):
    known = written(functions_of(answer))
    told = returns_in_the_loop(known) or unused(known)
    assert words in told and bool(words) == bool(told)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (lambda: bool(np.ones(2)), "asked for one yes or no"),
        (lambda: (1, 2)[5], "runs past the end"),
        (lambda: torch.ones(1).sum().backward(), "No gradient can flow"),
        (lambda: vektor, "The name `vektor` is not known"),  # noqa: F821
        (lambda: 1 / 0, ""),
    ],
)
def test_what_an_error_means(error, words):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        error()
    assert words in explained(caught.value) and bool(words) == bool(explained(caught.value))


def test_an_unknown_name_is_told_in_two_lines_with_its_task():
    task = 'why = a\n\nwhy = check("why_no_cut", why)'
    assert why_unknown("a", [task]).startswith("`a` is a name, and no letter") and 'why = "a"' in why_unknown(
        "a", [task]
    )
    assert "the cell of the task why_no_cut stopped" in why_unknown("why", [task, "print(why)"])
    assert "Run All Above" in why_unknown("why", ["print(why)"])
    assert all(why_unknown(name, [task]).count("\n") == 1 for name in ("a", "why", "corpus"))


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("state", State)
def test_colours_have_contrast_and_the_same_words_as_the_text(state):
    dark, light = sorted(map(luminance, COLOURS[state]))
    assert (light + 0.05) / (dark + 0.05) > 4.5
    shown = as_html(f'{state.value} a < b\n  mine("a")(1)', state)
    assert shown == as_html(f'{state.value} a < b\n  mine("a")(1)', state)
    assert f"{state.value} a &lt; b" in shown and '>mine("a")(1)</code>' in shown and COLOURS[state][1] in shown


def test_outside_of_a_notebook_nothing_but_text_is_shown(capsys):
    say("✓ right", Verdict(State.RIGHT))
    assert capsys.readouterr().out == "✓ right\n"


def test_progress_is_kept_beside_the_notebook_and_only_there(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(keeping, "_states", {})
    keeping.remember("cosine", Verdict(State.RIGHT))
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(keeping, "in_notebook", lambda: object())
    keeping.remember("nearest", Verdict(State.NOT_ATTEMPTED))
    assert list(tmp_path.iterdir()) == [], "an untouched task leaves no trace"
    keeping.remember("ppmi", Verdict(State.WRONG, ("no",)))
    keeping.remember("cosine", Verdict(State.WRONG, ("no",)))
    assert json.loads(Path(keeping.FILE).read_text(encoding="utf-8")) == {"cosine": "done", "ppmi": "tried"}
    monkeypatch.setattr(keeping, "_states", {"cosine": "tried"})  # the other of two kernels
    assert keeping.states() == {"cosine": "done", "ppmi": "tried"}
    monkeypatch.setattr(keeping, "_states", {})  # the kernel starts again
    assert keeping.states() == {"cosine": "done", "ppmi": "tried"}
    notebook = {"cells": [
        {"cell_type": "markdown", "source": ["## 1 · Vectors\n"], "metadata": {}},
        {"cell_type": "code", "source": [], "metadata": {"task": "cosine"}},
        {"cell_type": "code", "source": [], "metadata": {"task": "nearest"}},
    ]}  # fmt: skip
    (tmp_path / "01_embeddings.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    progress()
    assert "1 · Vectors. ✓ done: cosine. ○ open: nearest" in capsys.readouterr().out
    Path(keeping.FILE).write_text("{", encoding="utf-8")
    assert keeping.states() == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_options_and_gaps_are_those_of_the_notebook(path):
    text = " ".join(
        " ".join(cell.source.replace("*", "").replace("`", "").split()) for cell in nbformat.read(path, 4).cells
    )
    for cell in task_cells(nbformat.read(path, 4)):
        if isinstance(cell.task, Choice):
            assert all(option in text for option in cell.task.options), cell.task.name
        if isinstance(cell.task, Function):
            assert cell.cell.source.count("...") == cell.task.stub[1], cell.task.name
