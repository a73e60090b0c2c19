"""The lessons with their tasks answered, and as they are handed out: to work in, and solved (`make solutions`)."""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from lessonlib.course.address import CHECKOUT, notebooks_in, repository
from lessonlib.course.lab import cleared
from lessonlib.errors import InputError
from lessonlib.exercises.register import find_task
from lessonlib.exercises.task import Task

_CHECK = re.compile(r'^(?P<variable>\w+) = check\("(?P<task>\w+)", (?P=variable)\).*\Z', re.MULTILINE)


@dataclass(frozen=True)
class TaskCell:
    """A cell in which the learner answers `task`: a stub that gives `variable` its value, and a line that checks it."""

    cell: NotebookNode
    task: Task
    variable: str
    check: str

    def answer(self, answer: Any) -> None:
        """Put `answer` where the stub, or an answer, is."""
        self.cell.source = f"{self.task.source(answer, self.variable)}\n\n{self.check}"


def task_cells(notebook: NotebookNode) -> list[TaskCell]:
    """The cells of `notebook` whose metadata name a task, in order.

    Raises InputError when one does not end in `variable = check("name of the task", variable)`, or names another task
    than its metadata do, and InputKeyError when there is no such task.
    """
    cells = []
    for cell in notebook.cells:
        if name := cell.metadata.get("task"):
            found = _CHECK.search(cell.source)
            if found is None or found["task"] != name:
                raise InputError(
                    f'a task should end in: variable = check("{name}", variable)\nbut it is\n{cell.source}'
                )
            cells.append(TaskCell(cell, find_task(name), found["variable"], found[0]))
    return cells


def answered(notebook: NotebookNode, answer: Callable[[Task], Any]) -> NotebookNode:
    """A copy of `notebook` in which every task has the answer that `answer` gives to it."""
    notebook = copy.deepcopy(notebook)
    for cell in task_cells(notebook):
        cell.answer(answer(cell.task))
    return notebook


def solved(notebook: NotebookNode) -> NotebookNode:
    """A copy of `notebook` with the course's solution in every stub."""
    return answered(notebook, lambda task: task.reference)


def write_copies(folder: Path, notebooks: Path = CHECKOUT / "notebooks") -> None:
    """Write the notebooks of a folder as they are handed out, into the folders `learners` and `solutions` of `folder`.

    The solved ones have the outputs of the lesson, which goes on with the course's own answers where there are none;
    what it said of tasks that nobody had attempted is left out. Raises InputFileError when there is no notebook.
    """
    address = f"https://github.com/{repository()}/blob/main/"
    for path in notebooks_in(notebooks):
        notebook = nbformat.read(path, as_version=4)
        copies = {"learners": cleared(notebook), "solutions": cleared(solved(notebook))}
        for cell, executed in zip(copies["solutions"].cells, notebook.cells, strict=True):
            if cell.cell_type == "code" and "task" not in executed.metadata:
                cell.outputs = executed.outputs
        for kind, handed_out in copies.items():
            for cell in handed_out.cells:
                cell.metadata["id"] = cell.id  # by which a link to Colab finds it
                if cell.cell_type == "markdown":
                    cell.source = cell.source.replace("](../", f"]({address}")  # a download lies anywhere
            (folder / kind).mkdir(parents=True, exist_ok=True)
            nbformat.write(handed_out, folder / kind / path.name)


if __name__ == "__main__":
    write_copies(CHECKOUT / "build")
    print(f"The solved lessons lie in {CHECKOUT / 'build' / 'solutions'}, those to work in beside them.")
