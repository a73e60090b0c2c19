"""`lessonlib.course.execution`, and the proofs of cells as nbval runs them in this suite: on tiny notebooks."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.course.execution import CellFailed, execute_notebook

TESTS = Path(__file__).resolve().parent.parent
HOLDS = ["y = x", "assert y == 3, 'the cell itself came first'"]
FAILS = ["assert x == 4, 'the proof is run'"]
PRINTS = ["print('hello')"]


def shows(value, source, count, proof):
    """An executed cell whose last line gives `value`, with its proof."""
    output = new_output("execute_result", {"text/plain": value}, execution_count=count)
    return new_code_cell(source, execution_count=count, outputs=[output], metadata={"proof": proof})


def proven(*proof):
    """A notebook of two cells, the first of which carries `proof`."""
    return new_notebook(
        cells=[new_markdown_cell("# One"), shows("4", "x = 3\nx + 1", 1, list(proof)), shows("3", "x", 2, [])],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def test_a_proof_runs_after_its_cell_and_leaves_no_trace(tmp_path):
    notebook = proven(*HOLDS)
    execute_notebook(notebook, tmp_path, "one")
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in proven().cells]
    assert notebook.cells[1].metadata == {"proof": HOLDS}
    first, second = notebook.cells[1:]
    assert (first.execution_count, second.execution_count) == (1, 2)
    results = [
        (output.data["text/plain"], output.execution_count) for each in (first, second) for output in each.outputs
    ]
    assert results == [("4", 1), ("3", 2)]


@pytest.mark.parametrize(("proof", "message"), [(FAILS, "the proof is run"), (PRINTS, "prints nothing")])
def test_a_proof_that_fails_or_prints_fails_its_cell(proof, message, tmp_path):
    with pytest.raises(CellFailed, match=f"^one, cell 1 of 2: .*{message}") as failed:
        execute_notebook(proven(*proof), tmp_path, "one")
    assert proof[0] in failed.value.details and "\x1b" not in failed.value.details


def test_the_proof_of_a_cell_that_shows_an_error_is_run_too(tmp_path):
    cell = new_code_cell("1 / 0", metadata={"tags": ["raises-exception"], "proof": ["assert False, 'still strict'"]})
    with pytest.raises(CellFailed, match="still strict"):
        execute_notebook(new_notebook(cells=[cell]), tmp_path, "one")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise ValueError('no such word')", "cell 2 of 2: ValueError: no such word$"),
        ("import os; os._exit(1)", "cell 2 of 2: Python itself died"),
        ("import socket; socket.getaddrinfo('elsewhere.invalid', 443)", "the course needs no network"),
    ],
)
def test_a_cell_that_fails_is_named(source, message, tmp_path):
    notebook = new_notebook(cells=[new_code_cell(""), new_code_cell("1"), new_code_cell(source)])
    with pytest.raises(CellFailed, match=message):
        execute_notebook(notebook, tmp_path, "one")


def test_the_suite_runs_proofs_too(tmp_path):
    """A proof that holds, fails, prints, ends the kernel's cell: in notebooks of the same two cells."""
    proofs = {"holds": HOLDS, "fails": FAILS, "prints": PRINTS, "stops": ["raise SystemExit"]}
    for name, proof in proofs.items():
        nbformat.write(proven(*proof), tmp_path / f"{name}.ipynb")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")  # not the course's own
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "--nbval", "--nbval-current-env", "-rA", "--color=no"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    failed = re.findall(r"^FAILED (\w+)\.ipynb::(Cell .*proof) - ", result.stdout, re.MULTILINE)
    assert sorted(failed) == [(name, "Cell 0, proof") for name in ("fails", "prints", "stops")], result.stdout
    assert len(re.findall(r"^PASSED ", result.stdout, re.MULTILINE)) == 9
    assert FAILS[0] in result.stdout and "AssertionError" in result.stdout
