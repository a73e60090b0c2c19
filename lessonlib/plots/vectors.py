"""Tables of numbers, a row and a column for each word: distances in lesson 01, attention in lesson 06."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from lessonlib.plots.style import describe, listed, new_panels


def _draw_table(axes: Axes, table: np.ndarray, words: Sequence[str], darkest: float, least: float = 0.0) -> None:
    """A square `table`, float (words, words), darker where it is larger; numbers of at least `least` are written."""
    axes.imshow(table, cmap="Blues", vmin=0, vmax=darkest, aspect="auto")
    for (row, column), value in np.ndenumerate(table):
        if value >= least:
            colour = "white" if value > 0.6 * darkest else "black"
            axes.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour, fontsize=10)
    axes.set_xticks(range(len(words)), words, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(words)), words)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


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
        _draw_table(panel, abs(matrix), words, darkest=1.2)
        panel.set_title(name, fontsize=12)
    for panel in axes[1:]:
        panel.set_yticks([])
    describe(
        axes[0],
        f"Tables of the distances between {listed(words)}.",
        *(_extremes(name, matrix, words) for name, matrix in distances.items() if len(words) > 1),
    )
    return axes


def plot_looks(heads: Mapping[str, np.ndarray], pieces: Sequence[str]) -> np.ndarray:
    """A square table per head, float (pieces, pieces): each row looks, and its numbers sum to 1. One Axes per table."""
    axes = new_panels(len(heads), 1, 0.44 * len(pieces) + 0.8, 0.36 * len(pieces) + 1.1)
    said = []
    for panel, (name, looks) in zip(axes, heads.items(), strict=True):
        _draw_table(panel, looks, pieces, darkest=1, least=0.1)
        panel.set_title(name)
        panel.set_ylabel("who looks")
        mostly = "; ".join(
            f"{piece} at {pieces[row.argmax()]}, {row.max():.2f}" for piece, row in zip(pieces, looks, strict=True)
        )
        said.append(f"{name}: mostly {mostly}.")
    axes[-1].set_xlabel("at whom")
    describe(axes[0], "Tables of attention, a row for each piece that looks, a column for each it looks at.", *said)
    return axes
