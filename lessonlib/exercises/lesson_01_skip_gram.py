# mypy: allow-untyped-defs
"""The tasks of lesson 01 about skip-gram with negative sampling: the gradient, and one pass over a text."""

import numpy as np

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- what the notebook gives ----


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def pair_loss(v, u, label):
    """How wrong the guesses for one target are: v (dim,), u (rows, dim), label (rows,) of 1 and 0."""
    guess = sigmoid(u @ v)
    return -np.log(np.where(label == 1, guess, 1 - guess)).sum()


# ---- the gradient ----


def gradient(v, u, label):
    error = sigmoid(u @ v) - label
    return error @ u, np.outer(error, v)


def gradient_written_out(v, u, label):
    for_v, for_u = np.zeros_like(v), np.zeros_like(u)
    for row in range(len(u)):
        error = sigmoid(u[row] @ v) - label[row]
        for_v += error * u[row]
        for_u[row] = error * v
    return for_v, for_u


def gradient_by_differences(v, u, label, step=1e-5):
    for_v, for_u = np.zeros_like(v), np.zeros_like(u)
    for place in range(len(v)):
        up, down = v.copy(), v.copy()
        up[place] += step
        down[place] -= step
        for_v[place] = (pair_loss(up, u, label) - pair_loss(down, u, label)) / (2 * step)
    for entry in np.ndindex(*u.shape):
        up, down = u.copy(), u.copy()
        up[entry] += step
        down[entry] -= step
        for_u[entry] = (pair_loss(v, up, label) - pair_loss(v, down, label)) / (2 * step)
    return for_v, for_u


def targets_with_company():
    """A target that knows nothing yet, one with company that can be worked out by hand, and a random one."""
    rng = np.random.default_rng(2)
    return {
        "a target of zeros": (np.zeros(2), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([1.0, 0.0])),
        "a true pair and one that was drawn": (
            np.array([1.0, 2.0]),
            np.array([[2.0, -1.0], [0.5, 0.5]]),
            np.array([1.0, 0.0]),
        ),
        "one true pair only": (np.array([0.5, -1.0, 2.0]), np.array([[1.0, 1.0, -0.5]]), np.array([1.0])),
        "two that were drawn before two true ones": (
            rng.normal(size=3),
            rng.normal(size=(4, 3)),
            np.array([0.0, 0.0, 1.0, 1.0]),
        ),
        "a true pair and five that were drawn": (
            rng.normal(size=4),
            rng.normal(size=(6, 4)),
            np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        ),
    }


# ---- one pass over the pairs ----


def skip_gram_epoch(v, u, pairs, negatives, rate):
    """One pass of skip-gram with negative sampling, pair by pair; the given vectors stay as they are.

    v, u: the target and the context vectors, float64 (words, dim); pairs: rows of a target and a context word, int
    (pairs, 2); negatives: the words drawn for each pair, int (pairs, draws); rate: the length of a step.
    Returns the moved v, the moved u, and the mean loss of a pair, each measured before its step.
    """
    v, u = v.copy(), u.copy()
    total = 0.0
    for (target, context), drawn in zip(pairs, negatives):
        rows = np.array([context, *drawn])
        label = np.array([1.0] + [0.0] * len(drawn))
        total += pair_loss(v[target], u[rows], label)
        for_v, for_u = gradient(v[target], u[rows], label)
        v[target] -= rate * for_v
        np.subtract.at(u, rows, rate * for_u)
    return v, u, total / len(pairs)


def small_trainings():
    """One pair; a pair whose draws repeat a word; a longer pass over random pairs."""
    rng = np.random.default_rng(4)
    v, u = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return {
        "one pair": (v, u, np.array([[0, 1]]), np.array([[2]]), 0.5),
        "one pair, with the same word drawn twice": (v, u, np.array([[0, 1]]), np.array([[2, 2]]), 0.5),
        "one pair, with its own context drawn": (v, u, np.array([[2, 0]]), np.array([[0, 1]]), 0.5),
        "four targets and seven contexts, one draw for each pair": (
            rng.normal(size=(4, 2)),
            rng.normal(size=(7, 2)),
            np.column_stack([rng.integers(4, size=9), rng.integers(7, size=9)]),
            rng.integers(7, size=(9, 1)),
            0.3,
        ),
        "thirty random pairs, three draws for each": (
            rng.normal(size=(6, 3)),
            rng.normal(size=(6, 3)),
            rng.integers(6, size=(30, 2)),
            rng.integers(6, size=(30, 3)),
            0.1,
        ),
    }


