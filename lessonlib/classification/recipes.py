"""Ways to set up `HeadlineClassifier`, from the textbook's to the course's own, one step at a time."""

import warnings
from collections.abc import Callable, Sequence
from statistics import mean, pstdev
from time import perf_counter

import pandas as pd
from gensim.models import KeyedVectors

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import expected_calibration_error, get_metrics

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
    "one wide layer, more dropout": (
        "num_filters",
        "hidden_dim",
        "dropout",
        "embedding_dropout",
        "learning_rate",
        "weight_decay",
    ),
    "smooth the labels": ("label_smoothing",),
}
"""From `TEXTBOOK` to the defaults of `HeadlineClassifier`: the parameters that each step leaves to their default."""


def ladder() -> dict[str, dict]:
    """The parameters after each step, the textbook's first; the last are empty: nothing differs from the defaults."""
    parameters = dict(TEXTBOOK)
    rungs = {"textbook": dict(parameters)}
    for step, names in STEPS.items():
        for name in names:
            del parameters[name]
        rungs[step] = dict(parameters)
    return rungs


def compare_recipes(
    recipes: dict[str, dict],
    train: pd.DataFrame,
    validation: pd.DataFrame,
    test: pd.DataFrame,
    embeddings: KeyedVectors | None,
    seeds: Sequence[int] = (1, 2, 3),
    announce: Callable[[str], None] = lambda message: None,
) -> pd.DataFrame:
    """Train every recipe with every seed and score it on `test` (all three frames: columns `title`, `category`).

    Returns one row per recipe: f1 (weighted, mean over seeds), spread (its standard deviation), calibration_error
    (mean), seconds (training, mean). `announce` hears of each recipe as it starts.
    """
    rows = {}
    for name, parameters in recipes.items():
        announce(name)
        scores, errors, seconds = [], [], []
        for seed in seeds:
            classifier = HeadlineClassifier(**{"embeddings": embeddings, "seed": seed} | parameters)
            start = perf_counter()
            with warnings.catch_warnings():
                # The textbook's cleaning leaves some headlines without a word; they count as they are, and silently.
                warnings.simplefilter("ignore", UserWarning)
                classifier.fit(train["title"], train["category"], (validation["title"], validation["category"]))
                seconds.append(perf_counter() - start)
                probabilities = classifier.predict_proba(test["title"])
            predicted = classifier.classes_[probabilities.argmax(axis=1)]
            scores.append(
                get_metrics(test["category"], predicted.tolist(), classifier.classes_.tolist())["overall"]["f1"]
            )
            errors.append(expected_calibration_error(probabilities, predicted == test["category"].to_numpy()))
        rows[name] = {
            "f1": mean(scores),
            "spread": pstdev(scores),
            "calibration_error": mean(errors),
            "seconds": mean(seconds),
        }
    return pd.DataFrame(rows).T
