"""What the figures of lesson 06 draw and say."""

import numpy as np

from lessonlib.plots.attention import plot_layers, plot_looks
from lessonlib.plots.style import description


def test_each_head_has_a_table_and_its_larger_weights_are_written():
    looks = np.array([[0.92, 0.05, 0.03], [0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    axes = plot_looks({"one": looks, "two": looks.T}, ["[CLS]", "$5", "[SEP]"])
    assert len(axes) == 2
    assert [text.get_text() for text in axes[0].texts] == ["0.92", "0.50", "0.30", "0.20", "0.10", "0.10", "0.80"]
    assert "one: mostly [CLS] at [CLS], 0.92; $5 at [CLS], 0.50; [SEP] at [SEP], 0.80." in description(axes[0])


def test_the_layers_are_a_line_each_and_a_null_goes_across():
    axes = plot_layers({"same": [0.9, 0.8], "other": [0.9, 0.4]}, "cosine", {"chance": 0.3})
    assert [list(line.get_ydata()) for line in axes.get_lines()[:2]] == [[0.9, 0.8], [0.9, 0.4]]
    assert "other: layer 0 0.90; layer 1 0.40." in description(axes) and "Across: chance 0.30." in description(axes)
