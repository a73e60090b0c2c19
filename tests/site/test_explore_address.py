"""The state of the explorable pages lives in the fragment of the address: linked to, reloaded, left by Back."""

import pytest
from built_pages import CHECKOUT, read_page
from explore_page import first_bytes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = """() => [...document.querySelectorAll("main :is(input, textarea, select)")].map(
  (field) => field.type === "radio" || field.type === "checkbox" ? (field.checked ? field.value : "") : field.value
).concat(document.getElementById("progress")?.textContent ?? [])"""
# What each address brings about, and buttons after each of which Back leads to what was there before.
STATES = {
    "classifier": {
        "headline=Rain+stops+play&network=random": ["Rain stops play", "random"],
        "network=nonsense": ["trained", "Hackers steal millions from football club"],
    },
    "map": {
        "word=king&frequent=1": ["king", "neighbours", "on"],
        "sum=paris+france+italy": ["paris", "france", "italy", "analogy"],
        "sense=cell+phone+blood": ["cell", "phone", "blood", "The virus enters the cell"],
        "sense=bass+guitar+fish&sentence=He+caught+a+bass": ["bass", "guitar", "He caught a bass"],
    },
    "skipgram": {
        "pass=20&pair=3": ["Pass 21 of 200, pair 3 of 36."],
        "text=a+b+c&draws=5&rate=7": ["a b c", "5", "0.1", "Pass 1 of 100, pair 0 of 6."],
    },
    "looks": {
        "sentence=2&layer=6&head=5&word=4&step=3": [
            "2",
            "6",
            "5",
            "3",
            "Layer 6, head 5: \u201con\u201d looks most at",
        ],
        "layer=7&word=99&step=x": ["1", "3", "0", "Layer 1, head 3: \u201cbank\u201d looks most at"],
    },
}
BUTTONS = {
    "classifier": ["the same network with random weights", "Shuffle the words", "A headline it never saw"],
    "map": ["six families of words", "paris − france + italy", "cell", "bank"],
    "skipgram": ["Begin with this text", "Back to the six sentences"],
    "looks": ["raised", "[SEP]"],
}


@pytest.mark.parametrize("name", STATES)
def test_an_address_brings_its_state_a_reload_keeps_it_and_back_leads_to_what_was_there(explore, open_page, name):
    url = (explore / f"{name}.html").as_uri()
    page = open_page(url)
    for state, shown in STATES[name].items():
        page.goto(f"{url}#{state}")
        before = page.evaluate(SHOWN)
        assert all(any(field.startswith(text) for field in before) for text in shown), (state, before)
        page.reload()
        assert page.evaluate(SHOWN) == before

    page.goto(url)
    states = [page.evaluate(SHOWN)]
    for text in BUTTONS[name]:
        choice = page.get_by_label(text, exact=True).or_(page.get_by_role("button", name=text, exact=True))
        choice.first.click()
        states.append(page.evaluate(SHOWN))
    for state in reversed(states[:-1]):
        page.go_back()
        page.wait_for_function(f"(state) => JSON.stringify(({SHOWN})()) === JSON.stringify(state)", arg=state)


def test_what_is_typed_in_a_row_is_one_step_back_and_terms_lead_to_the_glossary(explore, open_page):
    page = open_page((explore / "classifier.html").as_uri())
    box = page.get_by_label("Your headline")
    for text in ("Rain", "Rain & wind <b>"):
        box.fill(text)
        page.wait_for_function("text => new URLSearchParams(location.hash.slice(1)).get('headline') === text", arg=text)
    page.go_back()
    page.wait_for_function("location.hash === ''")
    assert box.input_value() == "Hackers steal millions from football club"
    links = page.locator("main a[href*=glossary]").evaluate_all(
        "all => all.map((link) => [link.textContent, link.hash])"
    )
    assert {text for text, _ in links} >= {"logit", "bias", "filters"}
    assert {name.removeprefix("#") for _, name in links} <= read_page(explore.parent / "glossary.html").names


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("site/explore/*.html")), ids=lambda path: path.stem)
def test_a_page_answers_soon_says_which_it_is_and_what_it_needs(path, explore):
    assert first_bytes(explore / path.name) < 3.5e6 / 8 * 3.5  # 3.5 s at 3.5 Mbit/s
    text = read_page(explore / path.name).text
    assert text.count('aria-current="page"') == 1 and "<noscript>" in text
