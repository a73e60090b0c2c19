"""How long a lesson takes, by one rule.

The rule: a minute for 200 words of text (slow reading, as one reads something new), half a minute for a code cell (to
read it, run it, and look at what comes out), and for a task the minutes that are registered with it. A section starts
at a heading of level 2. A heading of level 3 that says "(optional)" starts one, too, up to the next heading of level 2.

The minutes are written below each heading of a notebook and in its first cell, in the table of README.md, and in each
line of teaching/ that links to a section; the tests say where they are not the rule's. A task that a line of teaching/
names after "only run:" is not solved there, and counts as any code cell.
"""

import re
from collections.abc import Set
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from lessonlib.exercises.register import find_task
from lessonlib.exercises.task import Task

WORDS_PER_MINUTE: int = 200
MINUTES_PER_CODE_CELL: float = 0.5

_HEADING = re.compile(r"^(##|###(?=.*\(optional\))) (.+)$", re.MULTILINE)
_UNREAD = re.compile(
    r"^\*(?:Optional: about|About) \d+ minutes?\.\*$|^```.*?^```|<details>.*?</details>", re.DOTALL | re.MULTILINE
)
_LINK_TARGET = re.compile(r"\]\([^)]*\)|<[^>]*>")


@dataclass
class Section:
    """A stretch of a lesson: its cells, of a Markdown cell perhaps only a part."""

    heading: str
    cells: list[NotebookNode] = field(default_factory=list)

    @property
    def optional(self) -> bool:
        """Whether the heading says so."""
        return "(optional)" in self.heading.lower()

    @property
    def tasks(self) -> list[Task]:
        """The tasks in it, in order."""
        return [find_task(cell.metadata["task"]) for cell in self.cells if "task" in cell.metadata]

    def minutes(self, only_run: Set[str] = frozenset()) -> int:
        """What the reader is told who solves its tasks but those that are `only_run`: whole, at least 1."""
        saved = sum(task.minutes - MINUTES_PER_CODE_CELL for task in self.tasks if task.name in only_run)
        return max(1, round(sum(map(minutes_of_cell, self.cells)) - saved))


def sections(notebook: NotebookNode) -> list[Section]:
    """The sections of `notebook`; the first, without a heading, is what stands before them."""
    found = [Section("")]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found[-1].cells.append(cell)
            continue
        starts = [0, *(match.start() for match in _HEADING.finditer(cell.source) if match.start())]
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            text = cell.source[start:end]
            if _HEADING.match(text):
                found.append(Section(text.splitlines()[0].lstrip("# ")))
            found[-1].cells.append(new_markdown_cell(text, id=cell.id))
    return found


def minutes_of_cell(cell: NotebookNode) -> float:
    """What the rule gives for one `cell`, not rounded; of text it counts what is read at once, without addresses."""
    if cell.cell_type != "code":
        return len(_LINK_TARGET.sub(" ", _UNREAD.sub("", cell.source)).split()) / WORDS_PER_MINUTE
    if "task" in cell.metadata:
        return find_task(cell.metadata["task"]).minutes
    return MINUTES_PER_CODE_CELL * bool(cell.source.strip())


def slug(heading: str) -> str:
    """The name of a heading in the address of a page, as GitHub and the site make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
