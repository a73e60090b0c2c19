"""Word vectors by counting: who stands near whom, how much more often than by chance, in fewer numbers."""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from lessonlib.errors import InputError, require_several


def cooccurrences(sentences: Iterable[Sequence[str]], words: Sequence[str], window: int = 5) -> sparse.csr_array:
    """How often each word stands at most `window` places from each other: float64 (len(words), len(words)), symmetric.

    Words that are not among `words` are taken out of the sentences first, so that those around them move together, as
    in Word2Vec. Raises InputError for a window below 1, or a word that comes twice in `words`.
    """
    require_several(sentences, "sentences")
    require_several(words, "words")
    row = {word: number for number, word in enumerate(words)}
    if window < 1 or len(row) < len(words):
        raise InputError(f"window={window}, {len(row)} different of {len(words)} words; give 1 or more, each word once")
    indices: list[int] = []
    for sentence in sentences:
        require_several(sentence, "words")
        indices += [row[word] for word in sentence if word in row]
        indices += [-1] * window  # no window reaches across
    text = np.array(indices, dtype=np.int64)
    near = sparse.csr_array((len(words), len(words)))
    for distance in range(1, window + 1):
        left, right = text[:-distance], text[distance:]
        both = (left >= 0) & (right >= 0)
        places = (left[both], right[both])
        near = near + sparse.coo_array((np.ones(both.sum()), places), shape=near.shape).tocsr()
    return (near + near.T).tocsr()


def ppmi(counts: sparse.csr_array, smoothing: float = 0.75) -> sparse.csr_array:
    """Positive pointwise mutual information of `counts`, (targets, contexts): float64 of that shape, 0 or more.

    How many times as often as by chance two words stand together, as a natural logarithm; what is below 0, or was never
    counted, is 0. `smoothing` is the power of the context counts: 1 for none; below 1, rare contexts count less.
    Source: Levy and Goldberg (2014), "Neural Word Embedding as Implicit Matrix Factorization"; for the power Levy,
    Goldberg and Dagan (2015), "Improving Distributional Similarity with Lessons Learned from Word Embeddings".
    """
    pairs = counts.tocoo()
    of_target = np.asarray(counts.sum(axis=1)).ravel()
    of_context = np.asarray(counts.sum(axis=0)).ravel() ** smoothing
    target, context = pairs.coords
    observed = pairs.data / of_target[target]
    by_chance = of_context[context] / of_context.sum()
    information = np.log(observed / by_chance)
    positive = information > 0
    places = (target[positive], context[positive])
    return sparse.csr_array((information[positive], places), shape=counts.shape)


def factorise(matrix: sparse.csr_array, dimensions: int = 100) -> np.ndarray:
    """Rows of `dimensions` numbers whose dot products come nearest to those that a symmetric `matrix` asks for.

    float32 (rows, dimensions): the left singular vectors of the largest singular values, each scaled by the root of its
    value, the largest first (Levy and Goldberg 2014). The same matrix always gives the same numbers, up to rounding.
    Raises ValueError unless 1 <= dimensions < rows.
    """
    # A generator, because scipy makes one of a mere number in a way that numpy 2.1, which Colab has, does not know.
    # float32, as all word vectors are: twice as fast, and the same to six digits.
    left, values, _ = svds(matrix.astype(np.float32), k=dimensions, random_state=np.random.default_rng(0))
    largest_first = np.argsort(-values)
    return left[:, largest_first] * np.sqrt(values[largest_first])
