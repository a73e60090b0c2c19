# mypy: allow-untyped-defs
"""The tasks of lesson 05 that are functions: pairs of words, and how far confidence is from accuracy."""

from collections import Counter

import numpy as np

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- pairs of words ----


def word_pairs(tokens):
    return [(tokens[place], tokens[place + 1]) for place in range(len(tokens) - 1)]


def pairs_by_zip(tokens):
    return list(zip(tokens, tokens[1:], strict=False))


def countable_pairs(answer, tokens):
    """The pairs, once they were counted, as the lesson does next: lists cannot be."""
    pairs = answer(tokens)
    Counter(pairs)
    return pairs


def all_pairs(tokens):
    return [(one, other) for place, one in enumerate(tokens) for other in tokens[place + 1 :]]


def lines():
    return {
        "four words": (["sales", "do", "exceed", "costs"],),
        "its mirror twin": (["costs", "do", "exceed", "sales"],),
        "one word": (["sales"],),
        "no word": ([],),
        "a pair that comes twice": (["costs", "rise", "and", "costs", "rise", "again"],),
    }


# ---- calibration ----


def calibration_error(confidence, correct, num_bins):
    bins = np.minimum((confidence * num_bins).astype(int), num_bins - 1)
    error = 0.0
    for number in range(num_bins):
        inside = bins == number
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - correct[inside].mean())
    return error


def weighted_by_counts(confidence, correct, num_bins):
    bins = np.minimum((confidence * num_bins).astype(int), num_bins - 1)
    gaps = np.bincount(bins, weights=confidence - correct, minlength=num_bins)
    return float(np.abs(gaps).sum() / len(confidence))


def gaps_cancel(confidence, correct, num_bins):
    return float(abs(confidence.mean() - correct.mean()))


def one_minus_accuracy(confidence, correct, num_bins):
    return float(1 - correct.mean())


def predictions():
    rng = np.random.default_rng(51)
    confidence = rng.uniform(0.4, 1, size=60)
    return {
        "four predictions in two bins": (np.array([0.6, 0.6, 0.9, 0.9]), np.array([1.0, 1.0, 1.0, 0.0]), 10),
        "three in one bin, one in another": (np.array([0.8, 0.8, 0.8, 0.5]), np.array([1.0, 1.0, 0.0, 0.0]), 10),
        "three that are quite sure": (np.array([1.0, 1.0, 0.95, 0.2]), np.array([1.0, 0.0, 1.0, 0.0]), 4),
        "two bins, an empty one, and another": (np.array([0.1, 0.4, 0.9]), np.array([0.0, 1.0, 1.0]), 4),
        "60 random predictions": (confidence, (rng.uniform(size=60) < confidence).astype(float), 5),
    }


