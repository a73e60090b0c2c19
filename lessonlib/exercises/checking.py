"""What a learner calls: `check`, `hint` and `solution`; each prints plain text, and none of them raises."""

import sys
import textwrap
from collections import Counter
from typing import Any

from lessonlib.errors import InputKeyError
from lessonlib.exercises.register import find_task
from lessonlib.exercises.showing import kind, shorten
from lessonlib.exercises.task import State, Task, Verdict

WIDTH: int = 100
"""Characters a line: longer ones would run out of a web page."""

_hints_given: Counter[str] = Counter()
"""How many hints each task has given in this session."""


def check(name: str, answer: Any = ...) -> Any:
    """Look at the `answer` to the task `name`, print what is to be said about it, and return what to go on with.

    Returns the answer itself if it is right, otherwise the course's own: a notebook that goes on with what it gets
    runs to its end, whatever the learner wrote. Never raises, whatever the answer does: an error, an endless loop
    or printed text is reported. With an unknown name the answer comes back as it was.
    """
    task = _found(name, answer)
    if task is None:
        return answer
    try:
        verdict = task.judge(answer)
    except (Exception, SystemExit) as error:  # such as an answer whose own __eq__ or __repr__ raises
        told = f"The answer could not be looked at: {shorten(f'{type(error).__name__}: {error}')}"
        verdict = Verdict(State.WRONG, (told,))
    _say(_report(task, verdict))
    return answer if verdict.state is State.RIGHT else task.reference


def hint(name: str) -> None:
    """Print the next hint for the task `name`; after the last, the first comes again."""
    task = _found(name)
    if task is not None:
        number = _hints_given[task.name] % len(task.hints)
        _hints_given[task.name] += 1
        last = f' That was the last one; solution("{name}") shows the solution.' * (number + 1 == len(task.hints))
        _say(_wrapped(f"hint {number + 1} of {len(task.hints)}: {task.hints[number]}{last}"))


def solution(name: str) -> None:
    """Print the course's own answer to the task `name`, as it is tested."""
    task = _found(name)
    if task is not None:
        _say(task.source(task.reference, getattr(task.reference, "__name__", "answer")))
        _say(f"\n{_wrapped(task.after)}")


def _found(name: Any, answer: Any = None) -> Task | None:
    if not isinstance(name, str):
        _say(f'✗ The name of the task comes first, in quotes, as in check("cosine", cosine); this is {kind(name)}.')
        return None
    try:
        return find_task(name)
    except InputKeyError as error:
        _say(_wrapped(f"✗ {error}"))
        return None


def _report(task: Task, verdict: Verdict) -> str:
    """The text about one answer; the first line says it all, with a sign and in words."""
    told = f'hint("{task.name}") helps.'
    if verdict.state is State.RIGHT:
        lines = [f"{task.name}: right, and yours is used from here on. {task.after}", *verdict.lines]
    elif verdict.state is State.WRONG:
        first = f"{task.name}: not right yet; until it is, the course's {task.noun} is used."
        lines = [first, *verdict.lines, told]
    else:
        lines = [f"{task.name}: not attempted yet; until then, the course's {task.noun} is used. {told}"]
    lines[0] = f"{verdict.state.value} {lines[0]}"
    return "\n  ".join(map(_wrapped, lines))


def _wrapped(line: str) -> str:
    return textwrap.fill(line, WIDTH, subsequent_indent="  ")


def _say(text: str) -> None:
    """Print `text`; in a terminal that lacks a letter or sign of it, a question mark stands for that."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))
