"""Counts, PPMI and their factors are what one works out by hand, or what a dense matrix gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from lessonlib.embeddings.counting import cooccurrences, factorise, ppmi
from lessonlib.errors import InputError
from lessonlib.exercises.lesson_01_pairs import context_pairs

WORDS = ["cat", "dog", "eats", "fish"]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=7), min_size=1, max_size=5), st.integers(1, 4))
def test_counts_are_those_of_the_context_pairs(sentences, window):
    expected = np.zeros((4, 4))
    for sentence in sentences:
        for target, context in context_pairs(sentence, window):
            expected[WORDS.index(target), WORDS.index(context)] += 1
    counts = cooccurrences(sentences, WORDS, window)
    assert np.array_equal(counts.toarray(), expected)


def test_words_that_are_left_out_take_up_no_place():
    counts = cooccurrences([["cat", "quietly", "eats"], ["dog"]], WORDS, window=1)
    assert counts.toarray()[WORDS.index("cat"), WORDS.index("eats")] == 1
    assert counts.sum() == 2


@pytest.mark.parametrize("wrong", [{"window": 0}, {"words": ["cat", "cat"]}])
def test_a_window_and_words_that_make_no_sense(wrong):
    with pytest.raises(InputError, match="give 1 or more, each word once"):
        cooccurrences(**({"sentences": [["cat"]], "words": WORDS} | wrong))


def test_ppmi_is_the_logarithm_of_how_much_more_often_than_by_chance():
    counts = sparse.csr_array(np.array([[6.0, 2.0], [2.0, 0.0]]))
    # By chance, the contexts come in 8 : 2; of the first word's 8, they come in 6 : 2; of the second's 2, in 2 : 0.
    expected = [[0.0, np.log((2 / 8) / (2 / 10))], [np.log(1 / (8 / 10)), 0.0]]
    assert ppmi(counts, smoothing=1).toarray() == pytest.approx(np.array(expected))
    share = 8**0.75 / (8**0.75 + 2**0.75)  # smoothed, a frequent context is expected less often
    assert ppmi(counts).toarray()[1] == pytest.approx([np.log(1 / share), 0])


def test_a_word_without_company_has_zeros():
    counts = cooccurrences([["cat", "eats"], ["dog"]], WORDS)
    assert np.isfinite(ppmi(counts).toarray()).all()
    assert not ppmi(counts).toarray()[WORDS.index("dog")].any()


def test_factors_are_those_of_a_whole_decomposition():
    values = np.random.default_rng(0).random((8, 8))
    matrix = values + values.T
    vectors = factorise(sparse.csr_array(matrix), 3)
    left, singular, _ = np.linalg.svd(matrix)
    assert vectors @ vectors.T == pytest.approx(left[:, :3] * singular[:3] @ left[:, :3].T, rel=1e-4, abs=1e-4)
    assert np.linalg.norm(vectors, axis=0) ** 2 == pytest.approx(singular[:3]), "the largest first"
    assert np.array_equal(vectors, factorise(sparse.csr_array(matrix), 3))
