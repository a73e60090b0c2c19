"""The files of teaching/: each page is reached, and nothing in them repeats what another file owns."""

import re

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from lessonlib.course.generated import fill_in
from lessonlib.course.minutes import minutes_of_cell
from lessonlib.course.plans import read_plan
from lessonlib.course.solutions import CHECKOUT
from lessonlib.embeddings.windows import context_pairs
from lessonlib.exercises.register import tasks

TEACHING = CHECKOUT / "teaching"
PAGES = sorted(TEACHING.rglob("*.md"))
AUTHORED = sorted([*PAGES, *TEACHING.rglob("*.toml")])
RUN = 12
"""So many words in a row are no accident."""


def runs(text):
    """Every run of RUN words in `text`."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def owned_elsewhere():
    """What other files own: the lessons, the tasks, the README and its like, the glossary."""
    texts = [path.read_text(encoding="utf-8") for path in CHECKOUT.glob("*.md")]
    texts += [(CHECKOUT / name).read_text(encoding="utf-8") for name in ("data/README.md", "site/glossary.md")]
    for path in (CHECKOUT / "notebooks").glob("*.ipynb"):
        texts += [cell.source for cell in nbformat.read(path, as_version=4).cells]
    texts += [text for task in tasks() for text in (*task.hints, task.after, *(wrong.message for wrong in task.wrong))]
    return set().union(*map(runs, texts))


def test_no_authored_text_repeats_another():
    owned = {run: "another file of the course" for run in owned_elsewhere()}
    for path in AUTHORED:
        text = path.read_text(encoding="utf-8")
        mine = runs(re.sub(r"\b(?:lesson|section) = .*", "", text))
        repeated = {" ".join(run): owned[run] for run in mine & owned.keys()}
        assert not repeated, f"{path.name} repeats {repeated}"
        owned |= dict.fromkeys(mine, path.name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_reached_from_the_first_one(path):
    links = re.findall(r"\]\(([^)#]+)", (TEACHING / "index.md").read_text(encoding="utf-8"))
    assert path.name == "index.md" or path.relative_to(TEACHING).as_posix() in links


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_is_generated_is_there(path):
    text = path.read_text(encoding="utf-8")
    filled = fill_in(text)
    assert "{generated}" not in filled and len(filled) >= len(text) - 60 * text.count("{generated}")


def test_twenty_minutes_suffice_to_read_what_the_first_45_minutes_need():
    """By the rule of the lessons, which is for readers to whom the subject is new."""
    (first, *_) = read_plan("4x45")
    texts = [cell for step in first.steps for cell in step.section.cells if cell.cell_type == "markdown"]
    page = new_markdown_cell(fill_in((TEACHING / "first-45.md").read_text(encoding="utf-8")))
    assert sum(map(minutes_of_cell, [*texts, page])) <= 20


def test_the_pilot_report_is_a_form_that_is_linked_to():
    yaml = pytest.importorskip("yaml")
    form = yaml.safe_load((CHECKOUT / ".github/ISSUE_TEMPLATE/pilot.yml").read_text(encoding="utf-8"))
    labels = " ".join(field["attributes"]["label"] for field in form["body"])
    for asked in (
        "each section take",
        "tasks take",
        "installing",
        "figures or pages",
        "solutions",
        "lost",
        "learners ask",
    ):
        assert asked in labels
    assert "issues/new?template=pilot.yml" in (TEACHING / "index.md").read_text(encoding="utf-8")


def test_the_numbers_of_the_follow_ups_are_computed():
    files = (TEACHING / f"lesson-{number}.toml" for number in ("01", "03", "05"))
    first, third, fifth = (file.read_text(encoding="utf-8") for file in files)
    words = "we know a word by its company".split()
    assert f"({len(context_pairs(words, 6))}, which is 7 times 6.)" in first
    second = 2.6 - 0.1 * 2 * (2.6 - 1)
    assert f"(2.6 less 0.1 times {2 * (2.6 - 1):.1f} is {second:.2f}.)" in third
    assert "a hundred tricks that do nothing? (Five would" in fifth and pytest.approx(5) == 100 * (1 - 0.95)
