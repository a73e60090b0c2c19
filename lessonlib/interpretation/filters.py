"""Which filters mean something: classes, thresholds and purity, informative n-grams, and what each slot brought.

After Jacovi, Sar Shalom and Goldberg 2018, "Understanding Convolutional Neural Networks for Text Classification". They
told two classes apart; here there may be more.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
import torch
from sklearn.metrics import precision_recall_curve
from sklearn.preprocessing import LabelEncoder

from lessonlib.classification.encoding import PAD_INDEX, padded_batches
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.explanation import Explanation, feature_slopes
from lessonlib.classification.network import CNN, window_start
from lessonlib.errors import InputError


@dataclass(frozen=True, eq=False)
class Readings:
    """How strongly every filter fired in many headlines.

    `features` float32 (headlines, filters) and `positions` int64, alike: the strongest activation, and at which token;
    `sequences` the token indices, `labels` int64 (headlines,) the true classes. A filter is its column in `features`.
    """

    model: CNN
    vocabulary: list[str]
    sequences: list[list[int]]
    labels: np.ndarray
    features: np.ndarray
    positions: np.ndarray

    @classmethod
    def of(cls, classifier: HeadlineClassifier, explanations: Sequence[Explanation], labels: Sequence[str]) -> Self:
        """The readings of explained headlines whose true `labels` are known, one per headline.

        Raises InputError when they differ in number, ValueError when a label is unknown to the classifier.
        """
        if len(explanations) != len(labels):
            raise InputError(f"{len(explanations)} explanations but {len(labels)} labels; give one label per headline")
        model, tokenizer = classifier.model_, classifier.tokenizer_
        sequences = tokenizer.encode(one.tokens for one in explanations)
        shape = len(sequences), len(model.filter_table[0])
        features, positions = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.int64)
        model.eval()
        for rows, tokens in padded_batches(sequences):
            features[rows], positions[rows] = (values.cpu().numpy() for values in model.read(tokens))
        targets = LabelEncoder().fit(classifier.classes_).transform(np.array(labels))
        return cls(model, tokenizer.index_to_token, sequences, targets, features, positions)

    def window_text(self, window: Sequence[int]) -> str:
        """The words of a window of token indices, those that lie on padding left out."""
        return " ".join(self.vocabulary[token] for token in window if token != PAD_INDEX)


def filter_class_weights(readings: Readings) -> np.ndarray:
    """What one unit of each filter is worth to each class: float (classes, filters), each column with mean 0.

    With one dense layer these are its weights; behind a hidden layer, their mean over the headlines. Softmax looks only
    at differences between the classes, hence the mean 0.
    """
    features = torch.from_numpy(readings.features).to(readings.model.device)
    weights = []
    with torch.inference_mode():
        for target in range(readings.model.output.out_features):
            targets = torch.full((len(features),), target, device=features.device)
            weights.append(feature_slopes(readings.model, features, targets).mean(dim=0).cpu().numpy())
    return np.array(weights) - np.mean(weights, axis=0)


def filter_classes(readings: Readings) -> np.ndarray:
    """The class that each filter pushes most: int64 (filters,)."""
    return filter_class_weights(readings).argmax(axis=0)


def thresholds(readings: Readings, purity: float) -> np.ndarray:
    """For each filter the lowest activation from which on the share `purity` (0..1) of headlines is of its class.

    Its class is the one that its weights push most. float32 (filters,); infinite where no activation is that pure.
    Activations of 0 (cut by ReLU) say nothing and are left out. Raises InputError for a purity outside 0..1.
    """
    if not 0 <= purity <= 1:
        raise InputError(f"purity={purity}; it is a share between 0 and 1")
    of_class = filter_classes(readings) == readings.labels[:, None]  # (headlines, filters)
    lowest = np.full(of_class.shape[1], np.inf, dtype=np.float32)
    for feature, (activations, own) in enumerate(zip(readings.features.T, of_class.T, strict=True)):
        share, _, cuts = precision_recall_curve(own, activations)  # a share for each different activation, and a 1
        pure = cuts[(share[:-1] >= purity) & (cuts > 0)]
        lowest[feature] = pure.min(initial=np.inf)
    return lowest


def accuracy_with(readings: Readings, kept: np.ndarray) -> float:
    """The classifier's accuracy, 0..1, when all activations but those `kept`, bool (headlines, filters), are 0."""
    with torch.inference_mode():
        features = torch.from_numpy(readings.features * kept).to(readings.model.device)
        predicted = readings.model.eval().classify(features).argmax(dim=1).cpu().numpy()
    return float(np.mean(predicted == readings.labels))


