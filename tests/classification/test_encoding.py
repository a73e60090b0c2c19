"""Texts and labels as they come, as lists of tokens, and as padded batches of numbers."""

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.classification.encoding import (
    MAX_TOKENS,
    PAD,
    UNK,
    UNK_INDEX,
    Dataset,
    Tokenizer,
    pad_sequences,
    padded_batches,
    read_texts,
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
    _, found = require_rows(["a text"] * 2, labels)
    assert found.dtype.kind == kind
    assert found.tolist() == list(labels)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([1.0, 2.0], "label 0 is 1.0, of type float; expected str, whole numbers or bool"),
        (["a", None], "label 1 is None.*; fill or drop empty cells"),
        ([1, "a"], "label 1 is 'a', of type str.*one type for all"),
        ("ab", "got the str 'ab'; wrap it in a list"),
        ([], "at least one label"),
    ],
)
def test_other_labels_are_refused(labels, message):
    with pytest.raises(InputError, match=message):
        require_rows(["a text"] * 2, labels)


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
    assert tokenizer.encode([["oil", "rises", "fast"], [], ("new york",)]) == [[3, 6, UNK_INDEX], [], [UNK_INDEX]]
    assert Tokenizer.from_tokens(iter(["z", "a"])).token_to_index == {PAD: 0, UNK: 1, "z": 2, "a": 3}


def test_a_limit_keeps_the_most_frequent_tokens():
    tokenizer = Tokenizer(num_tokens=4).fit_tokens([list("aaabbc")])
    assert tokenizer.index_to_token == [PAD, UNK, "a", "b"]
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


# ---- batches ----

SEQUENCES = st.lists(st.lists(st.integers(1, 99), max_size=7), min_size=1, max_size=20)


def rows_of(loader):
    """The content of every row that a loader gives, without its padding: (tokens, label)."""
    return [
        (tuple(token for token in tokens if token), label)
        for batch, labels in loader
        for tokens, label in zip(batch.tolist(), labels.tolist(), strict=True)
    ]


def test_a_batch_by_hand():
    dataset = Dataset([[5, 6, 7], [8], []], [2, 0, 1])
    tokens, labels = dataset[[0, 1]]
    assert tokens.tolist() == [[5, 6, 7], [8, 0, 0]] and labels.tolist() == [2, 0]
    assert tokens.dtype == labels.dtype == torch.int64
    assert len(dataset) == 3
    rows = [(tokens.tolist(), int(label)) for tokens, label in map(dataset.__getitem__, range(3))]
    assert rows == [([5, 6, 7], 2), ([8], 0), ([0], 1)]


@given(SEQUENCES, st.integers(1, 25), st.booleans(), st.integers(0, 3))
def test_a_loader_gives_every_row_once_with_its_label_in_full_batches(sequences, batch_size, shuffle, seed):
    loader = Dataset(sequences, range(len(sequences))).create_dataloader(batch_size, shuffle, seed)
    expected = [(tuple(sequence), row) for row, sequence in enumerate(sequences)]
    rows = rows_of(loader)
    assert sorted(rows, key=lambda row: row[1]) == expected
    if not shuffle:
        assert rows == expected
    sizes = sorted(len(labels) for _, labels in loader)
    assert len(sizes) == len(loader) and sizes[1:] == [batch_size] * (len(sizes) - 1)


def test_shuffling_is_new_each_epoch_and_the_same_for_the_same_seed():
    dataset = Dataset([[row] for row in range(1, 33)], range(32))
    loader = dataset.create_dataloader(8, shuffle=True, seed=1)
    first, second = rows_of(loader), rows_of(loader)
    assert first != second
    again = dataset.create_dataloader(8, shuffle=True, seed=1)
    torch.manual_seed(99)  # chance elsewhere in the program changes nothing
    assert [rows_of(again), rows_of(again)] == [first, second]
    assert rows_of(dataset.create_dataloader(8, shuffle=True, seed=2)) != first


def test_shuffled_batches_hold_rows_of_similar_length_and_come_in_any_order():
    dataset = Dataset([[1] * (row + 1) for row in range(80)], [0] * 80)
    loader = dataset.create_dataloader(8, shuffle=True, seed=3)
    for _ in range(3):
        longest = [tokens.shape[1] for tokens, _ in loader]
        assert longest != sorted(longest)
        assert sorted(longest) == list(range(8, 81, 8))


def test_a_dataset_needs_sequences_and_as_many_labels():
    with pytest.raises(ValueError, match="no sequences"):
        Dataset([], [])
    with pytest.raises(ValueError, match="2 sequences but 1 labels"):
        Dataset([[1], [2]], [0])


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 100))
def test_batches_for_reading_hold_every_row_once_and_little_padding(lengths, max_places):
    batches = [rows for rows, _ in padded_batches([[1] * length for length in lengths], max_places)]
    order = [int(row) for rows in batches for row in rows]
    assert sorted(order) == list(range(len(lengths)))
    assert [lengths[row] for row in order] == sorted(lengths)
    for number, rows in enumerate(batches):
        longest = max([1, *(lengths[row] for row in rows)])
        assert len(rows) == 1 or 1 < len(rows) * longest <= max_places
        for following in batches[number + 1 : number + 2]:  # its first row would not have fitted any more
            assert (len(rows) + 1) * max(1, lengths[following[0]]) > max_places
