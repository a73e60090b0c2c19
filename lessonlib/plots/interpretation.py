"""Figures of the interpretability lesson: feature maps, thresholds, purity, deletion curves."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from lessonlib.classification.metrics import bootstrap_interval
from lessonlib.interpretation.faithfulness import Measured
from lessonlib.plots.style import COLOURS, HATCHES, MARKERS, describe, look, new_axes


def plot_feature_map(activations: np.ndarray, tokens: Sequence[str]) -> Axes:
    """The activations of the filters of one width at every token: float (tokens, filters), tokens on the x axis.

    Filters are sorted by the token at which they are strongest, so that each token's own lie together. Negative
    activations are white: pooling and ReLU let none of them through.
    """
    order = np.lexsort((-activations.max(axis=0), activations.argmax(axis=0)))
    axes = new_axes(6, 5)
    sns.heatmap(
        np.maximum(activations, 0).T[order],
        cmap="Blues",
        vmin=0,
        xticklabels=False,
        yticklabels=False,
        cbar_kws={"label": "activation"},
        ax=axes,
    )
    # Not by seaborn, which draws the figure to see whether they fit: two tokens "$" would make a formula there.
    axes.set_xticks(np.arange(len(tokens)) + 0.5, tokens)
    axes.set_xlabel("token at which the filter fires")
    axes.set_ylabel(f"{activations.shape[1]} filters, by their strongest token")
    axes.tick_params(axis="x", rotation=40 if len(tokens) > 5 else 0)
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("right" if len(tokens) > 5 else "center")
    for boundary in range(1, len(tokens)):
        axes.axvline(boundary, color="white", linewidth=1.5)
    fires = activations.max(axis=0) > 0
    strongest = np.bincount(activations.argmax(axis=0)[fires], minlength=len(tokens))
    at = ", ".join(f"{token} {count}" for token, count in zip(tokens, strongest, strict=True))
    describe(
        axes,
        f"Heatmap of the activations of {len(fires)} filters at each token. {(~fires).sum()} filters fire at none;",
        f"the others are strongest, so many filters each, at: {at}.",
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
        hatch=[HATCHES[0], HATCHES[1]],
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


def plot_deletion_curves(measured: Mapping[str, Measured], chance: str = "random") -> Axes:
    """The label's mean probability over the number of words removed, one line per method, with its 95 % interval.

    The method named `chance` is what an order without knowledge gives: a dashed black line.
    """
    axes = new_axes(6, 4.4)
    for index, (name, one) in enumerate(measured.items()):
        steps = np.arange(one.curves.shape[1])
        low, high = bootstrap_interval(lambda mean: mean, one.curves)
        # Lines that coincide stay readable: each method has its own marker and size, the first the largest.
        mean = one.curves.mean(axis=0)
        colour, marker, _ = look(index)
        colour, label = ("black", f"{name} words (chance)") if name == chance else (colour, name)
        dashes = "--" if name == chance else "-"
        (line,) = axes.plot(steps, mean, dashes, label=label, color=colour, marker=marker)
        line.set(markersize=max(10 - 1.5 * index, 4), markerfacecolor="none")
        axes.fill_between(steps, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.set(xlabel="words removed, best-scored first", ylabel="mean probability of the label", ylim=(0, 1.03))
    axes.legend(frameon=False, loc="upper right")
    lines = [
        f"{name}: {', '.join(f'{value:.2f}' for value in one.curves.mean(axis=0))}." for name, one in measured.items()
    ]
    describe(axes, "Line chart of the label's mean probability after 0, 1, 2 ... words were removed.", *lines)
    return axes
