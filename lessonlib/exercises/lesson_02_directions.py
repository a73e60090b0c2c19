# mypy: allow-untyped-defs
"""The tasks of lesson 02 about directions: two components, a leaning, a direction removed."""

import numpy as np

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.lesson_01_counting import with_signs_settled
from lessonlib.exercises.lesson_02_words import unit_rows
from lessonlib.exercises.task import Wrong

# ---- two principal components ----


def project(matrix):
    centred = matrix - matrix.mean(axis=0)
    directions = np.linalg.svd(centred, full_matrices=False).Vh
    return centred @ directions[:2].T


def project_by_covariance(matrix):
    centred = matrix - matrix.mean(axis=0)
    directions = np.linalg.eigh(centred.T @ centred).eigenvectors
    return centred @ directions[:, [-1, -2]]


def clouds():
    """A cloud that is wide along the axes, one that lies aslant, and one far from the origin."""
    rng = np.random.default_rng(5)
    wide = rng.normal(size=(6, 3)) * [3.0, 2.0, 1.0]
    turn = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    aslant = rng.normal(size=(30, 5)) * [5.0, 4.0, 3.0, 2.0, 1.0] @ turn
    return {
        "six points in three dimensions": (wide - wide.mean(axis=0),),
        "30 points in five dimensions, turned": (aslant,),
        "the same, far from the origin": (aslant + 10.0,),
        "four points in six dimensions": (rng.normal(size=(4, 6)) * [6.0, 1.0, 3.0, 1.0, 1.0, 1.0],),
        "points in two dimensions": (rng.normal(size=(5, 2)) * [1.0, 3.0],),
    }


# ---- a leaning ----


def leaning(word, first, second):
    return (first @ word).mean() - (second @ word).mean()


def leaning_to_means(word, first, second):
    return word @ (first.mean(axis=0) - second.mean(axis=0))


def groups_of_words():
    """A word between two groups, by hand and at random; groups of different sizes."""
    rng = np.random.default_rng(6)
    across = np.array([[1.0, 0.0], [0.8, 0.6]])
    return {
        "a word like the first group": (np.array([1.0, 0.0]), across, np.array([[0.0, 1.0], [-0.6, 0.8]])),
        "a word like the second group": (np.array([0.0, 1.0]), across, np.array([[0.0, 1.0], [-0.6, 0.8]])),
        "groups of two and of three words": (
            np.array([0.6, 0.8]),
            across,
            np.array([[0.0, 1.0], [-1.0, 0.0], [0.6, 0.8]]),
        ),
        "random vectors": (unit_rows(rng, 1, 10)[0], unit_rows(rng, 4, 10), unit_rows(rng, 6, 10)),
        "a group of four and one of a single word": (
            np.array([-0.6, 0.8]),
            unit_rows(rng, 4, 2),
            np.array([[0.8, -0.6]]),
        ),
    }


# ---- a direction removed ----


def remove_direction(vectors, direction):
    unit = direction / np.linalg.norm(direction)
    shares = vectors @ unit
    return vectors - np.outer(shares, unit)


def remove_by_projector(vectors, direction):
    unit = direction / np.linalg.norm(direction)
    return vectors @ (np.eye(len(unit)) - np.outer(unit, unit))


def directions():
    """An axis, an axis of another length, and random vectors."""
    rng = np.random.default_rng(7)
    square = np.array([[3.0, 4.0], [1.0, -2.0]])
    return {
        "two points and the x axis": (square, np.array([1.0, 0.0])),
        "the same axis, twice as long": (square, np.array([2.0, 0.0])),
        "one point and a direction that leans the other way": (np.array([[1.0, 2.0, 3.0]]), np.array([0.0, -1.0, 2.0])),
        "five random vectors and a random direction": (rng.normal(size=(5, 4)), rng.normal(size=4)),
    }


