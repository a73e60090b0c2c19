"""What the lessons claim, each beside its null: the register in tests/claims, as the page of the site shows it."""

import tomllib

from lessonlib.course.address import CHECKOUT
from lessonlib.course.outline import lessons

REGISTER = CHECKOUT / "tests" / "claims"


def claims(lesson: str) -> list[dict[str, str]]:
    """The registered claims of a `lesson` ("01"), in the order of the file.

    CONTRIBUTING.md explains the fields of an entry.
    """
    return tomllib.loads((REGISTER / f"{lesson}.toml").read_text(encoding="utf-8"))["claim"]


def tables() -> str:
    """The claims of all lessons in Markdown: a heading for each lesson, linked, and a row per claim."""
    parts = []
    for number, lesson in lessons().items():
        parts.append(f"## [{number} · {lesson.title}](../../notebooks/{lesson.file})")
        rows = [f"| {claim['says']} | {claim['null']} | {claim['wrong_if']} |" for claim in claims(number)]
        parts.append("\n".join(["| What it claims | The null beside it | Wrong, if |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)
