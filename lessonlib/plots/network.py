"""The diagram of the network of lesson 03: the way through its layers."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from lessonlib.plots.style import describe, draw_arrow, draw_cell, listed, new_axes

_LEFT, _WIDTH = 0.2, 6.2  # where the drawing of the forward pass stands; its captions stand to the right of it
_MIDDLE = _LEFT + _WIDTH / 2
_SHADES = ("#f8d79a", "#a9dcc6", "#e8c3d8", "#cfe3f2", "#f2c4a8")


def plot_forward_pass(
    tokens: Sequence[str],
    embedding_dim: int,
    num_filters: int,
    filter_sizes: Sequence[int],
    hidden_dim: int,
    classes: Sequence[str],
) -> Axes:
    """The way of one headline through the CNN, from words to one logit per class, with the shape at each step."""
    axes = new_axes(5.4, 7.4)
    axes.set(xlim=(0, 10), ylim=(11.5, 0))
    axes.axis("off")
    length, widths = len(tokens), len(filter_sizes)
    _draw_embeddings(axes, tokens)
    _draw_convolutions(axes, length, filter_sizes)
    _draw_dense_layers(axes, classes)
    axes.text(6.6, 4.5, f"for each of {widths} widths", fontsize=10, va="center")
    steps = [
        (0.4, "token indices", (1, length)),
        (1.8, "embeddings", (1, length, embedding_dim)),
        (3.6, "feature maps", (1, length, num_filters)),
        (5.6, "max over time, ReLU", (1, num_filters)),
        (7.05, "concatenated", (1, num_filters * widths)),
        (8.35, "dense, ReLU, dropout", (1, hidden_dim)),
        (9.65, "one logit per class", (1, len(classes))),
    ]
    for y, title, shape in steps:
        axes.text(6.6, y, title, fontsize=10, va="center", weight="bold")
        axes.text(6.6, y + 0.42, str(shape), fontsize=10, va="center", family="monospace")
    describe(
        axes,
        f"Diagram of the forward pass of '{' '.join(tokens)}', with the shape at each step:",
        f"{', '.join(f'{title} {shape}' for _, title, shape in steps)}.",
        f"There are feature maps for each of the widths {listed(filter_sizes)}; the classes are {listed(classes)}.",
    )
    return axes


def _draw_embeddings(axes: Axes, tokens: Sequence[str]) -> None:
    """The words in a row, and below each a striped column: its vector."""
    step = _WIDTH / len(tokens)
    for position, token in enumerate(tokens):
        left, width = _LEFT + position * step, 0.94 * step
        draw_cell(axes, left, 0.3, width, 0.6, "#ffffff", token)
        draw_arrow(axes, (left + width / 2, 0.95), (left + width / 2, 1.45))
        for stripe in range(5):
            draw_cell(axes, left, 1.5 + 0.22 * stripe, width, 0.22, ("#9cc9e8", "#d6e8f5")[stripe % 2])


def _draw_convolutions(axes: Axes, length: int, filter_sizes: Sequence[int]) -> None:
    """For each width its feature maps, one stripe per token, and below them what is left by max over time."""
    step = _WIDTH / len(filter_sizes)
    for index, size in enumerate(filter_sizes):
        left, width, colour = _LEFT + index * step, 0.9 * step, _SHADES[index % len(_SHADES)]
        middle = left + width / 2
        draw_arrow(axes, (_MIDDLE, 2.65), (middle, 3.3))
        for stripe in range(length):
            draw_cell(axes, left + stripe * width / length, 3.35, width / length, 1.1, colour)
        axes.text(middle, 4.7, f"width {size}", ha="center", fontsize=10)
        draw_arrow(axes, (middle, 4.9), (middle, 5.5))
        draw_cell(axes, left, 5.55, width, 0.55, colour)
        draw_arrow(axes, (middle, 6.15), (_MIDDLE, 6.9))


def _draw_dense_layers(axes: Axes, classes: Sequence[str]) -> None:
    """One row of all features, the hidden layer, a box per class, and the softmax."""
    draw_cell(axes, _LEFT, 6.95, _WIDTH, 0.6, "#eeeeee", "all features in one row")
    draw_arrow(axes, (_MIDDLE, 7.6), (_MIDDLE, 8.2))
    draw_cell(axes, _LEFT + 1, 8.25, _WIDTH - 2, 0.6, "#eeeeee", "weighted sums of all features")
    draw_arrow(axes, (_MIDDLE, 8.9), (_MIDDLE, 9.5))
    step = _WIDTH / len(classes)
    for index, label in enumerate(classes):
        draw_cell(axes, _LEFT + index * step, 9.55, 0.94 * step, 0.7, "#ffffff", label)
    draw_arrow(axes, (_MIDDLE, 10.3), (_MIDDLE, 10.8))
    axes.text(_MIDDLE, 11.1, "softmax: probabilities that sum to 1", ha="center", va="center", fontsize=10)
