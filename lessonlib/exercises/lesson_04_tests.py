# mypy: allow-untyped-defs
"""The tasks of lesson 04 that put to the test: a threshold for a filter, a drop for an explanation."""

import numpy as np

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- from which activation on a filter means something ----


def threshold(activations, is_own, purity):
    lowest = np.inf
    for candidate in activations:
        if is_own[activations >= candidate].mean() >= purity:
            lowest = min(lowest, candidate)
    return lowest


def threshold_by_cumulative_sum(activations, is_own, purity):
    candidates = np.unique(activations)
    above = activations >= candidates[:, None]
    pure = candidates[(above & is_own).sum(axis=1) / above.sum(axis=1) >= purity]
    return pure.min() if len(pure) else np.inf


def sorts_the_activations_alone(activations, is_own, purity):
    ordered = np.sort(activations)
    pure = [candidate for place, candidate in enumerate(ordered) if is_own[place:].mean() >= purity]
    return min(pure, default=np.inf)


def takes_the_highest(activations, is_own, purity):
    pure = [candidate for candidate in activations if is_own[activations >= candidate].mean() >= purity]
    return max(pure, default=np.inf)


def filters_and_classes():
    """Activations of a filter, strongest first or shuffled, and whether each headline is of the filter's class."""
    rng = np.random.default_rng(8)
    invented = np.array([1.4, 1.1, 0.8, 0.7, 0.3, 0.1]), np.array([True, True, False, True, False, True])
    activations = rng.permutation(np.linspace(0.05, 2.0, 40))
    return {
        "six activations, purity 3/4": (*invented, 0.75),
        "the same six, purity 1": (*invented, 1.0),
        "two equal activations, one of the class and one not": (
            np.array([2.0, 1.0, 1.0, 0.5]),
            np.array([True, True, False, False]),
            0.8,
        ),
        "no headline of its class": (invented[0], np.zeros(6, dtype=bool), 0.5),
        "the lowest that is pure enough is of another class": (
            np.array([0.9, 0.8, 0.7, 0.2]),
            np.array([True, True, False, False]),
            0.6,
        ),
        "three activations that are equal": (np.array([0.5, 0.9, 0.5, 0.5]), np.array([True, True, False, False]), 0.6),
        "40 activations in no order, purity 0.8": (activations, rng.random(40) < activations / 2, 0.8),
    }


# ---- is an explanation true? ----


class WordCounter:
    """A stand-in for a classifier: the probability of its label grows with the worth of the words that it is given."""

    def __init__(self, worth):
        self.worth = worth

    def __call__(self, words):
        """The probability of the label, 0..1, for some words."""
        return float(1 / (1 + np.exp(-sum(self.worth[word] for word in words))))


class EarlyWordsCount(WordCounter):
    """One that minds the order: the first word counts whole, the second one half, the third a third."""

    def __call__(self, words):
        """The probability of the label, 0..1, for some words."""
        return float(1 / (1 + np.exp(-sum(self.worth[word] / place for place, word in enumerate(words, 1)))))


def drop_without_best(probability, words, scores, share):
    count = int(np.ceil(share * len(words)))
    best = np.argsort(-scores)[:count]
    kept = [word for place, word in enumerate(words) if place not in best]
    return probability(words) - probability(kept)


def explained_headlines():
    """Classifiers that count words, a headline, scores for its words, and the share of them to remove."""
    words = ["rebels", "free", "hostages", "in", "jungle"]
    counter = WordCounter({"rebels": 2.0, "free": 0.3, "hostages": 1.5, "in": 0.0, "jungle": -0.5})
    true, backwards = np.array([2.0, 0.3, 1.5, 0.0, -0.5]), np.array([-2.0, -0.3, -1.5, 0.0, 0.5])
    return {
        "true scores, one word of five": (counter, words, true, 0.2),
        "true scores, half of the words": (counter, words, true, 0.5),
        "scores that are turned round, half of the words": (counter, words, backwards, 0.5),
        "a word that stands there twice, one word of four": (
            counter,
            ["in", "jungle", "in", "free"],
            np.array([0.1, 0.2, 0.9, 0.4]),
            0.25,
        ),
        "a word that counts, twice, and a classifier that minds the order": (
            EarlyWordsCount({"free": 1.0, "trade": 2.0, "in": 0.5}),
            ["free", "trade", "in", "free", "free"],
            np.array([0.9, 0.5, 0.6, 0.2, 0.4]),
            0.2,
        ),
        "two words with the same score, one of them to go": (
            WordCounter({"oil": 1.0, "gas": 1.0, "in": 0.0, "rise": 0.5}),
            ["oil", "gas", "in", "rise"],
            np.array([0.7, 0.7, 0.1, 0.2]),
            0.25,
        ),
        "another classifier, all of the words": (WordCounter({word: 0.7 for word in words}), words, true, 1.0),
    }


