"""Vectors of whole texts, to search with, from those of their words by SIF."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from gensim.models import KeyedVectors
from sklearn.preprocessing import normalize

from lessonlib.text import as_known, read_headline


def sif_vectors(texts: Sequence[str], like: Sequence[str], vectors: KeyedVectors) -> np.ndarray:
    """One vector of length 1 per text, (texts, D): frequent words count less, and what all share is taken away.

    S. Arora, Y. Liang and T. Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017. A word of
    relative frequency p weighs a / (a + p), with their a = 0.001; then the first singular direction is removed. Both
    are learned from the texts `like`.
    """
    counts = Counter(word for text in like for word in read_headline(text))
    total = counts.total()

    def weighted(text: str) -> np.ndarray:
        words = [word for word in read_headline(text) if as_known(word, vectors) in vectors]
        weights = [1e-3 / (1e-3 + counts[word] / total) for word in words]
        rows = vectors[[as_known(word, vectors) for word in words]] if words else np.zeros((1, vectors.vector_size))
        return np.average(rows, axis=0, weights=weights or None)

    common = np.linalg.svd(np.stack([weighted(text) for text in like]), full_matrices=False)[2][0]
    means = np.stack([weighted(text) for text in texts])
    return normalize(means - np.outer(means @ common, common))
