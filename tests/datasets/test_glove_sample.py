"""The GloVe sample: frequent tokens are all there, and the script behind it joins several sources rightly."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from lessonlib.datasets import DATA_DIR, load_glove, load_headlines
from lessonlib.embeddings.glove import make_keyed_vectors
from lessonlib.text import clean_markup, words

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_glove_sample.py"


@pytest.fixture(scope="module")
def glove():
    return load_glove()


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(SCRIPT))


def test_tokens_that_are_no_plain_words_have_vectors(glove):
    frequent = "a i 's n't 're 've u.s. mr. ... % $ ( ) -- 0 1 2 3 4 5 6 7 8 9 10 100 2000 2010 1,000 1/2 1990s p.m."
    assert [token for token in frequent.split() if token not in glove] == []


def test_nearly_every_token_of_the_headlines_is_known(glove):
    read = [token for title in load_headlines()["title"] for token in words(clean_markup(title))]
    assert np.mean([token in glove for token in read]) > 0.98


def test_the_data_sheet_states_how_many_words(glove):
    sheet = (DATA_DIR / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"the vectors of {len(glove):,} words, .* shape \({len(glove)}, 100\)", sheet)
    assert f"the {len(glove):,} words of the rows above" in sheet
    for name in ("glove.6B.100d.sample.npy", "glove.6B.100d.sample.words.txt"):
        assert f"| {(DATA_DIR / name).stat().st_size:,} bytes |" in sheet


def vectors_of(words, first):
    return make_keyed_vectors(words, np.arange(first, first + 2 * len(words), dtype=np.float32).reshape(-1, 2))


def test_sources_are_joined_in_order_and_the_first_one_wins(script):
    merged = script["merge"]([vectors_of(["the", "a", "of"], 0), vectors_of(["of", "cat", "the", "dog"], 100)])
    assert merged.index_to_key == ["the", "a", "of", "cat", "dog"]
    assert merged.vectors.tolist() == [[0, 1], [2, 3], [4, 5], [102, 103], [106, 107]]


def test_sources_of_different_widths_are_refused(script):
    with pytest.raises(ValueError, match=r"\[2, 3\] numbers"):
        script["merge"]([vectors_of(["the"], 0), make_keyed_vectors(["the"], np.zeros((1, 3), np.float32))])


def test_needed_words_come_first_and_the_most_frequent_fill_the_room(script):
    names = [f"word{row}" for row in range(30_000)]
    rare = ["word29999", "word28000"]
    source = make_keyed_vectors(names, np.zeros((30_000, 100), np.float32))
    listed, matrix = script["make_sample"](source, {*rare, "unknown"})
    assert listed == [*names[: len(listed) - 2], "word28000", "word29999"]
    assert matrix.shape == (len(listed), 100) and matrix.dtype == np.float16
    assert script["MAX_BYTES"] - 200 < 128 + matrix.nbytes <= script["MAX_BYTES"] <= 5_500_000
