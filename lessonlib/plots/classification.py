"""Figures of the classifier lesson: data, learning, results, and whether to believe it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from scipy.stats import binomtest

from lessonlib.plots.style import (
    COLOURS,
    MARKERS,
    describe,
    legend_outside,
    listed,
    look,
    new_axes,
    wrapped,
)


def plot_learning_curves(history: pd.DataFrame) -> Axes:
    """Training and validation loss over the epochs of `Trainer.train`'s table; a line marks the epoch that was kept."""
    axes = new_axes()
    axes.plot(history.epoch, history.train_loss, color=COLOURS[0], marker=MARKERS[0], label="training")
    axes.plot(history.epoch, history.val_loss, color=COLOURS[1], marker=MARKERS[1], linestyle="--", label="validation")
    best = history.loc[history.best, "epoch"]
    if len(best):
        axes.axvline(best.iloc[0], color="#777777", linestyle=":", label="kept")
    axes.set(xlabel="epoch", ylabel="loss (cross-entropy)", ylim=(0, None))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(frameon=False)
    lowest = history.loc[history.val_loss.idxmin()]
    describe(
        axes,
        f"Line chart of the loss over {len(history)} epochs. Training: from {history.train_loss.iloc[0]:.2f} to",
        f"{history.train_loss.iloc[-1]:.2f}. Validation: from {history.val_loss.iloc[0]:.2f} over its lowest value,",
        f"{lowest.val_loss:.2f} in epoch {lowest.epoch:.0f}, to {history.val_loss.iloc[-1]:.2f}.",
        *(f"A dotted line marks epoch {epoch}, which was kept." for epoch in best),
    )
    return axes


def plot_score_intervals(tables: Mapping[str, pd.DataFrame], measure: str, chance: float | None = None) -> Axes:
    """A dot in its interval for each model, the mean beside it; a dotted line at `chance`.

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
            axes.annotate(f"{mean:.3f}", (high, row), (5, 0), textcoords="offset points", va="center", fontsize=10)
    if chance is not None:
        axes.axvline(chance, color="#777777", linestyle=":", zorder=0, label=f"chance ({chance:.2f})")
    axes.set_yticks(range(len(models)), wrapped(models))
    axes.invert_yaxis()
    axes.set_xlabel(f"{measure} (line: 95 % interval)")
    axes.grid(axis="x", color="#eeeeee")
    handles, _ = axes.get_legend_handles_labels()
    legend_outside(axes, handles, len(handles), "lower")
    said = [
        f"{name}: "
        + "; ".join(f"{row.Index} {row.mean:.3f} ({row.low:.3f} to {row.high:.3f})" for row in table.itertuples())
        + "."
        for name, table in tables.items()
    ]
    describe(axes, f"Dot plot of {measure} with 95 % intervals.", *said)
    return axes


def plot_confusion(y_true: Sequence[str], y_pred: Sequence[str], classes: Sequence[str]) -> Axes:
    """How often each true class (rows) was predicted as each class (columns), in headlines."""
    table = pd.crosstab(
        pd.Categorical(y_true, categories=classes), pd.Categorical(y_pred, categories=classes), dropna=False
    )
    axes = new_axes(5.4, 4.6)
    style = {"cmap": "Blues", "cbar": False, "linewidths": 0.5, "linecolor": "#cccccc", "square": True}
    sns.heatmap(table, annot=True, fmt="d", xticklabels=False, yticklabels=False, ax=axes, **style)
    # Not by seaborn, which draws the figure to see whether they fit: a class "$5 or $" would be a wrong formula there.
    axes.set_xticks(np.arange(len(classes)) + 0.5, classes)
    if sum(len(str(label)) for label in classes) > 40:  # side by side they would cover each other
        axes.tick_params(axis="x", rotation=90)
    axes.set_yticks(np.arange(len(classes)) + 0.5, classes)
    axes.set(xlabel="predicted", ylabel="true")
    right = ", ".join(f"{label} {table.loc[label, label]} of {table.loc[label].sum()}" for label in classes)
    wrong = {f"{true} taken for {said}": table.loc[true, said] for true in classes for said in classes if true != said}
    most = [f"{pair} {wrong[pair]} times" for pair in sorted(wrong, key=lambda pair: -wrong[pair])[:3] if wrong[pair]]
    describe(
        axes,
        f"Confusion matrix, true classes in rows, predicted ones in columns. Right: {right}.",
        f"Most frequent mistakes: {listed(most)}.",
    )
    return axes


def plot_reliability(bins: Mapping[str, pd.DataFrame]) -> Axes:
    """Accuracy over confidence, in bins: for each named table of `metrics.reliability` dots, beside the diagonal.

    The area of a dot is in proportion to the predictions in its bin; their number stands below. A whisker is the 95 %
    interval of the accuracy (Wilson 1927).
    """
    axes = new_axes(5.0, 4.0 + 0.45 * len(bins))
    axes.plot([0, 1], [0, 1], color="#777777", linestyle=":", label="equal")
    for number, (name, table) in enumerate(bins.items()):
        right = (table["count"] * table["accuracy"]).round().astype(int)
        low, high = np.array([_proportion_interval(*pair) for pair in zip(right, table["count"], strict=True)]).T
        colour, marker = look(number)
        axes.vlines(table["confidence"], low, high, color=colour, linewidth=1.2)
        area = 260 * table["count"] / max(one["count"].max() for one in bins.values())
        axes.scatter(table["confidence"], table["accuracy"], s=area, color=colour, marker=marker, alpha=0.8)
        axes.scatter([], [], color=colour, marker=marker, label=name)
        _write_counts(axes, table, f"{name}: predictions in each bin", -46 - 30 * number)
    axes.set(xlabel="confidence (largest probability)", ylabel="accuracy", ylim=(0, 1.03))
    axes.set_xlim(min(table["low"].min() for table in bins.values()), 1.01)
    handles, _ = axes.get_legend_handles_labels()
    legend_outside(axes, handles, len(handles), "upper")
    describe(
        axes,
        "Reliability diagram: accuracy over confidence, beside the diagonal on which they are equal.",
        *(f"{name}, from the lowest bin: {_said_bins(table)}." for name, table in bins.items()),
    )
    return axes


def _proportion_interval(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share that was observed in `trials` (Wilson 1927)."""
    interval = binomtest(successes, trials).proportion_ci(method="wilson")
    return interval.low, interval.high


def _write_counts(axes: Axes, table: pd.DataFrame, title: str, y: float) -> None:
    """The count of each bin below its place on the x axis, `y` points from the axis, under a `title`."""
    axes.annotate(title, (0, 0), (0, y), xycoords="axes fraction", textcoords="offset points", fontsize=10)
    for middle, count in zip((table["low"] + table["high"]) / 2, table["count"], strict=True):
        axes.annotate(
            str(count), (middle, 0), (0, y - 13), ("data", "axes fraction"), "offset points", ha="center", fontsize=10
        )


def _said_bins(table: pd.DataFrame) -> str:
    """Confidence and accuracy of each bin with its count, and what separates them on average."""
    rows = [f"{row.confidence:.2f} right {row.accuracy:.2f} ({row.count})" for row in table.itertuples()]
    gap = ((table["accuracy"] - table["confidence"]) * table["share"]).sum()
    return f"{', '.join(rows)}; accuracy less confidence, on average {gap:+.3f}"
