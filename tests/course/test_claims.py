"""The register of claims in tests/claims: each stands in an executed lesson, and its assertion runs there."""

import pytest

from lessonlib.course.claims import REGISTER, claims, tables
from lessonlib.course.outline import lessons

FIELDS = {"says", "cell", "words", "null", "wrong_if", "proof"}
REGISTERED = [(number, claim) for number in lessons() for claim in claims(number)]


def read(cell):
    """What a reader sees of `cell`: its text, and what it printed."""
    outputs = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]
    return " ".join([cell.source, *outputs])


def test_every_file_belongs_to_a_lesson_and_holds_claims():
    files = {path.stem for path in REGISTER.glob("*.toml")}
    assert files and files == {number for number, _ in REGISTERED}


@pytest.mark.parametrize(("lesson", "claim"), REGISTERED, ids=[f"{n}-{c['cell']}" for n, c in REGISTERED])
def test_a_claim_is_read_in_its_lesson_and_asserted_by_its_cell(lesson, claim):
    cells = lessons()[lesson].cells
    assert claim.keys() == FIELDS
    seen = " ".join(" ".join(map(read, cells)).split())  # a phrase may be broken over two lines
    assert claim["words"] in seen, f"nobody can search for {claim['words']!r} in lesson {lesson}"
    (cell,) = [cell for cell in cells if cell.id == claim["cell"]]
    lines = [line.strip() for line in (*cell.source.splitlines(), *cell.metadata.get("proof", []))]
    assert claim["proof"].startswith("assert ") and claim["proof"] in lines, f"{claim['cell']} does not assert it"


def test_the_page_has_a_row_for_each():
    page = tables()
    assert page.count("\n| ") == len(REGISTERED) + len({lesson for lesson, _ in REGISTERED})
    for _, claim in REGISTERED:
        assert all("|" not in text for text in (claim["says"], claim["null"], claim["wrong_if"]))
        assert f"| {claim['says']} | {claim['null']} | {claim['wrong_if']} |" in page
