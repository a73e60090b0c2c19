"""Figures of learning: how a weight goes down its loss, and how vectors move while they are trained."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from lessonlib.plots.style import COLOURS, describe, draw_arrow, label_points, legend_outside, listed, look, new_panels

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
        colour, marker = look(index)
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


def plot_toy_vectors(history: Mapping[str, tuple[np.ndarray, np.ndarray]], words: Sequence[str]) -> np.ndarray:
    """The two vectors of each word, v and u, as they move in training: one Axes for each named moment.

    A moment is the tables v and u, float (words, dim) each. All moments are seen from the same side: along the two
    directions in which the v's of the last one spread most (PCA); each fills its Axes. A line leads from the origin to
    each v.
    """
    last = list(history.values())[-1][0]
    plane = np.linalg.svd(last - last.mean(axis=0), full_matrices=False).Vh[:2].T
    axes = new_panels(len(history), 1, 4.8, 4.4)
    for panel, (name, (v, u)) in zip(axes, history.items(), strict=True):
        limit = 1.15 * max(np.abs(table @ plane).max() for table in (v, u))
        panel.set(xlim=(-limit, limit), ylim=(-limit, limit), xticks=[], yticks=[], aspect="equal")
        panel.spines[:].set_visible(True)
        for x, y in v @ plane:
            panel.plot([0, x], [0, y], color=COLOURS[1], linewidth=1)
        panel.scatter(*(v @ plane).T, color=COLOURS[1], s=34, zorder=3, label="v, the word as a target")
        panel.scatter(*(u @ plane).T, color=COLOURS[0], s=34, marker="s", zorder=3, label="u, the word as company")
        panel.set_title(name, fontsize=11)
        label_points(panel, np.concatenate([v, u]) @ plane, [*words, *words], size=9)
    legend_outside(axes[0], "lower")
    moments = [f"{name}: {listed(_nearest(v, words))}." for name, (v, _) in history.items()]
    described = f"Maps of the vectors v and u of {listed(words)}, along two directions."
    describe(axes[0], described, "Nearest by the angle between their v's.", *moments)
    return axes


def _nearest(points: np.ndarray, words: Sequence[str]) -> list[str]:
    """For each word the one with the highest cosine."""
    unit = points / np.linalg.norm(points, axis=1, keepdims=True).clip(1e-12)
    cosines = unit @ unit.T - 3 * np.eye(len(words))
    return [f"{word} to {words[other]}" for word, other in zip(words, cosines.argmax(axis=1), strict=True)]
