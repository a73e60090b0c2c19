"""The box for a learner's own headline: its callback, driven by the test as a key stroke would."""

import ipywidgets
import pytest

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.interpretation import widget
from lessonlib.interpretation.widget import HeadlineBox, explain_as_html


@pytest.fixture(scope="module")
def classifier():
    texts = ["goal in cup final", "bank profit up", "team wins cup", "profit falls at bank"] * 6
    labels = ["Sports", "Business"] * 12
    return HeadlineClassifier(embeddings=None, num_filters=8, num_epochs=8, batch_size=4).fit(texts, labels)


def test_typing_changes_the_prediction(classifier):
    box = HeadlineBox(classifier, "goal in cup final")
    before = box.prediction.value
    assert before == explain_as_html(classifier, "goal in cup final") and ">goal<" in before
    box.entry.value = "bank profit"
    assert box.prediction.value == explain_as_html(classifier, "bank profit") != before
    box.entry.value = ""
    assert "Nothing was read" in box.prediction.value


def test_the_prediction_has_every_class_likeliest_first(classifier):
    page = explain_as_html(classifier, "bank profit")
    bars = page[page.index("max-width: 30em") :]
    assert classifier.predict(["bank profit"]) == ["Business"]
    assert 0 < bars.index("Business") < bars.index("Sports")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", ["qzxv", "goal " * 600])
def test_warnings_are_shown_in_the_page(classifier, text):
    assert "Note: " in explain_as_html(classifier, text)
    assert "Note: " not in explain_as_html(classifier, "goal")


def test_markup_is_typed_not_run(classifier):
    for text in ("<script>alert(1)</script>", "<b", "&lt;script&gt;x"):
        assert "<script" not in explain_as_html(classifier, text)
        assert "<script" not in HeadlineBox(classifier, text).still()


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, one entry per output."""
    outputs = []
    monkeypatch.setattr(widget, "display", lambda output, raw=False: outputs.append(output))
    return outputs


def test_a_still_stands_below_the_box_for_pages_that_cannot_compute(classifier, shown):
    HeadlineBox(classifier, "goal in cup")._ipython_display_()
    still = shown[-1].data
    assert explain_as_html(classifier, "goal in cup") in still and "goal in cup" in still
    if int(ipywidgets.__version__.split(".")[0]) >= 8:  # before, the box shows itself another way
        assert "application/vnd.jupyter.widget-view+json" in shown[0] and "text/html" not in shown[0]


def test_only_one_of_box_and_still_is_in_sight(classifier, shown):
    box = HeadlineBox(classifier)
    box._ipython_display_()
    style, still = shown[-1].data.split("</style>")
    assert "body:has(.headline-box) .headline-still" in style and 'class="headline-still"' in still
    assert "headline-box" in box._dom_classes
