"""The figures of vectors show, and say, the vectors that they were given."""

import numpy as np
import pandas as pd
import pytest
from drawn import labels, texts

from lessonlib.errors import InputError
from lessonlib.plots import vectors as plots
from lessonlib.plots.style import description


def test_distances_are_written_into_their_cells():
    matrix = np.array([[0, 0.25], [0.25, 0]])
    one, two = plots.plot_distances({"first": matrix, "second": 2 * matrix}, ["king", "queen"])
    assert texts(one) == ["0.00", "0.25", "0.25", "0.00"] and "0.50" in texts(two)
    assert [label.get_text() for label in one.get_xticklabels()] == ["king", "queen"]
    assert np.array_equal(two.images[0].get_array(), 2 * matrix)


def test_distances_say_the_nearest_and_the_farthest_pair():
    near = np.array([[0, 0.25, 0.75], [0.25, 0, 0.5], [0.75, 0.5, 0]])
    said = description(plots.plot_distances({"one": np.ones((3, 3)), "two": near}, ["king", "queen", "dog"])[0])
    assert "one: every pair 1.00." in said
    assert "two: nearest king and queen, 0.25; farthest king and dog, 0.75." in said


def test_distances_of_a_single_word():
    assert description(plots.plot_distances({"one": np.zeros((1, 1))}, ["king"])[0]) == (
        "Tables of the distances between king."
    )


def test_a_vector_is_a_bar_of_its_numbers():
    vectors = np.array([[1.0, 0.0, -1.0], [0.9, 0.1, -1.0], [-1.0, 0.5, 0.0]])
    axes = plots.plot_vectors_as_bars(["king", "queen", "dog"], vectors)
    assert np.array_equal(axes.images[0].get_array(), vectors) and labels(axes) == ["king", "queen", "dog"]
    assert axes.images[0].norm.vmin == -axes.images[0].norm.vmax, "0 is in the middle of the scale"
    said = description(axes)
    assert "3 coloured strips" in said and "dog -1.00, 0.50, 0.00" in said and "nearest king and queen" in said


def test_a_bar_for_every_word():
    assert "distance" not in description(plots.plot_vectors_as_bars(["king"], np.ones((1, 4))))
    with pytest.raises(InputError, match="2 vectors for 1 words"):
        plots.plot_vectors_as_bars(["king"], np.ones((2, 4)))


COSINES = pd.DataFrame(
    {"money": [0.9, 0.2, 0.6, 0.3], "river": [0.1, 0.8, 0.5, 0.7]},
    index=["loan", "shore", "bank", "we walked along the bank of the stream"],
)


def test_senses_stand_on_their_side_of_the_diagonal():
    axes = plots.plot_senses(COSINES, "bank", [COSINES.index[3]])
    places = {group.get_label(): group.get_offsets().tolist() for group in axes.collections}
    assert places == {
        "nearer to money": [[0.9, 0.1]],
        "nearer to river": [[0.2, 0.8]],
        "bank, one vector": [[0.6, 0.5]],
        "sentences": [[0.3, 0.7]],
    }
    assert [text.replace("\n", " ") for text in texts(axes)] == list(COSINES.index)
    assert axes.get_xlabel() == "cosine with money" and axes.get_ylabel() == "cosine with river"
    said = description(axes)
    assert "nearer to river: shore (0.20, 0.80)." in said and "bank, one vector: bank (0.60, 0.50)." in said
    assert said.endswith("sentences: we walked along the bank of the stream (0.30, 0.70).")


def test_senses_without_sentences():
    assert "sentences" not in description(plots.plot_senses(COSINES.iloc[:3], "bank"))


@pytest.mark.parametrize(
    ("cosines", "word"), [(COSINES, "shop"), (COSINES[["money"]], "bank"), (COSINES.assign(third=0), "bank")]
)
def test_senses_are_two_and_each_name_has_a_row(cosines, word):
    with pytest.raises(InputError, match="give two senses"):
        plots.plot_senses(cosines, word)
