"""Vectors that several test files share."""

import pytest
from handmade_vectors import TEXT, TINY, make_vectors

from lessonlib.embeddings.training import train_fasttext


@pytest.fixture
def square():
    """Sex to the right, rank upwards, and a third direction that carries nothing: a perfect parallelogram."""
    return make_vectors(
        {
            "man": [0.0, 0.0, 5.0],
            "woman": [1.0, 0.0, 5.0],
            "king": [0.0, 1.0, 5.0],
            "queen": [1.0, 1.0, 5.0],
            "dog": [-3.0, -3.0, 5.0],
            "cat": [-3.0, -4.0, 5.0],
        }
    )


@pytest.fixture(scope="session")
def fasttext():
    return train_fasttext(TEXT, **TINY, bucket=100)