TASKS = (
    Function(
        name="project",
        lesson="02",
        minutes=6,
        stub=(1, 2),
        hints=(
            "The cloud has to turn around its own middle: subtract the mean of each column first.",
            "np.linalg.svd(centred, full_matrices=False).Vh holds the directions in its rows, widest first.",
            "The coordinates are dot products of the centred rows with the first two directions.",
        ),
        reference=project,
        after="PCA is a turn of the cloud and a look from the front: two dot products per point.",
        alternatives=(project_by_covariance,),
        cases=clouds,
        settled=with_signs_settled,
        wrong=(
            Wrong(
                "gives the left vectors",
                edited(
                    project,
                    ("centred @ directions[:2].T", "np.linalg.svd(centred, full_matrices=False).U[:, :2]"),
                ),
                "These are columns of U, in which every direction is equally wide. Project the centred points instead.",
            ),
            Wrong(
                "forgets to centre",
                edited(project, ("matrix - matrix.mean(axis=0)", "matrix")),
                "The middle of the cloud is still in there. Far from the origin, the first direction then points at "
                "the "
                "middle instead of along the cloud: subtract matrix.mean(axis=0) first.",
            ),
            Wrong(
                "projects the points before centring",
                edited(project, ("return centred", "return matrix")),
                "The directions are right, but the points that you project still have their mean: use the centred "
                "ones.",
            ),
            Wrong(
                "takes the narrowest directions",
                edited(project, ("directions[:2]", "directions[-2:]")),
                "These are the last two directions, in which the cloud is narrowest. The first two are the widest.",
            ),
            Wrong(
                "takes columns for directions",
                edited(project, ("directions[:2].T", "directions[:, :2]")),
                "Each direction is a row of Vh, not a column: take its first two rows.",
            ),
            Wrong(
                "subtracts one mean for all",
                edited(project, ("matrix.mean(axis=0)", "matrix.mean()")),
                "This subtracts one mean of all the numbers. The middle of the cloud has a mean for each "
                "column: axis=0.",
            ),
            Wrong(
                "subtracts the mean of each row",
                edited(project, ("matrix.mean(axis=0)", "matrix.mean(axis=1, keepdims=True)")),
                "This subtracts the mean of each point's own numbers. The middle of the cloud is the mean "
                "of each column: axis=0.",
            ),
            Wrong(
                "scales the columns",
                edited(
                    project, ("matrix - matrix.mean(axis=0)", "(matrix - matrix.mean(axis=0)) / matrix.std(axis=0)")
                ),
                "The columns are divided by their spread as well, which changes the cloud. Only the middle "
                "goes to the origin.",
            ),
            Wrong(
                "keeps all directions",
                edited(project, ("directions[:2].T", "directions.T")),
                "These are the coordinates along all directions: a plane has two.",
            ),
            Wrong(
                "keeps one direction",
                edited(project, ("directions[:2].T", "directions[:1].T")),
                "There is one direction only: a plane needs two.",
            ),
            Wrong(
                "gives the directions",
                edited(project, ("centred @ directions[:2].T", "directions[:2].T")),
                "These are the two directions. The coordinates of the points are their dot products with them.",
            ),
            Wrong(
                "leaves the directions untransposed",
                edited(project, ("centred @ directions[:2].T", "(directions[:2] @ centred.T)")),
                "The numbers are right, but turned round: one row per point is needed.",
            ),
            Wrong(
                "centres in place",
                edited(
                    project,
                    ("centred = matrix - matrix.mean(axis=0)", "matrix -= matrix.mean(axis=0)\n    centred = matrix"),
                ),
                "matrix -= ... changes the caller's own table. Make a new one: centred = matrix - ...",
            ),
            Wrong(
                "keeps the first two columns",
                edited(project, ("centred @ directions[:2].T", "centred[:, :2]")),
                "These are the first two numbers of each centred point; the directions are not used. A coordinate "
                "along a direction is a dot product with it.",
            ),
            Wrong(
                "keeps the first two directions only",
                edited(project, ("centred @ directions[:2].T", "directions[:2]")),
                "These are the two directions, one per row. What is asked for is where each point lies along them.",
            ),
            Wrong(
                "skips the widest direction",
                edited(project, ("directions[:2]", "directions[1:3]")),
                "The widest direction is left out: rows are counted from 0, so the first two are [:2].",
            ),
            Wrong(
                "scales the points to length 1",
                edited(
                    project,
                    (
                        "centred = matrix - matrix.mean(axis=0)",
                        "centred = matrix - matrix.mean(axis=0)\n    centred = centred / np.linalg.norm(centred, "
                        "axis=1, keepdims=True)",
                    ),
                ),
                "Each point is scaled to length 1, so that how far out it lies is lost. The cloud is moved, and keeps "
                "its shape.",
            ),
        ),
    ),
    Function(
        name="leaning",
        lesson="02",
        minutes=4,
        hints=(
            "All vectors have length 1, so first @ word holds the cosine of the word with each word of the first "
            "group.",
            "One mean per group, then the difference of the two means.",
        ),
        reference=leaning,
        after="Above 0 the word keeps more company with the first group, below 0 with the second.",
        alternatives=(leaning_to_means,),
        cases=groups_of_words,
        wrong=(
            Wrong(
                "scales the mean of a group to length 1",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "word @ (first.mean(axis=0) / np.linalg.norm(first.mean(axis=0))) "
                        "- word @ (second.mean(axis=0) / np.linalg.norm(second.mean(axis=0)))",
                    ),
                ),
                "This is the cosine with the mean of each group. Asked for is the mean of the cosines with its words.",
            ),
            Wrong(
                "averages over the numbers, too",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "(first * word).mean() - (second * word).mean()",
                    ),
                ),
                "This averages over the numbers of a vector as well. A cosine adds them up: @, not *.",
            ),
            Wrong(
                "takes the words in pairs",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "np.mean([word @ one - word @ other for one, other in zip(first, second)])",
                    ),
                ),
                "zip ends with the shorter group, so that words of the longer one are not counted. Average each group "
                "alone.",
            ),
            Wrong(
                "ignores the second group",
                edited(leaning, (" - (second @ word).mean()", "")),
                "This is the nearness to the first group only. A word that is near to everything would seem to lean: "
                "subtract the nearness to the second group.",
            ),
            Wrong(
                "subtracts the other way round",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "(second @ word).mean() - (first @ word).mean()",
                    ),
                ),
                "The sign is turned round: a word near the first group must come out above 0.",
            ),
            Wrong(
                "adds up instead of averaging",
                edited(
                    leaning,
                    ("(first @ word).mean()", "(first @ word).sum()"),
                    ("(second @ word).mean()", "(second @ word).sum()"),
                ),
                "These are sums, so the larger group counts for more. Take the mean of each group.",
            ),
            Wrong(
                "looks at the nearest word only",
                edited(
                    leaning,
                    ("(first @ word).mean()", "(first @ word).max()"),
                    ("(second @ word).mean()", "(second @ word).max()"),
                ),
                "This looks at the nearest word of each group only. A single odd word would decide: take the mean.",
            ),
            Wrong(
                "takes the ratio",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "(first @ word).mean() / (second @ word).mean()",
                    ),
                ),
                "This divides the two means. How far one lies above the other is their difference.",
            ),
            Wrong(
                "adds the two means",
                edited(leaning, ("mean() - (second", "mean() + (second")),
                "The two means are added. Subtract the second: only the difference says to which side the word leans.",
            ),
            Wrong(
                "compares the groups with each other",
                edited(
                    leaning,
                    ("(first @ word).mean() - (second @ word).mean()", "first.mean(axis=0) @ second.mean(axis=0)"),
                ),
                "This compares the two groups with each other. The word has to come into it, once with each group.",
            ),
            Wrong(
                "loses the sign",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "abs((first @ word).mean() - (second @ word).mean())",
                    ),
                ),
                "Without its sign, nobody knows to which side the word leans: no abs.",
            ),
            Wrong(
                "takes the medians",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "np.median(first @ word) - np.median(second @ word)",
                    ),
                ),
                "These are medians; the text asks for means.",
            ),
            Wrong(
                "ignores the first group",
                edited(leaning, ("(first @ word).mean() - (second", "-(second")),
                "The first group does not come into it: start with the mean cosine with it.",
            ),
            Wrong(
                "divides by both groups together",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "((first @ word).sum() - (second @ word).sum()) / (len(first) + len(second))",
                    ),
                ),
                "Both sums are divided by the number of all words. Each group has a mean of its own.",
            ),
            Wrong(
                "gives the sign alone",
                edited(
                    leaning,
                    (
                        "return (first @ word).mean() - (second @ word).mean()",
                        "return float(np.sign((first @ word).mean() - (second @ word).mean()))",
                    ),
                ),
                "Only the sign is left: to which side the word leans, but not how much. Return the difference itself.",
            ),
            Wrong(
                "answers yes or no",
                edited(leaning, ("mean() - (second", "mean() > (second")),
                "This says whether the word is nearer to the first group. How much is asked for: a difference, not a "
                "comparison.",
            ),
            Wrong(
                "divides both sums by the size of the first group",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "((first @ word).sum() - (second @ word).sum()) / len(first)",
                    ),
                ),
                "Both sums are divided by the size of the first group. Each group has a mean of its own, and a size of "
                "its own.",
            ),
            Wrong(
                "takes distances for cosines",
                edited(
                    leaning,
                    (
                        "(first @ word).mean() - (second @ word).mean()",
                        "np.linalg.norm(second - word, axis=1).mean() - np.linalg.norm(first - word, axis=1).mean()",
                    ),
                ),
                "This compares distances. The cosine is asked for, which for vectors of length 1 is the dot product.",
            ),
            Wrong(
                "divides by the spread",
                edited(
                    leaning,
                    (
                        "return (first @ word).mean() - (second @ word).mean()",
                        "both = np.concatenate([first @ word, second @ word])\n    return ((first @ word).mean() - "
                        "(second @ word).mean()) / both.std()",
                    ),
                ),
                "The difference is divided by the standard deviation of the cosines. Here it stays as it is.",
            ),
        ),
    ),
    Function(
        name="remove_direction",
        lesson="02",
        minutes=5,
        hints=(
            "Scale the direction to length 1 first. How much of each vector lies along it? That is a dot product.",
            "np.outer(shares, unit) holds, for each vector, its part along the direction. Subtract it.",
        ),
        reference=remove_direction,
        after="Every vector now stands at a right angle to the direction: along it, nothing is left to measure.",
        alternatives=(remove_by_projector,),
        cases=directions,
        wrong=(
            Wrong(
                "forgets to scale the direction",
                edited(remove_direction, ("direction / np.linalg.norm(direction)", "direction")),
                "This is right for a direction of length 1 only. Divide the direction by its length before you use it.",
            ),
            Wrong(
                "subtracts the direction itself",
                edited(remove_direction, ("np.outer(shares, unit)", "unit")),
                "This shifts every vector by the same step. How much has to go differs from vector to vector: it is "
                "the "
                "dot product with the direction.",
            ),
            Wrong(
                "takes the share off every coordinate",
                edited(remove_direction, ("np.outer(shares, unit)", "shares[:, None]")),
                "How much lies along the direction is right, but it is taken off every coordinate. Multiply it by the "
                "direction of length 1 first: np.outer.",
            ),
            Wrong(
                "takes cosines for shares",
                edited(
                    remove_direction,
                    (
                        "np.outer(shares, unit)",
                        "np.outer(shares / np.maximum(np.linalg.norm(vectors, axis=1), 1e-12), unit)",
                    ),
                ),
                "These are cosines. The part along the direction grows with the vector: do not divide by its length.",
            ),
            Wrong(
                "keeps what should go",
                edited(remove_direction, ("vectors - np.outer", "np.outer")),
                "This is the part along the direction, the one that should go. Subtract it from the vectors.",
            ),
            Wrong(
                "adds instead of subtracting",
                edited(remove_direction, ("vectors - np.outer", "vectors + np.outer")),
                "This doubles the part along the direction. It has to be taken away.",
            ),
            Wrong(
                "subtracts the raw direction",
                edited(remove_direction, ("vectors - np.outer(shares, unit)", "vectors - direction")),
                "This shifts every vector by the direction itself. How much has to go differs from vector "
                "to vector: it is the dot product with the direction.",
            ),
            Wrong(
                "scales the rest to length 1",
                edited(
                    remove_direction,
                    (
                        "vectors - np.outer(shares, unit)",
                        "(vectors - np.outer(shares, unit)) / np.linalg.norm(vectors - np.outer(shares, unit), "
                        "axis=1, keepdims=True)",
                    ),
                ),
                "The part is gone, but the rest was scaled to length 1 as well. Leave it as long as it is.",
            ),
            Wrong(
                "gives the shares",
                edited(remove_direction, ("vectors - np.outer(shares, unit)", "shares")),
                "These are the dot products: how much of each vector lies along the direction. Take that "
                "part away from the vectors.",
            ),
            Wrong(
                "takes the mean share",
                edited(remove_direction, ("vectors - np.outer(shares, unit)", "vectors - shares.mean() * unit")),
                "The same part is taken from all vectors, the mean one. Each vector loses its own.",
            ),
            Wrong(
                "divides by the length only once",
                edited(remove_direction, ("np.outer(shares, unit)", "np.outer(shares, direction)")),
                "The length comes in twice: in how much of a vector lies along the direction, and in the step that is "
                "taken along it. Use the direction of length 1 in both.",
            ),
            Wrong(
                "subtracts numbers from vectors",
                edited(remove_direction, ("np.outer(shares, unit)", "shares")),
                "The dot products themselves are subtracted. They are numbers, one per vector: what has to go is each "
                "of them times the direction.",
            ),
            Wrong(
                "divides once too often",
                edited(
                    remove_direction, ("direction / np.linalg.norm(direction)", "direction / (direction @ direction)")
                ),
                "The direction is divided by its squared length. Divide by the length: np.linalg.norm(direction).",
            ),
            Wrong(
                "changes the vectors in place",
                edited(
                    remove_direction,
                    (
                        "return vectors - np.outer(shares, unit)",
                        "vectors -= np.outer(shares, unit)\n    return vectors",
                    ),
                ),
                "vectors -= ... changes the caller's own table. Give back a new one: vectors - ...",
            ),
            Wrong(
                "multiplies number by number",
                edited(remove_direction, ("vectors - np.outer(shares, unit)", "vectors - vectors * unit")),
                "This multiplies number by number. The part along a direction is a dot product times the direction.",
            ),
            Wrong(
                "multiplies without a new axis",
                edited(remove_direction, ("vectors - np.outer(shares, unit)", "vectors - shares * unit")),
                "shares * unit multiplies number by number. Each vector loses its own share times all of "
                "the direction: np.outer(shares, unit).",
            ),
        ),
    ),
)
