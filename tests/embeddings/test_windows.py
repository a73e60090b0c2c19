"""Pairs, n-grams and noise are what one counts by hand."""

import pytest
from gensim.models.fasttext_inner import compute_ngrams
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.embeddings.windows import character_ngrams, noise_distribution


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
