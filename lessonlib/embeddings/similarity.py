"""Vectors with their words: made, cut down to some, and which of them are near one another."""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import numpy as np
from gensim.models import KeyedVectors

from lessonlib.errors import InputError, InputKeyError, require_several


def make_keyed_vectors(words: list[str], matrix: np.ndarray) -> KeyedVectors:
    """`KeyedVectors` of gensim around `matrix` (float32, shape (words, dimensions)), which is not copied.

    The usual way to fill them adds word by word, which takes seconds for a large vocabulary.

    Raises InputError when a word comes twice; the message names it. Raises it, too, unless each word has a row.
    """
    require_several(words, "words")
    if len(words) != len(matrix):
        raise InputError(f"{len(words):,} words but {len(matrix):,} rows of numbers; give each word one row")
    vectors = KeyedVectors(matrix.shape[1], count=0)
    vectors.vectors = matrix
    vectors.index_to_key = words
    vectors.key_to_index = dict(zip(words, range(len(words)), strict=True))
    if len(vectors.key_to_index) < len(words):
        word, times = Counter(words).most_common(1)[0]
        raise InputError(f"the word {word!r} comes {times} times; keep one of them")
    return vectors


def require_words(vectors: KeyedVectors, words: Iterable[str]) -> None:
    """Raises InputKeyError for the first of `words` that has no vector, with known words that are spelt like it.

    A vector of nothing but zeros counts as none: it has no direction. Raises InputTypeError for one str as `words`.
    """
    require_several(words, "words")
    for word in words:
        if word not in vectors:
            near = get_close_matches(str(word).lower(), vectors.index_to_key[:50_000], n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "try another word"
            raise InputKeyError(f"none of the {len(vectors):,} vectors belongs to the word {word!r}; {hint}")
        if not vectors.get_vector(word).any():
            raise InputKeyError(f"the vector of {word!r} is all zeros, and so has no direction; try another word")


def have_direction(vectors: KeyedVectors) -> np.ndarray:
    """Which of the vectors are not all zeros: bool, shape (words,). A row for padding is, and thousands elsewhere are.

    gensim divides vectors by their lengths, and would make NaN of a row of zeros, which then wins every search. Its
    length is noted as infinite here, so that its cosine with whatever is 0.
    """
    vectors.fill_norms()
    vectors.norms[vectors.norms == 0] = np.inf
    return np.isfinite(vectors.norms)


def _most_similar(vectors: KeyedVectors, n: int, **query: object) -> list[tuple[str, float]]:
    """Gensim's `most_similar`, without the words whose vectors have no direction."""
    direction = have_direction(vectors)
    found = vectors.most_similar(topn=n + int((~direction).sum()), **query)
    return [(word, cosine) for word, cosine in found if direction[vectors.get_index(word)]][:n]


def nearest_neighbours(
    vectors: KeyedVectors, word: str, n: int = 5, among: int | None = None
) -> list[tuple[str, float]]:
    """The `n` words nearest to `word`, with their cosine in [-1, 1], nearest first; `word` itself is left out.

    `among=5000` searches only the 5,000 most frequent words: the vectors of rare words are the least certain. FastText
    has neighbours for unknown words too. Raises InputKeyError for a word without a vector, with near spellings.
    """
    require_words(vectors, [word])
    return _most_similar(vectors, n, positive=[word], restrict_vocab=among)


def analogy(
    vectors: KeyedVectors,
    positive: Sequence[str],
    negative: Sequence[str],
    n: int = 5,
    exclude_query: bool = True,
) -> list[tuple[str, float]]:
    """The `n` words nearest to the sum of the `positive` unit vectors less the `negative` ones, with their cosine.

    `analogy(vectors, ["king", "woman"], ["man"])` asks: man is to king as woman is to? The words of the question are
    left out, as is the custom; `exclude_query=False` admits them (and shows why it is the custom).
    Source: 3CosAdd, Mikolov et al. (2013). Raises InputKeyError for a word without a vector.
    """
    for group in (positive, negative):
        require_words(vectors, group)
    if exclude_query:
        return _most_similar(vectors, n, positive=list(positive), negative=list(negative))
    weights = [1.0] * len(positive) + [-1.0] * len(negative)
    point = vectors.get_mean_vector([*positive, *negative], weights=weights)
    return _most_similar(vectors, n, positive=[point])


def unit_rows(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """The vectors of `words`, scaled to length 1, one per row: float32, shape (len(words), dimensions)."""
    return np.stack([vectors.get_vector(word, norm=True) for word in words])
