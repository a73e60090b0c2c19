"""Are the tests of explanations right? On models whose only cause is known."""

import numpy as np
import pytest
import torch
from small_networks import explained, known_classifier, one_hot_embedding, small_cnn

from lessonlib.classification.encoding import Tokenizer
from lessonlib.interpretation.faithfulness import (
    Cases,
    comprehensiveness,
    faithfulness_table,
    gradient_x_input,
    integrated_gradients,
    leave_one_out,
    measure,
    remove,
    sufficiency,
    times_random,
)

TOKENIZER = Tokenizer.from_tokens(["goal", "bank", "of", "the", "a"])
TEXTS = ["the goal of a bank", "bank of the", "goal", "a the of of the a goal the a of"]


@pytest.fixture(scope="module")
def classifier():
    """Two classes; "goal" alone speaks for Sports, "bank" alone for Business, all else says nothing."""
    embedding = one_hot_embedding(len(TOKENIZER), freeze=False)
    model = small_cnn(embedding, 2, num_filters=2, filter_sizes=(1,), hidden_dim=None, dropout=0.5)
    with torch.no_grad():
        model.convolutions[0].weight.zero_()
        model.convolutions[0].bias.zero_()
        model.convolutions[0].weight[0, TOKENIZER.token_to_index["bank"], 0] = 1.0
        model.convolutions[0].weight[1, TOKENIZER.token_to_index["goal"], 0] = 1.0
        model.output.weight.copy_(torch.tensor([[4.0, -1.0], [-1.0, 5.0]]))
        model.output.bias.zero_()
    return known_classifier(model, TOKENIZER, ["Business", "Sports"], 2.0)


@pytest.fixture(scope="module")
def cases(classifier):
    return Cases.of(classifier, explained(classifier, TEXTS))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_cases_hold_what_was_read_and_said(cases):
    assert cases.targets.tolist() == [1, 0, 1, 1]
    assert [len(sequence) for sequence in cases.sequences] == [5, 3, 1, 10]
    assert cases.model.logits(cases.sequences)[0] == pytest.approx([3, 4])


def test_a_headline_of_which_nothing_was_read_is_refused(classifier):
    with pytest.raises(ValueError, match="headline 1"):
        Cases.of(classifier, explained(classifier, ["goal", ""]))


@pytest.mark.parametrize(("how", "expected"), [("pad", [7, 0, 9, 0]), ("drop", [7, 9])])
def test_two_ways_to_remove_a_word(how, expected):
    sequence = [7, 8, 9, 8]
    assert remove(sequence, [1, 3], how) == expected
    assert sequence == [7, 8, 9, 8]
    assert remove(sequence, [], how) == sequence


@pytest.mark.parametrize("method", [gradient_x_input, integrated_gradients, lambda cases: leave_one_out(cases, "pad")])
def test_every_method_finds_the_words_that_did_it(cases, method):
    scores = method(cases)
    assert scores[0] == pytest.approx([0, 5, 0, 0, -1], abs=0.02)
    assert scores[1] == pytest.approx([4, 0, 0], abs=0.02)
    assert scores[2] == pytest.approx([5], abs=0.02)


@pytest.mark.parametrize("how", ["pad", "drop"])
def test_comprehensiveness_of_a_known_model(cases, how):
    # Logits (3, 4); without "goal" (4, -1), the other words change nothing. Of 5 words 1, 1, 1, 1 and 3 are removed.
    # Temperature 2.
    fall = sigmoid(0.5) - sigmoid(-2.5)
    assert comprehensiveness(cases, integrated_gradients(cases), how)[0] == pytest.approx(fall)


def test_as_many_words_are_removed_as_each_share_says_rounded_up(cases):
    # Of ten words 1, 1, 1 and 2 are removed, and 5; "goal", the third by these scores, goes with the five.
    goal = cases.sequences[3].index(TOKENIZER.token_to_index["goal"])
    scores = [np.zeros(len(sequence)) for sequence in cases.sequences]
    scores[3][[0, 1, goal]] = 3, 2, 1
    whole = sigmoid(3.0)  # logits (-1, 5); without "goal" (0, 0)
    assert comprehensiveness(cases, scores, "drop")[3] == pytest.approx(whole - np.mean([whole] * 4 + [0.5]))


def test_sufficiency_of_a_known_model(cases):
    scores = integrated_gradients(cases)
    expected = sigmoid(0.5) - np.mean([sigmoid(3.0)] * 5)  # "goal" alone: logits (-1, 5)
    assert sufficiency(cases, scores, "drop")[0] == pytest.approx(expected)
    assert sufficiency(cases, scores, "pad")[2] == pytest.approx(0)


def test_scores_must_be_one_a_word(cases):
    with pytest.raises(ValueError, match="2 scores for a headline of 5 words"):
        sufficiency(cases, [np.zeros(2)] * 4, "pad")


@pytest.mark.parametrize("how", ["pad", "drop"])
def test_methods_beside_chance_and_their_table(classifier, cases, how):
    methods = {
        "ours": [one.word_scores for one in explained(classifier, TEXTS)],
        "gradients": integrated_gradients(cases),
    }
    measured = measure(cases, methods, how)
    assert list(measured) == ["ours", "gradients", "random"]
    ours = measured["ours"]
    assert ours.shape == (4, 2)
    assert ours.comprehensiveness.mean() > measured["random"].comprehensiveness.mean()
    assert ours.to_numpy() == pytest.approx(measured["gradients"].to_numpy(), abs=1e-6)
    ratios = times_random(measured)
    assert ratios.loc["random"].tolist() == [1, 1, 1]
    mean, low, high = ratios.loc["ours"]
    assert low <= mean <= high
    assert mean == ours.comprehensiveness.mean() / measured["random"].comprehensiveness.mean()
    table = faithfulness_table(measured)
    assert list(table.index) == list(measured)
    assert table.loc["random", "times random"] == "1.00 (1.00 to 1.00)"
    assert table.loc["ours", "comprehensiveness"].startswith(f"{ours.comprehensiveness.mean():.2f} (")
