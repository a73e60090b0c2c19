"""`lessonlib.course.minutes`: how long a section takes."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.course.minutes import BEGINNING, minutes, sections
from lessonlib.exercises.register import find_task


def words(number):
    return " ".join(["word"] * number)


@pytest.fixture
def lesson():
    task = {"tags": ["task"], "task": "cosine"}
    return new_notebook(
        cells=[
            new_markdown_cell("# 01 · One"),
            new_markdown_cell(f"## 1 · First\n\n{words(397)}"),
            *[new_code_cell("print()") for _ in range(4)],
            new_code_cell("...", metadata=task),
            new_markdown_cell(f"## 2 · Second\n\n{words(50)}"),
            new_markdown_cell(f"### Deeper (optional)\n\n{words(796)}"),
            new_code_cell("print()"),
            new_markdown_cell("## 3 · Last"),
        ]
    )


def test_words_cells_and_tasks_count_by_the_rule(lesson):
    found = sections(lesson)
    assert list(found) == [BEGINNING, "1 · First", "2 · Second", "Deeper (optional)", "3 · Last"]
    assert find_task("cosine").minutes == 5
    assert list(map(minutes, found.values())) == [1, 9, 1, 4, 1]  # 400 / 200 + 4 * 0.5 + 5; 798 / 200 + 0.5


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
    plain, more = (minutes([new_markdown_cell(f"## H\n\n{words(290)}\n\n{text}")]) for text in ("", unread))
    assert plain == more == 1
