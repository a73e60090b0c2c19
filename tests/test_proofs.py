"""The proofs of cells as this suite runs them: on notebooks of two cells."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

FAILS = "assert x == 4, 'the proof is run'"
PROOFS = {
    "holds": ["y = x", "assert y == 3, 'the cell itself came first'"],
    "fails": [FAILS],
    "prints": ["print('hello')"],
    "stops": ["raise SystemExit"],
}


def shows(value, source, count, proof=()):
    """An executed cell whose last line gives `value`, with its proof."""
    output = new_output("execute_result", {"text/plain": value}, execution_count=count)
    return new_code_cell(source, execution_count=count, outputs=[output], metadata={"proof": list(proof)})


def test_a_proof_that_fails_prints_or_ends_the_kernel_fails_after_its_cell(tmp_path):
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, proof in PROOFS.items():
        cells = [shows("4", "x = 3\nx + 1", 1, proof), shows("3", "x", 2)]
        nbformat.write(new_notebook(cells=cells, metadata=metadata), tmp_path / f"{name}.ipynb")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")  # not the course's own
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "--nbval", "--nbval-current-env", "-rA", "--color=no"]
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    failed = re.findall(r"^FAILED (\w+)\.ipynb::(Cell .*proof) - ", result.stdout, re.MULTILINE)
    assert sorted(failed) == [(name, "Cell 0, proof") for name in ("fails", "prints", "stops")], result.stdout
    assert len(re.findall(r"^PASSED ", result.stdout, re.MULTILINE)) == 9
    assert FAILS in result.stdout and "AssertionError" in result.stdout
