"""What a prediction rests on: complete, true to the windows that were read, and legible."""

import re

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients
from scipy.special import softmax
from small_networks import one_hot_embedding, small_cnn
from torch import nn

from lessonlib.classification.encoding import Tokenizer
from lessonlib.classification.explanation import (
    Explanation,
    NGram,
    explain_texts,
    feature_slopes,
)

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
        return model.eval()(torch.tensor([TOKENIZER.encode([text.split()])[0] or [0]]))[0].numpy()


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
@pytest.mark.parametrize("seed", range(2))
def test_bias_and_contributions_add_up_to_the_logit(seed, hidden_dim, relu, mask_padding):
    model = random_model(seed, hidden_dim, relu, mask_padding)
    for one in explain(model, TEXTS, temperature=2.0):
        if mask_padding:  # else a text's logit depends on the padding behind it: the fault that masking mends
            assert one.logit == pytest.approx(logits_of(model, one.text).max(), abs=1e-5)
            assert one.probability == pytest.approx(softmax(logits_of(model, one.text) / 2).max(), abs=1e-5)
        assert one.bias + sum(ngram.contribution for ngram in one.ngrams) == pytest.approx(one.logit, abs=1e-4)
        assert one.bias + one.word_scores.sum() == pytest.approx(one.logit, abs=1e-4)
        assert len(one.word_scores) == len(one.tokens)


def test_without_words_the_bias_is_all():
    model = random_model(3)
    (nothing,) = explain(model, [""])
    assert nothing.tokens == [] and nothing.ngrams == [] and len(nothing.word_scores) == 0
    assert nothing.bias == pytest.approx(nothing.logit) == pytest.approx(float(model.output.bias.detach().max()))


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


def test_each_word_gets_what_its_slot_brought_and_an_equal_share_of_the_filter_bias():
    (one,) = explain(one_filter(2, {0: {"bank": 3.0}, 1: {"war": -1.0}}, bias=0.5), ["goal bank war"])
    assert one.ngrams[0] == NGram(2, 1, ("bank", "war"), 0, pytest.approx(2.5), pytest.approx(5.0))
    assert one.word_scores == pytest.approx([0, 2 * (3 + 0.25), 2 * (-1 + 0.25)])


def test_of_equal_windows_the_first_is_named():
    (one,) = explain(one_filter(1, {0: {"war": 1.0}}), ["of war the war"])
    assert [ngram.start for ngram in one.ngrams] == [1]
    assert one.word_scores == pytest.approx([0, 2, 0, 0])


def test_a_filter_that_relu_silenced_is_not_named():
    (one,) = explain(one_filter(1, {0: {"war": -1.0}}), ["war"])
    assert one.ngrams == [] and one.word_scores.tolist() == [0]


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


def test_a_batch_equals_one_by_one():
    model = random_model(6, hidden_dim=4)
    for together, text in zip(explain(model, TEXTS), TEXTS, strict=True):
        (alone,) = explain(model, [text])
        assert (together.text, together.tokens, together.label) == (alone.text, alone.tokens, alone.label)
        assert together.word_scores == pytest.approx(alone.word_scores, abs=1e-5)
        assert [ngram[:4] for ngram in together.ngrams] == [ngram[:4] for ngram in alone.ngrams]


def test_strongest_sums_equal_ngrams_over_filters():
    one = explain(random_model(1), ["goal of war the bank of the goal"])[0]
    parts = [abs(ngram.contribution) for ngram in one.ngrams]
    assert len({ngram[1:3] for ngram in one.ngrams}) > 5 and parts == sorted(parts, reverse=True)
    words, total = one.strongest()[0]
    assert total == pytest.approx(sum(part.contribution for part in one.ngrams if " ".join(part.words) == words))
    found = [abs(part) for _, part in one.strongest()]
    assert len(found) == 5 and found == sorted(found, reverse=True)


# ---- to read ----


def test_the_page_form_says_everything_without_colour_on_light_pages_and_dark_ones():
    picked = explain(one_filter(1, {}), [""])[0].picked
    scores = np.array([2.0, -1.0, 0.0])
    page = Explanation("t", ["up", "down", "<script>"], "World", 0.75, 1.5, 0.5, scores, picked)._repr_html_()
    styles = [re.search(rf"<(?:ruby|span) style=\"([^\"]*)\">{word}", page)[1] for word in ("up", "down", "&lt;")]
    up, down, still = styles
    assert "solid" in up and "dotted" in down and "bold" in up and "border-bottom" not in still
    assert ">+2.0</rt>" in page and ">-1.0</rt>" in page
    assert "World" in page and "75%" in page and "<script>" not in page
    assert "words +1.00, bias +0.50: logit +1.50" in page
    assert not re.search(r"(?<![-\w])color\s*:", page)  # the text keeps the page's own colour
    assert "rgba(0, 114, 178, 0.55)" in up and "3px" in up  # blue speaks for the label, orange half as much against it
    assert "rgba(230, 159, 0, 0.28)" in down and "2px" in down and "0.00)" in still


def test_nothing_read_is_said_in_words():
    assert "Nothing was read" in explain(random_model(0), [""])[0]._repr_html_()


# ---- the mathematics ----


@pytest.mark.parametrize("seed", range(3))
def test_a_hidden_layer_gets_the_integrated_gradients_that_captum_approximates(seed):
    model = random_model(seed, hidden_dim=9).eval()
    features = torch.rand(6, 15) * 3
    targets = torch.tensor([0, 1, 2, 0, 1, 2])
    with torch.no_grad():
        exact = features * feature_slopes(model, features, targets)
    settings = {"target": targets, "n_steps": 2000, "method": "riemann_middle"}
    approximate = IntegratedGradients(model.classify).attribute(features, **settings)
    assert torch.allclose(exact, approximate.float(), atol=2e-3)


def test_a_hidden_unit_that_features_do_not_move_is_open_or_shut_by_its_bias():
    model = random_model(0, hidden_dim=3)
    with torch.no_grad():
        model.hidden[0].weight.copy_(torch.tensor([[1.0, -1.0] + [0.0] * 13] * 3))
        model.hidden[0].bias.copy_(torch.tensor([0.5, -0.5, 0.0]))  # only the first is open, and always
        model.output.weight.copy_(torch.tensor([[1.0, 5.0, 7.0]] * 3))
        slopes = feature_slopes(model, torch.ones(1, 15), torch.tensor([0]))
    assert slopes[0, :3].tolist() == [1.0, -1.0, 0.0]
