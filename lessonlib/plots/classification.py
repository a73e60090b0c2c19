"""Figures of the classifier lesson: data, padding, the network, learning, results, and whether to believe it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from lessonlib.classification.encoding import PAD_INDEX
from lessonlib.plots.style import COLOURS, HATCHES, MARKERS, new_axes


def plot_class_counts(labels: Sequence[str]) -> Axes:
    """How many rows each class has, one horizontal bar a class."""
    counts = pd.Series(labels).value_counts().sort_index(ascending=False)
    axes = new_axes(6, 0.5 * len(counts) + 1)
    bars = axes.barh(list(counts.index), counts.to_numpy(), color=COLOURS[0])
    axes.bar_label(bars, padding=3)
    axes.set_xlabel("headlines")
    return axes


def plot_padding(padded: np.ndarray, tokens: Sequence[Sequence[str]]) -> Axes:
    """A padded matrix, int (texts, length): words in their cells, padding cells hatched; `tokens` are the words."""
    rows, columns = padded.shape
    axes = new_axes(max(4.0, 1.05 * columns), 0.6 * rows + 0.8)
    for row in range(rows):
        for column in range(columns):
            is_padding = padded[row, column] == PAD_INDEX
            face, hatch = ("#eeeeee", "///") if is_padding else ("#d6e8f5", "")
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=face, hatch=hatch, edgecolor="#777777"))
            word = "" if is_padding else tokens[row][column]
            axes.text(column + 0.5, row + 0.38, word, ha="center", va="center", fontsize=10)
            axes.text(column + 0.5, row + 0.75, str(padded[row, column]), ha="center", va="center", fontsize=9)
    axes.set(xlim=(0, columns), ylim=(rows, 0), xticks=np.arange(columns) + 0.5, yticks=np.arange(rows) + 0.5)
    axes.set_xticklabels(range(columns))
    axes.set_yticklabels([f"text {row}" for row in range(rows)])
    axes.set_xlabel("position")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def plot_forward_pass(
    tokens: Sequence[str],
    embedding_dim: int,
    num_filters: int,
    filter_sizes: Sequence[int],
    hidden_dim: int,
    classes: Sequence[str],
) -> Axes:
    """The way of one headline through the CNN, from words to one number a class, with the shape at each step."""
    axes = new_axes(6.4, 8.2)
    axes.set(xlim=(0, 10), ylim=(11.8, 0))
    axes.axis("off")
    length, widths = len(tokens), len(filter_sizes)

    def box(x: float, y: float, width: float, height: float, colour: str, text: str = "") -> None:
        axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor="#444444", linewidth=0.8))
        axes.text(x + width / 2, y + height / 2, text, ha="center", va="center", fontsize=10)

    def arrow(start: tuple[float, float], end: tuple[float, float]) -> None:
        axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, color="#444444"))

    def caption(y: float, title: str, shape: tuple[int, ...]) -> None:
        axes.text(7.0, y, title, fontsize=11, va="center", weight="bold")
        axes.text(7.0, y + 0.42, f"({', '.join(map(str, shape))})", fontsize=11, va="center", family="monospace")

    cell = 6.2 / length
    for position, token in enumerate(tokens):
        box(0.2 + position * cell, 0.3, cell * 0.94, 0.6, "#ffffff", token)
        arrow((0.2 + (position + 0.47) * cell, 0.95), (0.2 + (position + 0.47) * cell, 1.45))
        for stripe in range(5):
            box(0.2 + position * cell, 1.5 + stripe * 0.22, cell * 0.94, 0.22, ("#9cc9e8", "#d6e8f5")[stripe % 2])
    caption(0.4, "token indices", (1, length))
    caption(1.8, "embeddings", (1, length, embedding_dim))

    shades = ("#f8d79a", "#a9dcc6", "#e8c3d8", "#cfe3f2", "#f2c4a8")
    block = 6.2 / widths
    for index, width in enumerate(filter_sizes):
        left = 0.2 + index * block
        arrow((3.3, 2.65), (left + block * 0.45, 3.3))
        for stripe in range(length):
            box(left + stripe * block * 0.9 / length, 3.35, block * 0.9 / length, 1.1, shades[index % len(shades)])
        axes.text(left + block * 0.45, 4.7, f"width {width}", ha="center", fontsize=10)
        arrow((left + block * 0.45, 4.9), (left + block * 0.45, 5.5))
        box(left, 5.55, block * 0.9, 0.55, shades[index % len(shades)])
        arrow((left + block * 0.45, 6.15), (3.3, 6.9))
    caption(3.6, "feature maps", (1, length, num_filters))
    axes.text(7.0, 4.45, f"one for each of {widths} widths", fontsize=10, va="center")
    caption(5.6, "max over time, ReLU", (1, num_filters))

    box(0.2, 6.95, 6.2, 0.6, "#eeeeee", "one row of features")
    caption(7.05, "concatenated", (1, num_filters * widths))
    arrow((3.3, 7.6), (3.3, 8.2))
    box(1.2, 8.25, 4.2, 0.6, "#eeeeee", "mixed once more")
    caption(8.35, "dense, ReLU, dropout", (1, hidden_dim))
    arrow((3.3, 8.9), (3.3, 9.5))
    for index, label in enumerate(classes):
        box(0.2 + index * 6.2 / len(classes), 9.55, 6.2 / len(classes) * 0.94, 0.7, "#ffffff", label)
    caption(9.65, "dense: one logit a class", (1, len(classes)))
    arrow((3.3, 10.3), (3.3, 10.8))
    axes.text(3.3, 11.1, "softmax: probabilities that sum to 1", ha="center", va="center", fontsize=11)
    return axes


def plot_learning_curves(history: pd.DataFrame) -> Axes:
    """Training and validation loss over the epochs of `Trainer.train`'s table; a line marks the epoch that was kept."""
    axes = new_axes()
    axes.plot(history.epoch, history.train_loss, color=COLOURS[0], marker=MARKERS[0], label="training")
    axes.plot(history.epoch, history.val_loss, color=COLOURS[1], marker=MARKERS[1], linestyle="--", label="validation")
    best = history.loc[history.best, "epoch"]
    if len(best):
        axes.axvline(best.iloc[0], color="#777777", linestyle=":", label="kept")
    axes.set(xlabel="epoch", ylabel="loss (cross-entropy)", ylim=(0, None))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(frameon=False)
    return axes


