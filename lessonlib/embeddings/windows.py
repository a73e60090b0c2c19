"""What word vectors are learned from: one-hot vectors, pairs of neighbouring words, noise, pieces of words."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from lessonlib.errors import InputError, require_several


def one_hot(words: Sequence[str]) -> np.ndarray:
    """One row per word, with a single 1 in a column of its own: float32, shape (len(words), len(words)).

    Raises InputError when a word comes twice: it would get two columns.
    """
    require_several(words, "words")
    if len(set(words)) != len(words):
        raise InputError(f"each word needs one column, and some come twice: {sorted(words)}; pass every word once")
    return np.eye(len(words), dtype=np.float32)


def context_pairs(tokens: Sequence[str], window: int = 2) -> list[tuple[str, str]]:
    """The (target, context) pairs of a sentence: each word with every word at most `window` places away.

    Raises InputError for a str, which would be taken apart into letters, and for a window below 1.
    """
    require_several(tokens, "words")
    if window < 1:
        raise InputError(f"a window of {window} holds no context; use 1 or more")
    return [
        (target, tokens[other])
        for place, target in enumerate(tokens)
        for other in range(max(0, place - window), min(len(tokens), place + window + 1))
        if other != place
    ]


def noise_distribution(counts: Mapping[str, int], power: float = 0.75) -> pd.Series:
    """How often negative sampling draws each word: its count to the `power`, scaled to the sum 1.

    A power below 1 makes frequent words rarer among the negatives, and rare ones more frequent.
    Source: Mikolov et al. (2013), "Distributed Representations of Words and Phrases and their Compositionality".
    """
    weights = pd.Series(counts, dtype=float) ** power
    return weights / weights.sum()


def character_ngrams(word: str, min_n: int = 3, max_n: int = 6) -> list[str]:
    """The character n-grams of `word` between the marks < and >, shortest first, as FastText counts them.

    `"cat"` with n = 3 gives `<ca`, `cat`, `at>`: the marks tell the word *cat* from the *cat* inside *location*.
    Source: Bojanowski et al. (2017), "Enriching Word Vectors with Subword Information".
    Raises InputError unless 1 <= min_n <= max_n.
    """
    if not 1 <= min_n <= max_n:
        raise InputError(f"n-grams of {min_n} to {max_n} characters do not exist; use 1 <= min_n <= max_n")
    marked = f"<{word}>"
    return [marked[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(marked) - n + 1)]
