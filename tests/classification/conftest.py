"""What several test files share: vectors, labelled texts, and a classifier that is fitted once per file."""

import numpy as np
import pytest
from gensim.models import KeyedVectors
from made_up_headlines import CLUES, FILLERS, made_up_headlines

from lessonlib.classification.estimator import HeadlineClassifier


@pytest.fixture(scope="module")
def vectors():
    """Small vectors in which the clue words of a class lie close together, "unseen" words of Sports among them."""
    rng = np.random.default_rng(0)
    keys, rows = [], []
    for clues in [*CLUES.values(), FILLERS]:
        centre = rng.normal(size=12)
        for word in clues:
            keys.append(word)
            rows.append(centre + 0.1 * rng.normal(size=12))
        if clues is CLUES["Sports"]:
            keys.append("goalkeeper")
            rows.append(centre)
    vectors = KeyedVectors(12)
    vectors.add_vectors(keys, np.array(rows, dtype=np.float32))
    return vectors


@pytest.fixture(scope="module")
def rows():
    """60 made-up texts and their labels."""
    return made_up_headlines(60)


@pytest.fixture(scope="module")
def fitted(vectors, rows):
    return HeadlineClassifier(vectors, num_filters=8, num_epochs=15, learning_rate=1e-2).fit(*rows)
