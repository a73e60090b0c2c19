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


@pytest.fixture(scope="module")
def used_page(browser, path):
    """The same page for many questions, whatever it was asked before."""
    with opened(browser, path.as_uri()) as page:
        yield page


def shown(page, place):
    """The words of a list of bars, with their cosines."""
    rows = page.locator(f"{place} .bars li").all_inner_texts()
    return [(row.split()[0], float(row.split()[1])) for row in rows]


def test_neighbours_are_those_of_python(used_page):
    words = GLOVE.index_to_key[:3000:30]
    found = used_page.evaluate(
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


def test_the_plane_is_that_of_python(used_page):
    points, share = project_pca(GLOVE, GLOVE.index_to_key)
    words, *found = used_page.evaluate("[course.vectors.words, [...course.map.x], [...course.map.y]]")
    rows = [GLOVE.key_to_index[word] for word in words]
    assert sorted(rows) == list(range(len(GLOVE))) and rows[:5000] == sorted(rows)[:5000]
    assert np.allclose(np.array(found).T, points[rows], atol=1e-3)
    assert f"{100 * share.sum():.0f}\N{NO-BREAK SPACE}% of its spread" in used_page.locator("main").inner_text()


@pytest.mark.parametrize("question", ["king man woman", "paris france italy", "doctor man woman", "goku gohan queen"])
@pytest.mark.parametrize("allowed", [False, True])
def test_sums_are_those_of_python(used_page, question, allowed):
    words = question.split()
    for name, word in zip("abc", words, strict=True):
        used_page.locator(f"#{name}").fill(word)
    used_page.get_by_label("let the three words of the question answer, too").set_checked(allowed)
    expected = analogy(GLOVE, [words[0], words[2]], [words[1]], exclude_query=not allowed)
    found = shown(used_page, "#analogy")
    assert found[0][0] == expected[0][0]
    assert np.allclose([cosine for _, cosine in found], [cosine for _, cosine in expected], atol=0.011)


def test_prepared_questions_and_sentences_do_what_their_texts_say(used_page):
    questions = used_page.evaluate(
        """course.mapQuestions.map((make) => {
             const { answer, expected, options } = make();
             return [answer, expected, options];
           })"""
    )
    assert 3 <= len(questions) <= 5
    assert all(answer == expected and answer in options for answer, expected, options in questions)
    for one in used_page.evaluate("course.ambiguous"):
        used_page.locator("#ambiguous").get_by_role("button", name=one["word"], exact=True).click()
        for sense, sentence in zip(one["senses"], one["sentences"], strict=True):
            assert one["word"] in sentence.lower().split()
            used_page.get_by_role("button", name=sentence).click()
            assert used_page.locator("#sentence-says strong").inner_text() == sense
            first, second = numbers(used_page.locator("#sentence-says").inner_text())
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
def test_odd_words_are_answered(used_page, typed, said):
    used_page.get_by_label("A word", exact=True).fill(typed)
    section = used_page.locator("section[aria-labelledby=map-title]")
    assert said in section.inner_text()
    assert used_page.locator("main img").count() == 0
    for name in "abc":
        used_page.locator(f"#{name}").fill(typed)
    used_page.locator("#word").fill(typed)
    used_page.locator("#sentence").fill(typed)
    assert used_page.evaluate("window.hacked") is None


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


def test_the_arrow_keys_walk_from_name_to_name(page):
    page.get_by_label("six families of words").check()
    page.locator("#cloud").focus()
    walked = []
    for key in ("Home", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        walked.append(page.locator("#under").inner_text().split("”")[0].removeprefix("“"))
    assert walked == ["one", "two", "three", "two", "one", "drum"]
    page.get_by_role("button", name="Zoom in").click(click_count=9)
    page.locator("#cloud").focus()
    for _ in range(5):  # the view follows
        page.keyboard.press("ArrowRight")
        x, y = page.evaluate("course.map.place(course.map.cursor)")
        frame = page.locator("#cloud").bounding_box()
        assert 0 <= x <= frame["width"] and 0 <= y <= frame["height"]
    page.wait_for_function("document.getElementById('spoken').textContent.includes('cosine')")
    word = page.locator("#under").inner_text().split("”")[0].removeprefix("“")
    page.keyboard.press("Enter")
    assert page.get_by_label("A word", exact=True).input_value() == word


def test_what_is_not_known_clears_what_was_there(page):
    page.get_by_label("A word", exact=True).fill("quen")
    assert page.locator("#neighbours *").count() == 0 and page.evaluate("course.map.named") == []
    assert page.locator("#legend").inner_text() == f"the other {len(GLOVE):,} words"
    page.get_by_label("the sum below").check()
    assert len(page.evaluate("course.map.named")) == 4
    page.locator("#b").fill("quen")
    assert page.locator("#analogy .bars").count() == 0 and page.evaluate("course.map.named") == []
    page.locator("#word").fill("quen")
    assert page.locator("#senses .bars").count() == 0 and page.locator("#sentence-says").inner_text() == ""


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The cheque was paid in on Friday", "does not hold the word “bank”"),
        ("The bank", "Beside “bank” there is no word in it"),
        ("The banks of the river", "does not hold the word “bank”"),
    ],
)
def test_a_sentence_that_tells_nothing_is_said_to(used_page, sentence, said):
    used_page.locator("#ambiguous").get_by_role("button", name="bank", exact=True).click()
    used_page.get_by_label("A sentence with that word").fill(sentence)
    assert said in used_page.locator("#sentence-says").inner_text()


