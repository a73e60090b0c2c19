# mypy: allow-untyped-defs
"""The tasks of lesson 03 about the way from texts and labels to numbers."""

from collections import Counter

import numpy as np

from lessonlib.classification.encoding import Tokenizer, pad_sequences
from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- a vocabulary ----


def build_vocabulary(token_lists, limit):
    counts = Counter(token for tokens in token_lists for token in tokens)
    ranked = sorted(counts, key=lambda token: (-counts[token], token))
    vocabulary = {"<PAD>": 0, "<UNK>": 1}
    for token in ranked[: limit - 2]:
        vocabulary[token] = len(vocabulary)
    return vocabulary


def library_vocabulary(token_lists, limit):
    return Tokenizer(num_tokens=limit).fit_tokens(token_lists).token_to_index


def texts_to_learn():
    """A few words, ties among them, with room for all and for some."""
    few = [["oil", "prices", "fall"], ["oil", "falls"], ["gas", "prices", "rise", "oil"]]
    letters = np.random.default_rng(31).choice(list("abcdefghij"), size=(12, 5))
    return {
        "three headlines, room for everything": (few, 100),
        "the same, room for four: two of them are taken": (few, 4),
        "the same, room for three: one is taken": (few, 3),
        "12 random texts of one-letter words, room for eight": ([list(map(str, row)) for row in letters], 8),
    }


# ---- looking up ----


def encode(tokens, vocabulary):
    return [vocabulary.get(token, 1) for token in tokens]


def encode_in_a_loop(tokens, vocabulary):
    indices = []
    for token in tokens:
        if token in vocabulary:
            indices.append(vocabulary[token])
        else:
            indices.append(1)
    return indices


def texts_to_encode():
    vocabulary = {"<PAD>": 0, "<UNK>": 1, "oil": 2, "prices": 3, "fall": 4}
    return {
        "known words only": (["oil", "prices", "fall"], vocabulary),
        "a word that was never seen": (["oil", "zorblax", "fall"], vocabulary),
        "a word that comes twice": (["fall", "oil", "fall"], vocabulary),
        "a word with a capital": (["Oil", "fall"], vocabulary),
        "no word at all": ([], vocabulary),
        "the padding itself, in another vocabulary": (["sun", "<PAD>", "oil"], {"<PAD>": 0, "<UNK>": 1, "sun": 7}),
    }


# ---- padding ----


def pad(sequences):
    longest = max(len(sequence) for sequence in sequences)
    matrix = np.zeros((len(sequences), longest), dtype=np.int64)
    for row, sequence in enumerate(sequences):
        matrix[row, : len(sequence)] = sequence
    return matrix


def pad_lists(sequences):
    longest = max(map(len, sequences))
    return np.array([list(sequence) + [0] * (longest - len(sequence)) for sequence in sequences], dtype=np.int64)


def cuts_to_the_shortest(sequences):
    shortest = min(len(sequence) for sequence in sequences)
    return np.array([sequence[:shortest] for sequence in sequences], dtype=np.int64)


def sequences_to_pad():
    rng = np.random.default_rng(32)
    many = [rng.integers(1, 50, size=length).tolist() for length in rng.integers(1, 9, size=6)]
    return {
        "three, two and one token": ([[5, 6, 7], [8, 9], [4]],),
        "the longest comes last": ([[4], [8, 9]],),
        "all of the same length": ([[2, 3], [4, 5]],),
        "one sequence": ([[7, 8, 9, 2]],),
        "an empty one, then a longer one after each shorter": ([[], [3], [4, 5], [6, 7, 8]],),
        "six random sequences": (many,),
    }


