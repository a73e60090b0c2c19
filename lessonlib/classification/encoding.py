"""From tokens to numbers: `Tokenizer`, `pad_sequences`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Literal, Self

import numpy as np

from lessonlib.errors import InputError, require_several
from lessonlib.text import require_text

PAD, UNK = "<PAD>", "<UNK>"
PAD_INDEX, UNK_INDEX = 0, 1


def _require_tokens(tokens: Sequence[str]) -> Sequence[str]:
    """`tokens` itself. Raises InputTypeError for a str, whose characters would pass for tokens."""
    require_several(tokens, "tokens")
    return tokens


class Tokenizer:
    """Texts to sequences of token indices. Index 0 is padding, 1 any token that is not in the vocabulary.

    `level="word"` splits at white space, `level="char"` into characters. `num_tokens` limits the vocabulary, PAD and
    UNK included, to the most frequent tokens; None keeps all.
    """

    def __init__(self, level: Literal["word", "char"] = "word", num_tokens: int | None = None):
        if level not in ("word", "char"):
            raise InputError(f"level is 'word' or 'char', not {level!r}")
        if num_tokens is not None and num_tokens < 3:
            raise InputError(f"num_tokens={num_tokens} leaves no room for a token beside PAD and UNK; use 3 or more")
        self.level = level
        self.num_tokens = num_tokens
        self.least_frequent: tuple[str, int] | None = None
        self._set_vocabulary([PAD, UNK])

    @classmethod
    def from_tokens(cls, tokens: Iterable[str], level: Literal["word", "char"] = "word") -> Self:
        """A tokenizer whose vocabulary is PAD, UNK and then `tokens`, in their order: that of pretrained vectors, say.

        Raises InputError when a token comes twice; PAD and UNK are there without being named.
        """
        require_several(tokens, "tokens")
        tokenizer = cls(level)
        tokenizer._set_vocabulary([PAD, UNK, *tokens])
        return tokenizer

    def _set_vocabulary(self, tokens: list[str]) -> None:
        token_to_index = {token: index for index, token in enumerate(tokens)}
        if len(token_to_index) < len(tokens):
            twice = Counter(tokens).most_common(1)[0][0]
            raise InputError(f"the token {twice!r} comes twice; every vocabulary has {PAD} and {UNK}, name others once")
        self.index_to_token = tokens
        self.token_to_index = token_to_index

    def __len__(self) -> int:
        return len(self.index_to_token)

    def split(self, text: str) -> list[str]:
        """The tokens of `text`: its words, or its characters."""
        return require_text(text).split() if self.level == "word" else list(require_text(text))

    def fit(self, texts: Iterable[str]) -> Self:
        """Learn the vocabulary of `texts`: see `fit_tokens`. Raises InputTypeError when one of them is no str."""
        require_several(texts, "texts")
        return self.fit_tokens(map(self.split, texts))

    def fit_tokens(self, token_lists: Iterable[Sequence[str]]) -> Self:
        """Learn the vocabulary of texts that are split already: most frequent first, ties in alphabetical order.

        Sets `least_frequent`, the rarest token kept and its count. Raises InputError when the lists hold no token.
        """
        require_several(token_lists, "lists of tokens")
        # A text that spells out "<PAD>" or "<UNK>" is no reason to learn either.
        counts = Counter(chain.from_iterable(map(_require_tokens, token_lists)))
        del counts[PAD], counts[UNK]
        if not counts:
            raise InputError("the texts hold no token to learn; were they cleaned away?")
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        kept = ranked[: None if self.num_tokens is None else self.num_tokens - 2]
        self._set_vocabulary([PAD, UNK, *(token for token, _ in kept)])
        self.least_frequent = kept[-1]
        return self

    def encode(self, token_lists: Iterable[Sequence[str]]) -> list[list[int]]:
        """One list of token indices per list of tokens; one outside the vocabulary, or a spelt-out PAD, is UNK (1).

        Raises InputTypeError for a str in place of a list of tokens.
        """
        require_several(token_lists, "lists of tokens")
        look_up = self.token_to_index.get
        return [[look_up(token) or UNK_INDEX for token in _require_tokens(tokens)] for tokens in token_lists]

    def texts_to_sequences(self, texts: Iterable[str]) -> list[list[int]]:
        """`split` and `encode`: one list of token indices per text. Raises InputTypeError when a text is no str."""
        require_several(texts, "texts")
        return self.encode(map(self.split, texts))


def pad_sequences(sequences: Sequence[Sequence[int]], min_length: int = 1) -> np.ndarray:
    """One matrix of all `sequences`, each filled up behind with PAD (0) to the longest of them.

    Returns int64 of shape (len(sequences), max(longest, min_length)).
    Raises InputError when there is no sequence at all.
    """
    if len(sequences) == 0:
        raise InputError("there are no sequences to pad; pass at least one (it may be empty)")
    lengths = np.fromiter(map(len, sequences), dtype=np.int64, count=len(sequences))
    padded = np.full((len(sequences), max(int(lengths.max()), min_length)), PAD_INDEX, dtype=np.int64)
    # A mask of the filled places takes the whole text in one assignment, row by row.
    filled = np.arange(padded.shape[1]) < lengths[:, None]
    padded[filled] = np.fromiter(chain.from_iterable(sequences), dtype=np.int64, count=int(lengths.sum()))
    return padded
