"""What the lessons consist of, as a teacher sees it: lessons, sections, and the questions that they ask."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import nbformat
from nbformat import NotebookNode

from lessonlib.course.address import CHECKOUT, notebooks_in
from lessonlib.course.minutes import sections
from lessonlib.exercises.functions import Function
from lessonlib.exercises.register import find_task
from lessonlib.exercises.task import Task

LABEL = re.compile(r"\*\*(?:Guess|Guess before you look|Think first|Your turn)[.:]\*\*\s*")
"""What opens something to answer, in Markdown."""

# "Think of a sentence" asks, and "What this did not show" does not.
ASKED = re.compile(r"\*\*(?:[A-Z][^*]*\?|Think|Read them|(?:Which|What|Why|How)\b(?!.* not show))")
"""What is asked otherwise stands in bold type."""

OPTION = re.compile(r"^- ([a-z])\) (.+(?:\n  .+)*)", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """Something that a lesson asks: its Markdown `text`, with the options if there are any.

    Of code to write, the text is what the stub says about it. The `name` is that of the `task`. Where nobody checks
    ("**Guess:** who will be near him?"), `task` is None, and the id of the cell that asks is the name.
    """

    text: str
    name: str
    task: Task | None = None

    @property
    def sentence(self) -> str:
        """The question in one line, without its options."""
        asked = one_line(LABEL.sub("", OPTION.sub("", self.text)))
        return asked[0].upper() + asked[1:]


@dataclass(frozen=True, eq=False)
class Lesson:
    """One notebook: its number ("01"), file name, title without the number, cells, and the cells of each section."""

    number: str
    file: str
    title: str
    cells: Sequence[NotebookNode]
    sections: Mapping[str, Sequence[NotebookNode]]

    @property
    def tasks(self) -> list[str]:
        """The names of its tasks, in order."""
        return [cell.metadata["task"] for cell in self.cells if "task" in cell.metadata]

    @property
    def questions(self) -> list[Question]:
        """All that its sections ask, in order."""
        return [question for heading, cells in self.sections.items() for question in questions(heading, cells)]


@cache
def lessons() -> Mapping[str, Lesson]:
    """The lessons by their number; read once. Raises InputFileError without a checkout."""
    found = {}
    for path in notebooks_in(CHECKOUT / "notebooks", ["0"]):
        notebook = nbformat.read(path, as_version=4)
        title = re.findall(r"^# (?:\d+ · )?(.+)$", notebook.cells[0].source, re.MULTILINE)[0]
        found[path.name[:2]] = Lesson(path.name[:2], path.name, title, notebook.cells, sections(notebook))
    return found


def questions(heading: str, cells: Sequence[NotebookNode]) -> Iterator[Question]:
    """What a section asks, in order: every task, and every question in bold type that no task follows.

    What is offered for the time after the lesson asks nothing here.
    """
    if "to try on your own" in heading.lower():
        return
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        text = cell.source if cell.cell_type == "markdown" else ""
        if following and "task" in following.metadata:
            task = find_task(following.metadata["task"])
            about = asked(text) or text.split("\n\n")[-1]
            if isinstance(task, Function):
                about = f"`{task.name}`: " + re.findall(r'"""(.+?)(?:\n|""")', following.source)[0].replace("<", "&lt;")
            yield Question(about, task.name, task)
        elif question := asked(text):
            yield Question(question.split("\n\n")[0], cell.id)


def asked(text: str) -> str:
    """The Markdown `text` from its last question on: from the label, or else from the paragraph; empty without one."""
    paragraphs = text.split("\n\n")
    for number in reversed(range(len(paragraphs))):
        label = LABEL.search(paragraphs[number])
        if label or ASKED.search(paragraphs[number]):
            return "\n\n".join(paragraphs[number:])[label.start() if label else 0 :]
    return ""


def one_line(text: str) -> str:
    """Markdown `text` fit for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
