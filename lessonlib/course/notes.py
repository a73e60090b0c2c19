"""Notes for the teacher: what each lesson asks, what the class will say, and what to ask then.

Questions, right answers and wrong ones come from the lesson and its tasks. Follow-ups, and what to talk about in pairs,
stand in teaching/lesson-01.toml and its sisters, by section.
"""

from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Any

from lessonlib.course.concepts import builds_on, concept_map, leads_to
from lessonlib.course.outline import Question, lessons, one_line, questions, read_settings
from lessonlib.course.plans import read_plan
from lessonlib.course.solutions import CHECKOUT
from lessonlib.errors import InputError
from lessonlib.exercises.answers import Choice, Order
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Task

_FREE = {"expect", "likely", "then"}


@cache
def read_notes(lesson: str, checkout: Path = CHECKOUT) -> Mapping[str, Any]:
    """What teaching/lesson-NN.toml says to each section of the `lesson`, by heading.

    Raises InputError, with the file and the section, when a section or a question is gone, a question has no follow-up,
    or a numbered section has nothing to say, or to talk about in pairs.
    """
    file = f"teaching/lesson-{lesson}.toml"
    notes = read_settings(f"lesson-{lesson}", checkout)["sections"]
    known = lessons(checkout)[lesson]
    for heading, note in notes.items():
        asked = {question.name: question for question in _to_discuss(known.section(heading, file))}
        for name, said in note.get("asks", {}).items():
            if name not in asked:
                raise InputError(f"{file}: {heading!r} asks no question called {name!r}; it asks {', '.join(asked)}")
            if not asked[name].task and set(said) != _FREE:
                raise InputError(f"{file}, {heading!r}: {name!r} needs {', '.join(sorted(_FREE))}; nobody checks it")
    for heading, section in known.sections.items():
        note = notes.get(heading, {})
        silent = [question.name for question in _to_discuss(section) if question.name not in note.get("asks", {})]
        if silent:
            raise InputError(f"{file}: the questions {', '.join(silent)} of {heading!r} have no follow-up")
        missing = sorted({"say", "pair", "listen"} - set(note))
        if missing and heading[0].isdigit() and not section.optional:
            raise InputError(f"{file}: {heading!r} has no {', '.join(missing)}")
    return notes


def page(lesson: str) -> str:
    """The page of notes for one `lesson` ("01") below its title, in Markdown."""
    parts = [
        f"What [the lesson](../notebooks/{lessons()[lesson].file}) asks, what a class may say, and what to ask then. "
        "The lesson itself explains; for every wrong answer there is help in "
        "[what learners get wrong](misconceptions.md).",
        "## What it builds on",
        builds_on(lesson),
        "## Concept map",
        "For you, and for the board at the end: draw the boxes, and let the class put words on the arrows.",
        concept_map(lesson),
        "## Section by section",
        notes(lesson),
        "## What builds on it",
        leads_to(lesson),
    ]
    return "\n\n".join(parts)


def notes(lesson: str) -> str:
    """The notes for one `lesson` ("01") in Markdown, section by section."""
    parts = []
    for heading, section in lessons()[lesson].sections.items():
        if said := _section(lesson, heading):
            about = f"About {_minutes(section.minutes)}: {lessons()[lesson].link(heading)}."
            parts += [f"### {heading}", about, *said]
    return "\n\n".join(parts)


def script(plan: str, number: str) -> str:
    """Block `number` ("1") of the `plan` ("4x45") in Markdown, minute by minute, with the notes for what is in it."""
    block = read_plan(plan)[int(number) - 1]
    at, parts = 0, []
    for step in block.steps:
        if step.run_first:
            links = "; ".join(map(step.lesson.link, step.run_first))
            how = "Everybody selects the first cell of the section that comes next, and runs all cells above it."
            said = [read_notes(step.lesson.number).get(heading, {}).get("run", "") for heading in step.run_first]
            parts += [f"## Minute {at}: run, without reading", " ".join([f"{links}. {how}", *said]).rstrip()]
            at += 1
        parts += [f"## Minute {at}: {step.heading}", f"{_minutes(step.minutes)} for {step.lesson.link(step.heading)}."]
        parts += _section(step.lesson.number, step.heading, {task.name for task in step.left_out})
        if step.left_out:
            rows = "\n".join(f"- `{task.name}`. {one_line(task.after)}" for task in step.left_out)
            parts.append(f"**Only run,** with the course's own solution. Say what the code does, and go on:\n\n{rows}")
        at += step.minutes
    end = f"Ask every pair for one sentence: can they {block.aim}?"
    return "\n\n".join([*parts, f"## Minute {at}: the end", end])


def _section(lesson: str, heading: str, left_out: Set[str] = frozenset()) -> list[str]:
    """What there is to say, to ask, and to talk about in pairs, without the tasks that are `left_out`."""
    note = read_notes(lesson).get(heading, {})
    asked = [one for one in questions(lessons()[lesson].sections[heading]) if one.name not in left_out]
    said = [f"**Say:** {note['say']}"] if "say" in note else []
    said += [_said(question, note.get("asks", {}).get(question.name, "")) for question in asked]
    if "pair" in note:
        said.append(f"**Think, pair, share.** {note['pair']}\n\n- *Listen for:* {note['listen']}")
    return said


def _minutes(number: int) -> str:
    return f"{number} minute{'s' * (number != 1)}"


def _to_discuss(section: Any) -> Iterator[Question]:
    return (question for question in questions(section) if not isinstance(question.task, Function))


def _said(question: Question, note: Any) -> str:
    """One question, and below it what to expect and what to ask then; `note` is what the TOML file has to it."""
    task, asked = question.task, f"**Asked:** {question.sentence}"
    if task is None:
        lines = [f"*Expect:* {note['expect']}", f"*Likely:* {note['likely']}", f"*Then ask:* {note['then']}"]
    elif isinstance(task, Function):
        asked = f"**To write,** {_minutes(round(task.minutes))}: {question.sentence}"
        lines = [f"*Watch for code that* {'; '.join(wrong.name for wrong in task.wrong)}"]
    else:
        right = _as_said(task, task.reference)
        asked += "".join(f" {letter}) {option}" for letter, option in question.options.items())
        likely = "; ".join(f"{_as_said(task, wrong.answer)} {wrong.name}" for wrong in task.wrong)
        lines = [f"*Expect:* {right}. {one_line(task.after)}", f"*Likely:* {likely}", f"*Then ask:* {note}"]
    return "\n".join([asked, "", *(f"- {line}" for line in lines)])


def _as_said(task: Task, answer: Any) -> str:
    """`answer` as one would say it: a letter, the parts of an order, or a value."""
    if isinstance(task, Choice):
        return f"{answer})"
    if isinstance(task, Order):
        return ", then ".join(answer)
    return f"`{answer:.4g}`" if isinstance(answer, float) else f"`{answer}`"
