"""Word vectors on a plane: principal components."""

from collections.abc import Sequence

import numpy as np
from gensim.models import KeyedVectors
from sklearn.decomposition import PCA

from lessonlib.embeddings.similarity import have_direction, require_words, unit_rows


def project_pca(vectors: KeyedVectors, words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The `words`' unit vectors on the two directions in which those of *all* words of the vocabulary vary most.

    Returns the coordinates, shape (len(words), 2), and the share of the variance that each direction holds, shape (2,).
    Raises InputKeyError for a word without a vector.
    """
    require_words(vectors, words)
    # Unit vectors: their distances order pairs as the cosine does, and long vectors do not rule the directions.
    direction = have_direction(vectors)
    pca = PCA(n_components=2, svd_solver="covariance_eigh").fit(vectors.get_normed_vectors()[direction])
    return pca.transform(unit_rows(vectors, words)), pca.explained_variance_ratio_
