"""What a reader does on the pages: arrive, read on, search, look up a term, choose the dark, unfold what is folded."""

import json
import re
from itertools import groupby
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from built_pages import CHECKOUT, LESSONS, read_page

from lessonlib.exercises.register import find_task

pytestmark = [pytest.mark.slow, pytest.mark.browser]


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
    assert page.locator("#prediction li:first-child").inner_text().split() == label.replace(",", "").split()
    assert asked and not [url for url in asked if "Rain" in url.split("#")[0]]


def test_lessons_lead_to_pages_to_play_with_in_the_state_that_they_speak_of(site, open_page):
    links = {link for name in LESSONS for link in read_page(site / f"{name}.html").links if "explore/" in link}
    assert len(links) >= 5
    for name, of_page in groupby(sorted(links), key=lambda link: link.partition("#")[0]):
        page = open_page((site / "lessons" / name).resolve().as_uri())
        page.locator("#loading").wait_for(state="hidden")
        for fragment in [link.partition("#")[2] for link in of_page if "#" in link]:
            page.goto(f"{page.url.partition('#')[0]}#{fragment}")
            fields = "[...document.querySelectorAll('textarea, input:not([type=radio]), :checked')]"
            shown = page.evaluate(f"document.body.innerText + {fields}.map(field => field.value).join(' ')")
            for word in " ".join(value for _, value in parse_qsl(fragment)).split():
                assert word in shown, (name, fragment, word)


def test_the_map_moves_and_comes_to_rest_by_itself(address, open_page):
    page = open_page(f"{address}index.html", reduced_motion="no-preference")
    moments = set()
    while page.locator("#taste-again").is_disabled():
        moments.add(page.locator("#taste-map").inner_html())
        page.wait_for_timeout(100)
    assert len(moments) > 5
    page.locator("#taste-again").click()
    assert page.locator("#taste-again").is_disabled()


def test_search_finds_a_lesson_by_double_click(site, open_page):
    page = open_page((site / "index.html").as_uri())
    page.keyboard.press("Control+K")
    page.keyboard.type("negative sampling")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.locator("#search-results li a[href^='lessons/01']").first.wait_for()  # results come one by one


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


def test_answers_to_guesses_are_folded_and_letters_are_buttons(address, open_page):
    page = open_page(f"{address}index.html")
    for name in LESSONS:
        page.goto(f"{address}{name}.html")
        cells = json.loads((CHECKOUT / "notebooks" / f"{Path(name).name}.ipynb").read_text(encoding="utf-8"))["cells"]
        answers = [cell for cell in cells if "guess-answer" in cell["metadata"].get("tags", [])]
        prose = [cell for cell in answers if cell["cell_type"] == "markdown"]
        folds = page.locator(".cell details.hide.below-input:not([open])")
        assert folds.count() == sum(bool(cell.get("outputs")) for cell in answers)
        assert page.locator("details.guess-answer:not([open])").count() == len(prose) > 0
        tasks = page.locator(".task.letter").evaluate_all("all => all.map(one => one.dataset.task)")
        letters = [f"{letter})" for task in tasks for letter in find_task(task).letters]
        assert page.locator("button.letter").all_inner_texts() == letters


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


def test_what_only_jupyter_shows_is_not_on_the_pages_and_formulas_are_mathml(site):
    texts = [read_page(site / f"{name}.html").text for name in LESSONS]
    assert sum(text.count("<math") for text in texts) > 0
    for text in texts:
        assert "google.colab" not in text and "Open in Colab</a>" in text
        assert "MathJax" not in text and "$$" not in text
        assert not re.search(r"\b0%\|", text)  # a progress bar that never moved
