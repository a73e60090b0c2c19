"""How far a learner has come; in a notebook it is kept in a small file beside it, so that it survives a restart."""

import json
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
    if in_notebook() and Path(FILE).is_file():
        try:
            kept = json.loads(Path(FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # a damaged file: what this session knows is left
            kept = {}
        return {**_states, **{name: state for name, state in kept.items() if _states.get(name) != "done"}}
    return dict(_states)


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
        try:
            Path(FILE).write_text(json.dumps(kept, indent=0, sort_keys=True), encoding="utf-8")
        except OSError:  # a folder that may not be written in: it is known until the kernel ends
            return


def done_of(lesson: str) -> str:
    """Such as " (7 of 19 tasks of lesson 01 are done.)"."""
    known, names = states(), [task.name for task in tasks(lesson)]
    done = sum(known.get(name) == "done" for name in names)
    return f" ({done} of {len(names)} done in lesson {lesson}.)"


def overview() -> list[str]:
    """One line per lesson, and one per section of it where the notebook lies beside."""
    known, lines = states(), []
    for lesson in dict.fromkeys(task.lesson for task in tasks()):
        names = [task.name for task in tasks(lesson)]
        done = sum(known.get(name) == "done" for name in names)
        lines.append(f"Lesson {lesson}: {done} of {len(names)} done")
        for section, inside in _sections(lesson, names).items():
            by_state = [
                f"{sign} {state}: {', '.join(names_in_it)}"
                for state, sign in SIGNS.items()
                if (names_in_it := [name for name in inside if known.get(name, "open") == state])
            ]
            lines.append("  " + ". ".join([section, *by_state] if section else by_state))
    return lines


def _sections(lesson: str, names: list[str]) -> dict[str, list[str]]:
    """Heading: the tasks below it, as the notebook in this folder has them; without one, all under "" ."""
    found: dict[str, list[str]] = {}
    heading = ""
    for path in sorted(Path().glob(f"{lesson}_*.ipynb"))[:1]:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                heading = next((line[3:] for line in source.splitlines() if line.startswith("## ")), heading)
            elif cell["metadata"].get("task") in names:
                found.setdefault(heading, []).append(cell["metadata"]["task"])
    return found or {"": names}
