"""How sure a score is, and whether probabilities can be believed; the scores themselves are scikit-learn's."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from lessonlib.errors import InputError, require_several


def reliability(probabilities: np.ndarray, correct: np.ndarray, num_bins: int = 15) -> pd.DataFrame:
    """Is a prediction made with 70 % confidence right 7 times in 10? Confidence beside accuracy, by bins of confidence.

    `probabilities` float (n, classes), `correct` bool (n,). Returns the filled bins, one row each: confidence (mean
    largest probability), accuracy, low and high (the bin's edges), count (rows) and share (of all rows).
    Raises InputError when there is no row.
    """
    if len(probabilities) != len(correct) or len(correct) == 0:
        raise InputError(
            f"{len(probabilities)} probability rows, {len(correct)} outcomes; expected as many of each, at least one"
        )
    confidence = np.max(probabilities, axis=1)
    bins = np.minimum((confidence * num_bins).astype(int), num_bins - 1)
    table = pd.DataFrame({"bin": bins, "confidence": confidence, "accuracy": np.asarray(correct, dtype=float)})
    grouped = table.groupby("bin")
    means, count = grouped.mean(), grouped.size()
    edges = {"low": means.index / num_bins, "high": (means.index + 1) / num_bins}
    return means.assign(**edges, count=count, share=count / len(table)).reset_index(drop=True)


# How sure: intervals over the test rows.


def bootstrap_interval(statistic: Callable[..., np.ndarray], *columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of a `statistic` of column means, by drawing rows with replacement 2,000 times (Efron 1979).

    `columns` are float (n,) or (n, k), row by row of the same headlines: each draw takes the same rows of all of them,
    so that methods are compared on equal terms. Raises InputError when they differ in length or are empty.
    """
    if len({len(column) for column in columns}) != 1 or len(columns[0]) == 0:
        raise InputError(f"columns of {[len(column) for column in columns]} rows; give equally many, at least one")
    size = len(columns[0])
    # Rows that are alike are drawn together: the same chances with far fewer numbers, where only classes are counted.
    rows, counts = np.unique(np.column_stack(columns), axis=0, return_counts=True)
    means = np.random.default_rng(0).multinomial(size, counts / size, size=2000) / size @ rows
    ends = np.cumsum([column[0].size for column in columns])
    drawn = np.split(means, ends[:-1], axis=1)
    values = statistic(*(mean.reshape(-1, *column.shape[1:]) for mean, column in zip(drawn, columns, strict=True)))
    return np.quantile(values, 0.025, axis=0), np.quantile(values, 0.975, axis=0)


class Interval(NamedTuple):
    """A number measured on test rows, with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def score_interval(
    y_true: Sequence[str], y_pred: Sequence | np.ndarray, metric: Literal["f1", "accuracy"] = "f1"
) -> Interval:
    """Weighted F1 or accuracy, 0..1, with its 95 % bootstrap interval over the test rows.

    `y_pred` is (n,), or (runs, n) for a model that was trained several times: then the mean of the runs' scores counts.
    The interval says what other rows of the same kind would change, not what other seeds would: compare the runs for
    that. Raises InputError when labels and predictions differ in number, or there are none.
    """
    return _interval(y_true, [y_pred], metric)


def paired_bootstrap(y_true: Sequence[str], first: Sequence | np.ndarray, second: Sequence | np.ndarray) -> Interval:
    """By how much the weighted F1 of `first` exceeds that of `second` on the same rows, with its 95 % interval.

    Each draw takes the same rows of both, so that what makes a row easy or hard for both cancels out: the interval is
    narrower than those of the two scores, and one without 0 in it is a difference that other rows would most likely
    show too. It knows nothing of other seeds: between five runs of the network of lesson 03 and five more of it, it
    misses 0 in nearly one comparison in ten (`benchmarks/quality/same_recipe.py`). Arguments and errors as for
    `score_interval`.
    Source: Berg-Kirkpatrick et al. 2012, "An Empirical Investigation of Statistical Significance in NLP".
    """
    return _interval(y_true, [first, second], "f1")


def _interval(y_true: Sequence[str], models: Sequence[Sequence | np.ndarray], metric: str) -> Interval:
    """The score of the first of the `models`' predictions, minus that of the second if there is one."""
    require_several(y_true, "labels")
    score = {"f1": _weighted_f1, "accuracy": _accuracy}[metric]
    runs = [np.atleast_2d(np.asarray(predictions, dtype=object)) for predictions in models]
    for predictions in runs:
        if predictions.ndim != 2 or predictions.shape[1] != len(y_true) or predictions.size == 0:
            raise InputError(
                f"{len(y_true)} true labels, predictions of shape {predictions.shape}; give one prediction per label"
            )
    labels = set(y_true).union(*(predictions.ravel() for predictions in runs))
    number = {label: index for index, label in enumerate(sorted(labels))}
    true = np.array([number[label] for label in y_true])
    size = len(number)
    # One column for each run and each pair of true and predicted class, 1 in the rows where the run gave that pair: the
    # mean of the columns over some rows is their confusion matrix.
    columns = []
    for predictions in runs:
        pairs = true * size + np.vectorize(number.__getitem__, otypes=[int])(predictions)
        columns.append(np.eye(size**2)[pairs.T].reshape(len(true), -1))

    def difference(*means: np.ndarray) -> np.ndarray:
        scores = [score(mean.reshape(*mean.shape[:-1], -1, size, size)).mean(axis=-1) for mean in means]
        return scores[0] - scores[1] if len(scores) == 2 else scores[0]

    low, high = bootstrap_interval(difference, *columns)
    return Interval(*(float(end) for end in (difference(*(column.mean(axis=0) for column in columns)), low, high)))


def _accuracy(confusion: np.ndarray) -> np.ndarray:
    """Share of right predictions, of confusion matrices (..., true class, predicted class) that sum to 1."""
    return np.trace(confusion, axis1=-2, axis2=-1)


def _weighted_f1(confusion: np.ndarray) -> np.ndarray:
    """F1 of each class, weighted by its share, of confusion matrices (..., true class, predicted class)."""
    true, predicted = confusion.sum(axis=-1), confusion.sum(axis=-2)
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    f1 = 2 * right / np.maximum(true + predicted, np.finfo(float).tiny)
    return (true * f1).sum(axis=-1)
