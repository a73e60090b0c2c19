"""How far ahead is the network of simple models that got the same care? What lesson 03 tells about real titles.

    python -m benchmarks.quality.like_for_like TITLES.csv --glove GLOVE.txt

The titles are cleaned as in `worth_of_order`, which has the same five folds. Here every model gets the same search:
SETTINGS settings each, compared on a tenth of the rows it may learn from, and the best of them predicts the fold that
was held back. Each model learns from the same rows, and a network's epoch is chosen on that tenth as well; another seed
in each fold. The recipe's own settings had been found on earlier titles before, by more trials than are counted here.

Recorded are weighted F1 over all rows, and by how much the recipe and the network built by hand are ahead of each model
(paired), both with 95 % intervals over the rows.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Self

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from tqdm import tqdm

from benchmarks.quality.record import arguments, write_record
from benchmarks.quality.worth_of_order import WIDTH_1, Make, folds_of, read, recipe
from lessonlib.classification.baselines import tfidf_regression
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import paired_bootstrap, score_interval
from lessonlib.classification.recipes import BUILT_BY_HAND
from lessonlib.classification.splits import stratified_split
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.text import read_headline

SETTINGS = 4
STRENGTHS = (1, 3, 10, 30)  # C of the logistic regression: the larger, the freer its weights
BUILT, RECIPE = "network, as built", "recipe"


class SentenceVectors(TransformerMixin, BaseEstimator):
    """Titles to a mean of their words' vectors: float32 (titles, dimensions).

    With `rare_first` the mean is SIF's: each word weighs a / (a + p), p its share of the training words and a = 0.001,
    and the direction that all training titles have in common is taken out (Arora, Liang and Ma 2017, "A Simple but
    Tough-to-Beat Baseline for Sentence Embeddings"). With `closed`, only words of the training titles are read.
    """

    def __init__(self, embeddings: KeyedVectors, rare_first: bool = False, closed: bool = False) -> None:
        self.embeddings = embeddings
        self.rare_first = rare_first
        self.closed = closed

    def fit(self, X: Sequence[str], y: object = None) -> Self:
        """Count the words of the titles `X`, and find their common direction."""
        counts = Counter(token for title in X for token in read_headline(title))
        self.shares_ = {token: count / counts.total() for token, count in counts.items()}
        self.common_ = np.zeros(self.embeddings.vector_size, dtype=np.float32)
        if self.rare_first:
            self.common_ = np.linalg.svd(self.transform(X), full_matrices=False)[2][0]
        return self

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """The mean of each title; zeros for one without a known word."""
        means = np.zeros((len(X), self.embeddings.vector_size), dtype=np.float32)
        for row, title in enumerate(X):
            known = [token for token in read_headline(title) if token in self.embeddings.key_to_index]
            if known := [token for token in known if token in self.shares_ or not self.closed]:
                shares = np.array([self.shares_.get(token, 0) for token in known], dtype=np.float32)
                weights = 0.001 / (0.001 + shares) if self.rare_first else np.ones(len(known), dtype=np.float32)
                means[row] = weights @ self.embeddings[known] / len(known)
        return means - np.outer(means @ self.common_, self.common_)


def make_models(glove: KeyedVectors) -> dict[str, list[Make]]:
    """Everything that is compared, each with SETTINGS settings."""

    def words() -> TransformerMixin:
        return tfidf_regression(2)[0]

    sif = partial(SentenceVectors, glove, rare_first=True)
    features: dict[str, Callable[[], TransformerMixin]] = {
        "TF-IDF of words and pairs": words,
        "TF-IDF of characters": partial(TfidfVectorizer, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        "mean GloVe vector, closed vocabulary": partial(SentenceVectors, glove, closed=True),
        "mean GloVe vector": partial(SentenceVectors, glove),
        "SIF mean": sif,
        "TF-IDF of words and pairs with SIF mean": lambda: make_union(words(), sif()),
    }
    networks = {
        BUILT: (BUILT_BY_HAND, {"dropout": 0.5}, {"learning_rate": 2e-3}, {"num_filters": 100}),
        "recipe, width 1": (WIDTH_1, {"dropout": 0.3}, {"learning_rate": 1e-3}, {"num_filters": 150}),
        RECIPE: ({}, {"dropout": 0.3}, {"learning_rate": 1e-3}, {"num_filters": 50}),
    }

    def regression(make: Callable[[], TransformerMixin], strength: float) -> Make:
        return lambda seed: make_pipeline(make(), LogisticRegression(C=strength, max_iter=3000))

    models = {f"{name} + LR": [regression(make, strength) for strength in STRENGTHS] for name, make in features.items()}
    for name, (basis, *changes) in networks.items():
        models[name] = [recipe(glove, **basis | change) for change in ({}, *changes)]
    return models


def search(makes: list[Make], titles: np.ndarray, labels: np.ndarray, held_out: np.ndarray, seed: int) -> np.ndarray:
    """What the one of the models that does best on a tenth of `titles` predicts for `held_out`."""
    learned, asked = stratified_split(list(labels), 0.1, seed)
    tried = []
    for make in makes:
        model = make(seed)
        chosen_by = [(titles[asked], labels[asked])] if isinstance(model, HeadlineClassifier) else []
        model.fit(titles[learned], labels[learned], *chosen_by)
        tried.append((f1_score(labels[asked], model.predict(titles[asked]), average="weighted"), model))
    return max(tried, key=lambda one: one[0])[1].predict(held_out)


def compare(table: pd.DataFrame, models: Mapping[str, list[Make]]) -> dict[str, dict]:
    """The results on headlines with the columns `title` and `category`; `models` hold BUILT and RECIPE."""
    titles, labels = read(table["title"])["original"], table["category"].to_numpy(dtype=object)
    predictions = {name: np.empty(len(labels), dtype=object) for name in models}
    for seed, (rest, held_out) in enumerate(folds_of(titles, labels)):
        for name, makes in tqdm(models.items()):
            predictions[name][held_out] = search(makes, titles[rest], labels[rest], titles[held_out], seed)
    return {
        name: {
            "f1": list(score_interval(labels, predicted)),
            "recipe ahead by": list(paired_bootstrap(labels, predictions[RECIPE], predicted)),
            "network, as built, ahead by": list(paired_bootstrap(labels, predictions[BUILT], predicted)),
        }
        for name, predicted in predictions.items()
    }


if __name__ == "__main__":
    options = arguments(__doc__)
    real = load_headlines(options.titles)
    record = {
        "rows": {"real titles": len(real)},
        "settings_tried_for_each_model": SETTINGS,
        "results": {"real titles": compare(real, make_models(load_glove(options.glove)))},
    }
    write_record(record, __file__, __doc__)
