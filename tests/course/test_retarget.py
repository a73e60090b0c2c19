"""`lessonlib.course.retarget`: on a small copy of the project."""

import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.course.retarget import COLAB_TAG, PLACEHOLDER, badge, colab_cell, repository, retarget
from lessonlib.errors import InputError

PROJECT = """[project.urls]
Repository = "https://github.com/ada/old"

[tool.other]
url = "https://github.com/ada/old"
"""
README = """[![c](https://github.com/ada/old/actions/workflows/ci.yml/badge.svg)](https://github.com/ada/old/actions)
[colab](https://colab.research.google.com/github/ada/old/blob/main/notebooks/01_one.ipynb)
[another](https://github.com/ada/old-friend) and https://github.com/numpy/numpy; pip install git+https://github.com/ada/old
"""


@pytest.fixture
def checkout(tmp_path):
    """A project with a README and one executed notebook that has neither badge nor Colab cell yet."""
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "README.md").write_text(README)
    (tmp_path / "notebooks").mkdir()
    printed = new_code_cell("print('é')", execution_count=1, outputs=[new_output("stream", name="stdout", text="é\n")])
    nbformat.write(
        new_notebook(cells=[new_markdown_cell("# Title\n\nText"), printed]), tmp_path / "notebooks" / "01_one.ipynb"
    )
    return tmp_path


def read(checkout):
    return nbformat.read(checkout / "notebooks" / "01_one.ipynb", as_version=4)


def test_every_file_points_to_the_new_address(checkout):
    changed = retarget("grace/fork.2", checkout)

    assert [path.name for path in changed] == ["pyproject.toml", "README.md", "01_one.ipynb"]
    assert repository(checkout) == "grace/fork.2"
    readme = (checkout / "README.md").read_text()
    assert readme == README.replace("ada/old/", "grace/fork.2/").replace(
        "git+https://github.com/ada/old", "git+https://github.com/grace/fork.2"
    )
    assert "ada/old-friend" in readme
    notebook = read(checkout)
    assert notebook.cells[0].source == badge("grace/fork.2", "01_one.ipynb") + "\n\n# Title\n\nText"
    assert notebook.cells[1].source == colab_cell("grace/fork.2")
    assert notebook.cells[1].metadata.tags == [COLAB_TAG]
    nbformat.validate(notebook)


def test_the_badge_takes_the_place_that_is_kept_for_it(checkout):
    path = checkout / "notebooks" / "01_one.ipynb"
    first = new_markdown_cell(f"{PLACEHOLDER}\n\n# Title")
    nbformat.write(new_notebook(cells=[first, new_code_cell("# soon", metadata={"tags": [COLAB_TAG]})]), path)
    retarget("grace/fork", checkout)
    assert [cell.source for cell in read(checkout).cells] == [
        badge("grace/fork", "01_one.ipynb") + "\n\n# Title",
        colab_cell("grace/fork"),
    ]


def test_only_the_line_of_the_project_is_the_address(checkout):
    retarget("grace/fork", checkout)
    assert (checkout / "pyproject.toml").read_text() == PROJECT.replace("ada/old", "grace/fork", 1)


def test_outputs_counts_and_layout_of_a_notebook_stay(checkout):
    retarget("grace/fork", checkout)
    path = checkout / "notebooks" / "01_one.ipynb"
    first = path.read_bytes()
    assert read(checkout).cells[2].execution_count == 1
    assert read(checkout).cells[2].outputs[0].text == "é\n"
    nbformat.write(read(checkout), path)
    assert path.read_bytes() == first  # the layout is the one Jupyter writes, so that a diff shows the change only


