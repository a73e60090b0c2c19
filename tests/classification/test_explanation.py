"""What a prediction rests on: complete, true to the windows that were read, and legible."""

import re
import time

import numpy as np
import pytest
import torch
from sklearn.exceptions import NotFittedError
from small_networks import one_hot_embedding, small_cnn
from torch import nn

from lessonlib.classification.encoding import Tokenizer
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.explanation import (
    Explanation,
    NGram,
    explain_texts,
)
from lessonlib.classification.reading import MAX_TOKENS

CLASSES = ["a", "b", "c"]
WORDS = ["goal", "bank", "war", "of", "the"]
TOKENIZER = Tokenizer.from_tokens(WORDS)
TEXTS = ["", "goal", "unknown", "the war", "goal of the bank", "the the goal the goal war of bank of the war"]


def random_model(seed=0, hidden_dim=None, relu=True, mask_padding=True, widths=(1, 2, 3), dim=4, filters=5):
    torch.manual_seed(seed)
    rows = torch.randn(len(TOKENIZER), dim)
    rows[0] = 0
    embedding = nn.Embedding.from_pretrained(rows, padding_idx=0)
    shape = {"num_filters": filters, "filter_sizes": widths, "hidden_dim": hidden_dim}
    return small_cnn(embedding, len(CLASSES), **shape, relu=relu, mask_padding=mask_padding)


def explain(model, texts, temperature=1.0):
    return explain_texts(model, TOKENIZER, texts, [text.split() for text in texts], CLASSES, temperature)


def logits_of(model, text):
    with torch.inference_mode():
        return model.eval()(torch.tensor([TOKENIZER.texts_to_sequences([text])[0] or [0]]))[0].numpy()


def one_filter(width, slots, bias=0.0, weight=2.0):
    """A model of two classes whose vectors are one-hot and one filter with slot weights {slot: {word: weight}}."""
    embedding = one_hot_embedding(len(TOKENIZER))
    model = small_cnn(embedding, 2, num_filters=1, filter_sizes=(width,), hidden_dim=None)
    with torch.no_grad():
        model.convolutions[0].weight.zero_()
        for slot, words in slots.items():
            for word, value in words.items():
                model.convolutions[0].weight[0, TOKENIZER.token_to_index[word], slot] = value
        model.convolutions[0].bias.fill_(bias)
        model.output.weight.copy_(torch.tensor([[weight], [-1.0]]))
        model.output.bias.copy_(torch.tensor([0.5, 0.25]))
    return model


# ---- the parts add up ----


@pytest.mark.parametrize("mask_padding", [True, False])
@pytest.mark.parametrize("relu", [True, False])
@pytest.mark.parametrize("hidden_dim", [None, 7])
@pytest.mark.parametrize("seed", range(4))
def test_bias_and_contributions_add_up_to_the_logit(seed, hidden_dim, relu, mask_padding):
    model = random_model(seed, hidden_dim, relu, mask_padding)
    for one in explain(model, TEXTS):
        if mask_padding:  # else a text's logit depends on the padding behind it: the fault that masking mends
            assert one.logit == pytest.approx(logits_of(model, one.text).max(), abs=1e-5)
        assert one.bias + sum(ngram.contribution for ngram in one.ngrams) == pytest.approx(one.logit, abs=1e-4)
        assert one.bias + one.word_scores.sum() == pytest.approx(one.logit, abs=1e-4)
        assert len(one.word_scores) == len(one.tokens)


def test_without_words_the_bias_is_all():
    model = random_model(3)
    (nothing,) = explain(model, [""])
    assert nothing.tokens == [] and nothing.ngrams == [] and len(nothing.word_scores) == 0
    assert nothing.bias == pytest.approx(nothing.logit) == pytest.approx(float(model.output.bias.detach().max()))


def test_a_linear_head_makes_contributions_weight_times_activation():
    model = random_model(1)
    target = CLASSES.index((one := explain(model, ["goal of the bank"])[0]).label)
    weights = model.output.weight.detach().numpy()
    for ngram in one.ngrams:
        column = model.filter_sizes.index(ngram.width) * 5 + ngram.filter
        assert ngram.contribution == pytest.approx(weights[target, column] * ngram.activation, abs=1e-6)


# ---- the right words ----


def test_the_window_that_was_convolved_is_named():
    # The filter looks for "war" in the middle of three words.
    model = one_filter(3, {1: {"war": 1.5}})
    (one,) = explain(model, ["the bank of war of goal"])
    assert one.ngrams == [NGram(3, 2, ("of", "war", "of"), 0, pytest.approx(1.5), pytest.approx(3.0))]
    assert one.word_scores == pytest.approx([0, 0, 0, 3, 0, 0])
    assert one.bias == pytest.approx(0.5) and one.logit == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("slot", "text", "start", "words"),
    [
        (1, "war of bank", 0, ("war", "of")),  # hangs over the left edge
        (1, "bank of war", 1, ("of", "war")),  # hangs over the right edge
        (1, "war", 0, ("war",)),  # over both
        (0, "war of bank", 0, ("war", "of", "bank")),
        (2, "bank of war", 0, ("bank", "of", "war")),
    ],
)
def test_windows_are_clipped_at_the_edges(slot, text, start, words):
    (one,) = explain(one_filter(3, {slot: {"war": 1.0}}), [text])
    assert [(ngram.start, ngram.words) for ngram in one.ngrams] == [(start, words)]
    assert one.word_scores.argmax() == text.split().index("war")


