"""The figure of the interpretability lesson: what the filters gave at every token."""

from collections.abc import Sequence

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from lessonlib.plots.style import COLOURS, describe, new_axes


def plot_feature_map(activations: np.ndarray, tokens: Sequence[str], most: int = 20) -> Axes:
    """What filters of one width gave at every token: float (tokens, filters), before ReLU; the `most` strongest ones.

    Filters are sorted by the token at which they are strongest. A dot marks that token: max-pooling keeps it alone.
    Blue is above zero; orange is below, where ReLU cuts.
    """
    strongest = np.argsort(-activations.max(axis=0), kind="stable")[:most]
    order = strongest[np.lexsort((-activations[:, strongest].max(axis=0), activations[:, strongest].argmax(axis=0)))]
    shown = activations.T[order]
    axes = new_axes(5.4, 5.0)
    sns.heatmap(
        shown,
        cmap=LinearSegmentedColormap.from_list("below and above", [COLOURS[1], "#ffffff", COLOURS[0]]),
        vmin=-np.abs(shown).max(),
        vmax=np.abs(shown).max(),
        linewidths=0.5,
        linecolor="#dddddd",
        xticklabels=False,
        yticklabels=False,
        cbar_kws={"label": "activation, before ReLU"},
        ax=axes,
    )
    peaks = shown.argmax(axis=1)
    axes.scatter(peaks + 0.5, np.arange(len(order)) + 0.5, s=16, color="white", edgecolor="black", linewidth=0.8)
    # Not by seaborn, which draws the figure to see whether they fit: two tokens "$" would make a formula there.
    turned, side = (40, "right") if len(tokens) > 5 else (0, "center")
    axes.set_xticks(np.arange(len(tokens)) + 0.5, tokens, rotation=turned, ha=side)
    axes.set_xlabel("token at which the filter fires\n(dot: the one that pooling keeps)")
    axes.set_ylabel(f"{len(order)} of {activations.shape[1]} filters, by their strongest token")
    counts = np.bincount(peaks, minlength=len(tokens))
    at = ", ".join(f"{token} {count}" for token, count in zip(tokens, counts, strict=True))
    describe(
        axes,
        f"Heatmap of the activations, before ReLU, of the {len(order)} filters (of {activations.shape[1]}) that fire",
        f"most strongly: {(shown > 0).mean():.0%} of the cells are above 0. So many are strongest at: {at}.",
    )
    return axes
