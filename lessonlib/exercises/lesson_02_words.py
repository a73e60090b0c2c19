# mypy: allow-untyped-defs
"""The tasks of lesson 02 about single words: solve an analogy, tell two senses of a word apart."""

import numpy as np

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong


def unit_rows(rng, rows, columns):
    """Random vectors of length 1, one per row."""
    vectors = rng.normal(size=(rows, columns))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


# ---- an analogy ----


def solve_analogy(units, words, a, b, c):
    row = {word: place for place, word in enumerate(words)}
    point = units[row[b]] - units[row[a]] + units[row[c]]
    cosines = units @ point
    cosines[[row[a], row[b], row[c]]] = -np.inf
    return words[np.argmax(cosines)]


def solve_by_search(units, words, a, b, c):
    row = {word: place for place, word in enumerate(words)}
    point = units[row[b]] - units[row[a]] + units[row[c]]
    for place in np.argsort(-(units @ point)):
        if words[place] not in (a, b, c):
            return words[place]


def small_vocabularies():
    """Five words on a plane, which can be followed on paper, then many words in many dimensions."""
    names = ["man", "woman", "king", "queen", "apple"]
    # On the half circle, in degrees: queen lies near king - man + woman, and king itself nearer still.
    angles = np.radians([10.0, 30.0, 60.0, 95.0, 200.0])
    plane = np.column_stack([np.cos(angles), np.sin(angles)])
    far = {
        "the same question, all other words far away": (names, [200.0, 260.0, 160.0, 340.0, 130.0]),
        "the same, in another order": (["woman", "king", "man", "queen", "apple"], [270.0, 340.0, 80.0, 100.0, 120.0]),
    }
    rng = np.random.default_rng(2)
    many = [f"word {place}" for place in range(40)]
    cases = {"man is to king as woman is to ..., five words on a plane": (plane, names, "man", "king", "woman")}
    for tried, (order, degrees) in far.items():
        angles = np.radians(degrees)
        cases[tried] = (np.column_stack([np.cos(angles), np.sin(angles)]), order, "man", "king", "woman")
    close = np.radians([0.0, 10.0, -10.0, 170.0, 200.0])  # the words of the question, and two that point away from them
    away = np.column_stack([np.cos(close), np.sin(close)])
    cases["the first word of the question is the nearest"] = (away, names, "man", "woman", "king")
    for number in range(3):
        a, b, c = (many[place] for place in rng.choice(40, size=3, replace=False))
        cases[f"40 random words, question {number + 1}"] = (unit_rows(rng, 40, 8), many, a, b, c)
    return cases


# ---- one vector for two senses ----


def which_sense(context, senses):
    middle = context.mean(axis=0)
    lengths = np.linalg.norm(senses, axis=1)
    return int(np.argmax(senses @ middle / lengths))


def which_sense_by_sum(context, senses):
    units = senses / np.linalg.norm(senses, axis=1, keepdims=True)
    return int(np.argmax(units @ context.sum(axis=0)))


def contexts():
    """Words around an ambiguous word, and two or three senses, some of them with longer vectors than others."""
    rng = np.random.default_rng(4)
    cases = {
        "two words beside the first of two senses": (
            np.array([[1.0, 0.0], [0.8, 0.6]]),
            np.array([[1.0, 0.2], [0.0, 1.0]]),
        ),
        "the same words, the second sense with a vector five times as long": (
            np.array([[1.0, 0.0], [0.8, 0.6]]),
            np.array([[1.0, 0.2], [0.0, 5.0]]),
        ),
        "a single word, and the third of three senses": (
            np.array([[0.0, -1.0]]),
            np.array([[1.0, 0.5], [-1.0, 0.1], [0.3, -2.0]]),
        ),
        "a long vector outweighs two short ones": (np.array([[3.0, 0.0], [0.0, 1.0], [0.1, 1.0]]), np.eye(2)),
        "a first word that misleads": (np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]), np.eye(2)),
        "both senses point away, the second one less": (np.array([[1.0, 0.0]]), np.array([[-1.0, 0.0], [-1.0, 1.0]])),
    }
    for number in range(3):
        lengths = np.array([[1.0], [2.0], [4.0]])
        cases[f"five random words and three senses, {number + 1}"] = (
            unit_rows(rng, 5, 6),
            unit_rows(rng, 3, 6) * lengths,
        )
    return cases


