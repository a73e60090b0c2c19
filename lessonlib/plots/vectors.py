"""The figure of lesson 01 that compares vectors: tables of their distances."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from lessonlib.plots.style import describe, draw_table, listed, new_panels


def _extremes(name: str, matrix: np.ndarray, words: Sequence[str]) -> str:
    """Which two words are nearest to each other by the distances in `matrix`, and which farthest."""
    pairs = {f"{words[i]} and {words[j]}": matrix[i, j] for i, j in itertools.combinations(range(len(words)), 2)}
    near, far = min(pairs, key=pairs.__getitem__), max(pairs, key=pairs.__getitem__)
    if pairs[near] == pairs[far]:
        return f"{name}: every pair {pairs[near]:.2f}."
    return f"{name}: nearest {near}, {pairs[near]:.2f}; farthest {far}, {pairs[far]:.2f}."


def plot_distances(distances: Mapping[str, np.ndarray], words: Sequence[str]) -> np.ndarray:
    """A square table of distances, shape (len(words), len(words)), for each name; returns one Axes per table."""
    axes = new_panels(1, len(distances), 2.7, 3.0)
    for panel, (name, matrix) in zip(axes, distances.items(), strict=True):
        draw_table(panel, abs(matrix), words, darkest=1.2)
        panel.set_title(name, fontsize=12)
    for panel in axes[1:]:
        panel.set_yticks([])
    describe(
        axes[0],
        f"Tables of the distances between {listed(words)}.",
        *(_extremes(name, matrix, words) for name, matrix in distances.items() if len(words) > 1),
    )
    return axes
