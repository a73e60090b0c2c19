# mypy: allow-untyped-defs
"""The tasks of lesson 01 about counting: positive pointwise mutual information, and a factorisation."""

import numpy as np
from scipy import sparse

from lessonlib.embeddings import counting
from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- positive pointwise mutual information ----


def ppmi(counts, power=0.75):
    observed = counts / counts.sum(axis=1, keepdims=True)
    weights = counts.sum(axis=0) ** power
    by_chance = weights / weights.sum()
    return np.log(np.maximum(observed / by_chance, 1))


def ppmi_of_the_library(counts, power=0.75):
    return counting.ppmi(sparse.csr_array(counts), power).toarray()


def tables_of_counts():
    """Two words and two contexts; a table with a zero; random counts of three targets in four contexts."""
    rng = np.random.default_rng(8)
    return {
        "two targets, two contexts": (np.array([[6.0, 2.0], [2.0, 6.0]]),),
        "a pair that never occurred": (np.array([[9.0, 1.0], [3.0, 0.0]]),),
        "the same, power 0.5": (np.array([[9.0, 1.0], [3.0, 0.0]]), 0.5),
        "three targets, four contexts": (rng.integers(0, 9, size=(3, 4)) + 1.0,),
        "two targets, two contexts, power 1": (np.array([[6.0, 2.0], [1.0, 6.0]]), 1.0),
        "four targets, three contexts, power 1/2": (rng.integers(0, 9, size=(4, 3)) + 1.0, 0.5),
        "a single target": (np.array([[4.0, 1.0, 0.0, 3.0]])[:, [0, 1, 3]],),
    }


# ---- fewer numbers ----


def factorise(matrix, dimensions):
    left, values, right = np.linalg.svd(matrix)
    return left[:, :dimensions] * np.sqrt(values[:dimensions])


def factorise_by_the_library(matrix, dimensions):
    return counting.factorise(sparse.csr_array(matrix), dimensions)


def with_signs_settled(vectors):
    """A singular vector may point either way: each column is turned so that its largest number is positive."""
    largest = np.argmax(np.abs(vectors).round(6), axis=0)
    return vectors * np.sign(vectors[largest, np.arange(vectors.shape[1])])


def tables_to_factorise():
    """A table whose vectors can be seen, random symmetric ones, and one in which contexts are not the words.

    Their singular values lie well apart, so that all ways to find them agree to the digits that are compared.
    """
    rng = np.random.default_rng(9)
    tables = [rng.random((size, size)) + np.diag(np.arange(size)) for size in (4, 7)]
    return {
        "three words, one dimension": (np.array([[4.0, 0.0, 4.0], [0.0, 1.0, 0.0], [4.0, 0.0, 4.0]]), 1),
        "four words, two dimensions": (tables[0] + tables[0].T, 2),
        "seven words, three dimensions": (tables[1] + tables[1].T, 3),
        "four words, three dimensions": (tables[0] + tables[0].T, 3),
        "five words, four contexts, two dimensions": (rng.random((5, 4)) + 3 * np.eye(5, 4) * [4.0, 3.0, 2.0, 1.0], 2),
    }


