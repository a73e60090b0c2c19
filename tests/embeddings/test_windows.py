"""Pairs, n-grams and noise are what one counts by hand."""

import math

import numpy as np
import pytest
from gensim.models.fasttext_inner import compute_ngrams
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from lessonlib.embeddings.windows import character_ngrams, context_pairs, noise_distribution, one_hot


def test_one_hot_rows_are_equally_far_apart():
    matrix = one_hot(["king", "queen", "dog"])
    assert matrix.dtype == np.float32
    assert (matrix.sum(axis=0) == 1).all() and (matrix.sum(axis=1) == 1).all()
    assert pdist(matrix) == pytest.approx(math.sqrt(2))


def test_one_hot_needs_distinct_words():
    with pytest.raises(ValueError, match="twice"):
        one_hot(["king", "king"])


def test_context_pairs_of_a_short_sentence():
    assert context_pairs(["a", "b", "c", "d"], window=2) == [
        ("a", "b"), ("a", "c"),
        ("b", "a"), ("b", "c"), ("b", "d"),
        ("c", "a"), ("c", "b"), ("c", "d"),
        ("d", "b"), ("d", "c"),
    ]  # fmt: skip


def test_context_pairs_refuse_a_string_and_an_empty_window():
    with pytest.raises(TypeError, match="wrap it in a list"):
        context_pairs("we know a word")
    with pytest.raises(ValueError, match="window of 0"):
        context_pairs(["a", "word"], window=0)


@given(st.text(min_size=1, max_size=10), st.integers(1, 4), st.integers(0, 4))
def test_character_ngrams_are_those_of_gensim(word, min_n, more):
    assert character_ngrams(word, min_n, min_n + more) == compute_ngrams(word, min_n, min_n + more)


def test_character_ngrams_mark_the_ends_and_check_their_lengths():
    assert character_ngrams("cat", 3, 4) == ["<ca", "cat", "at>", "<cat", "cat>"]
    assert character_ngrams("a", 4, 6) == []
    for lengths in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="min_n"):
            character_ngrams("cat", *lengths)


def test_noise_distribution_flattens_the_counts():
    noise = noise_distribution({"the": 10_000, "king": 100, "wug": 1})
    assert noise.sum() == pytest.approx(1)
    assert noise["the"] / noise["king"] == pytest.approx(100**0.75)
    assert noise["the"] < 10_000 / 10_101 and noise["wug"] > 1 / 10_101
