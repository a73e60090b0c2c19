"""What every task of the course has, and what a verdict on an answer says."""

import inspect
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from lessonlib.exercises.editing import edited, source_of


class State(Enum):
    """How far a learner got with a task; the value is the sign printed in front."""

    NOT_ATTEMPTED = "○"
    WRONG = "✗"
    RIGHT = "✓"


@dataclass(frozen=True)
class Verdict:
    """What `Task.judge` found.

    Attributes:
        state: How far the learner got.
        lines: What is said about it, the mistake first; none when nothing was done yet.
        diagnosis: The name of the mistake or relation that was recognised; "" for an error that was raised, a wrong
            type, shape or length, or a plain difference.
    """

    state: State
    lines: tuple[str, ...] = ()
    diagnosis: str = ""


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer: what a learner with this misconception would give, and what helps.

    Attributes:
        name: The misconception in a few words, for instructors: "forgets to divide".
        answer: What that learner gives: a function or class (the reference, `edited`, or one written out at the top of
            the module), a letter, a value.
        message: Names the misconception and the way out, without giving the solution away.
    """

    name: str
    answer: Any
    message: str


@dataclass(frozen=True, kw_only=True)
class Task(ABC):
    """One task of a lesson; its text stands in the notebook, everything else stands here.

    Attributes:
        name: What `check`, `hint` and `solution` are asked for; unique in the course.
        lesson: Two digits, "01" to "06".
        minutes: What the task takes a learner who read the text before it.
        hints: Two or three, from a nudge to nearly the solution.
        reference: The right answer. The source of a function or class is the solution that the learner reads.
        after: One sentence to take along, shown when the answer is right.
        alternatives: Other right answers, for the tests to prove that they are accepted.
        wrong: The register of typical wrong answers.
        tolerance: How far a number may be off, relatively and absolutely.
    """

    name: str
    lesson: str
    minutes: float
    hints: tuple[str, ...]
    reference: Any
    after: str
    wrong: tuple[Wrong, ...]
    alternatives: tuple[Any, ...] = ()
    tolerance: float = 1e-6

    @property
    def noun(self) -> str:
        """What the task asks for, in a word: "class", "function", "number", "value"."""
        if callable(self.reference):
            return "class" if inspect.isclass(self.reference) else "function"
        return "number" if isinstance(self.reference, int | float) else "value"

    @cached_property
    def given(self) -> Any:
        """The course's own answer, marked: a function of its own, or a value that says so when it is printed."""
        if not callable(self.reference):
            return _marked(self.reference)
        own = edited(self.reference)
        own.from_the_course = True
        return own

    @abstractmethod
    def judge(self, answer: Any) -> Verdict:
        """Whether `answer` was attempted, and if so, whether it is right."""

    def source(self, answer: Any, variable: str) -> str:
        """The lines of Python that give the learner's `variable` this `answer`: the solution, or a wrong one."""
        if not callable(answer):
            return f"{variable} = {answer!r}".replace("'", '"')
        return re.sub(rf"\b{answer.__name__}\b", variable, source_of(answer)).rstrip()


def is_given(answer: Any) -> bool:
    """Whether `answer` is what the course gives where a learner's own is not right yet, the `given` of a task."""
    holder = answer if inspect.isroutine(answer) or inspect.isclass(answer) else type(answer)
    return "from_the_course" in getattr(holder, "__dict__", ())  # a class that inherits from the course's is not


def _marked(value: Any) -> Any:
    """A `value` of its own type, whose printed form ends in "(the course's)"; formatted, it is like any other."""
    base, printed = type(value), f"{value!r} (the course's)"
    members = {
        "from_the_course": True,
        "__repr__": lambda _: printed,
        "__str__": lambda _: printed,
        "__format__": lambda _, spec: format(value, spec),
    }
    return type(base.__name__, (base,), members)(value)
