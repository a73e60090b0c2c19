"""What a caller passes as texts and labels, checked; and texts as lists of tokens."""

import warnings
from collections.abc import Iterable, Mapping
from typing import Literal

import pandas as pd

from lessonlib.errors import InputError, InputTypeError
from lessonlib.text import (
    STOP_WORDS,
    clean_markup,
    preprocess,
    read_headline,
    remove_source_tag,
    require_text,
    split_words,
)

MAX_TOKENS = 512
"""No more tokens of one text are read: a headline has a dozen, and one endless text should not stall a batch."""


def read_texts(texts: list[str], reading: Literal["words", "textbook"], clean: bool) -> list[list[str]]:
    """The tokens of each text, no more than `MAX_TOKENS`: see the parameters of `HeadlineClassifier`.

    Raises InputError for another `reading`. Warns of texts that are cut.
    """
    if reading not in ("words", "textbook"):
        raise InputError(f"reading is 'words' or 'textbook', not {reading!r}")
    if reading == "words":
        read = list(map(read_headline if clean else split_words, texts))
    else:
        cleaned = [remove_source_tag(clean_markup(text)) if clean else text for text in texts]
        read = [preprocess(text, STOP_WORDS).split() for text in cleaned]
    if too_long := sum(len(tokens) > MAX_TOKENS for tokens in read):
        warnings.warn(
            f"{too_long} of {len(read)} texts have more than {MAX_TOKENS} tokens; the rest of them is not read",
            stacklevel=3,
        )
    return [tokens[:MAX_TOKENS] for tokens in read]


def require_texts(texts: Iterable[str], what: str) -> list[str]:
    """`texts` as a list of str. Raises InputTypeError naming the first that is none, InputError when there are none."""
    if isinstance(texts, (pd.DataFrame, Mapping)):
        raise InputTypeError(
            f"expected a sequence of {what}s, got a {type(texts).__name__}; pass one column: X['title']"
        )
    if isinstance(texts, (str, bytes)) or not isinstance(texts, Iterable):
        raise InputTypeError(f"expected a sequence of {what}s, got one {type(texts).__name__}; wrap it in a list")
    texts = list(texts)
    if not texts:
        raise InputError(f"expected at least one {what}, got none")
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            try:
                require_text(text)
            except TypeError as error:
                raise InputTypeError(f"{what} {row}: {error}") from None
    return texts


def require_rows(texts: Iterable[str], labels: Iterable[str]) -> tuple[list[str], list[str]]:
    """`texts` and their `labels` as lists of str. Raises InputError when they differ in number."""
    texts, labels = require_texts(texts, "text"), require_texts(labels, "label")
    if len(texts) != len(labels):
        raise InputError(f"{len(texts)} texts but {len(labels)} labels; give one label per text")
    return texts, labels
