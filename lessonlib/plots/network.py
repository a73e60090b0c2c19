"""Diagrams of the network of lesson 03: the padded input, and the way through the layers."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from lessonlib.classification.encoding import PAD_INDEX
from lessonlib.plots.style import describe, listed, new_axes


def plot_padding(padded: np.ndarray, tokens: Sequence[Sequence[str]]) -> Axes:
    """A padded matrix, int (texts, length): words in their cells, padding cells hatched; `tokens` are the words."""
    rows, columns = padded.shape
    axes = new_axes(max(4.0, 1.05 * columns), 0.6 * rows + 0.8)
    for row in range(rows):
        for column in range(columns):
            is_padding = padded[row, column] == PAD_INDEX
            face, hatch = ("#eeeeee", "///") if is_padding else ("#d6e8f5", "")
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=face, hatch=hatch, edgecolor="#777777"))
            word = "" if is_padding else tokens[row][column]
            axes.text(column + 0.5, row + 0.38, word, ha="center", va="center", fontsize=10)
            axes.text(column + 0.5, row + 0.75, str(padded[row, column]), ha="center", va="center", fontsize=9)
    axes.set(xlim=(0, columns), ylim=(rows, 0), xticks=np.arange(columns) + 0.5, yticks=np.arange(rows) + 0.5)
    axes.set_xticklabels(range(columns))
    axes.set_yticklabels([f"text {row}" for row in range(rows)])
    axes.set_xlabel("position")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    texts = [
        f"Text {row}: {', '.join(f'{word} {index}' for word, index in zip(words, padded[row], strict=False))},"
        f" then {(padded[row] == PAD_INDEX).sum()} cells of padding."
        for row, words in enumerate(tokens)
    ]
    describe(axes, f"Grid of {rows} texts by {columns} positions, each word with its index.", *texts)
    return axes


def plot_forward_pass(
    tokens: Sequence[str],
    embedding_dim: int,
    num_filters: int,
    filter_sizes: Sequence[int],
    hidden_dim: int,
    classes: Sequence[str],
) -> Axes:
    """The way of one headline through the CNN, from words to one number a class, with the shape at each step."""
    axes = new_axes(6.4, 8.2)
    axes.set(xlim=(0, 10), ylim=(11.8, 0))
    axes.axis("off")
    length, widths = len(tokens), len(filter_sizes)

    def box(x: float, y: float, width: float, height: float, colour: str, text: str = "") -> None:
        axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor="#444444", linewidth=0.8))
        axes.text(x + width / 2, y + height / 2, text, ha="center", va="center", fontsize=10)

    def arrow(start: tuple[float, float], end: tuple[float, float]) -> None:
        axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, color="#444444"))

    def caption(y: float, title: str, shape: tuple[int, ...]) -> None:
        axes.text(7.0, y, title, fontsize=11, va="center", weight="bold")
        axes.text(7.0, y + 0.42, f"({', '.join(map(str, shape))})", fontsize=11, va="center", family="monospace")

    cell = 6.2 / length
    for position, token in enumerate(tokens):
        box(0.2 + position * cell, 0.3, cell * 0.94, 0.6, "#ffffff", token)
        arrow((0.2 + (position + 0.47) * cell, 0.95), (0.2 + (position + 0.47) * cell, 1.45))
        for stripe in range(5):
            box(0.2 + position * cell, 1.5 + stripe * 0.22, cell * 0.94, 0.22, ("#9cc9e8", "#d6e8f5")[stripe % 2])
    caption(0.4, "token indices", (1, length))
    caption(1.8, "embeddings", (1, length, embedding_dim))

    shades = ("#f8d79a", "#a9dcc6", "#e8c3d8", "#cfe3f2", "#f2c4a8")
    block = 6.2 / widths
    for index, width in enumerate(filter_sizes):
        left = 0.2 + index * block
        arrow((3.3, 2.65), (left + block * 0.45, 3.3))
        for stripe in range(length):
            box(left + stripe * block * 0.9 / length, 3.35, block * 0.9 / length, 1.1, shades[index % len(shades)])
        axes.text(left + block * 0.45, 4.7, f"width {width}", ha="center", fontsize=10)
        arrow((left + block * 0.45, 4.9), (left + block * 0.45, 5.5))
        box(left, 5.55, block * 0.9, 0.55, shades[index % len(shades)])
        arrow((left + block * 0.45, 6.15), (3.3, 6.9))
    caption(3.6, "feature maps", (1, length, num_filters))
    axes.text(7.0, 4.45, f"one for each of {widths} widths", fontsize=10, va="center")
    caption(5.6, "max over time, ReLU", (1, num_filters))

    box(0.2, 6.95, 6.2, 0.6, "#eeeeee", "one row of features")
    caption(7.05, "concatenated", (1, num_filters * widths))
    arrow((3.3, 7.6), (3.3, 8.2))
    box(1.2, 8.25, 4.2, 0.6, "#eeeeee", "mixed once more")
    caption(8.35, "dense, ReLU, dropout", (1, hidden_dim))
    arrow((3.3, 8.9), (3.3, 9.5))
    for index, label in enumerate(classes):
        box(0.2 + index * 6.2 / len(classes), 9.55, 6.2 / len(classes) * 0.94, 0.7, "#ffffff", label)
    caption(9.65, "dense: one logit a class", (1, len(classes)))
    arrow((3.3, 10.3), (3.3, 10.8))
    axes.text(3.3, 11.1, "softmax: probabilities that sum to 1", ha="center", va="center", fontsize=11)
    describe(
        axes,
        f"Diagram of the forward pass of '{' '.join(tokens)}' with the shape at each step:",
        f"token indices (1, {length}), embeddings (1, {length}, {embedding_dim}),",
        f"feature maps (1, {length}, {num_filters}) for each of the widths {listed(filter_sizes)},",
        f"max over time and ReLU (1, {num_filters}), concatenated (1, {num_filters * widths}),",
        f"dense layer (1, {hidden_dim}), one logit per class (1, {len(classes)}): {listed(classes)}.",
    )
    return axes
