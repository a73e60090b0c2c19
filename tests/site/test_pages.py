"""Every page in a real browser: on a phone and on a desk, in light and in dark."""

import json
from pathlib import Path

import pytest
from built_pages import page_names

pytestmark = [pytest.mark.slow, pytest.mark.browser]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SCREENSHOTS = Path(__file__).resolve().parent.parent.parent / "build" / "screenshots"

# What sticks out of the window, or is cut off without a way to reach it.
OVERFLOW = """() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`);
  for (const element of document.querySelectorAll("main *")) {
    const style = getComputedStyle(element);
    const cutOff = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (cutOff && element.clientWidth > 1) found.push(`cut off: ${element.outerHTML.slice(0, 100)}`);
  }
  return found;
}"""
# Of the ground that the page is written on: 0 for black, 255 for white.
BRIGHTNESS = """() => Math.max(...getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).slice(0, 3))"""
PICTURES = """() => [...document.images].filter(image => !image.complete || !image.naturalWidth || !image.alt)
  .map(image => image.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("name", page_names())
def test_the_page_reads_well(name, address, open_page):
    page = open_page(f"{address}{name}.html")
    page.evaluate(AXE)
    faults = {}
    for width in (1280, 360):
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=theme)
            page.wait_for_function(f"() => ({BRIGHTNESS})() {'<' if theme == 'dark' else '>'} 128")
            page.wait_for_timeout(500)  # the theme makes what scrolls reachable by keyboard a moment after a resize
            found = page.evaluate(OVERFLOW) + page.evaluate(PICTURES) + serious_findings(page)
            if found:
                faults[f"{width} {theme}"] = found
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            picture = SCREENSHOTS / f"{name.replace('/', '-')}-{width}-{theme}.jpg"
            page.screenshot(path=picture, full_page=True, type="jpeg", quality=60)
    assert faults == {}, json.dumps(faults, indent=1)


def serious_findings(page):
    """What axe finds serious or critical, each with the first element that it was found in."""
    result = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    return [
        f"{finding['id']} ({len(finding['nodes'])}): {finding['nodes'][0]['html'][:200]}: "
        f"{finding['nodes'][0]['failureSummary']}"
        for finding in result["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