def test_a_window_of_two_starts_where_the_filter_fires():
    (one,) = explain(one_filter(2, {0: {"bank": 1.0}, 1: {"war": 1.0}}), ["goal bank war of"])
    assert one.ngrams[0][:3] == (2, 1, ("bank", "war"))
    assert one.word_scores == pytest.approx([0, 2, 2, 0])


def test_each_word_gets_what_its_slot_brought_and_an_equal_share_of_the_filter_bias():
    (one,) = explain(one_filter(2, {0: {"bank": 3.0}, 1: {"war": -1.0}}, bias=0.5), ["bank war"])
    assert one.ngrams[0].activation == pytest.approx(2.5)
    assert one.word_scores == pytest.approx([2 * (3 + 0.25), 2 * (-1 + 0.25)])


def test_of_equal_windows_the_first_is_named():
    (one,) = explain(one_filter(1, {0: {"war": 1.0}}), ["of war the war"])
    assert [ngram.start for ngram in one.ngrams] == [1]
    assert one.word_scores == pytest.approx([0, 2, 0, 0])


def test_a_filter_that_relu_silenced_is_not_named():
    (one,) = explain(one_filter(1, {0: {"war": -1.0}}), ["war"])
    assert one.ngrams == [] and one.word_scores.tolist() == [0]


def test_activations_follow_from_the_named_words_alone():
    model = random_model(5)
    for one in explain(model, TEXTS[1:]):
        for ngram in one.ngrams:
            convolution = model.convolutions[model.filter_sizes.index(ngram.width)]
            vectors = model.embedding(torch.tensor(TOKENIZER.encode([ngram.words])[0]))
            slots = convolution.weight[ngram.filter].detach().T
            activations = [
                float((vectors * slots[first : first + len(vectors)]).sum())
                for first in range(ngram.width - len(vectors) + 1)
            ]
            gap = ngram.activation - float(convolution.bias[ngram.filter].detach())
            assert min(abs(activation - gap) for activation in activations) < 1e-4
            assert list(ngram.words) == one.tokens[ngram.start : ngram.start + len(ngram.words)] != []


def test_without_masking_a_window_on_padding_alone_belongs_to_the_bias():
    model = one_filter(1, {0: {"war": 1.0}}, bias=0.3)
    model.mask_padding = False
    # Beside a longer text there is padding; to both "of" and padding the filter gives 0.3, and "of" comes first.
    (one, _) = explain(model, ["of", "of of of"])
    assert one.ngrams[0].words == ("of",)
    with torch.no_grad():  # now "of" is disliked and padding wins
        model.convolutions[0].weight[0, TOKENIZER.token_to_index["of"], 0] = -1.0
    (one, _) = explain(model, ["of", "the the the"])
    assert one.ngrams == [] and one.bias == pytest.approx(0.5 + 2 * 0.3) == pytest.approx(one.logit)


# ---- as everywhere: order, neighbours, limits ----


def test_strongest_first():
    parts = [abs(ngram.contribution) for ngram in explain(random_model(4), TEXTS)[-1].ngrams]
    assert len(parts) > 5 and parts == sorted(parts, reverse=True)


def test_a_batch_equals_one_by_one():
    model = random_model(6, hidden_dim=4)
    for together, text in zip(explain(model, TEXTS), TEXTS, strict=True):
        (alone,) = explain(model, [text])
        assert (together.text, together.tokens, together.label) == (alone.text, alone.tokens, alone.label)
        assert together.word_scores == pytest.approx(alone.word_scores, abs=1e-5)
        assert [ngram[:4] for ngram in together.ngrams] == [ngram[:4] for ngram in alone.ngrams]


def test_the_temperature_changes_the_probability_and_nothing_else():
    cold, hot = (explain(random_model(2), ["goal of war"], temperature)[0] for temperature in (0.5, 3.0))
    assert cold.probability > hot.probability
    assert cold.logit == hot.logit and (cold.word_scores == hot.word_scores).all()


def test_dropout_is_switched_off():
    model = random_model(1)
    model.train()
    assert explain(model, ["goal of war"])[0].logit == explain(model, ["goal of war"])[0].logit


