"""`lessonlib.course.address`, and scripts/retarget.py, which writes another one, on copies of the files."""

import runpy

import pytest
from notebook_cells import CHECKOUT, NOTEBOOKS

from lessonlib.course.address import LEARNERS, badge, notebooks_in, pages_address, repository
from lessonlib.errors import InputFileError


def test_the_branch_that_colab_opens_is_the_one_that_a_workflow_writes():
    workflow = (CHECKOUT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
    assert f"git init -q -b {LEARNERS}\n" in workflow and f'}}}}" {LEARNERS}\n' in workflow
    assert f"path: build/site/handouts/{LEARNERS}\n" in workflow


def test_a_fork_is_named_in_every_file_and_others_stay(tmp_path):
    retarget = runpy.run_path(str(CHECKOUT / "scripts" / "retarget.py"))["retarget"]
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
    (tmp_path / "OTHERS.md").write_text(f"https://github.com/{old}-friend, https://github.com/numpy/numpy")
    retarget("Grace/fork.2", tmp_path)
    assert repository(tmp_path) == "Grace/fork.2" and pages_address(tmp_path) == "https://grace.github.io/fork.2/"
    assert badge("Grace/fork.2", "01_embeddings.ipynb") in (tmp_path / "notebooks/01_embeddings.ipynb").read_text(
        "utf-8"
    )
    assert f"{old}-friend, https://github.com/numpy/numpy" in (tmp_path / "OTHERS.md").read_text()
    (tmp_path / "OTHERS.md").unlink()
    written = {path: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*") if path.is_file()}
    assert [path for path, text in written.items() if old in text or pages in text] == []
    assert len(list(tmp_path.rglob("*.ipynb"))) == len(NOTEBOOKS)
    with pytest.raises(SystemExit, match="is not OWNER/NAME"):
        retarget("nonsense", tmp_path)


def test_a_lesson_that_is_not_there_is_told():
    with pytest.raises(InputFileError, match="there is no notebook in .* that begins with 07"):
        notebooks_in(CHECKOUT / "notebooks", ["07"])
