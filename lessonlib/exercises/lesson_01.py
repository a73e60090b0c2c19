# mypy: allow-untyped-defs
"""The tasks of lesson 01."""

import numpy as np

from lessonlib.exercises.answers import Choice, Order
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong


def cosine(u, v):
    return u @ v / np.sqrt((u @ u) * (v @ v))


def cosine_by_norms(u, v):
    return np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))


def cosine_of_unit_vectors(u, v):
    return (u / np.linalg.norm(u)) @ (v / np.linalg.norm(v))


def dot_product(u, v):
    return u @ v


def divided_by_squares(u, v):
    return u @ v / ((u @ u) * (v @ v))


def divided_by_sum_of_lengths(u, v):
    return u @ v / (np.linalg.norm(u) + np.linalg.norm(v))


def divided_once(u, v):
    return u @ v / np.linalg.norm(u)


def cosine_distance(u, v):
    return 1 - u @ v / (np.linalg.norm(u) * np.linalg.norm(v))


def pairs_of_vectors():
    """Short vectors that can be worked out by hand, then two as long as those of the lesson."""
    rng = np.random.default_rng(1)
    return {
        "vectors at a right angle": (np.array([2.0, 0.0]), np.array([0.0, 3.0])),
        "a vector and one twice as long": (np.array([3.0, 4.0]), np.array([6.0, 8.0])),
        "opposite vectors": (np.array([1.0, 2.0]), np.array([-2.0, -4.0])),
        "two vectors of 100 numbers": (rng.normal(size=100), rng.normal(size=100)),
    }


TASKS = (
    Choice(
        name="nearest_to_cat",
        lesson="01",
        minutes=1,
        hints=(
            "Write the one-hot vectors of cat, dog and banana under each other: where are their ones?",
            "No two words have their one in the same place. What is the dot product of any two different rows?",
        ),
        reference="c",
        after="One-hot vectors tell words apart and say nothing about how alike they are.",
        wrong=(
            Wrong(
                "reads meaning into one-hot vectors",
                "a",
                "You know that cats and dogs are alike; a one-hot vector does not. It holds a single 1, and its place "
                "says only which word of the list it is.",
            ),
            Wrong(
                "takes places in the list for a distance",
                "b",
                "Next to each other in the list is not near: the cosine looks at which places hold a 1, not at how far "
                "apart these places are.",
            ),
        ),
    ),
    Function(
        name="cosine",
        lesson="01",
        minutes=5,
        hints=(
            "The dot product u @ v grows with the lengths of both vectors. The cosine must not: divide them out.",
            "The length of u is the square root of u @ u; np.linalg.norm(u) is the same.",
            "Dot product, divided by the product of both lengths.",
        ),
        reference=cosine,
        after="Whatever the lengths of the vectors, it lies between -1 and 1: only the direction counts.",
        alternatives=(cosine_by_norms, cosine_of_unit_vectors),
        cases=pairs_of_vectors,
        wrong=(
            Wrong(
                "forgets to divide",
                dot_product,
                "This is the dot product alone: it grows when a vector gets longer. Divide by both lengths.",
            ),
            Wrong(
                "divides by the squared lengths",
                divided_by_squares,
                "This divides by the squared lengths: u @ u is the square of the length. Take the root.",
            ),
            Wrong(
                "adds the lengths",
                divided_by_sum_of_lengths,
                "This divides by the sum of the two lengths: each of them stretches the dot product by its own factor, "
                "so divide by their product.",
            ),
            Wrong(
                "divides by one length only",
                divided_once,
                "This divides by the length of one vector. The other's is still in the result: divide by both.",
            ),
            Wrong(
                "gives the distance",
                cosine_distance,
                "This is the cosine distance, 1 less the cosine: 0 for the same direction. "
                "The cosine itself is needed.",
            ),
        ),
    ),
    Order(
        name="from_text_to_pairs",
        lesson="01",
        minutes=2,
        hints=(
            "Which step needs capitals and full stops, and which one throws them away?",
            "Two words on either side of a full stop are no company. And a word that is left out should not take up "
            "room in anybody's window.",
        ),
        reference="bdac",
        after="Each step uses up something that the steps before it still need: that settles the order.",
        wrong=(
            Wrong(
                "cleans before it splits",
                "db",
                "Once the text is in lower case and without its full stops, nothing shows any more where a "
                "sentence ends.",
            ),
            Wrong(
                "takes pairs across sentences or from raw text",
                "cd",
                "Pairs are made of words: the text must have been cut into sentences and words before.",
            ),
            Wrong(
                "takes pairs before rare words are dropped",
                "ca",
                "Taken first, the pairs still hold the rare words, and those fill places in the windows of others.",
            ),
            Wrong(
                "counts words before there are any",
                "ad",
                "Rare words are found by counting words: before there are words, there is nothing to count.",
            ),
        ),
    ),
)
