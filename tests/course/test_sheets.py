"""`lessonlib.course.sheets` on a small lesson; tests/site prints the real sheets in a browser."""

import ast
import html
import importlib
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_cells import NOTEBOOKS

from lessonlib.course.sheets import SHEET_TAG, build_sheets, sheet_of
from lessonlib.errors import InputError, InputFileError


def lesson(*cells):
    opening = new_markdown_cell("[![badge](a)](b)\n\n# 01 · One\n\n## 1 · Angles\n\nProse, and\n\n$$a_1 = b$$\n\nmore.")
    closing = new_markdown_cell(
        "## What you now know\n\n*About 1 minute.*\n\n- A fact,\n  and more.\n- Another.\n\n**Next:** no."
    )
    return new_notebook(cells=[opening, *cells, closing])


def test_a_sheet_holds_formulas_functions_names_and_the_closing_words():
    task = 'def angle(u, v):\n    """Of <U> and v, shape (dim,): a number. More."""\n\n\nangle = check("angle", angle)'
    known = {"one_hot"}
    page = sheet_of(
        lesson(
            new_code_cell(task, metadata={"tags": ["task"]}),
            new_code_cell("def helper(u):\n    '''None of the learner's.'''"),
            new_code_cell(
                "import numpy\nfrom lessonlib.embeddings.windows import context_pairs, one_hot\n"
                "from lessonlib.embeddings import counting\nfrom lessonlib.text import STOP_WORDS\n"
                "from lessonlib.classification.network import CNN\nfrom lessonlib.plots.style import describe"
            ),
            new_code_cell("from lessonlib.embeddings.windows import context_pairs"),
        ),
        known,
    )
    assert known == {"one_hot", "context_pairs", "counting", "STOP_WORDS", "CNN"}
    assert "<h1>01 · One</h1>" in page and "<h2>1 · Angles</h2>" in page and "Prose" not in page
    assert "<math" in page and "<msub>" in page
    assert "<b>angle</b>(u, v)</code> Of &lt;U&gt; and v, shape (dim,): a number.</p>" in page
    assert page.count("<b>context_pairs</b>(") == 1 and 'title="lessonlib.classification.network.CNN"' in page
    assert not re.search("helper|one_hot|STOP_WORDS|describe|counting", page)
    closing = page[page.index('class="closing"') :]
    assert "and more." in closing and "<li>Another.</li>" in closing and not re.search("About|Next", closing)


def test_the_figure_of_a_tagged_cell_is_on_the_sheet():
    picture = new_output("execute_result", {"text/html": '<img alt="A box.">'})
    page = sheet_of(lesson(new_code_cell("1", outputs=[picture], metadata={"tags": [SHEET_TAG]})), set())
    assert '<img alt="A box.">' in page
    assert "<img" not in sheet_of(lesson(new_code_cell("1", outputs=[picture])), set())


def test_a_name_that_the_course_does_not_have_is_refused():
    with pytest.raises(InputError, match="imports one_cold from lessonlib.embeddings.windows, which has no such name"):
        sheet_of(lesson(new_code_cell("from lessonlib.embeddings.windows import one_cold")), set())


def test_there_are_sheets_for_notebooks_only(tmp_path):
    with pytest.raises(InputFileError, match="no notebooks"):
        build_sheets(tmp_path, tmp_path / "sheets")


def test_every_name_of_the_library_is_there_and_on_one_sheet(tmp_path):
    """With parameters that it has; and every function that a learner writes is on the sheet of its lesson."""
    listed = []
    for path, page in zip(NOTEBOOKS, build_sheets(folder=tmp_path), strict=True):
        text = page.read_text(encoding="utf-8")
        entries = re.findall(r'<code title="([\w.]+)"><b>(\w+)</b>(?:\((.*?)\))?</code> (.*?)</p>', text, re.DOTALL)
        for place, name, parameters, meaning in entries:
            module, _, attribute = place.rpartition(".")
            thing = getattr(importlib.import_module(module), attribute)
            assert name == attribute and meaning.strip()
            assert not parameters or set(parameters.split(", ")) <= set(thing.__code__.co_varnames)
            listed.append(name)
        notebook = nbformat.read(path, as_version=4)
        tasks = [cell.source for cell in notebook.cells if "task" in cell.metadata.get("tags", [])]
        defined = [node.name for task in tasks for node in ast.parse(task).body if isinstance(node, ast.FunctionDef)]
        assert [name for name in defined if f'class="yours"><code><b>{name}</b>' not in text] == []
        assert html.escape(notebook.cells[0].source.split("\n# ")[1].splitlines()[0]) in text
    assert len(listed) > 60 and sorted(set(listed)) == sorted(listed)
