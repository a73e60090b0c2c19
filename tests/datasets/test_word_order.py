"""The word-order set: twins that only order tells apart, and parts that do not mix."""

import pytest

from lessonlib.datasets import load_glove
from lessonlib.datasets.word_order import load_word_order
from lessonlib.text import read_headline


@pytest.fixture(scope="module")
def lines():
    """The table with a column of tokens."""
    table = load_word_order()
    return table.assign(tokens=table.title.map(read_headline))


@pytest.fixture(scope="module")
def parts(lines):
    return dict(tuple(lines.groupby("part")))


def vocabulary(part):
    return {token for tokens in part.tokens for token in tokens}


def nouns(part):
    """The words that change places between twins."""
    found = set()
    for _, twins in part.groupby("pair"):
        one, other = twins.tokens
        found |= {word for word, opposite in zip(one, other, strict=True) if word != opposite}
    return found


def test_a_few_hundred_lines_per_class_in_three_parts(lines):
    assert lines.category.value_counts().between(300, 600).all()
    assert set(lines.category) == {"Good news", "Bad news"}
    assert set(lines.part) == {"train", "seen", "new"}
    assert lines.part.value_counts().min() >= 100
    assert not lines.title.str.lower().duplicated().any()


def test_twins_differ_in_class_and_in_two_nouns_that_change_places(lines):
    for _, twins in lines.groupby("pair"):
        one, other = twins.tokens
        assert twins.category.nunique() == 2 and twins.part.nunique() == 1
        places = [place for place, (word, opposite) in enumerate(zip(one, other, strict=True)) if word != opposite]
        assert len(places) == 2
        assert [one[place] for place in places] == [other[place] for place in reversed(places)]


def test_seen_has_new_lines_of_known_words(parts):
    assert vocabulary(parts["seen"]) <= vocabulary(parts["train"])
    assert not set(parts["seen"].title) & set(parts["train"].title)


def test_both_nouns_of_new_are_in_no_other_part_and_all_other_words_are(parts):
    known = vocabulary(parts["train"]) | vocabulary(parts["seen"])
    assert not nouns(parts["new"]) & known
    assert vocabulary(parts["new"]) - nouns(parts["new"]) <= vocabulary(parts["train"])


def test_each_word_has_a_vector(lines):
    assert sorted(vocabulary(lines) - set(load_glove().key_to_index)) == []
