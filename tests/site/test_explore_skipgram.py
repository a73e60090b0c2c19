"""The page "Watch skip-gram learn" in a real browser: number by number what numpy computes."""

import numpy as np
import pytest
from built_pages import CHECKOUT
from explore_page import begin_anew, numbers, opened, tab_to
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.exercises.lesson_01_skip_gram import skip_gram_epoch

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(explore):
    return (explore / "skipgram.html").as_uri()


@pytest.fixture(scope="module")
def shared_page(browser, address):
    with opened(browser, address, 360) as page:
        yield page


@pytest.fixture(scope="module")
def start(shared_page):
    """What the training begins with, and all that chance decides in it."""
    return shared_page.evaluate("course.skipgram.toy()")


@pytest.fixture
def page(shared_page):
    begin_anew(shared_page)
    return shared_page


def test_every_pass_gives_the_numbers_of_numpy(page, start):
    found = page.evaluate(
        """() => {
          const training = new course.skipgram.Training(course.skipgram.toy());
          while (!training.isOver) training.wholePass();
          return [training.trails.v, training.trails.u, training.losses];
        }"""
    )
    v, u = np.array(start["v"]), np.array(start["u"])
    passes = np.array(start["passes"])
    assert len(found[2]) == len(passes)
    for number, (examples, loss) in enumerate(zip(passes, found[2], strict=True), start=1):
        v, u, expected = skip_gram_epoch(v, u, examples[:, :2], examples[:, 2:], start["rate"])
        assert loss == pytest.approx(expected, abs=1e-9)
        assert np.allclose(found[0][number], v, atol=1e-9) and np.allclose(found[1][number], u, atol=1e-9)
    assert found[2][-1] < found[2][0] - 0.5  # it learned something


floats = st.floats(-3, 3).map(lambda value: round(value, 3))
vectors = st.lists(st.tuples(floats, floats), min_size=4, max_size=4)


def test_the_plane_is_that_of_pca(page):
    v, shown = map(
        np.array,
        page.evaluate(
            """() => {
              const { v, onPlane } = course.skipgram.rehearse(course.skipgram.toy());
              return [v, onPlane(v)];
            }"""
        ),
    )
    expected = v @ np.linalg.svd(v - v.mean(axis=0), full_matrices=False).Vh[:2].T
    assert np.allclose(np.abs(shown), np.abs(expected), atol=0.01)


@settings(max_examples=50)
@given(vectors, vectors, st.lists(st.integers(0, 3), min_size=2, max_size=6), st.sampled_from([0.01, 0.1, 1]))
def test_one_step_is_that_of_numpy_for_any_vectors(shared_page, v, u, example, rate):
    found_v, found_u, loss, guesses = shared_page.evaluate(
        """([v, u, example, rate]) => {
          const { loss, guesses } = course.skipgram.step(v, u, example, rate);
          return [v, u, loss, guesses];
        }""",
        [v, u, example, rate],
    )
    target, context, *drawn = example
    moved = skip_gram_epoch(np.array(v), np.array(u), [[target, context]], [drawn], rate)
    assert np.allclose(found_v, moved[0]) and np.allclose(found_u, moved[1]) and loss == pytest.approx(moved[2])
    assert len(guesses) == len(example) - 1 and all(0 <= guess <= 1 for guess in guesses)


def test_who_keeps_the_same_company_ends_up_side_by_side(address, start, open_page):
    page = open_page(address)
    page.clock.install()  # a run takes its time, and the test need not
    page.get_by_role("button", name="Run").click()
    page.clock.run_for(20_000)
    assert page.evaluate("course.training.isOver")
    v = np.array(page.evaluate("course.training.v"))
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    cosines = v @ v.T - 2 * np.eye(len(v))
    places = {word: place for place, word in enumerate(start["words"])}
    pairs = [("cat", "dog"), ("king", "queen"), ("ship", "boat"), ("cat", "eats")]
    *alike, met = (cosines[places[one], places[other]] for one, other in pairs)
    assert min(alike) > 0.95 and met < 0.75
    world = np.arange(len(v)) // 4  # four words each, one after the other
    assert (world[cosines.argmax(axis=1)] == world).all()
    assert page.locator("#nearest li").count() == len(v)
    assert not page.locator("#nearest li", has_text="1.00").count()  # nearly 1 is no 1
    for name in ("One pair", "One pass", "Run"):  # nothing is left to do, and nothing breaks
        page.get_by_role("button", name=name).click()
    assert "All 200 passes are over." in page.locator("#progress").inner_text()


