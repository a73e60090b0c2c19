"""Texts and labels as they come, and as lists of tokens."""

import numpy as np
import pandas as pd
import pytest

from lessonlib.classification.reading import MAX_TOKENS, encode_labels, read_texts, require_labels, require_rows
from lessonlib.errors import InputError

TITLE = "The U.S. isn #39;t out of oil (Reuters)"


@pytest.mark.parametrize(
    ("reading", "clean", "tokens"),
    [
        ("words", True, "the u.s. is n't out of oil"),
        ("words", False, "the u.s. isn # 39 ; t out of oil ( reuters )"),
        ("textbook", True, "u s isn t oil"),
        ("textbook", False, "u s isn 39 t oil reuters"),
    ],
)
def test_two_ways_to_read_cleaned_or_as_found(reading, clean, tokens):
    assert read_texts([TITLE, ""], reading, clean) == [tokens.split(), []]


@pytest.mark.parametrize("reading", ["words", "textbook"])
def test_a_text_is_cut_behind_the_last_token_that_fits(reading):
    fits, too_long = "oil " * MAX_TOKENS, "oil " * MAX_TOKENS + "gas"
    assert len(read_texts([fits], reading, True)[0]) == MAX_TOKENS
    with pytest.warns(UserWarning, match=f"1 of 2 texts have more than {MAX_TOKENS} tokens"):
        assert read_texts([fits, too_long], reading, True) == [["oil"] * MAX_TOKENS] * 2


def test_another_way_to_read_is_refused():
    with pytest.raises(ValueError, match="not 'tea leaves'"):
        read_texts(["oil"], "tea leaves", True)


def test_rows_come_as_lists_whatever_they_were():
    texts, labels = require_rows(np.array(["a", "b"]), iter(["x", "y"]))
    assert (texts, labels.tolist()) == (["a", "b"], ["x", "y"])


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (["b", "a"], "U"),
        ([1, 0], "i"),
        (np.array([1, 0], dtype=np.uint8), "u"),
        ([True, np.False_], "b"),
        (pd.Series([3, -1]), "i"),
    ],
)
def test_labels_keep_their_type(labels, kind):
    found = require_labels(labels)
    assert found.dtype.kind == kind
    assert found.tolist() == list(labels)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([1.0, 2.0], "label 0: expected a str, a whole number or a bool, got float"),
        (["a", None], "label 1: expected a str"),
        ([1, "a"], "label 1 is 'a', label 0 is 1; use one type"),
        ([0, True], "label 1 is True, label 0 is 0"),
        ([[1], [0]], "label 0: expected a str"),
        ([2**70, 1], "too large for 64 bits"),
        (["a", "b\0"], "label 1, 'b.x00', ends in a null"),
        ("ab", "got one str"),
        ([], "at least one label"),
    ],
)
def test_other_labels_are_refused(labels, message):
    with pytest.raises(InputError, match=message):
        require_labels(labels)


def test_labels_are_encoded_by_their_place_among_the_classes():
    assert encode_labels(np.array([3, 1, 3]), np.array([1, 2, 3])).tolist() == [2, 0, 2]
    with pytest.raises(InputError, match="unknown label 4, 9; known are 1, 2, 3"):
        encode_labels(np.array([9, 4, 1]), np.array([1, 2, 3]))
