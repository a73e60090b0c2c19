"""Vectors that are laid out by hand, and a text of a few words to train on."""

import numpy as np
from gensim.models import KeyedVectors

TINY = {"vector_size": 8, "min_count": 1, "epochs": 2, "negative": 3, "sample": 0}
TEXT = [["the", "old", "king", "rules"], ["the", "old", "queen", "rules"], ["a", "dog", "barks"]] * 20


def make_vectors(rows):
    """`KeyedVectors` of a dict from word to numbers."""
    made = KeyedVectors(len(next(iter(rows.values()))))
    made.add_vectors(list(rows), np.array(list(rows.values()), dtype=np.float32))
    return made
