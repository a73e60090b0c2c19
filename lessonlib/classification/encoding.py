"""From labels and tokens to numbers: `LabelEncoder`, `Tokenizer`, `pad_sequences`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Literal, Self

import numpy as np

from lessonlib.errors import InputError, require_several
from lessonlib.files import read_json, write_json
from lessonlib.text import require_text

PAD, UNK = "<PAD>", "<UNK>"
PAD_INDEX, UNK_INDEX = 0, 1


def _read_names(path: str | Path, names: object) -> list[str]:
    """`names` as read from `path`. Raises InputError unless they are a list of distinct str."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise InputError(f"{path} is damaged: expected a list of distinct names, found {names!r:.60}; save it again")
    return names


class LabelEncoder:
    """Class names to indices 0..n-1, in alphabetical order, and back."""

    def __init__(self, classes: Iterable[str] = ()):
        require_several(classes, "classes")
        self.classes = sorted(set(classes))

    @property
    def class_to_index(self) -> dict[str, int]:
        return {label: index for index, label in enumerate(self.classes)}

    def __len__(self) -> int:
        return len(self.classes)

    def fit(self, labels: Iterable[str]) -> Self:
        """Learn the distinct `labels`. Raises InputError when there are none, InputTypeError when one is no str."""
        require_several(labels, "labels")
        classes = sorted({require_text(label) for label in labels})
        if not classes:
            raise InputError("there are no labels to learn; pass at least one")
        self.classes = classes
        return self

    def encode(self, labels: Iterable[str]) -> np.ndarray:
        """Indices of `labels`: int64, shape (labels,). Raises InputError naming labels that were not in `fit`."""
        require_several(labels, "labels")
        labels = list(labels)  # an iterator can be read only once
        index = self.class_to_index
        unknown = sorted({str(label) for label in labels if label not in index})
        if unknown:
            raise InputError(f"unknown label {', '.join(map(repr, unknown[:5]))}; known are {self._known()}")
        return np.array([index[label] for label in labels], dtype=np.int64)

    def decode(self, indices: Iterable[int]) -> list[str]:
        """Class names of `indices`. Raises InputError for an index outside 0..n-1."""
        indices = [int(index) for index in indices]
        if bad := [index for index in indices if not 0 <= index < len(self.classes)]:
            raise InputError(f"there is no class {bad[0]}; classes count from 0: {self._known()}")
        return [self.classes[index] for index in indices]

    def _known(self) -> str:
        return ", ".join(self.classes) or "none yet: call fit"

    def class_weights(self, labels: Iterable[str]) -> np.ndarray:
        """Weight n / (classes x count) of each class in `labels`: float32, mean 1 over the labels; rare weighs more.

        The "balanced" weights of scikit-learn (King and Zeng 2001). Raises InputError when a class never occurs.
        """
        counts = np.bincount(self.encode(labels), minlength=len(self))
        if not counts.all():
            raise InputError(f"no label is {self.classes[int(counts.argmin())]!r}; a class without rows has no weight")
        return (counts.sum() / (len(self) * counts)).astype(np.float32)

    def save(self, path: str | Path) -> None:
        """Write the classes to `path` as JSON."""
        write_json(path, {"classes": self.classes})

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote. Raises FileNotFoundError, or InputError when the file is damaged."""
        return cls(_read_names(path, read_json(path, "classes")["classes"]))


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

    def save(self, path: str | Path) -> None:
        """Write the vocabulary to `path` as JSON."""
        data = {
            "level": self.level,
            "num_tokens": self.num_tokens,
            "least_frequent": self.least_frequent,
            "tokens": self.index_to_token,
        }
        write_json(path, data)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote. Raises FileNotFoundError, or InputError when the file is damaged."""
        data = read_json(path, "level", "num_tokens", "least_frequent", "tokens")
        tokens = _read_names(path, data["tokens"])
        if tokens[:2] != [PAD, UNK]:
            raise InputError(
                f"{path} is damaged: its tokens begin with {tokens[:2]}, not {PAD} and {UNK}; save it again"
            )
        try:
            tokenizer = cls(data["level"], data["num_tokens"])
            tokenizer.least_frequent = tuple(data["least_frequent"]) if data["least_frequent"] else None
        except (TypeError, ValueError) as error:
            raise InputError(f"{path} is damaged: {error}; save it again") from error
        tokenizer._set_vocabulary(tokens)
        return tokenizer


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
