import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.classification.batching import Dataset, batches_by_length, padded_batches

SEQUENCES = st.lists(st.lists(st.integers(1, 99), max_size=7), min_size=1, max_size=20)

examples = settings(derandomize=True, deadline=None, max_examples=60)


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


def test_a_single_row_is_not_padded():
    dataset = Dataset([[5, 6, 7], [8], []], [2, 0, 1])
    assert [(tokens.tolist(), int(label)) for tokens, label in map(dataset.__getitem__, range(3))] == [
        ([5, 6, 7], 2),
        ([8], 0),
        ([0], 1),
    ]


@examples
@given(SEQUENCES)
def test_a_batch_is_its_rows_one_by_one(sequences):
    dataset = Dataset(sequences, range(len(sequences)))
    tokens, labels = dataset[list(range(len(sequences)))]
    for row in range(len(sequences)):
        alone, label = dataset[row]
        assert tokens[row, : len(alone)].tolist() == alone.tolist()
        assert not tokens[row, len(alone) :].any()
        assert labels[row] == label == row


@examples
@given(SEQUENCES, st.integers(1, 25), st.booleans(), st.integers(0, 3))
def test_a_loader_gives_every_row_once_with_its_label(sequences, batch_size, shuffle, seed):
    loader = Dataset(sequences, range(len(sequences))).create_dataloader(batch_size, shuffle, seed)
    expected = [(tuple(sequence), row) for row, sequence in enumerate(sequences)]
    rows = rows_of(loader)
    assert sorted(rows, key=lambda row: row[1]) == expected
    if not shuffle:
        assert rows == expected


@examples
@given(SEQUENCES, st.integers(1, 25), st.booleans())
def test_all_batches_but_one_are_full(sequences, batch_size, shuffle):
    loader = Dataset(sequences, [0] * len(sequences)).create_dataloader(batch_size, shuffle)
    sizes = [len(labels) for _, labels in loader]
    assert len(sizes) == len(loader)
    smallest = min(sizes) if shuffle else sizes[-1]
    assert sorted([*[batch_size] * (len(sizes) - 1), smallest]) == sorted(sizes) and 1 <= smallest <= batch_size


def test_a_batch_holds_64_rows_in_their_order_unless_told_otherwise():
    dataset = Dataset([[row] for row in range(1, 301)], range(300))
    assert [len(labels) for _, labels in dataset.create_dataloader()] == [64, 64, 64, 64, 44]
    assert [label for _, label in rows_of(dataset.create_dataloader())] == list(range(300))
    assert rows_of(dataset.create_dataloader(shuffle=True)) == rows_of(dataset.create_dataloader(64, True, seed=0))


@examples
@given(SEQUENCES, st.integers(1, 25))
def test_a_batch_is_padded_to_its_own_longest_row(sequences, batch_size):
    loader = Dataset(sequences, [0] * len(sequences)).create_dataloader(batch_size)
    for number, (tokens, _) in enumerate(loader):
        part = sequences[number * batch_size : (number + 1) * batch_size]
        assert tokens.shape == (len(part), max(1, *map(len, part)))


def test_shuffling_is_new_each_epoch_and_the_same_for_the_same_seed():
    dataset = Dataset([[row] for row in range(1, 33)], range(32))
    loader = dataset.create_dataloader(8, shuffle=True, seed=1)
    first, second = rows_of(loader), rows_of(loader)
    assert first != second
    again = dataset.create_dataloader(8, shuffle=True, seed=1)
    torch.manual_seed(99)  # chance elsewhere in the program changes nothing
    assert [rows_of(again), rows_of(again)] == [first, second]
    assert rows_of(dataset.create_dataloader(8, shuffle=True, seed=2)) != first


def test_a_dataset_needs_sequences_and_as_many_labels():
    with pytest.raises(ValueError, match="no sequences"):
        Dataset([], [])
    with pytest.raises(ValueError, match="2 sequences but 1 labels"):
        Dataset([[1], [2]], [0])
    with pytest.raises(ValueError, match="1 sequences but 2 labels"):
        Dataset([[1]], [0, 1])


