# mypy: allow-untyped-defs, no-check-untyped-defs
"""The tasks of lesson 01 about pairs: of a word and its company, and of the pieces of words."""

from collections import Counter
from itertools import groupby

from lessonlib.embeddings import windows
from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- context pairs ----


def context_pairs(tokens, window):
    pairs = []
    for place, target in enumerate(tokens):
        for other in range(max(0, place - window), min(len(tokens), place + window + 1)):
            if other != place:
                pairs.append((target, tokens[other]))
    return pairs


def in_any_order_per_target(pairs):
    """The pairs with those of one target after the other sorted: the text leaves their order open."""
    return [pair for _, group in groupby(pairs, key=lambda pair: pair[0]) for pair in sorted(group)]


def pairs_of_all_places(tokens, window):
    places = range(len(tokens))
    return [(tokens[i], tokens[j]) for i in places for j in places if 0 < abs(i - j) <= window]


def some_sentences():
    """Short sentences, one of a single word, one with a word that comes twice."""
    return {
        "three words, window 1": (["cat", "eats", "fish"], 1),
        "a single word": (["cat"], 2),
        "a word that comes twice": (["dog", "bites", "dog"], 2),
        "six words, window 2": ("the ship crosses the wide sea".split(), 2),
        "two words, window 5": (["old", "map"], 5),
        "no word at all": ([], 2),
    }


# ---- byte-pair encoding ----


def most_frequent_pair(words):
    pairs = Counter()
    for pieces, count in words.items():
        for left, right in zip(pieces, pieces[1:]):
            pairs[left, right] += count
    return max(pairs, key=pairs.get)


def most_common_pair(words):
    pairs = Counter()
    for pieces, count in words.items():
        for place in range(len(pieces) - 1):
            pairs[pieces[place : place + 2]] += count
    return pairs.most_common(1)[0][0]


def pair_across_words(words):
    pairs = Counter()
    text = [piece for pieces, count in words.items() for piece in pieces * count]
    for left, right in zip(text, text[1:]):
        pairs[left, right] += 1
    return max(pairs, key=pairs.get)


def words_in_pieces():
    """Words with their counts, as letters and as longer pieces."""
    return {
        "two words": ({("a", "b"): 1, ("a", "c"): 3},),
        "a rare pair in many words": ({("t", "o"): 9, ("i", "n"): 2, ("i", "n", "k"): 2, ("p", "i", "n"): 2},),
        "one word, many times": ({("b", "a"): 5, ("a", "b", "c"): 4},),
        "longer pieces": ({("low",): 8, ("low", "er"): 3, ("new", "er"): 6},),
    }


TASKS = (
    Function(
        name="context_pairs",
        lesson="01",
        minutes=7,
        stub=(4, 1),
        hints=(
            "Around `place`, the window holds the places from place - window to place + window, both included.",
            "range leaves out its end: range(place - window, place + window + 1). Which of these places do not exist?",
            "max(0, ...) and min(len(tokens), ...) keep the window inside the sentence, and `other != place` leaves "
            "out the target itself.",
        ),
        reference=context_pairs,
        after="These pairs are all that skip-gram ever sees of a text.",
        alternatives=(pairs_of_all_places, windows.context_pairs),
        cases=some_sentences,
        settled=in_any_order_per_target,
        wrong=(
            Wrong(
                "pairs a word with itself",
                edited(context_pairs, ("if other != place:\n                pairs.append", "pairs.append")),
                "Every word is in its own company here: leave out the place of the target.",
            ),
            Wrong(
                "looks to the right only",
                edited(context_pairs, ("max(0, place - window)", "place + 1")),
                "Only the words after the target are there. The window reaches to the left as well.",
            ),
            Wrong(
                "stops one place early",
                edited(context_pairs, ("place + window + 1", "place + window")),
                "The last place of each window is missing: range(start, end) stops before its end.",
            ),
            Wrong(
                "lets negative places count from the end",
                edited(context_pairs, ("max(0, place - window)", "place - window")),
                "At the beginning of the sentence the places become negative, and tokens[-1] is the last word: stop "
                "at 0.",
            ),
            Wrong(
                "runs past the end",
                edited(context_pairs, ("min(len(tokens), place + window + 1)", "place + window + 1")),
                "At the end of the sentence the window reaches for words that do not exist: stop at len(tokens).",
            ),
            Wrong(
                "compares words instead of places",
                edited(context_pairs, ("if other != place", "if tokens[other] != target")),
                "A word that comes twice may be its own company. What must differ is the place, not the word.",
            ),
        ),
    ),
    Function(
        name="most_frequent_pair",
        lesson="01",
        minutes=7,
        stub=(2, 1),
        hints=(
            "zip(pieces, pieces[1:]) gives each piece of a word together with the next one.",
            "A pair in a word that occurs 5 times has occurred 5 times.",
            "Count with pairs[left, right] += count in a Counter, then max(pairs, key=pairs.get).",
        ),
        reference=most_frequent_pair,
        after="Repeat this tens of thousands of times on a large text, and you have the vocabulary of a chat program.",
        alternatives=(most_common_pair,),
        cases=words_in_pieces,
        wrong=(
            Wrong(
                "counts words, not occurrences",
                edited(most_frequent_pair, ("+= count", "+= 1")),
                "Every word counts once here, however often it occurs. Add the word's count.",
            ),
            Wrong(
                "pairs pieces across words",
                pair_across_words,
                "The end of one word and the beginning of the next are no pair: go through each word by itself.",
            ),
            Wrong(
                "returns the joined text",
                edited(most_frequent_pair, ("pairs[left, right]", "pairs[left + right]")),
                "This is the joined piece. The two pieces are needed, since ('a', 'bc') and ('ab', 'c') join to the "
                "same text.",
            ),
            Wrong(
                "returns the count",
                edited(most_frequent_pair, ("max(pairs, key=pairs.get)", "max(pairs.values())")),
                "This is how often it occurs. The pair itself is needed: max(pairs, key=pairs.get).",
            ),
        ),
    ),
)
