"""The figure of a null: what came out beside what would have come out anyway."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from lessonlib.plots.style import COLOURS, describe, legend_outside, new_axes, wrapped


def plot_null(nulls: Mapping[str, np.ndarray], found: Mapping[str, float], null: str, claim: str, scale: str) -> Axes:
    """A row of grey dots for each of `nulls`, float (draws,), and a diamond for what was `found` under that name.

    `null` and `claim` are the legend: what the dots are, and what the diamond is. `scale` is what is measured.
    """
    axes = new_axes(5.4, 0.75 * len(nulls) + 1.3)
    rng = np.random.default_rng(0)
    said = []
    for row, (name, draws) in enumerate(nulls.items()):
        spread = row + rng.uniform(-0.28, 0.28, len(draws))
        alpha = min(0.6, 40 / len(draws) + 0.15)
        diamond = axes.scatter(found[name], row, s=90, color=COLOURS[5], marker="D", edgecolor="white", zorder=3)
        dots = axes.scatter(draws, spread, s=14, color="#777777", alpha=alpha, linewidth=0)
        low, high = np.quantile(draws, [0.05, 0.95])
        said.append(
            f"{name}: {claim} {found[name]:.2f}; {null}, {len(draws):,} draws: mean {np.mean(draws):.2f}, "
            f"nine in ten from {low:.2f} to {high:.2f}."
        )
    axes.set_yticks(range(len(nulls)), wrapped(nulls))
    axes.set_ylim(len(nulls) - 0.5, -0.5)
    axes.set_xlabel(scale)
    dots.set_label(null)
    diamond.set_label(claim)
    legend_outside(axes, "upper")
    describe(axes, f"Strip plot of {scale}.", *said)
    return axes
