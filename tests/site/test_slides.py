"""The decks in a browser, on a desk and on a phone: nothing sticks out of a slide, and nothing comes from elsewhere."""

from pathlib import Path

import pytest
from built_pages import LESSONS

pytestmark = [pytest.mark.slow, pytest.mark.browser]

# What lies beyond the window, slide by slide; all of a slide, when none of it is to be seen.
STICKING_OUT = """() => {
  const at = (box) => document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const isOut = (box) => box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
  const faults = [];
  for (let number = 1; ; number++) {
    const slide = Reveal.getCurrentSlide();
    const shown = [...slide.querySelectorAll(":not(.notes, .notes *)")];
    const boxes = shown.map((each) => [each, each.getBoundingClientRect()]);
    const isSeen = boxes.some(([each, box]) => !each.matches(".section") && slide.contains(at(box)));
    const out = boxes.filter(([, box]) => !isSeen || isOut(box));
    faults.push(...out.map(([each]) => [number, each.textContent.slice(0, 60)]));
    if (Reveal.isLastSlide()) return faults;
    Reveal.next();
  }
}"""


@pytest.fixture
def open_deck(site, open_page):
    """A function that opens the deck of a lesson from a file, as on an instructor's stick."""

    def open_deck(name, *size):
        page = open_page((site / "handouts" / "slides" / f"{Path(name).name}.html").as_uri(), *size)
        page.wait_for_function("Reveal.isReady()")
        return page

    return open_deck


@pytest.mark.parametrize(
    ("name", "width", "height"), [*((name, 1280, 720) for name in LESSONS), (LESSONS[-1], 360, 640)]
)
def test_no_slide_overflows_or_is_empty(name, width, height, open_deck):
    page = open_deck(name, width, height)
    assert page.evaluate("parseFloat(Reveal.getCurrentSlide().style.fontSize) * Reveal.getScale()") >= 12
    assert page.locator(".reveal aside.notes").count() > 10  # for the speaker
    assert not page.locator(".reveal aside.notes").first.is_visible()
    assert page.evaluate("Reveal.getTotalSlides()") > 20
    assert page.evaluate(STICKING_OUT) == []


def test_letters_of_any_width_fit(open_deck):
    """With a font half as large again, as on a machine that lacks the first ones, the longest slides still fit."""
    page = open_deck(LESSONS[0], 1280, 720)
    page.add_style_tag(content=".reveal p, .reveal li, .reveal pre, .reveal math { zoom: 1.5 }")
    page.evaluate("Reveal.next()")  # fits anew
    assert page.evaluate(STICKING_OUT) == []
    sizes = page.evaluate("[...document.querySelectorAll('.slides section')].map((slide) => slide.style.fontSize)")
    assert len(set(sizes)) > 3


def test_the_speaker_goes_on_by_key_and_has_a_view_with_notes(open_deck):
    page = open_deck(LESSONS[0], 1280, 720)
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getSlidePastCount()") == 1
    page.keyboard.press("ArrowLeft")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    popup.value.locator(".speaker-controls-notes", has_text="words are not numbers").wait_for()
