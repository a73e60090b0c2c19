"""What learners get wrong, as a table for the teacher, made from what the tasks have registered."""

import difflib
import re

from lessonlib.course.outline import Question, lessons, one_line, questions
from lessonlib.exercises.answers import Choice, Order
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Task, Wrong

_HEAD = "| A learner | It shows as | The way out |\n|---|---|---|"
_DOCSTRING = re.compile(r'^ *""".*?"""$', re.DOTALL | re.MULTILINE)


def tables(lesson: str) -> str:
    """The misconceptions of one `lesson` ("01") in Markdown: by section, under what is asked, a row for each."""
    parts = []
    for heading, section in lessons()[lesson].sections.items():
        asked = [(question, question.task) for question in questions(section) if question.task]
        parts += [f"### {heading}"] * bool(asked)
        for question, task in asked:
            rows = [
                f"| {wrong.name} | {how_it_shows(question, wrong)} | {one_line(wrong.message)} |"
                for wrong in task.wrong
            ]
            table = "\n".join([_HEAD, *rows])
            parts += [f"**Asked:** {question.sentence}", f":::{{container}} misconceptions\n{table}\n:::"]
    return "\n\n".join(parts)


def how_it_shows(question: Question, wrong: Wrong) -> str:
    """What a teacher sees who looks over a learner's shoulder: a letter, an order, a number, or lines of code."""
    task, answer = question.task, wrong.answer
    if isinstance(task, Choice):
        return f"chooses {answer}) {question.options[answer]}"
    if isinstance(task, Order):
        first, *others = (one_line(f"{letter}) {question.options.get(letter, '')}") for letter in answer)
        return f"puts {first} before {', '.join(others)}"
    if isinstance(task, Function):
        return _as_code(task, answer)
    return f"gives `{answer}`"


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
