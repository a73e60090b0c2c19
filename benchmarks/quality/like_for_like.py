"""How far ahead is the network of simple models that got the same care? What lesson 03 tells about real titles.

    python -m benchmarks.quality.like_for_like TITLES.csv --glove GLOVE.txt

The titles are cleaned as in `worth_of_order`, and the five folds are its first. Here every model gets the same search:
four settings each, compared on a tenth of the rows it may learn from, and the best of them predicts the fold that
was held back. Each model learns from the same rows, and a network's epoch is chosen on that tenth as well; another seed
in each fold. The recipe's own settings had been found on earlier titles before, by more trials than are counted here.

Recorded are weighted F1 over all rows, and by how much the recipe and the network built by hand are ahead of each model
(paired), both with 95 % intervals over the rows.
"""

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

from benchmarks.quality.record import given, write_record
from benchmarks.quality.worth_of_order import WIDTH_1, folds_of, read
from lessonlib.classification.baselines import mean_vector_regression, tfidf_regression
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import paired_bootstrap, score_interval
from lessonlib.classification.recipes import BUILT_BY_HAND
from lessonlib.classification.splits import stratified_split
from lessonlib.context.search import sif_vectors
from lessonlib.text import read_headline

STRENGTHS = (1, 3, 10, 30)  # C of the logistic regression: the larger, the freer its weights
BUILT, RECIPE = "network, as built", "recipe"


class Beside(TransformerMixin, BaseEstimator):
    """Titles to vectors, float (titles, dimensions), by `read`: from titles, and those of the training, to vectors."""

    def __init__(self, read: Callable[[Sequence[str], Sequence[str]], np.ndarray]) -> None:
        self.read = read

    def fit(self, X: Sequence[str], y: object = None) -> Self:
        """Keep the training titles `X`."""
        self.learned_ = X
        return self

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """What `read` makes of the titles `X`."""
        return self.read(X, self.learned_)


def make_models(glove: KeyedVectors) -> dict[str, list[BaseEstimator]]:
    """Everything that is compared, each with four settings.

    The settings of a regression share what reads the titles for it: that learns the same from the same rows.
    """

    def closed(titles: Sequence[str], learned: Sequence[str]) -> np.ndarray:
        words = {token for title in learned for token in read_headline(title)}
        return mean_vector_regression(glove.vectors_for_all(words, allow_inference=False))[0].transform(titles)

    words, sif = tfidf_regression(2)[0], Beside(lambda titles, learned: sif_vectors(titles, learned, glove))
    features = {
        "TF-IDF of words and pairs": words,
        "TF-IDF of characters": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        "mean GloVe vector, closed vocabulary": Beside(closed),
        "mean GloVe vector": mean_vector_regression(glove)[0],
        "SIF mean": sif,
        "TF-IDF of words and pairs with SIF mean": make_union(words, sif),
    }
    networks = {
        BUILT: (BUILT_BY_HAND, {"dropout": 0.5}, {"learning_rate": 2e-3}, {"num_filters": 100}),
        "recipe, width 1": (WIDTH_1, {"dropout": 0.3}, {"learning_rate": 1e-3}, {"num_filters": 150}),
        RECIPE: ({}, {"dropout": 0.3}, {"learning_rate": 1e-3}, {"num_filters": 50}),
    }
    regressions = [LogisticRegression(C=strength, max_iter=3000) for strength in STRENGTHS]
    models = {f"{name} + LR": [make_pipeline(reads, one) for one in regressions] for name, reads in features.items()}
    for name, (basis, *changes) in networks.items():
        models[name] = [HeadlineClassifier(glove, **basis | change) for change in ({}, *changes)]
    return models


def search(
    models: list[BaseEstimator], titles: np.ndarray, labels: np.ndarray, held_out: np.ndarray, seed: int
) -> np.ndarray:
    """What the one of the `models` that does best on a tenth of `titles` predicts for `held_out`."""
    learned, asked = stratified_split(list(labels), 0.1, seed)
    scores = []
    for model in models:
        chosen_by = []
        if isinstance(model, HeadlineClassifier):
            model.set_params(seed=seed)
            chosen_by = [(titles[asked], labels[asked])]
        model.fit(titles[learned], labels[learned], *chosen_by)
        scores.append(f1_score(labels[asked], model.predict(titles[asked]), average="weighted"))
    return models[np.argmax(scores)].predict(held_out)


def compare(table: pd.DataFrame, models: Mapping[str, list[BaseEstimator]]) -> dict[str, dict]:
    """The results on headlines with the columns `title` and `category`; `models` hold BUILT and RECIPE."""
    titles, labels = read(table["title"])["original"], table["category"].to_numpy(dtype=object)
    predictions = {name: np.empty(len(labels), dtype=object) for name in models}
    for seed, (rest, held_out) in enumerate(folds_of(titles, labels, 0)):
        for name, settings in tqdm(models.items()):
            predictions[name][held_out] = search(settings, titles[rest], labels[rest], titles[held_out], seed)
    return {
        name: {
            "f1": list(score_interval(labels, predicted)),
            "recipe ahead by": list(paired_bootstrap(labels, predictions[RECIPE], predicted)),
            "network, as built, ahead by": list(paired_bootstrap(labels, predictions[BUILT], predicted)),
        }
        for name, predicted in predictions.items()
    }


if __name__ == "__main__":
    real, glove = given(__doc__)
    record = {
        "rows": {"real titles": len(real)},
        "settings_tried_for_each_model": len(STRENGTHS),
        "results": {"real titles": compare(real, make_models(glove))},
    }
    write_record(record, __file__, __doc__)
