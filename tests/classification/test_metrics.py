import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax
from sklearn.metrics import f1_score

from lessonlib.classification.metrics import (
    bootstrap_interval,
    paired_bootstrap,
    reliability,
    score_interval,
)
from lessonlib.classification.training import fit_temperature


def confident(*confidences):
    """Probabilities of two classes, the first with the given confidences."""
    first = np.array(confidences)
    return np.stack([first, 1 - first], axis=1)


# ---- calibration ----


def test_reliability_by_hand():
    # Of ten bins two are filled: 0.6 to 0.7 and 0.9 to 1 (0.05 for the first class is 0.95 for the second).
    probabilities = confident(0.62, 0.64, 0.95, 0.05)
    table = reliability(probabilities, np.array([True, False, True, True]), num_bins=10)
    assert table.columns.tolist() == ["confidence", "accuracy", "low", "high", "count", "share"]
    assert table[["low", "high"]].to_numpy().tolist() == [[0.6, 0.7], [0.9, 1.0]]
    assert table.confidence.tolist() == pytest.approx([0.63, 0.95])
    assert table.accuracy.tolist() == [0.5, 1]
    assert table["count"].tolist() == [2, 2] and table["share"].tolist() == [0.5, 0.5]


def sampled(temperature, size=20_000):
    """Logits, and labels drawn from the softmax of logits / temperature."""
    chance = np.random.default_rng(0)
    logits = chance.normal(scale=3, size=(size, 4))
    shares = softmax(logits / temperature, axis=1).cumsum(axis=1)
    return logits, (chance.random((size, 1)) > shares[:, :-1]).sum(axis=1)


@pytest.mark.parametrize("temperature", [0.5, 1, 2.5])
def test_fit_temperature_recovers_the_temperature(temperature):
    logits, labels = sampled(temperature)
    fitted = fit_temperature(logits, labels)
    assert fitted == pytest.approx(temperature, rel=0.04)
    assert fit_temperature(2 * logits, labels) == pytest.approx(2 * fitted, rel=1e-3)
    assert np.array_equal((logits / fitted).argmax(axis=1), logits.argmax(axis=1))


def test_temperature_stays_within_its_bounds():
    logits = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert 0.05 <= fit_temperature(logits, np.array([0, 1])) < 0.06  # always right: as bold as may be
    assert 19 < fit_temperature(logits, np.array([1, 0])) <= 20  # always wrong: as humble as may be


# ---- intervals ----


LABELS = st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=1, max_size=30)


@given(LABELS)
def test_intervals_are_about_the_scores_themselves(triples):
    true, one, other = map(list, zip(*triples, strict=True))
    first, second = (f1_score(true, predicted, average="weighted") for predicted in (one, other))
    interval = score_interval(true, one)
    assert interval.value == pytest.approx(first)
    assert 0 <= interval.low <= interval.high <= 1
    assert paired_bootstrap(true, one, other).value == pytest.approx(first - second)
    assert score_interval(true, one, "accuracy").value == pytest.approx(np.mean(np.array(true) == one))


def guesses(share_right, size=400, seed=0):
    """Labels, and predictions that are right for about this share."""
    rng = np.random.default_rng(seed)
    true = rng.choice(list("ab"), size)
    wrong = np.where(true == "a", "b", "a")
    return true, np.where(rng.random(size) < share_right, true, wrong), wrong


def test_the_interval_of_an_accuracy_is_as_wide_as_that_of_a_coin_thrown_so_often():
    true, predicted, _ = guesses(0.8, size=1600)
    interval = score_interval(true, predicted, "accuracy")
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * np.sqrt(0.8 * 0.2 / 1600), rel=0.15)


def test_what_is_hard_for_both_cancels_out():
    true, predicted, wrong = guesses(0.8)
    better = predicted.copy()
    mended = np.flatnonzero(predicted == wrong)[:10]
    better[mended] = true[mended]
    difference = paired_bootstrap(true, better, predicted)
    assert difference.low > 0
    one, other = (score_interval(true, rows) for rows in (better, predicted))
    assert one.low < other.high  # the two intervals overlap, and yet the difference is one
    assert paired_bootstrap(true, predicted, better) == pytest.approx(
        (-difference.value, -difference.high, -difference.low)
    )


def test_several_runs_count_with_the_mean_of_their_scores():
    true = list("aabb")
    runs = [list("aabb"), list("bbaa"), list("aabb"), list("aabb")]
    assert score_interval(true, runs, "accuracy").value == 0.75
    assert score_interval(true, [runs[0]] * 3).value == 1
    assert paired_bootstrap(true, runs, runs[0]).value == -0.25
    assert str(score_interval(true, runs, "accuracy")) == "0.750 (0.750 to 0.750)"


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        (lambda: reliability(np.full((2, 2), 0.5), np.ones(1, dtype=bool)), "2 probability rows, 1 outcomes"),
        (lambda: bootstrap_interval(lambda *means: means[0], np.ones(3), np.ones(2)), "equally many"),
        (lambda: score_interval(["a", "b", "a"], ["a"]), "3 true labels, predictions of shape"),
    ],
)
def test_what_is_not_equally_many_is_refused(measure, message):
    with pytest.raises(ValueError, match=message):
        measure()