TASKS = (
    Function(
        name="solve_analogy",
        lesson="02",
        minutes=6,
        stub=(3, 2),
        hints=(
            "Man is to king as woman is to ...: start at king (b), take man away (a), add woman (c).",
            "The row of a word: units[row[b]]. To keep a word from winning, give it a cosine below any other: -np.inf.",
        ),
        reference=solve_analogy,
        after="All of it is one sum, one product with the whole table, and a rule about who may win.",
        alternatives=(solve_by_search,),
        cases=small_vocabularies,
        wrong=(
            Wrong(
                "lets the words of the question win",
                edited(solve_analogy, ("    cosines[[row[a], row[b], row[c]]] = -np.inf\n", "")),
                "The three words of the question may not win: set their cosines to -np.inf before you look for the "
                "largest. (What happens without that rule comes next.)",
            ),
            Wrong(
                "walks from king to man",
                edited(solve_analogy, ("units[row[b]] - units[row[a]]", "units[row[a]] - units[row[b]]")),
                "This takes b away and adds a. The step leads from a to b, so it is b minus a; it is then taken from "
                "c.",
            ),
            Wrong(
                "adds all three",
                edited(solve_analogy, ("- units[row[a]]", "+ units[row[a]]")),
                "This adds all three vectors. The first word must be taken away: what man and king share should "
                "cancel.",
            ),
            Wrong(
                "takes the smallest cosine",
                edited(solve_analogy, ("= -np.inf", "= np.inf"), ("np.argmax", "np.argmin")),
                "This finds the word that is farthest away. The nearest one has the largest cosine: np.argmax.",
            ),
            Wrong(
                "takes the three words off the list",
                edited(
                    solve_analogy,
                    (
                        "    cosines[[row[a], row[b], row[c]]] = -np.inf\n",
                        "    cosines = np.delete(cosines, [row[a], row[b], row[c]])\n",
                    ),
                ),
                "np.delete moves all later words up, so that places and words no longer fit. Leave the "
                "three in their places, with a cosine of -np.inf.",
            ),
            Wrong(
                "sets the cosines to 0",
                edited(
                    solve_analogy,
                    (
                        "    cosines[[row[a], row[b], row[c]]] = -np.inf\n",
                        "    cosines[[row[a], row[b], row[c]]] = 0\n",
                    ),
                ),
                "A cosine of 0 still wins where all others are negative. -np.inf never wins.",
            ),
            Wrong(
                "bars only b",
                edited(
                    solve_analogy,
                    ("    cosines[[row[a], row[b], row[c]]] = -np.inf\n", "    cosines[row[b]] = -np.inf\n"),
                ),
                "Only b is kept from winning. None of the three words of the question may win.",
            ),
            Wrong(
                "bars only c",
                edited(
                    solve_analogy,
                    ("    cosines[[row[a], row[b], row[c]]] = -np.inf\n", "    cosines[row[c]] = -np.inf\n"),
                ),
                "Only c is kept from winning. None of the three words of the question may win.",
            ),
            Wrong(
                "bars only b and c",
                edited(
                    solve_analogy,
                    ("    cosines[[row[a], row[b], row[c]]] = -np.inf\n", "    cosines[[row[b], row[c]]] = -np.inf\n"),
                ),
                "One of the three words of the question may still win: a.",
            ),
            Wrong(
                "bars only a and c",
                edited(
                    solve_analogy,
                    ("    cosines[[row[a], row[b], row[c]]] = -np.inf\n", "    cosines[[row[a], row[c]]] = -np.inf\n"),
                ),
                "One of the three words of the question may still win: b.",
            ),
            Wrong(
                "starts at c, takes b away",
                edited(
                    solve_analogy,
                    ("units[row[b]] - units[row[a]] + units[row[c]]", "units[row[b]] + units[row[a]] - units[row[c]]"),
                ),
                "This adds a and takes c away. Start at b, take a away, and add c.",
            ),
            Wrong(
                "forgets c",
                edited(solve_analogy, (" + units[row[c]]", "")),
                "This is the step from a to b alone. It has to start somewhere: add c.",
            ),
            Wrong(
                "forgets a",
                edited(solve_analogy, (" - units[row[a]]", "")),
                "The first word is not taken away, so what it shares with b stays: subtract a.",
            ),
            Wrong(
                "gives the row",
                edited(solve_analogy, ("return words[np.argmax(cosines)]", "return np.argmax(cosines)")),
                "This is the number of the right row. Look up its word: words[...].",
            ),
            Wrong(
                "takes the fourth of the ranking",
                edited(
                    solve_analogy,
                    (
                        "    cosines[[row[a], row[b], row[c]]] = -np.inf\n    return words[np.argmax(cosines)]",
                        "    return words[np.argsort(-cosines)[3]]",
                    ),
                ),
                "This takes the fourth of the ranking, as if the words of the question always came first. Look for "
                "each of them by its name.",
            ),
            Wrong(
                "gives the three best",
                edited(
                    solve_analogy, ("words[np.argmax(cosines)]", "[words[place] for place in np.argsort(-cosines)[:3]]")
                ),
                "These are the three best words, in a list. One word is the answer: the best.",
            ),
        ),
    ),
    Function(
        name="which_sense",
        lesson="02",
        minutes=5,
        hints=(
            "First one vector for the whole context: the mean over its words, context.mean(axis=0).",
            "Then the cosine of that mean with every row of senses. The length of the mean changes nothing about which "
            "sense wins; the lengths of the senses do.",
        ),
        reference=which_sense,
        after="The word itself had one vector; its neighbours told the senses apart. Today's language models do this "
        "at every word, in every layer.",
        alternatives=(which_sense_by_sum,),
        cases=contexts,
        wrong=(
            Wrong(
                "takes the mean of the cosines",
                edited(
                    which_sense,
                    ("context.mean(axis=0)", "(context / np.linalg.norm(context, axis=1, keepdims=True)).mean(axis=0)"),
                ),
                "This is the mean of the cosines, in which every word counts the same. Asked for is the cosine with "
                "the mean of the context: a longer vector counts more.",
            ),
            Wrong(
                "knows two senses only",
                edited(which_sense, ("senses @ middle / lengths", "(senses @ middle / lengths)[:2]")),
                "Only the first two senses are compared. There may be more: take all rows.",
            ),
            Wrong(
                "uses the dot product",
                edited(which_sense, ("senses @ middle / lengths", "senses @ middle")),
                "This compares dot products, so a sense with a long vector wins for its length. Divide by the length "
                "of "
                "each sense.",
            ),
            Wrong(
                "looks at one word of the context",
                edited(which_sense, ("context.mean(axis=0)", "context[0]")),
                "This asks only the first word of the context. Any single word can mislead: take the mean of all.",
            ),
            Wrong(
                "takes the smallest cosine",
                edited(which_sense, ("np.argmax", "np.argmin")),
                "This picks the sense that fits worst. The best one has the largest cosine.",
            ),
            Wrong(
                "takes the largest distance",
                edited(which_sense, ("senses @ middle / lengths", "np.linalg.norm(senses - middle, axis=1)")),
                "This picks the sense that is farthest from the context: large distances mean unlike. Use the cosine.",
            ),
            Wrong(
                "gives the cosine",
                edited(
                    which_sense,
                    (
                        "int(np.argmax(senses @ middle / lengths))",
                        "float(np.max(senses @ middle / lengths / np.linalg.norm(middle)))",
                    ),
                ),
                "This is the largest cosine. Which row has it? np.argmax tells.",
            ),
            Wrong(
                "looks for the best word in the whole table",
                edited(
                    which_sense,
                    ("int(np.argmax(senses @ middle / lengths))", "int(np.argmax(context @ senses.T / lengths))"),
                ),
                "argmax of the whole table of words and senses numbers its cells one after the other. Take "
                "the mean of the context first, so that one number per sense is left.",
            ),
            Wrong(
                "makes one number of the context",
                edited(
                    which_sense,
                    ("context.mean(axis=0)", "context.mean()"),
                    (
                        "int(np.argmax(senses @ middle / lengths))",
                        "int(np.argmax(np.array([middle * sense / length for sense, length in zip(senses, lengths)])))",
                    ),
                ),
                "context.mean() is a single number. The mean over the words is a vector: axis=0.",
            ),
            Wrong(
                "asks the best single word",
                edited(
                    which_sense,
                    (
                        "int(np.argmax(senses @ middle / lengths))",
                        "int(np.argmax((context @ senses.T / lengths / np.linalg.norm(context, axis=1, "
                        "keepdims=True)).max(axis=0)))",
                    ),
                ),
                "This takes, for each sense, the one word that fits it best. Any single word can mislead: "
                "take the mean of all.",
            ),
            Wrong(
                "looks at the last word",
                edited(which_sense, ("context.mean(axis=0)", "context[-1]")),
                "This asks only the last word of the context. Any single word can mislead: take the mean of all.",
            ),
            Wrong(
                "measures straight distances",
                edited(
                    which_sense,
                    (
                        "int(np.argmax(senses @ middle / lengths))",
                        "int(np.argmin(np.linalg.norm(senses - middle, axis=1)))",
                    ),
                ),
                "This is the straight distance, which depends on how long the vectors of the senses are. "
                "Compare cosines.",
            ),
            Wrong(
                "lets words vote",
                edited(
                    which_sense,
                    (
                        "int(np.argmax(senses @ middle / lengths))",
                        "int(np.argmax(np.bincount(np.argmax(context @ senses.T / lengths, axis=1))))",
                    ),
                ),
                "Here each word votes for one sense, whether it is sure or not. Take the mean of the context first.",
            ),
            Wrong(
                "counts from 1",
                edited(
                    which_sense,
                    ("int(np.argmax(senses @ middle / lengths))", "int(np.argmax(senses @ middle / lengths)) + 1"),
                ),
                "The rows are counted from 1. Python counts from 0: the first row is row 0.",
            ),
            Wrong(
                "gives the vector of the sense",
                edited(
                    which_sense,
                    ("int(np.argmax(senses @ middle / lengths))", "senses[np.argmax(senses @ middle / lengths)]"),
                ),
                "This is the vector of the right sense. The number of its row is asked for.",
            ),
            Wrong(
                "begins with a best cosine of 0",
                edited(
                    which_sense,
                    (
                        "    return int(np.argmax(senses @ middle / lengths))",
                        "    best, row = 0.0, 0\n    for place, cosine in enumerate(senses @ middle / lengths):\n      "
                        "  if cosine > best:\n            best, row = cosine, place\n    return row",
                    ),
                ),
                "The best cosine begins at 0, which no sense beats when all point away. Begin below -1, or take "
                "np.argmax.",
            ),
        ),
    ),
)
