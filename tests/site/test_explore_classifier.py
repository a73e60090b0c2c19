"""The page "Question the classifier" in a real browser: the numbers are Python's, and everything works by keyboard."""

import warnings

import numpy as np
import pytest
from explore_page import begin_anew, numbers, opened, signed, tab_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from lessonlib.classification.splits import train_val_test_split
from lessonlib.course.explore import train_classifier
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.text import clean_markup, read_headline, remove_source_tag

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLES = load_headlines()["title"].tolist()
ODD_TEXTS = [
    "",
    "...",
    "a",
    "Qwzx blorp fnord",
    "👩‍👩‍👧 wins cup 🏆",
    "café, cafe\u0301",
    "<script>alert(1)</script>",
    "&amp;lt;b&amp;gt; stocks &amp;amp; bonds",
    "Isn #39;t it quot;fairquot;?",
    "constructor __proto__ toString",
    "Oil falls (Reuters) (AP)",
    "U.S. economy isn't 3.5% 'richer'",
    "<UNK> <PAD>",
    "word " * 2000,
    "goal" * 2500,
    "((((" * 2500,
]

CLASSIFY = """texts => {
  const network = course.network.load(course.data.headlines);
  return texts.map((text) => {
    const found = network.explain(course.text.readHeadline(text).slice(0, 512));
    const { tokens, probabilities, bias } = found;
    return { labels: network.classes, tokens, probabilities, bias, scores: [...found.scores] };
  });
}"""
READ = """texts => texts.map((text) => [
    course.text.cleanMarkup(text), course.text.removeSourceTag(text), course.text.readHeadline(text)])"""

# Assigned in the Unicode of this Python; the browser's is younger, and must not differ for them.
assigned = st.characters(exclude_categories=["Cs", "Cn"])
fragments = st.sampled_from(
    "& # ; < > / ( ) . ... n't 's ' amp; lt; quot #39; &#x &copy U. 3.5 com co.uk \\ A é \u0301 Σ ٫ ﬁ ４ ՞".split()
    + [" ", "\t", "\x85", "\u2028", "\ufeff", "\xad", "\u200b", "\u200d", "’", "İ", "हि", "ש", "״", "·l", "🇩🇪", "🏽"]
)
texts = st.lists(st.one_of(assigned, fragments, st.text(assigned, max_size=8)), max_size=20).map("".join)


@pytest.fixture(scope="module")
def classifier():
    """The one that the page was built from: training is the same each time."""
    return train_classifier(load_glove("sample"), *train_val_test_split(load_headlines()))[0]


@pytest.fixture(scope="module")
def address(explore):
    """Of a file: the page must work by double click."""
    return (explore / "classifier.html").as_uri()


@pytest.fixture(scope="module")
def shared_page(browser, address):
    """One window for all tests: to read 25,000 vectors takes its time."""
    with opened(browser, address, 360) as page:
        page.locator("#loading").wait_for(state="hidden")
        yield page


@pytest.fixture
def page(shared_page):
    """The page as a reader finds it."""
    begin_anew(shared_page)
    return shared_page


@pytest.fixture(scope="module")
def of_titles(shared_page):
    """What the page makes of each of `TITLES`."""
    return shared_page.evaluate(CLASSIFY, TITLES)


@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts)
def test_any_text_is_read_as_python_reads_it(shared_page, text):
    expected = [clean_markup(text), remove_source_tag(text), read_headline(text)]
    assert shared_page.evaluate(READ, [text]) == [expected]


def test_tokens_and_probabilities_are_those_of_python(of_titles, classifier):
    assert [one["tokens"] for one in of_titles] == [read_headline(title) for title in TITLES]
    probabilities = np.array([one["probabilities"] for one in of_titles])
    expected = classifier.predict_proba(TITLES)
    off = np.abs(probabilities - expected).max(axis=1)
    assert off[:200].max() <= 0.01
    assert np.mean(off <= 0.01) >= 0.999
    assert np.mean(probabilities.argmax(axis=1) == expected.argmax(axis=1)) >= 0.99
    assert all(one["labels"] == classifier.classes_.tolist() for one in of_titles)


