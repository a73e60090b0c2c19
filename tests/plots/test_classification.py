"""The figures of the classifier lesson show, and say, the data that they were given."""

import numpy as np
import pandas as pd
import pytest
from drawn import labels, texts

from lessonlib.classification.metrics import reliability
from lessonlib.plots import classification as plots
from lessonlib.plots.style import description

TABLE = pd.DataFrame(
    {"mean": [0.25, 0.95], "low": [0.2, 0.93], "high": [0.3, 0.96]}, index=["majority", "a network with a long name"]
)


def test_scores_are_dots_in_their_intervals_a_second_table_stands_below_and_chance_has_a_line():
    shuffled = (TABLE - 0.1).iloc[::-1]  # each model is found by its name
    axes = plots.plot_score_intervals({"as written": TABLE, "shuffled": shuffled}, "accuracy", 0.5, digits=2)
    lines, dots, _, below = axes.collections
    assert [segment[:, 0].tolist() for segment in lines.get_segments()] == [[0.2, 0.3], [0.93, 0.96]]
    assert dots.get_offsets()[:, 0].tolist() == [0.25, 0.95]
    assert below.get_offsets()[:, 0].tolist() == pytest.approx([0.15, 0.85])
    assert (below.get_offsets()[:, 1] > dots.get_offsets()[:, 1]).all() and axes.yaxis_inverted()
    assert texts(axes) == ["0.25", "0.95", "0.15", "0.85"] and "accuracy" in axes.get_xlabel()
    assert labels(axes) == ["majority", "a network with a\nlong name"]
    assert axes.lines[0].get_xdata()[0] == 0.5
    legend = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert legend == ["as written", "shuffled", "chance (0.50)"]
    assert "as written: majority 0.25 (0.20 to 0.30); a network with a long name 0.95 (0.93" in description(axes)


def test_reliability_shows_accuracy_its_interval_and_the_count_of_each_bin():
    probabilities = np.array([[0.6, 0.4], [0.6, 0.4], [0.9, 0.1], [0.9, 0.1], [0.9, 0.1]])
    raw = reliability(probabilities, np.array([True, True, True, False, False]), num_bins=5)
    axes = plots.plot_reliability({"raw": raw, "fitted": raw.iloc[:1]})
    intervals, dots = axes.collections[:2]
    assert dots.get_offsets().tolist() == [[pytest.approx(0.6), 1.0], [pytest.approx(0.9), pytest.approx(1 / 3)]]
    low, high = intervals.get_segments()[1][:, 1]
    assert (low, high) == pytest.approx((0.0615, 0.7923), abs=1e-4)  # Wilson's interval of 1 in 3
    axes.figure.draw_without_rendering()
    assert axes.figure.legends[0].get_window_extent().y0 > axes.bbox.y1, "the legend covers no dot"
    areas = dots.get_sizes()
    assert areas[0] / areas[1] == pytest.approx(2 / 3), "as many times as large as there are predictions in the bin"
    said = description(axes)
    assert "raw, from the lowest bin: 0.60 right 1.00 (2), 0.90 right 0.33 (3)" in said
    assert "on average -0.180" in said  # (2 * 0.4 - 3 * 0.5667) / 5
