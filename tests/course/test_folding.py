"""`lessonlib.course.folding`: what answers a guess is folded, and nothing else."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.course.folding import fold_guesses


@pytest.mark.parametrize(
    ("before", "folded"),
    [
        ({}, False),
        ({"tags": ["guess-answer"]}, True),
        ({"tags": ["guess-answer", "nbval-ignore-output"], "proof": ["pass"]}, True),
        ({"tags": ["hide-output"], "jupyter": {"outputs_hidden": True}}, False),
        ({"jupyter": {"outputs_hidden": True}}, False),
    ],
)
def test_a_tag_decides(before, folded):
    notebook = new_notebook(cells=[new_code_cell("1", metadata=before)])
    fold_guesses(notebook)
    metadata = notebook.cells[0].metadata
    assert (
        ("hide-output" in metadata.get("tags", [])) == (metadata.get("jupyter") == {"outputs_hidden": True}) == folded
    )
    assert metadata.get("proof") == before.get("proof")
    once = str(notebook)
    fold_guesses(notebook)
    assert str(notebook) == once
