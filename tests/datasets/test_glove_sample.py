"""GloVe's full vectors, and a file that is not there; the sample is what its checksum says."""

import gzip

import pytest

from lessonlib.datasets.glove import load_glove


def test_the_full_vectors_and_a_file_that_is_not_there(fetched, tmp_path):
    fetched("glove", gzip.compress(b"2 3\nthe 0.1 0.2 0.3\ncat 1 2 3\n"))
    assert load_glove("full")["cat"].tolist() == [1, 2, 3]
    with pytest.raises(FileNotFoundError, match="does not exist"):
        load_glove(tmp_path / "other.txt")
