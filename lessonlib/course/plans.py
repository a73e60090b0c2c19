"""Plans for a class: which sections in which order, with the minutes that the lessons themselves give.

A plan stands in teaching/plans.toml: blocks between two breaks, and the sections of each. Tasks that are left out of a
section are run with the course's own solution, which takes as long as any other cell.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lessonlib.course.minutes import MINUTES_PER_CODE_CELL, Section
from lessonlib.course.outline import Lesson, lessons, read_settings
from lessonlib.course.solutions import CHECKOUT
from lessonlib.errors import InputError
from lessonlib.exercises.task import Task

_ARRIVING, _TALK = 3, 2  # minutes

_HEAD = "| at | section | read and run | tasks | together | measured in class |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Step:
    """One section of a plan; `left_out` are its tasks that are run and not solved.

    `run_first` are the headings of sections before it that the plan does not name: they are run, too, but not read.
    """

    lesson: Lesson
    section: Section
    heading: str
    left_out: tuple[Task, ...] = ()
    run_first: tuple[str, ...] = ()

    @property
    def solved(self) -> list[Task]:
        """The tasks that the class solves."""
        return [task for task in self.section.tasks if task not in self.left_out]

    @property
    def task_minutes(self) -> float:
        """What these take, by their own estimates."""
        return sum(task.minutes for task in self.solved)

    @property
    def reading_minutes(self) -> float:
        """What everything else takes, by the rule of `minutes`."""
        solved = self.section.exact - sum(task.minutes for task in self.section.tasks)
        return solved + MINUTES_PER_CODE_CELL * len(self.left_out)

    @property
    def minutes(self) -> int:
        """Both together, whole."""
        return max(1, round(self.reading_minutes + self.task_minutes))


@dataclass(frozen=True)
class Cut:
    """Something to leave out when time runs short, and the minutes that this saves."""

    what: str
    minutes: int


@dataclass(frozen=True)
class Block:
    """What lies between two breaks: `minutes` long, with what the class can do afterwards as its `aim`."""

    title: str
    minutes: int
    aim: str
    steps: tuple[Step, ...]
    cuts: tuple[Cut, ...]

    @property
    def planned(self) -> int:
        """What the sections take, with a minute wherever others are run first."""
        return sum(step.minutes + bool(step.run_first) for step in self.steps)

    @property
    def spare(self) -> int:
        """The minutes that are left for arriving, for talking in pairs, and for what takes longer."""
        return self.minutes - self.planned

    @property
    def talks(self) -> int:
        """How many talks in pairs the spare minutes allow, after those for arriving."""
        return max(0, self.spare - _ARRIVING) // _TALK


@cache
def read_plan(name: str, checkout: Path = CHECKOUT) -> tuple[Block, ...]:
    """The blocks of the plan called `name` in teaching/plans.toml.

    Raises InputError, with the plan and the block, when there is no such section or task, a task has no minutes, or the
    sections take longer than the block.
    """
    plans = read_settings("plans", checkout)
    if name not in plans:
        raise InputError(f"teaching/plans.toml has no plan {name!r}; there are {', '.join(plans)}")
    reached: dict[str, int] = {}
    return tuple(_block(f"plan {name}, {entry['title']!r}", entry, reached, checkout) for entry in plans[name])


def _block(where: str, entry: dict[str, Any], reached: dict[str, int], checkout: Path) -> Block:
    """`reached` tells for each lesson how many of its sections are done, and is brought up to date."""
    steps = tuple(_step(where, one, reached, checkout) for one in entry["sections"])
    cuts = tuple(_cut(where, name, steps) for name in entry["cut"])
    block = Block(entry["title"], entry["minutes"], entry["aim"], steps, cuts)
    if block.spare < 0:
        raise InputError(f"{where}: its sections take {block.planned} minutes, and it has {block.minutes}")
    return block


def _step(where: str, entry: dict[str, Any], reached: dict[str, int], checkout: Path) -> Step:
    """`entry` is `{lesson = "01", section = "1 · Why not one-hot?", leave = ["cosine"]}`, the last perhaps absent."""
    lesson = lessons(checkout)[entry["lesson"]]
    section = lesson.section(entry["section"], where)
    tasks = {task.name: task for task in section.tasks}
    for task in tasks.values():
        if not task.minutes:
            raise InputError(f"{where}: the task {task.name!r} of lesson {lesson.number} has no minutes")
    for name in entry.get("leave", []):
        if name not in tasks:
            raise InputError(f"{where}: {entry['section']!r} has no task {name!r}; it has {', '.join(tasks) or 'none'}")
    headings = list(lesson.sections)
    place = headings.index(entry["section"])
    between = headings[reached.get(lesson.number, 0) : place]
    reached[lesson.number] = place + 1
    run_first = tuple(
        heading for heading in between if any(cell.cell_type == "code" for cell in lesson.sections[heading].cells)
    )
    left_out = tuple(tasks[name] for name in entry.get("leave", []))
    return Step(lesson, section, entry["section"], left_out, run_first)


def _cut(where: str, name: str, steps: tuple[Step, ...]) -> Cut:
    """`name` is a task that the class would solve, or the heading of a section of the block."""
    for step in steps:
        if name == step.heading:
            return Cut(f"{step.lesson.link(name)}: run it, and say in a sentence what came out", step.minutes)
        for task in step.solved:
            if name == task.name:
                return Cut(f"`{name}`: run it with the course's solution", round(task.minutes - MINUTES_PER_CODE_CELL))
    raise InputError(f"{where}: there is no section or task to be solved called {name!r} to cut")


def plan_tables(name: str) -> str:
    """The plan called `name` in Markdown: a table per block, with a clock, and an empty column for measured minutes."""
    parts = []
    for block in read_plan(name):
        table = "\n".join([_HEAD, *_rows(block)])
        times = {0: "not at all", 1: "once", 2: "twice"}.get(block.talks, f"{block.talks} times")
        parts += [f"### {block.title}", f"Afterwards the class can {block.aim}."]
        parts.append(f":::{{container}} plan\n{table}\n:::")
        parts.append(
            f"{block.planned} of {block.minutes} minutes are planned, {_ARRIVING} are for arriving. There is time to "
            f"talk in pairs {times}, {_TALK} minutes each: the notes have something for every section. **Cut first:**"
        )
        parts.append("\n".join(f"1. {cut.what} (saves {cut.minutes})" for cut in block.cuts))
    return "\n\n".join(parts)


def _rows(block: Block) -> list[str]:
    at, rows = 0, []
    for step in block.steps:
        if step.run_first:
            skipped = "; ".join(step.lesson.link(heading) for heading in step.run_first)
            rows.append(f"| {at} | {step.lesson.number}: *only run* {skipped} | 1 | none | 1 | |")
            at += 1
        solved = ", ".join(f"`{task.name}` {task.minutes:g}" for task in step.solved) or "none"
        left = ", ".join(f"`{task.name}`" for task in step.left_out)
        tasks = f"{solved}; only run: {left}" if left else solved
        where = f"{step.lesson.number}: {step.lesson.link(step.heading)}"
        rows.append(f"| {at} | {where} | {step.reading_minutes:.0f} | {tasks} | {step.minutes} | |")
        at += step.minutes
    return rows