@pytest.mark.parametrize("batch_size", [0, -1])
def test_a_batch_holds_at_least_one_row(batch_size):
    with pytest.raises(ValueError, match=f"batch_size={batch_size}; a batch holds at least 1 row"):
        Dataset([[1]], [0]).create_dataloader(batch_size)


@examples
@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 100))
def test_batches_by_length_hold_every_row_once_and_little_padding(lengths, max_places):
    batches = list(batches_by_length(lengths, max_places))
    order = [int(row) for rows in batches for row in rows]
    assert sorted(order) == list(range(len(lengths)))
    assert [lengths[row] for row in order] == sorted(lengths)
    for number, rows in enumerate(batches):
        longest = max([1, *(lengths[row] for row in rows)])
        assert len(rows) == 1 or 1 < len(rows) * longest <= max_places
        for following in batches[number + 1 : number + 2]:  # its first row would not have fitted any more
            assert (len(rows) + 1) * max(1, lengths[following[0]]) > max_places


@pytest.mark.parametrize(
    ("lengths", "max_places", "expected"),
    [
        ([3, 1, 9, 1, 2], 6, [[1, 3, 4], [0], [2]]),
        ([1, 1, 1], 2, [[0, 1], [2]]),
        ([0, 0, 0], 2, [[0, 1], [2]]),  # a row without tokens takes a place of padding
        ([9], 6, [[0]]),
        ([], 6, []),
        ([1] * 300, 4096, [list(range(300))]),
    ],
)
def test_batches_by_length_by_hand(lengths, max_places, expected):
    assert [rows.tolist() for rows in batches_by_length(lengths, max_places)] == expected
    assert all(isinstance(rows, np.ndarray) for rows in batches_by_length(lengths, max_places))


def test_a_batch_for_reading_has_4096_places_unless_told_otherwise():
    assert [len(rows) for rows in batches_by_length([1] * 4_097)] == [4_096, 1]


def test_padded_batches_are_those_by_length_with_their_tokens():
    sequences = [[7, 8, 9], [5], [], [4, 6]]
    found = [(rows.tolist(), tokens.tolist()) for rows, tokens in padded_batches(sequences, max_places=4)]
    assert found == [([2, 1], [[0], [5]]), ([3], [[4, 6]]), ([0], [[7, 8, 9]])]


@pytest.mark.parametrize(("batches", "neighbours"), [(10, True), (11, False)])
def test_of_ten_batches_at_a_time_the_rows_are_sorted_by_length(batches, neighbours):
    loader = Dataset([[1] * (row + 1) for row in range(3 * batches)], [0] * 3 * batches).create_dataloader(3, True)
    found = sorted(sorted(tokens.count_nonzero(dim=1).tolist()) for tokens, _ in loader)
    assert (found == [[row, row + 1, row + 2] for row in range(1, 3 * batches, 3)]) == neighbours


def test_who_meets_in_a_shuffled_batch_is_left_to_chance():
    """Of 80 rows of different lengths only 20 are sorted at a time: neighbours by length need not meet."""
    loader = Dataset([[1] * (row + 1) for row in range(80)], [0] * 80).create_dataloader(2, shuffle=True)
    first, second = ({tokens.count_nonzero(dim=1).sum().item() for tokens, _ in loader} for _ in range(2))
    assert first != second


def test_shuffled_batches_do_not_come_in_the_order_of_their_lengths():
    """All rows lie in one pool, which is sorted: only the order of the batches is left to chance."""
    dataset = Dataset([[1] * (row + 1) for row in range(80)], [0] * 80)
    loader = dataset.create_dataloader(8, shuffle=True, seed=3)
    for _ in range(3):
        longest = [tokens.shape[1] for tokens, _ in loader]
        assert longest != sorted(longest)
        assert sorted(longest) == list(range(8, 81, 8))
