"""What a prediction rests on, to read: the n-grams that the filters picked, and how much was each word's part.

`lessonlib.classification.attribution` says how the parts are computed.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.special import softmax

from lessonlib.classification.attribution import attribute
from lessonlib.classification.batching import padded_batches
from lessonlib.classification.encoding import Tokenizer
from lessonlib.classification.network import CNN

_SUPPORTS, _OPPOSES = "0, 114, 178", "230, 159, 0"  # blue and orange of Okabe and Ito, as red, green, blue
_SHOWN_NGRAMS = 5


class NGram(NamedTuple):
    """One window that max-pooling picked: `words`, from token `start` on, as far as they lie inside the headline.

    `filter` counts the filters of this `width` from 0. `activation` is how strongly the filter fired;
    `contribution` its part in the logit of the explained label, which can be negative.
    """

    width: int
    start: int
    words: tuple[str, ...]
    filter: int
    activation: float
    contribution: float


class Windows(NamedTuple):
    """The windows that the filters picked in one headline, arrays with one entry per filter.

    `first` is the token a window begins with, before clipping: negative where it hangs over the headline's edge.
    """

    width: np.ndarray
    filter: np.ndarray
    first: np.ndarray
    activation: np.ndarray
    contribution: np.ndarray


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a headline got its label.

    `text` as it was given, and `tokens` as the model read it; `label`, the likeliest class, with its `probability`
    (0..1, after the temperature). `logit` is the label's score before the temperature: the sum of `bias`, which is what
    the model gives when it reads nothing, and the contributions of `ngrams`. `word_scores` (float64, one per token)
    share out those contributions among the words, so they sum to `logit - bias`.

    An n-gram's contribution is slope x (sum of its slots + filter bias); each word gets what its own slot brought in,
    and an equal share of the filter's bias. When a word occurs twice with equal activations, the first is named.
    """

    text: str
    tokens: list[str]
    label: str
    probability: float
    logit: float
    bias: float
    word_scores: np.ndarray
    windows: Windows = field(repr=False)

    @cached_property
    def ngrams(self) -> list[NGram]:
        """Every picked n-gram that changed the logit, strongest first: by size, whichever its sign."""
        contribution = self.windows.contribution
        order = np.argsort(-np.abs(contribution), kind="stable")[: np.count_nonzero(contribution)]
        columns = (column[order].tolist() for column in self.windows)
        return [
            NGram(width, max(first, 0), tuple(self.tokens[max(first, 0) : first + width]), number, activation, part)
            for width, number, first, activation, part in zip(*columns, strict=True)
        ]

    def strongest(self, count: int = _SHOWN_NGRAMS) -> list[tuple[str, float]]:
        """The `count` word sequences with the largest part in the logit, summed over all filters that picked them."""
        totals: dict[tuple[int, tuple[str, ...]], float] = {}
        for ngram in self.ngrams:
            key = (ngram.start, ngram.words)
            totals[key] = totals.get(key, 0.0) + ngram.contribution
        ranked = sorted(totals.items(), key=lambda item: -abs(item[1]))[:count]
        return [(" ".join(words), total) for (_, words), total in ranked]

    def __str__(self) -> str:
        lines = [f"{self.label} ({self.probability:.0%}): {self.text}"]
        if not self.tokens:
            return f"{lines[0]}\n  {self._nothing_read()}"
        longest = max(map(len, self.tokens))
        unit = max(np.abs(self.word_scores).max() / 12, 1e-12)
        for token, score in zip(self.tokens, self.word_scores, strict=True):
            bar = ("+" if score > 0 else "-") * round(abs(score) / unit)
            lines.append(f"  {token:<{longest}} {score:+6.2f} {bar}".rstrip())
        lines.append(f"  {self._sum()}")
        lines.append("  strongest n-grams: " + ", ".join(f"{words!r} {part:+.2f}" for words, part in self.strongest()))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = f"<b>{html.escape(self.label)}</b> ({self.probability:.0%})"
        if not self.tokens:
            return f"<div>{head}<br>{html.escape(self._nothing_read())}</div>"
        largest = max(np.abs(self.word_scores).max(), 1e-12)
        words = " ".join(
            _shaded(token, score, score / largest) for token, score in zip(self.tokens, self.word_scores, strict=True)
        )
        ngrams = ", ".join(f"<i>{html.escape(words)}</i>&nbsp;{part:+.2f}" for words, part in self.strongest())
        return (
            f'<div style="max-width: 48em"><div>{head}</div>'
            f'<div style="font-size: 115%; line-height: 2.4">{words}</div>'
            f'<div style="font-size: 85%">strongest n-grams: {ngrams}<br>{self._sum()}</div></div>'
        )

    def _sum(self) -> str:
        return f"words {self.word_scores.sum():+.2f}, bias {self.bias:+.2f}: logit {self.logit:+.2f}"

    def _nothing_read(self) -> str:
        return f"Nothing was read: there is no word in {self.text!r:.60}. The label is what the model says to no text."


def _shaded(token: str, score: float, strength: float) -> str:
    """One word of the HTML form, `strength` -1..1: shaded by it, underlined by its sign, its score above it.

    The background is translucent and the text keeps the page's colour, so that light and dark pages both work; the
    number and the underline (solid speaks for the label, dotted against it) say the same without colour.
    """
    colour = f"rgba({_SUPPORTS if score > 0 else _OPPOSES}, {0.55 * abs(strength):.2f})"
    line = f"{1 + round(2 * abs(strength))}px {'solid' if score > 0 else 'dotted'} currentColor"
    weight = " font-weight: bold;" if strength > 0.5 else ""
    style = f"background: {colour}; padding: 0 .2em; border-radius: .2em;{weight}"
    if abs(strength) < 0.1:
        return f'<span style="{style}">{html.escape(token)}</span>'
    return (
        f'<ruby style="{style} border-bottom: {line};">{html.escape(token)}'
        f'<rp> (</rp><rt style="font-weight: normal">{score:+.1f}</rt><rp>)</rp></ruby>'
    )


def explain_texts(
    model: CNN,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    token_lists: Sequence[list[str]],
    classes: Sequence[str],
    temperature: float,
) -> list[Explanation]:
    """One explanation per text, of the class that `model` finds likeliest.

    `texts` as they were given, `token_lists` as the model reads them, `classes` the names of its logits. Dropout is
    switched off. Texts of similar length are explained together, in batches.
    """
    widths, numbers = model.filter_table
    explained: dict[int, Explanation] = {}
    for rows, padded in padded_batches(tokenizer.encode(token_lists)):
        found = attribute(model, padded)
        probabilities = softmax(found.logits / temperature, axis=1)
        for place, row in enumerate(rows.tolist()):
            target, tokens = found.targets[place], token_lists[row]
            explained[row] = Explanation(
                text=texts[row],
                tokens=tokens,
                label=str(classes[target]),
                probability=float(probabilities[place, target]),
                logit=float(found.logits[place, target]),
                bias=float(found.bias[place]),
                word_scores=found.word_scores[place, : len(tokens)],
                windows=Windows(
                    widths, numbers, found.firsts[place], found.activations[place], found.contributions[place]
                ),
            )
    return [explained[row] for row in range(len(texts))]
