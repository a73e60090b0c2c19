"""Figures of the interpretability lesson: feature maps, thresholds, purity, explanations beside their nulls."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from lessonlib.plots.style import COLOURS, MARKERS, describe, look, new_axes, wrapped


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
    axes.set_xticks(np.arange(len(tokens)) + 0.5, tokens)
    axes.set_xlabel("token at which the filter fires\n(dot: the one that pooling keeps)")
    axes.set_ylabel(f"{len(order)} of {activations.shape[1]} filters, by their strongest token")
    axes.tick_params(axis="x", rotation=40 if len(tokens) > 5 else 0)
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("right" if len(tokens) > 5 else "center")
    counts = np.bincount(peaks, minlength=len(tokens))
    at = ", ".join(f"{token} {count}" for token, count in zip(tokens, counts, strict=True))
    describe(
        axes,
        f"Heatmap of the activations, before ReLU, of the {len(order)} filters (of {activations.shape[1]}) that fire",
        f"most strongly: {(shown > 0).mean():.0%} of the cells are above 0. So many are strongest at: {at}.",
    )
    return axes


def plot_threshold(activations: np.ndarray, of_class: np.ndarray, threshold: float, label: str) -> Axes:
    """One filter's strongest activation in each of many headlines, class `label` apart from the others; its threshold.

    `activations` float (headlines,), `of_class` bool (headlines,). Activations of 0, which ReLU cut, are left out.
    """
    axes = new_axes()
    bins = np.linspace(0, max(activations.max(), 1e-6), 25)
    fires = activations > 0
    groups = {label: activations[of_class & fires], "other classes": activations[~of_class & fires]}
    axes.hist(
        list(groups.values()),
        bins=bins.tolist(),
        stacked=True,
        label=list(groups),
        color=[COLOURS[0], "#dddddd"],
        hatch=["", "///"],
        edgecolor="#444444",
        linewidth=0.5,
    )
    axes.axvline(threshold, color="#000000", linestyle="--", linewidth=1.5)
    axes.annotate(
        f" threshold {threshold:.2f}: informative from here",
        (threshold, 0.97),
        xycoords=("data", "axes fraction"),
        va="top",
    )
    axes.set(xlabel="the filter's strongest activation in a headline (above 0)", ylabel="headlines")
    axes.legend(loc="center right", frameon=False)
    above, below = activations >= threshold, fires & (activations < threshold)
    describe(
        axes,
        "Histogram of one filter's strongest activation in each headline, where it is above 0.",
        f"From the threshold {threshold:.2f} on: {above.sum()} headlines, {of_class[above].sum()} of them {label};",
        f"below it: {below.sum()} headlines, {of_class[below].sum()} of them {label}.",
    )
    return axes


def plot_accuracy_over_purity(table: pd.DataFrame) -> Axes:
    """Accuracy, and the share of activations that are kept, over the purity that n-grams must have to be kept."""
    axes = new_axes()
    for name, label, style, marker, colour in (
        ("accuracy", "accuracy", "-", MARKERS[0], COLOURS[0]),
        ("kept", "share of activations kept", "--", MARKERS[1], COLOURS[5]),
    ):
        axes.plot(table["purity"], table[name], linestyle=style, marker=marker, color=colour, label=label)
    axes.set(xlabel="purity that an n-gram must reach", ylabel="share, 0 to 1", ylim=(0, 1.03))
    axes.legend(frameon=False, loc="lower left")
    rows = [f"at {row.purity:g}, {row.accuracy:.2f} and {row.kept:.2f}" for row in table.itertuples()]
    chart = "Line chart of accuracy, and of the share of activations kept, over the purity asked for:"
    describe(axes, chart, f"{'; '.join(rows)}.")
    return axes


def plot_times_random(table: pd.DataFrame) -> Axes:
    """A bar for each row of `faithfulness.times_random`, with its 95 % interval; a dashed line at random words, 1."""
    rows = table.drop(index="random")
    axes = new_axes(5.4, 0.5 * len(rows) + 1.0)
    places = np.arange(len(rows))
    colours = [look(number)[0] for number in range(len(rows))]
    axes.barh(places, rows["mean"], color=colours, edgecolor="#444444", linewidth=0.5)
    axes.hlines(places, rows["low"], rows["high"], color="black", linewidth=1.5)
    for place, row in zip(places, rows.itertuples(), strict=True):
        axes.annotate(f"{row.mean:.1f}", (row.high, place), (5, 0), textcoords="offset points", va="center")
    axes.axvline(1, color="black", linestyle="--", linewidth=1)
    axes.set_yticks(places, wrapped(rows.index))
    axes.invert_yaxis()
    axes.set(xlabel="comprehensiveness, times random", xlim=(0, rows["high"].max() * 1.12))
    said = "; ".join(f"{row.Index} {row.mean:.1f} ({row.low:.1f} to {row.high:.1f})" for row in rows.itertuples())
    describe(axes, f"Bar chart of comprehensiveness in times that of random words, with 95 % intervals: {said}.")
    return axes
