"""Is an explanation true of the model? Take the words away that it names, and watch the prediction.

That shows which words matter for the label. Another model, or the same with other weights (Adebayo et al. 2018, "Sanity
Checks for Saliency Maps"), tells what of it is this model's own.

Comprehensiveness and sufficiency follow DeYoung et al. 2020, "ERASER: A Benchmark to Evaluate Rationalized NLP Models".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import pandas as pd
import torch
from captum.attr import LayerGradientXActivation, LayerIntegratedGradients
from scipy.special import softmax

from lessonlib.classification.batching import padded_batches
from lessonlib.classification.encoding import PAD_INDEX
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.explanation import Explanation
from lessonlib.classification.metrics import bootstrap_interval
from lessonlib.classification.network import CNN
from lessonlib.errors import InputError

Removal = Literal["pad", "drop"]
Scores = list[np.ndarray]
"""A float for each word of each headline: the higher, the more the word is said to speak for the label."""

SHARES = (0.01, 0.05, 0.10, 0.20, 0.50)
"""The shares of a text's words that ERASER removes or keeps, rounded up; its measures are means over them."""

_RANDOM_ORDERS = 3  # a single random order is luck; the mean of several is what an order without knowledge gives


@dataclass(frozen=True, eq=False)
class Cases:
    """Predictions to be questioned: token `sequences`, the class predicted for each (`targets`, int64), the `model`."""

    model: CNN
    temperature: float
    sequences: list[list[int]]
    targets: np.ndarray

    @classmethod
    def of(cls, classifier: HeadlineClassifier, explanations: Sequence[Explanation]) -> Self:
        """What `classifier` read and said in `explanations`. Raises InputError when nothing was read of one of them."""
        for row, one in enumerate(explanations):
            if not one.tokens:
                raise InputError(f"nothing was read of headline {row} ({one.text!r:.60}): leave it out")
        sequences = classifier.tokenizer_.encode(one.tokens for one in explanations)
        index = {str(name): target for target, name in enumerate(classifier.classes_)}
        targets = np.array([index[one.label] for one in explanations], dtype=np.int64)
        return cls(classifier.model_, classifier.temperature_, sequences, targets)

    def logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        """What the model says to other `sequences`, before the temperature: float32 (sequences, classes)."""
        return self.model.logits(sequences)

    def attribute(self, method: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Scores:
        """Word scores by a gradient `method`: (tokens, targets) to float (batch, tokens, dim), summed over dim here."""
        self.model.eval()
        scores: Scores = [np.empty(0)] * len(self.sequences)
        for rows, tokens in padded_batches(self.sequences, max_places=1024):
            targets = torch.from_numpy(self.targets[rows])
            values = method(tokens.to(self.model.device), targets.to(self.model.device))
            for row, value in zip(rows, values.sum(dim=2).detach().cpu().numpy(), strict=True):
                scores[row] = value[: len(self.sequences[row])]
        return scores


def remove(sequence: Sequence[int], positions: Iterable[int], how: Removal) -> list[int]:
    """`sequence` without the tokens at `positions`.

    "pad" puts padding in their place: the other words stay where they were, around a hole that the model never met in
    training, and no window is centred on it. "drop" leaves them out: the gap closes, so that words become neighbours
    that were none, and form n-grams that nobody wrote. Raises InputError for another `how`.
    """
    if how not in ("pad", "drop"):
        raise InputError(f"how={how!r}; a word is removed by 'pad' (padding in its place) or 'drop' (left out)")
    gone = set(positions)
    if how == "drop":
        return [token for position, token in enumerate(sequence) if position not in gone]
    return [PAD_INDEX if position in gone else token for position, token in enumerate(sequence)]


# ---- ways to say which words mattered ----


def gradient_x_input(cases: Cases) -> Scores:
    """Gradient of the logit by the word's vector, times the vector: what the word adds if the model were a plane."""
    method = LayerGradientXActivation(cases.model, cases.model.embedding)
    return cases.attribute(lambda tokens, targets: method.attribute(tokens, target=targets))


def integrated_gradients(cases: Cases) -> Scores:
    """Captum's layer integrated gradients of the logit by the word vectors, from PAD at every place; 50 points."""
    method = LayerIntegratedGradients(cases.model, cases.model.embedding)
    return cases.attribute(
        lambda tokens, targets: method.attribute(
            tokens, baselines=torch.full_like(tokens, PAD_INDEX), target=targets, n_steps=50
        )
    )


def leave_one_out(cases: Cases, how: Removal) -> Scores:
    """By how much the logit falls when this one word is removed: one prediction per word."""
    variants = [remove(sequence, [place], how) for sequence in cases.sequences for place in range(len(sequence))]
    lengths = [len(sequence) for sequence in cases.sequences]
    targets = np.repeat(cases.targets, lengths)
    whole = np.repeat(cases.logits(cases.sequences)[np.arange(len(lengths)), cases.targets], lengths)
    drops = whole - cases.logits(variants)[np.arange(len(variants)), targets]
    return np.split(drops, np.cumsum(lengths)[:-1])


def random_scores(cases: Cases, seed: int) -> Scores:
    """Uniform random numbers: an order that knows nothing."""
    generator = np.random.default_rng(seed)
    return [generator.random(len(sequence)) for sequence in cases.sequences]


# ---- how true they are ----


def deletion_curves(cases: Cases, scores: Scores, how: Removal) -> list[np.ndarray]:
    """The label's probability after removing the k best-scored words, an array for k = 0..n of each headline."""
    every = [range(len(sequence) + 1) for sequence in cases.sequences]
    return _probabilities(cases, scores, every, lambda order, count: order[:count], how)


def comprehensiveness(curves: Sequence[np.ndarray]) -> np.ndarray:
    """For each deletion curve: how far the probability falls without the best words, mean over `SHARES`; float (n,).

    High means: those words were needed. Between -1 and 1.
    """
    return np.array([curve[0] - curve[_counts(len(curve) - 1)].mean() for curve in curves])


def sufficiency(cases: Cases, scores: Scores, how: Removal) -> np.ndarray:
    """For each headline: how far the probability falls when only the best words stay, mean over `SHARES`; float (n,).

    Low means: those words alone were enough. Between -1 and 1; below 0 the rest had spoken against the label.
    """
    # The whole headline comes last: what is kept is compared with it.
    counts = [[*_counts(len(sequence)), len(sequence)] for sequence in cases.sequences]
    curves = _probabilities(cases, scores, counts, lambda order, count: order[count:], how)
    return np.array([curve[-1] - curve[:-1].mean() for curve in curves])


def _counts(length: int) -> np.ndarray:
    """How many of `length` words each of the `SHARES` is: rounded up, so at least one."""
    return np.ceil(np.array(SHARES) * length).astype(int)


def _probabilities(
    cases: Cases,
    scores: Scores,
    counts: Sequence[Sequence[int]],
    choose: Callable[[np.ndarray, int], np.ndarray],
    how: Removal,
) -> list[np.ndarray]:
    """The label's probability without the words that `choose` picks from the order of scores, for each of `counts`."""
    variants: list[list[int]] = []
    for sequence, score, some in zip(cases.sequences, scores, counts, strict=True):
        if len(score) != len(sequence):
            raise InputError(f"{len(score)} scores for a headline of {len(sequence)} words; give one per word")
        order = np.argsort(-score, kind="stable")
        variants.extend(remove(sequence, choose(order, count), how) for count in some)
    lengths = [len(some) for some in counts]
    # The same few words are left again and again: one prediction for each different remainder is enough.
    index: dict[tuple[int, ...], int] = {}
    places = [index.setdefault(tuple(variant), len(index)) for variant in variants]
    probabilities = softmax(cases.logits(list(index)) / cases.temperature, axis=1)
    return np.split(probabilities[places, np.repeat(cases.targets, lengths)], np.cumsum(lengths)[:-1])


@dataclass(frozen=True, eq=False)
class Measured:
    """One method on n headlines: `comprehensiveness` and `sufficiency`, float (n,)."""

    comprehensiveness: np.ndarray
    sufficiency: np.ndarray


def measure(cases: Cases, methods: Mapping[str, Scores], how: Removal) -> dict[str, Measured]:
    """Each of the named `methods` on the same predictions, and last "random": the mean over three random orders."""
    draws = {name: [scores] for name, scores in methods.items()}
    draws["random"] = [random_scores(cases, seed) for seed in range(_RANDOM_ORDERS)]
    return {
        name: Measured(
            np.mean([comprehensiveness(deletion_curves(cases, scores, how)) for scores in several], axis=0),
            np.mean([sufficiency(cases, scores, how) for scores in several], axis=0),
        )
        for name, several in draws.items()
    }


def times_random(measured: Mapping[str, Measured]) -> pd.DataFrame:
    """How many times as comprehensive as random words each method is: one row each; mean, and low and high of 95 %."""
    by_chance = measured["random"].comprehensiveness
    rows = {}
    for name, one in measured.items():
        low, high = bootstrap_interval(np.divide, one.comprehensiveness, by_chance)
        ratio = one.comprehensiveness.mean() / by_chance.mean()
        rows[name] = {"mean": ratio, "low": float(low.item()), "high": float(high.item())}
    return pd.DataFrame(rows).T


def faithfulness_table(measured: Mapping[str, Measured]) -> pd.DataFrame:
    """One row per method, as text: comprehensiveness over that of random words, and means with their 95 % intervals."""
    ratios = times_random(measured)
    return pd.DataFrame(
        {
            name: {
                "times random": _as_text(*ratios.loc[name]),
                "comprehensiveness": _mean_with_interval(one.comprehensiveness),
                "sufficiency": _mean_with_interval(one.sufficiency),
            }
            for name, one in measured.items()
        }
    ).T


def _mean_with_interval(values: np.ndarray) -> str:
    return _as_text(values.mean(), *bootstrap_interval(lambda mean: mean, values))


def _as_text(*numbers: float | np.ndarray) -> str:
    # + 0.0 turns a rounded -0.0 into 0.0.
    mean, low, high = (round(float(np.squeeze(number)), 2) + 0.0 for number in numbers)
    return f"{mean:.2f} ({low:.2f} to {high:.2f})"