def plot_scores(scores: Mapping[str, float], reference: str | None = None) -> Axes:
    """One horizontal bar a model, its F1 (0..1) written beside it; a dashed line at the score of `reference`."""
    axes = new_axes(6, 0.55 * len(scores) + 1)
    names = list(scores)[::-1]
    bars = axes.barh(names, [scores[name] for name in names], color=COLOURS[0], edgecolor="#333333", linewidth=0.6)
    for bar, name in zip(bars, names, strict=True):
        if name == reference:
            bar.set(facecolor="#dddddd", hatch=HATCHES[1])
    axes.bar_label(bars, fmt="%.3f", padding=3)
    if reference is not None:
        axes.axvline(scores[reference], color="#333333", linestyle="--", linewidth=1)
    axes.set(xlabel="weighted F1 on the test split", xlim=(0, 1.08))
    return axes


def plot_confusion(y_true: Sequence[str], y_pred: Sequence[str], classes: Sequence[str]) -> Axes:
    """How often each true class (rows) was predicted as each class (columns), in headlines."""
    table = pd.crosstab(
        pd.Categorical(y_true, categories=classes), pd.Categorical(y_pred, categories=classes), dropna=False
    )
    axes = new_axes(5.4, 4.4)
    sns.heatmap(
        table, annot=True, fmt="d", cmap="Blues", cbar=False, linewidths=0.5, linecolor="#cccccc", square=True, ax=axes
    )
    axes.set(xlabel="predicted", ylabel="true")
    axes.tick_params(axis="y", rotation=0)
    return axes


def plot_ablation(table: pd.DataFrame) -> Axes:
    """F1 after each step, with its spread over seeds: `table` has a row a step (its index), columns f1 and spread."""
    axes = new_axes(6.4, 0.5 * len(table) + 1.1)
    rows = np.arange(len(table))[::-1]
    axes.errorbar(table.f1, rows, xerr=table.spread, fmt=MARKERS[0], color=COLOURS[0], capsize=3)
    axes.set_yticks(rows, list(table.index))
    axes.set(xlabel="weighted F1 (mean and spread over seeds)", ylim=(-0.6, len(table) - 0.4))
    axes.grid(axis="x", color="#dddddd")
    return axes


def plot_reliability(bins: Mapping[str, pd.DataFrame]) -> Axes:
    """Accuracy over confidence, one line for each named table of `metrics.reliability`, beside the diagonal of honesty.

    The larger a marker, the more predictions lie in its bin.
    """
    axes = new_axes(5.2, 4.8)
    axes.plot([0, 1], [0, 1], color="#777777", linestyle=":", label="as sure as right")
    for index, (name, table) in enumerate(bins.items()):
        style = {"color": COLOURS[index], "linestyle": ("-", "--", "-.")[index % 3]}
        axes.plot(table.confidence, table.accuracy, label=name, marker=MARKERS[index], markersize=4, **style)
        axes.scatter(table.confidence, table.accuracy, s=500 * table.share, color=COLOURS[index], alpha=0.3)
    axes.set(xlabel="confidence (largest probability)", ylabel="accuracy", xlim=(0.2, 1.02), ylim=(0, 1.02))
    axes.legend(frameon=False, loc="upper left")
    return axes


def plot_distribution(distribution: Mapping[str, float]) -> Axes:
    """One horizontal bar a class, its probability written beside it, in the order given."""
    axes = new_axes(6, 0.5 * len(distribution) + 0.9)
    names = list(distribution)[::-1]
    bars = axes.barh(names, [distribution[name] for name in names], color=COLOURS[0])
    axes.bar_label(bars, fmt="%.2f", padding=3)
    axes.set(xlabel="probability", xlim=(0, 1.1))
    return axes
