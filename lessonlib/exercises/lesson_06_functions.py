# mypy: allow-untyped-defs
"""The tasks of lesson 06 that are functions: one attention head, search, and recall."""

import numpy as np

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- one attention head ----


def attend(query, key, value):
    scores = query @ key.T / np.sqrt(key.shape[1])
    weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return weights, weights @ value


def attend_row_by_row(query, key, value):
    weights = []
    for one in query:
        scores = np.array([one @ other for other in key]) / key.shape[1] ** 0.5
        scores = np.exp(scores - scores.max())
        weights.append(scores / scores.sum())
    return np.array(weights), np.array(weights) @ value


def looks_at_the_largest_only(query, key, value):
    weights = np.eye(len(key))[np.argmax(query @ key.T, axis=1)]
    return weights, weights @ value


def pieces():
    """Queries, keys and values of a few pieces; one case with fewer queries than keys, so that the axes differ."""
    rng = np.random.default_rng(61)
    few = np.array([[2.0, 0.0], [0.0, 2.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 5.0], [3.0, 0.0]])
    return {
        "two pieces, two numbers each": few,
        "four random pieces": tuple(rng.normal(size=(4, 9)) for _ in range(3)),
        "two pieces look at five": (rng.normal(size=(2, 3)), rng.normal(size=(5, 3)), rng.normal(size=(5, 4))),
        "one piece, alone": tuple(rng.normal(size=(1, 4)) for _ in range(3)),
    }


# ---- search ----


def search(query, matrix, count):
    return np.argsort(-(matrix @ query))[:count]


def search_by_distance(query, matrix, count):
    return np.argsort(np.linalg.norm(matrix - query, axis=1))[:count]


def search_by_sorting(query, matrix, count):
    cosines = matrix @ query
    return sorted(range(len(matrix)), key=lambda row: cosines[row], reverse=True)[:count]


def texts_and_query():
    rng = np.random.default_rng(62)
    circle = np.radians([0.0, 90.0, 40.0, 200.0, 120.0])
    plane = np.column_stack([np.cos(circle), np.sin(circle)])
    matrix = rng.normal(size=(30, 6))
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    query = rng.normal(size=6)
    return {
        "five texts on a plane, the best three": (np.array([np.cos(0.5), np.sin(0.5)]), plane, 3),
        "the best one": (np.array([0.0, 1.0]), plane, 1),
        "all five": (np.array([-1.0, 0.0]), plane, 5),
        "30 random texts, the best ten": (query / np.linalg.norm(query), matrix, 10),
    }


# ---- recall ----


def recall_at(found, right, k):
    hits = [any(text in answers for text in row[:k]) for row, answers in zip(found, right)]
    return sum(hits) / len(hits)


def recall_by_sets(found, right, k):
    return float(np.mean([len(set(row[:k]) & set(answers)) > 0 for row, answers in zip(found, right)]))


def found_texts():
    found = [[4, 0, 1, 7], [2, 4, 3, 9], [0, 1, 2, 5], [6, 8, 3, 1], [3, 2, 9, 0]]
    right = [[0], [4, 2], [9], [1], [9, 8]]
    return {
        "five queries, the first two": (found, right, 2),
        "five queries, the first one": (found, right, 1),
        "five queries, the first three": (found, right, 3),
        "one query, answered": ([[5, 1]], [[5]], 1),
        "two queries, the first five": ([[3, 1, 4, 0, 5, 9], [2, 6, 5, 3, 8, 7]], [[5], [7]], 5),
    }


