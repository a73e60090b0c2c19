"""The comparisons of models: what is held apart, shuffled and compared, and that quick models come through them."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier

from benchmarks.quality import ablation_ag_news, like_for_like, same_recipe, worth_of_order
from benchmarks.quality.record import run_lesson
from lessonlib.classification.baselines import tfidf_regression
from lessonlib.classification.splits import alike
from lessonlib.datasets import load_headlines
from lessonlib.text import read_headline


def test_shuffling_takes_order_away_and_nothing_else():
    odd = ["Isn #39;t it &lt;b&gt;bold&lt;/b&gt; (Reuters)", "Bay (BAY) up 3.5% (AP)", "U.S.: 'Don't'"]
    titles = worth_of_order.read([*load_headlines()["title"][:200], *odd])
    for original, shuffled in zip(*titles.values(), strict=True):
        assert sorted(read_headline(original)) == sorted(read_headline(shuffled))
    assert (titles["original"] != titles["shuffled"]).mean() > 0.9


def test_what_knows_no_order_loses_nothing_by_shuffling():
    words, pairs = ((lambda seed, most=most: tfidf_regression(most)) for most in (1, 2))
    found = worth_of_order.compare(load_headlines()[:200], words, lambda seed: DummyClassifier())
    assert found["worth of order"] == [0, 0, 0] and found["over width 1"][0] > 0.2
    assert worth_of_order.compare(load_headlines()[:200], pairs, words)["worth of order"] != [0, 0, 0]


def test_no_title_of_the_test_is_learned_from_however_it_is_written():
    titles = load_headlines()[:300]
    again = titles.assign(title=titles["title"].str.upper())
    train, validation, test = ablation_ag_news.split(pd.concat([titles, again], ignore_index=True), 100)
    assert len(test) == 100 and len(train) + len(validation) < 500
    assert not set(alike(test["title"])) & {*alike(train["title"]), *alike(validation["title"])}


def test_the_search_keeps_the_setting_that_does_best_on_validation():
    titles = np.array(["goal scored", "vote held"] * 20, dtype=object)
    labels = np.array(["Sports", "World"] * 20, dtype=object)
    models = [DummyClassifier(), tfidf_regression(1)]
    predicted = like_for_like.search(models, titles, labels, np.array(["vote held", "goal scored"]), seed=0)
    assert predicted.tolist() == ["World", "Sports"]


def test_runs_that_differ_by_chance_alone_miss_0_now_and_then():
    rng = np.random.default_rng(0)
    labels = np.array(["a", "b"] * 50)
    flips = rng.random((20, 100)) < 0.1
    runs = np.where(flips, np.where(labels == "a", "b", "a"), labels)
    assert 0 <= same_recipe.share_beside_zero(labels, runs, 20) < 0.5
    runs = np.vstack([np.tile(labels, (10, 1)), np.tile(labels[::-1], (10, 1))])
    assert same_recipe.share_beside_zero(labels, runs, 20) > 0.5  # two recipes, not one


def test_a_lesson_is_run_with_its_tasks_solved_and_with_changes_that_find_their_place():
    lesson = run_lesson("01_embeddings", "cell-07", {'"banana"': '"plum"'})
    assert lesson["WORDS"][-1] == "plum" and lesson["nearest_to_cat"] in ("a", "b", "c") and "cosine" not in lesson
    with pytest.raises(ValueError, match="'melon' 0 times"):
        run_lesson("01_embeddings", "cell-07", {"melon": "plum"})
