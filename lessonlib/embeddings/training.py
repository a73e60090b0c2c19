"""Word2Vec and FastText: training them the way the course does, saving them, and loading them again."""

import os
import re
import struct
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from gensim.models import FastText, KeyedVectors, Word2Vec
from gensim.models.fasttext import FastTextKeyedVectors, load_facebook_vectors, save_facebook_model
from gensim.models.word2vec import MAX_WORDS_IN_BATCH
from tqdm import tqdm

from lessonlib.errors import InputError, require_several
from lessonlib.files import atomic_file, open_packed, refuse_other_kinds, require_file
from lessonlib.progress import progress_bar

Model = TypeVar("Model", Word2Vec, FastText)

SETTINGS: dict[str, int | float] = {
    "vector_size": 100,  # numbers per word
    "window": 5,  # words to the left and to the right that count as context
    "min_count": 3,  # rarer words are dropped: too few examples to learn from
    "negative": 20,  # random words told apart from each true neighbour
    "epochs": 6,  # passes over the text
    "alpha": 0.2,  # learning rate at the start: eight times gensim's, because a small text gives few steps
    "sample": 3e-5,  # words more frequent than this share are skipped at random: "the" teaches little
    "workers": 1,  # several threads would race, and no two runs would give the same vectors (see MANY_WORDS)
    "seed": 1234,
}
"""How the course trains Word2Vec and FastText: one set for both, so that they can be compared."""

SUBWORDS: dict[str, int] = {"min_n": 4, "max_n": 6, "bucket": 50_000}
"""FastText's character n-grams: their lengths, and how many vectors they share (hashed). gensim's default of 2 million
would make a file of 800 MB for a text with a few ten thousand different n-grams."""

MANY_WORDS: int = 5_000_000
"""From here on, all processors share the work, unless `workers` says otherwise."""


# The start of a FastText file: magic number, vector size, kind of model, buckets, number of words; the rest is skipped.
_FASTTEXT_HEADER = struct.Struct("<8xi24xii20xi")
_FASTTEXT_MAGIC = struct.pack("<i", 793_712_314)
_FASTTEXT_CLASSIFIER = 3


class _Corpus:
    """Sentences as gensim wants them: it goes over them several times, and drops what is beyond 10,000 words of each.

    So longer ones are handed over in pieces; only the pairs across a cut are lost. A progress bar counts the words of
    all passes; it appears when there is time to look at it.
    """

    _bar: tqdm

    def __init__(self, sentences: Iterable[Sequence[str]]) -> None:
        """Raises InputError when a sentence is a str, or when there are no words."""
        require_several(sentences, "lists of words", "split it into sentences, and each of them into words")
        self._sentences = list(sentences) if isinstance(sentences, Iterator) else sentences
        self.words = 0
        for sentence in self._sentences:
            require_several(sentence, "words", "split each sentence first")
            self.words += len(sentence)
        if not self.words:
            raise InputError("there are no sentences to learn from; pass lists of words")

    def __iter__(self) -> Iterator[Sequence[str]]:
        for sentence in self._sentences:
            for start in range(0, len(sentence), MAX_WORDS_IN_BATCH):
                piece = list(sentence[start : start + MAX_WORDS_IN_BATCH])  # of an array, gensim would wait for ever
                self._bar.update(len(piece))
                yield piece

    def train(self, model: type[Model], settings: dict[str, Any]) -> Model:
        """A trained `model`. Raises InputError when no word is frequent enough."""
        workers = os.cpu_count() or 1
        if self.words >= MANY_WORDS and "workers" not in settings and workers > 1:
            warnings.warn(
                f"{self.words:,} words: {workers} threads train at once. None waits for another, so no two runs give "
                "quite the same vectors; with workers=1 they do, and it takes longer",
                stacklevel=3,
            )
            settings = {"workers": workers} | settings
        settings = SETTINGS | settings
        passes = int(settings["epochs"]) + 1  # the first one counts the words
        with progress_bar(
            total=passes * self.words, desc="training", unit="word", unit_scale=True, delay=2
        ) as self._bar:
            try:
                return model(self, **settings)
            except RuntimeError as error:  # gensim's word for a vocabulary without words
                raise InputError(
                    f"none of the {self.words:,} words occurs {settings['min_count']} times; lower min_count, or pass "
                    "more text"
                ) from error


