"""The figures of lesson 04 show, and say, the data that they were given."""

import numpy as np
import pandas as pd
import pytest

from lessonlib.interpretation.faithfulness import Measured
from lessonlib.plots.interpretation import (
    plot_accuracy_over_purity,
    plot_deletion_curves,
    plot_feature_map,
    plot_threshold,
)
from lessonlib.plots.style import description


def test_the_feature_map_has_tokens_below_and_filters_sorted_by_their_token():
    activations = np.array([[0.1, 2.0, -1.0], [0.9, 0.3, 0.5]])  # two tokens, three filters
    axes = plot_feature_map(activations, ["oil", "price"])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["oil", "price"]
    shown = np.asarray(axes.collections[0].get_array()).reshape(3, 2)
    assert shown.tolist() == [[2.0, 0.3], [0.1, 0.9], [0.0, 0.5]]
    assert axes.get_xlabel() and "3 filters" in axes.get_ylabel()
    assert "3 filters" in description(axes) and description(axes).endswith("oil 1, price 2.")
    assert "1 filters fire at none" in description(plot_feature_map(activations - [[0, 0, 1]], ["oil", "price"]))


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
    table = pd.DataFrame({"purity": [0.5, 0.9], "accuracy": [0.95, 0.9], "kept": [0.6, 0.1], "silent": [0, 0.1]})
    axes = plot_accuracy_over_purity(table)
    assert [line.get_ydata().tolist() for line in axes.lines] == [[0.95, 0.9], [0.6, 0.1]]
    assert all(line.get_xdata().tolist() == [0.5, 0.9] for line in axes.lines)
    assert len({(line.get_linestyle(), line.get_marker()) for line in axes.lines}) == 2, "told apart without colour"
    assert description(axes).endswith("at 0.5, 0.95 and 0.60; at 0.9, 0.90 and 0.10.")


def test_one_line_per_method_with_its_band():
    curves = np.array([[1.0, 0.5, 0.2], [0.8, 0.7, 0.0]])
    scales = {"ours": 1, "random": 0.5}
    measured = {name: Measured(np.zeros(2), np.zeros(2), curves * scale) for name, scale in scales.items()}
    axes = plot_deletion_curves(measured)
    assert axes.lines[0].get_ydata() == pytest.approx([0.9, 0.6, 0.1])
    assert axes.lines[1].get_ydata() == pytest.approx([0.45, 0.3, 0.05])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["ours", "random words (chance)"]
    assert [line.get_linestyle() for line in axes.lines] == ["-", "--"]
    assert description(axes).endswith("ours: 0.90, 0.60, 0.10. random: 0.45, 0.30, 0.05.")
    assert len(axes.collections) == 2 and len({line.get_marker() for line in axes.lines}) == 2
