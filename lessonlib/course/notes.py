"""Notes for the teacher, made from what the lessons ask and what their tasks have registered.

What to say, what to ask then, and what to talk about in pairs stand in teaching/lesson-01.toml and its sisters, by
section; a question has the name of its task, or the id of its cell.
"""

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from lessonlib.course.address import CHECKOUT
from lessonlib.course.minutes import BEGINNING, minutes, slug
from lessonlib.course.outline import Question, lessons, one_line, questions
from lessonlib.exercises.answers import Choice
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Task, Wrong

_HEAD = "| A learner | It shows as | The way out |\n|---|---|---|"
_DOCSTRING = re.compile(r'^ *""".*?"""$', re.DOTALL | re.MULTILINE)


@cache
def read_notes(lesson: str) -> Mapping[str, Any]:
    """What teaching/lesson-NN.toml says to each section of the `lesson` ("01"), by heading."""
    return tomllib.loads((CHECKOUT / "teaching" / f"lesson-{lesson}.toml").read_text(encoding="utf-8"))["sections"]


def notes(lesson: str, section: str = "", *left_out: str) -> str:
    """The notes for one `lesson` ("01") in Markdown, without the tasks that are `left_out`.

    They come section by section, below its heading, or without heading for the `section` that begins with that word.
    Raises KeyError when the lesson asks something to which its TOML file has no follow-up.
    """
    parts = []
    for heading, cells in lessons()[lesson].sections.items():
        said = _section(lesson, heading, left_out)
        if section == heading.split()[0]:
            return "\n\n".join(said)
        if said and not section:
            time = minutes(cells)
            place = lessons()[lesson].file + f"#{slug(heading)}" * (heading != BEGINNING)
            about = f"About {time} minute{'s' * (time != 1)}: [{heading}](../notebooks/{place})."
            parts += [f"### {heading}", about, *said]
    return "\n\n".join(parts)


def _section(lesson: str, heading: str, left_out: Collection[str]) -> list[str]:
    """What there is to say, to ask, and to talk about in pairs."""
    note = read_notes(lesson).get(heading, {})
    said = [f"**Say:** {note['say']}"] if "say" in note else []
    asked = questions(heading, lessons()[lesson].sections[heading])
    said += [_said(question, note.get("asks", {})) for question in asked if question.name not in left_out]
    if "pair" in note:
        said.append(f"**Think, pair, share.** {note['pair']}\n\n- *Listen for:* {note['listen']}")
    return said


def misconceptions(lesson: str) -> str:
    """What learners of one `lesson` ("01") get wrong, in Markdown: by section, under what is asked, a row for each."""
    parts = []
    for heading, cells in lessons()[lesson].sections.items():
        tasks = [(question, question.task) for question in questions(heading, cells) if question.task]
        parts += [f"### {heading}"] * bool(tasks)
        for question, task in tasks:
            rows = [f"| {one.name} | {how_it_shows(task, one)} | {one_line(one.message)} |" for one in task.wrong]
            table = "\n".join([_HEAD, *rows])
            parts += [f"**Asked:** {question.sentence}", f":::{{container}} misconceptions\n{table}\n:::"]
    return "\n\n".join(parts)


def how_it_shows(task: Task, wrong: Wrong) -> str:
    """What a teacher sees who looks over a learner's shoulder: a letter, a number, or lines of code."""
    if isinstance(task, Choice):
        return f"chooses {wrong.answer}) {one_line(task.letters[wrong.answer])}"
    if isinstance(task, Function):
        return _as_code(task, wrong.answer)
    return f"gives `{wrong.answer}`"


def _as_code(task: Task, answer: object) -> str:
    """The lines of `answer` that the solution of `task` does not have; if it only lacks some, those."""
    right, theirs = (_lines(task.source(one, task.name)) for one in (task.reference, answer))
    changes = list(difflib.ndiff(right, theirs))
    added = [change[2:] for change in changes if change.startswith("+ ")]
    lines = added or [change[2:] for change in changes if change.startswith("- ")]
    return ("" if added else "lacks ") + "<br>".join(f"`{one_line(line)}`" for line in lines)


def _lines(source: str) -> list[str]:
    """The lines of a function, without docstrings, comments and indents."""
    lines = (line.strip() for line in _DOCSTRING.sub("", source).splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _said(question: Question, asks: Mapping[str, Any]) -> str:
    """One question, and below it what to expect and what to ask then; `asks` is what the TOML file has to each."""
    task, asked = question.task, f"**Asked:** {question.sentence}"
    if task is None:
        note = asks[question.name]
        lines = [f"*Expect:* {note['expect']}", f"*Likely:* {note['likely']}", f"*Then ask:* {note['then']}"]
    elif isinstance(task, Function):
        asked = f"**To write,** {task.minutes:g} minutes: {question.sentence}"
        lines = [f"*Watch for code that* {'; '.join(wrong.name for wrong in task.wrong)}"]
    else:
        options = task.letters if isinstance(task, Choice) else {}
        asked += "".join(f" {letter}) {option}" for letter, option in options.items())
        likely = "; ".join(f"{_as_said(task, wrong.answer)} {wrong.name}" for wrong in task.wrong)
        lines = [f"*Expect:* {_as_said(task, task.reference)}. {one_line(task.after)}", f"*Likely:* {likely}"]
        lines.append(f"*Then ask:* {asks[question.name]}")
    return "\n".join([asked, "", *(f"- {line}" for line in lines)])


def _as_said(task: Task, answer: Any) -> str:
    """`answer` as one would say it: a letter or a value."""
    if isinstance(task, Choice):
        return f"{answer})"
    return f"`{answer:.4g}`" if isinstance(answer, float) else f"`{answer}`"
