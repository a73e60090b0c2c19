"""The quiz before and after the course, and its key: both from teaching/quiz.toml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lessonlib.course.outline import lessons, one_line, read_settings
from lessonlib.course.solutions import CHECKOUT
from lessonlib.errors import InputError
from lessonlib.exercises.register import find_task


@dataclass(frozen=True)
class QuizQuestion:
    """One question: its `text`, the `options` by letter, the `right` letter, and why; `objective` is whole.

    `wrong` has for each other letter the belief behind it, as a task of the course has registered it, and the reason
    why it is wrong.
    """

    lesson: str
    objective: str
    text: str
    options: dict[str, str]
    right: str
    because: str
    wrong: dict[str, tuple[str, str]]


@cache
def read_quiz(checkout: Path = CHECKOUT) -> tuple[QuizQuestion, ...]:
    """The questions of teaching/quiz.toml.

    Raises InputError, with the number of the question, when a letter is without reason, a belief is registered nowhere,
    or its lesson promises nothing of the kind.
    """
    entries = enumerate(read_settings("quiz", checkout)["questions"], 1)
    return tuple(_question(f"teaching/quiz.toml, question {number}", entry, checkout) for number, entry in entries)


def _question(where: str, entry: dict[str, Any], checkout: Path) -> QuizQuestion:
    promised = map(one_line, lessons(checkout)[entry["lesson"]].objectives)
    objective = next((promise for promise in promised if entry["objective"] in promise), None)
    if objective is None:
        raise InputError(f"{where}: lesson {entry['lesson']} does not promise {entry['objective']!r}")
    if {*entry["wrong"], entry["right"]} != {*entry["options"]} or entry["right"] in entry["wrong"]:
        raise InputError(f"{where}: every letter but {entry['right']} needs a reason, and no other does")
    for name, belief, _ in entry["wrong"].values():
        beliefs = [wrong.name for wrong in find_task(name).wrong]
        if belief not in beliefs:
            raise InputError(f"{where}: the task {name!r} has no belief {belief!r}; it has {', '.join(beliefs)}")
    wrong = {letter: (belief, reason) for letter, (_, belief, reason) in entry["wrong"].items()}
    return QuizQuestion(
        entry["lesson"], objective, entry["text"], entry["options"], entry["right"], entry["because"], wrong
    )


def questions() -> str:
    """The questions in Markdown, numbered, without the key."""
    parts = []
    for number, question in enumerate(read_quiz(), 1):
        options = "\n".join(f"- {letter}) {text}" for letter, text in question.options.items())
        parts.append(f"**{number}.** {question.text}\n\n{options}")
    return "\n\n".join(parts)


def key() -> str:
    """The key in Markdown: for each question what it measures, the right letter, and what is behind each wrong one."""
    parts = []
    for number, question in enumerate(read_quiz(), 1):
        parts.append(f"**{number}: {question.right}.** {question.because}")
        lines = [f"- {letter}) *{belief}:* {reason}" for letter, (belief, reason) in question.wrong.items()]
        parts.append(
            "\n".join([*lines, f"- It measures the objective of lesson {question.lesson}: {question.objective}"])
        )
    return "\n\n".join(parts)
