"""`lessonlib.course.generated`: fences of a page that functions of the package fill in."""

import sys
from types import ModuleType

import pytest

from lessonlib.course.generated import fill_in
from lessonlib.errors import InputError


@pytest.fixture(autouse=True)
def module(monkeypatch):
    module = ModuleType("lessonlib.course.made_up")
    module.table = lambda *words: f"| {' | '.join(words)} |\n\n"
    monkeypatch.setitem(sys.modules, module.__name__, module)


def test_a_fence_becomes_what_its_function_returns_and_the_rest_stays():
    text = "# A\n\n```{generated} made_up.table one two\n```\n\n```{toctree}\na\n```\n"
    assert fill_in(text) == "# A\n\n| one | two |\n\n```{toctree}\na\n```\n"
    assert fill_in("```{generated} made_up.table\n```") == "|  |"


@pytest.mark.parametrize("call", ["nowhere.table", "made_up.chair", "made_up", ""])
def test_a_fence_without_a_function_is_named(call):
    with pytest.raises(InputError, match=rf"asks for {{generated}} {call}, but lessonlib.course has no {call}"):
        fill_in(f"```{{generated}} {call}\n```")