TASKS = (
    Function(
        name="build_vocabulary",
        lesson="03",
        minutes=5,
        stub=(3, 2),
        hints=(
            "sorted() takes a key. With the key (-count, token), large counts come first and ties are in alphabetical "
            "order.",
            "The next free index is always len(vocabulary), since 0 and 1 are in it already. They also take two of the "
            "places that limit allows.",
        ),
        reference=build_vocabulary,
        after="The library's Tokenizer holds the same dictionary. It is learned from the training headlines alone.",
        alternatives=(library_vocabulary,),
        cases=texts_to_learn,
        wrong=(
            Wrong(
                "counts headlines",
                edited(build_vocabulary, ("for token in tokens)", "for token in set(tokens))")),
                "This counts in how many headlines a token stands. Count how often: twice in one is two.",
            ),
            Wrong(
                "numbers by the alphabet",
                edited(build_vocabulary, ("in ranked[: limit - 2]", "in sorted(ranked[: limit - 2])")),
                "The right tokens, numbered by the alphabet. The most frequent one comes first.",
            ),
            Wrong(
                "gives the first token the index of unknown",
                edited(
                    build_vocabulary,
                    (
                        "vocabulary[token] = len(vocabulary)",
                        "vocabulary[token] = max(vocabulary.values()) + (len(vocabulary) > 2)",
                    ),
                ),
                "The first token has the index of <UNK>. 0 and 1 are taken: begin with 2.",
            ),
            Wrong(
                "gives padding and unknown no place",
                edited(build_vocabulary, ("ranked[: limit - 2]", "ranked[:limit]")),
                "The vocabulary becomes two entries too large: padding and unknown count within the limit.",
            ),
            Wrong(
                "keeps the rarest",
                edited(build_vocabulary, ("-counts[token]", "counts[token]")),
                "This keeps the rarest tokens. The most frequent ones should come first: sort by minus the count.",
            ),
            Wrong(
                "sorts by the alphabet only",
                edited(
                    build_vocabulary, ("sorted(counts, key=lambda token: (-counts[token], token))", "sorted(counts)")
                ),
                "The alphabet decides only between tokens with the same count. Sort by the count first.",
            ),
            Wrong(
                "leaves ties to chance",
                edited(build_vocabulary, ("(-counts[token], token)", "-counts[token]")),
                "Tokens with the same count stand in the order in which they came. Break ties by the alphabet, or the "
                "same headlines in another order give another vocabulary.",
            ),
            Wrong(
                "takes tokens with their counts",
                edited(
                    build_vocabulary,
                    ("sorted(counts, key=lambda token: (-counts[token], token))", "counts.most_common()"),
                ),
                "most_common() gives pairs of a token and its count, and the pairs become the keys. Take "
                "the token alone.",
            ),
            Wrong(
                "ignores the limit",
                edited(build_vocabulary, ("ranked[: limit - 2]", "ranked")),
                "All tokens are taken: stop when there are `limit` entries.",
            ),
            Wrong(
                "leaves out one too many",
                edited(build_vocabulary, ("ranked[: limit - 2]", "ranked[: limit - 3]")),
                "There is room for one more: limit counts all entries, and two of them are taken.",
            ),
            Wrong(
                "sorts ties backwards",
                edited(
                    build_vocabulary,
                    (
                        "sorted(counts, key=lambda token: (-counts[token], token))",
                        "sorted(counts, key=lambda token: (counts[token], token), reverse=True)",
                    ),
                ),
                "reverse=True turns the alphabet round as well, so that ties come out backwards. Sort by "
                "minus the count instead.",
            ),
            Wrong(
                "counts from 1",
                edited(
                    build_vocabulary, ("vocabulary[token] = len(vocabulary)", "vocabulary[token] = len(vocabulary) + 1")
                ),
                "One index is skipped: the next free one is the number of entries so far.",
            ),
            Wrong(
                "gives all tokens one index",
                edited(build_vocabulary, ("vocabulary[token] = len(vocabulary)", "vocabulary[token] = 2")),
                "All tokens get the same index: it has to grow with each.",
            ),
            Wrong(
                "stores the counts",
                edited(build_vocabulary, ("vocabulary[token] = len(vocabulary)", "vocabulary[token] = counts[token]")),
                "These are the counts of the tokens. The index is the next free number.",
            ),
            Wrong(
                "stops one entry too late",
                edited(build_vocabulary, ("ranked[: limit - 2]", "ranked[: limit - 1]")),
                "There is one entry too many: limit counts padding and unknown as well. Stop as soon as it is reached.",
            ),
            Wrong(
                "cuts before ties are sorted",
                edited(
                    build_vocabulary,
                    (
                        "sorted(counts, key=lambda token: (-counts[token], token))",
                        "[token for token, count in sorted(counts.most_common(limit - 2), key=lambda pair: (-pair[1], "
                        "pair[0]))]",
                    ),
                ),
                "most_common cuts tokens with the same count in the order in which they came. Sort by the alphabet "
                "before you cut.",
            ),
        ),
    ),
    Function(
        name="encode",
        lesson="03",
        minutes=2,
        hints=(
            "A dictionary has a method that returns a value of your choice when the key is missing.",
            "vocabulary.get(token, ...) with the index of unknown tokens as its second argument.",
        ),
        reference=encode,
        after="Every word that training did not see becomes the same number: from here on the network cannot tell "
        "them apart.",
        alternatives=(encode_in_a_loop,),
        cases=texts_to_encode,
        wrong=(
            Wrong(
                "gives up at the first unknown word",
                edited(
                    encode,
                    (
                        "[vocabulary.get(token, 1) for token in tokens]",
                        "[vocabulary.get(token, 1) if set(tokens) <= set(vocabulary) else 1 for token in tokens]",
                    ),
                ),
                "One unknown word makes all the others unknown. Decide for each token by itself.",
            ),
            Wrong(
                "takes places for indices",
                edited(
                    encode,
                    ("vocabulary.get(token, 1)", "list(vocabulary).index(token) if token in vocabulary else 1"),
                ),
                "This is where the token stands in the dictionary. Its index is what the dictionary gives for it.",
            ),
            Wrong(
                "drops unknown words",
                edited(
                    encode,
                    (
                        "vocabulary.get(token, 1) for token in tokens",
                        "vocabulary[token] for token in tokens if token in vocabulary",
                    ),
                ),
                "Unknown tokens were dropped. Keep their place with index 1: words on both sides of a gap are no "
                "neighbours.",
            ),
            Wrong(
                "takes unknown for padding",
                edited(encode, ("vocabulary.get(token, 1)", "vocabulary.get(token, 0)")),
                "Index 0 is for padding, where there is no word. An unknown word is a word: index 1.",
            ),
            Wrong(
                "fails at unknown words",
                edited(encode, ("vocabulary.get(token, 1)", "vocabulary[token]")),
                "A word that is not in the vocabulary raises a KeyError. New headlines are full of such words: give "
                "them index 1.",
            ),
            Wrong(
                "gives the name of unknown",
                edited(
                    encode,
                    (
                        "[vocabulary.get(token, 1) for token in tokens]",
                        '[vocabulary.get(token, "<UNK>") for token in tokens]',
                    ),
                ),
                "For an unknown word the name <UNK> came out. Its index is needed, like for all others.",
            ),
            Wrong(
                "loops over the vocabulary",
                edited(
                    encode,
                    (
                        "[vocabulary.get(token, 1) for token in tokens]",
                        "[index for token, index in vocabulary.items() if token in tokens]",
                    ),
                ),
                "The loop goes over the vocabulary, so order, repetitions and unknown words of the text "
                "are lost: loop over the tokens.",
            ),
            Wrong(
                "gives unknown words the next number",
                edited(
                    encode,
                    (
                        "[vocabulary.get(token, 1) for token in tokens]",
                        "[vocabulary.get(token, len(vocabulary)) for token in tokens]",
                    ),
                ),
                "Unknown words get a new index, for which the table has no row. Their index is 1.",
            ),
            Wrong(
                "gives unknown words None",
                edited(
                    encode,
                    ("[vocabulary.get(token, 1) for token in tokens]", "[vocabulary.get(token) for token in tokens]"),
                ),
                "get gives None where it finds nothing. Name what it should give instead: 1.",
            ),
            Wrong(
                "gives unknown words -1",
                edited(
                    encode,
                    (
                        "[vocabulary.get(token, 1) for token in tokens]",
                        "[vocabulary.get(token, -1) for token in tokens]",
                    ),
                ),
                "-1 would be the last row of the table. The index of unknown words is 1.",
            ),
            Wrong(
                "gives each index once",
                edited(
                    encode,
                    (
                        "[vocabulary.get(token, 1) for token in tokens]",
                        "list({vocabulary.get(token, 1): None for token in tokens})",
                    ),
                ),
                "Each index is there only once. A word that comes twice needs its index twice.",
            ),
            Wrong(
                "numbers the tokens",
                edited(encode, ("[vocabulary.get(token, 1) for token in tokens]", "list(range(len(tokens)))")),
                "These are the places of the tokens. Look each of them up in the vocabulary.",
            ),
            Wrong(
                "looks up small letters",
                edited(encode, ("vocabulary.get(token, 1)", "vocabulary.get(token.lower(), 1)")),
                "The token is put in small letters before it is looked up, so that <PAD> is no longer found. Look it "
                "up as it is.",
            ),
            Wrong(
                "takes index 0 for nothing",
                edited(encode, ("vocabulary.get(token, 1)", "vocabulary.get(token) or 1")),
                "`or 1` takes the index 0 for nothing found, so <PAD> becomes unknown. get has a second argument for "
                "what is missing.",
            ),
        ),
    ),
    Function(
        name="pad",
        lesson="03",
        minutes=4,
        hints=(
            "Begin with a matrix of zeros, as many columns as the longest sequence has tokens, dtype=np.int64.",
            "matrix[row, : len(sequence)] = sequence fills the front of a row and leaves the rest alone.",
        ),
        reference=pad,
        after="A batch is padded to its own longest headline only; anything more would be computed for nothing.",
        alternatives=(pad_lists, pad_sequences),
        cases=sequences_to_pad,
        wrong=(
            Wrong(
                "pads in front",
                edited(pad, ("matrix[row, : len(sequence)]", "matrix[row, longest - len(sequence) :]")),
                "The zeros stand in front of the words. Some networks want it that way; here they belong at the end.",
            ),
            Wrong(
                "cuts to the shortest",
                cuts_to_the_shortest,
                "The long sequences lost their ends. Fill up the short ones instead of cutting the long ones.",
            ),
            Wrong(
                "pads with 1",
                edited(pad, ("np.zeros", "np.ones")),
                "The gaps are filled with 1, the index of unknown words. Padding has index 0.",
            ),
            Wrong(
                "adds a column",
                edited(
                    pad,
                    (
                        "longest = max(len(sequence) for sequence in sequences)",
                        "longest = max(len(sequence) for sequence in sequences) + 1",
                    ),
                ),
                "There is a column too many: the longest sequence needs no padding.",
            ),
            Wrong(
                "lays the sequences in columns",
                edited(pad, ("    return matrix", "    return matrix.T")),
                "Each sequence stands in a column here: it should be a row.",
            ),
            Wrong(
                "takes the length of the first",
                edited(pad, ("longest = max(len(sequence) for sequence in sequences)", "longest = len(sequences[0])")),
                "All rows are as long as the first sequence. The longest may be another.",
            ),
            Wrong(
                "takes the length of the largest",
                edited(
                    pad,
                    ("longest = max(len(sequence) for sequence in sequences)", "longest = len(max(sequences))"),
                ),
                "max(sequences) compares the sequences token by token. Compare their lengths: max(..., key=len), or "
                "the max of all len(...).",
            ),
            Wrong(
                "takes the number of sequences for the length",
                edited(pad, ("longest = max(len(sequence) for sequence in sequences)", "longest = len(sequences)")),
                "The rows are as long as there are sequences. The longest sequence decides.",
            ),
            Wrong(
                "turns sequences round",
                edited(pad, ("] = sequence", "] = sequence[::-1]")),
                "The sequences are turned round: each keeps its order.",
            ),
            Wrong(
                "keeps decimals",
                edited(pad, (", dtype=np.int64", "")),
                "The numbers are right, but decimals (float64), and np.zeros makes such unless it is told: an index "
                "is a whole number.",
            ),
            Wrong(
                "cuts and fills up to the length of the first",
                edited(
                    pad,
                    ("longest = max(len(sequence) for sequence in sequences)", "longest = len(sequences[0])"),
                    ("matrix[row, : len(sequence)] = sequence", "matrix[row, : len(sequence)] = sequence[:longest]"),
                ),
                "Every row is as long as the first sequence, and longer ones are cut. No token may be lost: the "
                "longest decides.",
            ),
            Wrong(
                "gives a list of lists",
                edited(pad, ("return matrix", "return matrix.tolist()")),
                "The numbers are right, in a list of lists. A matrix is needed: np.array(..., dtype=np.int64) makes "
                "one.",
            ),
            Wrong(
                "gives a tensor",
                edited(pad, ("return matrix", "import torch\n\n    return torch.from_numpy(matrix)")),
                "The numbers are right, in a tensor of torch. A numpy array is needed here, of dtype np.int64.",
            ),
            Wrong(
                "makes an array of sequences as they are",
                edited(
                    pad,
                    (
                        "    longest = max(len(sequence) for sequence in sequences)\n    matrix = "
                        "np.zeros((len(sequences), longest), dtype=np.int64)\n    for row, sequence in "
                        "enumerate(sequences):\n        matrix[row, : len(sequence)] = sequence\n    return matrix\n",
                        "    return np.array(sequences, dtype=np.int64)\n",
                    ),
                ),
                "numpy makes no matrix of rows with different lengths. Fill the shorter ones up first.",
            ),
            Wrong(
                "pads with -1",
                edited(
                    pad,
                    (
                        "matrix = np.zeros((len(sequences), longest), dtype=np.int64)",
                        "matrix = np.full((len(sequences), longest), -1, dtype=np.int64)",
                    ),
                ),
                "The rows are filled up with -1, which is the index of no token. Padding is 0.",
            ),
            Wrong(
                "makes all matrices equally wide",
                edited(pad, ("longest = max(len(sequence) for sequence in sequences)", "longest = 10")),
                "Every matrix has 10 columns, whatever stands in it. It should be as wide as the longest of these "
                "sequences.",
            ),
        ),
    ),
)
