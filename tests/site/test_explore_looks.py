"""The page "Who looks at whom" in a real browser: the numbers of lesson 06."""

import numpy as np
import pytest
from explore_page import numbers, tab_to

from lessonlib.context.sample import SHOWN, load_context

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(explore, open_page):
    return open_page((explore / "looks.html").as_uri(), 360)


def test_numbers_are_those_of_the_lesson(page):
    context = load_context()
    before = np.mean([looks.diagonal(-1, -2, -1).mean(axis=-1) for looks in context.attention.values()], axis=0)
    for sentence, layer, head, word in [(0, 0, 2, 2), (1, 5, 4, 3), (5, 2, 11, 8)]:
        for key, value in [("sentence", sentence), ("layer", layer), ("head", head)]:
            page.locator(f"#{key}").select_option(str(value + 1))
        page.locator("#words button").nth(word).click()
        rows = [row.split("\t") for row in page.locator("#numbers tbody tr").all_inner_texts()]
        looks = context.attention[SHOWN[sentence]][layer, :, word]
        assert [row[0] for row in rows] == context.pieces[SHOWN[sentence]]
        shown = np.array([row[1:] for row in rows], float)
        assert np.allclose(shown, np.stack([looks[head], looks.mean(axis=0)], axis=1), atol=0.0051)
        lines = page.locator(".look.chosen").evaluate_all(
            "all => all.map(one => one.style.getPropertyValue('--strength'))"
        )
        assert np.allclose(np.array(lines, float), looks[head], atol=0.0006)
        said = page.locator("#null").inner_text()
        assert f"in {(looks.argmax(axis=-1) == 0).sum()} of the 12 heads" in said
        others = np.delete(before.ravel(), layer * 12 + head)
        assert numbers(said) == pytest.approx([before[layer, head], others.mean(), others.max()], abs=0.0051)


def test_the_prepared_question_does_what_its_text_says_and_bank_parts_by_keyboard(page):
    assert page.evaluate("course.looksQuestions.every((make) => make().answer === make().expected)")
    first = numbers(page.locator("#parted").inner_text())
    page.locator("#step").focus()
    page.keyboard.press("End")
    assert page.locator("#at").inner_text() == "6 of 6"
    same, other, any_two = numbers(page.locator("#parted").inner_text())
    assert same - other > first[0] - first[1] > 0 and any_two < other
    points = np.array(page.evaluate("course.data.looks.bank.points"))
    shown = page.locator("#bank .dot").evaluate_all("all => all.map(one => new DOMMatrix(one.style.transform))")
    assert np.allclose([(dot["e"], dot["f"]) for dot in shown], [180, 130] + points[6] * [165, -165])
    assert {len(page.locator(f"#bank .{kind}").all()) for kind in ("money", "river")} == {8}
    page.wait_for_function("location.hash === '#step=6'")
    tab_to(page, "The sixteen sentences")
    page.keyboard.press("Enter")
    assert page.locator("details li").count() == 16