def test_odd_texts_get_the_probabilities_of_python(shared_page, classifier):
    found = shared_page.evaluate(CLASSIFY, ODD_TEXTS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of texts too long, or without a known word
        expected, explanations = classifier.predict_proba(ODD_TEXTS), classifier.explain(ODD_TEXTS)
    assert [one["tokens"] for one in found] == [one.tokens for one in explanations]
    assert np.abs([one["probabilities"] for one in found] - expected).max() <= 0.01


def test_words_and_bias_add_up_to_the_logit_of_python(of_titles, classifier):
    explanations = classifier.explain(TITLES)
    for one, expected in zip(of_titles, explanations, strict=True):
        if one["labels"][int(np.argmax(one["probabilities"]))] == expected.label:
            assert sum(one["scores"]) + one["bias"] == pytest.approx(expected.logit, abs=0.03)
            assert one["bias"] == pytest.approx(expected.bias, abs=1e-5)
    # A rounded vector can let another window win, whose words then share the same part: seldom, and never by much.
    differences = [
        np.abs(np.array(one["scores"]) - expected.word_scores).max()
        for one, expected in zip(of_titles, explanations, strict=True)
    ]
    assert np.median(differences) < 0.01 and np.quantile(differences, 0.99) < 0.1


def test_the_parts_add_up_on_the_page(page):
    page.get_by_label("Your headline").fill("Rebels release hostages after nine months in jungle")
    scores = [signed(text) for text in page.locator("#words small").all_inner_texts()]
    words, bias, logit = numbers(page.locator("#sum").inner_text())
    assert sum(scores) == pytest.approx(words, abs=0.005 * len(scores) + 0.005)
    assert words + bias == pytest.approx(logit, abs=0.016)


def test_contrasts_do_what_their_texts_say(shared_page):
    contrasts = shared_page.evaluate("course.contrasts")
    assert 3 <= len(contrasts) <= 5
    for contrast in contrasts:
        first, second = shared_page.evaluate(
            """({ first, second, network: name }) => {
              const network = course.network.load(course.data[name ?? "headlines"]);
              return [first, second].map((text) => network.explain(course.text.readHeadline(text)).label);
            }""",
            contrast,
        )
        assert (first != second) == contrast["changes"], contrast
    assert {contrast["changes"] for contrast in contrasts} == {True, False}


def test_shuffling_matters_to_the_network_of_order_alone(shared_page):
    headlines, order = shared_page.evaluate(
        """names => names.map((name) => {
          const network = course.network.load(course.data[name]);
          const random = course.numbers.randomNumbers(7);
          const read = course.data[name].unseen.map(([title]) => course.text.readHeadline(title));
          const label = (tokens) => network.explain(tokens).label;
          const other = read.filter((tokens) => label(tokens) !== label(course.numbers.shuffled(tokens, random)));
          const classes = course.data[name].unseen.map((one) => one[1]);
          const right = read.filter((tokens, row) => network.classes[label(tokens)] === classes[row]);
          return [other.length, right.length, course.data[name].accuracy * read.length].map((n) => n / read.length);
        })""",
        ["headlines", "order"],
    )
    assert headlines[0] < 0.05 and order[0] > 0.25
    assert headlines[1] == pytest.approx(headlines[2], abs=0.01)
    assert order[1] == pytest.approx(order[2], abs=0.02) and order[1] > 0.95


def test_removing_words_costs_what_it_costs_in_python(shared_page, classifier):
    for title in TITLES[:20]:
        curve = shared_page.evaluate(
            """title => {
              const network = course.network.load(course.data.headlines);
              const found = network.explain(course.text.readHeadline(title));
              const order = course.removal.byScore(found.scores);
              return { order, label: found.label,
                       named: course.removal.curve(network, found.tokens, found.label, order),
                       random: course.removal.randomCurve(network, found.tokens, found.label) };
            }""",
            title,
        )
        tokens = read_headline(title)
        left = [
            [token for place, token in enumerate(tokens) if place not in curve["order"][:count]]
            for count in range(len(curve["named"]))
        ]
        sequences = classifier.tokenizer_.encode(left)
        expected = softmax(classifier.model_.logits(sequences) / classifier.temperature_, axis=1)
        assert np.allclose(curve["named"], expected[:, curve["label"]], atol=0.015)
        assert len(curve["random"]) == len(curve["named"])
        assert curve["random"][0] == pytest.approx(curve["named"][0])
        if len(tokens) <= 8:
            assert curve["random"][-1] == pytest.approx(curve["named"][-1])


def test_nothing_typed_becomes_markup(page):
    before = page.evaluate("document.querySelectorAll('*').length")
    page.get_by_label("Your headline").fill("<img src=x onerror='window.hacked = 1'> <b>bold</b> &lt;i&gt;")
    page.get_by_label("Your headline").fill("a<img src=x onerror=hacked=1>b &amp;lt;b&amp;gt;bold <svg/onload=hacked=1")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main b, main i, main svg").count() == 0
    page.get_by_label("Your headline").fill("Hackers steal millions from football club")
    assert page.evaluate("document.querySelectorAll('*').length") == before


def test_a_change_that_flips_the_label_is_told_beside_the_bars(page):
    box, flip = page.get_by_label("Your headline"), page.locator("#flip")
    page.get_by_role("button", name="A headline it never saw").click()
    assert flip.inner_text() == ""  # another headline, and no change of one
    box.fill("Rocket launch delayed by weather")
    box.fill("Rocket attack delayed by weather")
    probability = page.locator("#bars li:first-child .value").inner_text()
    assert flip.inner_text() == f"Now World, {probability}, no longer Sci/Tech"
    page.locator("#words button").last.scroll_into_view_if_needed()
    page.locator("#words button").last.click()
    page.get_by_role("button", name="Delete it").click()
    for place in (flip, page.locator("#bars")):  # on a phone
        frame = place.bounding_box()
        assert frame["y"] >= 0 and frame["y"] + frame["height"] <= 800


def test_only_certainty_reads_100_percent(shared_page):
    shares = [0, 1e-9, 0.004, 0.006, 0.994, 0.996, 1 - 1e-9, 1]
    said = [
        text.replace("\N{NO-BREAK SPACE}", " ")
        for text in shared_page.evaluate("s => s.map(course.ui.percent)", shares)
    ]
    assert said == ["0 %", "< 1 %", "< 1 %", "1 %", "99 %", "> 99 %", "> 99 %", "100 %"]


def test_odd_input_is_said_to_be_odd(page):
    for text, said in {
        "": "Nothing was read",
        "<b></b>": "Nothing was read",
        "Qwzx blorp fnord": "knows none of these words",
        "Qwzx wins cup": "Without a vector of their own (in italics): qwzx.",
        "word " * 2000: "reads the first 512 of these 2000 words",
    }.items():
        page.get_by_label("Your headline").fill(text)
        assert said in page.locator("#notes").inner_text()
        assert page.locator("#prediction li").count() == 4


def test_guess_then_see_by_keyboard(page):
    contrasts = page.evaluate("course.contrasts")
    page.locator("#guess button").first.focus()
    for number, contrast in enumerate(contrasts, start=1):
        assert f"Experiment {number} of {len(contrasts)}" in page.locator("#guess").inner_text()
        assert contrast["thought"] not in page.locator("#guess").inner_text()
        tab_to(page, "Bad news" if contrast.get("network") == "order" else "Sports")
        page.keyboard.press("Enter")
        assert contrast["thought"] in page.locator("#guess [role=status]").inner_text()
        if number < len(contrasts):
            tab_to(page, "Next experiment")
            page.keyboard.press("Enter")
    assert f"of {len(contrasts)}. Now it is your turn" in page.locator("#guess").inner_text()
    tab_to(page, "Take this headline apart")
    page.keyboard.press("Enter")
    assert page.get_by_label("Your headline").input_value() == contrasts[-1]["second"]


def test_words_are_deleted_and_exchanged_by_keyboard(page):
    box = page.get_by_label("Your headline")
    box.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Striker scores late goal")
    assert "Sports" in page.locator("#prediction li").first.inner_text()
    assert page.locator("#flip").inner_text().startswith("Now Sports, ")
    tab_to(page, "striker")
    promised = signed(page.locator("#words small").first.inner_text())
    page.keyboard.press("Enter")
    tab_to(page, "Delete it")
    page.keyboard.press("Enter")
    assert box.input_value() == "scores late goal"
    before, after, moved, promise = numbers(page.locator("#word p").first.inner_text())
    assert moved == pytest.approx(after - before, abs=0.011) and promise == pytest.approx(-promised, abs=0.011)
    tab_to(page, "Put it back")
    page.keyboard.press("Enter")
    assert box.input_value() == "Striker scores late goal"

    tab_to(page, "goal")
    page.keyboard.press("Space")
    neighbours = page.locator("#word .row").nth(1).locator("button").all_inner_texts()
    expected = [word for word, _ in load_glove("sample").most_similar("goal", topn=len(neighbours))]
    assert neighbours == expected
    tab_to(page, neighbours[0])
    page.keyboard.press("Enter")
    assert box.input_value() == f"striker scores late {neighbours[0]}"


def test_shuffling_keeps_the_words(page):
    box = page.get_by_label("Your headline")
    box.fill("Rebels release hostages after nine months in jungle")
    words = box.input_value().lower().split()
    for _ in range(20):
        page.get_by_role("button", name="Shuffle the words").click()
        if box.input_value().split() != words:
            break
    assert sorted(box.input_value().split()) == sorted(words) and box.input_value().split() != words
    assert "of 100 random orders of these words the label is World" in page.locator("#notes").inner_text()
    page.go_back()
    page.wait_for_function(
        "words => document.getElementById('headline').value.toLowerCase() === words", arg=" ".join(words)
    )


def test_random_weights_are_shaded_too_but_know_nothing(page):
    sample = load_headlines().groupby("category").head(50)
    right = page.evaluate(
        """rows => {
          const network = course.network.load(course.data.headlines).withRandomWeights(1);
          return rows.map(([title, category]) => {
            const found = network.explain(course.text.readHeadline(title));
            const total = found.scores.reduce((sum, score) => sum + score, 0);
            return [network.classes[found.label] === category, total + found.bias - found.logit];
          });
        }""",
        sample[["title", "category"]].to_numpy().tolist(),
    )
    assert np.mean([hit for hit, _ in right]) < 0.5
    assert np.abs([rest for _, rest in right]).max() < 1e-5
    trained = page.locator("#sum").inner_text()
    page.get_by_label("the same network with random weights").check()
    assert "learned nothing" in page.locator("#network-note").inner_text()
    assert page.locator("#sum").inner_text() != trained and page.locator("#words .for, #words .against").count() > 0


def test_the_network_of_order_gets_lines_of_its_own(page):
    page.get_by_label("a small network for which order is everything").check()
    assert page.get_by_label("Your headline").input_value() in page.evaluate(
        "course.data.order.unseen.map((one) => one[0])"
    )
    assert page.locator("#prediction li").count() == 2
    page.get_by_role("button", name="A headline it never saw").click()
    assert "It should say" in page.locator("#notes").inner_text()
    page.get_by_label("the network of lesson 03").check()
    assert page.locator("#prediction li").count() == 4


def test_who_follows_a_link_begins_where_it_leads(address, open_page):
    page = open_page(address + "#headline=%3Cb%3EOil+%26+gas%3C%2Fb%3E")
    box = page.get_by_label("Your headline")
    assert box.input_value() == "<b>Oil & gas</b>"
    assert 0 <= box.bounding_box()["y"] < 800


def test_the_first_answer_waits_for_no_rare_word(browser, address):
    page = browser.new_page()
    held = []
    page.route("**/vectorsRest.js", lambda route: held.append(route))
    with page.expect_request("**/vectorsRest.js"):  # which may come after what the page says about it
        page.goto(address, wait_until="commit")
    box = page.get_by_label("Your headline")
    box.fill("Otter wins cup")
    strip = page.locator("#loading")
    page.get_by_text("The vectors of rarer words are on their way …").wait_for()
    assert page.locator("#notes").inner_text().startswith("Not here yet (in italics): otter.")
    early = page.locator("#sum").inner_text()
    held.pop().continue_()
    strip.wait_for(state="hidden")
    assert page.locator("#notes").inner_text() == "" and page.locator("#sum").inner_text() != early
    page.unroute("**/vectorsRest.js")
    page.route("**/vectorsRest.js", lambda route: route.abort())
    page.reload()
    page.get_by_text("The vectors of rarer words are missing: they could not be loaded.").wait_for()
    # What the page itself proposes needs none of them.
    proposed = page.evaluate(
        """[course.contrasts.flatMap(({ first, second }) => [first, second]),
            ...["headlines", "order"].map((name) => course.data[name].unseen.map(([title]) => title))].flat()"""
    )
    glove = load_glove("sample")
    missing = {word for title in proposed for word in read_headline(title) if word in glove} - set(
        page.evaluate("course.vectors.words")
    )
    assert missing == set()
    page.close()


def test_the_removal_test_answers_a_guess(page):
    page.get_by_label("Your headline").fill("Hackers steal millions from football club")
    panel = page.locator("#removal")
    assert panel.locator("svg").count() == 0
    panel.get_by_role("button", name="never").click()
    assert panel.locator("svg").count() == 1
    assert "without 2 at random" in panel.inner_text()
    panel.get_by_text("The same as a table").click()
    assert panel.locator("tbody tr").count() == 7


def test_filters_show_the_words_they_read(page):
    page.get_by_label("Your headline").fill("Hackers steal millions from football club")
    first = page.locator("#ngrams details").first
    first.locator("summary").click()
    read = first.locator("strong").inner_text().split()
    first.locator("tbody tr").first.wait_for()
    for row in first.locator("tbody tr").all():
        cells = row.locator("td").all_inner_texts()
        slots = cells[1].split(" · ")
        assert [slot.split()[0] for slot in slots if slot != "(edge)"] == read
        activation, weight, part = (signed(cell) for cell in cells[2:])
        assert sum(signed(slot.split()[1]) for slot in slots if slot != "(edge)") == pytest.approx(activation, abs=0.02)
        assert activation * weight == pytest.approx(part, abs=0.02)


def test_bars_and_choices_are_seen_in_forced_colours(address, open_page):
    page = open_page(address, forced_colors="active")
    page.locator("#guess fieldset button").first.click()
    bar, chosen, other, ground = page.evaluate(
        """() => ["#bars .length", "#guess [aria-pressed=true]", "#guess [aria-pressed=false]", "body"].map(
          (selector) => getComputedStyle(document.querySelector(selector)).backgroundColor)"""
    )
    assert bar != ground and chosen != other and chosen != ground


def test_nothing_overflows(page):
    page.get_by_label("Your headline").fill("goal" * 100 + " Rebels release hostages after nine months")
    page.locator("#removal button").first.click()
    for summary in page.locator("#ngrams summary").all():
        summary.click()
    page.locator("#words button").nth(2).click()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
