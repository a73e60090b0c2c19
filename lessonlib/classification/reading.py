"""What a caller passes as texts and labels, checked; and texts as lists of tokens."""

import warnings
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral
from typing import Literal

import numpy as np
import pandas as pd

from lessonlib.errors import InputError, InputTypeError
from lessonlib.text import (
    STOP_WORDS,
    clean_markup,
    preprocess,
    remove_source_tag,
    require_text,
    split_words,
)

MAX_TOKENS = 512
"""No more tokens of one text are read: a headline has a dozen, and one endless text should not stall a batch."""


def read_texts(
    texts: list[str],
    reading: Literal["words", "textbook"],
    clean: bool,
    split: Callable[[str], list[str]] | None = None,
    lower: bool = True,
) -> list[list[str]]:
    """The tokens of each text, no more than `MAX_TOKENS`: see the parameters of `HeadlineClassifier`.

    A `split` of one's own stands in for `split_words`; with `lower=False` capitals stay, but in the textbook's reading.
    Raises InputError for another `reading`. Warns of texts that are cut.
    """
    if reading not in ("words", "textbook"):
        raise InputError(f"reading is 'words' or 'textbook', not {reading!r}")
    if clean:
        texts = [remove_source_tag(clean_markup(text)) for text in texts]
    if reading == "textbook":
        read = [preprocess(text, STOP_WORDS).split() for text in texts]
    elif split is not None:
        read = [[word for word in split(text) if word.strip()] for text in texts]
    else:
        read = [split_words(text, lower) for text in texts]
    if too_long := sum(len(tokens) > MAX_TOKENS for tokens in read):
        warnings.warn(
            f"{too_long} of {len(read)} texts have more than {MAX_TOKENS} tokens; the rest of them is not read",
            stacklevel=3,
        )
    return [tokens[:MAX_TOKENS] for tokens in read]


def require_texts(texts: Iterable[str], what: str = "text") -> list[str]:
    """`texts` as a list of str. Raises InputTypeError naming the first that is none, InputError when there are none."""
    texts = _as_list(texts, what)
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            try:
                require_text(text)
            except TypeError as error:
                raise InputTypeError(f"{what} {row}: {error}") from None
    return texts


def require_labels(labels: Iterable[str | int | bool]) -> np.ndarray:
    """`labels` as an array of their type: str, whole numbers or bool, shape (labels,).

    Raises InputTypeError naming the first that is something else, or of another type than those before it; InputError
    when there are none, or one cannot be kept: a whole number beyond 64 bits, a str that ends in a null character.
    """
    labels = _as_list(labels, "label")
    for row, label in enumerate(labels):
        kind = _kind(label)
        if kind is None:
            raise InputTypeError(
                f"label {row}: expected a str, a whole number or a bool, got {type(label).__name__} ({label!r:.60}); "
                "fill or drop empty cells"
            )
        if kind is not _kind(labels[0]):
            raise InputTypeError(f"label {row} is {label!r:.60}, label 0 is {labels[0]!r:.60}; use one type for all")
        if kind is str and label.endswith("\0"):  # numpy would drop it
            raise InputError(f"label {row}, {label!r:.60}, ends in a null character; remove it")
    array = np.array(labels)
    if array.dtype.kind not in "Uiub":
        raise InputError("a label is a number too large for 64 bits; make the labels str")
    return array


def _kind(label: object) -> type | None:
    kinds = ((str, str), (bool | np.bool_, bool), (Integral, int))
    return next((kind for types, kind in kinds if isinstance(label, types)), None)


def require_rows(texts: Iterable[str], labels: Iterable[str | int | bool]) -> tuple[list[str], np.ndarray]:
    """`texts` as a list, their `labels` as an array. Raises InputError when they differ in number."""
    checked_texts, checked_labels = require_texts(texts), require_labels(labels)
    if len(checked_texts) != len(checked_labels):
        raise InputError(f"{len(checked_texts)} texts but {len(checked_labels)} labels; give one label per text")
    return checked_texts, checked_labels


def encode_labels(labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """The place of each label among the sorted `classes`: int64, shape (labels,).

    Raises InputError naming labels that are not among them.
    """
    known = classes.tolist()
    if unknown := sorted(set(labels.tolist()).difference(known), key=str):
        raise InputError(f"unknown label {', '.join(map(repr, unknown[:5]))}; known are {', '.join(map(str, known))}")
    return np.searchsorted(classes, labels)


def _as_list(items: Iterable, what: str) -> list:
    """`items` as a list. Raises InputTypeError for one str, or a table; InputError when there are none."""
    if isinstance(items, (pd.DataFrame, Mapping)):
        raise InputTypeError(
            f"expected a sequence of {what}s, got a {type(items).__name__}; pass one column: X['title']"
        )
    if isinstance(items, (str, bytes)) or not isinstance(items, Iterable):
        raise InputTypeError(f"expected a sequence of {what}s, got one {type(items).__name__}; wrap it in a list")
    if not (found := list(items)):
        raise InputError(f"expected at least one {what}, got none")
    return found
