"""All tasks of the course, and what the learners of the tests type into their stubs."""

import inspect
import linecache

from lessonlib.exercises import tasks
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import State

TASKS = tasks()
WRONG = [(task, wrong) for task in TASKS for wrong in task.wrong]
RIGHT = [(task, answer) for task in TASKS for answer in (task.reference, *task.alternatives)]
SIGN = {State.NOT_ATTEMPTED: "○", State.WRONG: "✗", State.RIGHT: "✓"}


def stubs(task):
    """Answers that nobody has worked on yet."""
    yield from (..., None)
    if not isinstance(task, Function):
        yield from ("...", "", [], [..., ...])
        return
    if task.noun == "class":
        yield type("Stub", task.reference.__bases__, {})
        return
    parameters = ", ".join(inspect.signature(task.reference).parameters)
    whole = ["return ..."] * (task.stub[1] == 1)
    for body in ("...", "pass", '"""What it does."""', '"""What it does."""\n    ...', *whole):
        source, names = f"def stub({parameters}):\n    {body}", {}
        file = f"<stub {hash(source)}>"
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file  # as a notebook has it
        exec(compile(source, file, "exec"), names)
        yield names["stub"]
