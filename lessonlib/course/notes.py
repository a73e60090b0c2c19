"""Notes for the teacher: what each lesson asks, what the class will say, and what to ask then.

Questions, right answers and wrong ones come from the lesson and its tasks. Follow-ups, and what to talk about in pairs,
stand in teaching/lesson-01.toml and its sisters, by section.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lessonlib.course.concepts import builds_on, concept_map, leads_to
from lessonlib.course.outline import Question, lessons, one_line, questions, read_settings
from lessonlib.course.solutions import CHECKOUT
from lessonlib.errors import InputError
from lessonlib.exercises.answers import Choice, Order
from lessonlib.exercises.functions import Function

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
        "The explanations stand in the lesson itself; for every wrong answer there is a way out in "
        "[what learners get wrong](misconceptions.md).",
        "## What it builds on",
        builds_on(lesson),
        "## Concept map",
        "For your eyes, and for the blackboard at the end: draw the boxes, and let the class put words on the arrows.",
        concept_map(lesson),
        "## Section by section",
        notes(lesson),
        "## What leans on it",
        leads_to(lesson),
    ]
    return "\n\n".join(parts)


def notes(lesson: str) -> str:
    """The notes for one `lesson` ("01") in Markdown, section by section."""
    parts = []
    known = lessons()[lesson]
    for heading, section in known.sections.items():
        note = read_notes(lesson).get(heading, {})
        said = [_said(question, note.get("asks", {}).get(question.name, "")) for question in questions(section)]
        if "pair" in note:
            said.append(f"**Think, pair, share.** {note['pair']}\n\n- *Listen for:* {note['listen']}")
        if said:
            about = f"About {section.minutes} minutes: {known.link(heading)}."
            parts += [f"### {heading}", about, *(f"**Say:** {note[key]}" for key in note if key == "say"), *said]
    return "\n\n".join(parts)


def _to_discuss(section: Any) -> Iterator[Question]:
    return (question for question in questions(section) if not isinstance(question.task, Function))


def _said(question: Question, note: Any) -> str:
    task = question.task
    if task is None:
        lines = [f"*Expect:* {note['expect']}", f"*Likely:* {note['likely']}", f"*Then ask:* {note['then']}"]
        return _listed(f"**Asked:** {question.sentence}", lines)
    wrong = "; ".join(f"{_option(question, one.answer)} ({one.name})" for one in task.wrong)
    if isinstance(task, Function):
        names = "; ".join(one.name for one in task.wrong)
        return _listed(f"**To write,** {task.minutes:g} minutes: {question.sentence}", [f"*Look for who* {names}"])
    right = f"*Expect:* {_option(question, task.reference)}. {one_line(task.after)}"
    return _listed(f"**Asked:** {question.sentence}", [right, f"*Likely:* {wrong}", f"*Then ask:* {note}"])


def _option(question: Question, answer: Any) -> str:
    """`answer` as the class would say it: with the text of the option, the parts of an order, or a value."""
    if isinstance(question.task, Choice):
        return f"{answer}) {question.options[answer]}"
    if isinstance(question.task, Order):
        return ", then ".join(answer)
    return f"`{answer:.4g}`" if isinstance(answer, float) else f"`{answer}`"


def _listed(sentence: str, lines: list[str]) -> str:
    return "\n".join([sentence, "", *(f"- {line}" for line in lines)])
