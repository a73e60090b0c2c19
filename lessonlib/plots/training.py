"""Figures of learning: how a weight goes down its loss, and how vectors move while they are trained."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from lessonlib.errors import InputError
from lessonlib.plots.style import COLOURS, describe, draw_arrow, label_points, listed, look, new_panels

Loss = Callable[[torch.Tensor], torch.Tensor]


def plot_gradient_descent(loss: Loss, paths: Mapping[str, np.ndarray]) -> np.ndarray:
    """The curve of `loss` over one weight, and on it each named path, float (steps + 1,): one Axes per path."""
    everywhere = np.concatenate(list(paths.values()))
    margin = 0.1 * np.ptp(everywhere) or 1.0
    weights = np.linspace(everywhere.min() - margin, everywhere.max() + margin, 400)
    axes = new_panels(len(paths), 1, 4.6, 2.5)
    for index, (panel, (name, path)) in enumerate(zip(axes, paths.items(), strict=True)):
        panel.plot(weights, _values(loss, weights), color="#777777")
        losses = _values(loss, path)
        colour, marker, _ = look(index)
        panel.plot(path, losses, color=colour, marker=marker, linestyle="", markersize=6)
        panel.plot(path[:1], losses[:1], color="black", marker="o", markerfacecolor="none", markersize=12)
        points = list(zip(path, losses, strict=True))
        for before, after in zip(points, points[1:], strict=False):
            draw_arrow(panel, before, after, color=colour, connectionstyle="arc3,rad=-0.3", shrinkB=3)
        panel.set_title(f"{name}: {len(path) - 1} steps", fontsize=11, loc="left")
        panel.set(xlabel="weight", ylabel="loss")
    ends = [
        f"{name}: from {path[0]:.2f} (loss {_values(loss, path)[0]:.2f}) in {len(path) - 1} steps to {path[-1]:.2f}"
        f" (loss {_values(loss, path)[-1]:.2f})."
        for name, path in paths.items()
    ]
    describe(axes[0], "Line charts of the loss over one weight, with the steps that lead down it.", *ends)
    return axes


def _values(loss: Loss, weights: np.ndarray) -> np.ndarray:
    return loss(torch.from_numpy(np.asarray(weights, dtype=float))).numpy()


def plot_toy_vectors(history: Mapping[str, np.ndarray], words: Sequence[str]) -> np.ndarray:
    """Vectors of two numbers as they move in training: one Axes for each named moment, float (words, 2).

    A line leads from the origin to each vector, since it is the angle between two that says how alike they are, and a
    dotted one from where it stood before. Raises InputError for vectors of another shape.
    """
    for name, points in history.items():
        if np.shape(points) != (len(words), 2):
            raise InputError(f"{name}: vectors of shape {np.shape(points)}; expected ({len(words)}, 2)")
    limit = 1.15 * max(np.abs(points).max() for points in history.values())
    axes = new_panels(-(-len(history) // 2), 2, 2.4, 2.4)
    before = None
    for panel, (name, points) in zip(axes, history.items(), strict=False):
        panel.set(xlim=(-limit, limit), ylim=(-limit, limit), xticks=[], yticks=[], aspect="equal")
        panel.spines[:].set_visible(True)
        panel.axhline(0, color="#cccccc", linewidth=0.8)
        panel.axvline(0, color="#cccccc", linewidth=0.8)
        for row, (x, y) in enumerate(points):
            panel.plot([0, x], [0, y], color=COLOURS[4], linewidth=1)
            if before is not None:
                panel.plot(*zip(before[row], (x, y), strict=True), color="#777777", linestyle=":", linewidth=1)
        panel.scatter(points[:, 0], points[:, 1], color=COLOURS[0], s=14, zorder=3)
        panel.set_title(name, fontsize=11)
        label_points(panel, points, words, size=9)
        before = points
    for panel in axes[len(history) :]:
        panel.remove()
    moments = [f"{name}: {listed(_nearest(points, words))}." for name, points in history.items()]
    describe(axes[0], f"Maps of the vectors of {listed(words)}. Nearest to each by angle.", *moments)
    return axes[: len(history)]


def _nearest(points: np.ndarray, words: Sequence[str]) -> list[str]:
    """For each word the one with the highest cosine."""
    unit = points / np.linalg.norm(points, axis=1, keepdims=True).clip(1e-12)
    cosines = unit @ unit.T - 3 * np.eye(len(words))
    return [f"{word} to {words[other]}" for word, other in zip(words, cosines.argmax(axis=1), strict=True)]
