"""Texts and labels as they come, as lists of tokens, and as padded numbers."""

import numpy as np
import pandas as pd
import pytest

from lessonlib.classification.encoding import (
    MAX_TOKENS,
    PAD,
    UNK,
    UNK_INDEX,
    Tokenizer,
    encode_labels,
    pad_sequences,
    read_texts,
    require_labels,
    require_rows,
)
from lessonlib.errors import InputError

# ---- texts and labels ----


def test_rows_come_as_lists_whatever_they_were():
    texts, labels = require_rows(np.array(["a", "b"]), iter(["x", "y"]))
    assert (texts, labels.tolist()) == (["a", "b"], ["x", "y"])


@pytest.mark.parametrize(
    ("labels", "kind"),
    [(["b", "a"], "U"), (np.array([1, 0], dtype=np.uint8), "u"), ([True, np.False_], "b"), (pd.Series([3, -1]), "i")],
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
        ([2**70, 1], "too large for 64 bits"),
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
    assert read_texts(["The U.S. isn #39;t out of oil (Reuters)", ""], reading, clean) == [tokens.split(), []]


def test_a_text_is_cut_behind_the_last_token_that_fits():
    fits, too_long = "oil " * MAX_TOKENS, "oil " * MAX_TOKENS + "gas"
    assert len(read_texts([fits], "words", True)[0]) == MAX_TOKENS
    with pytest.warns(UserWarning, match=f"1 of 2 texts have more than {MAX_TOKENS} tokens"):
        assert read_texts([fits, too_long], "words", True) == [["oil"] * MAX_TOKENS] * 2


# ---- Tokenizer ----


def test_a_vocabulary_by_hand():
    read = [["oil", "falls"], ["oil", "rises", "again"], ["oil", "falls", "again", "and", "again"], []]
    tokenizer = Tokenizer().fit_tokens(read)
    assert tokenizer.index_to_token == [PAD, UNK, "again", "oil", "falls", "and", "rises"]
    assert tokenizer.least_frequent == ("rises", 1)
    assert tokenizer.encode([["oil", "rises", "fast"], [], ("new york",)]) == [[3, 6, UNK_INDEX], [], [UNK_INDEX]]
    assert Tokenizer.from_tokens(iter(["z", "a"])).token_to_index == {PAD: 0, UNK: 1, "z": 2, "a": 3}


def test_a_limit_keeps_the_most_frequent_tokens():
    tokenizer = Tokenizer(num_tokens=4).fit_tokens([list("aaabbc")])
    assert tokenizer.index_to_token == [PAD, UNK, "a", "b"]
    assert tokenizer.least_frequent == ("b", 2)
    with pytest.raises(ValueError, match="num_tokens=2 leaves no room"):
        Tokenizer(num_tokens=2)


def test_a_text_that_spells_out_the_special_tokens_gets_no_privilege():
    tokenizer = Tokenizer().fit_tokens([[PAD, "oil", UNK, PAD]])
    assert tokenizer.index_to_token == [PAD, UNK, "oil"]
    assert tokenizer.encode([[PAD, "oil", UNK]]) == [[UNK_INDEX, 2, UNK_INDEX]]


@pytest.mark.parametrize("nothing", [[], [[], []], [[PAD]]])
def test_there_must_be_a_token_to_learn(nothing):
    with pytest.raises(ValueError, match="no token to learn"):
        Tokenizer().fit_tokens(nothing)


@pytest.mark.parametrize("method", [Tokenizer().fit_tokens, Tokenizer().encode])
def test_a_str_is_no_list_of_tokens(method):
    with pytest.raises(TypeError, match="list of tokens, got the str 'oil gas'"):
        method(["oil gas"])


# ---- padding ----


def test_padding_by_hand():
    padded = pad_sequences([[1, 2, 3], [], [7]])
    assert padded.tolist() == [[1, 2, 3], [0, 0, 0], [7, 0, 0]]
    assert padded.dtype == np.int64
    assert pad_sequences([np.array([5, 6]), np.array([], dtype=np.int64)]).tolist() == [[5, 6], [0, 0]]
