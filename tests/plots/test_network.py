"""The diagrams of the network show, and say, words, indices and shapes."""

import numpy as np
from drawn import texts

from lessonlib.classification.encoding import PAD_INDEX
from lessonlib.plots.network import plot_forward_pass, plot_padding
from lessonlib.plots.style import description


def test_padding_shows_words_and_indices_and_hatches_the_rest():
    padded = np.array([[7, 3, 9], [4, PAD_INDEX, PAD_INDEX]])
    axes = plot_padding(padded, [["oil", "price", "falls"], ["goal"]])
    assert [bool(cell.get_hatch()) for cell in axes.patches] == [False, False, False, False, True, True]
    assert texts(axes) == ["oil", "7", "price", "3", "falls", "9", "goal", "4", "", "0", "", "0"]
    said = description(axes)
    assert "Text 0: oil 7, price 3, falls 9; cells of padding: 0." in said
    assert "Text 1: goal 4; cells of padding: 2." in said


def test_five_words_fit_into_their_cells():
    words = "freshman quarterback scores touchdowns arizona".split()
    axes = plot_padding(np.arange(2, 7)[None], [words])
    axes.figure.draw_without_rendering()
    cell = axes.transData.transform((1, 0))[0] - axes.transData.transform((0, 0))[0]
    assert max(text.get_window_extent().width for text in axes.texts) < cell


def test_the_forward_pass_gives_the_shape_at_each_step():
    axes = plot_forward_pass(["oil", "price"], 100, 50, (1, 2, 3), 64, ["Business", "World", "Sports"])
    shapes = ["(1, 2)", "(1, 2, 100)", "(1, 2, 50)", "(1, 50)", "(1, 150)", "(1, 64)", "(1, 3)"]
    assert [text for text in texts(axes) if text.startswith("(1,")] == shapes
    assert {"oil", "price", "Business", "World", "Sports", "width 1", "width 2", "width 3"} <= set(texts(axes))
    said = description(axes)
    assert [said.index(shape) for shape in shapes] == sorted(said.index(shape) for shape in shapes)
    assert "'oil price'" in said and "widths 1, 2 and 3" in said and "Business, World and Sports" in said
