"""The pages of teaching/: each is reached, its numbers are those of the rule, and it repeats no other file."""

import re

import pytest
from nbformat.v4 import new_markdown_cell
from notebook_cells import CHECKOUT, LESSONS

from lessonlib.course.minutes import BEGINNING, minutes, minutes_of_cell, slug
from lessonlib.course.outline import lessons
from lessonlib.course.site import fill_in
from lessonlib.exercises.lesson_01_pairs import context_pairs
from lessonlib.exercises.register import find_task, tasks

TEACHING = CHECKOUT / "teaching"
PAGES = sorted(TEACHING.glob("*.md"))

every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def text(name):
    return (TEACHING / name).read_text(encoding="utf-8")


@every_page
def test_a_page_is_reached_from_the_first_one_and_what_it_asks_for_is_made(path):
    assert path.name == "index.md" or f"]({path.name}" in text("index.md")
    assert not re.search(r"^\{\w+\}", fill_in(text(path.name)), re.MULTILINE)


@every_page
def test_the_minutes_are_those_of_the_rule(path):
    """In each line that links to a section after naming some."""
    found = {(lesson.file, slug(name)): each for lesson in lessons().values() for name, each in lesson.sections.items()}
    for line in text(path.name).splitlines():
        if row := re.match(r".*?\b(\d+) minutes?\b.*\(\.\./notebooks/([\w.]+)(?:#([\w-]+))?\)", line):
            time = minutes(found[row[2], row[3] or slug(BEGINNING)])
            saved = sum(find_task(task).minutes for task in re.findall(r"`(\w+)`", line.partition("only run:")[2]))
            assert int(row[1]) == round(time - saved), line


@every_page
def test_a_section_that_a_page_links_to_is_there(path):
    known = {(lesson.file, slug(heading)) for lesson in lessons().values() for heading in lesson.sections}
    assert set(re.findall(r"\(\.\./notebooks/([\w.]+)#([\w-]+)\)", text(path.name))) <= known


def blocks():
    """The blocks of all plans, with the minutes that the block has: title, rows, tasks to cut."""
    for length, part in re.findall(
        r"^## .*?(45|90|full day)(.*?)(?=^## |\Z)", text("plans.md"), re.DOTALL | re.MULTILINE
    ):
        for title, block in re.findall(r"^### (.*?)$(.*?)(?=^### |\Z)", part, re.DOTALL | re.MULTILINE):
            yield title, 90 if length == "full day" else int(length), block


def test_the_plans_fit_and_leave_time_to_arrive_and_to_talk():
    found = list(blocks())
    assert len(found) == 4 + 2 + 4
    for title, length, block in found:
        planned = sum(map(int, re.findall(r"^\| (\d+) minutes? \|", block, re.MULTILINE)))
        run_first = block.count("| | 0")  # a minute each
        assert length / 2 < planned + run_first <= length - 4, title


def test_the_tasks_of_the_plans_belong_to_their_sections():
    named = 0
    for title, _, block in blocks():
        rows, cut = block.split("**Cut first:**")
        in_block = set()
        for row in re.findall(r"^\| \d+ .*$", rows, re.MULTILINE):
            number, heading = re.search(r"\| (\d\d): \[(.*?)\]\(", row).groups()
            of_section = {cell.metadata.get("task") for cell in lessons()[number].sections[heading]}
            only_run = set(re.findall(r"`(\w+)`", row))
            assert only_run <= of_section, (title, heading)
            in_block |= of_section - only_run
            named += len(only_run)
        assert set(re.findall(r"`(\w+)`", cut)) <= in_block, title
    assert named > 20


def test_the_quiz_has_a_key_whose_wrong_letters_are_beliefs_that_the_course_knows():
    asked = re.findall(r"^\*\*(\d+)\.\*\* (.*?)(?=^\*\*|\Z)", text("quiz.md"), re.DOTALL | re.MULTILINE)
    keys = re.findall(r"^\*\*(\d+): (\w)\.\*\*(.*?)(?=^\*\*|\Z)", text("quiz-key.md"), re.DOTALL | re.MULTILINE)
    beliefs = {wrong.name for task in tasks() for wrong in task.wrong}
    assert [number for number, _ in asked] == [number for number, *_ in keys] == list(map(str, range(1, 13)))
    for (_, question), (_, right, key) in zip(asked, keys, strict=True):
        reasons = dict(re.findall(r"^- (\w)\) \*(.+?):\*", key, re.MULTILINE))
        assert sorted(re.findall(r"^- (\w)\)", question, re.MULTILINE)) == sorted([right, *reasons])
        assert set(reasons.values()) <= beliefs
        lesson, promise = re.search(r"promise of lesson (\d\d): (.+)\.", key).groups()
        assert promise in " ".join(lessons()[lesson].sections[BEGINNING][0].source.split())
    letters = [right for _, right, _ in keys]
    assert set(letters) == set("abcd") and max(map(letters.count, letters)) <= 4, "the right letter varies"


def test_the_numbers_of_quiz_and_follow_ups_are_computed():
    pairs, step = (
        part for part in text("quiz.md").split("\n\n**") if "was calm" in part or "slope of the loss" in part
    )
    right = dict(re.findall(r"^\*\*(\d+): (\w)\.\*\*", text("quiz-key.md"), re.MULTILINE))
    sea = "the sea was calm today".split()
    assert f"- {right[pairs.split('.')[0]]}) {len(context_pairs(sea, 1))}\n" in pairs + "\n"
    assert f"- {right[step.split('.')[0]]}) {2 - 0.1 * -5:g}\n" in step + "\n"
    words = "we know a word by its company".split()
    assert f"({len(context_pairs(words, 6))}, which is 7 times 6.)" in text("lesson-01.toml")
    second = 2.6 - 0.1 * 2 * (2.6 - 1)
    assert f"(2.6 less 0.1 times {2 * (2.6 - 1):.1f} is {second:.2f}.)" in text("lesson-03.toml")
    assert "a hundred tricks that do nothing? (Five would" in text("lesson-05.toml") and pytest.approx(5) == 100 * (
        1 - 0.95
    )


@pytest.mark.parametrize("lesson", lessons())
def test_the_terms_of_a_concept_map_are_used_in_the_lesson(lesson):
    terms = set(re.findall(r"^- \*(.+?)\*, .* \*(.+?)\*$", text(f"lesson-{lesson}.md"), re.MULTILINE))
    said = " ".join(
        " ".join(cell.source for cell in lessons()[lesson].cells if cell.cell_type == "markdown").split()
    ).lower()
    assert len(terms) >= 8
    assert {term for pair in terms for term in pair if term.lower() not in said} == set()


def test_twenty_minutes_suffice_to_read_what_the_first_45_minutes_need():
    """By the rule of the lessons, which is for readers to whom the subject is new."""
    headings = [BEGINNING, *re.findall(r"\[(.*?)\]\(\.\./notebooks/01_embeddings\.ipynb#", text("first-45.md"))]
    assert len(headings) == 5
    texts = [cell for name in headings for cell in lessons()["01"].sections[name] if cell.cell_type == "markdown"]
    assert sum(map(minutes_of_cell, [*texts, new_markdown_cell(fill_in(text("first-45.md")))])) <= 20


def test_every_lesson_has_its_handouts_and_its_misconceptions():
    for path in LESSONS:
        assert f"{{misconceptions}} {path.stem[:2]}\n" in text("misconceptions.md")
        for place in ("slides/{}.html", "learners/{}.ipynb", "solutions/{}.ipynb"):
            assert f'href="../handouts/{place.format(path.stem)}"' in text("handouts.md")
