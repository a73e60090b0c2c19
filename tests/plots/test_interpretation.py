"""The figures of lesson 04 show, and say, the data that they were given."""

import numpy as np
import pandas as pd

from lessonlib.plots.interpretation import (
    plot_accuracy_over_purity,
    plot_feature_map,
    plot_threshold,
    plot_times_random,
)
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


def test_the_threshold_stands_in_the_histogram_of_both_groups():
    activations = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 0.2])
    of_class = np.array([False, False, True, True, True, False])
    axes = plot_threshold(activations, of_class, 0.9, "World")
    assert any(np.allclose(line.get_xdata(), 0.9) for line in axes.lines)
    heights = sum(patch.get_height() for patch in axes.patches)
    assert heights == 5, "activations of 0 are left out"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["World", "other classes"]
    said = description(axes)
    assert "threshold 0.90 on: 3 headlines, 3 of them World" in said and "below it: 2 headlines, 0 of them" in said


def test_both_lines_over_purity():
    table = pd.DataFrame({"purity": [0.5, 0.9], "accuracy": [0.95, 0.9], "kept": [0.6, 0.1]})
    axes = plot_accuracy_over_purity(table)
    assert [line.get_ydata().tolist() for line in axes.lines] == [[0.95, 0.9], [0.6, 0.1]]
    assert all(line.get_xdata().tolist() == [0.5, 0.9] for line in axes.lines)
    assert len({(line.get_linestyle(), line.get_marker()) for line in axes.lines}) == 2, "told apart without colour"
    assert description(axes).endswith("at 0.5, 0.95 and 0.60; at 0.9, 0.90 and 0.10.")


def test_one_bar_per_method_and_a_line_at_chance():
    table = pd.DataFrame({"mean": [6, 2.5, 1], "low": [5, 2, 1], "high": [7, 3, 1]}, ["ours", "length", "random"])
    axes = plot_times_random(table)
    assert [patch.get_width() for patch in axes.patches] == [6, 2.5]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["ours", "length"]
    assert any(np.allclose(line.get_xdata(), 1) for line in axes.lines)
    assert [segment[:, 0].tolist() for segment in axes.collections[0].get_segments()] == [[5, 7], [2, 3]]
    assert description(axes).endswith("ours 6.0 (5.0 to 7.0); length 2.5 (2.0 to 3.0).")
