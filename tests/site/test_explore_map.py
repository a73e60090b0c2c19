"""The page "Word map" in a real browser: cosines and coordinates are Python's, and everything works by keyboard."""

import numpy as np
import pytest
from explore_page import TYPE, first_bytes, numbers, opened, pace, tab_to, typed

from lessonlib.datasets import load_glove
from lessonlib.embeddings.projection import project_pca
from lessonlib.embeddings.similarity import analogy, nearest_neighbours

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GLOVE = load_glove("sample")


@pytest.fixture(scope="module")
def path(explore):
    return explore / "map.html"


@pytest.fixture
def page(browser, path):
    with opened(browser, path.as_uri()) as page:
        yield page


def shown(page, place):
    """The words of a list of bars, with their cosines."""
    rows = page.locator(f"{place} .bars li").all_inner_texts()
    return [(row.split()[0], float(row.split()[1])) for row in rows]


def test_neighbours_are_those_of_python(page):
    words = GLOVE.index_to_key[:3000:30]
    found = page.evaluate(
        "words => words.map((word) => course.vectors.nearest(course.vectors.unitVector(word), 10, new Set([word])))",
        words,
    )
    for word, neighbours in zip(words, found, strict=True):
        expected = nearest_neighbours(GLOVE, word, n=10)
        # Two words may change places where their cosines are nearly equal; the cosines themselves stay.
        assert np.allclose([one["cosine"] for one in neighbours], [cosine for _, cosine in expected], atol=0.005)
        assert len({one["word"] for one in neighbours} & {other for other, _ in expected}) >= 9
        assert all(abs(one["cosine"] - GLOVE.similarity(word, one["word"])) < 0.01 for one in neighbours)


def test_only_frequent_words_when_asked(page):
    page.get_by_label("A word", exact=True).fill("goku")
    everywhere = shown(page, "#neighbours")
    page.get_by_label("only the 5,000 most frequent words").check()
    expected = nearest_neighbours(GLOVE, "goku", n=10, among=5000)
    assert [word for word, _ in shown(page, "#neighbours")] != [word for word, _ in everywhere]
    assert shown(page, "#neighbours")[0][0] == expected[0][0]


def test_the_plane_is_that_of_python(page):
    points, share = project_pca(GLOVE, GLOVE.index_to_key)
    words, *found = page.evaluate("[course.vectors.words, [...course.map.x], [...course.map.y]]")
    rows = [GLOVE.key_to_index[word] for word in words]
    assert sorted(rows) == list(range(len(GLOVE))) and rows[:5000] == sorted(rows)[:5000]
    assert np.allclose(np.array(found).T, points[rows], atol=1e-3)
    assert f"{100 * share.sum():.0f}\N{NO-BREAK SPACE}% of its spread" in page.locator("main").inner_text()


@pytest.mark.parametrize("question", ["king man woman", "paris france italy", "doctor man woman", "goku gohan queen"])
@pytest.mark.parametrize("allowed", [False, True])
def test_sums_are_those_of_python(page, question, allowed):
    words = question.split()
    for name, word in zip("abc", words, strict=True):
        page.locator(f"#{name}").fill(word)
    page.get_by_label("let the three words of the question answer, too").set_checked(allowed)
    expected = analogy(GLOVE, [words[0], words[2]], [words[1]], exclude_query=not allowed)
    found = shown(page, "#analogy")
    assert found[0][0] == expected[0][0]
    assert np.allclose([cosine for _, cosine in found], [cosine for _, cosine in expected], atol=0.011)


def test_prepared_questions_and_sentences_do_what_their_texts_say(page):
    questions = page.evaluate(
        """course.mapQuestions.map((make) => {
             const { answer, expected, options } = make();
             return [answer, expected, options];
           })"""
    )
    assert 3 <= len(questions) <= 5
    assert all(answer == expected and answer in options for answer, expected, options in questions)
    for one in page.evaluate("course.ambiguous"):
        page.locator("#ambiguous").get_by_role("button", name=one["word"], exact=True).click()
        for sense, sentence in zip(one["senses"], one["sentences"], strict=True):
            assert one["word"] in sentence.lower().split()
            page.get_by_role("button", name=sentence).click()
            assert page.locator("#sentence-says strong").inner_text() == sense
            first, second = numbers(page.locator("#sentence-says").inner_text())
            assert (first > second) == (sense == one["senses"][0])


