"""The models that a network has to beat: what each can know, and that none of them can know more."""

import numpy as np
import pytest
from sklearn.model_selection import cross_val_score

from lessonlib.classification.baselines import mean_vector_regression, tfidf_regression
from lessonlib.embeddings.similarity import make_keyed_vectors

ORDERED = ["dog bites man", "man bites dog"] * 10, ["expected", "news"] * 10


def means_of(vectors, titles, split=None):
    """What the regression on mean vectors sees of `titles`."""
    return mean_vector_regression(vectors, split)[0].transform(titles)


def test_the_mean_of_a_title_is_that_of_its_known_words(vectors):
    one, other = vectors.index_to_key[:2]
    means = means_of(vectors, [f"{one} {other}", f"{one.upper()} {one} zzz {other}!", "zzz", ""])
    assert means.shape == (4, vectors.vector_size) and means.dtype == np.float32
    np.testing.assert_allclose(means[0], (vectors[one] + vectors[other]) / 2, rtol=1e-6)
    np.testing.assert_allclose(means[1], (2 * vectors[one] + vectors[other]) / 3, rtol=1e-6)
    assert not means[2:].any()


def test_a_vector_of_zeros_counts_for_nothing_in_a_mean(vectors):
    one = vectors.index_to_key[0]
    padded = make_keyed_vectors(["pad", one], np.vstack([np.zeros(vectors.vector_size, "f4"), vectors[one]]))
    means = means_of(padded, [f"pad {one}", "pad"])
    np.testing.assert_array_equal(means, [vectors[one], 0 * vectors[one]])


def test_capitals_are_looked_up_first_and_a_split_of_ones_own_reads(vectors):
    upper, lower = vectors.vectors[:2]
    cased = make_keyed_vectors(["Bank", "bank"], np.stack([upper, lower]))
    np.testing.assert_array_equal(means_of(cased, ["Bank", "bank", "BANK"]), [upper, lower, lower])
    np.testing.assert_array_equal(means_of(cased, ["Banking"], lambda text: [text[:4]]), [upper])
    split = tfidf_regression(1, split=list).fit(["ab", "cd"], ["one", "other"])
    assert sorted(split[0].vocabulary_) == list("abcd")


@pytest.mark.parametrize("make", [lambda _: tfidf_regression(1), lambda _: tfidf_regression(), mean_vector_regression])
def test_each_learns_what_words_tell(make, vectors, rows):
    assert cross_val_score(make(vectors), *rows, cv=3).mean() > 0.9


def test_only_pairs_of_words_know_their_order(vectors):
    assert (tfidf_regression(2).fit(*ORDERED).predict(ORDERED[0]) == ORDERED[1]).all()
    for model in (tfidf_regression(1), mean_vector_regression(vectors)):
        predicted = model.fit(*ORDERED).predict(ORDERED[0])
        assert len(set(predicted)) == 1
