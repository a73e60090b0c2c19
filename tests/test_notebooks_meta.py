"""Every committed notebook is as the course promises; nbval runs their cells, this file looks at how they are made."""

import ast
import re
import sys
from types import ModuleType

import nbformat
import pytest
from notebook_cells import (
    CHECKOUT,
    LESSONS,
    NOTEBOOKS,
    RECORD,
    code_cells,
    compared_per_notebook,
    is_compared,
    prints,
    recorded,
)

from lessonlib.course.address import COLAB_TAG, badge, repository

IGNORED = "nbval-ignore-output"
# A folder that exists on one computer only.
ABSOLUTE_PATH = re.compile(r"(?<![\w.:/])/(?:home|Users|root|tmp|work|var|private|opt|mnt|content)/\w|\b[A-Z]:\\")

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def markdown(path):
    return [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]


@every_notebook
def test_every_code_cell_was_executed_once_and_in_order(path):
    assert all(cell.source.strip() for cell in read(path).cells), "an empty cell"
    assert [cell.execution_count for cell in code_cells(path)] == list(range(1, len(code_cells(path)) + 1))


@every_notebook
def test_no_output_is_an_error_or_a_warning(path):
    for cell in code_cells(path):
        wanted = "raises-exception" in cell.metadata.get("tags", [])
        kinds = {output.get("name", output.output_type) for output in cell.outputs}
        assert "stderr" not in kinds, cell.source
        assert wanted == ("error" in kinds), cell.source


@every_notebook
def test_size_kernel_and_format(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert path.stat().st_size <= 1_000_000
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.colab.generative_ai_disabled  # Colab then offers no completions that solve the tasks
    assert "widgets" not in notebook.metadata  # a widget's state is shown nowhere but in the browser that made it


@every_lesson
def test_most_of_what_is_printed_is_compared(path):
    printing = [cell for cell in code_cells(path) if prints(cell)]
    assert sum(map(is_compared, printing)) >= 0.6 * len(printing) > 0


@every_notebook
def test_what_is_not_compared_says_why(path):
    for cell in code_cells(path):
        reason = cell.metadata.get("not_compared", "")
        assert (IGNORED in cell.metadata.get("tags", [])) == bool(reason), cell.source
        assert not reason or len(reason.strip()) > 8, cell.source
        assert "not compared" not in cell.source, cell.source  # the reason is not the reader's concern
        assert "NBVAL" not in cell.source and "nbval-skip" not in cell.metadata.get("tags", [])


@every_notebook
def test_a_proof_asserts_something(path):
    for cell in read(path).cells:
        proof = cell.metadata.get("proof")
        assert proof is None or cell.cell_type == "code", cell.source
        if proof is not None:
            assert any("assert " in line for line in proof) and not any("\n" in line for line in proof), proof


def test_the_number_of_compared_cells_is_the_recorded_one(request):
    assert request.config.option.nbval, "nbval compares them: pyproject.toml switches it on"
    assert compared_per_notebook() == recorded(), f"if {RECORD.name} should say so: python tests/notebook_cells.py"


@every_notebook
def test_no_path_of_one_computer(path):
    for cell in read(path).cells:
        assert not ABSOLUTE_PATH.search(cell.source), cell.source
        for output in cell.get("outputs", []):
            for kind, text in {"text/plain": output.get("text", ""), **output.get("data", {})}.items():
                assert not kind.startswith("text/") or not ABSOLUTE_PATH.search(text), text


@every_notebook
def test_the_badge_and_the_colab_cell_are_in_step_with_the_address(path):
    assert read(path).cells[0].source.splitlines()[0] == badge(repository(), path.name)
    cell = colab_cell(path)
    assert cell.source == colab_cell(NOTEBOOKS[0]).source and f'github.com/{repository()}"' in cell.source
    assert cell.outputs == [] and cell.metadata.jupyter.source_hidden
    first = next(one for one in code_cells(path) if "lessonlib" in one.source)
    assert first == cell, "it stands before all that needs the package"


def colab_cell(path):
    """The cell that fetches the package on Google Colab."""
    (cell,) = [cell for cell in code_cells(path) if COLAB_TAG in cell.metadata.get("tags", [])]
    return cell


def test_the_cell_for_colab_gets_the_package_on_colab_and_elsewhere_says_how(monkeypatch):
    ran = []
    monkeypatch.setattr("subprocess.run", lambda command, check: ran.append(command))
    cell = colab_cell(NOTEBOOKS[0]).source
    exec(cell, {})  # the package is here
    monkeypatch.setitem(sys.modules, "lessonlib", None)
    with pytest.raises(ModuleNotFoundError, match=rf"%pip install git\+https://github.com/{repository()}.*make lab"):
        exec(cell, {})
    assert ran == []
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    exec(cell, {})
    assert ran == [[sys.executable, "-m", "pip", "install", "-q", f"git+https://github.com/{repository()}"]]


@every_notebook
def test_a_lesson_exported_as_a_script_is_python(path):
    """Without `%` and `!`: some exporters comment these out, and leave an empty block behind."""
    ast.parse("\n".join(cell.source for cell in code_cells(path)))


def test_the_readme_is_in_step_with_the_address():
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        assert f"https://colab.research.google.com/github/{repository()}/blob/learners/{path.name}" in readme
    assert f"git clone https://github.com/{repository()}" in readme


@every_notebook
def test_every_figure_has_words(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            data = output.get("data", {})
            assert not [kind for kind in data if kind.startswith("image/")], f"show it with `figure`: {cell.source}"
            page = data.get("text/html", "")
            figures = re.findall(r'<img alt="([^"]{20,})" width="(\d+)"', page)
            assert len(figures) == page.count("<img"), cell.source
            # Letters have 10 points, in a picture of 110 dots per inch: so they are 9 pixels high on a phone of 360.
            assert all(int(width) * 9 <= 360 * 10 * 110 / 72 for _, width in figures), cell.source
    assert not [text for text in markdown(path) if "![" in text or "<img" in text], "a cell draws it, and says what"


@every_lesson
def test_the_lesson_opens_and_closes_as_the_others_do(path):
    texts = markdown(path)
    number = path.stem[:2]
    titles = [line for text in texts for line in _outside_code(text) if line.startswith("# ")]
    assert len(titles) == 1 and titles[0].startswith(f"# {number} · ")
    assert "By the end you can" in texts[0] and re.search(r"\d+ minutes", texts[0])
    assert "What this did not show" in texts[-1]
    following = [other.name for other in LESSONS if other.stem[:2] > number]
    assert not following or following[0] in texts[-1]
    assert "your_own_text.ipynb" in texts[-1]


def _outside_code(text: str) -> list[str]:
    """The lines of Markdown `text` that are no code."""
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL).splitlines()


@every_lesson
def test_the_readme_calls_the_lesson_by_its_title(path):
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    (title,) = re.findall("^# (.+)$", markdown(path)[0], re.MULTILINE)
    assert f"| [{title}](notebooks/{path.name})" in readme
