"""The word-order set: twins that only order tells apart, parts that do not mix, and what models make of it."""

import csv
import runpy
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.datasets import DATA_DIR, load_glove
from lessonlib.datasets.word_order import load_word_order
from lessonlib.text import read_headline

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_word_order.py"


@pytest.fixture(scope="module")
def lines():
    """The table with a column of tokens."""
    table = load_word_order()
    return table.assign(tokens=table.title.map(read_headline))


@pytest.fixture(scope="module")
def parts(lines):
    return dict(tuple(lines.groupby("part")))


@pytest.fixture(scope="module")
def glove():
    return load_glove()


def vocabulary(part):
    return {token for tokens in part.tokens for token in tokens}


def nouns(part):
    """The words that change places between twins."""
    found = set()
    for _, twins in part.groupby("pair"):
        one, other = twins.tokens
        found |= {word for word, opposite in zip(one, other, strict=True) if word != opposite}
    return found


def test_the_file_is_plain_utf8_csv():
    text = (DATA_DIR / "word_order.csv").read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff") and "\r" not in text and text.endswith("\n")
    rows = list(csv.reader(text.splitlines(), strict=True))
    assert rows[0] == ["title", "category", "pair", "part"]
    assert {len(row) for row in rows} == {4}


def test_the_script_makes_the_file_byte_for_byte(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), "--out", str(tmp_path / "made.csv")])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    assert (tmp_path / "made.csv").read_bytes() == (DATA_DIR / "word_order.csv").read_bytes()
    assert "SHA-256" in capsys.readouterr().out


def test_a_few_hundred_lines_per_class_in_three_parts(lines):
    assert lines.category.value_counts().between(300, 600).all()
    assert set(lines.category) == {"Good news", "Bad news"}
    assert set(lines.part) == {"train", "seen", "new"}
    assert lines.part.value_counts().min() >= 100
    assert not lines.title.str.lower().duplicated().any()


def test_twins_have_the_same_words_another_class_and_one_part(lines):
    for _, twins in lines.groupby("pair"):
        assert len(twins) == 2
        one, other = twins.tokens
        assert one != other and Counter(one) == Counter(other)
        assert twins.category.nunique() == 2
        assert twins.part.nunique() == 1


def test_exactly_two_nouns_change_places(lines):
    for _, twins in lines.groupby("pair"):
        one, other = twins.tokens
        places = [place for place, word in enumerate(one) if word != other[place]]
        assert len(places) == 2
        assert [one[place] for place in places] == [other[place] for place in reversed(places)]


def test_seen_has_new_lines_of_known_words(parts):
    assert vocabulary(parts["seen"]) <= vocabulary(parts["train"])
    assert not set(parts["seen"].title) & set(parts["train"].title)


def test_both_nouns_of_new_are_in_no_other_part_and_all_other_words_are(parts):
    known = vocabulary(parts["train"]) | vocabulary(parts["seen"])
    assert not nouns(parts["new"]) & known
    assert vocabulary(parts["new"]) - nouns(parts["new"]) <= vocabulary(parts["train"])


def test_each_word_has_a_vector(lines, glove):
    assert sorted(vocabulary(lines) - set(glove.key_to_index)) == []


def accuracy(model, part):
    return float(np.mean(model.predict(part.title.tolist()) == part.category.to_numpy()))


@pytest.mark.parametrize("ngrams", [(1, 1), (2, 2), (1, 2)])
def test_counts_of_words_know_nothing_and_counts_of_word_pairs_nothing_new(parts, ngrams):
    model = make_pipeline(TfidfVectorizer(ngram_range=ngrams), LogisticRegression())
    model.fit(parts["train"].title, parts["train"].category)
    if ngrams == (1, 1):
        assert accuracy(model, parts["seen"]) == 0.5
    else:
        assert accuracy(model, parts["seen"]) >= 0.95
    assert accuracy(model, parts["new"]) == 0.5


@pytest.mark.parametrize("seed", [0, 1])
def test_windows_over_glove_carry_order_to_new_words(parts, glove, seed):
    model = HeadlineClassifier(embeddings=glove, seed=seed)
    model.fit(parts["train"].title.tolist(), parts["train"].category.tolist())
    assert accuracy(model, parts["seen"]) >= 0.95
    assert accuracy(model, parts["new"]) >= 0.95


def test_a_network_of_single_words_knows_nothing(parts, glove):
    model = HeadlineClassifier(embeddings=glove, seed=0, filter_sizes=(1,))
    model.fit(parts["train"].title.tolist(), parts["train"].category.tolist())
    assert accuracy(model, parts["seen"]) == pytest.approx(0.5, abs=0.03)
    assert accuracy(model, parts["new"]) == pytest.approx(0.5, abs=0.03)
