"""What a reader does on the pages: arrive, read on, search, look up a term, choose the dark, unfold what is folded."""

import json
import re
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from built_pages import CHECKOUT, LESSONS, read_page

from lessonlib.exercises.register import find_task

pytestmark = [pytest.mark.slow, pytest.mark.browser]

# Characters per line of the paragraphs that fill five lines or more, without their last line, which is shorter.
LINE_LENGTHS = """() => [...document.querySelectorAll("article p")].flatMap(paragraph => {
  const range = document.createRange();
  range.selectNodeContents(paragraph);
  const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 8))).size;
  return lines < 5 ? [] : [paragraph.textContent.length / (lines - 0.5)];
})"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_screen_shows_the_thing_itself(width, address, open_page):
    page = open_page(f"{address}index.html", width)
    opening = page.locator(".opening").inner_text()
    assert all(word in opening for word in ("free", "Python", "Four lessons", "less than six hours", "Colab"))
    page.locator("#taste-words li >> nth=5").wait_for()
    for selector in ("h1", ".opening", "#taste-headline", "#taste-words li >> nth=5", "#taste-label", "#taste-map svg"):
        box = page.locator(selector).first.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= 800, selector


def test_four_lessons_take_as_long_as_the_first_page_says():
    rows = re.findall(
        r"^\| \[0[1-4] .*\| (\d+) minutes", (CHECKOUT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(rows) == 4 and 5 * 60 < sum(map(int, rows)) < 6 * 60


def test_a_headline_is_answered_on_the_first_page_and_stays_in_the_browser(address, open_page):
    page = open_page(f"{address}index.html")
    page.locator("#taste-words li", has_text="hackers").wait_for()
    asked = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.get_by_label("Type a headline").fill("Rain stops play at the harbour")
    page.keyboard.press("Enter")
    page.locator("#taste-words li", has_text="harbour").wait_for()
    label = page.locator("#taste-label").inner_text()
    assert label.startswith("Sports, ")
    page.get_by_label("Type a headline").fill("Rain stops play at the harbour, said a zoologist in Reykjavík")
    page.wait_for_function("course.data.vectorsRest")  # there is a rare word
    page.get_by_label("Type a headline").fill("Rain stops play at the harbour")
    page.get_by_role("link", name="Question it further").click()
    page.wait_for_url("**/explore/classifier.html#headline=*")
    assert page.get_by_label("Your headline").input_value() == "Rain stops play at the harbour"
    assert page.locator("#prediction .first").inner_text().split() == label.replace(",", "").split()
    assert asked and not [url for url in asked if "Rain" in url.split("#")[0]]


def test_lessons_lead_to_pages_to_play_with_in_the_state_that_they_speak_of(site, open_page):
    links = [link for name in LESSONS for link in read_page(site / f"{name}.html").links if "explore/" in link]
    assert len(links) >= 5
    for link in links:
        page = open_page(f"{(site / LESSONS[0]).parent.as_uri()}/{link}")
        page.locator("#loading:not([hidden])").wait_for(state="detached")
        shown = (
            "document.body.innerText + [...document.querySelectorAll('textarea, input:not([type=radio]), :checked')]"
        )
        shown = page.evaluate(f"{shown}.map(field => field.value).join(' ')")
        for word in " ".join(value for _, value in parse_qsl(urlsplit(link).fragment)).split():
            assert word in shown, (link, word)


def test_the_map_moves_and_comes_to_rest_by_itself(browser, address):
    page = browser.new_page()  # with motion
    page.goto(f"{address}index.html")
    moments = set()
    while page.locator("#taste-again").is_disabled():
        moments.add(page.locator("#taste-map").inner_html())
        page.wait_for_timeout(100)
    assert len(moments) > 5
    page.locator("#taste-again").click()
    assert page.locator("#taste-again").is_disabled()
    page.close()


def test_one_can_read_the_lessons_one_after_the_other(address, open_page):
    page = open_page(f"{address}{LESSONS[0]}.html")
    for before, after in pairwise(LESSONS):
        page.locator("a.right-next").click()
        page.wait_for_url(f"{address}{after}.html")
        assert page.locator("a.left-prev").get_attribute("href").endswith(f"{before.split('/')[1]}.html")


@pytest.mark.parametrize("width", [1280, 1920])
def test_lines_of_prose_hold_60_to_80_characters(width, address, open_page):
    lengths = open_page(f"{address}{LESSONS[0]}.html", width).evaluate(LINE_LENGTHS)
    assert len(lengths) > 5
    assert 60 <= sum(lengths) / len(lengths) <= 80, lengths


@pytest.mark.parametrize("place", ["from a server", "by double click"])
def test_search_finds_a_lesson(place, site, address, open_page):
    start = f"{address}index.html" if place == "from a server" else (site / "index.html").as_uri()
    page = open_page(start)
    page.keyboard.press("Control+K")
    page.keyboard.type("negative sampling")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.locator("#search-results li a[href^='lessons/01']").first.wait_for()  # results come one by one


@pytest.mark.parametrize("name", ["index", LESSONS[-1], "glossary", "search", "teaching/index", "explore/map"])
def test_the_page_opens_by_double_click(name, site, open_page):
    page = open_page((site / f"{name}.html").as_uri())
    page.wait_for_load_state("load")
    assert page.locator("h1").first.is_visible()


def test_the_choice_of_light_or_dark_is_kept(address, open_page):
    page = open_page(f"{address}index.html")
    dark = page.locator("html[data-theme=dark]")
    assert dark.count() == 0
    page.locator("button.theme-switch-button").first.click()
    page.get_by_role("button", name="Dark").or_(page.get_by_role("menuitem", name="Dark")).first.click()
    dark.wait_for(state="attached")
    page.goto(f"{address}{LESSONS[0]}.html")
    dark.wait_for(state="attached")
    page.goto(f"{address}explore/classifier.html")
    dark.wait_for(state="attached")


def test_a_term_leads_to_its_entry_once_in_a_section(address, open_page):
    page = open_page(f"{address}{LESSONS[0]}.html")
    sections = page.locator("article > section > section, article section section").evaluate_all(
        "all => all.filter(one => one.parentElement.parentElement.matches('article'))"
        ".map(one => [...one.querySelectorAll('a.glossary-term')].map(link => link.hash))"
    )
    assert any(sections)
    for links in sections:
        assert len(links) == len(set(links))
    term = page.locator("a.glossary-term").first
    name = term.get_attribute("href").partition("#")[2]
    term.click()
    page.wait_for_url(f"**/glossary.html#{name}")
    assert page.locator(f"dt#{name}").is_visible()


@pytest.mark.parametrize("name", LESSONS)
def test_answers_to_guesses_are_folded_and_open_by_keyboard(name, address, open_page):
    page = open_page(f"{address}{name}.html")
    cells = json.loads((CHECKOUT / "notebooks" / f"{name.split('/')[1]}.ipynb").read_text(encoding="utf-8"))["cells"]
    folded = [cell for cell in cells if "guess-answer" in cell["metadata"].get("tags", []) and cell.get("outputs")]
    folds = page.locator(".cell details.hide.below-input")
    assert folds.count() == len(folded)
    prose = [
        cell for cell in cells if cell["cell_type"] == "markdown" and "guess-answer" in cell["metadata"].get("tags", [])
    ]
    assert page.locator("details.guess-answer:not([open])").count() == len(prose) > 0
    letters = [
        find_task(task).letters
        for task in page.locator(".task.letter").evaluate_all("all => all.map(one => one.dataset.task)")
    ]
    assert page.locator("button.letter").all_inner_texts() == [f"{letter})" for each in letters for letter in each]
    for fold in folds.all():
        assert fold.get_attribute("open") is None
    if folded:
        summary = folds.first.locator("summary")
        assert "Guess first" in summary.inner_text()
        summary.focus()
        page.keyboard.press("Enter")
        assert folds.first.locator(".cell_output").is_visible()


def test_a_figure_is_enlarged_and_numbers_stand_right_below_their_heads(address, open_page):
    page = open_page(f"{address}{LESSONS[0]}.html", 360)
    figure, enlarged = page.locator(".figure").first, page.locator("dialog.enlarged")
    figure.locator("img").click()
    assert enlarged.bounding_box()["width"] <= 360 < enlarged.locator("img").bounding_box()["width"]
    page.keyboard.press("Escape")
    enlarged.wait_for(state="detached")
    figure.get_by_role("button", name="Enlarge").focus()
    page.keyboard.press("Enter")
    assert enlarged.is_visible()
    page.keyboard.press("Escape")
    aligned = "cells => cells.map(cell => getComputedStyle(cell).textAlign)"
    cells = page.locator("table.dataframe").first.locator("tr > :not(:first-child)")
    assert set(cells.evaluate_all(aligned)) == {"right"} and cells.count() > 10


def test_what_only_jupyter_shows_is_not_on_the_pages(site):
    for name in LESSONS:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert "google.colab" not in text and "Open in Colab</a>" in text
        assert not re.search(r"\b0%\|", text)  # a progress bar that never moved


def test_formulas_are_mathml(site):
    texts = [(site / f"{name}.html").read_text(encoding="utf-8") for name in LESSONS]
    assert sum(text.count("<math") for text in texts) > 0
    assert not any("MathJax" in text or "$$" in text for text in texts)
