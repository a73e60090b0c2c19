# mypy: allow-untyped-defs
"""The tasks of lesson 04 about windows: which words one read, and what each of them was worth."""

import numpy as np

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- which words a filter read ----


def words_read(tokens, position, width):
    start = position - (width - 1) // 2
    return tokens[max(start, 0) : start + width]


def words_read_one_by_one(tokens, position, width):
    places = range(position - (width - 1) // 2, position + width // 2 + 1)
    return [tokens[place] for place in places if 0 <= place < len(tokens)]


def firing_filters():
    """Filters of widths 1 to 6 in the middle of a headline and at both of its edges."""
    tokens = "storm closes harbour after ferry loses power again".split()
    return {
        f"a filter of width {width} that fires at token {position}": (tokens, position, width)
        for width, position in [(1, 2), (3, 2), (2, 2), (3, 0), (3, 7), (2, 7), (4, 3), (5, 4), (6, 4)]
    } | {
        "a filter of width 3 over two words": (["oil", "falls"], 1, 3),
        "a word that comes twice": (["Oil", "falls", "as", "oil", "falls"], 3, 3),
    }


# ---- what each word was worth ----


def word_scores(number_of_words, picked):
    scores = np.zeros(number_of_words)
    for start, slots, bias, weight in picked:
        for place, part in enumerate(slots):
            scores[start + place] += weight * (part + bias / len(slots))
    return scores


def word_scores_by_slices(number_of_words, picked):
    scores = np.zeros(number_of_words)
    for start, slots, bias, weight in picked:
        scores[start : start + len(slots)] += weight * (np.array(slots) + bias / len(slots))
    return scores


def picked_windows():
    """Windows that filters picked: first word, what each slot brought, the filter's bias, its weight for the label."""
    rng = np.random.default_rng(3)
    random = [
        (int(rng.integers(0, 5)), rng.normal(size=int(rng.integers(1, 4))).tolist(), *rng.normal(size=2).tolist())
        for _ in range(20)
    ]
    return {
        "three words and no window at all": (3, []),
        "one window on the last two of three words": (3, [(1, [0.5, 1.5], 0.2, 2.0)]),
        "two windows that overlap": (3, [(0, [1.0, 0.5], -0.2, 1.0), (1, [2.0, 0.0], 0.4, -0.5)]),
        "20 random windows on eight words": (8, random),
    }


TASKS = (
    Function(
        name="words_read",
        lesson="04",
        minutes=5,
        hints=(
            "Width 1 begins at the position itself, and so does width 2. Width 3 begins one token before it, width 4 "
            "too.",
            "start = position - (width - 1) // 2. At the left edge that can be negative, and a slice with a negative "
            "start counts from the end.",
        ),
        reference=words_read,
        after="With SAME padding a window is centred: the n-gram begins before the token at which the filter fires.",
        alternatives=(words_read_one_by_one,),
        cases=firing_filters,
        wrong=(
            Wrong(
                "pushes the window into the headline",
                edited(
                    words_read, ("max(start, 0) : start", "(start := max(0, min(start, len(tokens) - width))) : start")
                ),
                "At an edge the window was moved until it was full. It stays where it is, and reads fewer words there.",
            ),
            Wrong(
                "begins one token before, however wide",
                edited(words_read, ("(width - 1) // 2", "(width > 2)")),
                "Up to a width of four this is right. The wider the window, the earlier it begins: half of the other "
                "width - 1 words lie before it.",
            ),
            Wrong(
                "begins at the position",
                edited(words_read, ("position - (width - 1) // 2", "position")),
                "This begins at the token where the filter fires. With SAME padding the window is centred there, so "
                "a window of three begins one token earlier.",
            ),
            Wrong(
                "ends at the position",
                edited(words_read, ("position - (width - 1) // 2", "position - width + 1")),
                "This ends at the token where the filter fires. The window reaches to both sides of it.",
            ),
            Wrong(
                "puts even widths too far left",
                edited(words_read, ("(width - 1) // 2", "width // 2")),
                "Odd widths are right. An even width has no middle: with an extra word on one side only, it goes to "
                "the "
                "right, so a window of two begins at the position.",
            ),
            Wrong(
                "lets a slice begin below zero",
                edited(words_read, ("max(start, 0)", "start")),
                "In the middle this is right. At the left edge the start is negative, and Python then counts from the "
                "end of the list: begin at 0 there.",
            ),
            Wrong(
                "cuts the start, then adds the width",
                edited(
                    words_read,
                    ("tokens[max(start, 0) : start + width]", "tokens[max(start, 0) : max(start, 0) + width]"),
                ),
                "At the left edge there is a word too many: the window begins before the headline, so it "
                "also ends earlier. Add the width to the start as it was.",
            ),
            Wrong(
                "gives the padding, too",
                edited(
                    words_read,
                    (
                        "tokens[max(start, 0) : start + width]",
                        '[tokens[place] if 0 <= place < len(tokens) else "<PAD>" for place in range(start, start '
                        "+ width)]",
                    ),
                ),
                "The padding is in it as well. Give only the words inside the headline.",
            ),
            Wrong(
                "ends one word early",
                edited(words_read, ("start + width]", "start + width - 1]")),
                "The last word of the window is missing: the end of a slice is not in it.",
            ),
            Wrong(
                "ends one word late",
                edited(words_read, ("start + width]", "start + width + 1]")),
                "There is a word too many at the end: a window holds `width` words.",
            ),
            Wrong(
                "reaches the width to both sides",
                edited(
                    words_read,
                    (
                        "tokens[max(start, 0) : start + width]",
                        "tokens[max(position - width, 0) : position + width + 1]",
                    ),
                ),
                "The window reaches `width` words to both sides. It holds `width` words in all.",
            ),
            Wrong(
                "gives the places",
                edited(
                    words_read,
                    (
                        "tokens[max(start, 0) : start + width]",
                        "list(range(max(start, 0), min(start + width, len(tokens))))",
                    ),
                ),
                "These are the places of the words. Look the words up in tokens.",
            ),
            Wrong(
                "joins the words",
                edited(
                    words_read,
                    ("tokens[max(start, 0) : start + width]", '" ".join(tokens[max(start, 0) : start + width])'),
                ),
                "The right words, joined to one text: give the list of them.",
            ),
            Wrong(
                "takes both sides alike",
                edited(
                    words_read,
                    (
                        "tokens[max(start, 0) : start + width]",
                        "tokens[max(0, position - width // 2) : position + width // 2 + 1]",
                    ),
                ),
                "Odd widths are right. An even width has one word fewer on one side, so here it reads a word too many.",
            ),
            Wrong(
                "goes equally far to both sides",
                edited(
                    words_read,
                    ("start = position - (width - 1) // 2", "side = (width - 1) // 2"),
                    ("tokens[max(start, 0) : start + width]", "tokens[max(position - side, 0) : position + side + 1]"),
                ),
                "With an even width, the last word is missing: such a window reaches one word further to the right.",
            ),
        ),
    ),
    Function(
        name="word_scores",
        lesson="04",
        minutes=6,
        stub=(2, 1),
        hints=(
            "Go through the windows. The slot at place 0 belongs to the word at start, the next one to start + 1.",
            "A slot's word gets weight times what the slot brought, and weight times an equal part of the bias.",
            "A word can be in many windows: add to its score with +=.",
        ),
        reference=word_scores,
        after="Summed over all words, the scores give the sum over all windows: nothing is lost, nothing is added.",
        alternatives=(word_scores_by_slices,),
        cases=picked_windows,
        wrong=(
            Wrong(
                "gives every word of the headline a part of the bias",
                edited(
                    word_scores,
                    (
                        "        for place, part",
                        "        scores += weight * bias / number_of_words\n        for place, part",
                    ),
                    ("(part + bias / len(slots))", "part"),
                ),
                "Words that the window did not read have a part of its bias, too. It belongs to those in the window.",
            ),
            Wrong(
                "leaves out windows that speak against the label",
                edited(
                    word_scores,
                    ("        for place, part", "        slots = slots if weight > 0 else []\n        for place, part"),
                ),
                "Windows with a negative weight are left out. They speak against the label: a score may be negative.",
            ),
            Wrong(
                "takes the first word for the middle",
                edited(
                    word_scores,
                    ("        for place, part", "        start -= (len(slots) - 1) // 2\n        for place, part"),
                    (
                        "            scores[start",
                        "            if 0 <= start + place < number_of_words:\n                scores[start",
                    ),
                ),
                "`start` is the first word of the window already: do not step back from it.",
            ),
            Wrong(
                "forgets the bias of the filter",
                edited(word_scores, ("(part + bias / len(slots))", "part")),
                "The bias of the filter is missing, so the scores do not add up to the logit. Share it equally among "
                "the slots.",
            ),
            Wrong(
                "gives every word the whole bias",
                edited(word_scores, ("bias / len(slots)", "bias")),
                "Every word gets the whole bias here, so a window of three counts it three times. Divide it by the "
                "number of slots.",
            ),
            Wrong(
                "forgets the weight",
                edited(word_scores, ("weight * (part + bias / len(slots))", "part + bias / len(slots)")),
                "This adds up activations. What the label gets is the activation times the weight of the filter, which "
                "can also be negative.",
            ),
            Wrong(
                "overwrites earlier windows",
                edited(word_scores, ("+= weight", "= weight")),
                "A word keeps only what its last window gave it. Many filters may have picked the same word: add "
                "them up.",
            ),
            Wrong(
                "shares every window equally",
                edited(word_scores, ("part + bias / len(slots)", "(sum(slots) + bias) / len(slots)")),
                "This adds up, too, but it gives a bystander as much as the word that did the work. Each word should "
                "get what its own slot brought.",
            ),
            Wrong(
                "shares the bias among all words",
                edited(word_scores, ("bias / len(slots)", "bias / number_of_words")),
                "The bias is shared among all words of the headline. Only the words in the window get a "
                "part of it: divide by the number of slots.",
            ),
            Wrong(
                "counts the bias only",
                edited(word_scores, ("weight * (part + bias / len(slots))", "weight * bias / len(slots)")),
                "Only the bias is counted: what each slot brought has to be added.",
            ),
            Wrong(
                "weighs the bias only",
                edited(word_scores, ("weight * (part + bias / len(slots))", "part + weight * bias / len(slots)")),
                "The weight counts for both parts: put brackets around what the slot brought and its share "
                "of the bias.",
            ),
            Wrong(
                "does not weigh the bias",
                edited(word_scores, ("weight * (part + bias / len(slots))", "weight * part + bias / len(slots)")),
                "The weight counts for the bias as well: put brackets around both parts.",
            ),
            Wrong(
                "starts every window at the first word",
                edited(word_scores, ("scores[start + place]", "scores[place]")),
                "Every window is counted from the first word on. Its first slot belongs to the word at `start`.",
            ),
            Wrong(
                "gives all to the first word",
                edited(word_scores, ("scores[start + place]", "scores[start]")),
                "All slots are added to the first word of the window: the slot at place 1 belongs to start + 1.",
            ),
            Wrong(
                "subtracts the bias",
                edited(word_scores, ("part + bias", "part - bias")),
                "The share of the bias is subtracted: add it.",
            ),
            Wrong(
                "leaves out negative parts",
                edited(
                    word_scores, ("weight * (part + bias / len(slots))", "max(0, weight * (part + bias / len(slots)))")
                ),
                "What speaks against the label is left out. A score may be negative.",
            ),
        ),
    ),
)
