"""Texts and labels as they come, and as lists of tokens."""

import numpy as np
import pytest

from lessonlib.classification.reading import MAX_TOKENS, read_texts, require_rows

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
    assert require_rows(np.array(["a", "b"]), iter(["x", "y"])) == (["a", "b"], ["x", "y"])