def test_prepared_questions_do_what_their_texts_say(page, start):
    questions = page.evaluate(
        """course.skipgramQuestions.map((make) => {
             const { answer, expected, options } = make();
             return [answer, expected, options];
           })"""
    )
    assert len(questions) == 3
    assert all(answer == expected and answer in options for answer, expected, options in questions)
    assert not any({"cat", "dog"} <= set(sentence) for sentence in start["sentences"])
    lesson = (CHECKOUT / "notebooks" / "01_embeddings.ipynb").read_text(encoding="utf-8")
    assert len(start["sentences"]) == 6 and all(" ".join(sentence) in lesson for sentence in start["sentences"])


def test_steps_passes_and_reset_by_keyboard(page, start):
    tab_to(page, "One pair")
    page.keyboard.press("Enter")
    target, context, *drawn = start["passes"][0][0]
    words = start["words"]
    assert f"Does {words[target]} belong together with" in page.locator("#last").inner_text()
    rows = [row.split("\t") for row in page.locator("#last tbody tr").all_inner_texts()]
    assert [row[0] for row in rows] == [words[word] for word in [context, *drawn]]
    v, u = np.array(start["v"]), np.array(start["u"])
    guesses = 1 / (1 + np.exp(-u[[context, *drawn]] @ v[target]))
    assert np.allclose([float(row[2]) for row in rows], guesses, atol=6e-4)
    assert "Pass 1 of 200, pair 1 of 36." in page.locator("#progress").inner_text()
    page.wait_for_function("document.getElementById('spoken').textContent.includes('pair 1 of 36')")

    tab_to(page, "One pass")
    page.keyboard.press("Enter")
    assert "Pass 2 of 200, pair 0 of 36." in page.locator("#progress").inner_text()
    loss = skip_gram_epoch(v, u, *np.split(np.array(start["passes"][0]), [2], axis=1), start["rate"])[2]
    assert numbers(page.locator("#progress").inner_text())[-1] == pytest.approx(loss, abs=0.006)

    tab_to(page, "Reset")
    page.keyboard.press("Enter")
    assert "Pass 1 of 200, pair 0 of 36." in page.locator("#progress").inner_text()
    assert "None yet" in page.locator("#last").inner_text()


def test_a_run_can_be_paused(page):
    page.get_by_role("button", name="Run").click()
    page.wait_for_function("course.training.pass >= 2")
    page.get_by_role("button", name="Pause").click()
    passes = page.evaluate("course.training.pass")
    page.wait_for_timeout(400)
    assert page.evaluate("course.training.pass") == passes < 200


def test_context_vectors_can_be_seen_too(page, start):
    before = page.locator("#plane circle").first.get_attribute("cx")
    page.get_by_label("context vectors").check()
    assert page.locator("#plane circle").first.get_attribute("cx") != before
    assert page.locator("#plane text").all_text_contents() == start["words"]


def test_a_text_of_ones_own(page, start):
    page.get_by_label("Your text").fill("Sun warms stone\nFire warms stone.\nalone\n\ncat &amp; <b>dog</b>")
    page.get_by_role("button", name="Begin with this text").click()
    assert page.locator("main b").count() == 0
    words = page.locator("#plane text").all_text_contents()
    assert words[:5] == ["sun", "warms", "stone", "fire", "."] and "<" in words
    page.get_by_role("button", name="One pass").click()
    assert page.locator("#loss .named").get_attribute("points").count(",") == 1
    page.get_by_role("button", name="Back to the six sentences").click()
    assert page.locator("#plane text").all_text_contents() == start["words"]


