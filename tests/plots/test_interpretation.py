"""The figure of lesson 04 shows, and says, the data that it was given."""

import numpy as np

from lessonlib.plots.interpretation import plot_feature_map
from lessonlib.plots.style import description


def test_the_feature_map_has_tokens_below_and_filters_sorted_by_their_token():
    activations = np.array([[0.1, 2.0, -1.0], [0.9, 0.3, 0.5]])  # two tokens, three filters
    axes = plot_feature_map(activations, ["oil", "price"])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["oil", "price"]
    shown = np.asarray(axes.collections[0].get_array()).reshape(3, 2)
    assert shown.tolist() == [[2.0, 0.3], [0.1, 0.9], [-1.0, 0.5]]
    assert axes.collections[1].get_offsets().tolist() == [[0.5, 0.5], [1.5, 1.5], [1.5, 2.5]], "dots at the largest"
    assert axes.get_xlabel() and "3 of 3 filters" in axes.get_ylabel()
    assert "83% of the cells" in description(axes) and description(axes).endswith("oil 1, price 2.")
