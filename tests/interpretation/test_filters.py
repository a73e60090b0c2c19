"""Thresholds, informative n-grams, slots: on a filter whose mind is known."""

import numpy as np
import pytest
import torch
from small_networks import explained, known_classifier, one_hot_embedding, small_cnn

from lessonlib.classification.encoding import Tokenizer
from lessonlib.interpretation.filters import (
    Readings,
    accuracy_with,
    filter_class_weights,
    filter_classes,
    largest_shares,
    picked_windows,
    slot_activations,
    thresholds,
    top_ngrams,
    winning_ngrams,
)

WORDS = ["oil", "price", "painting", "goal", "of"]
TOKENIZER = Tokenizer.from_tokens(WORDS)
CLASSES = ["Business", "Sports", "World"]
TEXTS = ["oil price", "oil painting", "goal of oil", "of oil price of", "goal", "price of oil", ""]
LABELS = ["Business", "World", "Sports", "Business", "Sports", "Business", "World"]


@pytest.fixture(scope="module")
def classifier():
    """Filter 0 reads one word and wants "goal"; filter 1 reads two and wants "oil" then "price", not "painting"."""
    model = small_cnn(one_hot_embedding(len(TOKENIZER)), 3, num_filters=1, filter_sizes=(1, 2), hidden_dim=None)
    index = TOKENIZER.token_to_index
    with torch.no_grad():
        for convolution in model.convolutions:
            convolution.weight.zero_()
        model.convolutions[0].weight[0, index["goal"], 0] = 1.0
        model.convolutions[0].bias.fill_(0.25)
        model.convolutions[1].weight[0, index["oil"], 0] = 1.0
        model.convolutions[1].weight[0, index["price"], 1] = 2.0
        model.convolutions[1].weight[0, index["painting"], 1] = -3.0
        model.convolutions[1].bias.zero_()
        model.output.weight.copy_(torch.tensor([[-1.0, 3.0], [2.0, 0.0], [-1.0, 0.0]]))
        model.output.bias.copy_(torch.tensor([0.0, 0.0, 0.3]))
    return known_classifier(model, TOKENIZER, CLASSES, 1.0)


@pytest.fixture(scope="module")
def readings(classifier):
    return Readings.of(classifier, explained(classifier, TEXTS), LABELS)


def test_readings_are_the_strongest_activations(readings):
    assert readings.features[:, 0] == pytest.approx([0.25, 0.25, 1.25, 0.25, 1.25, 0.25, 0])
    # "oil painting" is 1 - 3; but "painting" and the padding behind it give 0.
    assert readings.features[:, 1] == pytest.approx([3, 0, 1, 3, 0, 1, 0])
    assert readings.labels.tolist() == [0, 2, 1, 0, 1, 0, 2]


def test_readings_need_a_known_label_for_each(classifier):
    with pytest.raises(ValueError, match="7 explanations but 6 labels"):
        Readings.of(classifier, explained(classifier, TEXTS), LABELS[:-1])
    with pytest.raises(ValueError, match="Weather"):
        Readings.of(classifier, explained(classifier, TEXTS), ["Weather", *LABELS[1:]])


def test_each_filter_has_the_class_it_pushes_most(readings):
    assert filter_classes(readings).tolist() == [1, 0]
    assert filter_class_weights(readings) == pytest.approx(np.array([[-1, 2], [2, -1], [-1, -1]]))


def test_behind_a_hidden_layer_too(classifier):
    torch.manual_seed(0)
    hidden = small_cnn(classifier.model_.embedding, 3, num_filters=1, filter_sizes=(1, 2), hidden_dim=6)
    deep = known_classifier(hidden, TOKENIZER, CLASSES, 1.0)
    weights = filter_class_weights(Readings.of(deep, explained(deep, TEXTS), LABELS))
    assert weights.shape == (3, 2) and weights.mean(axis=0) == pytest.approx([0, 0], abs=1e-6) and weights.any()


def test_the_threshold_is_the_lowest_pure_activation(readings):
    # Filter 1, of Business: 3, 3 (both Business), then 1, 1 (Sports, Business): 2 of 2, then 3 of 4 are pure.
    assert thresholds(readings, 0.9)[1] == 3
    assert thresholds(readings, 0.75)[1] == 1
    assert thresholds(readings, 0.76)[1] == 3
    # Filter 0, of Sports: 1.25, 1.25 (Sports), then 0.25 four times without.
    assert thresholds(readings, 1.0)[0] == 1.25
    assert thresholds(readings, 0.3)[0] == 0.25


@pytest.mark.parametrize("purity", [1.5, -0.1])
def test_a_purity_that_is_no_share_is_refused(readings, purity):
    with pytest.raises(ValueError, match="purity"):
        thresholds(readings, purity)


def test_accuracy_with_any_choice_of_activations(readings):
    everything, nothing = np.ones_like(readings.features, bool), np.zeros_like(readings.features, bool)
    assert accuracy_with(readings, everything) == pytest.approx(6 / 7)
    assert accuracy_with(readings, nothing) == pytest.approx(2 / 7)  # the bias says World
    assert (readings.features > 0).any(), "what was read stays as it was"


def test_slot_activations_and_bias_make_the_activation(readings):
    windows = picked_windows(readings, 1)
    activations = slot_activations(readings, 1, windows).sum(axis=1)  # filter 1 has no bias
    assert np.maximum(activations, 0) == pytest.approx(readings.features[:, 1])
    assert [readings.window_text(window) for window in windows[:4]] == ["oil price", "painting", "oil", "oil price"]


def test_the_share_of_the_strongest_slot(readings):
    # Filter 1 picked "oil price" (1 and 2) twice, and in two more headlines "oil" alone.
    assert sorted(largest_shares(readings, 2)) == pytest.approx([2 / 3, 2 / 3, 1, 1])
    assert set(largest_shares(readings, 1)[:2]) <= {0, 1}
    with pytest.raises(ValueError, match="no filter is 5 wide; there are 1, 2"):
        largest_shares(readings, 5)


def test_top_ngrams_by_slot(readings):
    table = top_ngrams(readings, 1)
    assert table["ngram"].tolist() == ["oil price", "oil"]
    assert table["activation"].tolist() == [3, 1]
    assert table[["slot 1", "slot 2"]].to_numpy().tolist() == [[1, 2], [1, 0]]
    assert table["fires"].tolist() == ["xx", "x_"]
    assert len(top_ngrams(readings, 1, count=1)) == 1


def test_the_ngram_that_most_filters_picked(classifier):
    table = winning_ngrams(explained(classifier, ["of oil price", "of", ""]))
    assert list(table.columns) == ["read", "width 1", "width 2"]
    assert table["read"].tolist() == ["of oil price", "of", ""]
    assert table["width 2"].tolist() == ["oil price (1)", " (0)", " (0)"]
    assert table["width 1"].tolist() == ["of (1)", "of (1)", " (0)"]
