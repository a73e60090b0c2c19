"""What word vectors are learned from, beside pairs of neighbours: noise, and pieces of words."""

from collections.abc import Mapping

import pandas as pd

from lessonlib.errors import InputError


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
