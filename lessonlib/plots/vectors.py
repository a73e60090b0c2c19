"""Figures of lessons 01 and 02 that show vectors themselves: distances, their numbers, two senses in one."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.spatial.distance import cdist

from lessonlib.errors import InputError
from lessonlib.plots.style import (
    describe,
    figure_of,
    label_points,
    legend_outside,
    listed,
    look,
    new_axes,
    new_panels,
    wrapped,
)


def _extremes(name: str, matrix: np.ndarray, words: Sequence[str]) -> str:
    """Which two words are nearest to each other by the distances in `matrix`, and which farthest."""
    pairs = {f"{words[i]} and {words[j]}": matrix[i, j] for i, j in itertools.combinations(range(len(words)), 2)}
    near, far = min(pairs, key=pairs.__getitem__), max(pairs, key=pairs.__getitem__)
    if pairs[near] == pairs[far]:
        return f"{name}: every pair {pairs[near]:.2f}."
    return f"{name}: nearest {near}, {pairs[near]:.2f}; farthest {far}, {pairs[far]:.2f}."


def plot_distances(distances: Mapping[str, np.ndarray], words: Sequence[str]) -> np.ndarray:
    """A square table of distances, shape (len(words), len(words)), for each name; returns one Axes per table."""
    axes = new_panels(1, len(distances), 3.3, 3.5)
    for panel, (name, matrix) in zip(axes, distances.items(), strict=True):
        panel.imshow(matrix, cmap="Blues", vmin=0, vmax=1.2)
        for (row, column), value in np.ndenumerate(matrix):
            colour = "white" if value > 0.7 else "black"
            panel.text(column, row, f"{abs(value):.2f}", ha="center", va="center", color=colour, fontsize=10)
        panel.set_xticks(range(len(words)), words, rotation=45, ha="right", rotation_mode="anchor")
        panel.set_yticks(range(len(words)), words)
        panel.tick_params(length=0)
        panel.spines[:].set_visible(False)
        panel.set_title(name, fontsize=12)
    for panel in axes[1:]:
        panel.set_yticks([])
    describe(
        axes[0],
        f"Tables of the distances between {listed(words)}.",
        *(_extremes(name, matrix, words) for name, matrix in distances.items() if len(words) > 1),
    )
    return axes


def plot_vectors_as_bars(words: Sequence[str], vectors: np.ndarray) -> Axes:
    """What a vector looks like: `vectors` float (words, dim), one bar per word with a coloured strip per number.

    The few numbers beyond the ends of the scale, 2 in 100, have the colour of its end.
    """
    if len(words) != len(vectors):
        raise InputError(f"{len(vectors)} vectors for {len(words)} words; give one vector per word")
    limit = float(np.quantile(np.abs(vectors), 0.98))
    axes = new_axes(5.0, 0.36 * len(words) + 1.3)
    # Dark for low, light for high: the colours keep their order in grey print.
    image = axes.imshow(vectors, cmap="cividis", vmin=-limit, vmax=limit, aspect="auto", interpolation="nearest")
    for boundary in range(1, len(words)):
        axes.axhline(boundary - 0.5, color="white", linewidth=5)
    axes.set_yticks(range(len(words)), list(words))
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel("dimension")
    figure_of(axes).colorbar(image, label="value", pad=0.02, extend="both")
    starts = [
        f"{word} {', '.join(f'{number:.2f}' for number in row[:3])}" for word, row in zip(words, vectors, strict=True)
    ]
    distances = cdist(vectors, vectors, "cosine")
    describe(
        axes,
        f"One bar of {vectors.shape[1]} coloured strips per word, dark for low and light for high values.",
        f"First numbers: {'; '.join(starts)}.",
        _extremes("Cosine distances", distances, words) if len(words) > 1 else "",
    )
    return axes


def plot_senses(cosines: pd.DataFrame, word: str, sentences: Sequence[str] = ()) -> Axes:
    """One vector for two senses: how near words lie to the one (x) and to the other (y), `word` between them.

    `cosines` has one row per word or sentence, its name as the index, and two columns named after the senses: its
    cosine with each. On which side of the diagonal one of the `sentences` lies tells the sense that it means.
    Raises InputError for another number of columns, or a name without a row.
    """
    unknown = [name for name in (word, *sentences) if name not in cosines.index]
    if cosines.shape[1] != 2 or unknown:
        raise InputError(f"columns {list(cosines.columns)}, no row for {unknown}; give two senses, a row per name")
    first, second = cosines.columns
    words = cosines.drop(index=[word, *sentences])
    to_first = words[first] > words[second]
    groups = {
        f"nearer to {first}": words[to_first],
        f"nearer to {second}": words[~to_first],
        f"{word}, one vector": cosines.loc[[word]],
        "sentences": cosines.loc[list(sentences)],
    }
    axes = new_axes(5.0, 5.2)
    said = []
    for number, (name, group) in enumerate(groups.items()):
        if len(group):
            colour, marker, _ = look(number)
            axes.scatter(group[first], group[second], s=45, color=colour, marker=marker, zorder=3, label=name)
            places = zip(group.index, *group.to_numpy().T, strict=True)
            said.append(f"{name}: {', '.join(f'{row} ({x:.2f}, {y:.2f})' for row, x, y in places)}.")
    axes.axline((0, 0), slope=1, color="#777777", linestyle=":")
    axes.margins(0.15)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set(xlabel=f"cosine with {first}", ylabel=f"cosine with {second}")
    legend_outside(axes, axes.get_legend_handles_labels()[0], 2, "lower")
    label_points(axes, cosines.to_numpy(), wrapped(cosines.index), size=9)
    describe(axes, f"Scatter plot of the cosine with {first} (x) and with {second} (y).", *said)
    return axes
