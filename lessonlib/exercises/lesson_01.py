# mypy: allow-untyped-defs
"""The tasks of lesson 01 about vectors: their cosine, and the nearest of them."""

import numpy as np

from lessonlib.embeddings.similarity import make_keyed_vectors, nearest_neighbours
from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- the cosine ----


def cosine(u, v):
    return u @ v / np.sqrt((u @ u) * (v @ v))


def cosine_by_norms(u, v):
    return np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))


def cosine_of_unit_vectors(u, v):
    return (u / np.linalg.norm(u)) @ (v / np.linalg.norm(v))


def pairs_of_vectors():
    """Short vectors that can be worked out by hand, then two as long as those of the lesson."""
    rng = np.random.default_rng(1)
    return {
        "vectors at a right angle": (np.array([2.0, 0.0]), np.array([0.0, 3.0])),
        "a vector and one twice as long": (np.array([3.0, 4.0]), np.array([6.0, 8.0])),
        "opposite vectors": (np.array([1.0, 2.0]), np.array([-2.0, -4.0])),
        "a long vector and a short one, negative numbers among them": (
            np.array([-3.0, 0.0, 4.0]),
            np.array([0.0, -0.2, 0.1]),
        ),
        "two vectors of 100 numbers": (rng.normal(size=100), rng.normal(size=100)),
    }


# ---- nearest neighbours ----


def nearest(word, words, vectors, n=3):
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = units @ units[words.index(word)]
    ranked = np.argsort(-cosines)
    return [words[row] for row in ranked if words[row] != word][:n]


def takes_the_word_off_one_list(word, words, vectors, n=3):
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = units @ units[words.index(word)]
    others = [other for other in words if other != word]
    return [other for cosine, other in sorted(zip(cosines, others, strict=False), reverse=True)[:n]]


def nearest_by_the_library(word, words, vectors, n=3):
    return [found for found, cosine in nearest_neighbours(make_keyed_vectors(words, vectors), word, n)]


def nearest_by_straight_distance(word, words, vectors, n=3):
    distances = np.linalg.norm(vectors - vectors[words.index(word)], axis=1)
    return [words[row] for row in np.argsort(distances) if words[row] != word][:n]


def as_list(found):
    return found.tolist() if isinstance(found, np.ndarray) else found


def tables_of_vectors():
    """Four words on a plane, of different lengths; twenty random vectors."""
    rng = np.random.default_rng(3)
    plane = np.array([[1.0, 0.0], [5.0, 5.0], [0.2, 0.1], [-1.0, 0.5]])
    names = [f"word{number}" for number in range(20)]
    vectors = rng.normal(size=(20, 5)) * rng.uniform(0.2, 5, size=(20, 1))
    return {
        "four words on a plane": ("cat", ["cat", "king", "dog", "sea"], plane, 2),
        "twenty random vectors": ("word7", names, vectors, 6),
        "the same without n": ("word11", names, vectors),
        "all other words": ("sea", ["cat", "king", "dog", "sea"], plane, 3),
        "a word before it that points exactly the same way": (
            "dog",
            ["wolf", "dog", "ship"],
            np.array([[3.0, 0.0], [1.0, 0.0], [1.0, 1.0]]),
            1,
        ),
        "a word after it that points exactly the same way": (
            "wolf",
            ["wolf", "dog", "ship"],
            np.array([[3.0, 0.0], [1.0, 0.0], [1.0, 1.0]]),
            1,
        ),
    }


