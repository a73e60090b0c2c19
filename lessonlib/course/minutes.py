"""How long a lesson takes, by one rule.

The rule: a minute for 200 words of text (slow reading, as one reads something new), half a minute for a code cell (to
read it, run it, and look at what comes out), and for a task the minutes that are registered with it. A section starts
at a heading of level 2. A heading of level 3 that says "(optional)" starts one, too, up to the next heading of level 2.

The minutes are written below each heading of a notebook and in its first cell, in the table of README.md, and in each
line of teaching/ that links to a section; the tests say where they are not the rule's. What a line of teaching/ names
after "only run:" is not solved there, and its minutes are saved.
"""

import re
from collections.abc import Iterable

from nbformat import NotebookNode

from lessonlib.exercises.register import find_task

BEGINNING: str = "the beginning"
"""How the first section is called, which has no heading."""

WORDS_PER_MINUTE: int = 200
MINUTES_PER_CODE_CELL: float = 0.5

_HEADING = re.compile(r"(?:##|###(?=.*\(optional\))) (.+)")
_UNREAD = re.compile(
    r"^\*(?:Optional: about|About) \d+ minutes?\.\*$|^```.*?^```|<details>.*?</details>", re.DOTALL | re.MULTILINE
)
_LINK_TARGET = re.compile(r"\]\([^)]*\)|<[^>]*>")


def sections(notebook: NotebookNode) -> dict[str, list[NotebookNode]]:
    """The cells of each section of `notebook`, by its heading, with which its first cell begins."""
    found: dict[str, list[NotebookNode]] = {BEGINNING: []}
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := _HEADING.match(cell.source)):
            found[heading[1]] = []
        found[list(found)[-1]].append(cell)
    return found


def minutes(cells: Iterable[NotebookNode]) -> int:
    """What the reader of these `cells` is told who solves their tasks: whole, at least 1."""
    return max(1, round(sum(map(minutes_of_cell, cells))))


def minutes_of_cell(cell: NotebookNode) -> float:
    """What the rule gives for one `cell`, not rounded; of text it counts what is read at once, without addresses."""
    if cell.cell_type != "code":
        return len(_LINK_TARGET.sub(" ", _UNREAD.sub("", cell.source)).split()) / WORDS_PER_MINUTE
    if "task" in cell.metadata:
        return find_task(cell.metadata["task"]).minutes
    return MINUTES_PER_CODE_CELL


def slug(heading: str) -> str:
    """The name of a heading in the address of a page, as GitHub and the site make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