def test_a_guess_comes_before_the_answer(page):
    panel = page.locator("#guess")
    assert "side by side" not in panel.inner_text()
    panel.get_by_role("button", name="warm").click()
    assert "You guessed warm" in panel.inner_text() and "side by side" in panel.inner_text()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("quen", "There is no “quen” here. Perhaps:"),
        ("<img src=x onerror=hacked=1>", "There is no “<img src=x onerror=hacked=1>” here"),
        ("__proto__", "There is no “__proto__” here"),
        ("constructor", "Nearest to “constructor”" if "constructor" in GLOVE else "There is no “constructor”"),
        ("👩‍👩‍👧", "There is no “👩‍👩‍👧” here"),
        ("x" * 10_000, "There is no “xxx"),
        ("  KING ", "Nearest to “king”"),
    ],
)
def test_odd_words_are_answered(page, typed, said):
    page.get_by_label("A word", exact=True).fill(typed)
    section = page.locator("section[aria-labelledby=map-title]")
    assert said in section.inner_text()
    assert page.locator("main img").count() == 0
    for name in "abc":
        page.locator(f"#{name}").fill(typed)
    page.locator("#word").fill(typed)
    page.locator("#sentence").fill(typed)
    assert page.evaluate("window.hacked") is None


def test_an_empty_field_waits(page):
    page.get_by_label("A word", exact=True).fill("")
    page.locator("#a").fill(" ")
    page.locator("#sense1").fill("")
    assert "Each of the three needs a word." in page.locator("#analogy").inner_text()
    assert "Each of the three needs a word." in page.locator("#senses").inner_text()


def test_a_misspelt_word_leads_to_known_ones_by_keyboard(page):
    page.get_by_label("A word", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("quen")
    suggestions = page.locator("#suggestions button").all_inner_texts()
    assert all(word in GLOVE for word in suggestions) and {"queen", "quentin"} <= set(suggestions)
    tab_to(page, "queen")
    page.keyboard.press("Enter")
    assert page.get_by_label("A word", exact=True).input_value() == "queen"
    assert "Nearest to “queen”" in page.locator("#neighbours").inner_text()
    tab_to(page, "monarch")
    page.keyboard.press("Enter")
    assert "Nearest to “monarch”" in page.locator("#neighbours").inner_text()


def test_a_dot_tells_its_word_to_the_pointer(page):
    page.get_by_label("six families of words").check()
    row = page.evaluate("course.vectors.rowOf.get('lion')")
    left, top = page.evaluate(
        """row => {
          const frame = document.getElementById("cloud");
          frame.scrollIntoView({ block: "center" });
          const [left, top] = course.map.place(row);
          const box = frame.getBoundingClientRect();
          return [box.left + left, box.top + top];
        }""",
        row,
    )
    page.mouse.move(left + 2, top - 2)
    assert "“lion”: cosine with “cup”" in page.locator("#under").inner_text()
    assert numbers(page.locator("#under").inner_text())[0] == pytest.approx(GLOVE.similarity("lion", "cup"), abs=0.01)
    page.mouse.click(left, top)
    assert page.get_by_label("A word", exact=True).input_value() == "lion"
    page.mouse.move(0, 0)
    assert page.locator("#under").inner_text().strip() == ""


def test_the_arrow_keys_walk_from_dot_to_dot(page):
    page.get_by_label("six families of words").check()
    page.locator("#cloud").focus()
    page.keyboard.press("Home")
    assert page.locator("#under").inner_text().startswith("“one”")
    for key, axis, sign in [("ArrowUp", 1, -1), ("ArrowLeft", 0, -1), ("ArrowDown", 1, 1), ("ArrowRight", 0, 1)]:
        before = page.evaluate("course.map.place(course.map.cursor)")
        word = page.locator("#under").inner_text()
        page.keyboard.press(key)
        assert page.locator("#under").inner_text() != word
        after = page.evaluate("course.map.place(course.map.cursor)")
        assert sign * (after[axis] - before[axis]) >= abs(after[1 - axis] - before[1 - axis]) - 1e-6
    word = page.locator("#under").inner_text().split("”")[0].removeprefix("“")
    page.wait_for_function("document.getElementById('spoken').textContent.includes('cosine')")
    page.keyboard.press("Enter")
    assert page.get_by_label("A word", exact=True).input_value() == word
    for _ in range(200):  # the edge is an end, not a fault
        page.keyboard.press("ArrowLeft")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows(browser, path, width, scheme):
    with opened(browser, path.as_uri(), viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        page.get_by_label("A word", exact=True).fill("x" * 300)
        page.locator("#a").fill("x" * 300)
        page.get_by_label("the sum below").check()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_size_and_pace(browser, path):
    assert first_bytes(path) < 3.5e6 / 8 * 3.5  # 3.5 s at 3.5 Mbit/s
    load, key = pace(browser, path.as_uri(), TYPE, typed("search", "kings") + typed("a", "kings"))
    assert load < 2000 and key < 50
