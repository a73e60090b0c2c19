"""How good are the predictions, and can their probabilities be believed?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.metrics import precision_recall_fscore_support

from lessonlib.errors import InputError


def get_metrics(y_true: Sequence[str], y_pred: Sequence[str], classes: Sequence[str]) -> dict:
    """Precision, recall and F1, each 0..1: weighted over all rows ("overall") and for each class ("class").

    Returns `{"overall": {"precision", "recall", "f1", "num_samples"}, "class": {name: the same four}}`. A class that is
    never predicted has precision 0. Raises InputError when the two lists differ in length or are empty.
    """
    if len(y_true) != len(y_pred) or len(y_true) == 0:
        raise InputError(f"{len(y_true)} true labels, {len(y_pred)} predicted; expected as many of each, at least one")
    names = ("precision", "recall", "f1")
    overall = precision_recall_fscore_support(y_true, y_pred, average="weighted", zero_division=0)[:3]
    *scores, counts = precision_recall_fscore_support(y_true, y_pred, labels=list(classes), zero_division=0)
    by_class = {
        label: dict(zip(names, map(float, row), strict=True)) | {"num_samples": int(count)}
        for label, row, count in zip(classes, zip(*scores, strict=True), counts, strict=True)
    }
    return {
        "overall": dict(zip(names, map(float, overall), strict=True)) | {"num_samples": len(y_true)},
        "class": by_class,
    }


def metrics_table(metrics: dict) -> pd.DataFrame:
    """What `get_metrics` returned as a table: one row per class, then "overall"."""
    return pd.DataFrame(metrics["class"] | {"overall": metrics["overall"]}).T.astype({"num_samples": int})


def get_probability_distribution(probabilities: Sequence[float], classes: Sequence[str]) -> dict[str, float]:
    """Each class with its probability, the likeliest first.

    Raises InputError when the two differ in length, a probability is negative, or they do not sum to 1.
    """
    probabilities = np.asarray(probabilities, dtype=float)
    if probabilities.shape != (len(classes),):
        raise InputError(f"probabilities of shape {probabilities.shape} for {len(classes)} classes; give one per class")
    if probabilities.min() < 0 or not np.isclose(probabilities.sum(), 1, atol=1e-3):
        raise InputError(f"expected probabilities that sum to 1, got {probabilities}: were they put through a softmax?")
    order = np.argsort(-probabilities, kind="stable")
    return {classes[index]: float(probabilities[index]) for index in order}


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


def expected_calibration_error(probabilities: np.ndarray, correct: np.ndarray, num_bins: int = 15) -> float:
    """Mean gap between confidence and accuracy over the bins of `reliability`, weighted by their share: 0 is perfect.

    Guo et al. 2017, "On Calibration of Modern Neural Networks".
    """
    bins = reliability(probabilities, correct, num_bins)
    return float(((bins.confidence - bins.accuracy).abs() * bins.share).sum())


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The number to divide `logits` (n, classes) by so that their softmax fits `labels` (n,) best; 0.05..20.

    Above 1 it makes an over-confident model humbler; it never changes which class comes first (Guo et al. 2017).
    Raises InputError when the two differ in length or are empty.
    """
    if len(logits) != len(labels) or len(labels) == 0:
        raise InputError(f"{len(logits)} rows of logits, {len(labels)} labels; expected as many of each, at least one")
    rows = np.arange(len(labels))

    def negative_log_likelihood(log_temperature: float) -> float:
        return -log_softmax(logits / np.exp(log_temperature), axis=1)[rows, labels].mean()

    bounds = (np.log(0.05), np.log(20))
    return float(np.exp(minimize_scalar(negative_log_likelihood, bounds=bounds, method="bounded").x))
