"""`lessonlib.course.minutes`: how long a section takes, and where that is written."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.course.minutes import sections, slug, with_minutes, write_minutes
from lessonlib.exercises.register import find_task

INTRO = "# 01 · One\n\n**Time:** about 7 minutes; the computer works for one of them."


def words(number):
    return " ".join(["word"] * number)


@pytest.fixture
def lesson():
    task = {"tags": ["task"], "task": "cosine"}
    return new_notebook(
        cells=[
            new_markdown_cell(INTRO),
            new_markdown_cell(f"## 1 · First\n\n{words(397)}"),
            *[new_code_cell("print()") for _ in range(4)],
            new_code_cell("...", metadata=task),
            new_markdown_cell(f"## 2 · Second\n\n{words(50)}\n\n### Deeper (optional)\n\n{words(796)}"),
            new_code_cell("print()"),
            new_markdown_cell("## 3 · Last"),
        ]
    )


def test_words_cells_and_tasks_count_by_the_rule(lesson):
    found = sections(lesson)
    assert [section.heading for section in found] == ["", "1 · First", "2 · Second", "Deeper (optional)", "3 · Last"]
    assert find_task("cosine").minutes == 5
    assert [section.minutes() for section in found] == [1, 9, 1, 4, 1]  # 400 / 200 + 4 * 0.5 + 5; 798 / 200 + 0.5
    assert found[1].minutes({"cosine"}) == 5  # a little more than 9 - 5 + 0.5


@pytest.mark.parametrize(
    "unread",
    [
        f"```python\n{words(400)}\n```",
        f"<details><summary>Solution</summary>{words(400)}</details>",
        f"[two](https://example.org/{'a/' * 400})",
        "*About 4 minutes.*",
    ],
)
def test_what_is_not_read_at_once_does_not_count(unread):
    plain, more = (
        sections(new_notebook(cells=[new_markdown_cell(f"## H\n\n{words(290)}\n\n{text}")])) for text in ("", unread)
    )
    assert plain[1].minutes() == more[1].minutes() == 1


def test_the_minutes_are_written_once_below_each_heading_and_in_the_first_cell(lesson):
    once = nbformat.writes(with_minutes(lesson))
    assert lesson.cells[0].source == INTRO.replace("7 minutes;", "12 minutes, and 4 more for what is optional;")
    assert lesson.cells[1].source.startswith("## 1 · First\n\n*About 9 minutes.*\n\nword")
    assert "## 2 · Second\n\n*About 1 minute.*\n\nword" in lesson.cells[7].source
    assert "### Deeper (optional)\n\n*Optional: about 4 minutes.*\n\nword" in lesson.cells[7].source
    assert lesson.cells[9].source == "## 3 · Last\n\n*About 1 minute.*"
    assert nbformat.writes(with_minutes(lesson)) == once
    lesson.cells[1].source += " " + words(2000)
    assert with_minutes(lesson).cells[1].source.startswith("## 1 · First\n\n*About 19 minutes.*\n\nword")


def test_all_files_are_brought_up_to_date(lesson, tmp_path):
    texts = {
        "README.md": "| [One](notebooks/01_one.ipynb) | learn 5 things | 7 minutes | [open](x) |\n"
        "(notebooks/01_one.ipynb) 3 minutes",
        "teaching/plan.md": "| 7 minutes | [First](../notebooks/01_one.ipynb#1--first) | |\n"
        "| 7 minutes | [First](../notebooks/01_one.ipynb#1--first) | only run: `cosine` |\n"
        "2 minutes for [all](../notebooks/01_one.ipynb), and 45 minutes in all",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    nbformat.write(lesson, tmp_path / "notebooks" / "01_one.ipynb")
    assert [path.name for path in write_minutes(tmp_path)] == ["README.md", "01_one.ipynb", "plan.md"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == texts["README.md"].replace("7 minutes", "12 minutes")
    full, part, whole = (tmp_path / "teaching" / "plan.md").read_text(encoding="utf-8").splitlines()
    assert full.startswith("| 9 minutes |") and part.startswith("| 5 minutes |")
    assert whole.startswith("1 minute for [all]") and whole.endswith("45 minutes in all")
    assert write_minutes(tmp_path) == []


def test_anchors_are_those_of_the_pages():
    assert slug("1 · Why not one-hot?") == "1--why-not-one-hot"
    assert slug("8 · What are vectors worth, and what?") == "8--what-are-vectors-worth-and-what"
