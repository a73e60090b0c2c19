"""The decks in a browser, on a desk and on a phone: nothing sticks out of a slide, and nothing comes from elsewhere."""

import pytest
from built_pages import LESSONS

pytestmark = [pytest.mark.slow, pytest.mark.browser]

# What of the current slide does not lie within the window; all of it, when none of it is to be seen.
STICKING_OUT = """() => {
  const slide = Reveal.getCurrentSlide();
  const shown = [...slide.querySelectorAll(":not(.notes, .notes *)")];
  const boxes = shown.map((element) => [element, element.getBoundingClientRect()]);
  const at = (box) => document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const seen = ([, box]) => slide.contains(at(box));
  const beyond = ([, box]) => box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
  return (boxes.some(seen) ? boxes.filter(beyond) : boxes).map(([element]) => element.textContent.slice(0, 60));
}"""


@pytest.mark.parametrize(
    ("name", "width", "height"), [*((name, 1280, 720) for name in LESSONS), (LESSONS[-1], 360, 640)]
)
def test_no_slide_overflows(name, width, height, site, open_page):
    """From a file, as on an instructor's stick: with the arrow keys through all of the deck."""
    deck = site / "handouts" / "slides" / f"{name.rpartition('/')[2]}.html"
    page = open_page(deck.as_uri(), width, height)
    page.wait_for_function("Reveal.isReady()")
    assert page.evaluate("parseFloat(Reveal.getCurrentSlide().style.fontSize) * Reveal.getScale()") >= 12
    assert page.locator(".reveal aside.notes").count() > 10  # for the speaker
    assert not page.locator(".reveal aside.notes").first.is_visible()
    total, seen, faults = page.evaluate("Reveal.getTotalSlides()"), 0, []
    while True:
        seen += 1
        if out := page.evaluate(STICKING_OUT):
            faults.append(f"slide {seen} of {total}: {out}")
        if page.evaluate("Reveal.isLastSlide()"):
            break
        page.keyboard.press("ArrowRight")
    assert faults == []
    assert seen == total > 20


def test_letters_of_any_width_fit(site, open_page):
    """With a font half as large again, as on a machine that lacks the first ones, the longest slides still fit."""
    page = open_page((site / "handouts" / "slides" / f"{LESSONS[0].rpartition('/')[2]}.html").as_uri(), 1280, 720)
    page.wait_for_function("Reveal.isReady()")
    page.add_style_tag(content=".reveal p, .reveal li, .reveal pre, .reveal math { zoom: 1.5 }")
    sizes = set()
    for _ in range(page.evaluate("Reveal.getTotalSlides()") - 1):
        page.keyboard.press("ArrowRight")
        assert page.evaluate(STICKING_OUT) == []
        sizes.add(page.evaluate("Reveal.getCurrentSlide().style.fontSize"))
    assert len(sizes) > 3


def test_the_speaker_has_a_view_with_notes(site, open_page):
    page = open_page((site / "handouts" / "slides" / f"{LESSONS[0].rpartition('/')[2]}.html").as_uri(), 1280, 720)
    page.wait_for_function("Reveal.isReady()")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    popup.value.locator(".speaker-controls-notes", has_text="words are not numbers").wait_for()
