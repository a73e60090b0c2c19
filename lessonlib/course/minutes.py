"""How long a lesson takes, by one rule, where a learner or a teacher reads it: `make minutes` after a change.

The rule: a minute for 200 words of text (slow reading, as one reads something new), half a minute for a code cell (to
read it, run it, and look at what comes out), and for a task the minutes that are registered with it. A section starts
at a heading of level 2. A heading of level 3 that says "(optional)" starts one, too, up to the next heading of level 2.

The minutes stand below each heading of a notebook and in its first cell, in the table of README.md, and in each line of
teaching/ that links to a section: "13 minutes ... [1 · Why?](../notebooks/01_one.ipynb#1--why)". A task that such a
line names after "only run:" is not solved there, and counts as any code cell.
"""

import re
from collections.abc import Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from lessonlib.course.address import CHECKOUT, lessons_in
from lessonlib.course.execution import read_notebook
from lessonlib.course.solutions import TASK_TAG
from lessonlib.exercises.register import find_task
from lessonlib.exercises.task import Task

WORDS_PER_MINUTE: int = 200
MINUTES_PER_CODE_CELL: float = 0.5

_HEADING = re.compile(r"^(##|###(?=.*\(optional\))) (.+)$", re.MULTILINE)
_HEAD = re.compile(r"\n\n\*(?:Optional: about|About) \d+ minutes?\.\*(?=\n|$)")
_TIME = re.compile(r"(\*\*Time:\*\* about )\d+ minutes(?:, and \d+ more for what is optional)?")
_UNREAD = re.compile(rf"{_HEAD.pattern}|^```.*?^```|<details>.*?</details>", re.DOTALL | re.MULTILINE)
_LINK_TARGET = re.compile(r"\]\([^)]*\)|<[^>]*>")
_ROW = re.compile(r"^(.*?)\b\d+ minutes?\b(.*\(\.\./notebooks/([\w.]+)(?:#([\w-]+))?\).*)$", re.MULTILINE)


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
        return [find_task(cell.metadata["task"]) for cell in self.cells if TASK_TAG in cell.metadata.get("tags", [])]

    def minutes(self, only_run: Set[str] = frozenset()) -> int:
        """What the reader is told who solves its tasks but those that are `only_run`: whole, at least 1."""
        saved = sum(task.minutes - MINUTES_PER_CODE_CELL for task in self.tasks if task.name in only_run)
        return max(1, round(sum(map(minutes_of_cell, self.cells)) - saved))


def sections(notebook: NotebookNode) -> list[Section]:
    """The sections of `notebook` with their minutes; the first, without a heading, is what stands before them."""
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
    if TASK_TAG in cell.metadata.get("tags", []):
        return find_task(cell.metadata["task"]).minutes
    return MINUTES_PER_CODE_CELL * bool(cell.source.strip())


def with_minutes(notebook: NotebookNode) -> NotebookNode:
    """`notebook`, changed in place, with the minutes below each section's heading and the sum in its first cell."""
    found = sections(notebook)
    heads = iter(found[1:])
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            bare = _HEAD.sub("", cell.source)
            cell.source = _HEADING.sub(lambda heading: f"{heading[0]}\n\n{_head(next(heads))}", bare)
    needed, more = (sum(each.minutes() for each in found if each.optional == optional) for optional in (False, True))
    time = f"{needed} minutes" + f", and {more} more for what is optional" * bool(more)
    notebook.cells[0].source = _TIME.sub(rf"\g<1>{time}", notebook.cells[0].source)
    return notebook


def page_with_minutes(page: str, checkout: Path = CHECKOUT) -> str:
    """The Markdown `page` of teaching/ with the minutes of each section that a line links to after naming some."""

    def written(row: re.Match[str]) -> str:
        before, after, file, anchor = row.groups()
        only_run = set(re.findall(r"`(\w+)`", row[0].partition("only run:")[2]))
        section = _sections_by_anchor(checkout / "notebooks" / file)[anchor or ""]
        return f"{before}{_told(section.minutes(only_run))}{after}"

    return _ROW.sub(written, page)


def write_minutes(checkout: Path = CHECKOUT) -> list[Path]:
    """Bring the minutes in the notebooks, README.md and teaching/ of `checkout` up to date; the files that changed."""
    readme = checkout / "README.md"
    texts = {readme: readme.read_text(encoding="utf-8")}
    for path in lessons_in(checkout / "notebooks"):
        notebook = with_minutes(read_notebook(path))
        texts[path] = nbformat.writes(notebook) + "\n"
        needed = sum(section.minutes() for section in sections(notebook) if not section.optional)
        row = re.compile(rf"^(\|.*\(notebooks/{re.escape(path.name)}\).*?\| )\d+ minutes", re.MULTILINE)
        texts[readme] = row.sub(rf"\g<1>{needed} minutes", texts[readme])
    for path in sorted((checkout / "teaching").glob("*.md")):
        texts[path] = page_with_minutes(path.read_text(encoding="utf-8"), checkout)
    changed = [path for path, text in texts.items() if text != path.read_text(encoding="utf-8")]
    for path in changed:
        path.write_text(texts[path], encoding="utf-8", newline="\n")
    return changed


def slug(heading: str) -> str:
    """The name of a heading in the address of a page, as GitHub and the site make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def _sections_by_anchor(path: Path) -> dict[str, Section]:
    return {slug(section.heading): section for section in sections(read_notebook(path))}


def _head(section: Section) -> str:
    return f"*{'Optional: about' if section.optional else 'About'} {_told(section.minutes())}.*"


def _told(minutes: int) -> str:
    return f"{minutes} minute{'s' * (minutes != 1)}"


if __name__ == "__main__":
    print("\n".join(f"changed {path.name}" for path in write_minutes()) or "all minutes are up to date")
