"""The sample of GloVe gives the published figures and knows the words that the lessons need."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from lessonlib.datasets.glove import load_glove


@pytest.fixture(scope="module")
def glove():
    return load_glove()


def test_the_sample_holds_the_most_frequent_words(glove):
    assert glove.vectors.shape == (len(glove), 100) and glove.vectors.dtype == np.float32
    assert glove.index_to_key[:10] == ["the", ",", ".", "of", "to", "and", "in", "a", '"', "'s"]
    assert glove["the"][:3].tolist() == pytest.approx([-0.038194, -0.24487, 0.72812], rel=1e-3)
    assert 25_000 <= len(glove) <= 26_000


def test_the_sample_knows_the_words_that_the_lessons_need(glove):
    from gensim.test.utils import datapath

    def coverage(name, columns):
        lines = Path(datapath(name)).read_text(encoding="utf-8").splitlines()
        rows = [line.lower().split()[:columns] for line in lines if not line.startswith(("#", ":"))]
        return np.mean([all(word in glove.key_to_index for word in row) for row in rows])

    assert coverage("wordsim353.tsv", 2) > 0.98
    assert coverage("simlex999.txt", 2) > 0.98
    assert coverage("questions-words.txt", 4) > 0.98


def test_the_full_vectors_and_a_file_that_is_not_there(fetched, tmp_path):
    fetched("glove", gzip.compress(b"2 3\nthe 0.1 0.2 0.3\ncat 1 2 3\n"))
    assert load_glove("full")["cat"].tolist() == [1, 2, 3]
    with pytest.raises(FileNotFoundError, match="does not exist"):
        load_glove(tmp_path / "other.txt")
