"""What the lessons consist of, as a teacher sees it: lessons, sections, and the questions that they ask."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from lessonlib.course.execution import read_notebook
from lessonlib.course.minutes import Section, sections
from lessonlib.course.solutions import CHECKOUT, TASK_TAG
from lessonlib.errors import InputError, InputFileError, InputKeyError
from lessonlib.exercises.functions import Function
from lessonlib.exercises.register import find_task
from lessonlib.exercises.task import Task

BEGINNING: str = "the beginning"
"""How the first section is called, which has no heading."""

_LABEL = re.compile(r"\*\*(?:Guess|Guess before you look|Think first|Your turn)[.:]\*\*\s*|\*\*Guess\*\*(?= for)")
# What is asked otherwise stands in bold type. "Think of a sentence" asks, and "What this did not show" does not.
_ASKED = re.compile(r"\*\*(?:[A-Z][^*]*\?|Think|Put|Read them|(?:Which|What|Why|How|Can you)\b(?!.* not show))")
_OPTION = re.compile(r"^- ([a-z])\) (.+(?:\n  .+)*)", re.MULTILINE)
_OWN = "to try on your own"


@dataclass(frozen=True, eq=False)
class Lesson:
    """One notebook: its number ("01"), its file name, its title without the number, and its sections by heading."""

    number: str
    file: str
    title: str
    sections: Mapping[str, Section]

    def section(self, heading: str, wanted_by: str) -> Section:
        """The section with this `heading`; if it is gone, InputKeyError says who wanted it, and what there is."""
        if heading in self.sections:
            return self.sections[heading]
        near = get_close_matches(heading, self.sections, n=1, cutoff=0.3) or [*self.sections][:1]
        raise InputKeyError(f"{wanted_by}: lesson {self.number} has no section {heading!r}; did you mean {near[0]!r}?")

    def link(self, heading: str) -> str:
        """A link from a page in teaching/ to the section."""
        anchor = "" if heading == BEGINNING else "#" + slug(heading)
        return f"[{heading}](../notebooks/{self.file}{anchor})"

    @property
    def objectives(self) -> list[str]:
        """What its first cell promises, one promise per line."""
        return re.findall(r"^- (.+(?:\n  .+)*)", self.sections[BEGINNING].cells[0].source, re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """Something that a lesson asks: its Markdown `text`, with the options if there are any.

    `cell` is the id of the cell that asks. `task` is what the learner answers in, and `stub` its code; where nobody
    checks ("**Guess:** who will be near him?"), `task` is None.
    """

    text: str
    cell: str
    task: Task | None = None
    stub: str = ""

    @property
    def name(self) -> str:
        """That of the task, or else of the cell."""
        return self.task.name if self.task else self.cell

    @property
    def options(self) -> dict[str, str]:
        """The text of each letter that can be chosen."""
        return {letter: one_line(text) for letter, text in _OPTION.findall(self.text)}

    @property
    def sentence(self) -> str:
        """The question in one line, without its options; of code to write, what the stub says about it."""
        if isinstance(self.task, Function):
            return f"`{self.name}`: " + one_line(re.findall(r'"""(.+?)(?:\n|""")', self.stub)[0]).replace("<", "&lt;")
        asked = one_line(_LABEL.sub("", _OPTION.sub("", self.text)))
        return asked[0].upper() + asked[1:]


@cache
def lessons(checkout: Path = CHECKOUT) -> Mapping[str, Lesson]:
    """The lessons of `checkout` by their number; read once.

    Raises InputFileError when there is none, as in an installed package without a checkout.
    """
    found = {}
    for path in sorted((checkout / "notebooks").glob("*.ipynb")):
        notebook = read_notebook(path)
        title = re.search(r"^# (?:\d+ · )?(.+)$", notebook.cells[0].source, re.MULTILINE)
        parts = {section.heading or BEGINNING: section for section in sections(notebook)}
        found[path.name[:2]] = Lesson(path.name[:2], path.name, title[1] if title else path.stem, parts)
    if not found:
        raise InputFileError(f"there are no notebooks in {checkout}; run this in a checkout of the course")
    return found


def questions(section: Section) -> Iterator[Question]:
    """What the `section` asks, in order: every task, and every question in bold type that no task follows.

    What is offered for the time after the lesson asks nothing here.
    """
    if _OWN in section.heading.lower():
        return
    for place, cell in enumerate(section.cells):
        text = cell.source if cell.cell_type == "markdown" else ""
        following = section.cells[place + 1] if place + 1 < len(section.cells) else None
        if following and TASK_TAG in following.metadata.get("tags", []):
            task = find_task(following.metadata["task"])
            yield Question(_asked(text) or text.split("\n\n")[-1], following.id, task, following.source)
        elif question := _asked(text):
            yield Question(question.split("\n\n")[0], cell.id)


def read_settings(name: str, checkout: Path = CHECKOUT) -> dict[str, Any]:
    """What stands in the file `teaching/name.toml`. Raises InputError, with file and line, when it is no TOML."""
    path = checkout / "teaching" / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"teaching/{path.name} cannot be read: {error}") from error


def slug(heading: str) -> str:
    """The name of a heading in the address of a page, as GitHub and the site make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def one_line(text: str) -> str:
    """Markdown `text` fit for a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _asked(text: str) -> str:
    """The Markdown `text` from its last question on: from the label, or else from the paragraph; empty without one."""
    paragraphs = text.split("\n\n")
    for number in reversed(range(len(paragraphs))):
        label = _LABEL.search(paragraphs[number])
        if label or _ASKED.search(paragraphs[number]):
            return "\n\n".join(paragraphs[number:])[label.start() if label else 0 :]
    return ""
