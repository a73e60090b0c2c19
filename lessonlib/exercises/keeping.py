"""How far a learner has come; in a notebook it is kept in a small file beside it, so that it survives a restart."""

import json
from contextlib import suppress
from pathlib import Path

from lessonlib.exercises.register import tasks
from lessonlib.exercises.saying import in_notebook
from lessonlib.exercises.task import State, Verdict

FILE = ".lessonlib_progress.json"
"""In the folder of the notebook; in that of the originals, git ignores it. Untouched tasks leave no trace in it."""

SIGNS = {"done": State.RIGHT.value, "tried": State.WRONG.value, "open": State.NOT_ATTEMPTED.value}

_states: dict[str, str] = {}


def states() -> dict[str, str]:
    """Task: "done", "tried" or "open", of those that were checked in this session or are in the file."""
    kept: dict[str, str] = {}
    if in_notebook():
        with suppress(OSError, ValueError):  # without a file, or with a damaged one, this session is what is known
            kept = json.loads(Path(FILE).read_text(encoding="utf-8"))
    return _states | {name: state for name, state in kept.items() if _states.get(name) != "done"}


def remember(name: str, verdict: Verdict) -> None:
    """Note how far the task `name` got; what was done once stays done."""
    before = states()
    if before.get(name) == "done":
        return
    attempted = bool(verdict.lines) and verdict.diagnosis != "the course's own"
    new = "done" if verdict.state is State.RIGHT else "tried" if attempted else before.get(name, "open")
    _states[name] = new
    if new != "open" and new != before.get(name) and in_notebook():
        kept = {task: state for task, state in {**before, name: new}.items() if state != "open"}
        with suppress(OSError):  # a folder that may not be written in: it is known until the kernel ends
            Path(FILE).write_text(json.dumps(kept, indent=0, sort_keys=True), encoding="utf-8")


def done_of(lesson: str) -> str:
    """Such as "7 of 19 done in lesson 01"."""
    done = [states().get(task.name) == "done" for task in tasks(lesson)]
    return f"{sum(done)} of {len(done)} done in lesson {lesson}"


def overview() -> list[str]:
    """One line per lesson, and one per section of it where the notebook lies beside."""
    known, lines = states(), []
    for lesson in dict.fromkeys(task.lesson for task in tasks()):
        lines.append(done_of(lesson))
        for section, names in _sections(lesson).items():
            parts = [section] * bool(section)
            for state, sign in SIGNS.items():
                if found := [name for name in names if known.get(name, "open") == state]:
                    parts.append(f"{sign} {state}: {', '.join(found)}")
            lines.append(f"  {'. '.join(parts)}")
    return lines


def _sections(lesson: str) -> dict[str, list[str]]:
    """Heading: the tasks below it, as the notebook in this folder has them; without one, all under "" ."""
    found: dict[str, list[str]] = {}
    heading = ""
    for path in sorted(Path().glob(f"{lesson}_*.ipynb"))[:1]:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                heading = next((line[3:].strip() for line in cell["source"] if line.startswith("## ")), heading)
            elif task := cell["metadata"].get("task"):
                found.setdefault(heading, []).append(task)
    return found or {"": [task.name for task in tasks(lesson)]}
