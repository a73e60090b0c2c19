"""Ways to set up `HeadlineClassifier`, from the textbook's to the course's own, one step at a time."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors
from sklearn.metrics import f1_score

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import score_interval
from lessonlib.progress import progress_bar

TEXTBOOK = {
    "reading": "textbook",
    "clean": False,
    "open_vocabulary": False,
    "num_tokens": 5000,
    "num_filters": 50,
    "hidden_dim": 100,
    "dropout": 0.1,
    "embedding_dropout": 0.0,
    "relu": False,
    "mask_padding": False,
    "keep_best": False,
    "learning_rate": 1e-3,
    "schedule": "plateau",
    "weight_decay": 0.0,
    "label_smoothing": 0.0,
}
"""What most lessons do: few words, no stop words, no non-linearity, padding in the pool, the last epoch's weights."""

STEPS: dict[str, tuple[str, ...]] = {
    "keep the best epoch": ("keep_best",),
    "add a non-linearity": ("relu",),
    "pool words, not padding": ("mask_padding",),
    "clean the markup": ("clean",),
    "read every word and mark": ("reading",),
    "open the vocabulary": ("open_vocabulary", "num_tokens"),
    "one wide layer, more dropout": ("num_filters", "hidden_dim", "dropout", "embedding_dropout"),
    "AdamW along a cosine": ("learning_rate", "schedule", "weight_decay"),
    "smooth the labels": ("label_smoothing",),
}
"""From `TEXTBOOK` to the defaults of `HeadlineClassifier`: the parameters that each step leaves to their default."""


def ladder() -> dict[str, dict]:
    """The parameters after each step, the textbook's first; the last are empty: nothing differs from the defaults."""
    parameters = dict(TEXTBOOK)
    rungs = {"textbook": parameters}
    for step, names in STEPS.items():
        rungs[step] = parameters = {name: value for name, value in parameters.items() if name not in names}
    return rungs


BUILT_BY_HAND = ladder()["read every word and mark"]
"""The network as lesson 03 builds it: the traps of the textbook avoided, the words of the training headlines only."""


# Several runs of one recipe: chance has a hand in each, so that a single one says little.


def train_runs(
    parameters: Mapping[str, object],
    train: pd.DataFrame,
    validation: pd.DataFrame,
    embeddings: KeyedVectors | None,
    seeds: Sequence[int],
    progress: str = "",
) -> list[HeadlineClassifier]:
    """One classifier per seed, all with the same `parameters` and rows (columns `title`, `category`).

    `progress` is the name of a progress bar, which counts the epochs if there is one seed; without one, there is none.
    """
    classifiers = []
    for seed in progress_bar(seeds, desc=progress, unit="training", disable=not progress or len(seeds) < 2):
        classifier = HeadlineClassifier(**{"embeddings": embeddings, "seed": seed} | dict(parameters))
        held_out = validation["title"], validation["category"]
        classifier.fit(train["title"], train["category"], held_out, progress=progress if len(seeds) == 1 else "")
        classifiers.append(classifier)
    return classifiers


def predict_runs(classifiers: Sequence[HeadlineClassifier], titles: Sequence[str]) -> np.ndarray:
    """The class that each of the `classifiers` predicts for each title: str (classifiers, titles)."""
    with warnings.catch_warnings():  # headlines without a known word count, too: all recipes are asked the same
        warnings.filterwarnings("ignore", message=".*hold no word that the classifier knows", category=UserWarning)
        return np.stack([classifier.predict(titles) for classifier in classifiers])


def score_table(y_true: Sequence[str], predictions: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Weighted F1 of several models on the same rows: one row per model.

    `predictions` are str, (rows,) or (runs, rows) for a model that was trained with several seeds. The columns: mean
    (over the runs), low and high (95 % interval over the rows, see `score_interval`), and the lowest and highest run.
    """
    table = {}
    for name, predicted in predictions.items():
        runs = [float(f1_score(y_true, run, average="weighted")) for run in np.atleast_2d(predicted)]
        table[name] = [*score_interval(y_true, predicted), min(runs), max(runs)]
    return pd.DataFrame(table, index=["mean", "low", "high", "lowest run", "highest run"]).T
