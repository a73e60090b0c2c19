"""From token sequences to shuffled, padded batches of tensors: `Dataset` and its loader."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, Sampler, SequentialSampler

from lessonlib.classification.encoding import pad_sequences
from lessonlib.errors import InputError

_POOL = 10  # batches; a larger pool saves little more padding, and leaves less to chance
_PLACES = 4096  # enough for words to repeat; what is computed of more no longer fits into the cache of a processor


class Dataset(torch.utils.data.Dataset):
    """Token sequences and their class indices.

    `dataset[i]` is one row: tokens int64 (its length,) and a label. `dataset[[i, j, k]]` is a batch: tokens int64
    (3, longest of the three), padded with 0, and labels int64 (3,). A row without tokens is one padding token.
    Raises InputError when there are no sequences, or when labels and sequences differ in number.
    """

    def __init__(self, sequences: Sequence[Sequence[int]], labels: Sequence[int] | np.ndarray):
        if len(sequences) == 0:
            raise InputError("there are no sequences to make batches of; pass at least one")
        if len(sequences) != len(labels):
            raise InputError(f"{len(sequences)} sequences but {len(labels)} labels; give one label per sequence")
        self.sequences = sequences
        self.labels = np.asarray(labels, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int | list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        if not isinstance(index, list):
            tokens, labels = self[[index]]
            return tokens[0], labels[0]
        padded = pad_sequences([self.sequences[row] for row in index])
        return torch.from_numpy(padded), torch.from_numpy(self.labels[index])

    def create_dataloader(self, batch_size: int = 64, shuffle: bool = False, seed: int = 0) -> DataLoader:
        """Batches of `batch_size` rows, one of them shorter; with `shuffle`, in a new order each epoch from `seed`.

        Each batch is padded to its own longest row only, and shuffled batches are of rows of similar length, so that
        little is padding. The sampler hands the dataset a whole list of rows at a time, so a batch is one call instead
        of `batch_size` calls and a collation. Raises InputError for a batch size below 1.
        """
        if batch_size < 1:
            raise InputError(f"batch_size={batch_size}; a batch holds at least 1 row")
        sampler: Sampler[list[int]]
        if shuffle:
            sampler = _ShuffledBatches(list(map(len, self.sequences)), batch_size, seed)
        else:
            sampler = BatchSampler(SequentialSampler(self), batch_size, drop_last=False)
        return DataLoader(self, sampler=sampler, batch_size=None)


class _ShuffledBatches(Sampler[list[int]]):
    """Row numbers in batches of similar length: shuffles the rows, sorts pools of them by length, shuffles the batches.

    Which rows meet in a batch, and when, differs from epoch to epoch; the same `seed` gives the same epochs.
    """

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int):
        self.lengths = torch.tensor(lengths)
        self.batch_size = batch_size
        self.generator = torch.Generator().manual_seed(int(seed))

    def __len__(self) -> int:
        return -(-len(self.lengths) // self.batch_size)

    def __iter__(self) -> Iterator[list[int]]:
        rows = torch.randperm(len(self.lengths), generator=self.generator)
        pools = rows.split(_POOL * self.batch_size)
        rows = torch.cat([pool[self.lengths[pool].argsort(stable=True)] for pool in pools])
        batches = rows.split(self.batch_size)
        for number in torch.randperm(len(batches), generator=self.generator).tolist():
            yield batches[number].tolist()


def padded_batches(
    sequences: Sequence[Sequence[int]], max_places: int = _PLACES
) -> Iterator[tuple[np.ndarray, torch.Tensor]]:
    """All `sequences` once, for reading: row numbers and their tokens, int64 (rows, longest of them), padded with 0.

    Batches hold sequences of similar length, shortest first, so that there is little padding. A batch has at most
    `max_places` places (or a single row); so a long text among many short ones makes a small batch of its own.
    """
    order = np.argsort([len(sequence) for sequence in sequences], kind="stable")
    longest = [max(1, len(sequences[row])) for row in order.tolist()]
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or (end + 1 - start) * longest[end] > max_places:
            rows = order[start:end]
            yield rows, torch.from_numpy(pad_sequences([sequences[row] for row in rows]))
            start = end
