"""From what a caller passes to numbers: texts and labels checked, texts as tokens, tokens as padded batches."""

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, Self

import numpy as np
import pandas as pd
import torch
from torch.utils.data import BatchSampler, DataLoader, Sampler

from lessonlib.errors import InputError, InputTypeError, require_several
from lessonlib.text import STOP_WORDS, clean_markup, preprocess, remove_source_tag, require_text, split_words

PAD, UNK = "<PAD>", "<UNK>"
PAD_INDEX, UNK_INDEX = 0, 1

MAX_TOKENS = 512
"""No more tokens of one text are read: a headline has a dozen, and one endless text should not stall a batch."""

_POOL = 10  # batches; a larger pool saves little more padding, and leaves less to chance
_PLACES = 4096  # enough for words to repeat; what is computed of more no longer fits into the cache of a processor


# ---- texts and labels as they come ----


def require_texts(texts: Iterable[str]) -> list[str]:
    """`texts` as a list of str. Raises InputTypeError naming the first that is none, InputError when there are none."""
    texts = _as_list(texts, "text")
    for row, text in enumerate(texts):
        try:
            require_text(text)
        except TypeError as error:
            raise InputTypeError(f"text {row}: {error}") from None
    return texts


def require_rows(texts: Iterable[str], labels: Iterable[str | int | bool]) -> tuple[list[str], np.ndarray]:
    """`texts` as a list, `labels` as an array of their type: str, whole numbers or bool, shape (labels,).

    Raises InputTypeError naming the first text that is no str, or the first label that is something else or of another
    type than those before it; InputError when there are none, or not as many labels as texts.
    """
    checked_texts, checked_labels = require_texts(texts), _as_list(labels, "label")
    first = pd.api.types.infer_dtype(checked_labels[:1], skipna=False)
    for row, label in enumerate(checked_labels):
        kind = pd.api.types.infer_dtype([label], skipna=False)
        if kind != first or kind not in ("string", "integer", "boolean"):
            raise InputTypeError(
                f"label {row} is {label!r:.60}, of type {type(label).__name__}; expected str, whole numbers or bool, "
                "one type for all rows; fill or drop empty cells"
            )
    if len(checked_texts) != len(checked_labels):
        raise InputError(f"{len(checked_texts)} texts but {len(checked_labels)} labels; give one label per text")
    return checked_texts, np.array(checked_labels)


def _as_list(items: Iterable, what: str) -> list:
    """`items` as a list. Raises InputTypeError for one str, or a table; InputError when there are none."""
    require_several(items, f"{what}s")
    if isinstance(items, (pd.DataFrame, Mapping)):
        raise InputTypeError(
            f"expected a sequence of {what}s, got a {type(items).__name__}; pass one column: X['title']"
        )
    if not (found := list(items)):
        raise InputError(f"expected at least one {what}, got none")
    return found


# ---- texts as tokens, tokens as numbers ----


def read_texts(
    texts: list[str],
    reading: Literal["words", "textbook"],
    clean: bool,
    split: Callable[[str], list[str]] | None = None,
    lower: bool = True,
) -> list[list[str]]:
    """The tokens of each text, no more than `MAX_TOKENS`: see the parameters of `HeadlineClassifier`.

    A `split` of one's own stands in for `split_words`; with `lower=False` capitals stay, but in the textbook's reading.
    Warns of texts that are cut.
    """
    if clean:
        texts = [remove_source_tag(clean_markup(text)) for text in texts]
    if reading == "textbook":
        read = [preprocess(text, STOP_WORDS).split() for text in texts]
    elif split is not None:
        read = [[word for word in _require_tokens(split(text)) if word.strip()] for text in texts]
    else:
        read = [split_words(text, lower) for text in texts]
    if too_long := sum(len(tokens) > MAX_TOKENS for tokens in read):
        warnings.warn(
            f"{too_long} of {len(read)} texts have more than {MAX_TOKENS} tokens; the rest of them is not read",
            stacklevel=3,
        )
    return [tokens[:MAX_TOKENS] for tokens in read]


def _require_tokens(tokens: Sequence[str]) -> Sequence[str]:
    """`tokens` itself. Raises InputTypeError for a str, whose characters would pass for tokens."""
    require_several(tokens, "tokens")
    return tokens


class Tokenizer:
    """Tokens to their indices: 0 is padding, 1 any token that is not in the vocabulary.

    `num_tokens` limits the vocabulary, PAD and UNK included, to the most frequent tokens; None keeps all.
    """

    def __init__(self, num_tokens: int | None = None):
        if num_tokens is not None and num_tokens < 3:
            raise InputError(f"num_tokens={num_tokens} leaves no room for a token beside PAD and UNK; use 3 or more")
        self.num_tokens = num_tokens
        self._set_vocabulary([])

    @classmethod
    def from_tokens(cls, tokens: Iterable[str]) -> Self:
        """A tokenizer whose vocabulary is PAD, UNK and then `tokens`, each of them once: pretrained vectors', say."""
        require_several(tokens, "tokens")
        tokenizer = cls()
        tokenizer._set_vocabulary(tokens)
        return tokenizer

    def _set_vocabulary(self, tokens: Iterable[str]) -> None:
        self.index_to_token = [PAD, UNK, *tokens]
        self.token_to_index = {token: index for index, token in enumerate(self.index_to_token)}

    def __len__(self) -> int:
        return len(self.index_to_token)

    def fit_tokens(self, token_lists: Iterable[Sequence[str]]) -> Self:
        """Learn the vocabulary of texts as lists of tokens: most frequent first, ties in alphabetical order.

        Raises InputError when the lists hold no token.
        """
        require_several(token_lists, "lists of tokens")
        # A text that spells out "<PAD>" or "<UNK>" is no reason to learn either.
        counts = Counter(chain.from_iterable(map(_require_tokens, token_lists)))
        del counts[PAD], counts[UNK]
        if not counts:
            raise InputError("the texts hold no token to learn; were they cleaned away?")
        ranked = sorted(counts, key=lambda token: (-counts[token], token))
        self._set_vocabulary(ranked[: None if self.num_tokens is None else self.num_tokens - 2])
        return self

    def encode(self, token_lists: Iterable[Sequence[str]]) -> list[list[int]]:
        """One list of token indices per list of tokens; one outside the vocabulary, or a spelt-out PAD, is UNK (1).

        Raises InputTypeError for a str in place of a list of tokens.
        """
        require_several(token_lists, "lists of tokens")
        look_up = self.token_to_index.get
        return [[look_up(token) or UNK_INDEX for token in _require_tokens(tokens)] for tokens in token_lists]


# ---- numbers as batches ----


def pad_sequences(sequences: Sequence[Sequence[int]]) -> np.ndarray:
    """One matrix of all `sequences`, each filled up behind with PAD (0) to the longest of them.

    Returns int64 of shape (len(sequences), longest of them), which is at least 1. There must be a sequence.
    """
    lengths = np.fromiter(map(len, sequences), dtype=np.int64, count=len(sequences))
    padded = np.full((len(sequences), max(int(lengths.max()), 1)), PAD_INDEX, dtype=np.int64)
    # A mask of the filled places takes the whole text in one assignment, row by row.
    filled = np.arange(padded.shape[1]) < lengths[:, None]
    padded[filled] = np.fromiter(chain.from_iterable(sequences), dtype=np.int64, count=int(lengths.sum()))
    return padded


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
        of `batch_size` calls and a collation.
        """
        in_order = BatchSampler(range(len(self)), batch_size, drop_last=False)
        sampler = _ShuffledBatches(list(map(len, self.sequences)), batch_size, seed) if shuffle else in_order
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
