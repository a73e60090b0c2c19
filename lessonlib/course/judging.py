"""Judge the tasks of one handed-in notebook, in a process that `lessonlib.course.grading` starts for it.

What the notebook shows is not believed: the cell of each task is run, and its answer judged. Other cells are left out,
unless an answer needs a name that one of them sets: it comes from what the learner wrote, else from the solutions, else
from the course's lesson. So nothing is trained that no answer asks for.

This is no sandbox. It ends what a learner did by mistake, and does not stop anybody who means harm.
"""

import ast
import builtins
import contextlib
import json
import linecache
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lessonlib.exercises
from lessonlib.course.outline import Lesson, lessons
from lessonlib.exercises.register import find_task, tasks
from lessonlib.exercises.running import OutOfTime, run
from lessonlib.exercises.showing import shorten
from lessonlib.exercises.task import State, Verdict

SECONDS_PER_ANSWER: int = 20
"""Then a cell is given up; `judge` gives up a function before that."""

WORDS: dict[State, str] = {State.RIGHT: "right", State.WRONG: "wrong", State.NOT_ATTEMPTED: "open"}

UNREADABLE = "is damaged, too large, or no notebook: open it, clear all outputs, save it, and hand in the .ipynb file"
FOREIGN = "holds no task of this course: is it another course's notebook, or are the cells that end in check(...) gone?"

_CHECKED = re.compile(r"""\bcheck\(\s*["'](\w+)["']""")
_ASSIGNED = re.compile(r"^(\w+) = check\(", re.MULTILINE)
_MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)


def judge_notebook(path: Path) -> Iterator[dict[str, str]]:
    """What is found about the notebook `path`, bit by bit.

    First {"lesson": its number}; then {"task", "state", "name" (of the mistake), "said" (about it)} for each task
    that it has; at last {"ended": "yes"}. A file that cannot be judged gives only {"problem": what, and what to do}.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
        sources = ["".join(cell["source"]) for cell in notebook.pop("cells") if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError, OSError):
        yield {"problem": UNREADABLE}
        return
    lesson_of = {task: lesson for lesson in lessons().values() for task in lesson.tasks}
    found = [lesson_of[task] for source in sources for task in _CHECKED.findall(source) if task in lesson_of]
    if not found:
        yield {"problem": FOREIGN}
        return
    lesson = max(found, key=found.count)
    yield {"lesson": lesson.number}
    tasks(lesson.number)  # imports what they need now, so that no answer is charged for it
    for task in lesson.tasks:
        attempts = [source for source in sources if task in _CHECKED.findall(source)]
        verdicts = [judged(task, source, sources, lesson) for source in attempts]
        if verdicts:  # of several, one that is right, else the last
            verdict = next((each for each in verdicts if each.state is State.RIGHT), verdicts[-1])
            said = verdict.lines[0] if verdict.lines else ""
            name = verdict.diagnosis or said * (verdict.state is State.WRONG)
            yield {"task": task, "state": WORDS[verdict.state], "name": shorten(name), "said": shorten(said, 300)}
    yield {"ended": "yes"}


def judged(task: str, source: str, sources: list[str], lesson: Lesson) -> Verdict:
    """The verdict on `task` when its cell is `source`, in somebody's notebook of `sources` for the `lesson`."""
    verdicts: list[Verdict] = []

    def check(name: str, answer: Any = ...) -> Any:
        """Stands in for the course's `check`, wherever the notebook imports it."""
        verdict = lessonlib.exercises.judge(name, answer)
        verdicts.extend([verdict] if name == task else [])
        return answer if verdict.state is State.RIGHT else find_task(name).given

    lessonlib.exercises.check = check
    names = Names(task, sources, lesson)
    error = run(lambda: names.run(source), SECONDS_PER_ANSWER).error
    if not verdicts and error is not None:
        name = "does not end" if isinstance(error, OutOfTime) else f"does not run: {type(error).__name__}"
        verdicts.append(Verdict(State.WRONG, (), name))
    return verdicts[0] if verdicts else Verdict(State.NOT_ATTEMPTED)


class Names(dict[str, Any]):
    """The names that the cell of a task sees, each made when code that is run asks for it."""

    def __init__(self, task: str, sources: list[str], lesson: Lesson) -> None:
        """For the cell of `task` in a notebook of `sources` for the `lesson`."""
        super().__init__(vars(builtins), __name__="__main__", display=lambda *_, **__: None)
        course = {cell.source: cell.metadata.get("task") for cell in lesson.cells if cell.cell_type == "code"}
        self.asked = {_ASSIGNED.findall(source)[-1]: name for source, name in course.items() if name}
        before = list(course)[: list(course.values()).index(task)]
        self.code: dict[str, str] = {}
        for source in [*before, *(source for source in sources if source not in course)]:  # the learner's win
            elsewhere = self.asked if source in before or _CHECKED.search(source) else {}
            self.code |= {name: code for name, code in definitions(source).items() if name not in elsewhere}

    def run(self, source: str) -> None:
        """Run `source` as a cell. Raises what it raises."""
        try:
            ast.parse(source)
        except SyntaxError:
            source = _MAGIC.sub("", source)
        file = f"<cell {len(linecache.cache)}>"
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file  # where `inspect` looks
        exec(compile(source, file, "exec"), self)

    def __missing__(self, name: str) -> Any:
        """The value of a `name` that no code has set yet. Raises KeyError, of which Python makes a NameError."""
        with contextlib.suppress(Exception):  # then the name is missing, and the answer fails for it
            if code := self.code.pop(name, ""):
                self.run(code)
            elif name in self.asked:
                self[name] = find_task(self.asked[name]).given
        if name not in self:
            raise KeyError(name)
        return self[name]


def definitions(source: str) -> dict[str, str]:
    """What to run for each name that a cell sets: its import, function or class, else the whole cell.

    Of the cell of a task, only the former: the rest is an answer.
    """
    try:
        body = ast.parse(_MAGIC.sub("", source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, str] = {}
    for statement in body:
        match statement:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {(each.asname or each.name.split(".")[0]): ast.unparse(statement) for each in names}
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = ast.unparse(statement)
            case _ if not _CHECKED.search(source):
                stored = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
                found |= {node.id: source for node in stored if isinstance(node.ctx, ast.Store)}
    return found


def main(path: str, results: str) -> None:
    """Judge the notebook `path`, and write what is found to the file `results`, a line of JSON each."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has none, macOS no limit of memory
        import resource

        # Three gigabytes, of which what the lessons import takes one; and no file that is larger than 100 MB.
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        resource.setrlimit(resource.RLIMIT_FSIZE, (100 << 20, 100 << 20))
    with open(results, "a", encoding="utf-8") as lines:
        for finding in judge_notebook(Path(path)):
            print(json.dumps(finding), file=lines, flush=True)
    os._exit(0)  # whatever threads an answer left behind
