"""Neighbours and analogies, on vectors laid out by hand."""

import numpy as np
import pytest
from handmade_vectors import make_vectors

from lessonlib.embeddings.similarity import analogy, nearest_neighbours


def test_neighbours_among_the_most_frequent_words_only(square):
    assert {word for word, _ in nearest_neighbours(square, "dog", n=9, among=3)} == {"man", "woman", "king"}


@pytest.mark.filterwarnings("error")
def test_a_row_of_zeros_is_nobodys_neighbour_and_no_answer(square):
    padded = make_vectors(
        {"<pad>": np.zeros(3), **{word: square[word] for word in square.index_to_key}, "": np.zeros(3)}
    )
    assert nearest_neighbours(padded, "dog", n=99) == nearest_neighbours(square, "dog", n=99)
    assert nearest_neighbours(padded, "man", n=2, among=4) == nearest_neighbours(square, "man", n=2, among=3)
    for exclude in (True, False):
        question = (["king", "dog"], ["man", "queen"], 99, exclude)
        assert analogy(padded, *question) == analogy(square, *question)
    with pytest.raises(KeyError, match="the vector of '<pad>' is all zeros"):
        nearest_neighbours(padded, "<pad>")


def test_an_unknown_word_is_named_with_words_spelt_like_it(square):
    with pytest.raises(KeyError, match="6 vectors.*'quen'.*did you mean queen"):
        nearest_neighbours(square, "quen")
    with pytest.raises(KeyError, match="'zzz'.*try another word"):
        analogy(square, ["king"], ["zzz"])


def test_the_analogy_of_a_parallelogram(square):
    found = analogy(square, ["king", "woman"], ["man"], n=2)
    assert found[0][0] == "queen" and found[0][1] == pytest.approx(1, abs=0.01)
    assert not {"king", "woman", "man"} & set(dict(found))


def test_the_words_of_the_question_are_admitted_on_request():
    # The step from man to woman is tiny, as in real vectors: one hardly leaves the king.
    near = make_vectors({"man": [1, 0], "woman": [1, 0.02], "king": [0, 1], "queen": [0.3, 1]})
    assert analogy(near, ["king", "woman"], ["man"], n=1)[0][0] == "queen"
    assert analogy(near, ["king", "woman"], ["man"], n=1, exclude_query=False)[0][0] == "king"
