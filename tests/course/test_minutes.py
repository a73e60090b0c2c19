"""`lessonlib.course.minutes`: how long a section takes, and where that is written."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.course.minutes import longest_stretch, readme_with_minutes, sections, total, with_minutes, write_minutes
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
    assert found[1].exact == pytest.approx(400 / 200 + 4 * 0.5 + find_task("cosine").minutes, abs=0.01)
    assert found[3].exact == pytest.approx(798 / 200 + 0.5, abs=0.01)
    assert [section.minutes for section in found] == [1, 9, 1, 4, 1]
    assert total(found) == "12 minutes, and 4 more for what is optional"


@pytest.mark.parametrize(
    "unread",
    [
        f"```python\n{words(400)}\n```",
        f"<details><summary>Solution</summary>{words(400)}</details>",
        "*About 4 minutes.*",
    ],
)
def test_what_is_not_read_at_once_does_not_count(unread):
    plain, more = (sections(new_notebook(cells=[new_markdown_cell(f"## H\n\n{text}")])) for text in ("", unread))
    assert plain[1].exact == more[1].exact > 0


def test_the_address_of_a_link_is_not_read():
    linked = sections(new_notebook(cells=[new_markdown_cell("[two words](https://example.org/a/b) more")]))
    assert linked[0].exact == pytest.approx(3 / 200)


def test_the_minutes_are_written_once_below_each_heading_and_in_the_first_cell(lesson):
    once = nbformat.writes(with_minutes(lesson))
    assert lesson.cells[0].source == INTRO.replace("7 minutes;", "12 minutes, and 4 more for what is optional;")
    assert lesson.cells[1].source.startswith("## 1 · First\n\n*About 9 minutes.*\n\nword")
    assert "## 2 · Second\n\n*About 1 minute.*\n\nword" in lesson.cells[7].source
    assert "### Deeper (optional)\n\n*Optional: about 4 minutes.*\n\nword" in lesson.cells[7].source
    assert lesson.cells[9].source == "## 3 · Last\n\n*About 1 minute.*"
    assert nbformat.writes(with_minutes(lesson)) == once


def test_new_text_gives_new_minutes(lesson):
    with_minutes(lesson).cells[1].source += " " + words(2000)
    assert with_minutes(lesson).cells[1].source.startswith("## 1 · First\n\n*About 19 minutes.*\n\nword")


def test_a_stretch_ends_at_a_break_and_leaves_out_what_is_optional(lesson):
    assert longest_stretch(lesson) == 12
    lesson.cells.insert(7, new_markdown_cell("**This is a good place for a break.**"))
    assert longest_stretch(lesson) == 10


def test_the_readme_and_the_files_are_brought_up_to_date(lesson, tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in ("01_one.ipynb", "02_two.ipynb"):
        nbformat.write(lesson, tmp_path / "notebooks" / name)
    rows = (
        "| [One](notebooks/01_one.ipynb) | learn 5 things | 7 minutes | [open](x) |\n"
        "| [Two](notebooks/02_two.ipynb) | | 8 minutes | [open](x) |\n"
    )
    (tmp_path / "README.md").write_text(rows, encoding="utf-8")
    assert [path.name for path in write_minutes(["01"], tmp_path)] == ["README.md", "01_one.ipynb"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == rows.replace("7 minutes", "12 minutes")
    assert write_minutes(["01"], tmp_path) == [] and len(write_minutes(checkout=tmp_path)) == 2


def test_a_line_of_the_readme_outside_its_table_is_left_alone(lesson):
    assert readme_with_minutes("(notebooks/a.ipynb) 3 minutes", "a.ipynb", lesson) == "(notebooks/a.ipynb) 3 minutes"
