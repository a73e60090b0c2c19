"""What lesson 04 claims of explanations, each beside its null, over several seeds on the course's own headlines.

    python -m benchmarks.quality.explanations

Five classifiers are trained on the same headlines, with the seeds of `SEEDS`. For each: how much one word brings to a
picked window of three, beside an untrained network; what purity spares, beside the strongest activations and random
ones; how far the removal test tells its own explanation from another model's; and what happens to both models where the
two explanations name different words.
"""

import copy
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from gensim.models import KeyedVectors
from sklearn.pipeline import Pipeline

from benchmarks.quality.record import write_record
from lessonlib.classification.baselines import mean_vector_regression
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.explanation import Explanation
from lessonlib.classification.network import CNN
from lessonlib.classification.splits import train_val_test_split
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.interpretation.faithfulness import Cases, Scores, gradient_x_input, measure, times_random
from lessonlib.interpretation.filters import Readings, accuracy_with, largest_shares, thresholds

SEEDS = (1234, 0, 1, 2, 3)
PURITY = 0.9


def main() -> None:
    """Train, ask and record."""
    train, validation, test = train_val_test_split(load_headlines("sample"))
    glove = load_glove("sample")
    simple = mean_vector_regression(glove).fit(train["title"], train["category"])
    held_out = validation["title"], validation["category"]
    networks = [HeadlineClassifier(glove, seed=seed).fit(train["title"], train["category"], held_out) for seed in SEEDS]
    record: dict = {"seeds": list(SEEDS), "test": len(test)}
    for number, classifier in enumerate(networks):
        explanations = classifier.explain(test["title"])
        asked = Readings.of(classifier, explanations, test["category"])
        learned_from = Readings.of(classifier, classifier.explain(train["title"]), train["category"])
        blank = untrained(classifier, SEEDS[number])
        cases = Cases.of(classifier, explanations)
        scores = all_scores(cases, networks[number - 1], blank, simple, glove, explanations)
        found = {
            "one word's share": {
                f"{name}, more than two thirds": (largest_shares(readings, 3) > 2 / 3).mean()
                for name, readings in {
                    "trained": asked,
                    "untrained": Readings.of(blank, explanations, test["category"]),
                }.items()
            },
            "kept": what_is_kept(learned_from, asked),
            "times random, drop": times_random(measure(cases, scores, "drop"))["mean"].drop("random"),
            "where they differ": where_they_differ(classifier, cases, simple, explanations, scores),
        }
        for name, values in found.items():
            for row, value in values.items():
                record.setdefault(name, {}).setdefault(row, []).append(round(float(value), 4))
    write_record(record, __file__)


def untrained(classifier: HeadlineClassifier, seed: int) -> HeadlineClassifier:
    """`classifier` with the same vectors below a network that has learned nothing."""
    blank = copy.copy(classifier)
    names = ("num_filters", "filter_sizes", "hidden_dim", "dropout", "embedding_dropout", "relu", "mask_padding")
    settings = {name: getattr(classifier, name) for name in names}
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = CNN(classifier.model_.embedding, len(classifier.classes_), **settings)
    blank.model_ = network.to(classifier.model_.device).eval()
    return blank


def what_is_kept(chosen_on: Readings, scored_on: Readings) -> dict[str, float]:
    """Accuracy with the activations that are pure; with as many of the strongest; with as many at random."""
    fired = scored_on.features > 0
    pure = (scored_on.features >= thresholds(chosen_on, PURITY)) & fired
    share, each = pure.sum() / fired.sum(), round(pure.sum() / len(pure))
    ranks = np.argsort(np.argsort(-scored_on.features, axis=1), axis=1)
    limit = np.quantile(scored_on.features[fired], 1 - share)
    generator = np.random.default_rng(0)
    at_random = [accuracy_with(scored_on, fired & (generator.random(fired.shape) < share)) for _ in range(20)]
    return {
        "pure": accuracy_with(scored_on, pure),
        "strongest of each headline": accuracy_with(scored_on, fired & (ranks < each)),
        "strongest of all headlines": accuracy_with(scored_on, fired & (scored_on.features >= limit)),
        "random": float(np.mean(at_random)),
    }


def all_scores(
    cases: Cases,
    other: HeadlineClassifier,
    blank: HeadlineClassifier,
    simple: Pipeline,
    glove: KeyedVectors,
    explanations: list[Explanation],
) -> dict[str, Scores]:
    """Word scores for the labels of a classifier: its own, those of others, and two that know nothing of the labels."""
    weights = simple[-1].coef_
    read = [one.tokens for one in explanations]
    return {
        "these explanations": [one.word_scores for one in explanations],
        "another model": [
            np.array([weights[target] @ glove[word] if word in glove else 0.0 for word in words])
            for words, target in zip(read, cases.targets, strict=True)
        ],
        "another network": gradient_x_input(
            replace(cases, model=other.model_, sequences=other.tokenizer_.encode(read))
        ),
        "word length": [np.array([len(word) for word in words], dtype=float) for words in read],
        "untrained": gradient_x_input(replace(cases, model=blank.model_)),
    }


def where_they_differ(
    classifier: HeadlineClassifier,
    cases: Cases,
    simple: Pipeline,
    explanations: list[Explanation],
    scores: dict[str, Scores],
) -> dict[str, float]:
    """Where the network's best word is not the simple model's: how far the probability of both falls without either."""
    own, other = ([one.argmax() for one in scores[name]] for name in ("these explanations", "another model"))
    rows = [row for row in range(len(own)) if own[row] != other[row]]

    def fall(probabilities: Callable, places: list) -> float:
        whole = probabilities([" ".join(explanations[row].tokens) for row in rows])
        left = probabilities([" ".join(np.delete(explanations[row].tokens, places[row])) for row in rows])
        picked = np.arange(len(rows)), cases.targets[rows]
        return float((whole[picked] - left[picked]).mean())

    asked = {"network": classifier.predict_proba, "simple model": simple.predict_proba}
    return {
        "share of headlines": len(rows) / len(own),
        **{
            f"{name} without the {whose}'s word": fall(probabilities, places)
            for name, probabilities in asked.items()
            for whose, places in {"network": own, "simple model": other}.items()
        },
    }


if __name__ == "__main__":
    main()
