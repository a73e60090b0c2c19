# mypy: allow-untyped-defs, no-check-untyped-defs
"""The task of lesson 01 about the pairs of a word and its company."""

from itertools import groupby

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
        "ten words, window 4": ("The old map of the sea shows no other ship".split(), 4),
    }


def looks_right_only_where_nothing_is_left(tokens, window):
    pairs = []
    for place, target in enumerate(tokens):
        for distance in range(1, window + 1):
            if place - distance >= 0:
                pairs.append((target, tokens[place - distance]))
            elif place + distance < len(tokens):
                pairs.append((target, tokens[place + distance]))
    return pairs


TASKS = (
    Function(
        name="context_pairs",
        lesson="01",
        minutes=7,
        stub=(2, 1),
        hints=(
            "Around `place`, the window holds the places from place - window to place + window, both included.",
            "range leaves out its end: range(place - window, place + window + 1). Which of these places do not exist?",
            "max(0, ...) and min(len(tokens), ...) keep the window inside the sentence, and `other != place` leaves "
            "out the target itself.",
        ),
        reference=context_pairs,
        after="These pairs are all that skip-gram ever sees of a text.",
        alternatives=(pairs_of_all_places,),
        cases=some_sentences,
        settled=in_any_order_per_target,
        wrong=(
            Wrong(
                "minds the right end only",
                edited(
                    context_pairs,
                    ("range(max(0, place - window), min(len(tokens), place", "range(place - window, (place"),
                    ("if other != place:", "if other != place and -len(tokens) <= other < len(tokens):"),
                ),
                "Beyond the right end Python raises an error. Before the left end it does not: -1 is the last place.",
            ),
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
                "slices from below 0",
                edited(
                    context_pairs,
                    (
                        "range(max(0, place - window), min(len(tokens), place + window + 1))",
                        "range(len(tokens))[place - window : place + window + 1]",
                    ),
                ),
                "Near the beginning of the sentence pairs are missing: a slice that begins below 0 counts from "
                "the end, and is empty or too short. Let it begin at 0 at the earliest.",
            ),
            Wrong(
                "slices from below 0 and compares words",
                edited(
                    context_pairs,
                    (
                        "range(max(0, place - window), min(len(tokens), place + window + 1))",
                        "range(len(tokens))[place - window : place + window + 1]",
                    ),
                    ("if other != place", "if tokens[other] != target"),
                ),
                "Two things. A slice that begins below 0 counts from the end, so that pairs near the beginning are "
                "lost. And a word that comes twice is its own company: compare places.",
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
            Wrong(
                "turns the pairs round",
                edited(
                    context_pairs, ("pairs.append((target, tokens[other]))", "pairs.append((tokens[other], target))")
                ),
                "The pairs are turned round: the target comes first, then the word around it.",
            ),
            Wrong(
                "takes only the farthest words",
                edited(context_pairs, ("if other != place", "if abs(other - place) == window")),
                "Only the words exactly `window` places away are paired here. All that are nearer belong "
                "to the company, too.",
            ),
            Wrong(
                "makes one pair per word",
                edited(
                    context_pairs,
                    (
                        "        for other in range(max(0, place - window), min(len(tokens), place + window + "
                        "1)):\n            if other != place:\n                pairs.append((target, "
                        "tokens[other]))",
                        "        pairs.append((target, tokens[max(0, place - window) : place] + tokens[place + 1 : "
                        "place + window + 1]))",
                    ),
                ),
                "Each word gets one pair with a list of its company. A pair has two words: make one for each of them.",
            ),
            Wrong(
                "always takes two places",
                edited(
                    context_pairs,
                    (
                        "range(max(0, place - window), min(len(tokens), place + window + 1))",
                        "range(max(0, place - 2), min(len(tokens), place + 3))",
                    ),
                ),
                "The window is always two places wide here: use the argument `window`.",
            ),
            Wrong(
                "ignores the window",
                edited(
                    context_pairs,
                    ("range(max(0, place - window), min(len(tokens), place + window + 1))", "range(len(tokens))"),
                ),
                "Every word is paired with the whole sentence: the argument `window` sets the limit.",
            ),
            Wrong(
                "looks to the left only",
                edited(
                    context_pairs,
                    (
                        "range(max(0, place - window), min(len(tokens), place + window + 1))",
                        "range(max(0, place - window), place)",
                    ),
                ),
                "Only words to the left of the target are taken. Its company stands on both sides.",
            ),
            Wrong(
                "collects places instead of words",
                edited(context_pairs, ("pairs.append((target, tokens[other]))", "pairs.append((place, other))")),
                "These are the places of the words. Look the words up: tokens[other].",
            ),
            Wrong(
                "runs around the ends",
                edited(
                    context_pairs,
                    ("pairs.append((target, tokens[other]))", "pairs.append((target, tokens[other]))"),
                    (
                        "range(max(0, place - window), min(len(tokens), place + window + 1))",
                        "range(place - window, place + window + 1)",
                    ),
                    (
                        "if other != place:\n                pairs.append((target, tokens[other]))",
                        "if other != place and other < len(tokens):\n                pairs.append((target, "
                        "tokens[other % len(tokens)]))",
                    ),
                ),
                "A place before the first word must not count from the end of the sentence: the company "
                "stops at both ends.",
            ),
            Wrong(
                "leaves out targets near the ends",
                edited(
                    context_pairs,
                    (
                        "for place, target in enumerate(tokens):\n",
                        "for place, target in list(enumerate(tokens))[window : len(tokens) - window]:\n",
                    ),
                ),
                "Words near the ends are no targets here. They are, with the company that they have.",
            ),
            Wrong(
                "looks to the right only where nothing is on the left",
                looks_right_only_where_nothing_is_left,
                "The words on the right are there only where one on the left is missing: an `if` of its own for each "
                "side, no `elif`.",
            ),
            Wrong(
                "slices to both sides, from below 0",
                edited(
                    context_pairs,
                    (
                        "        for other in range(max(0, place - window), min(len(tokens), place + window + 1)):\n   "
                        "         if other != place:\n                pairs.append((target, tokens[other]))",
                        "        for context in tokens[place - window : place] + tokens[place + 1 : place + window + "
                        "1]:\n            pairs.append((target, context))",
                    ),
                ),
                "Words on the left get lost near the beginning: place - window is below 0 there, and such a slice "
                "begins at the end. Begin at max(0, place - window).",
            ),
            Wrong(
                "collects each pair once",
                edited(
                    context_pairs, ("if other != place:", "if other != place and (target, tokens[other]) not in pairs:")
                ),
                "A pair that is in the list already is left out. What comes twice counts twice: append it again.",
            ),
            Wrong(
                "never reaches the last word",
                edited(context_pairs, ("min(len(tokens), place", "min(len(tokens) - 1, place")),
                "The last word is never a context: range leaves its end out, which may therefore be len(tokens).",
            ),
        ),
    ),
)
