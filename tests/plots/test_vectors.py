"""The figures of vectors show, and say, the vectors that they were given."""

import numpy as np
from drawn import texts

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
