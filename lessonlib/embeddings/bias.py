"""What word vectors associate with people: mean associations, and the test WEAT."""

import itertools
from collections.abc import Sequence
from math import comb
from typing import NamedTuple

import numpy as np
from gensim.models import KeyedVectors

from lessonlib.embeddings.similarity import require_words, unit_rows
from lessonlib.errors import InputError

_MOST = 20_000  # regroupings that are tried


def association(vectors: KeyedVectors, words: Sequence[str], first: Sequence[str], second: Sequence[str]) -> np.ndarray:
    """Mean cosine of each of `words` to `first` less its mean cosine to `second`: shape (len(words),), in [-2, 2].

    Above 0: nearer to `first`. Raises InputKeyError for a word without a vector, InputError for an empty list.
    """
    for name, group in (("words", words), ("first", first), ("second", second)):
        require_words(vectors, group)
        if len(group) == 0:
            raise InputError(f"{name} is empty; pass at least one word")
    units = unit_rows(vectors, words)
    to_first, to_second = (units @ unit_rows(vectors, group).T for group in (first, second))
    return to_first.mean(axis=1) - to_second.mean(axis=1)


class Weat(NamedTuple):
    """What a word embedding association test found."""

    effect_size: float
    """Difference of the mean associations in standard deviations, in [-2, 2]; 0: none."""
    p_value: float
    """Share of regroupings of the targets with an association at least as strong: one-sided, above 0."""
    permutations: int
    """Regroupings tried."""
    exact: bool
    """Whether these were all there are."""


def weat(
    vectors: KeyedVectors,
    targets: tuple[Sequence[str], Sequence[str]],
    attributes: tuple[Sequence[str], Sequence[str]],
) -> Weat:
    """Word embedding association test: is the first group of targets nearer to the first attributes than the second is?

    The effect size is the difference of the groups' mean `association`, divided by the standard deviation (n - 1) over
    all targets. The p-value regroups the targets into two halves: in every possible way when these are at most
    20,000, else in that many random ways (the observed one counted in both cases).
    Source: Caliskan, Bryson and Narayanan (2017), "Semantics derived automatically from language corpora contain
    human-like biases", Science 356. Raises InputError unless both target groups have the same size, 2 or more.
    """
    for group in targets:
        require_words(vectors, group)
    size = len(targets[0])
    if size != len(targets[1]) or size < 2:
        raise InputError(f"the targets are {size} and {len(targets[1])} words; use two groups of one size, 2 or more")
    scores = association(vectors, [*targets[0], *targets[1]], *attributes)
    effect_size = (scores[:size].mean() - scores[size:].mean()) / scores.std(ddof=1)

    exact = comb(2 * size, size) <= _MOST
    if exact:
        halves = np.array(list(itertools.combinations(range(2 * size), size)))
    else:
        places = np.tile(np.arange(2 * size), (_MOST - 1, 1))
        shuffled = np.random.default_rng(1234).permuted(places, axis=1)[:, :size]
        halves = np.vstack([np.arange(size), shuffled])
    # The sum of one half decides: what is not in it is in the other. The margin lets a tie be a tie in float32.
    at_least = scores[halves].sum(axis=1) >= scores[:size].sum() - 1e-6
    return Weat(float(effect_size), float(at_least.mean()), len(halves), exact)
