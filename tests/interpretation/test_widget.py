"""The box for a learner's own headline, driven by the test as a key stroke would."""

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
    assert classifier.predict(["bank profit"]) == ["Business"]
    table = page[page.index("<table") :]
    assert 0 < table.index("Business") < table.index("Sports")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", ["qzxv", "goal " * 600])
def test_warnings_are_shown_in_the_page(classifier, text):
    assert "Note: " in explain_as_html(classifier, text)
    assert "Note: " not in explain_as_html(classifier, "goal")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b", "&lt;script&gt;x"])
def test_markup_is_typed_not_run(classifier, text):
    assert "<script" not in HeadlineBox(classifier, text).still()


def test_the_box_is_shown_and_a_still_below_it_for_pages_that_cannot_compute(classifier, monkeypatch):
    shown = []
    monkeypatch.setattr(widget, "display", shown.append)
    box = HeadlineBox(classifier, "goal in cup")
    box._ipython_display_()
    assert list(shown[0].children) == [box.entry, box.prediction] and "headline-box" in shown[0]._dom_classes
    style, still = shown[1].data.split("</style>", 1)
    assert "body:has(.headline-box) .headline-still" in style and 'class="headline-still"' in still
    assert explain_as_html(classifier, "goal in cup") in still and "goal in cup" in still