def winning_ngrams(explanations: Sequence[Explanation]) -> pd.DataFrame:
    """For each headline and width, the n-gram that most filters picked, with the number of filters that did.

    One row per headline: read (its tokens), and columns "width n", as "words (filters)".
    Filters that ReLU silenced picked nothing. Of equally many, the n-gram that stands first counts.
    """
    rows = []
    widths = sorted({ngram.width for one in explanations for ngram in one.ngrams})
    for one in explanations:
        row = {"read": " ".join(one.tokens)}
        for width in widths:
            picks = Counter((ngram.start, ngram.words) for ngram in one.ngrams if ngram.width == width)
            (_, words), count = min(picks.items(), key=lambda item: (-item[1], item[0])) if picks else ((0, ()), 0)
            row[f"width {width}"] = f"{' '.join(words)} ({count})"
        rows.append(row)
    return pd.DataFrame(rows)


# ---- inside one filter ----


def slot_activations(readings: Readings, feature: int, windows: Sequence[Sequence[int]]) -> np.ndarray:
    """What each slot of filter `feature` brings to its activation on `windows` (token indices): float (windows, width).

    The filter's activation is their sum plus its bias, before ReLU. A slot on padding brings 0.
    """
    of_width, number = divmod(feature, readings.model.num_filters)
    weight = readings.model.convolutions[of_width].weight[number]  # (dim, width)
    tokens = torch.tensor(windows, dtype=torch.int64, device=weight.device).reshape(-1, weight.shape[1])
    with torch.inference_mode():
        return torch.einsum("nsd,ds->ns", readings.model.embedding(tokens), weight).cpu().numpy()


def picked_windows(readings: Readings, feature: int) -> list[tuple[int, ...]]:
    """The window that filter `feature` picked in each headline: token indices, padding where it hangs over an edge."""
    width = int(readings.model.filter_table[0][feature])
    edge = [PAD_INDEX] * width
    windows = []
    for sequence, position in zip(readings.sequences, readings.positions[:, feature].tolist(), strict=True):
        start = width + window_start(position, width)
        windows.append(tuple([*edge, *sequence, *edge][start : start + width]))
    return windows


def largest_shares(readings: Readings, width: int) -> np.ndarray:
    """How much of what a window's slots brought came from one of them: a share for each window of `width` words.

    All windows that a filter picked with an activation above 0; float (windows,), from 1 / width to 1. What a slot
    brought counts where it is above 0. Raises InputError when there are no filters of this width.
    """
    if width not in readings.model.filter_sizes:
        raise InputError(f"no filter is {width} wide; there are {', '.join(map(str, readings.model.filter_sizes))}")
    shares = []
    for feature in np.flatnonzero(readings.model.filter_table[0] == width).tolist():
        fired = readings.features[:, feature] > 0
        windows = [window for window, on in zip(picked_windows(readings, feature), fired, strict=True) if on]
        brought = np.maximum(slot_activations(readings, feature, windows), 0)
        shares.append(brought.max(axis=1) / np.maximum(brought.sum(axis=1), 1e-9))
    return np.concatenate(shares)


def top_ngrams(readings: Readings, feature: int, count: int = 10) -> pd.DataFrame:
    """The different n-grams on which filter `feature` fired most strongly, with what each slot brought.

    One row per n-gram: ngram, activation, slot 1 .. slot n, fires. A slot fires when it brings at least half of what
    the strongest slot does: "x_" is an n-gram whose first word does it alone, "xx" one that takes both.
    """
    picked = zip(picked_windows(readings, feature), readings.features[:, feature].tolist(), strict=True)
    activations = {window: value for window, value in picked if value > 0}
    best = sorted(activations, key=lambda window: -activations[window])[:count]
    slots = slot_activations(readings, feature, best)
    fires = slots >= slots.max(axis=1, keepdims=True, initial=0) / 2
    table = pd.DataFrame(slots, columns=[f"slot {slot}" for slot in range(1, slots.shape[1] + 1)])
    table.insert(0, "activation", [activations[window] for window in best])
    table.insert(0, "ngram", [readings.window_text(window) for window in best])
    table["fires"] = ["".join("x" if one else "_" for one in row) for row in fires]
    return table
