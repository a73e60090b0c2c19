"""Figures of the classifier lessons: results in their intervals, and whether to believe a probability."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.stats import binomtest

from lessonlib.plots.style import describe, legend_outside, look, new_axes, wrapped


def plot_score_intervals(
    tables: Mapping[str, pd.DataFrame], measure: str, chance: float | None = None, digits: int = 3
) -> Axes:
    """A dot in its interval for each model, the mean beside it, with `digits` after its point; a line at `chance`.

    Each of the `tables`, such as "in order" and "words shuffled", has one row per model, its name as the index, and
    columns mean, low, high. The models are those of the first table, in its order; for each, the tables
    are drawn one below the other. Raises KeyError where another table lacks one of them.
    """
    models = list(next(iter(tables.values())).index)
    axes = new_axes(5.0, (0.26 * len(tables) + 0.24) * len(models) + 1.0)
    for number, (name, table) in enumerate(tables.items()):
        rows = np.arange(len(models)) + (number - (len(tables) - 1) / 2) * 0.3
        colour, marker = look(number)
        table = table.loc[models]
        axes.hlines(rows, table["low"], table["high"], color=colour, linewidth=2)
        axes.scatter(table["mean"], rows, color=colour, marker=marker, zorder=3, label=name)
        for row, mean, high in zip(rows, table["mean"], table["high"], strict=True):
            axes.annotate(
                f"{mean:.{digits}f}", (high, row), (5, 0), textcoords="offset points", va="center", fontsize=10
            )
    if chance is not None:
        axes.axvline(chance, color="#777777", linestyle=":", zorder=0, label=f"chance ({chance:.2f})")
    axes.set_yticks(range(len(models)), wrapped(models))
    axes.invert_yaxis()
    axes.set_xlabel(f"{measure} (line: 95 % interval)")
    axes.grid(axis="x", color="#eeeeee")
    legend_outside(axes, "lower")
    written = f"{{}} {{:.{digits}f}} ({{:.{digits}f}} to {{:.{digits}f}})".format
    rows_said = [
        f"{name}: {'; '.join(written(*row) for row in table[['mean', 'low', 'high']].itertuples())}."
        for name, table in tables.items()
    ]
    describe(axes, f"Dot plot of {measure} with 95 % intervals.", *rows_said)
    return axes


def plot_reliability(bins: Mapping[str, pd.DataFrame]) -> Axes:
    """Accuracy over confidence, in bins: for each named table of `metrics.reliability` dots, beside the diagonal.

    The area of a dot is in proportion to the predictions in its bin. A whisker is the 95 % interval of the accuracy
    (Wilson 1927).
    """
    axes = new_axes(5.0, 4.4)
    axes.plot([0, 1], [0, 1], color="#777777", linestyle=":", label="equal")
    for number, (name, table) in enumerate(bins.items()):
        right = (table["count"] * table["accuracy"]).round().astype(int)
        tests = map(binomtest, right, table["count"])
        low, high = np.array([test.proportion_ci(method="wilson") for test in tests]).T
        colour, marker = look(number)
        axes.vlines(table["confidence"], low, high, color=colour, linewidth=1.2)
        area = 260 * table["count"] / max(one["count"].max() for one in bins.values())
        axes.scatter(table["confidence"], table["accuracy"], s=area, color=colour, marker=marker, alpha=0.8)
        axes.scatter([], [], color=colour, marker=marker, label=name)
    axes.set(xlabel="confidence (largest probability)", ylabel="accuracy", ylim=(0, 1.03))
    axes.set_xlim(min(table["low"].min() for table in bins.values()), 1.01)
    legend_outside(axes, "upper")
    describe(
        axes,
        "Reliability diagram: accuracy over confidence, beside the diagonal on which they are equal.",
        *(f"{name}, from the lowest bin: {_said_bins(table)}." for name, table in bins.items()),
    )
    return axes


def _said_bins(table: pd.DataFrame) -> str:
    """Confidence and accuracy of each bin with its count, and what separates them on average."""
    rows = [f"{row.confidence:.2f} right {row.accuracy:.2f} ({row.count})" for row in table.itertuples()]
    gap = ((table["accuracy"] - table["confidence"]) * table["share"]).sum()
    return f"{', '.join(rows)}; accuracy less confidence, on average {gap:+.3f}"