TASKS = (
    Function(
        name="gradient",
        lesson="01",
        minutes=12,
        stub=(1, 3),
        hints=(
            "Call the error of a row its guess minus its label: error = sigmoid(u @ v) - label. It is what the loss of "
            "that row gains when the score u @ v grows by a little.",
            "The score of a row is u[row] @ v. When v changes, the score changes by u[row]; when u[row] changes, "
            "by v. Multiply by the error.",
            "For v, add up error times row over all rows: error @ u. For u, each row gets its own error times v: "
            "np.outer(error, v).",
        ),
        reference=gradient,
        after="Guess minus label, times the other vector: lesson 03 trains its classifier by the same rule.",
        alternatives=(gradient_written_out, gradient_by_differences),
        cases=targets_with_company,
        wrong=(
            Wrong(
                "takes the mean for v only",
                edited(gradient, ("return error @ u,", "return error @ u / len(u),")),
                "The slopes of u are right. That of v is the sum over the rows, not their mean.",
            ),
            Wrong(
                "multiplies each with itself",
                edited(
                    gradient,
                    ("error @ u, np.outer(error, v)", "error.sum() * v, error[:, None] * u"),
                ),
                "Each vector is multiplied with its own error here. How a score u @ v grows with one of the two is "
                "told by the other one.",
            ),
            Wrong(
                "learns from the true companion only",
                edited(gradient, ("return error @ u,", "return (error * label) @ u,")),
                "The target learns from its true companion alone here. The drawn words push it away: they count, too.",
            ),
            Wrong(
                "takes label minus guess",
                edited(gradient, ("sigmoid(u @ v) - label", "label - sigmoid(u @ v)")),
                "All signs are turned round: this points downhill. The gradient points uphill; the step against it "
                "comes later.",
            ),
            Wrong(
                "forgets the label",
                edited(gradient, (" - label", "")),
                "This treats the true pair like a drawn one, so that all pairs are pushed apart. The error is the "
                "guess minus the label.",
            ),
            Wrong(
                "forgets the sigmoid",
                edited(gradient, ("sigmoid(u @ v)", "u @ v")),
                "The guess is a probability: send the dot products through the sigmoid before you compare them with "
                "the labels.",
            ),
            Wrong(
                "returns the two parts in the wrong order",
                edited(gradient, ("error @ u, np.outer(error, v)", "np.outer(error, v), error @ u")),
                "Both parts are right, and in the wrong order: first the one for v, then the one for u.",
            ),
            Wrong(
                "differentiates a squared error",
                edited(
                    gradient,
                    (
                        "error = sigmoid(u @ v) - label",
                        "guess = sigmoid(u @ v)\n    error = (guess - label) * guess * (1 - guess)",
                    ),
                ),
                "This is the gradient of a squared error. The loss here is a logarithm, and its slope cancels the "
                "slope of the sigmoid: only guess minus label is left.",
            ),
            Wrong(
                "takes the mean over the rows",
                edited(gradient, ("sigmoid(u @ v) - label", "(sigmoid(u @ v) - label) / len(label)")),
                "The loss is the sum over the rows, not their mean: do not divide.",
            ),
            Wrong(
                "multiplies errors and rows number by number",
                edited(gradient, ("error @ u", "error * u")),
                "For v, error * u multiplies number by number and adds nothing up. Each row of u counts with its own "
                "error, and the rows are added: error @ u.",
            ),
            Wrong(
                "turns the slopes of u round",
                edited(gradient, ("np.outer(error, v)", "np.outer(v, error)")),
                "The part for u is turned round: it needs one row per row of u, the error of that row times v.",
            ),
            Wrong(
                "adds up along the rows",
                edited(gradient, ("error @ u", "(error[:, None] * u).sum(axis=1)")),
                "The part for v is added up along each row. It is the rows that are added up: one number "
                "per dimension is left.",
            ),
            Wrong(
                "does not add up",
                edited(gradient, ("error @ u", "error[:, None] * u")),
                "The part for v has one row per word still: the target takes part in all of them, so add the rows up.",
            ),
            Wrong(
                "multiplies without a new axis",
                edited(gradient, ("np.outer(error, v)", "error * v")),
                "For u, error * v multiplies number by number. Each row of u needs its own error times all "
                "of v: np.outer(error, v).",
            ),
            Wrong(
                "uses u for both",
                edited(gradient, ("np.outer(error, v)", "error[:, None] * u")),
                "The slope of a row of u holds v, not the row itself: the error of the row times v.",
            ),
            Wrong(
                "uses v for both",
                edited(gradient, ("error @ u", "error.sum() * v")),
                "The slope for v holds the rows of u, each times its error, not v itself.",
            ),
            Wrong(
                "takes the step, too",
                edited(
                    gradient,
                    (
                        "return error @ u, np.outer(error, v)",
                        "return v - 0.1 * (error @ u), u - 0.1 * np.outer(error, v)",
                    ),
                ),
                "These are the vectors after a step. The gradient alone is needed; the step against it comes later.",
            ),
            Wrong(
                "forgets the sigmoid's input",
                edited(gradient, ("sigmoid(u @ v)", "sigmoid(u.sum(axis=1))")),
                "The guess comes from the dot products of the rows with v: sigmoid(u @ v).",
            ),
            Wrong(
                "multiplies the sums",
                edited(gradient, ("error @ u,", "error.sum() * u.sum(axis=0),")),
                "For v, errors and rows are added up first and multiplied then. Multiply each error with its own row, "
                "and add that up.",
            ),
            Wrong(
                "takes the sigmoid of each product",
                edited(
                    gradient,
                    ("error = sigmoid(u @ v) - label", "error = sigmoid(u * v) - label[:, None]"),
                    ("return error @ u, np.outer(error, v)", "return (error * u).sum(axis=0), error * v"),
                ),
                "The sigmoid is taken of each product. A row has one score, the sum of its products (u @ v), and so "
                "one guess.",
            ),
            Wrong(
                "gives all rows of u the same slopes",
                edited(gradient, ("np.outer(error, v)", "np.outer(np.full(len(u), error.sum()), v)")),
                "All rows of u get the same slopes. Errors are added up for v alone; each row of u has an error of its "
                "own.",
            ),
        ),
    ),
    Function(
        name="skip_gram_epoch",
        lesson="01",
        minutes=8,
        stub=(7, 2),
        hints=(
            "A step goes against the gradient: new = old - rate * gradient.",
            "v[target] is one row. u[rows] are several, and the same word may be among them twice: what does "
            "u[rows] -= ... do with the first of its two moves?",
            "np.subtract.at(table, rows, moves) subtracts every move, also when a row is named twice.",
        ),
        reference=skip_gram_epoch,
        after="This is the whole of skip-gram: guess, compare, and move a little. The rest is speed.",
        alternatives=(
            edited(
                skip_gram_epoch,
                (
                    "np.subtract.at(u, rows, rate * for_u)",
                    "for row, move in zip(rows, for_u):\n            u[row] -= rate * move",
                ),
            ),
        ),
        cases=small_trainings,
        wrong=(
            Wrong(
                "takes one step at the end",
                edited(
                    skip_gram_epoch,
                    ("v, u = v.copy(), u.copy()", "v, u, moved_v, moved_u = v, u, v.copy(), u.copy()"),
                    ("v[target] -= rate", "moved_v[target] -= rate"),
                    ("subtract.at(u,", "subtract.at(moved_u,"),
                    ("return v, u,", "return moved_v, moved_u,"),
                ),
                "All gradients are taken where the vectors were at the beginning. Each pair makes its step at once, "
                "and the next one starts from there.",
            ),
            Wrong(
                "climbs instead of descending",
                edited(skip_gram_epoch, ("v[target] -= rate", "v[target] += rate"), ("np.subtract.at", "np.add.at")),
                "The vectors move with the gradient, and so the loss grows. Go against it: subtract.",
            ),
            Wrong(
                "moves a repeated row only once",
                edited(skip_gram_epoch, ("np.subtract.at(u, rows, rate * for_u)", "u[rows] -= rate * for_u")),
                "A word that was drawn twice has moved only once: u[rows] -= ... writes both results to the same "
                "place, and the second one wins. np.subtract.at counts both.",
            ),
            Wrong(
                "forgets the rate",
                edited(skip_gram_epoch, ("rate * for_v", "for_v"), ("rate * for_u", "for_u")),
                "Each step is as long as the gradient itself: multiply it by the rate.",
            ),
            Wrong(
                "forgets the rate of the target",
                edited(skip_gram_epoch, ("rate * for_v", "for_v")),
                "The step of the target is as long as its gradient: multiply for_v by the rate, too.",
            ),
            Wrong(
                "forgets the rate of the context",
                edited(skip_gram_epoch, ("rate * for_u", "for_u")),
                "The steps of the context words are as long as their gradients: multiply for_u by the rate, too.",
            ),
            Wrong(
                "takes the gradient again after the target moved",
                edited(
                    skip_gram_epoch,
                    (
                        "        np.subtract.at(u,",
                        "        for_u = gradient(v[target], u[rows], label)[1]\n        np.subtract.at(u,",
                    ),
                ),
                "v is right, u is not: its step was computed from the v that had moved already. Both steps belong to "
                "the gradient from before.",
            ),
            Wrong(
                "moves the targets only",
                edited(skip_gram_epoch, ("        np.subtract.at(u, rows, rate * for_u)\n", "")),
                "Only the target's vector has moved. The context vectors learn in the same step: they have a gradient, "
                "too.",
            ),
            Wrong(
                "moves all targets",
                edited(skip_gram_epoch, ("v[target] -= rate * for_v", "v -= rate * for_v")),
                "This moves every row of v. Only the target of the pair takes a step: v[target].",
            ),
            Wrong(
                "divides the step by the pairs",
                edited(
                    skip_gram_epoch,
                    ("v[target] -= rate * for_v", "v[target] -= rate * for_v / len(pairs)"),
                    ("rate * for_u)", "rate * for_u / len(pairs))"),
                ),
                "The steps are divided by the number of pairs. Every pair takes a step of its own, of the whole rate.",
            ),
            Wrong(
                "looks gradients up by word",
                edited(
                    skip_gram_epoch,
                    (
                        "np.subtract.at(u, rows, rate * for_u)",
                        "for row in rows:\n            u[row] -= rate * for_u[row]",
                    ),
                ),
                "for_u has one row per word of this pair, not per word of the vocabulary: its rows go with "
                "`rows` in order, not with the numbers in it.",
            ),
            Wrong(
                "moves the true context only",
                edited(skip_gram_epoch, ("np.subtract.at(u, rows, rate * for_u)", "u[context] -= rate * for_u[0]")),
                "Only the true context moves. The words that were drawn take their step as well: all of `rows`.",
            ),
            Wrong(
                "moves the contexts only",
                edited(skip_gram_epoch, ("        v[target] -= rate * for_v\n", "")),
                "Only u moves. The target takes a step as well: v[target].",
            ),
            Wrong(
                "moves v uphill",
                edited(skip_gram_epoch, ("v[target] -=", "v[target] +=")),
                "v climbs while u descends: both go against their gradient.",
            ),
            Wrong(
                "replaces instead of moving",
                edited(skip_gram_epoch, ("v[target] -= rate * for_v", "v[target] = -rate * for_v")),
                "The vector of the target is replaced by its step. A step is added to where it stands: -=.",
            ),
            Wrong(
                "moves u uphill",
                edited(skip_gram_epoch, ("np.subtract.at(u, rows, rate * for_u)", "np.add.at(u, rows, rate * for_u)")),
                "v goes downhill, but the rows of u go uphill: their step is subtracted as well.",
            ),
            Wrong(
                "divides the steps by the rows",
                edited(
                    skip_gram_epoch,
                    ("rate * for_v", "rate * for_v / len(rows)"),
                    ("rate * for_u", "rate * for_u / len(rows)"),
                ),
                "The steps are divided by how many words are compared. The loss of a pair is a sum: take its gradient "
                "as it is.",
            ),
        ),
    ),
)