TASKS = (
    Function(
        name="attend",
        lesson="06",
        minutes=8,
        hints=(
            "First a table of scores, one row per piece that looks, one column per piece that is looked at: query @ "
            "key.T. Divide it by np.sqrt(key.shape[1]).",
            "Softmax over each row: np.exp(scores), divided by its sum along axis=1, with keepdims=True.",
            "What a piece sees is the mean of all values, weighted by its row: weights @ value. Return both.",
        ),
        reference=attend,
        after="That is all of it: a weighted mean, whose weights the sentence decides. A layer has twelve heads.",
        alternatives=(attend_row_by_row,),
        cases=pieces,
        wrong=(
            Wrong(
                "divides by the root after the softmax",
                edited(
                    attend,
                    (" / np.sqrt(key.shape[1])", ""),
                    ("keepdims=True)\n", "keepdims=True) / np.sqrt(key.shape[1])\n"),
                ),
                "The root divides the scores, before the softmax. Afterwards, the rows no longer sum to 1.",
            ),
            Wrong(
                "looks back only",
                edited(
                    attend,
                    ("np.exp(scores) /", "np.tril(np.exp(scores)) /"),
                    ("np.exp(scores).sum", "np.tril(np.exp(scores)).sum"),
                ),
                "No piece sees those after it, as in models that write. This model reads: every piece sees all others.",
            ),
            Wrong(
                "takes the root of the number of those that look",
                edited(attend, ("np.sqrt(key.shape[1])", "np.sqrt(len(query))")),
                "This divides by the root of how many pieces look. How many numbers a key has is key.shape[1].",
            ),
            Wrong(
                "compares cosines",
                edited(
                    attend,
                    (
                        "query @ key.T / np.sqrt(key.shape[1])",
                        "(query / np.linalg.norm(query, axis=1, keepdims=True)) "
                        "@ (key / np.linalg.norm(key, axis=1, keepdims=True)).T",
                    ),
                ),
                "These scores are cosines: the lengths are divided out. In attention a long query or key counts for "
                "more: take the dot products, divided by the root of their dimension.",
            ),
            Wrong(
                "averages with the scores",
                edited(attend, ("weights @ value", "scores @ value")),
                "The weights are right, but the values are added up with the scores. Use the weights for it.",
            ),
            Wrong(
                "forgets the root",
                edited(attend, (" / np.sqrt(key.shape[1])", "")),
                "The scores are not divided by the root of the number of columns, so that the softmax is too sharp.",
            ),
            Wrong(
                "divides by the number itself",
                edited(attend, ("np.sqrt(key.shape[1])", "key.shape[1]")),
                "The scores are divided by the number of columns. Its square root is needed.",
            ),
            Wrong(
                "takes the root of the number of pieces",
                edited(attend, ("key.shape[1]", "key.shape[0]")),
                "The root is that of how many numbers a key has, its columns, not of how many pieces there are.",
            ),
            Wrong(
                "takes the softmax down the columns",
                edited(attend, ("axis=1, keepdims", "axis=0, keepdims")),
                "Here the columns sum to 1. Each piece divides its own attention: the rows must.",
            ),
            Wrong(
                "takes one softmax of the whole table",
                edited(attend, (".sum(axis=1, keepdims=True)", ".sum()")),
                "Here the whole table sums to 1. Each row must, since each piece looks on its own account.",
            ),
            Wrong(
                "divides without the exponential",
                edited(
                    attend,
                    ("np.exp(scores) / np.exp(scores).sum", "scores / scores.sum"),
                ),
                "Scores divided by their sum can be negative. The softmax takes np.exp of them first.",
            ),
            Wrong(
                "leaves out the softmax",
                edited(attend, ("np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)", "scores")),
                "These are the scores themselves. A softmax over each row makes shares of them.",
            ),
            Wrong(
                "does not divide by the sum",
                edited(attend, (" / np.exp(scores).sum(axis=1, keepdims=True)", "")),
                "The exponentials are not divided by the sum of their row, so no row sums to 1.",
            ),
            Wrong(
                "averages the keys",
                edited(attend, ("weights @ value", "weights @ key")),
                "The keys say who is looked at. What is seen there are the values.",
            ),
            Wrong(
                "gives what is seen alone",
                edited(attend, ("return weights, weights @ value", "return weights @ value")),
                "Only what is seen came out. The weights are wanted as well: return weights, seen.",
            ),
            Wrong(
                "gives the weights alone",
                edited(attend, ("return weights, weights @ value", "return weights")),
                "Only the weights came out. What each piece sees, the mean of the values, belongs to it.",
            ),
            Wrong(
                "gives them the other way round",
                edited(attend, ("return weights, weights @ value", "return weights @ value, weights")),
                "Both are there, in the other order: first who looks at whom, then what is seen.",
            ),
            Wrong(
                "looks at the largest only",
                looks_at_the_largest_only,
                "Here each piece sees one other only, whole. A softmax leaves something for all of them.",
            ),
            Wrong(
                "multiplies by the root",
                edited(attend, ("/ np.sqrt", "* np.sqrt")),
                "The scores are multiplied by the root. Dividing keeps them small, whatever the number of columns.",
            ),
            Wrong(
                "lets the keys look",
                edited(attend, ("query @ key.T", "key @ query.T")),
                "Rows and columns are exchanged: the queries look, so each query has a row.",
            ),
            Wrong(
                "divides by the number of pieces",
                edited(attend, ("weights @ value", "weights @ value / len(value)")),
                "What is seen is divided by the number of pieces once more. The shares of a row have the sum 1: this "
                "is a mean already.",
            ),
        ),
    ),
    Function(
        name="search",
        lesson="06",
        minutes=4,
        hints=(
            "All vectors have length 1, so the cosines with all texts are one product: matrix @ query.",
            "np.argsort sorts from small to large, and gives places. With a minus before the cosines, the largest come "
            "first.",
        ),
        reference=search,
        after="One product with the whole table, and a sort: semantic search is no more than that.",
        alternatives=(search_by_distance, search_by_sorting),
        cases=texts_and_query,
        settled=np.array,
        wrong=(
            Wrong(
                "gives the best in the order of the table",
                edited(
                    search, ("np.argsort(-(matrix @ query))[:count]", "np.sort(np.argsort(-(matrix @ query))[:count])")
                ),
                "The right texts, in the order in which they stand in the table. The nearest comes first.",
            ),
            Wrong(
                "gives the vectors",
                edited(
                    search, ("np.argsort(-(matrix @ query))[:count]", "matrix[np.argsort(-(matrix @ query))[:count]]")
                ),
                "These are the vectors of the best texts. Asked for are the numbers of their rows.",
            ),
            Wrong(
                "sorts from small to large",
                edited(search, ("-(matrix @ query)", "matrix @ query")),
                "These are the texts that fit worst: argsort begins with the smallest. Turn the cosines round.",
            ),
            Wrong(
                "begins with the last of the best",
                edited(search, ("np.argsort(-(matrix @ query))[:count]", "np.argsort(matrix @ query)[-count:]")),
                "The right texts, but the best one stands last. The first should be the nearest.",
            ),
            Wrong(
                "gives all texts",
                edited(search, ("[:count]", "")),
                "All texts are there, in the right order. Only the first `count` of them are wanted.",
            ),
            Wrong(
                "gives the cosines",
                edited(search, ("np.argsort(-(matrix @ query))[:count]", "np.sort(matrix @ query)[::-1][:count]")),
                "These are the cosines of the best texts. Where do they stand? np.argsort gives their places.",
            ),
            Wrong(
                "gives the best one only",
                edited(search, ("np.argsort(-(matrix @ query))[:count]", "np.argmax(matrix @ query)")),
                "This is the best text alone. Give the best `count`, as an array.",
            ),
            Wrong(
                "ranks the texts",
                edited(
                    search,
                    ("np.argsort(-(matrix @ query))[:count]", "np.argsort(np.argsort(-(matrix @ query)))[:count]"),
                ),
                "This is the rank of the first texts. Which text has rank 0, which rank 1? One argsort tells.",
            ),
            Wrong(
                "counts from one",
                edited(search, ("[:count]", "[:count] + 1")),
                "The numbers are one too high: rows are counted from 0.",
            ),
            Wrong(
                "takes the size of the cosine",
                edited(search, ("-(matrix @ query)", "-np.abs(matrix @ query)")),
                "A cosine of -1 is the farthest there is. Keep the sign.",
            ),
            Wrong(
                "stops one early",
                edited(search, ("[:count]", "[: count - 1]")),
                "One text is missing at the end: [:count] has `count` of them.",
            ),
            Wrong(
                "leaves the best one out",
                edited(search, ("[:count]", "[1 : count + 1]")),
                "The best text is missing. In lesson 02 a word found itself first; a query is no text of the table.",
            ),
            Wrong(
                "adds up absolute differences",
                edited(search, ("np.argsort(-(matrix @ query))", "np.argsort(np.abs(matrix - query).sum(axis=1))")),
                "Absolute differences are added up, number by number, which ranks otherwise than the cosine. Use the "
                "dot product.",
            ),
            Wrong(
                "cuts before turning round",
                edited(search, ("np.argsort(-(matrix @ query))[:count]", "np.argsort(matrix @ query)[:count][::-1]")),
                "The list is cut while the farthest still stand in front. Turn it round first, then cut.",
            ),
        ),
    ),
    Function(
        name="recall_at",
        lesson="06",
        minutes=4,
        hints=(
            "For each query: is any of row[:k] among its answers?",
            "any(text in answers for text in row[:k]) is True or False. Their mean over all queries is the share.",
        ),
        reference=recall_at,
        after="The first place and the first ten places answer different questions: always say which k.",
        alternatives=(recall_by_sets,),
        cases=found_texts,
        wrong=(
            Wrong(
                "cuts the answers instead of what was found",
                edited(recall_at, ("any(text in answers for text in row[:k])", "row[0] in answers[:k]")),
                "The first k of the answers are looked at. k is how much of what was found counts.",
            ),
            Wrong(
                "takes the share of the answers",
                edited(
                    recall_at,
                    (
                        "any(text in answers for text in row[:k])",
                        "len(set(row[:k]) & set(answers)) / len(answers)",
                    ),
                ),
                "This is the share of a query's answers that were found. Here a query counts as answered, 1 or 0, as "
                "soon as one of them is among the first k.",
            ),
            Wrong(
                "counts every hit",
                edited(
                    recall_at,
                    ("any(text in answers for text in row[:k])", "sum(text in answers for text in row[:k])"),
                ),
                "A query with two right texts among the first k counts twice here. Count queries, not hits: any(...).",
            ),
            Wrong(
                "looks at everything that was found",
                edited(recall_at, ("row[:k]", "row")),
                "This looks at all that was found. Only the first k count.",
            ),
            Wrong(
                "looks at place k only",
                edited(recall_at, ("row[:k]", "row[k - 1 : k]")),
                "This looks at place k alone. The places before it count as well.",
            ),
            Wrong(
                "looks one place too far",
                edited(recall_at, ("row[:k]", "row[: k + 1]")),
                "This looks at k + 1 places: a slice ends before its end.",
            ),
            Wrong(
                "asks for the first answer only",
                edited(recall_at, ("text in answers", "text == answers[0]")),
                "A query may have two right answers, and either will do. Here only the first of them counts.",
            ),
            Wrong(
                "asks for all answers",
                edited(
                    recall_at,
                    ("any(text in answers for text in row[:k])", "all(text in row[:k] for text in answers)"),
                ),
                "Here all answers of a query must be found. One of them is enough.",
            ),
            Wrong(
                "counts",
                edited(recall_at, ("sum(hits) / len(hits)", "sum(hits)")),
                "This is the number of queries that were answered. Divide by how many there are.",
            ),
            Wrong(
                "divides by k",
                edited(recall_at, ("sum(hits) / len(hits)", "sum(hits) / k")),
                "The share is one of all queries: divide by their number, not by k.",
            ),
            Wrong(
                "takes the share of the places",
                edited(
                    recall_at,
                    ("any(text in answers for text in row[:k])", "sum(text in answers for text in row[:k]) / k"),
                ),
                "This is the share of the k places that hold an answer (precision). One answer among them is enough.",
            ),
            Wrong(
                "gives one value per query",
                edited(recall_at, ("return sum(hits) / len(hits)", "return hits")),
                "This says for each query whether it was answered. Return one number: the share.",
            ),
            Wrong(
                "takes the share that was missed",
                edited(recall_at, ("sum(hits) / len(hits)", "1 - sum(hits) / len(hits)")),
                "This is the share of queries that were not answered.",
            ),
            Wrong(
                "cuts the queries",
                edited(recall_at, ("row[:k]", "row"), ("zip(found, right)", "zip(found[:k], right)")),
                "Only the first k queries are looked at, and all that was found for them. It is the texts found for "
                "each query that are cut.",
            ),
            Wrong(
                "looks one place too few",
                edited(recall_at, ("row[:k]", "row[: k - 1]")),
                "The text at the last of the k places is not looked at.",
            ),
            Wrong(
                "counts hits among all answers",
                edited(
                    recall_at,
                    (
                        "    hits = [any(text in answers for text in row[:k]) for row, answers in zip(found, right)]\n "
                        "   return sum(hits) / len(hits)",
                        "    hits = sum(text in answers for row, answers in zip(found, right) for text in row[:k])\n   "
                        " return hits / sum(map(len, right))",
                    ),
                ),
                "Hits are counted over all queries and divided by the number of right answers. Each query counts once: "
                "was there any hit?",
            ),
            Wrong(
                "counts later places less",
                edited(
                    recall_at,
                    (
                        "    hits = [any(text in answers for text in row[:k]) for row, answers in zip(found, right)]\n "
                        "   return sum(hits) / len(hits)",
                        "    hits = [\n        max((1 / place for place, text in enumerate(row[:k], 1) if text in "
                        "answers), default=0)\n        for row, answers in zip(found, right)\n    ]\n    return "
                        "sum(hits) / len(hits)",
                    ),
                ),
                "A hit further down counts less here (the reciprocal rank). Among the first k, all places count the "
                "same.",
            ),
            Wrong(
                "looks at the last k",
                edited(recall_at, ("row[:k]", "row[-k:]")),
                "These are the last k of what was found. The best come first: [:k].",
            ),
            Wrong(
                "looks for the list of answers",
                edited(recall_at, ("any(text in answers for text in row[:k])", "answers in row[:k]")),
                "This looks for the whole list of answers among the numbers found. Ask for one of them at a time.",
            ),
            Wrong(
                "takes the answers of all queries",
                edited(
                    recall_at,
                    (
                        "any(text in answers for text in row[:k])",
                        "any(text in each for text in row[:k] for each in right)",
                    ),
                ),
                "What is right for another query counts as a hit here. Each row of found goes with its own answers.",
            ),
        ),
    ),
)
