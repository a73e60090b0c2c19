import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.classification.encoding import Dataset, padded_batches

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