def train_word2vec(sentences: Iterable[Sequence[str]], skip_gram: bool = True, **changes: float) -> Word2Vec:
    """A Word2Vec model (Mikolov et al. 2013) of `sentences`, lists of words. Same sentences and seed, same vectors.

    `skip_gram=False` trains CBOW. `changes` replace entries of `SETTINGS`, such as `epochs=10`. A corpus that does not
    fit into memory may be anything that yields its sentences anew each time it is gone through. From `MANY_WORDS` words
    on, several threads train, and runs differ. Raises InputError when a sentence is a str, when there are none, or when
    no word occurs `min_count` times.
    """
    return _Corpus(sentences).train(Word2Vec, {"sg": int(skip_gram), **changes})


def train_fasttext(sentences: Iterable[Sequence[str]], **changes: float) -> FastText:
    """A FastText model (Bojanowski et al. 2017) of `sentences`: a word is the mean of its own and its n-grams' vectors.

    `changes` replace entries of `SETTINGS` and `SUBWORDS`. All else is as with `train_word2vec`.
    """
    return _Corpus(sentences).train(FastText, {"sg": 1, **SUBWORDS, **changes})


def save_word2vec(vectors: KeyedVectors, path: str | Path) -> None:
    """Write `vectors` to `path` in the binary word2vec format, which other programs read too."""
    with atomic_file(path) as temporary:
        vectors.save_word2vec_format(temporary, binary=True)


def load_word2vec(path: str | os.PathLike, encoding: str = "utf-8", limit: int | None = None) -> KeyedVectors:
    """Vectors in the binary word2vec format: all of them, or only the first `limit`; `encoding` is that of the words.

    Raises InputFileError, or InputError when the file is damaged, something else, or in another encoding.
    """
    with open_packed(path, "save vectors there first, or check the folder and the name") as file:
        if re.match(rb"\d+ \d+\s*\n\S+\s[-+.\deE\s]{4}", file.peek(1000)):  # gensim would make words of the numbers
            raise InputError(f"{path} holds vectors as text, not in the binary format; read it with load_glove")
    try:
        vectors = KeyedVectors.load_word2vec_format(str(path), binary=True, encoding=encoding, limit=limit)
    except (EOFError, ValueError) as error:  # UnicodeDecodeError is one, too
        advice = "save it again, or read vectors that are text with load_glove"
        if isinstance(error, UnicodeDecodeError):
            advice = f"if its words are not in {encoding.upper()}, pass another encoding=, such as 'latin-1'"
        raise InputError(f"{path} is not a binary word2vec file, or is cut off ({error}); {advice}") from error
    if doubled := len(vectors) - len(vectors.key_to_index):  # gensim leaves as many rows at the end, without words
        vectors.index_to_key, vectors.vectors = vectors.index_to_key[:-doubled], vectors.vectors[:-doubled]
        warnings.warn(f"{path}: {doubled:,} words come again further down; the first one counts", stacklevel=2)
    if not np.isfinite(vectors.vectors).all():
        raise InputError(f"{path} holds numbers that are infinite or none (NaN); get the file again")
    return vectors


def save_fasttext(model: FastText, path: str | Path) -> None:
    """Write `model` to `path` in FastText's own format.

    Word2vec's format would lose the n-grams, and with them every word that was not in the text.
    """
    with atomic_file(path) as temporary:
        save_facebook_model(model, str(temporary))


def load_fasttext(path: str | Path) -> FastTextKeyedVectors:
    """Vectors in FastText's own format, n-grams included, so that unknown words still get a vector.

    Raises InputFileError, or InputError when the file is something else or cut off.
    """
    path = require_file(path, "save vectors there first, or check the folder and the name")
    with open(path, "rb") as file:
        header = file.read(_FASTTEXT_HEADER.size)
    if not header.startswith(_FASTTEXT_MAGIC):
        refuse_other_kinds(path, header)
        raise InputError(
            f"{path} is not a FastText model; load a .bin file that save_fasttext or fastText wrote, and vectors that "
            "are text (.vec) with load_glove"
        )
    # A cut-off header promises words that are not there either.
    dimensions, kind, buckets, words = _FASTTEXT_HEADER.unpack(header.ljust(_FASTTEXT_HEADER.size, b"\1"))
    if kind == _FASTTEXT_CLASSIFIER:
        raise InputError(
            f"{path} is a classifier of fastText ('supervised'), which gensim cannot read; its word vectors are had by "
            f"`fasttext print-word-vectors {path} < words.txt > vectors.txt`, and load_glove reads these"
        )
    # gensim reads words letter by letter, and would search the end of a cut-off file for ever.
    # Two matrices of float32 must fit: words and n-grams, and the output layer's words.
    if path.stat().st_size < _FASTTEXT_HEADER.size + 4 * dimensions * (2 * words + buckets):
        raise InputError(f"{path} is cut off: {words:,} words of {dimensions} numbers do not fit in it; save it again")
    return load_facebook_vectors(str(path))
