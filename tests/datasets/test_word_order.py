"""The word-order set: twins that only order tells apart, and parts that do not mix."""

import pytest

from lessonlib.datasets import load_word_order
from lessonlib.text import read_headline


@pytest.fixture(scope="module")
def lines():
    """The table with a column of tokens."""
    table = load_word_order()
    return table.assign(tokens=table.title.map(read_headline))


def test_a_few_hundred_lines_per_class_in_three_parts(lines):
    assert lines.category.value_counts().between(300, 600).all()
    assert set(lines.category) == {"Good news", "Bad news"}
    assert set(lines.part) == {"train", "seen", "new"}
    assert lines.part.value_counts().min() >= 100
    assert not lines.title.str.lower().duplicated().any()


def test_twins_differ_in_class_and_in_two_nouns_that_change_places(lines):
    nouns, others = {"train": set(), "seen": set(), "new": set()}, set()
    for _, twins in lines.groupby("pair"):
        one, other = twins.tokens
        assert twins.category.nunique() == 2 and twins.part.nunique() == 1
        moved = [(word, opposite) for word, opposite in zip(one, other, strict=True) if word != opposite]
        assert len(moved) == 2 and moved[0] == moved[1][::-1]
        nouns[twins.part.iloc[0]] |= set(moved[0])
        others |= set(one) - set(moved[0])
    # Both nouns of "new" are in no other part; its other words are, and so are all words of "seen".
    known = {token for tokens in lines.tokens[lines.part == "train"] for token in tokens}
    assert nouns["seen"] | others <= known and not nouns["new"] & known
