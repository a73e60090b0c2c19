"""`lessonlib.course.address`, and scripts/retarget.py, which writes another one: on a small copy of the project."""

import runpy

import pytest
from notebook_cells import CHECKOUT, NOTEBOOKS

from lessonlib.course.address import LEARNERS, badge, notebooks_in, pages_address, repository
from lessonlib.errors import InputFileError

README = """[c](https://github.com/ada/old/actions), [colab](https://colab.research.google.com/github/ada/old/blob/main/x)
[another](https://github.com/ada/old-friend) and https://github.com/numpy/numpy; git+https://github.com/ada/old
[map](https://ada.github.io/old/explore/map.html)
"""


@pytest.fixture
def retarget():
    return runpy.run_path(str(CHECKOUT / "scripts" / "retarget.py"))["retarget"]


def test_a_fork_is_named_everywhere_and_others_stay(retarget, tmp_path):
    files = {
        "pyproject.toml": '[project.urls]\nRepository = "https://github.com/ada/old"\n',
        "README.md": README,
        "notebooks/01_one.ipynb": badge("ada/old", "01_one.ipynb"),
        "teaching/index.md": README,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    retarget("Grace/fork.2", tmp_path)
    assert repository(tmp_path) == "Grace/fork.2" and pages_address(tmp_path) == "https://grace.github.io/fork.2/"
    assert (tmp_path / "notebooks/01_one.ipynb").read_text() == badge("Grace/fork.2", "01_one.ipynb")
    for name in ("README.md", "teaching/index.md"):
        text = (tmp_path / name).read_text()
        assert (
            "https://grace.github.io/fork.2/explore/map.html" in text
            and text.count("Grace/fork.2") == 3
            and "ada/old-friend" in text
            and "ada/old/" not in text
        )
    with pytest.raises(SystemExit, match="is not OWNER/NAME"):
        retarget("nonsense", tmp_path)


def test_the_branch_that_colab_opens_is_the_one_that_a_workflow_writes():
    workflow = (CHECKOUT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
    assert f"git init -q -b {LEARNERS}\n" in workflow and f'}}}}" {LEARNERS}\n' in workflow
    assert f"path: build/site/handouts/{LEARNERS}\n" in workflow


def test_every_file_that_names_the_address_is_one_of_those(retarget, tmp_path):
    old, pages = repository(), pages_address()
    kinds = ("md", "toml", "cff", "yml", "ipynb", "html", "py")
    skipped = {".venv", "build", "work"}
    texts = {
        path.relative_to(CHECKOUT): path.read_text(encoding="utf-8")
        for kind in kinds
        for path in CHECKOUT.rglob(f"*.{kind}")
        if not skipped & set(path.relative_to(CHECKOUT).parts)
    }
    for name, text in texts.items():
        if old in text:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    retarget("grace/fork", tmp_path)
    written = {path: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*") if path.is_file()}
    assert [path for path, text in written.items() if old in text or pages in text] == []
    assert len(list(tmp_path.rglob("*.ipynb"))) == len(NOTEBOOKS)


def test_without_a_checkout_there_is_no_address_and_no_notebook(tmp_path):
    with pytest.raises(InputFileError, match="in a checkout of the course"):
        repository(tmp_path)
    with pytest.raises(InputFileError, match="there is no notebook in .* that begins with 07"):
        notebooks_in(CHECKOUT / "notebooks", ["07"])
