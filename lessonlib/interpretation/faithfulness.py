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

from lessonlib.classification.encoding import PAD_INDEX, padded_batches
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
    whole = np.repeat(cases.model.logits(cases.sequences)[np.arange(len(lengths)), cases.targets], lengths)
    drops = whole - cases.model.logits(variants)[np.arange(len(variants)), targets]
    return np.split(drops, np.cumsum(lengths)[:-1])


# ---- how true they are ----


def comprehensiveness(cases: Cases, scores: Scores, how: Removal) -> np.ndarray:
    """For each headline: how far the probability falls without the best words, mean over `SHARES`; float (n,).

    High means: those words were needed. Between -1 and 1. Raises InputError unless there is a score for each word.
    """
    return _fall(cases, scores, lambda order, count: order[:count], how)


def sufficiency(cases: Cases, scores: Scores, how: Removal) -> np.ndarray:
    """For each headline: how far the probability falls when only the best words stay, mean over `SHARES`; float (n,).

    Low means: those words alone were enough. Between -1 and 1; below 0 the rest had spoken against the label. Raises
    InputError unless there is a score for each word.
    """
    return _fall(cases, scores, lambda order, count: order[count:], how)


def _fall(cases: Cases, scores: Scores, gone: Callable[[np.ndarray, int], np.ndarray], how: Removal) -> np.ndarray:
    """How far the label's probability falls without the words that are `gone`, given their order and each count."""
    variants: list[tuple[int, ...]] = []
    for sequence, score in zip(cases.sequences, scores, strict=True):
        if len(score) != len(sequence):
            raise InputError(f"{len(score)} scores for a headline of {len(sequence)} words; give one per word")
        order = np.argsort(-score, kind="stable")
        counts = np.ceil(np.array(SHARES) * len(sequence)).astype(int)  # at least one word
        variants += [tuple(sequence), *(tuple(remove(sequence, gone(order, count), how)) for count in counts)]
    # The same few words are left again and again: one prediction for each different remainder is enough.
    index: dict[tuple[int, ...], int] = {}
    places = [index.setdefault(variant, len(index)) for variant in variants]
    probabilities = softmax(cases.model.logits(list(index)) / cases.temperature, axis=1)
    of_label = probabilities[places, np.repeat(cases.targets, 1 + len(SHARES))].reshape(len(cases.sequences), -1)
    return of_label[:, 0] - of_label[:, 1:].mean(axis=1)


def measure(cases: Cases, methods: Mapping[str, Scores], how: Removal) -> dict[str, pd.DataFrame]:
    """Each of the named `methods` on the same predictions, and last "random": the mean over three random orders.

    For each a table with a row per headline: comprehensiveness, sufficiency.
    """
    draws = {name: [scores] for name, scores in methods.items()}
    generators = map(np.random.default_rng, range(_RANDOM_ORDERS))
    draws["random"] = [[rng.random(len(sequence)) for sequence in cases.sequences] for rng in generators]
    return {
        name: pd.DataFrame(
            {
                fall.__name__: np.mean([fall(cases, scores, how) for scores in several], axis=0)
                for fall in (comprehensiveness, sufficiency)
            }
        )
        for name, several in draws.items()
    }


def times_random(measured: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How many times as comprehensive as random words each method is: one row each; mean, and low and high of 95 %."""
    by_chance = measured["random"]["comprehensiveness"].to_numpy()
    rows = {}
    for name, table in measured.items():
        values = table["comprehensiveness"].to_numpy()
        rows[name] = [values.mean() / by_chance.mean(), *bootstrap_interval(np.divide, values, by_chance)]
    return pd.DataFrame(rows, ["mean", "low", "high"]).T


def faithfulness_table(measured: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per method, as text: comprehensiveness over that of random words, and means with their 95 % intervals."""
    ratios = times_random(measured)
    rows = {
        name: {"times random": tuple(ratios.loc[name])}
        | {
            fall: (values.mean(), *bootstrap_interval(lambda mean: mean, values.to_numpy()))
            for fall, values in table.items()
        }
        for name, table in measured.items()
    }
    written = "{:z.2f} ({:z.2f} to {:z.2f})".format  # z: 0.00 where a number is a little below 0
    return pd.DataFrame(rows).T.map(lambda numbers: written(*numbers))
