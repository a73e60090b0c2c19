"""The terms of the lessons: a map of each lesson's, what a lesson takes from those before it, and a check.

The check: a term of a map is used in its lesson, and it stands in the glossary, or was introduced by then, that is, set
in italics or in bold type where the lessons first use it.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib

from lessonlib.course.outline import Lesson, lessons, read_settings
from lessonlib.course.solutions import CHECKOUT
from lessonlib.errors import InputError
from lessonlib.notebook import figure
from lessonlib.plots.concepts import plot_concept_map

_UNREAD = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]*>", re.DOTALL)
_TERM = re.compile(r"^(?! )([^\s:`{}#].*)$", re.MULTILINE)


def terms(lesson: str, checkout: Path = CHECKOUT) -> list[str]:
    """The terms of the map of the `lesson` ("01"), from top to bottom."""
    return [term for row in read_settings(f"lesson-{lesson}", checkout)["map"]["rows"] for term in row]


@cache
def glossary(checkout: Path = CHECKOUT) -> frozenset[str]:
    """The terms that site/glossary.md explains, in lower case."""
    text = (checkout / "site" / "glossary.md").read_text(encoding="utf-8").partition("```{glossary}")[2]
    return frozenset(term.lower() for term in _TERM.findall(text))


def check_terms(lesson: str, checkout: Path = CHECKOUT) -> None:
    """Raise InputError for the first term of the lesson's map that the lesson does not use, or nothing explains."""
    known = lessons(checkout)
    for term in terms(lesson, checkout):
        where = f"teaching/lesson-{lesson}.toml: the map has the term {term!r}, which"
        if not any(_uses(text, term) for _, text in _texts(known[lesson])):
            raise InputError(f"{where} lesson {lesson} does not use")
        first = next(_places(term, checkout))
        if term.lower() not in glossary(checkout) and not _introduces(first[2], term):
            raise InputError(
                f"{where} is not in site/glossary.md, and not introduced (in italics or bold type) where the lessons "
                f"first use it: lesson {first[0].number}, {first[1]!r}"
            )


def concept_map(lesson: str) -> str:
    """The map of the `lesson` as a picture within Markdown; its words for who cannot see it are those of the links."""
    matplotlib.use("Agg")
    settings = read_settings(f"lesson-{lesson}")["map"]
    axes = plot_concept_map(f"lesson {lesson}", settings["rows"], [tuple(link) for link in settings["links"]])
    return figure(axes).data


def builds_on(lesson: str) -> str:
    """Which terms of earlier maps the `lesson` uses, and where they were introduced; in Markdown, a line per lesson."""
    earlier = dict.fromkeys(term for number in lessons() if number < lesson for term in terms(number))
    lines: dict[str, list[str]] = {}
    for term in _used(lesson, list(earlier)):
        places = list(_places(term))
        where, heading, _ = next((place for place in places if _introduces(place[2], term)), places[0])
        lines.setdefault(where.number, []).append(f"{term} ({where.link(heading)})")
    found = [f"- **From lesson {number}:** {', '.join(places)}" for number, places in sorted(lines.items())]
    return "\n".join(found) or "Nothing: this is where the course begins."


def leads_to(lesson: str) -> str:
    """Which later lessons use which terms of the map of the `lesson`, in Markdown, a line per lesson."""
    used = {later: _used(later, terms(lesson)) for later in lessons() if later > lesson}
    lines = [f"- **Lesson {later}:** {', '.join(found)}" for later, found in used.items() if found]
    return "\n".join(lines) or "It is the last lesson."


def _used(lesson: str, candidates: list[str]) -> list[str]:
    return [term for term in candidates if any(_uses(text, term) for _, text in _texts(lessons()[lesson]))]


def _places(term: str, checkout: Path = CHECKOUT) -> Iterator[tuple[Lesson, str, str]]:
    """Where the lessons use `term`, in order: the lesson, the heading of the section, and the text."""
    for lesson in lessons(checkout).values():
        yield from ((lesson, heading, text) for heading, text in _texts(lesson) if _uses(text, term))


@cache
def _texts(lesson: Lesson) -> list[tuple[str, str]]:
    """What is read in each section, by heading: Markdown without code and addresses, and without the opening list."""
    found = []
    for heading, section in list(lesson.sections.items())[1:]:
        source = "\n\n".join(cell.source for cell in section.cells if cell.cell_type == "markdown")
        found.append((heading, _UNREAD.sub(" ", source)))
    return found


def _uses(text: str, term: str) -> bool:
    """Whether `text` has the `term`, or its plural, as words of their own."""
    words = r"\s+".join(map(re.escape, term.split()))
    return bool(re.search(rf"(?<![\w-]){words}(?:e?s)?(?![\w-])", text, re.IGNORECASE))


def _introduces(text: str, term: str) -> bool:
    words = r"\s+".join(map(re.escape, term.split()))
    return bool(re.search(rf"(?<!\w)\*{{1,2}}{words}(?:e?s)?\*{{1,2}}(?!\w)", text, re.IGNORECASE))
