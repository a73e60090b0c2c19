"""The tasks of lesson 01 that are numbers."""

from lessonlib.embeddings.windows import character_ngrams
from lessonlib.exercises.answers import Value
from lessonlib.exercises.task import Wrong

TASKS = (
    Value(
        name="one_hot_gigabytes",
        lesson="01",
        minutes=2,
        unit="GB, gigabytes",
        hints=(
            "How many numbers does the table have? It has one row and one column per word.",
            "100,000 times 100,000 numbers of 4 bytes each; a gigabyte is a billion bytes.",
        ),
        reference=100_000 * 100_000 * 4 / 1e9,
        after="Twice as many words, four times the memory: the table grows with the square of the vocabulary.",
        wrong=(
            Wrong(
                "counts a byte per number",
                10,
                "There are ten billion numbers, but each of them takes four bytes.",
            ),
            Wrong(
                "counts 100 numbers per word",
                0.04,
                "That is the size with 100 numbers per word. A one-hot vector has one number for every word there is.",
            ),
            Wrong(
                "counts the ones only",
                0.0004,
                "Those are the ones alone. The zeros between them take just as much room.",
            ),
        ),
    ),
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
        ),
    ),
    Value(
        name="shared_pieces",
        lesson="01",
        minutes=2,
        unit="pieces",
        hints=(
            "The last piece that both have ends in d. Pieces that end in the mark > belong to one of them only.",
            "Write <island without its closing mark: how many stretches of 4, of 5 and of 6 characters are in it?",
        ),
        reference=len(set(character_ngrams("island", 4, 6)) & set(character_ngrams("islander", 4, 6))),
        after="An unknown word that shares most of its pieces with a known one lands near it.",
        wrong=(
            Wrong(
                "takes all pieces of the shorter word",
                len(character_ngrams("island", 4, 6)),
                "Those are all the pieces of island. Which of them contain the closing mark, and where is it in "
                "islander?",
            ),
            Wrong(
                "forgets the opening mark",
                6,
                "Those are the pieces of the bare letters. Both words also begin with the mark <, and pieces with it "
                "count as well.",
            ),
            Wrong(
                "takes all pieces of the longer word",
                len(character_ngrams("islander", 4, 6)),
                "Those are all the pieces of islander. Many of them lie in its ending, which island does not have.",
            ),
        ),
    ),
)