def test_strongest_sums_equal_ngrams_over_filters():
    one = explain(random_model(3), ["goal of war"])[0]
    every = one.strongest(100)
    assert sum(part for _, part in every) == pytest.approx(one.word_scores.sum(), abs=1e-5)
    assert [abs(part) for _, part in every] == sorted((abs(part) for _, part in every), reverse=True)
    assert len({words for words, _ in every}) == len(every)


# ---- to read ----


def made(tokens, scores, text="t"):
    windows = explain(one_filter(1, {}), [""])[0].windows
    return Explanation(text, tokens, "World", 0.75, 1.5, 0.5, np.array(scores, dtype=float), windows)


def test_the_page_form_says_everything_without_colour():
    page = made(["up", "down", "still"], [2.0, -1.0, 0.0])._repr_html_()
    styles = [re.search(rf"<(?:ruby|span) style=\"([^\"]*)\">{word}", page)[1] for word in ("up", "down", "still")]
    up, down, still = styles
    assert "solid" in up and "dotted" in down and "bold" in up and "border-bottom" not in still
    assert ">+2.0</rt>" in page and ">-1.0</rt>" in page
    assert "World" in page and "75%" in page


def test_the_page_form_suits_light_and_dark_pages():
    page = made(["up", "down"], [2.0, -1.0])._repr_html_()
    assert not re.search(r"(?<![-\w])color\s*:", page)  # the text keeps the page's own colour
    assert all(colour.startswith("rgba(") for colour in re.findall(r"background: ([^;]*)", page))


def test_the_page_form_escapes_markup():
    page = made(["<script>", "&"], [1.0, 1.0], text="<script>&")._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page and "&amp;" in page


def test_the_text_form():
    lines = str(made(["up", "down"], [2.0, -1.0], text="Up, down")).splitlines()
    assert lines[0] == "World (75%): Up, down"
    assert lines[1] == "  up    +2.00 ++++++++++++" and lines[2] == "  down  -1.00 ------"
    assert lines[3] == "  words +1.00, bias +0.50: logit +1.50"


@pytest.mark.parametrize("form", [str, lambda one: one._repr_html_()])
def test_nothing_read_is_said_in_words(form):
    assert "Nothing was read" in form(explain(random_model(0), [""])[0])


def test_all_scores_zero_is_no_division_by_zero():
    one = made(["of"], [0.0])
    assert "of" in one._repr_html_() and "+0.00" in str(one)


# ---- through the classifier ----


@pytest.fixture(scope="module")
def classifier():
    texts = [
        "goal in cup final",
        "bank profit up",
        "goal for the team",
        "bank shares fall",
        "team wins",
        "profit falls",
    ]
    labels = ["Sports", "Business", "Sports", "Business", "Sports", "Business"]
    settings = {"num_filters": 8, "num_epochs": 3, "validation_fraction": 0.34}
    return HeadlineClassifier(embeddings=None, **settings).fit(texts * 3, labels * 3)


@pytest.mark.parametrize("text", ["", "   ", "qzxv", "goal", "😀 👩‍🚀", "Ünïcode 東京", "goal " * 30, "<b>goal</b>"])
def test_odd_texts_are_explained_completely(classifier, text):
    (one,) = classifier.explain([text])
    assert one.text == text
    assert one.bias + one.word_scores.sum() == pytest.approx(one.logit, abs=1e-4)
    assert one.label in classifier.classes_ and 0 < one.probability <= 1
    assert len(one.word_scores) == len(one.tokens)
    assert isinstance(str(one), str) and isinstance(one._repr_html_(), str)


def test_the_explanation_is_that_of_the_prediction(classifier):
    texts = ["goal for bank", "cup profit", "team"]
    found = classifier.explain(texts)
    assert [one.label for one in found] == classifier.predict(texts).tolist()
    assert [one.probability for one in found] == pytest.approx(classifier.predict_proba(texts).max(axis=1), abs=1e-6)
    assert [one.logit for one in found] == pytest.approx(classifier.logits(texts).max(axis=1), abs=1e-5)


def test_a_very_long_text_is_cut_with_a_warning(classifier):
    with pytest.warns(UserWarning, match=str(MAX_TOKENS)):
        (one,) = classifier.explain(["goal " * 10_000])
    assert len(one.tokens) == len(one.word_scores) == MAX_TOKENS


def test_an_unfitted_classifier_says_what_to_do():
    with pytest.raises(NotFittedError, match="fit"):
        HeadlineClassifier().explain(["goal"])


def test_a_text_that_is_no_text_is_refused(classifier):
    with pytest.raises(TypeError):
        classifier.explain(["goal", None])


def test_a_thousand_headlines_take_at_most_two_seconds():
    model = random_model(0, dim=100, filters=100)
    texts = [" ".join(np.random.default_rng(seed).choice(WORDS, size=8)) for seed in range(1000)]
    started = time.process_time()  # of this process, whatever else the machine does
    assert len(explain(model, texts)) == 1000
    assert time.process_time() - started < 2
