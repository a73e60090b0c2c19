"""Every page in a real browser: on a phone and on a desk, in light and in dark."""

import json
from pathlib import Path

import pytest
from built_pages import LESSONS, page_names
from explore_page import opened

pytestmark = [pytest.mark.slow, pytest.mark.browser]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SCREENSHOTS = Path(__file__).resolve().parent.parent.parent / "build" / "screenshots"

# What axe looks at: all that WCAG asks for, on a phone in the light; contrast in the dark, where pages differ in their
# colours; and on a desk, where there are columns beside the text, one page of each kind.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"runOnly": ["color-contrast"]}
EXPLORABLES = {name for name in page_names() if name.startswith("explore/")}
KINDS = {"index", LESSONS[2], "teaching/plans", "search", *EXPLORABLES}
IN_THE_DARK = {*KINDS, *LESSONS, "lessons/index", "glossary", "teaching/quiz", "about/claims"}

# What sticks out of the window without a scroller around it, or is cut off without a way to reach it.
OVERFLOW = """() => {
  const found = [];
  const scrolls = element => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const walk = element => {
    const box = element.getBoundingClientRect();
    const cutOff = ["hidden", "clip"].includes(getComputedStyle(element).overflowX) && box.width > 2
      && element.scrollWidth > element.clientWidth + 1;
    if (cutOff || box.right > innerWidth + 1 || box.left < -1) found.push(element.outerHTML.slice(0, 150));
    else if (!scrolls(element)) for (const child of element.children) walk(child);
  };
  walk(document.querySelector("main"));
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page as a whole");
  return found;
}"""
# Code that scrolls, though no line of it is longer than a line of code may be.
SCROLLING_CODE = """() => [...document.querySelectorAll(".cell_input pre")]
  .filter(code => code.scrollWidth > code.clientWidth + 1)
  .filter(code => code.textContent.split("\\n").every(line => line.length <= 88))
  .map(code => code.textContent.slice(0, 150))"""
# What is cut off, or folded away, on paper.
CUT_OFF = """() => {
  const folded = [...document.querySelectorAll("article details > :not(summary)")]
    .filter(element => !element.checkVisibility());
  const cut = [...document.querySelectorAll("article :is(pre, table, .text_html, .math-block, .cell_output)")]
    .filter(element => element.getBoundingClientRect().right > innerWidth
      || (getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1));
  return [...folded, ...cut].map(element => element.outerHTML.slice(0, 150));
}"""
# Of the ground that the page is written on: 0 for black, 255 for white.
BRIGHTNESS = """() => Math.max(...getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).slice(0, 3))"""
PICTURES = """() => [...document.images].filter(image => !image.complete || !image.naturalWidth || !image.alt)
  .map(image => image.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def window(browser, address):
    """One window for all pages, so that what they share is loaded once."""
    with opened(browser, f"{address}index.html") as page:
        yield page


@pytest.mark.parametrize("name", page_names())
def test_the_page_reads_well(name, address, window):
    page, faults = window, {}

    def look(width, theme, axe=None, *scripts):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(media="screen", color_scheme=theme)
        page.wait_for_function(f"() => ({BRIGHTNESS})() {'<' if theme == 'dark' else '>'} 128")
        found = [fault for script in scripts for fault in page.evaluate(script)]
        if found := found + (serious_findings(page, axe) if axe else []):
            faults[f"{width} {theme}"] = found
            picture = SCREENSHOTS / f"{name.replace('/', '-')}-{width}-{theme}.jpg"
            page.screenshot(path=picture, full_page=True, type="jpeg", quality=60)

    # The phone comes first: what scrolls there, the theme makes reachable by keyboard when a page is loaded.
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(media="screen", color_scheme="light")
    page.goto(f"{address}{name}.html")
    page.evaluate(AXE)
    look(360, "light", WCAG, OVERFLOW, PICTURES)
    look(1280, "light", WCAG if name in KINDS else None, OVERFLOW, SCROLLING_CODE)
    if name in IN_THE_DARK:
        look(1280, "dark", CONTRAST)
    page.set_viewport_size({"width": 720, "height": 1000})  # about the width of paper
    page.emulate_media(media="print")
    if found := page.evaluate(CUT_OFF):
        faults["paper"] = found
    assert faults == {}, json.dumps(faults, indent=1)


def test_the_checks_find_what_is_wrong(browser):
    """On a page made for it, with one fault of each kind."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content("""<html lang="en"><title>Faulty</title><body style="background: #fff"><main><h1>Faults</h1>
      <p style="white-space: nowrap; width: 900px">sticks out of the window</p>
      <div style="overflow: hidden; white-space: nowrap; width: 60px">cut off in the middle of a line</div>
      <div style="overflow: auto" tabindex="0"><p style="width: 900px">scrolls, which is fine</p></div>
      <p style="color: #aaa">too pale</p><input> <img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
    </main>""")
    page.evaluate(AXE)
    overflowing = page.evaluate(OVERFLOW)
    assert [text in " ".join(overflowing) for text in ("sticks out", "cut off", "scrolls")] == [True, True, False]
    assert len(page.evaluate(PICTURES)) == 1
    found = " ".join(serious_findings(page, WCAG))
    assert all(rule in found for rule in ("color-contrast", "label", "image-alt"))
    page.close()


def serious_findings(page, options):
    """What axe finds serious or critical, each with the first element that it was found in."""
    result = page.evaluate("options => axe.run({...options, resultTypes: ['violations']})", options)
    return [
        f"{finding['id']} ({len(finding['nodes'])}): {finding['nodes'][0]['html'][:200]}: "
        f"{finding['nodes'][0]['failureSummary']}"
        for finding in result["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
