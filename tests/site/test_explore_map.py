"""The page "Word map" in a real browser: cosines and coordinates are Python's, and everything works by keyboard."""

import numpy as np
import pytest
from explore_page import begin_anew, numbers, opened, tab_to

from lessonlib.datasets import load_glove
from lessonlib.embeddings.projection import project_pca
from lessonlib.embeddings.similarity import analogy, nearest_neighbours

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GLOVE = load_glove("sample")


@pytest.fixture(scope="module")
def shared_page(browser, explore):
    """One window for all tests: to read 25,000 vectors takes its time."""
    with opened(browser, (explore / "map.html").as_uri(), 360) as page:
        page.locator("#loading").wait_for(state="hidden")
        yield page


@pytest.fixture
def page(shared_page):
    shared_page.set_viewport_size({"width": 360, "height": 800})
    begin_anew(shared_page)
    return shared_page


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


def test_odd_words_are_answered(page):
    section, search = page.locator("section[aria-labelledby=map-title]"), page.get_by_label("A word", exact=True)
    for typed, said in {
        "quen": "There is no “quen” here. Perhaps:",
        "<img src=x onerror=hacked=1>": "There is no “<img src=x onerror=hacked=1>” here",
        "__proto__": "There is no “__proto__” here",
        "👩‍👩‍👧": "There is no “👩‍👩‍👧” here",
        "x" * 10_000: "There is no “xxx",
        "  KING ": "Nearest to “king”",
    }.items():
        search.fill(typed)
        assert said in section.inner_text()
        for name in ("a", "b", "c", "word", "sentence"):
            page.locator(f"#{name}").fill(typed)
        assert page.locator("main img").count() == 0 and page.evaluate("window.hacked") is None


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


def test_a_sentence_that_tells_nothing_is_said_to(page):
    for sentence, said in {
        "The cheque was paid in on Friday": "does not hold the word “bank”",
        "The bank": "Beside “bank” there is no word in it",
        "The banks of the river": "does not hold the word “bank”",
    }.items():
        page.get_by_label("A sentence with that word").fill(sentence)
        assert said in page.locator("#sentence-says").inner_text()


def test_the_map_is_on_the_first_screen_and_as_wide_as_the_window_and_nothing_overflows(page):
    page.evaluate("scrollTo(0, 0)")
    for width, least in ((360, 320), (1280, 900), (1920, 1500)):
        page.set_viewport_size({"width": width, "height": 800})
        frame = page.locator("#cloud").bounding_box()
        assert frame["y"] + frame["height"] <= 800 and frame["width"] >= least
    for text in ("#search", "#a"):
        page.locator(text).fill("x" * 300)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("sum_", ["king man woman", "paris france italy", "dollar america japan", "goku gohan queen"])
def test_no_name_covers_an_arrow_another_name_or_leaves_the_map(page, sum_, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("sum => { location.hash = new URLSearchParams({ sum }); }", sum_)
    page.wait_for_function(
        "sum => course.map.scene.names[1]?.startsWith('the nearest') && a.value === sum.split(' ')[0]", arg=sum_
    )
    width, height, lines, boxes = page.evaluate(
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


def choose(page, name, content):
    page.get_by_label("A .txt, .vec or .tsv file").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content}
    )


def test_a_bad_file_is_told_what_is_wrong_and_changes_nothing(page):
    says, number = page.locator("#own-says"), len(page.evaluate("course.vectors.words"))
    for content, said in {
        b"": "Line 1 holds no word with two or more numbers.",
        b"just a text\nof two lines": "Line 1 has “a” among its numbers",
        b"a 1 2\nb 1\nc 3 4": "Line 2 has 1 numbers, and line 1 has 2.",
        b"a 1 2\nb 1 nan\nc 3 4": "Line 2 has “nan” among its numbers",
        b"a 1 2\nb 0 0\nb 3 4": "There are 2 words with a vector",
        b"0.5\t1.5\t2\n0.1\t2.5\t3\n0.2\t1\t1": "There are numbers where the words should be",
        b"\x1f\x8b\x08\x00\xff\xfe": "This is no text in UTF-8.",
    }.items():
        choose(page, "bad.txt", content)
        says.get_by_text(said).wait_for()
        assert "could not be used" in says.inner_text() and "Expected is a word per line" in says.inner_text()
    assert len(page.evaluate("course.vectors.words")) == number and page.locator("#guess").is_visible()


def test_vectors_of_ones_own_are_read_and_shown(page):
    says = page.locator("#own-says")
    for name, text, left_out in [
        ("glove.txt", SPACES, 0),
        ("word2vec.vec", f"5 2\n{SPACES}\n", 0),
        ("table.tsv", "\n".join(f"{word}\t{x}\t{y}" for word, (x, y) in ROWS.items()), 0),
        ("windows.txt", SPACES.replace("\n", "\r\n") + "\r\n\r\nnowhere 0 0\r\nnorth 3 3\r\n", 2),
    ]:
        choose(page, name, text.encode())
        says.get_by_text(f"{name}: 5 words").wait_for()
        assert (f"zeros: {left_out}" in says.inner_text()) == (left_out > 0) and page.locator("#guess").is_hidden()
        known = page.evaluate("course.vectors.words")
        vectors = np.array([page.evaluate("word => [...course.vectors.vector(word)]", word) for word in known])
        assert vectors == pytest.approx(np.array(list(ROWS.values())))
        page.get_by_label("A word", exact=True).fill(known[4].upper() if known[4] == "newyork" else known[4])
        assert shown(page, "#neighbours")[0] == (known[0], 0.71)
        # The map is the PCA of the unit vectors, but for the signs of its axes.
        units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        units -= units.mean(axis=0)
        expected = np.abs(units @ np.linalg.svd(units, full_matrices=False).Vh.T)
        found = np.array(page.evaluate("[[...course.map.x], [...course.map.y]]")).T
        assert np.abs(found - found.mean(axis=0)) == pytest.approx(expected, abs=1e-3)
    choose(page, "long.txt", "\n".join(f"w{row} {row} 1e-3 -.5" for row in range(6000)).encode())
    says.get_by_text("long.txt: 5,000 words, the first of it").wait_for()
    page.evaluate(
        """text => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "dropped.vec"));
          const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
          document.getElementById("cloud").dispatchEvent(drop);
        }""",
        SPACES,
    )
    says.get_by_text("This page now shows dropped.vec: 5 words").wait_for()
    page.get_by_role("button", name="Back to GloVe").click()
    page.wait_for_function("count => window.course?.vectors?.words.length === count", arg=len(GLOVE))
