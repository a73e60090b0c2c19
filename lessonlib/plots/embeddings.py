"""Figures of lesson 02: maps of words."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from scipy.spatial.distance import cdist

from lessonlib.plots.style import (
    COLOURS,
    describe,
    draw_arrow,
    label_points,
    legend_outside,
    listed,
    look,
    new_axes,
    new_panels,
)


def plot_words(points: np.ndarray, words: Sequence[str], arrows: Sequence[tuple[str, str]]) -> Axes:
    """Words at `points`, shape (len(words), 2), with their names, and an arrow for each (from, to) of `arrows`."""
    place = dict(zip(words, points, strict=True))
    axes = new_axes(5.4, 4.0)
    axes.scatter(points[:, 0], points[:, 1], color=COLOURS[0], s=45, zorder=3)
    for row, (start, end) in enumerate(arrows):
        style = {"color": COLOURS[5], "linewidth": 2, "linestyle": ("-", "--")[row % 2], "mutation_scale": 16}
        draw_arrow(axes, tuple(place[start]), tuple(place[end]), shrinkA=5, shrinkB=5, **style)
    axes.margins(0.18)
    axes.set_aspect("equal", adjustable="datalim")  # or angles and lengths would not be those of the plane
    axes.set_xlabel("first principal component")
    axes.set_ylabel("second principal component")
    label_points(axes, points, words, size=12)
    at = ", ".join(f"{word} ({x:.2f}, {y:.2f})" for word, (x, y) in place.items())
    angles = [np.degrees(np.arctan2(*(place[end] - place[start])[::-1])) for start, end in arrows]
    ways = [f"{start} to {end} {angle:.0f} degrees" for (start, end), angle in zip(arrows, angles, strict=True)]
    said = f"Scatter plot on the first two principal components: {at}."
    describe(axes, said, f"Arrows, with their angle from the x axis: {', '.join(ways)}.")
    return axes


def _kept_together(points: np.ndarray, sizes: Mapping[str, int]) -> str:
    """How many words of each family have a word of their own family as the nearest one among `points`."""
    family = np.repeat(np.arange(len(sizes)), list(sizes.values()))
    distances = cdist(points, points)
    np.fill_diagonal(distances, np.inf)
    together = np.bincount(family, family[distances.argmin(axis=1)] == family, minlength=len(sizes))
    return ", ".join(f"{name} {kept:.0f} of {sizes[name]}" for name, kept in zip(sizes, together, strict=True))


def plot_families(projections: Mapping[str, np.ndarray], families: Mapping[str, Sequence[str]]) -> np.ndarray:
    """The same words in several projections, two in a row, a point each. Returns one Axes each.

    A family has a colour and a marker. The rows of a projection, shape (words, 2), are the words of the families one
    after the other.
    """
    axes = new_panels(-(-len(projections) // 2), 2, 2.7, 2.6)
    sizes = {name: len(family) for name, family in families.items()}
    ends = np.cumsum(list(sizes.values()))
    for panel, (title, points) in zip(axes, projections.items(), strict=False):
        for number, (name, part) in enumerate(zip(families, np.split(points, ends[:-1]), strict=True)):
            colour, marker = look(number)
            panel.scatter(part[:, 0], part[:, 1], s=40, label=name, color=colour, marker=marker, edgecolor="white")
        panel.set_title(title, fontsize=11)
        panel.set_xticks([])
        panel.set_yticks([])
        panel.spines[:].set_visible(True)
        panel.margins(0.12)
        panel.set_aspect("equal", adjustable="datalim")
    for panel in axes[len(projections) :]:
        panel.remove()
    legend_outside(axes[0], "lower")
    describe(
        axes[0],
        f"Maps of {sum(sizes.values())} words, {listed(projections)}. How many words of a family have one of their own",
        "family nearest to them on the map.",
        *(f"{title}: {_kept_together(points, sizes)}." for title, points in projections.items()),
    )
    return axes[: len(projections)]