TASKS = (
    Function(
        name="ppmi",
        lesson="01",
        minutes=8,
        stub=(1, 2),
        hints=(
            "If a context made up 10 % of the text, how much of every word's company would it be by chance?",
            "counts.sum(axis=0) holds one number per context. Raise these sums to the power first, then divide them by "
            "their total.",
            "The ratio is observed / by_chance. A logarithm of at least 0 is the logarithm of a ratio of at least 1: "
            "np.maximum(ratio, 1).",
        ),
        reference=ppmi,
        after="What is left is company beyond chance: frequent words no longer drown the others.",
        alternatives=(ppmi_of_the_library,),
        cases=tables_of_counts,
        wrong=(
            Wrong(
                "leaves negative values in",
                edited(ppmi, ("np.maximum(observed / by_chance, 1)", "observed / by_chance")),
                "Pairs that are rarer than by chance come out negative, and those never counted as minus infinity. "
                "Positive PMI sets both to 0.",
            ),
            Wrong(
                "forgets the logarithm",
                edited(ppmi, ("np.log(np.maximum(observed / by_chance, 1))", "np.maximum(observed / by_chance, 1)")),
                "These are the ratios themselves. Take their logarithm, so that a ratio of 1 becomes 0.",
            ),
            Wrong(
                "sets ratios below 0 to 0, without a logarithm",
                edited(ppmi, ("np.log(np.maximum(observed / by_chance, 1))", "np.maximum(observed / by_chance, 0)")),
                "These are the ratios themselves, which are never below 0. Take their logarithm: below 0 is what is "
                "rarer than by chance.",
            ),
            Wrong(
                "forgets the power",
                edited(ppmi, (" ** power", "")),
                "This is PPMI without smoothing: raise the sums of the contexts to the power before you divide.",
            ),
            Wrong(
                "takes the chance of the targets",
                edited(ppmi, ("counts.sum(axis=0)", "counts.sum(axis=1, keepdims=True)")),
                "By chance, what matters is how frequent the context is: sum over the targets, axis=0.",
            ),
            Wrong(
                "sums the rows for both",
                edited(ppmi, ("counts.sum(axis=0)", "counts.sum(axis=1)")),
                "Rows and columns are mixed up: what is expected by chance rests on how frequent each context is, and "
                "a context is a column: axis=0.",
            ),
            Wrong(
                "raises shares to the power",
                edited(ppmi, (" ** power", ""), ("weights / weights.sum()", "(weights / weights.sum()) ** power")),
                "The shares were raised to the power after the division, and no longer add up to 1. Raise the sums "
                "first, then divide by their total.",
            ),
            Wrong(
                "divides by the whole text",
                edited(ppmi, ("counts.sum(axis=1, keepdims=True)", "counts.sum()")),
                "This compares the share of a pair in the whole text with that of a context. Compare like with like: "
                "the share of the context in this target's company, counts.sum(axis=1, keepdims=True).",
            ),
            Wrong(
                "takes the maximum of each column",
                edited(
                    ppmi,
                    (
                        "return np.log(np.maximum(observed / by_chance, 1))",
                        "return np.max(np.log(np.maximum(observed / by_chance, 1e-300)), 0)",
                    ),
                ),
                "np.max(..., 0) is the maximum of each column. np.maximum(..., 0) compares number by number.",
            ),
            Wrong(
                "adds 1 before the logarithm",
                edited(
                    ppmi,
                    ("return np.log(np.maximum(observed / by_chance, 1))", "return np.log(1 + observed / by_chance)"),
                ),
                "With 1 added, a pair that comes as often as by chance gets log(2). The logarithm of the "
                "ratio alone is 0 there; what lies below 0 is set to 0.",
            ),
            Wrong(
                "sets only minus infinity to 0",
                edited(
                    ppmi,
                    (
                        "return np.log(np.maximum(observed / by_chance, 1))",
                        "ratio = observed / by_chance\n    return np.where(ratio > 0, np.log(np.maximum(ratio, "
                        "1e-300)), 0)",
                    ),
                ),
                "Pairs that never occur are 0 now, but pairs rarer than by chance are still negative: "
                "nothing may lie below 0.",
            ),
            Wrong(
                "divides powers by the plain total",
                edited(ppmi, ("weights / weights.sum()", "weights / counts.sum()")),
                "The powers are divided by the total of the plain counts, so they are no shares: divide by "
                "the sum of the powers.",
            ),
            Wrong(
                "makes no shares of the powers",
                edited(ppmi, ("weights / weights.sum()", "weights")),
                "Everything comes out 0, since the sums of the contexts are no shares yet: divide them by their total.",
            ),
            Wrong(
                "raises all counts to the power",
                edited(ppmi, ("weights = counts.sum(axis=0) ** power", "weights = (counts**power).sum(axis=0)")),
                "Every count was raised to the power before adding up. Add up each context first, and raise the sums.",
            ),
            Wrong(
                "writes the power as a number",
                edited(ppmi, ("** power", "** 0.75")),
                "The power is always 0.75 here: use the argument `power`.",
            ),
            Wrong(
                "leaves the power to both",
                edited(
                    ppmi,
                    (
                        "observed = counts / counts.sum(axis=1, keepdims=True)",
                        "observed = counts**power / (counts**power).sum(axis=1, keepdims=True)",
                    ),
                ),
                "The power belongs to the contexts' chance alone: what was observed stays as it is.",
            ),
            Wrong(
                "subtracts chance",
                edited(ppmi, ("observed / by_chance, 1", "observed - by_chance, 1e-300")),
                "This is the difference of the two shares. PMI looks at their ratio.",
            ),
            Wrong(
                "takes the mean of the targets' shares",
                edited(ppmi, ("counts.sum(axis=0) ** power", "observed.mean(axis=0) ** power")),
                "Every target counts the same here, however much company it has. The share of a context in all company "
                "comes from the sums of counts.",
            ),
        ),
    ),
    Function(
        name="factorise",
        lesson="01",
        minutes=6,
        stub=(1, 1),
        hints=(
            "np.linalg.svd(matrix) returns three things: the left vectors as columns, the singular values from the "
            "largest to the smallest, and the right vectors.",
            "Keep the first columns: left[:, :dimensions].",
            "Multiply each of these columns by the root of its singular value.",
        ),
        reference=factorise,
        after="A thousand columns of counts become a few numbers, and what is lost is what varied least.",
        alternatives=(factorise_by_the_library,),
        cases=tables_to_factorise,
        settled=with_signs_settled,
        wrong=(
            Wrong(
                "takes the right vectors",
                edited(factorise, ("left[:, :dimensions]", "right[:dimensions].T")),
                "These are the right vectors: they stand for the columns of the table. The rows are the left ones.",
            ),
            Wrong(
                "scales the rows to length 1",
                edited(
                    factorise,
                    (
                        "return left[:, :dimensions] * np.sqrt(values[:dimensions])",
                        "rows = left[:, :dimensions] * np.sqrt(values[:dimensions])\n"
                        "    return rows / np.linalg.norm(rows, axis=1, keepdims=True)",
                    ),
                ),
                "The rows have length 1 here. Their lengths belong to the result; a cosine divides by them later.",
            ),
            Wrong(
                "leaves the singular values out",
                edited(factorise, (" * np.sqrt(values[:dimensions])", "")),
                "All columns count the same here. The first ones carry more of the table: scale each by the root of "
                "its singular value.",
            ),
            Wrong(
                "takes the first rows",
                edited(factorise, ("left[:, :dimensions]", "left[:dimensions]")),
                "left[:dimensions] are whole rows. Keep every row, and of each the first columns: left[:, ...].",
            ),
            Wrong(
                "takes rows for columns",
                edited(factorise, ("left[:, :dimensions]", "left[:dimensions].T")),
                "The left singular vectors are the columns of the first matrix, and these are its rows: "
                "left[:, :dimensions].",
            ),
            Wrong(
                "keeps the smallest values",
                edited(
                    factorise,
                    ("left[:, :dimensions]", "left[:, -dimensions:]"),
                    ("values[:dimensions]", "values[-dimensions:]"),
                ),
                "These are the last columns, which carry least of the table. The singular values come largest first: "
                "keep the first columns.",
            ),
            Wrong(
                "multiplies by the values themselves",
                edited(factorise, ("np.sqrt(values[:dimensions])", "values[:dimensions]")),
                "Scaled by the whole singular value, the first columns outweigh all others. Take its root, which "
                "shares it between words and contexts.",
            ),
            Wrong(
                "takes the first rows of left",
                edited(
                    factorise,
                    ("left[:, :dimensions] * np.sqrt(values[:dimensions])", "left[:dimensions] * np.sqrt(values)"),
                ),
                "These are the first rows of the left vectors, so most words are gone. Every word keeps "
                "its row; the first columns are needed: left[:, :dimensions].",
            ),
            Wrong(
                "turns the result round",
                edited(
                    factorise,
                    (
                        "left[:, :dimensions] * np.sqrt(values[:dimensions])",
                        "(left[:, :dimensions] * np.sqrt(values[:dimensions])).T",
                    ),
                ),
                "The result is turned round: there should be one row per word, without .T.",
            ),
            Wrong(
                "keeps all columns",
                edited(factorise, ("left[:, :dimensions] * np.sqrt(values[:dimensions])", "left * np.sqrt(values)")),
                "All columns are kept: cut them after `dimensions`.",
            ),
            Wrong(
                "puts the table together again",
                edited(
                    factorise,
                    (
                        "left[:, :dimensions] * np.sqrt(values[:dimensions])",
                        "left[:, :dimensions] * values[:dimensions] @ right[:dimensions]",
                    ),
                ),
                "This multiplies all three parts, which gives the table again (nearly). The vectors are "
                "one part of it only.",
            ),
            Wrong(
                "squares the values",
                edited(
                    factorise,
                    (
                        "left[:, :dimensions] * np.sqrt(values[:dimensions])",
                        "left[:, :dimensions] * values[:dimensions] ** 2",
                    ),
                ),
                "The singular values are squared; their root is needed.",
            ),
            Wrong(
                "divides by the root",
                edited(
                    factorise,
                    (
                        "left[:, :dimensions] * np.sqrt(values[:dimensions])",
                        "left[:, :dimensions] / np.sqrt(values[:dimensions])",
                    ),
                ),
                "The columns are divided by the roots. Multiply, so that the strongest dimension counts most.",
            ),
            Wrong(
                "takes the root of everything",
                edited(
                    factorise,
                    (
                        "left[:, :dimensions] * np.sqrt(values[:dimensions])",
                        "np.sqrt(np.abs(left[:, :dimensions] * values[:dimensions]))",
                    ),
                ),
                "The root is taken of the whole product. Only the singular values get one.",
            ),
            Wrong(
                "keeps the last columns that have a value",
                edited(
                    factorise,
                    (
                        "    return left[:, :dimensions] * np.sqrt(values[:dimensions])",
                        "    last = slice(len(values) - dimensions, len(values))\n    return left[:, last] * "
                        "np.sqrt(values[last])",
                    ),
                ),
                "These columns have the smallest singular values. svd puts the largest first, unlike eigh.",
            ),
            Wrong(
                "adds the columns up",
                edited(factorise, ("left[:, :dimensions] * np", "left[:, :dimensions] @ np")),
                "@ adds the columns up to one number per row. Each column is multiplied by its own root: *.",
            ),
        ),
    ),
)
