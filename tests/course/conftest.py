"""A course of two short lessons, for what looks at lessons as a teacher does."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

OPTIONS = "- a) *dog*\n- b) *banana*, which stands\n  next to it\n- c) neither"
STUB = 'nearest = ...\n\nnearest = check("nearest_to_cat", nearest)'
PROMISES = (
    "**By the end you can**\n\n- tell words apart\n- take (target, context)\n  pairs\n\n**Time:** about 3 minutes."
)


def task(name: str, source: str):
    """The cell of a task."""
    return new_code_cell(source, metadata={"tags": ["task"], "task": name})


@pytest.fixture
def small_course(tmp_path: Path):
    """A checkout with two lessons and a glossary, and a function that writes a file into its folder teaching/."""
    first = [
        new_markdown_cell(f"[badge](x)\n\n# 01 · One\n\n{PROMISES}"),
        new_markdown_cell("## 1 · First\n\n*About 1 minute.*\n\nA *corpus* has words. **Guess:** which is near *cat*?"),
        new_markdown_cell(f"No task follows the guess above.\n\n**Guess:** and by the list?\n\n{OPTIONS}"),
        task("nearest_to_cat", STUB),
        new_markdown_cell("**Your turn.** Write it."),
        task("cosine", 'def cosine(u, v):\n    """How far <u> and v agree."""\n\n\ncosine = check("cosine", cosine)'),
        new_markdown_cell("## 2 · Second\n\nA vector per word. **What this did not show:** why. And what is new?"),
        new_markdown_cell("## To try on your own (optional)\n\n**Which** one?"),
    ]
    second = [
        new_markdown_cell("# 02 · Two\n\n**By the end you can**\n\n- count"),
        new_markdown_cell("## 1 · Only\n\nTwo corpora and many corpuses; a filter"),
    ]
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "teaching").mkdir()
    (tmp_path / "site").mkdir()
    for name, cells in {"01_one": first, "02_two": second}.items():
        nbformat.write(new_notebook(cells=cells), tmp_path / "notebooks" / f"{name}.ipynb")
    glossary = "# Glossary\n\nWords.\n\n```{glossary}\n:sorted:\n\nVector\nword vector\n  A list of numbers: 3.\n```\n"
    (tmp_path / "site" / "glossary.md").write_text(glossary, encoding="utf-8")

    def write(name: str, text: str) -> Path:
        (tmp_path / "teaching" / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write
