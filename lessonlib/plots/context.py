"""Diagrams of lesson 01: what a model sees of a sentence, what it must guess, and what a word is made of."""

from collections.abc import Sequence

from gensim.models.fasttext_inner import compute_ngrams
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Patch

from lessonlib.plots.style import COLOURS, describe, draw_arrow, legend_outside, listed, new_axes

# In every diagram the word in the middle has one colour, and its company the other; pieces of a word have neither.
_TARGET, _CONTEXT, _PLAIN = COLOURS[1], COLOURS[0], "white"
_LETTER, PIECES = "#eeeeee", ("#a9dcc6", "#e8c3d8")


def _box(axes: Axes, x: float, y: float, text: str, colour: str, width: float = 0.94, height: float = 0.6) -> None:
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
    axes.text(x, y, text, ha="center", va="center", color="white" if colour == _CONTEXT else "black", fontsize=10)


def plot_sliding_window(tokens: Sequence[str], window: int) -> Axes:
    """One row per step: the target word, the words within `window` places of it, and the words that it does not see."""
    axes = new_axes(5.4, 0.42 * len(tokens) + 0.9)
    for target in range(len(tokens)):
        for place, token in enumerate(tokens):
            colour = _TARGET if place == target else _CONTEXT if abs(place - target) <= window else _PLAIN
            _box(axes, place, -target, token, colour)
        axes.text(-0.65, -target, str(target + 1), ha="right", va="center", fontsize=10)
    axes.set_xlim(-0.9, len(tokens) - 0.5)
    axes.set_ylim(-len(tokens) + 0.5, 0.5)
    axes.axis("off")
    names = {_TARGET: "target", _CONTEXT: f"context (at most {window} away)", _PLAIN: "not seen"}
    legend_outside(axes, "lower", [Patch(facecolor=c, edgecolor="#444444", label=n) for c, n in names.items()])
    words = list(tokens)
    near = [listed(words[max(0, at - window) : at] + words[at + 1 : at + 1 + window]) for at in range(len(words))]
    steps = "; ".join(f"{target}: {context}" for target, context in zip(words, near, strict=True))
    sentence = f"Diagram with one row per step: each word of the sentence '{' '.join(tokens)}' is the target once,"
    describe(axes, sentence, f"the words at most {window} places away are its context. Targets and contexts: {steps}.")
    return axes


def plot_architectures(tokens: Sequence[str], target: int, window: int) -> Axes:
    """Three ways to make a question of a sentence: language model, CBOW, skip-gram. Arrows lead to what is guessed."""
    near = [place for place in range(len(tokens)) if 0 < abs(place - target) <= window]
    rows = {
        "Language model: what comes next?": (list(range(target)), [target]),
        "CBOW: which word is missing?": (near, [target]),
        "Skip-gram: which words are around it?": ([target], near),
    }
    axes = new_axes(5.4, 5.0)
    for row, (title, (given, asked)) in enumerate(rows.items()):
        y = -2.5 * row
        axes.text(-0.45, y + 1.4, title, fontsize=11, weight="bold", va="center")
        for place, token in enumerate(tokens):
            used = place in [*given, *asked]
            _box(axes, place, y, token, _TARGET if place == target else _CONTEXT if used else _PLAIN)
        for start in given:
            for end in asked:
                bend = 0.35 if start > end else -0.35
                draw_arrow(axes, (start, y + 0.32), (end, y + 0.32), connectionstyle=f"arc3,rad={bend}")
    axes.set_xlim(-0.5, len(tokens) - 0.5)
    axes.set_ylim(-2.5 * (len(rows) - 1) - 0.5, 1.7)
    axes.axis("off")
    names = {_TARGET: "target", _CONTEXT: "context", _PLAIN: "not used"}
    legend_outside(axes, "lower", [Patch(facecolor=c, edgecolor="#444444", label=n) for c, n in names.items()])
    ways = [
        f"{title} Given {listed(tokens[i] for i in given)}, guess {listed(tokens[i] for i in asked)}."
        for title, (given, asked) in rows.items()
    ]
    describe(axes, f"Diagram of the sentence '{' '.join(tokens)}', drawn {len(rows)} times.", *ways)
    return axes


def plot_negative_sampling(target: str, context: str, negatives: Sequence[str]) -> Axes:
    """A true pair, to be pulled together (label 1), and pairs with random words, to be pushed apart (label 0)."""
    axes = new_axes(5.0, 0.5 * (len(negatives) + 1) + 0.9)
    middle = -len(negatives) / 2
    width = max(1.3, *(0.13 * len(word) for word in [context, *negatives]))
    _box(axes, 0, middle, target, _TARGET, width=1.1)
    for row, word in enumerate([context, *negatives]):
        true = row == 0
        _box(axes, 3.2, -row, word, _CONTEXT if true else _PLAIN, width=width)
        line = {"linestyle": "-", "linewidth": 2.2, "color": _CONTEXT} if true else {"linestyle": "--", "linewidth": 1}
        draw_arrow(axes, (0.6, middle), (3.1 - width / 2, -row), arrowstyle="<|-|>" if true else "-|>", **line)
        verdict = "1, seen together:\n    pull closer" if true else "0, drawn at random:\n    push apart"
        axes.text(3.4 + width / 2, -row, verdict, va="center", fontsize=10, weight="bold" if true else "normal")
    axes.set_xlim(-0.7, 5.6 + width / 2)
    axes.set_ylim(-len(negatives) - 0.5, 0.5)
    axes.axis("off")
    describe(
        axes,
        f"Diagram: the target {target} on the left. A thick arrow joins it to {context}, seen together: label 1, pull",
        f"closer. Dashed arrows lead to words drawn at random, {listed(negatives)}: label 0, push apart.",
    )
    return axes


def plot_ngrams(word: str, min_n: int, max_n: int) -> Axes:
    """The letters of `word` between its marks, and below them every character n-gram of `min_n` to `max_n` letters."""
    marked = f"<{word}>"
    # n-grams of one length overlap: number i goes to line i mod n, where its neighbours end before it begins.
    lengths = range(min_n, min(max_n, len(marked)) + 1)
    lines = [(n, line) for n in lengths for line in range(min(n, len(marked) - n + 1))]
    axes = new_axes(max(4.0, 0.54 * len(marked) + 1.0), 0.36 * len(lines) + 1.0)
    for place, letter in enumerate(marked):
        _box(axes, place, 0, letter, _LETTER, height=0.8)
    for row, (n, line) in enumerate(lines, start=1):
        colour = PIECES[(n - min_n) % 2]
        for start, ngram in enumerate(compute_ngrams(word, n, n)):
            if start % n == line:
                _box(axes, start + (n - 1) / 2, -row - 0.2, ngram, colour, width=n - 0.06, height=0.8)
        if line == 0:
            axes.text(-0.7, -row - 0.2, f"n = {n}", ha="right", va="center", fontsize=10)
    axes.set_xlim(-1.8, len(marked) - 0.4)
    axes.set_ylim(-len(lines) - 0.8, 0.6)
    axes.axis("off")
    pieces = [f"n = {n}: {' '.join(compute_ngrams(word, n, n))}" for n in lengths]
    describe(
        axes,
        f"Diagram: the letters of {word} between the marks < and >, and below them",
        f"its character n-grams, each under the letters that it covers. {'; '.join(pieces)}.",
    )
    return axes
