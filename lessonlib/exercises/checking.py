"""What a learner calls: `check`, `mine`, `hint`, `solution` and `progress`; and `judge`, for tools."""

import re
import textwrap
from collections import defaultdict
from typing import Any

from lessonlib.errors import InputKeyError
from lessonlib.exercises import keeping
from lessonlib.exercises.functions import Function
from lessonlib.exercises.register import find_task, tasks
from lessonlib.exercises.saying import WIDTH, say, wrapped
from lessonlib.exercises.showing import kind, shorten
from lessonlib.exercises.task import State, Task, Verdict, is_given

LONGEST: int = 6
"""Lines of a reply."""

_hints_given: defaultdict[str, list[str]] = defaultdict(list)
"""The hints that each task has given in this session."""

_told: dict[str, str] = {}
"""What was said last about an answer to each task, where it was a mistake."""

_answers: dict[str, Any] = {}
"""The last answer of the learner's own to each task."""


def judge(name: str, answer: Any) -> Verdict:
    """What `check` finds in the `answer` to the task `name`, without printing or remembering anything.

    Raises InputKeyError when there is no such task.
    """
    task = find_task(name)
    if is_given(answer):
        told = "This is the course's own, which check gave you. Write yours under this name, and check it then."
        return Verdict(State.NOT_ATTEMPTED, (told,), "the course's own")
    try:
        return task.judge(answer)
    except (Exception, SystemExit) as error:  # such as an answer whose own __eq__ or __repr__ raises
        told = f"The answer could not be looked at: {shorten(f'{type(error).__name__}: {error}')}"
        return Verdict(State.WRONG, (told,))


def check(name: str, answer: Any = ...) -> Any:
    """Look at the `answer` to the task `name`, print what is to be said about it, and return what to go on with.

    Returns the answer itself if it is right, otherwise the course's own: a notebook that goes on with what it gets
    runs to its end, whatever the learner wrote. `mine(name)` has the learner's own then. Never raises, whatever the
    answer does: an error, an endless loop or printed text is reported. With an unknown name the answer comes back as
    it was.
    """
    task = _found(name, answer)
    if task is None:
        return answer
    verdict = judge(name, answer)
    if name not in keeping.states():
        _hints_given[name].clear()  # those shown before, as a demonstration, used none up
    keeping.remember(name, verdict)
    if not is_given(answer) and (verdict.state is not State.NOT_ATTEMPTED or verdict.lines):
        _answers[name] = answer
    again = bool(verdict.diagnosis) and verdict.state is State.WRONG and _told.get(name) == verdict.lines[0]
    say(_report(task, verdict, again), verdict)
    if verdict.state is State.WRONG:
        _told[name] = verdict.lines[0]
    elif verdict.state is State.RIGHT:
        _told.pop(name, None)
    return answer if verdict.state is State.RIGHT else task.given


def mine(name: str, number: int | None = None) -> Any:
    """The learner's own last answer to the task `name`, right or wrong; None, with a word about it, when there is none.

    With the `number` of a case, as a message names it, what that answer gives on this case; an error in it is raised.
    """
    task = _found(name)
    if task is None or name not in _answers:
        if task is not None:
            say(f"○ {name}: there is no answer of your own yet.")
        return None
    if number is None or not isinstance(task, Function):
        return _answers[name]
    return task.again(_answers[name], number)


def hint(name: str) -> None:
    """Print the next hint for the task `name`, that for the last mistake first; after the last, offer the solution."""
    task = _found(name)
    if task is None:
        return
    helps = _next_hint(task)
    if not helps:
        say(wrapped(f'These were all {len(task.hints)} hints; solution("{name}") shows the solution.'))
        return
    if name in _told and not _hints_given[name]:
        say(wrapped(f"About your last answer: {_told[name]}"))
    _hints_given[name].append(helps)
    number = len(_hints_given[name])
    last = f' That was the last one; solution("{name}") shows the solution.' * (number == len(task.hints))
    say(wrapped(f"hint {number} of {len(task.hints)}: {helps}{last}"))


def _next_hint(task: Task) -> str:
    """Of the hints not given yet, the one that shares most words with what was said about the last mistake.

    The last hint, which nearly is the solution, stays the last. "" when all were given.
    """
    left = [hint for hint in task.hints if hint not in _hints_given[task.name]]
    said = _words(_told.get(task.name, ""))
    return max(left[:-1] or left, key=lambda hint: len(said & _words(hint)), default="")


def _words(text: str) -> set[str]:
    """The words that tell one text from another: those of four letters and more, and names of functions."""
    return set(re.findall(r"\w{4,}|\w+(?=\()", text.lower()))


def solution(name: str) -> None:
    """Print the course's own answer to the task `name`, as it is tested."""
    task = _found(name)
    if task is not None:
        say(task.source(task.reference, getattr(task.reference, "__name__", "answer")))
        say(f"\n{wrapped(task.after)}")


def progress() -> None:
    """Print each lesson's tasks, section by section: done, tried or still open."""
    say("\n".join(textwrap.fill(line, WIDTH, subsequent_indent="    ") for line in keeping.overview()))


def _found(name: Any, answer: Any = None) -> Task | None:
    if not isinstance(name, str):
        say(f'✗ The name of the task comes first, in quotes, as in check("cosine", cosine); this is {kind(name)}.')
        return None
    try:
        return find_task(name)
    except InputKeyError as error:
        say(wrapped(f"✗ {error}"))
    except ImportError as error:
        say(wrapped(f"✗ The task {name} cannot be looked at, since a library does not load: {shorten(str(error))}"))
    return None


def _report(task: Task, verdict: Verdict, again: bool) -> str:
    """The text about one answer, in at most six lines; the first says it all, with a sign and in words."""
    told = f'hint("{task.name}") helps.'
    lines = list(verdict.lines)
    if verdict.state is State.RIGHT:
        lines.insert(0, f"right, and yours is used from here on. {task.after} ({keeping.done_of(task.lesson)}.)")
    elif lines:
        said, until = ("not right yet", "it is right") if verdict.state is State.WRONG else ("still open", "then")
        if again:
            told = f"The same as before. {_next_hint(task) or f'solution({task.name!r}) shows one that is right.'}"
            del lines[1:]
        lines[0] = f"{said}. {lines[0]}"
        lines.append(f"Until {until}, the course's {task.noun} is used. {told}")
    else:
        lines = [f"not attempted yet; until then, the course's {task.noun} is used. {told}"]
    lines[0] = f"{verdict.state.value} {task.name}: {lines[0]}"
    shown = [line if line.startswith("mine(") else wrapped(line) for line in lines]
    if len("\n".join(shown).splitlines()) > LONGEST:  # what a case gives can be looked at, too
        shown[2] = textwrap.shorten(lines[2], WIDTH, placeholder=" ...")
    return "\n  ".join(shown)
