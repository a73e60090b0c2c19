"""How long a lesson takes, by one rule, written where a learner looks: `make minutes` after a change.

The rule: a minute for 200 words of text (slow reading, as one reads something new), half a minute for a code cell (to
read it, run it, and look at what comes out), and for a task the minutes that are registered with it. A section starts
at a heading of level 2. A heading of level 3 that says "(optional)" starts one, too, up to the next heading of level 2.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from lessonlib.course.execution import read_notebook
from lessonlib.course.solutions import CHECKOUT, TASK_TAG
from lessonlib.exercises.register import find_task
from lessonlib.exercises.task import Task

WORDS_PER_MINUTE: int = 200
MINUTES_PER_CODE_CELL: float = 0.5

_HEADING = re.compile(r"^(##|###(?=.*\(optional\))) (.+)$", re.MULTILINE)
_HEAD = re.compile(r"\n\n\*(?:Optional: about|About) \d+ minutes?\.\*(?=\n|$)")
_TIME = re.compile(r"(\*\*Time:\*\* about )\d+ minutes(?:, and \d+ more for what is optional)?")
_FENCED_CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
_LINK_TARGET = re.compile(r"\]\([^)]*\)|<[^>]*>")
_BREAK = "good place for a break"


@dataclass
class Section:
    """A stretch of a lesson: its cells, of a Markdown cell perhaps only a part; `minutes` are whole, at least 1."""

    heading: str
    cells: list[NotebookNode] = field(default_factory=list)

    @property
    def optional(self) -> bool:
        """Whether the heading says so."""
        return "(optional)" in self.heading.lower()

    @property
    def exact(self) -> float:
        """What the rule gives, not rounded."""
        return sum(map(minutes_of_cell, self.cells))

    @property
    def minutes(self) -> int:
        """What the reader is told."""
        return max(1, round(self.exact))

    @property
    def ends_in_break(self) -> bool:
        """Whether its text offers a break."""
        return any(_BREAK in cell.source for cell in self.cells if cell.cell_type == "markdown")

    @property
    def tasks(self) -> list[Task]:
        """The tasks in it, in order."""
        return [find_task(cell.metadata["task"]) for cell in self.cells if TASK_TAG in cell.metadata.get("tags", [])]

    @property
    def head(self) -> str:
        """The line below the heading."""
        unit = "minute" if self.minutes == 1 else "minutes"
        return f"*{'Optional: about' if self.optional else 'About'} {self.minutes} {unit}.*"


def sections(notebook: NotebookNode) -> list[Section]:
    """The sections of `notebook` with their minutes; the first, without a heading, is what stands before them."""
    found = [Section("")]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found[-1].cells.append(cell)
            continue
        for number, text in enumerate(_parts(cell.source)):
            if number or _HEADING.match(text):
                found.append(Section(text.splitlines()[0].lstrip("# ")))
            found[-1].cells.append(new_markdown_cell(text, id=cell.id))
    return found


def minutes_of_cell(cell: NotebookNode) -> float:
    """What the rule gives for one `cell`, not rounded."""
    if cell.cell_type != "code":
        return _minutes_of_text(cell.source)
    if TASK_TAG in cell.metadata.get("tags", []):
        return find_task(cell.metadata["task"]).minutes
    return MINUTES_PER_CODE_CELL * bool(cell.source.strip())


def longest_stretch(notebook: NotebookNode) -> int:
    """The most minutes from one break to the next, without what is optional."""
    stretches = [0]
    for section in sections(notebook):
        stretches[-1] += 0 if section.optional else section.minutes
        stretches += [0] * section.ends_in_break
    return max(stretches)


def with_minutes(notebook: NotebookNode) -> NotebookNode:
    """`notebook`, changed in place, with the minutes below each section's heading and the sum in its first cell."""
    found = sections(notebook)
    heads = iter(found[1:])
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            bare = _HEAD.sub("", cell.source)
            cell.source = _HEADING.sub(lambda heading: f"{heading[0]}\n\n{next(heads).head}", bare)
    notebook.cells[0].source = _TIME.sub(rf"\g<1>{total(found)}", notebook.cells[0].source)
    return notebook


def total(found: list[Section]) -> str:
    """The sum of the minutes, as the first cell tells it."""
    needed = sum(section.minutes for section in found if not section.optional)
    more = sum(section.minutes for section in found if section.optional)
    return f"{needed} minutes" + f", and {more} more for what is optional" * bool(more)


def readme_with_minutes(readme: str, name: str, notebook: NotebookNode) -> str:
    """The text `readme` with the minutes in the line of its table that links to the notebook file `name`."""
    needed = total(sections(notebook)).split(",")[0]
    return re.sub(rf"^(\|.*\(notebooks/{re.escape(name)}\).*?\| )\d+ minutes", rf"\g<1>{needed}", readme, flags=re.M)


def write_minutes(lessons: Sequence[str] = (), checkout: Path = CHECKOUT) -> list[Path]:
    """Bring the minutes in the notebooks and the README of `checkout` up to date; returns the files that changed.

    The notebooks are those whose names begin with one of `lessons` ("03"), all when there are none.
    """
    readme = checkout / "README.md"
    texts = {readme: readme.read_text(encoding="utf-8")}
    for path in sorted((checkout / "notebooks").glob("*.ipynb")):
        if lessons and not path.name.startswith(tuple(lessons)):
            continue
        notebook = with_minutes(read_notebook(path))
        texts[path] = nbformat.writes(notebook) + "\n"
        texts[readme] = readme_with_minutes(texts[readme], path.name, notebook)
    changed = [path for path, text in texts.items() if text != path.read_text(encoding="utf-8")]
    for path in changed:
        path.write_text(texts[path], encoding="utf-8", newline="\n")
    return changed


def _parts(source: str) -> list[str]:
    """The Markdown `source`, cut before each heading that starts a section."""
    starts = [0, *(match.start() for match in _HEADING.finditer(source) if match.start())]
    return [source[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _minutes_of_text(text: str) -> float:
    """Counts what is read of the Markdown `text`: not code, folded parts, addresses of links, or the minutes."""
    for unread in (_HEAD, _FENCED_CODE, _FOLDED):
        text = unread.sub("", text)
    return len(_LINK_TARGET.sub(" ", text).split()) / WORDS_PER_MINUTE


if __name__ == "__main__":
    changed = write_minutes(sys.argv[1:])
    print("\n".join(f"changed {path.name}" for path in changed) or "all minutes are up to date")
