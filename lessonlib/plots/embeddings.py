"""The figures of lessons 01 and 02: windows over a sentence, n-grams, distances, maps of words, scores."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch

from lessonlib.embeddings.evaluation import Correlation
from lessonlib.embeddings.windows import character_ngrams
from lessonlib.plots.style import COLOURS, HATCHES, MARKERS, new_axes

_GIVEN, _ASKED, _OTHER, _PLAIN = COLOURS[0], COLOURS[1], COLOURS[4], "white"
_TEXT_ON = {_GIVEN: "white", _ASKED: "black", _PLAIN: "black"}


def _box(
    axes: Axes, x: float, y: float, text: str, colour: str = _PLAIN, width: float = 0.9, height: float = 0.6
) -> None:
    """A rounded box around (x, y) with `text` in it: white on dark, black on light, dotted if white, for grey print."""
    patch = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=colour,
        edgecolor="#444444",
        linestyle=":" if colour == _PLAIN else "-",
        linewidth=1,
    )
    axes.add_patch(patch)
    axes.text(x, y, text, ha="center", va="center", color=_TEXT_ON.get(colour, "black"), fontsize=10)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], **style: object) -> None:
    patch = {"arrowstyle": "-|>", "mutation_scale": 12, "color": "#444444", "linewidth": 1.2} | style
    axes.add_patch(FancyArrowPatch(start, end, **patch))


def _legend_below(axes: Axes, handles: Sequence[object], columns: int) -> None:
    axes.figure.legend(handles=handles, loc="outside lower center", ncol=columns, frameon=False)


def plot_distances(distances: Mapping[str, np.ndarray], words: Sequence[str]) -> np.ndarray:
    """A square table of distances, shape (len(words), len(words)), for each name; returns one Axes a table."""
    first = new_axes(3.3 * len(distances), 3.5)
    figure = first.figure
    first.remove()
    axes = figure.subplots(1, len(distances), squeeze=False)[0]
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
    return axes


def plot_sliding_window(tokens: Sequence[str], window: int) -> Axes:
    """One row a step: the target word, the words within `window` places of it, and the words that it does not see."""
    axes = new_axes(6.4, 0.42 * len(tokens) + 0.9)
    for target in range(len(tokens)):
        for place, token in enumerate(tokens):
            colour = _ASKED if place == target else _GIVEN if abs(place - target) <= window else _PLAIN
            _box(axes, place, -target, token, colour)
        axes.text(-0.75, -target, f"step {target + 1}", ha="right", va="center", fontsize=10)
    axes.set_xlim(-1.5, len(tokens) - 0.4)
    axes.set_ylim(-len(tokens) + 0.5, 0.5)
    axes.axis("off")
    names = {_ASKED: "target", _GIVEN: f"context (at most {window} away)", _PLAIN: "not seen in this step"}
    _legend_below(axes, [Patch(facecolor=c, edgecolor="#444444", label=n) for c, n in names.items()], 3)
    return axes


def plot_architectures(tokens: Sequence[str], target: int, window: int) -> Axes:
    """Three ways to make a question of a sentence: language model, CBOW, skip-gram. Arrows lead from given to asked."""
    near = [place for place in range(len(tokens)) if 0 < abs(place - target) <= window]
    rows = {
        "Language model: what comes next?": (list(range(target)), [target]),
        "CBOW: which word is missing?": (near, [target]),
        "Skip-gram: which words are around it?": ([target], near),
    }
    axes = new_axes(6.4, 5.4)
    for row, (title, (given, asked)) in enumerate(rows.items()):
        y = -2.5 * row
        axes.text(-0.45, y + 1.4, title, fontsize=11, weight="bold", va="center")
        for place, token in enumerate(tokens):
            _box(axes, place, y, token, _GIVEN if place in given else _ASKED if place in asked else _PLAIN)
        for start in given:
            for end in asked:
                bend = 0.35 if start > end else -0.35
                _arrow(axes, (start, y + 0.32), (end, y + 0.32), connectionstyle=f"arc3,rad={bend}")
    axes.set_xlim(-0.6, len(tokens) - 0.4)
    axes.set_ylim(-2.5 * (len(rows) - 1) - 0.5, 1.7)
    axes.axis("off")
    names = {_GIVEN: "given", _ASKED: "to be guessed", _PLAIN: "not used"}
    _legend_below(axes, [Patch(facecolor=c, edgecolor="#444444", label=n) for c, n in names.items()], 3)
    return axes


def plot_negative_sampling(target: str, context: str, negatives: Sequence[str]) -> Axes:
    """A true pair, to be pulled together (label 1), and pairs with random words, to be pushed apart (label 0)."""
    axes = new_axes(6.2, 0.5 * (len(negatives) + 1) + 0.9)
    middle = -len(negatives) / 2
    width = max(1.3, *(0.13 * len(word) for word in [context, *negatives]))
    _box(axes, 0, middle, target, _ASKED, width=1.1)
    for row, word in enumerate([context, *negatives]):
        true = row == 0
        _box(axes, 3.2, -row, word, _GIVEN if true else _PLAIN, width=width)
        line = {"linestyle": "-", "linewidth": 2.2, "color": _GIVEN} if true else {"linestyle": "--", "linewidth": 1}
        _arrow(axes, (0.6, middle), (3.1 - width / 2, -row), arrowstyle="<|-|>" if true else "-|>", **line)
        verdict = "1   seen together: pull closer" if true else "0   drawn at random: push apart"
        axes.text(3.4 + width / 2, -row, verdict, va="center", fontsize=10, weight="bold" if true else "normal")
    axes.set_xlim(-0.7, 6.7 + width / 2)
    axes.set_ylim(-len(negatives) - 0.5, 0.5)
    axes.axis("off")
    return axes


def plot_ngrams(word: str, min_n: int, max_n: int) -> Axes:
    """The letters of `word` between its marks, and below them every character n-gram of `min_n` to `max_n` letters."""
    marked = f"<{word}>"
    # n-grams of one length overlap: number i goes to line i mod n, where its neighbours end before it begins.
    lengths = range(min_n, min(max_n, len(marked)) + 1)
    lines = [(n, line) for n in lengths for line in range(min(n, len(marked) - n + 1))]
    axes = new_axes(max(4.0, 0.62 * len(marked) + 1.6), 0.36 * len(lines) + 1.0)
    for place, letter in enumerate(marked):
        _box(axes, place, 0, letter, _ASKED, width=0.94, height=0.8)
    for row, (n, line) in enumerate(lines, start=1):
        colour = (_GIVEN, _OTHER)[(n - min_n) % 2]
        for start, ngram in enumerate(character_ngrams(word, n, n)):
            if start % n == line:
                _box(axes, start + (n - 1) / 2, -row - 0.2, ngram, colour, width=n - 0.06, height=0.8)
        if line == 0:
            axes.text(-0.7, -row - 0.2, f"n = {n}", ha="right", va="center", fontsize=10)
    axes.set_xlim(-2.0, len(marked) - 0.4)
    axes.set_ylim(-len(lines) - 0.8, 0.6)
    axes.axis("off")
    return axes


def plot_correlations(scores: Mapping[str, Correlation], title: str) -> Axes:
    """A bar for each Spearman correlation, and a whisker for its 95 % interval."""
    axes = new_axes(6.0, 0.62 * len(scores) + 1.3)
    for row, score in enumerate(scores.values()):
        low, high = score.interval
        axes.barh(row, score.spearman, color=COLOURS[row], hatch=HATCHES[row], edgecolor="white", height=0.6)
        axes.plot([low, high], [row, row], color="black", linewidth=1.5, marker="|", markersize=9)
        axes.text(high + 0.02, row, f"{score.spearman:.2f}", va="center", fontsize=11)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(scores)), scores)
    axes.invert_yaxis()
    axes.set_xlim(min(0, *(score.interval[0] for score in scores.values())), 1)
    axes.set_xlabel("Spearman correlation with people (whisker: 95 %)")
    axes.set_title(title)
    return axes


def plot_words(points: np.ndarray, words: Sequence[str], arrows: Sequence[tuple[str, str]] = ()) -> Axes:
    """Words at `points`, shape (len(words), 2), with their names, and an arrow for each (from, to) of `arrows`."""
    axes = new_axes(6.0, 4.2)
    axes.scatter(*points.T, color=COLOURS[0], s=45, zorder=3)
    place = dict(zip(words, points, strict=True))
    for row, (start, end) in enumerate(arrows):
        style = {"color": COLOURS[5], "linewidth": 2, "linestyle": ("-", "--")[row % 2], "mutation_scale": 16}
        _arrow(axes, tuple(place[start]), tuple(place[end]), shrinkA=5, shrinkB=5, **style)
    for word, point in place.items():
        axes.annotate(word, point, xytext=(7, 6), textcoords="offset points", fontsize=12)
    axes.margins(0.18)
    axes.set_aspect("equal", adjustable="datalim")  # or angles and lengths would not be those of the plane
    axes.set_xlabel("first principal component")
    axes.set_ylabel("second principal component")
    return axes


def plot_families(projections: Mapping[str, np.ndarray], families: Mapping[str, Sequence[str]]) -> np.ndarray:
    """The same words in several projections, side by side; a family has a colour and a marker. Returns one Axes each.

    The rows of a projection, shape (words, 2), are the words of the families one after the other.
    """
    first = new_axes(3.5 * len(projections), 4.2)
    figure = first.figure
    first.remove()
    axes = figure.subplots(1, len(projections), squeeze=False)[0]
    ends = np.cumsum([len(family) for family in families.values()])
    for panel, (title, points) in zip(axes, projections.items(), strict=True):
        for number, (name, part) in enumerate(zip(families, np.split(points, ends[:-1]), strict=True)):
            panel.scatter(*part.T, color=COLOURS[number], marker=MARKERS[number], s=40, label=name, edgecolor="white")
        panel.set_title(title, fontsize=12)
        panel.set_xticks([])
        panel.set_yticks([])
        panel.margins(0.08)
        panel.set_aspect("equal", adjustable="datalim")
    _legend_below(axes[0], axes[0].get_legend_handles_labels()[0], 3)
    return axes


def plot_associations(scores: Mapping[str, pd.Series], low: str, high: str) -> Axes:
    """Each word's association on a line from `low` (below 0) to `high` (above 0); a group has a colour and a marker."""
    table = [(value, word, group) for group, series in scores.items() for word, value in series.items()]
    axes = new_axes(6.0, 0.27 * len(table) + 1.4)
    table.sort()
    groups = list(scores)
    for row, (value, _, group) in enumerate(table):
        number = groups.index(group)
        axes.plot([0, value], [row, row], color="#BBBBBB", linewidth=1, zorder=1)
        axes.scatter(value, row, color=COLOURS[number], marker=MARKERS[number], s=55, zorder=2)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(table)), [word for _, word, _ in table])
    limit = 1.1 * max(abs(value) for value, _, _ in table)
    axes.set_xlim(-limit, limit)
    axes.locator_params(axis="x", nbins=5)
    axes.set_xlabel(f"mean cosine to {high} less that to {low}")
    axes.set_title(f"\N{LEFTWARDS ARROW} nearer to {low}", loc="left", fontsize=11)
    axes.set_title(f"nearer to {high} \N{RIGHTWARDS ARROW}", loc="right", fontsize=11)
    handles = [
        axes.scatter([], [], color=COLOURS[number], marker=MARKERS[number], s=55, label=group)
        for number, group in enumerate(groups)
    ]
    axes.legend(handles=handles, loc="lower right", frameon=False)
    return axes


def plot_accuracy(table: pd.DataFrame) -> Axes:
    """The share of right answers, one row a section and one marker a column of `table`; NaN is left out."""
    axes = new_axes(6.2, 0.36 * len(table) + 1.6)
    rows = np.arange(len(table))
    for number, name in enumerate(table.columns):
        axes.scatter(
            table[name], rows, color=COLOURS[number], marker=MARKERS[number], s=55, label=name, zorder=3, clip_on=False
        )
    axes.hlines(rows, 0, 1, color="#DDDDDD", linewidth=1, zorder=1)
    axes.set_yticks(rows, table.index)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel("share of covered questions answered right")
    _legend_below(axes, axes.get_legend_handles_labels()[0], len(table.columns))
    return axes
