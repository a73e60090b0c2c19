"""The cheat sheets in a browser: each prints on one page of A4, and nothing sticks out of its column."""

import re

import pytest
from built_pages import LESSONS

pytestmark = [pytest.mark.slow, pytest.mark.browser]

BEYOND = """() => [...document.querySelectorAll("main *")]
  .filter((element) => element.getClientRects().length && [...element.getClientRects()].some((box) =>
    box.right > document.body.getBoundingClientRect().right + 1 ||
    (box.left < innerWidth / 2 - 20 && box.right > innerWidth / 2 + 1)))
  .map((element) => element.textContent.slice(0, 60))"""


@pytest.mark.parametrize("name", LESSONS)
def test_a_sheet_is_one_page_of_a4(name, site, open_page):
    page = open_page((site / "handouts" / "sheets" / f"{name.rpartition('/')[2]}.html").as_uri(), 794, 1123)
    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    (box,) = set(re.findall(rb"/MediaBox\s*\[([^\]]+)\]", printed))
    width, height = [float(number) for number in box.split()][2:]
    assert (width, height) == (pytest.approx(595, abs=1), pytest.approx(842, abs=1))  # A4, in points
    assert page.evaluate(BEYOND) == []
    assert page.locator("main section").count() > 3
