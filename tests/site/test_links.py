"""What the pages link to and load is there: other pages, anchors, files of the repository; nothing from elsewhere."""

import ast
import json
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import nbformat
import pytest
from built_pages import CHECKOUT, LESSONS, page_names, read_page
from notebook_cells import NOTEBOOKS, code_cells
from sphinx.util.inventory import InventoryFile

from lessonlib.course.address import colab_address, pages_address, repository

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
            names_place = (
                path.suffix == ".html" and path.exists() and anchor and "=" not in anchor
            )  # else it is a state
            missing_anchor = names_place and unquote(anchor) not in read_page(path).names
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
        assert "data:," in page.loads, page.file  # an icon: browsers ask for one unless they are told
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
    assert colab_address(repository(), file) in pages[name].links
    assert {f"../handouts/learners/{file}", f"../notebooks/{file}"} <= set(pages[name].links)
    assert (site / "notebooks" / file).read_bytes() == (CHECKOUT / "notebooks" / file).read_bytes()
    to_work_in = nbformat.read(site / "handouts" / "learners" / file, as_version=4)
    nbformat.validate(to_work_in)
    assert not any(cell.get("outputs") for cell in to_work_in.cells)
    assert sum("jupyter" in cell.metadata for cell in to_work_in.cells) == 1  # the set-up of Colab, folded
    assert all(cell.metadata.id == cell.id for cell in to_work_in.cells)
    solved = nbformat.read(site / "handouts" / "solutions" / file, as_version=4)
    nbformat.validate(solved)
    assert sum(bool(cell.get("outputs")) for cell in solved.cells) > 5
    assert "not attempted yet; until then" not in nbformat.writes(solved)


def test_others_find_each_page_with_a_description_and_a_picture(site, pages):
    listed = re.findall(r"<loc>(.*)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    assert all(page.startswith(pages_address()) for page in listed)
    names = {page.removeprefix(pages_address()).removesuffix(".html") for page in listed}
    assert names == set(page_names()) - {"genindex", "py-modindex", "search"}
    for name in names:
        said = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)">', pages[name].text))
        assert said["og:url"] == f"{pages_address()}{name}.html" and "<title>" in pages[name].text, name
        assert (site / said["og:image"].removeprefix(pages_address())).is_file(), name
    described = re.compile(r'<meta name="description" content="[^"]{40,}">')
    assert all(len(described.findall(pages[name].text)) == 1 for name in LESSONS)


def told_to_machines(page):
    """The JSON-LD of a page."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    return json.loads(data)


def test_machines_read_of_the_course_on_its_first_page(pages):
    course = told_to_machines(pages["index"])
    assert course["@type"] == "Course" and course["isAccessibleForFree"] and course["description"]
    assert [part["url"] for part in course["hasPart"]] == [f"{pages_address()}{name}.html" for name in LESSONS]


@pytest.mark.parametrize("name", LESSONS)
def test_machines_read_what_a_lesson_teaches(name, pages):
    lesson = told_to_machines(pages[name])
    assert lesson["@type"] == "LearningResource" and lesson["name"].startswith(name.split("/")[1][:2])
    assert re.fullmatch(r"PT\d+M", lesson["timeRequired"]) and "creativecommons.org/licenses/by" in lesson["license"]
    assert len(lesson["teaches"]) >= 3 and lesson["audience"]["audienceType"] and lesson["isAccessibleForFree"]


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
