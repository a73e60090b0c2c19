"""Word vectors on a plane: principal components, and t-SNE."""

from collections.abc import Sequence

import numpy as np
from gensim.models import KeyedVectors
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

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


def project_tsne(vectors: KeyedVectors, words: Sequence[str], perplexity: float = 8.0) -> np.ndarray:
    """The `words` on a plane where near words stay near (van der Maaten and Hinton 2008); shape (len(words), 2).

    Distances far apart, and sizes of groups, mean nothing. `perplexity` is about how many neighbours each word counts.
    Raises InputKeyError for a word without a vector, ValueError unless there are more words than `perplexity`.
    """
    require_words(vectors, words)
    return TSNE(perplexity=perplexity, init="pca", random_state=1234).fit_transform(unit_rows(vectors, words))
