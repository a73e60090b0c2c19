"""Tables show, and say, the numbers that they were given."""

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


def test_each_head_has_a_table_and_its_larger_weights_are_written():
    looks = np.array([[0.92, 0.05, 0.03], [0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    axes = plots.plot_looks({"one": looks, "two": looks.T}, ["[CLS]", "$5", "[SEP]"])
    assert len(axes) == 2
    assert [text.get_text() for text in axes[0].texts] == ["0.92", "0.50", "0.30", "0.20", "0.10", "0.10", "0.80"]
    assert "one: mostly [CLS] at [CLS], 0.92; $5 at [CLS], 0.50; [SEP] at [SEP], 0.80." in description(axes[0])
