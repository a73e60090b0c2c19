"""What the pages link to and load is there: other pages, anchors, files of the repository; nothing from elsewhere."""

import ast
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from built_pages import CHECKOUT, LESSONS, page_names, read_page
from notebook_cells import NOTEBOOKS, code_cells
from sphinx.util.inventory import InventoryFile

from lessonlib.course.address import repository

pytestmark = pytest.mark.slow

REPOSITORY = f"https://github.com/{repository()}/"
STYLE_LOADS = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?!data:)([^"')\s]+)""")


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site by its name; not the handouts, nor a template that the theme leaves beside its styles."""
    built = [path for path in sorted(site.rglob("*.html")) if not {"_static", "handouts"} & set(path.parts)]
    return {path.relative_to(site).with_suffix("").as_posix(): read_page(path) for path in built}


def test_the_pages_are_those_of_the_sources(pages):
    assert sorted(pages) == page_names()


def test_every_link_within_the_site_leads_somewhere(site, pages):
    broken = []
    for name, page in pages.items():
        for link in page.links:
            target, anchor = urldefrag(link)
            if urlsplit(link).scheme:
                continue
            path = (page.file.parent / unquote(urlsplit(target).path)).resolve() if target else page.file
            missing_anchor = (
                path.suffix == ".html" and path.exists() and anchor and unquote(anchor) not in read_page(path).names
            )
            if not path.is_relative_to(site.resolve()) or not path.is_file() or missing_anchor:
                broken.append(f"{name}: {link}")
    assert broken == []


def test_every_link_into_the_repository_leads_to_a_file_of_it(pages):
    links = {link for page in pages.values() for link in page.links if link.startswith(REPOSITORY)}
    inside = {re.fullmatch(rf"{re.escape(REPOSITORY)}(?:blob|tree|edit)/main/([^#?]+).*", link) for link in links} - {
        None
    }
    assert len(inside) > len(pages) / 2
    assert {found[1] for found in inside if not (CHECKOUT / found[1]).exists()} == set()


def test_nothing_is_loaded_from_elsewhere(site, pages):
    """Not by an element of a page, and not by a style sheet; what scripts do is watched in the browser."""
    for page in pages.values():
        for load in page.loads:
            if not load.startswith("data:"):
                assert not urlsplit(load).scheme and not load.startswith("//"), (page.file, load)
                assert (page.file.parent / unquote(urlsplit(load).path)).is_file(), (page.file, load)
    for style in site.rglob("*.css"):
        for load in STYLE_LOADS.findall(style.read_text(encoding="utf-8")):
            assert not urlsplit(load).scheme and not load.startswith("//"), (style, load)


def test_every_page_of_ours_can_be_edited_and_reported(pages):
    for name, page in pages.items():
        if name in ("genindex", "py-modindex", "search") or name.startswith("explore/"):
            continue
        assert [link for link in page.links if link.startswith(f"{REPOSITORY}edit/main/")], name
        assert [link for link in page.links if link.startswith(f"{REPOSITORY}issues/new?")], name


@pytest.mark.parametrize("name", [*LESSONS, "lessons/your_own_text"])
def test_a_lesson_can_be_opened_in_colab_and_downloaded(name, site, pages):
    file = f"{Path(name).name}.ipynb"
    assert f"https://colab.research.google.com/github/{repository()}/blob/main/notebooks/{file}" in pages[name].links
    assert f"../notebooks/{file}" in pages[name].links
    assert (site / "notebooks" / file).read_bytes() == (CHECKOUT / "notebooks" / file).read_bytes()


def test_the_reference_holds_every_name_that_a_lesson_imports(site):
    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="").data
    described = {name for kind, names in inventory.items() if kind.startswith("py:") for name in names}
    imported = set()
    for path in NOTEBOOKS:
        for cell in code_cells(path):
            source = "" if "%pip" in cell.source else cell.source
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.ImportFrom) and node.module.startswith("lessonlib"):
                    imported |= {f"{node.module}.{alias.name}" for alias in node.names}
    assert len(imported) > 50 and imported - described == set()
    assert {name for name in described if "._" in name} == set()


def test_every_lesson_links_to_the_glossary(site, pages):
    linked = {link.partition("#")[2] for name in LESSONS for link in pages[name].links if "glossary.html#" in link}
    assert linked <= pages["glossary"].names
    assert all(sum("glossary.html#" in link for link in pages[name].links) >= 5 for name in LESSONS)