TASKS = (
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
                edited(cosine, (" / np.sqrt((u @ u) * (v @ v))", "")),
                "This is the dot product alone: it grows when a vector gets longer. Divide by both lengths.",
            ),
            Wrong(
                "divides by the squared lengths",
                edited(cosine, ("np.sqrt((u @ u) * (v @ v))", "((u @ u) * (v @ v))")),
                "This divides by the squared lengths: u @ u is the square of the length. Take the root.",
            ),
            Wrong(
                "adds the lengths",
                edited(cosine, ("np.sqrt((u @ u) * (v @ v))", "(np.linalg.norm(u) + np.linalg.norm(v))")),
                "This divides by the sum of the two lengths: each of them stretches the dot product by its own factor, "
                "so divide by their product.",
            ),
            Wrong(
                "divides by one length only",
                edited(cosine, ("np.sqrt((u @ u) * (v @ v))", "np.linalg.norm(u)")),
                "This divides by the length of one vector. The other's is still in the result: divide by both.",
            ),
            Wrong(
                "gives the distance",
                edited(cosine, ("return u @ v", "return 1 - u @ v")),
                "This is the cosine distance, 1 minus the cosine: 0 for the same direction. "
                "The cosine itself is needed.",
            ),
            Wrong(
                "takes np.cos",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "np.cos(u @ v)")),
                "np.cos expects an angle. Here the cosine comes from the two vectors themselves: their dot "
                "product, divided by both lengths.",
            ),
            Wrong(
                "gives the angle",
                edited(
                    cosine,
                    (
                        "u @ v / np.sqrt((u @ u) * (v @ v))",
                        "np.arccos(np.clip(u @ v / np.sqrt((u @ u) * (v @ v)), -1, 1))",
                    ),
                ),
                "This is the angle itself. Its cosine is needed, which is the fraction before arccos.",
            ),
            Wrong(
                "multiplies number by number",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "u * v / np.sqrt((u @ u) * (v @ v))")),
                "This multiplies the vectors number by number and leaves the products apart. The dot "
                "product adds them up: u @ v.",
            ),
            Wrong(
                "counts numbers for the length",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "u @ v / (len(u) * len(v))")),
                "len(u) counts the numbers of a vector. Its length on paper is the root of u @ u.",
            ),
            Wrong(
                "divides, then multiplies",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "u @ v / np.sqrt(u @ u) * np.sqrt(v @ v)")),
                "Division and multiplication go from left to right, so the second length is multiplied "
                "with. Put brackets around the product of the lengths.",
            ),
            Wrong(
                "takes one root only",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "u @ v / (np.sqrt(u @ u) * (v @ v))")),
                "One of the two lengths is squared: both need their root.",
            ),
            Wrong(
                "measures the straight distance",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "np.linalg.norm(u - v)")),
                "This is the straight distance between the tips of the vectors. The cosine looks at the "
                "angle between them.",
            ),
            Wrong(
                "gives the absolute value",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "abs(u @ v) / np.sqrt((u @ u) * (v @ v))")),
                "The sign is lost: opposite vectors have the cosine -1, so abs has no place here.",
            ),
            Wrong(
                "divides by one length squared",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "u @ v / (u @ u)")),
                "This divides by the squared length of one vector. Divide by the length of each, once.",
            ),
            Wrong(
                "adds up the numbers for a length",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "u @ v / (np.abs(u).sum() * np.abs(v).sum())")),
                "The length is not the sum of the numbers: it is the root of the sum of their squares.",
            ),
            Wrong(
                "divides by the length of the sum",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "u @ v / np.linalg.norm(u + v)")),
                "This divides by the length of u + v. Each of the two has a length of its own: divide by both.",
            ),
            Wrong(
                "makes each add up to 1",
                edited(cosine, ("u @ v / np.sqrt((u @ u) * (v @ v))", "(u / u.sum()) @ (v / v.sum())")),
                "u / u.sum() makes the numbers add up to 1, which is not a length of 1: divide by the length.",
            ),
            Wrong(
                "takes the correlation",
                edited(cosine, ("return u", "u, v = u - u.mean(), v - v.mean()\n    return u")),
                "This is the correlation: it takes the mean off each vector first. The cosine takes them as they are.",
            ),
            Wrong(
                "takes np.cos of the cosine",
                edited(
                    cosine,
                    ("return u @ v / np.sqrt((u @ u) * (v @ v))", "return np.cos(u @ v / np.sqrt((u @ u) * (v @ v)))"),
                ),
                "The fraction is the cosine already. np.cos would be for an angle.",
            ),
        ),
    ),
    Function(
        name="nearest",
        lesson="01",
        minutes=6,
        stub=(1, 2),
        hints=(
            "The cosines of one word with all words are one product: units @ units[words.index(word)].",
            "np.argsort sorts from the smallest to the largest; np.argsort(-cosines) gives the rows from the highest "
            "cosine to the lowest.",
            "Turn rows into words, leave out the word itself (its cosine is 1), and cut the list after n.",
        ),
        reference=nearest,
        after="One product and one sort: this is all that a search for neighbours does.",
        alternatives=(nearest_by_the_library,),
        cases=tables_of_vectors,
        settled=as_list,
        wrong=(
            Wrong(
                "gives the nearest last",
                edited(
                    nearest,
                    ("np.argsort(-cosines)", "np.argsort(cosines)[-n - 1 : -1]"),
                    ("[words[row] for row in ranked if words[row] != word][:n]", "[words[row] for row in ranked]"),
                ),
                "The right end of the ranking, but the nearest stands last: turn it round.",
            ),
            Wrong(
                "takes the size of the cosine",
                edited(nearest, ("np.argsort(-cosines)", "np.argsort(abs(cosines))[::-1]")),
                "A word that points the opposite way counts as near here. Keep the sign of the cosine.",
            ),
            Wrong(
                "takes the word off one list only",
                takes_the_word_off_one_list,
                "The word was taken off one list, its cosine is still in the other: from there on, words and cosines "
                "do not belong together.",
            ),
            Wrong(
                "counts the word as its own neighbour",
                edited(nearest, (" if words[row] != word", "")),
                "The word itself comes first, with a cosine of 1. Leave it out.",
            ),
            Wrong(
                "sorts upwards",
                edited(nearest, ("np.argsort(-cosines)", "np.argsort(cosines)")),
                "These are the words that are farthest away: np.argsort begins with the smallest cosine.",
            ),
            Wrong(
                "compares dot products",
                edited(nearest, ("vectors / np.linalg.norm(vectors, axis=1, keepdims=True)", "vectors")),
                "Long vectors win here, since these are dot products. Use the rows of length 1, so that only "
                "directions count.",
            ),
            Wrong(
                "measures straight distances",
                nearest_by_straight_distance,
                "This ranks by the straight distance between the tips of the vectors, which depends on their lengths. "
                "Rank by the cosine.",
            ),
            Wrong(
                "returns row numbers",
                edited(nearest, ("[words[row] for row", "[int(row) for row")),
                "These are the numbers of the right rows. Look up the words: words[row].",
            ),
            Wrong(
                "leaves out the first of the ranking",
                edited(
                    nearest,
                    (
                        "[words[row] for row in ranked if words[row] != word][:n]",
                        "[words[row] for row in ranked][1 : n + 1]",
                    ),
                ),
                "This leaves out whichever word comes first. That need not be the word itself: another may "
                "point exactly the same way. Leave the word out by its name.",
            ),
            Wrong(
                "gives one word too few",
                edited(
                    nearest,
                    (
                        "[words[row] for row in ranked if words[row] != word][:n]",
                        "[words[row] for row in ranked if words[row] != word][: n - 1]",
                    ),
                ),
                "There is one word too few: n words are to be left after the word itself has gone, so "
                "leave it out before you cut the list.",
            ),
            Wrong(
                "cuts before the word is out",
                edited(nearest, ("in ranked if words[row] != word][:n]", "in ranked[:n] if words[row] != word]")),
                "The list is cut while the word itself is still in it, so one is missing: leave it out first.",
            ),
            Wrong(
                "always gives three",
                edited(
                    nearest,
                    (
                        "[words[row] for row in ranked if words[row] != word][:n]",
                        "[words[row] for row in ranked if words[row] != word][:3]",
                    ),
                ),
                "There are three words whatever n says: use the argument `n`.",
            ),
            Wrong(
                "adds the cosines",
                edited(
                    nearest,
                    (
                        "[words[row] for row in ranked if words[row] != word][:n]",
                        "[(words[row], cosines[row]) for row in ranked if words[row] != word][:n]",
                    ),
                ),
                "These are the right words, each with its cosine. Only the words are asked for.",
            ),
            Wrong(
                "gives the cosines",
                edited(
                    nearest,
                    (
                        "[words[row] for row in ranked if words[row] != word][:n]",
                        "[cosines[row] for row in ranked if words[row] != word][:n]",
                    ),
                ),
                "These are the cosines of the right words. Look the words up: words[row].",
            ),
            Wrong(
                "keeps all words",
                edited(
                    nearest,
                    (
                        "[words[row] for row in ranked if words[row] != word][:n]",
                        "[words[row] for row in ranked if words[row] != word]",
                    ),
                ),
                "The order is right, but all the words are in it: stop after n.",
            ),
        ),
    ),
)
