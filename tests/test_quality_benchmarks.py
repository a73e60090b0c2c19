"""The comparison of models: what it shuffles, what it compares, and that quick models come through it."""

import numpy as np
import pytest

from benchmarks.quality import baselines
from lessonlib.classification.baselines import majority_class, tfidf_regression
from lessonlib.datasets import load_headlines
from lessonlib.text import preprocess, read_headline

QUICK = {
    "majority class": lambda seed: majority_class(),
    # Stand-ins, so that there is nothing to load.
    baselines.MEAN_VECTORS: lambda seed: tfidf_regression(1),
    baselines.WIDTH_1: lambda seed: tfidf_regression(1),
    "pairs": lambda seed: tfidf_regression(2),
}


@pytest.mark.parametrize("reading", [read_headline, lambda text: preprocess(text).split()])
def test_shuffling_takes_order_away_and_nothing_else(reading):
    odd = ["Isn #39;t it &lt;b&gt;bold&lt;/b&gt; (Reuters)", "Bay (BAY) up 3.5% (AP)", "U.S.: 'Don't'"]
    titles = baselines.read([*load_headlines()["title"][:200], *odd])
    for original, shuffled in zip(*titles.values(), strict=True):
        assert sorted(reading(original)) == sorted(reading(shuffled))
    assert (titles["original"] != titles["shuffled"]).mean() > 0.9


def test_on_folds_every_model_has_its_row():
    results = baselines.compare_on_folds(load_headlines()[:300], QUICK)
    assert list(results) == list(QUICK)
    counts = results[baselines.MEAN_VECTORS]
    assert counts["f1"][0] > results["majority class"]["f1"][0] + 0.2
    assert counts["shuffled"][0] == counts["f1"][0] and counts["worth of order"] == [0, 0, 0]
    assert counts["over mean vectors"] == counts["over width 1"] == [0, 0, 0]
    assert counts["spread"] > 0
    for row in results.values():
        assert row["f1"][1] <= row["f1"][0] <= row["f1"][2]


def test_on_word_order_pairs_know_what_words_do_not():
    results = baselines.compare_on_word_order(QUICK)
    assert results["seen"]["pairs"]["accuracy"][0] > 0.95
    assert results["seen"]["pairs"]["worth of order"][1] > 0.3
    assert [results[part][baselines.MEAN_VECTORS]["accuracy"][0] for part in ("seen", "new")] == [0.5, 0.5]
    assert results["new"]["pairs"]["accuracy"][0] == 0.5


def test_the_table_shows_all_of_it():
    rows = {"a": {"f1": [0.5, 0.4, 0.6], "spread": 0.01}, "b": {"f1": [1.0, 1.0, 1.0], "spread": float(np.float64(0))}}
    assert baselines.as_table(rows).splitlines() == [
        "| | f1 | spread |",
        "|---|---|---|",
        "| a | 0.500 (0.400 to 0.600) | 0.010 |",
        "| b | 1.000 (1.000 to 1.000) | 0.000 |",
    ]