TASKS = (
    Function(
        name="word_pairs",
        lesson="05",
        minutes=3,
        hints=(
            "The first pair begins at place 0, the last one at the last word but one.",
            "(tokens[place], tokens[place + 1]) for every place in range(len(tokens) - 1).",
        ),
        reference=word_pairs,
        after="(sales, do) and (do, sales) are different pairs: counting pairs sees order, over two words.",
        alternatives=(pairs_by_zip,),
        cases=lines,
        probe=countable_pairs,
        wrong=(
            Wrong(
                "gives each pair once",
                edited(word_pairs, ("return [", "return list(dict.fromkeys(["), ("- 1)]", "- 1)]))")),
                "A pair that stands in the line twice is there once only. It is to be counted: give it twice.",
            ),
            Wrong(
                "looks places up by word",
                edited(
                    word_pairs,
                    (
                        "tokens[place], tokens[place + 1]) for place in range(len(tokens) - 1)",
                        "word, tokens[tokens.index(word) + 1]) for word in tokens[:-1]",
                    ),
                ),
                ".index always finds the first place of a word. One that comes twice has two neighbours: go by place.",
            ),
            Wrong(
                "lists instead of tuples",
                edited(
                    word_pairs, ("(tokens[place], tokens[place + 1]) for", "[tokens[place], tokens[place + 1]] for")
                ),
                "The pairs are right, but they are lists, and a list cannot be counted, since it can change. Make each "
                "a tuple: round brackets.",
            ),
            Wrong(
                "makes pairs that do not overlap",
                edited(word_pairs, ("range(len(tokens) - 1)", "range(0, len(tokens) - 1, 2)")),
                "Every word but the first and the last belongs to two pairs: move on by one word, not by two.",
            ),
            Wrong(
                "pairs each word with all later ones",
                all_pairs,
                "Only words that stand next to each other make a pair.",
            ),
            Wrong(
                "sorts the pairs",
                edited(
                    word_pairs,
                    ("(tokens[place], tokens[place + 1])", "tuple(sorted((tokens[place], tokens[place + 1])))"),
                ),
                "The words of a pair were sorted, so the order, which is what we are after, is lost.",
            ),
            Wrong(
                "looks for a pair after the last word",
                edited(word_pairs, ("range(len(tokens) - 1)", "range(len(tokens))")),
                "The last word has no right neighbour: there is one pair fewer than there are words.",
            ),
            Wrong(
                "joins the words",
                edited(word_pairs, ("(tokens[place], tokens[place + 1])", 'tokens[place] + " " + tokens[place + 1]')),
                "The two words are joined to one text. A pair is a tuple of two words.",
            ),
            Wrong(
                "turns the pairs round",
                edited(word_pairs, ("(tokens[place], tokens[place + 1])", "(tokens[place + 1], tokens[place])")),
                "The pairs are turned round: the left word comes first.",
            ),
            Wrong(
                "stops one pair early",
                edited(word_pairs, ("range(len(tokens) - 1)", "range(len(tokens) - 2)")),
                "The last pair is missing: there is one pair fewer than there are words.",
            ),
            Wrong(
                "skips a word",
                edited(
                    word_pairs,
                    (
                        "tokens[place + 1]) for place in range(len(tokens) - 1)",
                        "tokens[place + 2]) for place in range(len(tokens) - 2)",
                    ),
                ),
                "These words have another one between them. Neighbours are one place apart.",
            ),
            Wrong(
                "adds the pairs in the other direction",
                edited(
                    word_pairs,
                    (
                        "[(tokens[place], tokens[place + 1]) for place in range(len(tokens) - 1)]",
                        "[pair for place in range(len(tokens) - 1) for pair in ((tokens[place], tokens[place + "
                        "1]), (tokens[place + 1], tokens[place]))]",
                    ),
                ),
                "Each pair is there in both directions, so the order, which is what we are after, is lost.",
            ),
            Wrong(
                "pairs the first word with all",
                edited(word_pairs, ("(tokens[place], tokens[place + 1])", "(tokens[0], tokens[place + 1])")),
                "The first word is paired with all others. Each word goes with its right neighbour.",
            ),
            Wrong(
                "runs around the start",
                edited(
                    word_pairs,
                    ("(tokens[place], tokens[place + 1])", "(tokens[place - 1], tokens[place])"),
                    ("range(len(tokens) - 1)", "range(len(tokens))"),
                ),
                "The last word stands beside the first: place 0 has no word before it, and tokens[-1] is the last.",
            ),
        ),
    ),
    Function(
        name="calibration_error",
        lesson="05",
        minutes=6,
        stub=(3, 1),
        hints=(
            "inside = bins == number picks the predictions of one bin. Skip bins without any.",
            "The gap of a bin is abs(confidence[inside].mean() - correct[inside].mean()).",
            "Its share of all predictions is inside.mean(). Add up share times gap.",
        ),
        reference=calibration_error,
        after="It is 0 for a model that is right in 7 of 10 cases whenever it says 70 %.",
        alternatives=(weighted_by_counts,),
        cases=predictions,
        wrong=(
            Wrong(
                "stops at the first empty bin",
                edited(
                    calibration_error,
                    (
                        "        if inside.any():\n",
                        "        if not inside.any():\n            break\n        if inside.any():\n",
                    ),
                ),
                "This stops at the first bin without a prediction. Others follow: leave that bin out, and go on.",
            ),
            Wrong(
                "loses those that are quite sure",
                edited(
                    calibration_error,
                    (
                        "np.minimum((confidence * num_bins).astype(int), num_bins - 1)",
                        "(confidence * num_bins).astype(int)",
                    ),
                ),
                "A confidence of exactly 1.0 falls into no bin here, and is lost: it belongs to the last one.",
            ),
            Wrong(
                "counts every bin the same",
                edited(
                    calibration_error,
                    ("inside.mean() * abs", "abs"),
                    ("return error", "return error / len(np.unique(bins))"),
                ),
                "Each bin counts the same here. A bin with one prediction should count less than one with a hundred.",
            ),
            Wrong(
                "lets gaps cancel out",
                gaps_cancel,
                "This compares the two means over everything. A model that is too sure here and not sure enough there "
                "would look perfect: take the gap bin by bin.",
            ),
            Wrong(
                "measures errors instead of honesty",
                one_minus_accuracy,
                "This is the share of errors. A model may be wrong often and honest about it.",
            ),
            Wrong(
                "adds up gaps without their shares",
                edited(calibration_error, ("inside.mean() * abs", "abs")),
                "The gaps are right. Multiply each by the share of the predictions that lie in its bin.",
            ),
            Wrong(
                "takes the middle of the bin",
                edited(calibration_error, ("confidence[inside].mean()", "(number + 0.5) / num_bins")),
                "This takes the middle of the bin for its confidence. Take the mean of the confidences that are in it.",
            ),
            Wrong(
                "squares the gaps",
                edited(
                    calibration_error,
                    (
                        "error += inside.mean() * abs(confidence[inside].mean() - correct[inside].mean())",
                        "error += inside.mean() * (confidence[inside].mean() - correct[inside].mean()) ** 2",
                    ),
                ),
                "The gaps are squared, which makes small ones vanish. Take their absolute value.",
            ),
            Wrong(
                "takes the largest gap",
                edited(
                    calibration_error,
                    (
                        "error += inside.mean() * abs(confidence[inside].mean() - correct[inside].mean())",
                        "error = max(error, abs(confidence[inside].mean() - correct[inside].mean()))",
                    ),
                ),
                "This is the largest gap. The mean is needed, each bin weighted by its share.",
            ),
            Wrong(
                "keeps the sign",
                edited(
                    calibration_error,
                    (
                        "abs(confidence[inside].mean() - correct[inside].mean())",
                        "(confidence[inside].mean() - correct[inside].mean())",
                    ),
                ),
                "The gaps keep their sign, so that too sure and not sure enough cancel out. Take the absolute value.",
            ),
            Wrong(
                "overwrites earlier bins",
                edited(calibration_error, ("error += inside", "error = inside")),
                "Only the last bin is left: add the bins up, +=.",
            ),
            Wrong(
                "weighs by the number",
                edited(calibration_error, ("inside.mean() * abs", "inside.sum() * abs")),
                "The bins are weighted by their number of predictions. Their share is needed: divide by "
                "the number of all predictions.",
            ),
            Wrong(
                "divides by the number of bins",
                edited(
                    calibration_error,
                    (
                        "inside.mean() * abs(confidence[inside].mean() - correct[inside].mean())",
                        "abs(confidence[inside].mean() - correct[inside].mean()) / num_bins",
                    ),
                ),
                "Every bin counts the same, the empty ones, too: weight each by its share of the predictions.",
            ),
            Wrong(
                "takes single gaps",
                edited(
                    calibration_error,
                    (
                        "abs(confidence[inside].mean() - correct[inside].mean())",
                        "np.abs(confidence[inside] - correct[inside]).mean()",
                    ),
                ),
                "The gap is taken for each prediction. It is the gap between two means that counts, one gap per bin.",
            ),
            Wrong(
                "counts empty bins",
                edited(calibration_error, ("        if inside.any():\n            error", "        error")),
                "An empty bin has no mean, and nan comes out: skip bins without any prediction.",
            ),
            Wrong(
                "takes the lower edge of the bin",
                edited(calibration_error, ("confidence[inside].mean()", "number / num_bins")),
                "The lower edge of the bin stands for the confidence. Take the mean of the confidences that lie in it.",
            ),
            Wrong(
                "takes the median confidence",
                edited(calibration_error, ("confidence[inside].mean()", "np.median(confidence[inside])")),
                "This is the median confidence of the bin; the mean is asked for.",
            ),
            Wrong(
                "leaves out bins with a single prediction",
                edited(calibration_error, ("inside.any()", "inside.sum() > 1")),
                "Bins with a single prediction are left out. They count as well, with their small share.",
            ),
        ),
    ),
)
