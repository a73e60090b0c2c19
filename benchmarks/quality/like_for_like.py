"""How far ahead is the network of simple models that got the same care? What lesson 03 tells about real titles.

    python -m benchmarks.quality.like_for_like TITLES.csv --glove GLOVE.txt

TITLES.csv has the columns `title` and `category`, such as titles of AG News (for research and other non-commercial
use). The titles are cleaned as in `baselines`, which has the same five folds. Here every model gets the same search:
SETTINGS settings each, compared on a tenth of the rows it may learn from, and the best of them predicts the fold that
was held back. Each model learns from the same rows, and a network's epoch is chosen on that tenth as well; another seed
in each fold. The recipe's own settings had been found on earlier titles before, by more trials than are counted here.

Recorded are weighted F1 over all rows, by how much the recipe and the network built by hand are ahead of each model
(paired), both with 95 % intervals over the rows, the standard deviation of F1 over the folds, and the settings chosen.
Numbers, never titles.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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

from benchmarks.quality.baselines import SEEDS, Model, folds_of, read
from benchmarks.quality.record import arguments, print_table, write_record
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import paired_bootstrap, score_interval
from lessonlib.classification.recipes import BUILT_BY_HAND
from lessonlib.classification.splits import stratified_split
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.text import read_headline

SETTINGS = 4
STRENGTHS = (1, 3, 10, 30)  # C of the logistic regression: the larger, the freer its weights
BUILT, RECIPE = "network, as built", "recipe"

Settings = dict[str, Callable[[int], Model]]
"""How to make a model with each of its settings, given a seed."""


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
            if self.closed:
                known = [token for token in known if token in self.shares_]
            if known:
                shares = np.array([self.shares_.get(token, 0) for token in known], dtype=np.float32)
                weights = 0.001 / (0.001 + shares) if self.rare_first else np.ones(len(known), dtype=np.float32)
                means[row] = weights @ self.embeddings[known] / len(known)
        return means - np.outer(means @ self.common_, self.common_)


def make_models(glove: KeyedVectors) -> dict[str, Settings]:
    """Everything that is compared, each with SETTINGS settings."""

    def words(longest: int = 2) -> TfidfVectorizer:
        return TfidfVectorizer(
            tokenizer=read_headline, token_pattern=None, lowercase=False, ngram_range=(1, longest), sublinear_tf=True
        )

    def regression(make_features: Callable[[], TransformerMixin]) -> Settings:
        def make(strength: float) -> Callable[[int], Model]:
            return lambda seed: make_pipeline(make_features(), LogisticRegression(C=strength, max_iter=3000))

        return {f"C = {strength}": make(strength) for strength in STRENGTHS}

    def network(parameters: Mapping[str, object], *changes: dict[str, object]) -> Settings:
        def make(change: Mapping[str, object]) -> Callable[[int], Model]:
            return lambda seed: HeadlineClassifier(glove, seed=seed, **parameters | change)

        return {str(change): make(change) for change in ({}, *changes)}

    changes = {"dropout": 0.3}, {"learning_rate": 1e-3}
    return {
        "TF-IDF of words and pairs + LR": regression(words),
        "TF-IDF of characters + LR": regression(
            lambda: TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        ),
        "mean GloVe vector, closed vocabulary + LR": regression(lambda: SentenceVectors(glove, closed=True)),
        "mean GloVe vector + LR": regression(lambda: SentenceVectors(glove)),
        "SIF mean + LR": regression(lambda: SentenceVectors(glove, rare_first=True)),
        "TF-IDF of words and pairs with SIF mean + LR": regression(
            lambda: make_union(words(), SentenceVectors(glove, rare_first=True))
        ),
        BUILT: network(BUILT_BY_HAND, {"dropout": 0.5}, {"learning_rate": 2e-3}, {"num_filters": 100}),
        "recipe, width 1": network({"filter_sizes": (1,), "num_filters": 300}, *changes, {"num_filters": 150}),
        RECIPE: network({}, *changes, {"num_filters": 50}),
    }


def search(
    settings: Settings, titles: np.ndarray, labels: np.ndarray, held_out: np.ndarray, seed: int
) -> tuple[str, np.ndarray]:
    """The setting that does best on a tenth of `titles`, and what the model with it predicts for `held_out`."""
    learned, asked = stratified_split(list(labels), 0.1, seed)
    best: tuple[float, str, Model] | None = None
    for name, make in settings.items():
        model = make(seed)
        if isinstance(model, HeadlineClassifier):
            model.fit(titles[learned], labels[learned], (titles[asked], labels[asked]))
        else:
            model.fit(titles[learned], labels[learned])
        score = f1_score(labels[asked], model.predict(titles[asked]), average="weighted")
        if best is None or score > best[0]:
            best = score, name, model
    assert best is not None
    return best[1], best[2].predict(held_out)


def compare(table: pd.DataFrame, models: Mapping[str, Settings]) -> dict[str, dict]:
    """The results on headlines with the columns `title` and `category`; `models` hold BUILT and RECIPE."""
    titles, labels = read(table["title"])["original"], table["category"].to_numpy(dtype=object)
    folds = folds_of(titles, labels)
    predictions, chosen = {}, {}
    for name, settings in tqdm(models.items()):
        predictions[name] = np.empty(len(labels), dtype=object)
        chosen[name] = Counter[str]()
        for seed, (rest, held_out) in enumerate(folds):
            setting, predicted = search(settings, titles[rest], labels[rest], titles[held_out], seed)
            predictions[name][held_out] = predicted
            chosen[name][setting] += 1
    return {
        name: {
            "f1": list(score_interval(labels, predicted)),
            "recipe ahead by": list(paired_bootstrap(labels, predictions[RECIPE], predicted)),
            "network, as built, ahead by": list(paired_bootstrap(labels, predictions[BUILT], predicted)),
            "spread": float(
                np.std([f1_score(labels[rows], predicted[rows], average="weighted") for _, rows in folds], ddof=1)
            ),
            "chosen": dict(chosen[name]),
        }
        for name, predicted in predictions.items()
    }


def main() -> None:
    """Search, predict, print the tables, write the record."""
    options = arguments(__doc__)
    tables = {
        "course": (load_headlines(), load_glove()),
        "real titles": (load_headlines(options.titles), load_glove(options.glove)),
    }
    results = {}
    for name, (table, glove) in tables.items():
        print(f"{name}: {len(table)} headlines, {len(glove)} word vectors")
        results[name] = compare(table, make_models(glove))
        print_table(results[name])
    record = {
        "rows": {name: len(table) for name, (table, _) in tables.items()},
        "word_vectors": {name: len(glove) for name, (_, glove) in tables.items()},
        "folds": len(SEEDS),
        "settings_tried_for_each_model": SETTINGS,
        "results": results,
    }
    write_record(record, __file__, "TITLES.csv --glove GLOVE.txt")


if __name__ == "__main__":
    main()