TASKS = (
    Function(
        name="threshold",
        lesson="04",
        minutes=6,
        hints=(
            "Try every activation as a candidate: which headlines are at or above it, and which share of those is of "
            "the class?",
            "Of all candidates that are pure enough, return the lowest; np.inf when there is none.",
        ),
        reference=threshold,
        after="An accident above the threshold is allowed, as long as enough headlines below it make up for it.",
        alternatives=(threshold_by_cumulative_sum,),
        cases=filters_and_classes,
        wrong=(
            Wrong(
                "sorts the activations alone",
                sorts_the_activations_alone,
                "The activations were sorted, `is_own` was not: they no longer belong together. np.argsort sorts both.",
            ),
            Wrong(
                "gives the highest when there is none",
                edited(threshold, ("lowest = np.inf", "lowest = max(activations)")),
                "Where no activation is pure enough, this gives the highest. Such a filter has no threshold: np.inf.",
            ),
            Wrong(
                "tries only the headlines of the class",
                edited(threshold, ("in activations:", "in activations[is_own]:")),
                "Only the activations of the class are tried. The lowest that is pure enough can be that of another "
                "headline: try all of them.",
            ),
            Wrong(
                "stops at the first accident",
                edited(
                    threshold,
                    ("in activations:", "in sorted(activations, reverse=True):"),
                    ("min(lowest, candidate)", "candidate\n        else:\n            break"),
                ),
                "This stops at the first candidate that is not pure enough. A lower one can be pure enough again: look "
                "at all of them.",
            ),
            Wrong(
                "takes the highest",
                takes_the_highest,
                "This is the highest activation that is pure enough, which leaves hardly anything above it. The lowest "
                "one is wanted.",
            ),
            Wrong(
                "looks at what lies below",
                edited(threshold, ("activations >= candidate", "activations <= candidate")),
                "This looks at the headlines below the candidate. A filter means something where it fires strongly: "
                "look at those at or above it.",
            ),
            Wrong(
                "measures recall instead of purity",
                edited(
                    threshold, ("is_own[activations >= candidate].mean()", "(activations[is_own] >= candidate).mean()")
                ),
                "This is the share of the class that lies above the candidate (recall). Purity is the other way round: "
                "of all that lies above, which share is of the class?",
            ),
            Wrong(
                "asks for more than the purity",
                edited(
                    threshold,
                    (
                        "is_own[activations >= candidate].mean() >= purity",
                        "is_own[activations >= candidate].mean() > purity",
                    ),
                ),
                "A share that is exactly the purity is pure enough: >=, not >.",
            ),
            Wrong(
                "leaves the candidate out",
                edited(
                    threshold,
                    (
                        "is_own[activations >= candidate].mean() >= purity",
                        "is_own[activations > candidate].mean() >= purity",
                    ),
                ),
                "The headlines at the candidate itself are left out: an activation of t or more counts.",
            ),
            Wrong(
                "gives 0 when there is none",
                edited(threshold, ("    return lowest", "    return lowest if lowest < np.inf else 0.0")),
                "When no activation is pure enough, 0 comes out, and everything would count. np.inf is needed there.",
            ),
            Wrong(
                "gives None when there is none",
                edited(threshold, ("    return lowest", "    return lowest if lowest < np.inf else None")),
                "When no activation is pure enough, None comes out; np.inf is needed there.",
            ),
            Wrong(
                "gives -inf when there is none",
                edited(threshold, ("    return lowest", "    return lowest if lowest < np.inf else -np.inf")),
                "When no activation is pure enough, the sign is the wrong one: nothing lies above np.inf, "
                "but everything above -np.inf.",
            ),
            Wrong(
                "gives the place",
                edited(
                    threshold,
                    (
                        "    return lowest",
                        "    return int(np.argmin(np.abs(activations - lowest))) if lowest < np.inf else np.inf",
                    ),
                ),
                "This is the place of the activation. The activation itself is needed.",
            ),
            Wrong(
                "compares one with the purity",
                edited(threshold, ("is_own[activations >= candidate].mean() >= purity", "candidate >= purity")),
                "The activation itself is compared with the purity. The purity is a share of headlines: "
                "those at or above the candidate.",
            ),
            Wrong(
                "takes the lowest of the class",
                edited(
                    threshold,
                    (
                        "    lowest = np.inf\n    for candidate in activations:\n        if is_own[activations >= "
                        "candidate].mean() >= purity:\n            lowest = min(lowest, candidate)\n    return "
                        "lowest",
                        "    return min(activations[is_own], default=np.inf)",
                    ),
                ),
                "This is the lowest activation of the class, whatever else lies above it. Ask for the share.",
            ),
            Wrong(
                "goes through headlines as they come",
                edited(
                    threshold,
                    (
                        "    lowest = np.inf\n    for candidate in activations:\n        if is_own[activations >= "
                        "candidate].mean() >= purity:\n            lowest = min(lowest, candidate)\n    return "
                        "lowest",
                        "    share = np.cumsum(is_own) / np.arange(1, len(is_own) + 1)\n    return "
                        "min(activations[share >= purity], default=np.inf)",
                    ),
                ),
                "The shares are counted in the order in which the headlines come. Sort them by their "
                "activation first, the strongest in front.",
            ),
            Wrong(
                "parts equal activations",
                edited(
                    threshold,
                    (
                        "    lowest = np.inf\n    for candidate in activations:\n        if is_own[activations >= "
                        "candidate].mean() >= purity:\n            lowest = min(lowest, candidate)\n    return "
                        "lowest",
                        '    order = np.argsort(-activations, kind="stable")\n    share = '
                        "np.cumsum(is_own[order]) / np.arange(1, len(order) + 1)\n    return "
                        "min(activations[order][share >= purity], default=np.inf)",
                    ),
                ),
                "Headlines with the same activation are counted one after the other. All of them are at or "
                "above it: count them together.",
            ),
            Wrong(
                "asks for the share of the class",
                edited(
                    threshold,
                    (
                        "is_own[activations >= candidate].mean()",
                        "is_own[activations >= candidate].sum() / is_own.sum()",
                    ),
                    ("min(lowest, candidate)", "candidate\n            break"),
                    ("in activations:", "in sorted(activations, reverse=True):"),
                ),
                "The shares are those of the class that were found (recall). Divide by how many headlines reach the "
                "candidate instead.",
            ),
            Wrong(
                "takes the first that will do",
                edited(threshold, ("lowest = min(lowest, candidate)", "return candidate")),
                "This returns the first candidate that is pure enough, in the order of the headlines. A lower one may "
                "come later.",
            ),
            Wrong(
                "gives the place after sorting",
                edited(
                    threshold,
                    (
                        "    lowest = np.inf\n    for candidate in activations:",
                        "    for place, candidate in enumerate(np.sort(activations)):",
                    ),
                    (
                        "            lowest = min(lowest, candidate)\n    return lowest",
                        "            return place\n    return np.inf",
                    ),
                ),
                "This is the candidate's place among the sorted activations. Return the activation that stands there.",
            ),
            Wrong(
                "divides by all headlines",
                edited(
                    threshold,
                    ("is_own[activations >= candidate].mean()", "((activations >= candidate) & is_own).mean()"),
                ),
                "The share is taken of all headlines. Purity is a share of those that reach the candidate.",
            ),
            Wrong(
                "stops when a headline spoils it",
                edited(
                    threshold,
                    (
                        "    lowest = np.inf\n    for candidate in activations:\n        if is_own[activations >= "
                        "candidate].mean() >= purity:\n            lowest = min(lowest, candidate)\n    return lowest",
                        "    lowest, own = np.inf, 0\n    for number, place in enumerate(np.argsort(-activations), "
                        "start=1):\n        own += is_own[place]\n        if own / number < purity:\n            "
                        "break\n        lowest = activations[place]\n    return lowest",
                    ),
                ),
                "This counts headline by headline and stops at the first that spoils the share. Equal activations "
                "stand or fall together, and further down the share may be high enough again.",
            ),
        ),
    ),
    Function(
        name="drop_without_best",
        lesson="04",
        minutes=6,
        hints=(
            "How many words are to go? The share of their number, rounded up: int(np.ceil(share * len(words))).",
            "np.argsort(-scores) lists the places of the words, best first.",
            "Ask probability twice, for all words and for those that are left, and subtract.",
        ),
        reference=drop_without_best,
        after="A large drop says: these words were needed. Compare it with the drop for words chosen at random.",
        cases=explained_headlines,
        wrong=(
            Wrong(
                "removes words by their spelling",
                edited(
                    drop_without_best,
                    ("if place not in best", "if word not in [words[row] for row in best]"),
                ),
                "A word that stands there twice goes twice. Scores belong to places: remove those.",
            ),
            Wrong(
                "removes all words that are level",
                edited(
                    drop_without_best,
                    (
                        "[word for place, word in enumerate(words) if place not in best]",
                        "[word for word, score in zip(words, scores, strict=True) if score < min(scores[best])]",
                    ),
                ),
                "Words whose score is level with that of the last one to go are removed as well, one too many. Remove "
                "as many places as were asked for.",
            ),
            Wrong(
                "sorts the words that stay",
                edited(
                    drop_without_best,
                    (
                        "[word for place, word in enumerate(words) if place not in best]",
                        "[words[row] for row in np.argsort(-scores)[count:]]",
                    ),
                ),
                "The words that stay are sorted by their scores. A classifier reads them in the order of the headline.",
            ),
            Wrong(
                "reads the share as one of the scores",
                edited(
                    drop_without_best,
                    (
                        "count = int(np.ceil(share * len(words)))",
                        "gone = np.cumsum(-np.sort(-scores))\n"
                        "    count = sum(before < share * scores.sum() for before in [0, *gone[:-1]])",
                    ),
                ),
                "Words are removed until they hold this share of the scores. It is a share of the number of words.",
            ),
            Wrong(
                "keeps the best words instead",
                edited(drop_without_best, ("place not in best", "place in best")),
                "This keeps only the best words, which is how sufficiency is measured. Here they have to go.",
            ),
            Wrong(
                "rounds down",
                edited(drop_without_best, ("int(np.ceil(share * len(words)))", "int(share * len(words))")),
                "The number of words is rounded down, or to the nearest, so that for a short headline hardly anything "
                "is removed. Round up.",
            ),
            Wrong(
                "removes the words with the lowest scores",
                edited(drop_without_best, ("np.argsort(-scores)", "np.argsort(scores)")),
                "This removes the words with the lowest scores. The explanation is tested by removing those it calls "
                "best.",
            ),
            Wrong(
                "subtracts the other way round",
                edited(
                    drop_without_best,
                    ("probability(words) - probability(kept)", "probability(kept) - probability(words)"),
                ),
                "The sign is turned round: when the probability falls, the drop should be above 0.",
            ),
            Wrong(
                "gives the probability that is left",
                edited(drop_without_best, ("probability(words) - probability(kept)", "probability(kept)")),
                "This is the probability without the best words. How far did it fall? Subtract it from the "
                "one for all words.",
            ),
            Wrong(
                "gives the probability of all",
                edited(drop_without_best, ("probability(words) - probability(kept)", "probability(words)")),
                "This is the probability for all words. Subtract the one without the best words.",
            ),
            Wrong(
                "takes the ratio",
                edited(
                    drop_without_best,
                    ("probability(words) - probability(kept)", "probability(kept) / probability(words)"),
                ),
                "This is which part of the probability is left. How far it falls is a difference.",
            ),
            Wrong(
                "takes the relative fall",
                edited(
                    drop_without_best,
                    ("probability(words) - probability(kept)", "1 - probability(kept) / probability(words)"),
                ),
                "The fall is divided by the probability of all words. The plain difference is asked for.",
            ),
            Wrong(
                "removes one word",
                edited(drop_without_best, ("int(np.ceil(share * len(words)))", "1")),
                "One word is removed whatever `share` says.",
            ),
            Wrong(
                "removes one too many",
                edited(drop_without_best, ("int(np.ceil(share * len(words)))", "int(share * len(words)) + 1")),
                "One word too many is removed: np.ceil rounds up, and leaves a whole number as it is.",
            ),
            Wrong(
                "goes by the size of a score",
                edited(drop_without_best, ("np.argsort(-scores)", "np.argsort(-np.abs(scores))")),
                "Words with a large negative score are removed, too. They speak against the label: the "
                "best are the largest.",
            ),
            Wrong(
                "removes the first words",
                edited(drop_without_best, ("np.argsort(-scores)[:count]", "range(count)")),
                "The first words are removed, whatever their scores. The best-scored ones have to go.",
            ),
            Wrong(
                "puts empty words in the place",
                edited(
                    drop_without_best,
                    (
                        "[word for place, word in enumerate(words) if place not in best]",
                        '["" if place in best else word for place, word in enumerate(words)]',
                    ),
                ),
                "The best words became empty ones, which stand in the list still. Leave them out: the list becomes "
                "shorter.",
            ),
            Wrong(
                "puts <UNK> in the place",
                edited(
                    drop_without_best,
                    (
                        "[word for place, word in enumerate(words) if place not in best]",
                        '["<UNK>" if place in best else word for place, word in enumerate(words)]',
                    ),
                ),
                "The best words became <UNK>, which is a word for the network, too. Leave them out.",
            ),
            Wrong(
                "spares words with a negative score",
                edited(drop_without_best, ("if place not in best]", "if place not in best or scores[place] <= 0]")),
                "Words whose score is not above 0 are kept, so that too few go. The share counts, whatever the scores "
                "are.",
            ),
            Wrong(
                "takes the share of the words with a positive score",
                edited(drop_without_best, ("share * len(words)", "share * (scores > 0).sum()")),
                "The share is taken of the words with a positive score. It is a share of all words.",
            ),
        ),
    ),
)
