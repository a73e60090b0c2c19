"""What the pages link to and load is there: other pages, anchors, files of the repository; nothing from elsewhere."""

import ast
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from built_pages import CHECKOUT, LESSONS, page_names, read_page
from sphinx.util.inventory import InventoryFile

from lessonlib.course.retarget import repository

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


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_can_be_opened_in_colab_and_downloaded(name, site, pages):
    file = f"{Path(name).name}.ipynb"
    assert f"https://colab.research.google.com/github/{repository()}/blob/main/notebooks/{file}" in pages[name].links
    assert f"../notebooks/{file}" in pages[name].links
    assert (site / "notebooks" / file).read_bytes() == (CHECKOUT / "notebooks" / file).read_bytes()


def test_the_reference_holds_every_public_name(site):
    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="").data
    described = {name for kind, names in inventory.items() if kind.startswith("py:") for name in names}
    assert public_names() - described == set()
    assert {name for name in described if "._" in name} == set()


def public_names():
    """Every module of the package, and the public functions, classes, methods and constants that they define."""
    names = set()
    for path in (CHECKOUT / "lessonlib").rglob("*.py"):
        if path.stem.startswith("__"):
            continue
        module = ".".join(path.relative_to(CHECKOUT).with_suffix("").parts)
        names |= {module} | {f"{module}.{name}" for name in defined(ast.parse(path.read_text(encoding="utf-8")).body)}
    return names


def defined(body):
    """The public names that the statements `body` of a module or class define; what a class defines as `Class.name`."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef) and not statement.name.startswith("_"):
            yield statement.name
            if isinstance(statement, ast.ClassDef):
                yield from (f"{statement.name}.{name}" for name in defined(statement.body))
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            yield from (each.id for each in targets if isinstance(each, ast.Name) and not each.id.startswith("_"))


def test_every_lesson_links_to_the_glossary(site, pages):
    linked = {link.partition("#")[2] for name in LESSONS for link in pages[name].links if "glossary.html#" in link}
    assert linked <= pages["glossary"].names
    assert all(sum("glossary.html#" in link for link in pages[name].links) >= 5 for name in LESSONS)
