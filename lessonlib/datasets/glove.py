"""GloVe's vectors: the sample, all of them, or a file of your own."""

import os
from collections.abc import Collection

import numpy as np
from gensim.models import KeyedVectors

from lessonlib.datasets.catalogue import DATA_DIR
from lessonlib.embeddings.glove import load_glove_embeddings, make_keyed_vectors
from lessonlib.errors import InputTypeError, require_several


def load_glove(
    source: str | os.PathLike = "sample", words: Collection[str] | None = None, limit: int | None = None
) -> KeyedVectors:
    """GloVe word vectors, 100 numbers per word, as gensim `KeyedVectors` (float32), most frequent word first.

    Args:
        source: `"sample"`: about 25,000 words, stored as float16, so that a number differs from the published one by at
            most 1 part in 2,000. `"full"`: all 400,000, downloaded once. Else the path of a file of vectors of any
            width, in GloVe's text format or word2vec's binary one. GloVe 6B is in the public domain (PDDL).
        words: Only these words (those that have a vector); None takes all.
        limit: Only the first, most frequent `limit` words; None takes all.

    Raises:
        InputFileError: There is no such file.
        InputError: A line of the file is not a word and its numbers; the message names the line.
    """
    if words is not None:
        require_several(words, "words")
    if isinstance(source, KeyedVectors):
        raise InputTypeError(
            "these are vectors already, and load_glove reads files; use them as they are, for example as embeddings= "
            "of HeadlineClassifier"
        )
    if source == "full":
        from lessonlib.datasets.fetch import fetch  # the network, for whoever asks for it

        source = fetch("glove")
    if source != "sample":
        return load_glove_embeddings(source, words, limit)
    listed = (DATA_DIR / "glove.6B.100d.sample.words.txt").read_text(encoding="utf-8").splitlines()
    wanted = set(listed if words is None else words)
    rows = [row for row, word in enumerate(listed[:limit]) if word in wanted]
    matrix = np.load(DATA_DIR / "glove.6B.100d.sample.npy")[rows]
    return make_keyed_vectors([listed[row] for row in rows], matrix.astype(np.float32))