def test_odd_texts_are_answered(page):
    for text, said in {
        "": "There is no pair of words",
        "one\ntwo\nthree": "There is no pair of words",
        " ".join(f"w{number}" for number in range(40)): "different words; on a plane, 30 are the most",
        "a b c d e f g\n" * 100: "pairs; take fewer sentences",
        "x" * 10_000: "There is no pair of words",
        "the the the the": "Sentences: 1; different words: 1",
    }.items():
        page.get_by_label("Your text").fill(text)
        page.get_by_role("button", name="Begin with this text").click()
        assert said in page.locator("#own-says").inner_text()
        page.get_by_role("button", name="One pass").click()
        assert "NaN" not in page.locator("main").inner_text()


def test_too_long_steps_break_nothing(page):
    page.get_by_label("Length of a step").select_option("2")
    page.get_by_role("button", name="Begin with this text").click()
    page.evaluate("() => { for (let pass = 0; pass < 100; pass++) document.getElementById('pass').click(); }")
    assert "the vectors flew away" in page.locator("#progress").inner_text()
    assert "NaN" not in page.locator("main").inner_text() and "Infinity" not in page.locator("main").inner_text()


def test_the_same_seed_draws_the_same_training(page):
    prepare = (
        """() => JSON.stringify(course.skipgram.prepare("a b c\\nb c d", {passes: 3, draws: 2, rate: 0.1, seed: 5}))"""
    )
    assert page.evaluate(prepare) == page.evaluate(prepare)
    long = page.evaluate("course.skipgram.prepare('a b c\\nb c d', {passes: 200, draws: 2, rate: 0.1, seed: 5})")
    drawn = np.bincount(np.array(long["passes"])[:, :, 2:].ravel()) / (200 * 12 * 2)
    counts = np.array([2, 4, 4, 2]) ** 0.75
    assert np.allclose(drawn, counts / counts.sum(), atol=0.03)
    assert np.std(long["v"] + long["u"]) == pytest.approx(0.5, abs=0.25)


def test_why_the_loss_stops_is_computed(page, start):
    """Of the fixed scores that one could give to each two words, the best cost this much on the pairs of all passes."""
    examples = np.concatenate(start["passes"])
    meetings = np.zeros((2, len(start["words"]), len(start["words"])))
    np.add.at(meetings[0], (examples[:, 0], examples[:, 1]), 1)
    np.add.at(meetings[1], (np.repeat(examples[:, 0], 3), examples[:, 2:].ravel()), 1)
    best = np.clip(meetings[0] / np.maximum(meetings.sum(axis=0), 1), 1e-12, 1 - 1e-12)
    least = -(meetings[0] * np.log(best) + meetings[1] * np.log(1 - best)).sum() / len(examples)
    noise = meetings[1][meetings[0] > 0].sum() / meetings[1].sum()
    said = page.locator("#least").inner_text()
    assert numbers(said) == [pytest.approx(least, abs=0.005)]
    assert f"{100 * noise:.0f}\N{NO-BREAK SPACE}% of the words drawn as wrong are true" in said
    losses = page.evaluate("course.skipgram.rehearse(course.skipgram.toy()).losses")
    assert least < np.mean(losses[-50:]) < least + 0.5


def test_ties_are_told_as_ties(page):
    """At every moment, by the numbers of that moment."""

    def shown(cosine):
        return f"{cosine:.2f}" if cosine < 0.995 else f"{min(cosine, 0.999):.3f}"

    page.evaluate("location.hash = new URLSearchParams({ text: 'x likes a\\nx likes b' })")
    page.wait_for_function("course.training.words.length === 4")
    ties = 0
    for _ in range(30):
        v = np.array(page.evaluate("course.training.v"))
        v /= np.linalg.norm(v, axis=1, keepdims=True)
        cosines = v @ v.T - 3 * np.eye(len(v))
        words = page.evaluate("course.training.words")
        for word, row, line in zip(words, cosines, page.locator("#nearest li").all_inner_texts(), strict=True):
            (best, one), (next_, other) = sorted(zip(row, words, strict=True), reverse=True)[:2]
            if shown(best) == shown(next_):
                ties += 1
                assert line.startswith(f"{word} is as near to {one} as to {other}, {shown(best)}")
                assert line.endswith("only its company was learned") == (page.evaluate("course.training.pass") > 0)
            else:
                assert line == f"{word} – {one} {shown(best)}"
        page.get_by_role("button", name="One pass").click()
    assert ties > 0
