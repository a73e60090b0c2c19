"""Diagrams of lesson 01: what a model sees of a sentence, what it must guess, and what a word is made of."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Patch

from lessonlib.embeddings.windows import character_ngrams
from lessonlib.errors import InputError
from lessonlib.plots.style import COLOURS, describe, draw_arrow, draw_cell, legend_outside, listed, new_axes

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


def plot_sliding_window(tokens: Sequence[str], window: int) -> Axes:
    """One row per step: the target word, the words within `window` places of it, and the words that it does not see."""
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
    legend_outside(axes, [Patch(facecolor=c, edgecolor="#444444", label=n) for c, n in names.items()], 3, "lower")
    words = list(tokens)
    near = [listed(words[max(0, at - window) : at] + words[at + 1 : at + 1 + window]) for at in range(len(words))]
    steps = "; ".join(f"{target}: {context}" for target, context in zip(words, near, strict=True))
    sentence = f"Diagram with one row per step: each word of the sentence '{' '.join(tokens)}' is the target once,"
    describe(axes, sentence, f"the words at most {window} places away are its context. Targets and contexts: {steps}.")
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
                draw_arrow(axes, (start, y + 0.32), (end, y + 0.32), connectionstyle=f"arc3,rad={bend}")
    axes.set_xlim(-0.6, len(tokens) - 0.4)
    axes.set_ylim(-2.5 * (len(rows) - 1) - 0.5, 1.7)
    axes.axis("off")
    names = {_GIVEN: "given", _ASKED: "to be guessed", _PLAIN: "not used"}
    legend_outside(axes, [Patch(facecolor=c, edgecolor="#444444", label=n) for c, n in names.items()], 3, "lower")
    ways = [
        f"{title} Given {listed(tokens[i] for i in given)}, guess {listed(tokens[i] for i in asked)}."
        for title, (given, asked) in rows.items()
    ]
    describe(axes, f"Diagram of the sentence '{' '.join(tokens)}', drawn {len(rows)} times.", *ways)
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
        draw_arrow(axes, (0.6, middle), (3.1 - width / 2, -row), arrowstyle="<|-|>" if true else "-|>", **line)
        verdict = "1   seen together: pull closer" if true else "0   drawn at random: push apart"
        axes.text(3.4 + width / 2, -row, verdict, va="center", fontsize=10, weight="bold" if true else "normal")
    axes.set_xlim(-0.7, 6.7 + width / 2)
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
    pieces = [f"n = {n}: {' '.join(character_ngrams(word, n, n))}" for n in lengths]
    describe(
        axes,
        f"Diagram: the letters of {word} between the marks < and >, and below them",
        f"its character n-grams, each under the letters that it covers. {'; '.join(pieces)}.",
    )
    return axes


def plot_bpe(counts: Mapping[str, int], merges: Sequence[tuple[str, str]]) -> Axes:
    """Byte-pair encoding at work: each word of `counts` in letters, and after each of the `merges` in its pieces.

    Beside a merge stands how often its pair occurs before it, in all words. A piece that has just been joined is dark.
    Source: Sennrich et al. (2016), "Neural Machine Translation of Rare Words with Subword Units". Raises InputError for
    a pair that occurs nowhere.
    """
    rows = {"letters": [[(letter, False) for letter in word] for word in counts]}
    for number, pair in enumerate(merges, start=1):
        words = [[piece for piece, _ in word] for word in list(rows.values())[-1]]
        joined = [_merge(word, pair) for word in words]
        found = sum(count * sum(new for _, new in word) for count, word in zip(counts.values(), joined, strict=True))
        if not found:
            raise InputError(f"the pair {pair} occurs in no word at step {number}; pass merges in the order learned")
        rows[f"{number}. {pair[0]} + {pair[1]}: {found} times"] = joined
    axes = new_axes(4.8, 0.62 * len(rows) + 0.1)
    axes.set(xlim=(0, sum(map(len, counts)) + 0.7 * (len(counts) - 1)), ylim=(2 * len(rows), 0))
    axes.axis("off")
    for row, (title, segmented) in enumerate(rows.items()):
        axes.text(0, 2 * row + 0.45, title, va="center", fontsize=10)
        left = 0.0
        for word in segmented:
            for piece, new in word:
                ink = {"color": "white", "weight": "bold"} if new else {"color": "black"}
                draw_cell(axes, left, 2 * row + 0.85, len(piece), 0.9, _GIVEN if new else "#d6e8f5", piece, **ink)
                left += len(piece)
            left += 0.7
    steps = [f"{title}: {', '.join('|'.join(p for p, _ in word) for word in words)}." for title, words in rows.items()]
    describe(axes, f"Byte-pair encoding of {listed(counts)}, the pieces after each merge.", *steps)
    return axes


def _merge(pieces: Sequence[str], pair: tuple[str, str]) -> list[tuple[str, bool]]:
    """`pieces` with each neighbouring `pair` joined, from left to right; True marks what was joined."""
    joined: list[tuple[str, bool]] = []
    place = 0
    while place < len(pieces):
        new = tuple(pieces[place : place + 2]) == tuple(pair)
        joined.append(("".join(pair), True) if new else (pieces[place], False))
        place += 2 if new else 1
    return joined
