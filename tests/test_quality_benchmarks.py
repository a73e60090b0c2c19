"""The comparisons of models: what is held apart, shuffled and compared, and that quick models come through them."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier

from benchmarks.quality import ablation_ag_news, baselines, like_for_like, same_recipe, word_vectors
from lessonlib.classification.baselines import tfidf_regression
from lessonlib.datasets import load_headlines
from lessonlib.text import preprocess, read_headline

QUICK = {
    "majority class": lambda seed: DummyClassifier(),
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


def test_no_title_of_the_test_is_learned_from_however_it_is_written():
    titles = load_headlines()[:300]
    again = titles.assign(title=titles["title"].str.upper())
    train, validation, test = ablation_ag_news.split(pd.concat([titles, again], ignore_index=True), 100)
    asked = {" ".join(read_headline(title)) for title in test["title"]}
    assert len(test) == 100 and len(train) + len(validation) < 500
    assert not asked & {" ".join(read_headline(title)) for title in [*train["title"], *validation["title"]]}


def test_the_search_keeps_the_setting_that_does_best_on_validation():
    titles = np.array(["goal scored", "vote held"] * 20, dtype=object)
    labels = np.array(["Sports", "World"] * 20, dtype=object)
    settings = {"majority": lambda seed: DummyClassifier(), "words": lambda seed: tfidf_regression(1)}
    setting, predicted = like_for_like.search(settings, titles, labels, np.array(["vote held", "goal scored"]), seed=0)
    assert setting == "words" and predicted.tolist() == ["World", "Sports"]


def test_runs_that_differ_by_chance_alone_miss_0_now_and_then():
    rng = np.random.default_rng(0)
    labels = np.array(["a", "b"] * 50)
    flips = rng.random((20, 100)) < 0.1
    runs = np.where(flips, np.where(labels == "a", "b", "a"), labels)
    assert 0 <= same_recipe.share_beside_zero(labels, runs, 20) < 0.5
    runs = np.vstack([np.tile(labels, (10, 1)), np.tile(labels[::-1], (10, 1))])
    assert same_recipe.share_beside_zero(labels, runs, 20) > 0.5  # two recipes, not one


def test_the_functions_of_the_lesson_train_here_and_a_seed_gives_the_same_vectors():
    texts = ["the cat eats the fish".split(), "the dog eats the fish".split(), "a ship crosses the sea".split()] * 4
    words, frequency = sorted({word for text in texts for word in text}), np.ones(9)
    _, train = word_vectors.from_notebook("skip_gram_batch", "train_by_hand")
    first, again, other = (train(texts, words, frequency, dim=8, epochs=1, seed=seed) for seed in (0, 0, 1))
    assert first.shape == (9, 8) and np.array_equal(first, again) and not np.allclose(first, other)
