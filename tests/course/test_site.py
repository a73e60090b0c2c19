"""`lessonlib.course.site`: a tiny checkout instead of the course; the real pages are read in tests/site."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.course import site
from lessonlib.course.address import badge, colab_address
from lessonlib.course.site import SiteError, build_site, copy_sources, prepare_lesson
from lessonlib.errors import InputFileError

NAME = "ada/course"


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one lesson, a page of its own, and a page that includes a text from elsewhere."""
    texts = {
        "pyproject.toml": f'[project.urls]\nRepository = "https://github.com/{NAME}"\n',
        "README.md": "[1](notebooks/01_one.ipynb), [data](data/README.md#origin), [all of it](data)",
        "data/README.md": "Read `losses[0](x.md)`, [licence](../LICENSE), [here](#origin), [there](https://a.b/c.md).",
        "site/index.md": "```{include} ../README.md\n```\n[sheet](about/sheet.md)",
        "site/about/sheet.md": "```{include} ../../data/README.md\n```\n",
        "teaching/index.md": "[1](../notebooks/01_one.ipynb#one), [sheet](../data/README.md), [plan](plan.md)",
        "teaching/plan.md": "[back](index.md)",
        "LICENSE": "",
    }
    for name, text in texts.items():
        path = tmp_path / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "checkout" / "site" / "lessons").mkdir()
    lesson = new_notebook(cells=[new_markdown_cell("# One\n\nSee [the data](../data/README.md).")])
    (tmp_path / "checkout" / "notebooks").mkdir()
    nbformat.write(lesson, tmp_path / "checkout" / "notebooks" / "01_one.ipynb")
    return tmp_path / "checkout"


def test_links_between_files_become_links_between_pages(checkout, tmp_path):
    source = tmp_path / "source"
    copy_sources(checkout / "notebooks", source, checkout)
    assert (source / "README.md").read_text() == (
        "[1](/lessons/01_one.ipynb), [data](/about/sheet.md#origin), "
        f"[all of it](https://github.com/{NAME}/tree/main/data)"
    )
    assert (source / "data" / "README.md").read_text() == (
        f"Read `losses[0](x.md)`, [licence](https://github.com/{NAME}/blob/main/LICENSE), [here](#origin), "
        "[there](https://a.b/c.md)."
    )
    assert "[sheet](/about/sheet.md)" in (source / "site" / "index.md").read_text()
    lesson = nbformat.read(source / "site" / "lessons" / "01_one.ipynb", as_version=4)
    assert "See [the data](/about/sheet.md)." in lesson.cells[0].source
    teaching = source / "site" / "teaching"
    assert (teaching / "index.md").read_text() == (
        "[1](/lessons/01_one.ipynb#one), [sheet](/about/sheet.md), [plan](/teaching/plan.md)"
    )
    assert (teaching / "plan.md").read_text() == "[back](/teaching/index.md)"
    download = source / "site" / "downloads" / "notebooks" / "01_one.ipynb"
    assert download.read_bytes() == (checkout / "notebooks" / "01_one.ipynb").read_bytes()


def test_a_link_to_a_file_that_is_not_there_is_named(checkout, tmp_path):
    (checkout / "LICENSE").unlink()
    with pytest.raises(SiteError, match=r"data.README.md links to \.\./LICENSE, which does not exist"):
        copy_sources(checkout / "notebooks", tmp_path / "source", checkout)


def test_a_lesson_gets_buttons_and_loses_what_only_jupyter_shows():
    notebook = new_notebook(
        cells=[
            new_markdown_cell(f"{badge(NAME, '01_one.ipynb')}\n\n# One\n\nWelcome."),
            new_code_cell("%pip install", metadata={"tags": ["colab"]}),
        ]
    )
    prepare_lesson(notebook, "01_one.ipynb", NAME)
    title, *head, welcome = filter(None, notebook.cells[0].source.splitlines())
    assert (title, welcome) == ("# One", "Welcome.")
    assert f'href="{colab_address(NAME, "01_one.ipynb")}"' in head[0]
    assert 'href="../handouts/learners/01_one.ipynb" download' in head[1] and "copy to read" in head[2]
    assert ["remove-cell" in cell.metadata["tags"] for cell in notebook.cells] == [False, True]


def test_a_task_becomes_a_box_what_answers_a_guess_folds_and_pages_to_play_with_are_near():
    code, letter = (
        new_code_cell(f'x = ...\n\nx = check("{name}", x)', metadata={"tags": ["task"], "task": name})
        for name in ("cosine", "nearest_to_cat")
    )
    told = "So it is, [on the map](https://ada.github.io/course/explore/map.html#sum=a+b)."
    answer = new_markdown_cell(told, metadata={"tags": ["guess-answer"]})
    notebook = new_notebook(cells=[new_markdown_cell("# One"), code, letter, answer])
    prepare_lesson(notebook, "01_one.ipynb", NAME)
    assert [cell.cell_type for cell in notebook.cells] == [
        "markdown",
        "code",
        "markdown",
        "code",
        "markdown",
        "markdown",
    ]
    assert "remove-output" in code.metadata["tags"] and "remove-cell" in letter.metadata["tags"]
    of_code, of_letter = notebook.cells[2].source, notebook.cells[4].source
    assert f'id="task-cosine" data-task="cosine"><p><a href="{colab_address(NAME, "01_one.ipynb")}#scrollTo=' in of_code
    assert '<div class="task letter" id="task-nearest_to_cat"' in of_letter and "<noscript>" in of_letter
    assert notebook.cells[5].source.startswith("<details") and notebook.cells[5].source.endswith("\n\n</details>")
    assert '\n\nSo it is, <a href="../explore/map.html#sum=a+b">on the map</a>.\n\n' in notebook.cells[5].source


def test_without_a_checkout_or_without_sphinx_there_are_no_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(site.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="sphinx is not installed"):
        build_site(build=tmp_path)
    monkeypatch.setattr(site, "CHECKOUT", tmp_path)
    with pytest.raises(InputFileError, match="in a checkout of the course"):
        build_site(build=tmp_path)
