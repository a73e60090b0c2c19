"""Grade what learners hand in: `python -m lessonlib grade FOLDER --out marks.csv`, or one notebook, for oneself.

Formative, and no more: solutions are public, and whoever wants to deceive a program that runs their code can.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tqdm import tqdm

from lessonlib.course.address import CHECKOUT
from lessonlib.course.lessons import ONE_THREAD
from lessonlib.course.outline import Lesson, lessons
from lessonlib.errors import InputFileError

SECONDS_PER_NOTEBOOK: float = 60
STATES = ("right", "wrong", "open", "not judged")
NO_NAME = "(no name: ask whose it is)"

_JUDGE = "import sys; from lessonlib.course.judging import main; main(*sys.argv[1:])"


@dataclass
class Submission:
    """What one learner handed in for one lesson, and what came out.

    Attributes:
        learner: The name, as the folder or the file has it.
        path: The file; None where a learner's folder holds no notebook.
        lesson: None where it could not be told.
        notes: What was wrong, and what to do.
        verdicts: By task: its "state" (right, wrong, open, not judged), the "name" of the mistake, what is "said".
    """

    learner: str
    path: Path | None
    lesson: Lesson | None = None
    notes: list[str] = field(default_factory=list)
    verdicts: dict[str, dict[str, str]] = field(default_factory=dict)

    def count(self, state: str) -> int:
        """How many tasks are in this `state`."""
        return sum(verdict["state"] == state for verdict in self.verdicts.values())


def submissions_in(folder: Path, ours: Set[Path]) -> list[Submission]:
    """Who handed in what, in the order of the names: a folder, or a file, has the name of its learner.

    Of a file's name, what belongs to the course is left out: "Zoë_01_embeddings.ipynb" is Zoë's. Hidden files and
    those that are `ours` are passed over. Raises InputFileError when there is nothing else.
    """
    lesson = "|".join(re.escape(each.file.removesuffix(".ipynb")) for each in lessons().values())
    found = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "__MACOSX")) or entry in ours:
            continue
        name = entry.name if entry.is_dir() else re.sub(rf"[\s_-]*(?:{lesson})[\s_-]*", " ", entry.stem)
        inside = sorted(entry.rglob("*.ipynb")) if entry.is_dir() else [entry]
        paths: list[Path | None] = [path for path in inside if ".ipynb_checkpoints" not in path.parts]
        found += [Submission(one_line(name) or NO_NAME, path) for path in paths or [None]]
    if not found:
        raise InputFileError(f"{folder} is empty; it should hold a folder, or a notebook, for each learner")
    return sorted(found, key=lambda each: (each.learner.casefold(), str(each.path)))


def grade(submission: Submission) -> Submission:
    """The `submission` with its verdicts, from a process of its own that has SECONDS_PER_NOTEBOOK."""
    if submission.path is None:
        return replace(submission, notes=["there is no notebook in this folder: ask for the .ipynb file"])
    ended, verdicts = False, submission.verdicts
    for each in _findings(submission.path.resolve()):
        # Whatever an answer may have written there, only what makes sense is taken.
        ended = ended or "ended" in each
        submission.notes += [f"this file {each['problem']}"] if "problem" in each else []
        submission.lesson = lessons().get(each.get("lesson", ""), submission.lesson)
        if submission.lesson and each.get("task") in submission.lesson.tasks and each.get("state") in STATES:
            verdicts[each["task"]] = {key: each.get(key, "") for key in ("state", "name", "said")}
    if submission.lesson:
        missing = [task for task in submission.lesson.tasks if task not in verdicts]
        unknown = {"state": "open" if ended else "not judged", "name": "", "said": ""}
        submission.verdicts = {task: verdicts.get(task, unknown) for task in submission.lesson.tasks}
        told = "it has no cell for" if ended else "it took too long, or ended Python; look yourself, from there on, at"
        submission.notes += [f"{told} {', '.join(missing)}"] if missing else []
    elif not submission.notes:
        submission.notes.append("this file took too long, or meddles with the grading: look at it, but do not run it")
    return submission


def _findings(path: Path) -> list[dict[str, str]]:
    """What a process finds about the notebook `path` in the time that it has."""
    paths = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]))
    environment = os.environ | ONE_THREAD | {"PYTHONPATH": paths, "MPLBACKEND": "agg"}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        results = Path(folder) / "results"
        command = [sys.executable, "-c", _JUDGE, str(path), str(results)]
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS_PER_NOTEBOOK,
                check=False,
            )
        found = []
        with suppress(OSError, ValueError, TypeError, AttributeError):  # up to where an answer meddled with it
            for line in results.read_bytes()[:1_000_000].decode("utf-8", "replace").splitlines():
                found.append({key: one_line(str(value)) for key, value in json.loads(line).items()})
    return found


def grade_folder(folder: Path, out: Path, page: Path) -> list[Submission]:
    """Grade what lies in `folder`, two notebooks at a time, and write the table `out`; `page` is no submission, either.

    Raises InputFileError when there is nothing to grade, and OSError when `out` or `page` cannot be written.
    """
    found = submissions_in(folder, {folder / out.name, folder / page.name})
    for path in (out, page):
        path.open("a").close()  # now, not after minutes of grading
    with ThreadPoolExecutor(2) as pool:
        graded = list(tqdm(pool.map(grade, found), total=len(found), desc="graded", unit=" notebooks"))
    times = Counter((each.learner, each.lesson) for each in graded if each.lesson)
    for each in graded:
        if times[each.learner, each.lesson] > 1 and each.learner != NO_NAME:
            each.notes.append("there are several of this name and lesson: handed in twice, or two learners?")
    write_table(graded, folder, out)
    return graded


def write_table(graded: list[Submission], folder: Path, out: Path) -> None:
    """Write `graded`, from `folder`, as CSV: a row for each notebook, a column for each task of their lessons."""
    tasks = [task for lesson in lessons_of(graded) for task in lesson.tasks]
    with open(out, "w", encoding="utf-8-sig", errors="replace", newline="") as file:  # Excel looks for the signature
        table = csv.writer(file)
        table.writerow(["learner", "lesson", "file", "right", "wrong", "open", "note", *tasks])
        for each in graded:
            place = str((each.path or folder / each.learner).relative_to(folder))
            counts = [each.count(state) if each.lesson else "" for state in ("right", "wrong", "open")]
            cells = [each.learner, each.lesson.file if each.lesson else "", place, *counts, "; ".join(each.notes)]
            cells += [shown(each.verdicts[task]) if task in each.verdicts else "" for task in tasks]
            # An apostrophe before what a spreadsheet would take for a formula, whatever a learner is called.
            table.writerow([re.sub(r"^(?=[=+@-])", "'", one_line(str(cell))) for cell in cells])


def lessons_of(graded: Sequence[Submission]) -> list[Lesson]:
    """The lessons that somebody handed in, in order."""
    return [lesson for lesson in lessons().values() if any(each.lesson is lesson for each in graded)]


def shown(verdict: dict[str, str]) -> str:
    """A `verdict` in a few words: "right", "wrong: forgets to divide"."""
    return ": ".join(filter(None, [verdict["state"], verdict["name"]]))


def one_line(text: str) -> str:
    """`text` on one line, in letters composed as most systems do (a Mac's names of files are not)."""
    return unicodedata.normalize("NFC", " ".join(text.split()))