def test_there_and_back_changes_nothing(checkout):
    retarget("ada/old", checkout)
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    assert retarget("ada/old", checkout) == []
    retarget("grace/fork", checkout)
    retarget("ada/old", checkout)
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before
    assert len(read(checkout).cells) == 3


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ada",
        "ada/",
        "/old",
        "ada/old/more",
        "https://github.com/ada/old",
        "a b/c",
        "-a/b",
        "a-/b",
        "a--b/c",
        "a_b/c",
    ]
    + [
        "a/.",
        "a/..",
        "a/b.git",
        "a/b.GIT",
        "a/b.wiki",
        "a/b c",
        "é/b",
        "a/é",
        "a" * 40 + "/b",
        "a/" + "b" * 101,
        "a/b\n",
    ],
)
def test_what_is_no_repository_is_refused_and_nothing_written(checkout, name):
    with pytest.raises(ValueError, match="OWNER/NAME"):
        retarget(name, checkout)
    assert (checkout / "pyproject.toml").read_text() == PROJECT


def test_a_project_without_an_address_says_what_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="checkout"):
        retarget("ada/old", tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(ValueError, match="Repository ="):
        repository(tmp_path)


def test_a_notebook_without_a_title_is_named_and_nothing_written(checkout):
    path = checkout / "notebooks" / "02_two.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), path)
    with pytest.raises(ValueError, match="02_two"):
        retarget("grace/fork", checkout)
    assert repository(checkout) == "ada/old"


@pytest.mark.parametrize(
    "name", ["a/b", "A-1-b/.github", "a/...", "a" * 39 + "/" + "b" * 100, "0/git", "a/b.github.io"]
)
def test_every_name_that_github_allows_is_taken(checkout, name):
    retarget(name, checkout)
    assert repository(checkout) == name


@pytest.mark.parametrize("error", [OSError("no space"), KeyboardInterrupt()])
@pytest.mark.parametrize("fails", [1, 2, 3])
def test_all_files_change_or_none(checkout, monkeypatch, error, fails):
    """Whichever of the three files cannot be put into its place, or when somebody interrupts just then."""
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    replaced = []
    replace = os.replace

    def fail_once(source, target):
        replaced.append(target)
        if len(replaced) == fails:
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail_once)
    with pytest.raises(type(error)):
        retarget("grace/fork", checkout)
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before
    assert len(replaced) >= fails


@pytest.mark.parametrize("done", [1, 2, 3])
@pytest.mark.parametrize("again", ["grace/fork", "alan/other"])
def test_a_rerun_mends_what_a_killed_one_left(checkout, tmp_path, done, again):
    """It was killed between two files: `done` of them have the new address, in the order in which they are written."""
    (checkout / "CITATION.cff").write_text("url: https://github.com/ada/old\n")
    whole = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    retarget(again, checkout)
    wanted = {path: path.read_bytes() for path in whole}
    for path, data in whole.items():
        path.write_bytes(data)
    retarget("grace/fork", checkout)
    order = ["01_one.ipynb", "README.md", "CITATION.cff", "pyproject.toml"]
    for path, data in whole.items():
        if order.index(path.name) >= done:
            path.write_bytes(data)
    retarget(again, checkout)
    assert {path: path.read_bytes() for path in whole} == wanted


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "",
        "[1]",
        '{"cells": 3}',
        '{"cells": [{}]}',
        '{"cells": [{"cell_type": "markdown", "source": "# Title"}]}',
        '{"cells": [{"cell_type": "markdown", "metadata": {}}]}',
        '{"cells": [{"cell_type": "markdown", "metadata": [], "source": [1]}]}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_notebook_is_named_and_nothing_written(checkout, content):
    (checkout / "notebooks" / "02_two.ipynb").write_text(content)
    with pytest.raises(InputError, match=r"02_two\.ipynb is no whole notebook; get it again"):
        retarget("grace/fork", checkout)
    assert repository(checkout) == "ada/old"


def test_a_file_in_another_encoding_is_named_and_nothing_written(checkout):
    (checkout / "README.md").write_bytes((README + "café").encode("cp1252"))
    with pytest.raises(InputError, match=r"README\.md is not UTF-8 .*; save it as UTF-8, or: git checkout README\.md"):
        retarget("grace/fork", checkout)
    assert repository(checkout) == "ada/old"
