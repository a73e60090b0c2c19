"""Where the tasks are found: in the modules lesson_01, lesson_01_more, ... beside this one, each with its `TASKS`."""

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from lessonlib.errors import InputKeyError
from lessonlib.exercises.task import Task


def tasks(lesson: str | None = None) -> tuple[Task, ...]:
    """The tasks of the course, or those of one `lesson` ("01" to "06"), in the order of the lessons.

    Imports what these tasks need, such as torch for lesson 03.
    """
    return tuple(task for module in _modules(f"lesson_{lesson or ''}") for task in import_module(module).TASKS)


def find_task(name: str) -> Task:
    """The task called `name`. Lessons in use are searched first, so that the others' imports are not waited for.

    Raises InputKeyError when there is none.
    """
    for module in sorted(_modules("lesson_"), key=lambda module: module not in sys.modules):
        for task in import_module(module).TASKS:
            if task.name == name:
                return task
    raise InputKeyError(f"there is no task {name!r}: its name stands in quotes in the last line of its cell.")


def _modules(start: str) -> list[str]:
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return [f"{__package__}.{name}" for name in names if name.startswith(start)]
