"""The tasks of lesson 01 that are numbers."""

from lessonlib.exercises.answers import Value
from lessonlib.exercises.task import Wrong

TASKS = (
    Value(
        name="number_of_pairs",
        lesson="01",
        minutes=2,
        unit="pairs",
        hints=(
            "A word in the middle of the sentence has four neighbours within two places. How many does the first one "
            "have?",
            "Add up: 2 for the first word, 3 for the second, 4 for each in the middle; and the same from the other "
            "end.",
        ),
        reference=22,
        after="At the ends the window hangs over the edge: short sentences give fewer pairs per word.",
        wrong=(
            Wrong(
                "forgets the edges",
                28,
                "That would be four for each of the seven words. The first and the last words have fewer neighbours.",
            ),
            Wrong(
                "counts each pair once",
                11,
                "(know, word) and (word, know) are two pairs: each word is the target once.",
            ),
            Wrong(
                "counts words in windows",
                29,
                "The target is not part of its own company: count the blue boxes only.",
            ),
            Wrong(
                "takes one word on each side",
                12,
                "That is with a window of 1, one word on either side. Here it reaches two.",
            ),
            Wrong(
                "shortens the ends by one each",
                24,
                "The edges cost more: the first word lacks two neighbours, the second one, and so at the other end.",
            ),
            Wrong(
                "counts windows",
                7,
                "That is the number of words. Each of them gives several pairs.",
            ),
        ),
    ),
)
