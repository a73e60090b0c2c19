"""What the lessons claim, each beside its null: the register in tests/claims, as the page of the site shows it."""

import tomllib
from dataclasses import dataclass

from lessonlib.course.address import CHECKOUT
from lessonlib.course.outline import lessons

REGISTER = CHECKOUT / "tests" / "claims"


@dataclass(frozen=True)
class Claim:
    """One claim of a lesson; the fields are those of its entry in tests/claims, which CONTRIBUTING.md explains."""

    says: str
    cell: str
    words: str
    null: str
    wrong_if: str
    proof: str


def claims(lesson: str) -> list[Claim]:
    """The registered claims of a `lesson` ("01"), in the order of the file; none when it has no file.

    Raises TypeError when an entry lacks a field or has one that is none.
    """
    path = REGISTER / f"{lesson}.toml"
    if not path.exists():
        return []
    return [Claim(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["claim"]]


def tables() -> str:
    """The claims of all lessons in Markdown: a heading for each lesson that has some, linked, and a row per claim."""
    parts = []
    for number, lesson in lessons().items():
        if found := claims(number):
            rows = [f"| {claim.says} | {claim.null} | {claim.wrong_if} |" for claim in found]
            parts += [
                f"## [{number} · {lesson.title}](../../notebooks/{lesson.file})",
                "\n".join(["| What it claims | The null beside it | Wrong, if |", "|---|---|---|", *rows]),
            ]
    return "\n\n".join(parts)
