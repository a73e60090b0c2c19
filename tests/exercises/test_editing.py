"""A variant does what its edited source says, and shows it; the original stays as it was."""

import inspect

import pytest

from lessonlib.errors import InputError
from lessonlib.exercises.editing import edited, source_of
from lessonlib.exercises.register import find_task

OFFSET = 10


def shifted(number):
    doubled = 2 * number
    return doubled + OFFSET


class Greeter:
    greeting = "Hello"

    def __init__(self, name):
        super().__init__()
        self.name = name

    def greet(self):
        return f"{self.greeting}, {self.name}"


class Second(Greeter):
    pass


def test_a_function_does_what_its_edited_source_says():
    variant = edited(shifted, ("2 * number", "3 * number"), ("+ OFFSET", "- OFFSET"))
    assert variant(7) == 11 and shifted(7) == 24
    assert source_of(variant) == "def shifted(number):\n    doubled = 3 * number\n    return doubled - OFFSET\n"
    assert source_of(shifted) == inspect.getsource(shifted)


def test_it_uses_what_its_module_holds_when_it_is_called(monkeypatch):
    variant = edited(shifted, ("2 * number", "number"))
    monkeypatch.setitem(globals(), "OFFSET", 1)
    assert variant(7) == 8 and variant.__module__ == __name__


def test_lines_may_go_and_come():
    assert edited(shifted, ("    doubled = 2 * number\n", ""), ("doubled", "number"))(7) == 17
    assert edited(shifted, ("number\n", "number\n    doubled += 1\n"))(7) == 25


def test_a_class_does_what_its_edited_source_says():
    variant = edited(Greeter, ('"Hello"', '"Goodbye"'))
    assert variant("Ada").greet() == "Goodbye, Ada" and Greeter("Ada").greet() == "Hello, Ada"
    assert source_of(variant) == inspect.getsource(Greeter).replace("Hello", "Goodbye")


def test_a_class_made_from_a_variant_has_a_source_of_its_own():
    class Third(edited(Greeter, ("Hello", "Goodbye"))):
        pass

    assert source_of(Third).lstrip().startswith("class Third(")
    assert source_of(Second) == "class Second(Greeter):\n    pass\n"


def test_a_variant_can_be_edited_again():
    assert edited(edited(shifted, ("2 * number", "3 * number")), ("+ OFFSET", ""))(7) == 21


@pytest.mark.parametrize(("old", "times"), [("number * 2", 0), ("doubled", 2)])
def test_a_text_that_does_not_occur_exactly_once_is_refused(old, times):
    with pytest.raises(InputError, match=rf"exactly once in the source of shifted, and occurs {times} times: '"):
        edited(shifted, (old, "number"))


def test_what_a_learner_types_is_the_edited_source_under_the_name_of_the_stub():
    task = find_task("cosine")
    forgets = next(wrong.answer for wrong in task.wrong if wrong.name == "forgets to divide")
    assert task.source(forgets, "mine") == "def mine(u, v):\n    return u @ v"