def test_the_map_is_on_the_first_screen_and_as_wide_as_the_window(page):
    for width, least in ((360, 320), (1280, 900), (1920, 1500)):
        page.set_viewport_size({"width": width, "height": 800})
        frame = page.locator("#cloud").bounding_box()
        assert frame["y"] + frame["height"] <= 800 and frame["width"] >= least


@pytest.mark.parametrize("sum_", ["king man woman", "paris france italy", "dollar america japan", "goku gohan queen"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_name_covers_an_arrow_another_name_or_leaves_the_map(used_page, sum_, width):
    used_page.set_viewport_size({"width": width, "height": 800})
    used_page.evaluate("sum => { location.hash = new URLSearchParams({ sum }); }", sum_)
    used_page.wait_for_function(
        "sum => course.map.scene.names[1]?.startsWith('the nearest') && a.value === sum.split(' ')[0]", arg=sum_
    )
    width, height, lines, boxes = used_page.evaluate(
        """() => {
          const { width, height } = course.map.view;
          const at = (row) => course.map.place(row);
          const names = course.map.named.map((row) => ({ at: at(row), width: 8 * course.map.words[row].length }));
          const lines = course.map.scene.arrows.map((ends) => ends.map(at));
          return [width, height, lines, course.ui.placeNames(names, { width, height, lines })];
        }"""
    )
    assert len(boxes) == 4 and len(lines) == 2
    spans = [(b["left"], b["top"], b["left"] + b["width"], b["top"] + b["height"]) for b in boxes if b]
    assert len(spans) >= 3  # there is not always room for all
    assert all(left >= 0 and top >= 0 and right <= width and bottom <= height for left, top, right, bottom in spans)
    on_the_arrows = np.concatenate([np.linspace(*line, 400) for line in lines])
    for index, (left, top, right, bottom) in enumerate(spans):
        x, y = on_the_arrows.T
        assert not ((left < x) & (x < right) & (top < y) & (y < bottom)).any()
        for other in spans[index + 1 :]:
            assert left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]


def test_the_map_is_zoomed_and_drawn_along(page):
    cloud = page.locator("#cloud")
    scale = page.evaluate("course.map.view.scale")
    page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate("course.map.view.scale") == pytest.approx(1.5 * scale)
    cloud.focus()
    page.keyboard.press("Home")
    before = page.evaluate("course.map.place(course.map.cursor)")
    page.keyboard.press("+")
    assert page.evaluate("course.map.view.scale") == pytest.approx(2.25 * scale)
    assert page.evaluate("course.map.place(course.map.cursor)") == pytest.approx(before)  # it stays where it was
    page.keyboard.press("-")
    page.get_by_role("button", name="All words").click()
    assert page.evaluate("course.map.view.scale") < scale
    page.get_by_role("button", name="The named words").click()
    assert page.evaluate("course.map.view.scale") == pytest.approx(scale)
    row = page.evaluate("course.map.named[0]")
    before = page.evaluate("row => course.map.place(row)", row)
    cloud.hover(position={"x": 100, "y": 100})
    x, y = (cloud.bounding_box()[side] + 100 for side in "xy")
    page.mouse.down()
    page.mouse.move(x + 20, y + 10)
    page.mouse.move(x + 60, y + 30)
    page.mouse.up()
    after = page.evaluate("row => course.map.place(row)", row)
    assert after[0] - before[0] >= 40 and after[1] - before[1] >= 20
    assert page.get_by_label("A word", exact=True).input_value() == "cup"  # to let go is not to choose


ROWS = {"north": (0, 1), "south": (0, -1), "east": (2, 0), "west": (-1, 0), "New York": (1, 1)}
SPACES = "\n".join(f"{word.replace(' ', '')} {x} {y}" for word, (x, y) in ROWS.items())


@pytest.mark.parametrize(
    ("name", "text", "words", "left_out"),
    [
        ("glove.txt", SPACES, 5, 0),
        ("word2vec.vec", f"5 2\n{SPACES}\n", 5, 0),
        ("table.tsv", "\n".join(f"{word}\t{x}\t{y}" for word, (x, y) in ROWS.items()), 5, 0),
        ("windows.txt", SPACES.replace("\n", "\r\n") + "\r\n\r\nnowhere 0 0\r\nnorth 3 3\r\n", 5, 2),
        ("long.txt", "\n".join(f"w{row} {row} 1e-3 -.5" for row in range(6000)), 5000, 0),
    ],
)
def test_vectors_of_ones_own_are_read_and_shown(page, name, text, words, left_out):
    page.get_by_label("A .txt, .vec or .tsv file").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )
    says = page.locator("#own-says")
    page.get_by_role("button", name="Back to GloVe").wait_for()
    assert f"{name}: {words:,} words" in says.inner_text()
    assert (f"zeros: {left_out}" in says.inner_text()) == (left_out > 0) and ("first of it" in says.inner_text()) == (
        words == 5000
    )
    known = page.evaluate("course.vectors.words")
    assert len(known) == words and page.locator("#guess").is_hidden()
    vectors = np.array([page.evaluate("word => [...course.vectors.vector(word)]", word) for word in known[:5]])
    if words == 5:
        assert vectors == pytest.approx(np.array(list(ROWS.values())))
        page.get_by_label("A word", exact=True).fill(known[4].upper() if known[4] == "newyork" else known[4])
        assert shown(page, "#neighbours")[0] == (known[0], 0.71)
        # The map is the PCA of the unit vectors, but for the signs of its axes.
        units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        units -= units.mean(axis=0)
        expected = np.abs(units @ np.linalg.svd(units, full_matrices=False).Vh.T)
        found = np.array(page.evaluate("[[...course.map.x], [...course.map.y]]")).T
        assert np.abs(found - found.mean(axis=0)) == pytest.approx(expected, abs=1e-3)
    page.get_by_role("button", name="Back to GloVe").click()
    page.wait_for_function("count => window.course?.vectors?.words.length === count", arg=len(GLOVE))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Line 1 holds no word with two or more numbers."),
        (b"just a text\nof two lines", "Line 1 has “a” among its numbers"),
        (b"a 1 2\nb 1\nc 3 4", "Line 2 has 1 numbers, and line 1 has 2."),
        (b"a 1 2\nb 1 nan\nc 3 4", "Line 2 has “nan” among its numbers"),
        (b"a 1 2\nb 0 0\nb 3 4", "There are 2 words with a vector"),
        (b"0.5\t1.5\t2\n0.1\t2.5\t3\n0.2\t1\t1", "There are numbers where the words should be"),
        (b"\x1f\x8b\x08\x00\xff\xfe", "This is no text in UTF-8."),
    ],
)
def test_a_bad_file_is_told_what_is_wrong_and_changes_nothing(used_page, content, said):
    used_page.get_by_label("A .txt, .vec or .tsv file").set_input_files(
        {"name": "bad.txt", "mimeType": "text/plain", "buffer": content}
    )
    says = used_page.locator("#own-says")
    used_page.wait_for_function("document.getElementById('own-says').textContent.includes('could not be used')")
    assert said in says.inner_text() and "Expected is a word per line" in says.inner_text()
    assert len(used_page.evaluate("course.vectors.words")) == len(GLOVE) and used_page.locator("#guess").is_visible()


def test_a_file_can_be_dropped_on_the_page(page):
    page.evaluate(
        """text => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "mine.vec"));
          const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
          document.getElementById("cloud").dispatchEvent(drop);
        }""",
        SPACES,
    )
    page.get_by_text("This page now shows mine.vec: 5 words").wait_for()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_overflows(browser, path, width):
    with opened(browser, path.as_uri(), viewport={"width": width, "height": 800}) as page:
        page.get_by_label("A word", exact=True).fill("x" * 300)
        page.locator("#a").fill("x" * 300)
        page.get_by_label("the sum below").check()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_size_and_pace(browser, path):
    assert first_bytes(path) < 3.5e6 / 8 * 3.5  # 3.5 s at 3.5 Mbit/s
    load, key = pace(browser, path.as_uri(), TYPE, typed("search", "kings") + typed("a", "kings"))
    assert load < 2000 and key < 50
