"""What a prediction rests on: how a logit divides into windows and words, and an `Explanation` to read.

Max-pooling keeps one window per filter, so a prediction of the `CNN` has few causes: the filters, the window that each
picked, and the weight of its activation. With one dense layer they add up to the logit exactly. With a hidden layer
they do so too, by integrated gradients (Sundararajan, Taly, Yan 2017, "Axiomatic Attribution for Deep Networks") from
features 0 to the features of the text; that integral has a closed form here, so nothing is approximated.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, cast

import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import softmax

from lessonlib.classification.encoding import PAD_INDEX, Tokenizer, padded_batches
from lessonlib.classification.network import CNN, window_start

_SUPPORTS, _OPPOSES = "0, 114, 178", "230, 159, 0"  # blue and orange of Okabe and Ito, as red, green, blue


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
    picked: Sequence[np.ndarray] = field(repr=False)
    """The columns of `ngrams` but for the words, one number per filter: its width, where its window starts (before
    clipping, so negative where it hangs over the edge), its number in its width, its activation, its contribution."""

    @cached_property
    def ngrams(self) -> list[NGram]:
        """Every picked n-gram that changed the logit, strongest first: by size, whichever its sign."""
        contribution = self.picked[-1]
        order = np.argsort(-np.abs(contribution), kind="stable")[: np.count_nonzero(contribution)]
        return [
            NGram(width, max(first, 0), tuple(self.tokens[max(first, 0) : first + width]), number, activation, part)
            for width, first, number, activation, part in zip(*(c[order].tolist() for c in self.picked), strict=True)
        ]

    def strongest(self) -> list[tuple[str, float]]:
        """The five word sequences with the largest part in the logit, summed over all filters that picked them."""
        totals: dict[tuple[int, tuple[str, ...]], float] = {}
        for ngram in self.ngrams:
            key = (ngram.start, ngram.words)
            totals[key] = totals.get(key, 0.0) + ngram.contribution
        ranked = sorted(totals.items(), key=lambda item: -abs(item[1]))[:5]
        return [(" ".join(words), total) for (_, words), total in ranked]

    def _repr_html_(self) -> str:
        head = f"<b>{html.escape(self.label)}</b> ({self.probability:.0%})"
        if not self.tokens:
            nothing = f"Nothing was read: there is no word in {self.text!r:.60}."
            return f"<div>{head}<br>{html.escape(nothing)} The label is what the model says to no text.</div>"
        largest = max(np.abs(self.word_scores).max(), 1e-12)
        words = " ".join(
            _shaded(token, score, score / largest) for token, score in zip(self.tokens, self.word_scores, strict=True)
        )
        ngrams = ", ".join(f"<i>{html.escape(words)}</i>&nbsp;{part:+.2f}" for words, part in self.strongest())
        total = f"words {self.word_scores.sum():+.2f}, bias {self.bias:+.2f}: logit {self.logit:+.2f}"
        return (
            f'<div style="max-width: 48em"><div>{head}</div>'
            f'<div style="font-size: 115%; line-height: 2.4">{words}</div>'
            f'<div style="font-size: 85%">strongest n-grams: {ngrams}<br>{total}</div></div>'
        )


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


@torch.inference_mode()
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
    model.eval()
    widths, numbers = model.filter_table
    window_starts = torch.tensor([window_start(0, width) for width in widths], device=model.device)
    explained: dict[int, Explanation] = {}
    for rows, padded in padded_batches(tokenizer.encode(token_lists)):
        tokens = padded.to(model.device)
        features, positions = model.read(tokens)
        logits = model.classify(features)
        targets = logits.argmax(dim=1)
        slopes = feature_slopes(model, features, targets)
        bias = model.classify(features.new_zeros(features.shape[1]))[targets]
        contributions = slopes * features
        triples = slot_parts(model, tokens, positions)
        # A window on nothing but padding (possible without `mask_padding`) names no word: what it gives is bias.
        wordless = ~torch.cat([inside.any(dim=2) for _, inside, _ in triples], dim=1)
        bias = bias + (contributions * wordless).sum(dim=1)
        contributions = contributions.masked_fill(wordless, 0)
        # A filter that ReLU silenced has parts (they sum to something negative), but they moved nothing.
        moved = slopes.masked_fill(features == 0, 0)
        # Double precision, which Apple's GPUs lack, so on the CPU: many small parts are added up.
        scores = torch.zeros(tokens.shape, dtype=torch.float64)
        for slope, (parts, _, index) in zip(moved.split(model.num_filters, dim=1), triples, strict=True):
            scores.scatter_add_(1, index.flatten(1).cpu(), (slope.unsqueeze(2) * parts).flatten(1).cpu().double())
        columns = (positions + window_starts, features, contributions)
        firsts, activations, parts_of_logit = (values.cpu().numpy() for values in columns)
        probabilities = softmax(logits.cpu().numpy() / temperature, axis=1)
        for place, row in enumerate(rows.tolist()):
            target, words = int(targets[place]), token_lists[row]
            explained[row] = Explanation(
                text=texts[row],
                tokens=words,
                label=str(classes[target]),
                probability=float(probabilities[place, target]),
                logit=float(logits[place, target]),
                bias=float(bias[place]),
                word_scores=scores[place, : len(words)].numpy(),
                picked=(widths, firsts[place], numbers, activations[place], parts_of_logit[place]),
            )
    return [explained[row] for row in range(len(texts))]


def feature_slopes(model: CNN, features: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """What one unit of each feature is worth to the logit of class `targets` (batch,): (batch, features).

    Features times slopes sum to the logit minus that of features 0. With one dense layer the slopes are its weights.
    With a hidden layer of ReLU they are the mean gradient on the straight way from features 0 to `features`: on it,
    unit j computes relu(a_j * t + c_j) for t from 0 to 1, so it is open on an interval whose length is known.
    """
    weights = model.output.weight[targets]
    if not len(model.hidden):
        return weights
    dense = cast(torch.nn.Linear, model.hidden[0])
    if not model.relu:
        return weights @ dense.weight
    travelled, begin = F.linear(features, dense.weight), dense.bias
    crossing = (-begin / travelled).clamp(0, 1)  # where features move the unit; where they do not, its bias decides
    always = (begin > 0).to(features.dtype)
    open_share = torch.where(travelled > 0, 1 - crossing, torch.where(travelled < 0, crossing, always))
    return (weights * open_share) @ dense.weight


def slot_parts(
    model: CNN, tokens: torch.Tensor, positions: torch.Tensor
) -> list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """What each word of each picked window brought to its filter: one triple per width, each (batch, filters, width).

    The first holds the parts: the product of a slot's weights with its word's vector, plus the slot's share of the
    filter's bias (equal for all slots inside the text, which alone get one). They sum to the filter's activation at
    `positions` (batch, features), before ReLU. The second says which slots lie inside the text; outside, parts are 0.
    The third tells which token each slot reads (outside, the nearest).
    """
    embedded = model.embedding(tokens)
    triples = []
    for convolution, position in zip(model.convolutions, positions.split(model.num_filters, dim=1), strict=True):
        (width,) = convolution.kernel_size
        places = position.unsqueeze(2) + torch.arange(width, device=tokens.device) + window_start(0, width)
        nearest = places.clamp(0, tokens.shape[1] - 1)
        read = tokens.gather(1, nearest.flatten(1)).view_as(nearest)
        inside = (read != PAD_INDEX) & (places == nearest)
        own = [
            F.linear(embedded, weights).gather(1, nearest[..., slot].unsqueeze(1))
            for slot, weights in enumerate(convolution.weight.unbind(2))
        ]
        bias_share = cast(torch.Tensor, convolution.bias).unsqueeze(1) / inside.sum(dim=2, keepdim=True)
        parts = (torch.cat(own, dim=1).transpose(1, 2) + bias_share).masked_fill(~inside, 0)
        triples.append((parts, inside, nearest))
    return triples
