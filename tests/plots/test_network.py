"""The diagrams of the network show, and say, words, indices and shapes."""

import numpy as np
import pytest
import torch
from drawn import texts
from torch import nn

from lessonlib.classification.encoding import PAD_INDEX
from lessonlib.errors import InputError
from lessonlib.plots.network import plot_filter_worked, plot_forward_pass, plot_padding
from lessonlib.plots.style import description


def test_padding_shows_words_and_indices_and_hatches_the_rest():
    padded = np.array([[7, 3, 9], [4, PAD_INDEX, PAD_INDEX]])
    axes = plot_padding(padded, [["oil", "price", "falls"], ["goal"]])
    assert [bool(cell.get_hatch()) for cell in axes.patches] == [False, False, False, False, True, True]
    assert texts(axes) == ["oil", "7", "price", "3", "falls", "9", "goal", "4", "", "0", "", "0"]
    said = description(axes)
    assert "Text 0: oil 7, price 3, falls 9; cells of padding: 0." in said
    assert "Text 1: goal 4; cells of padding: 2." in said


def test_seven_words_fit_into_their_cells():
    words = "freshman quarterback scores touchdowns arizona rout stanwick".split()
    axes = plot_padding(np.arange(2, 9)[None], [words])
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


WORDS = ["oil", "prices", "fall", "again"]
VECTORS = np.array([[1.0, 0.2, 0.0], [0.6, 0.0, 0.4], [-0.2, 1.0, 0.5], [0.0, 0.1, -0.6]])


@pytest.mark.parametrize("width", [1, 2, 3])
def test_the_worked_filter_gives_what_a_convolution_gives(width):
    weights, bias = np.array([[0.8, 0.0, -0.5], [-0.4, 0.9, 0.3], [0.1, -0.7, 0.2]])[:width], -0.25
    edges = (((width - 1) // 2, width // 2), (0, 0))  # SAME padding: as many windows as words
    convolution = nn.Conv1d(3, 1, width)
    with torch.no_grad():
        convolution.weight[:] = torch.tensor(weights.T)
        convolution.bias[:] = bias
        activations = convolution(torch.tensor(np.pad(VECTORS, edges).T, dtype=torch.float32)).flatten().tolist()
    said = description(plot_filter_worked(WORDS, VECTORS, weights, bias))
    assert [f"+ bias {value:.2f}" in said for value in activations] == [True] * 4
    assert said.endswith(f"max over time: {max(activations):.2f}")


def test_the_worked_filter_shows_every_number_on_the_way():
    axes = plot_filter_worked(WORDS, VECTORS, [[0.8, 0.0, -0.5], [-0.4, 0.9, 0.3]], -0.25)
    shown = texts(axes)
    assert {"bias -0.25", "slot 1", "slot 2", "+ bias", "ReLU", "oil prices", "again \N{EN DASH}", "1.13"} <= set(shown)
    worked = shown[-1].splitlines()
    assert worked[0] == "The strongest window, prices fall:"
    assert worked[1] == "slot 1: 0.60×0.80 + 0.00×0.00 + 0.40×(-0.50) = 0.28"
    assert worked[3:] == [
        "sum and bias: 0.28 + 1.13 + (-0.25) = 1.16",
        "ReLU: max(0, 1.16) = 1.16",
        "max over time: 1.16",
    ]
    shaded = [cell for cell in axes.patches if cell.get_facecolor() != (1, 1, 1, 1)]
    assert len(shaded) == 5 and len({cell.get_y() for cell in shaded}) == 1, "one window is the strongest"


def test_a_filter_that_never_fires_gives_zero():
    assert description(plot_filter_worked(WORDS, VECTORS, [[0.0, 0.0, 0.0]], -1)).endswith("max over time: 0.00")


@pytest.mark.parametrize(
    ("tokens", "vectors", "weights"),
    [(WORDS[:3], VECTORS, [[1, 2, 3]]), (WORDS, VECTORS, [[1, 2]]), (WORDS, VECTORS[:, 0], [[1]]), ([], [], [[1]])],
)
def test_a_worked_filter_needs_shapes_that_fit(tokens, vectors, weights):
    with pytest.raises(InputError, match="expected vectors"):
        plot_filter_worked(tokens, vectors, weights, 0)
