"""What the course gives where a learner's answer is not right yet: it can be used like an answer, and told from one."""

import inspect
from typing import Any

from lessonlib.exercises.editing import edited
from lessonlib.exercises.task import Task

_given: dict[str, Any] = {}


def given(task: Task) -> Any:
    """The course's own answer to `task`, marked: a function of its own, or a value that says so when it is printed."""
    if task.name not in _given:
        if callable(task.reference):
            _given[task.name] = edited(task.reference)
            _given[task.name].from_the_course = True
        else:
            _given[task.name] = _marked(task.reference)
    return _given[task.name]


def is_given(answer: Any) -> bool:
    """Whether `answer` is what `given` gives."""
    holder = answer if inspect.isroutine(answer) or inspect.isclass(answer) else type(answer)
    return "from_the_course" in getattr(holder, "__dict__", ())  # a class that inherits from the course's is not


def _marked(value: Any) -> Any:
    """A `value` of its own type, whose printed form ends in "(the course's)"; formatted, it is like any other."""
    base = type(value)

    def printed(_: Any) -> str:
        return f"{value!r} (the course's)"

    def formatted(_: Any, spec: str) -> str:
        return format(value, spec)

    members = {"from_the_course": True, "__repr__": printed, "__str__": printed, "__format__": formatted}
    return type(base.__name__, (base,), members)(value)
