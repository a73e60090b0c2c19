"""GloVe's vectors: the sample, all of them, or a file of your own, loaded fast.

The usual way to read vectors, line by line into a dict, takes many seconds and much more memory than the numbers need.
Here pandas turns the text into numbers, once, and the first load keeps them as numpy does, in the cache folder. Every
load from then on *maps* that file: the operating system reads only the pages that are really looked at, so loading
takes a moment, whatever the size.
"""

import csv
import hashlib
import io
import json
import os
import re
import unicodedata
import warnings
from codecs import BOM_UTF8
from contextlib import suppress
from itertools import chain, compress, islice, takewhile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors

from lessonlib.datasets.catalogue import DATA_DIR
from lessonlib.embeddings.similarity import have_direction, make_keyed_vectors
from lessonlib.embeddings.training import load_word2vec
from lessonlib.errors import InputError
from lessonlib.files import WORD2VEC, atomic_file, cache_dir, open_packed, require_file

_LINES = 10_000  # that are parsed at a time


def load_glove(source: str | os.PathLike = "sample", limit: int | None = None) -> KeyedVectors:
    """GloVe word vectors, 100 numbers per word, as gensim `KeyedVectors` (float32), most frequent word first.

    The first load of a file writes a copy of its numbers to the cache folder (see `files.cache_dir`); later loads map
    it, and a file whose size or time has changed is read again. Its vectors are read-only. What is odd and can be read
    all the same is told in a UserWarning: a heading that promises another number of words, words that come twice (the
    first counts), that have spaces or capitals in them, or whose numbers are all zero.

    Args:
        source: `"sample"`: about 25,000 words, stored as float16, so that a number differs from the published one by at
            most 1 part in 2,000. `"full"`: all 400,000, downloaded once. GloVe 6B is in the public domain (PDDL). Else
            the path of a file of vectors of any width: text in UTF-8, packed or not, with or without the heading line
            "400000 100" of word2vec; or word2vec's binary file, whose words are in UTF-8.
        limit: Only the first, most frequent `limit` words, the rest is not read; None takes all.

    Raises:
        InputFileError: There is no such file.
        InputError: The file is empty, or a line is not a word and as many finite numbers as the first one has; the
            message names the line.
    """
    if isinstance(source, str) and source == "sample":
        listed = (DATA_DIR / "glove.6B.100d.sample.words.txt").read_text(encoding="utf-8").splitlines()
        matrix = np.load(DATA_DIR / "glove.6B.100d.sample.npy")
        return make_keyed_vectors(listed[:limit], matrix[:limit].astype(np.float32))
    if isinstance(source, str) and source == "full":
        from lessonlib.datasets.fetch import fetch  # the network, for whoever asks for it

        source = fetch("glove")
    path = require_file(source, "give the path of a file of word vectors; those in memory need no loading")
    matrix, about = _read_copy(path, limit)
    for note in about["notes"]:
        warnings.warn(f"{path}: {note}", stacklevel=2)
    vectors = make_keyed_vectors(about["words"], matrix)
    if about["zeros"]:
        have_direction(vectors)  # so that gensim's own searches do not divide by their length either
    return vectors


def _read_copy(path: Path, limit: int | None) -> tuple[np.ndarray, dict[str, Any]]:
    """The numbers of the file `path`, mapped, and its "words", "notes" to tell, and the words with nothing but "zeros".

    What the cache lacks is read and put there; a UserWarning says so when it cannot be kept.
    """
    state, folder = path.stat(), cache_dir() / "vectors"
    key = f"{path.resolve()}|{limit}|{state.st_size}|{state.st_mtime_ns}"
    copy = folder / f"{path.name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npy"
    with suppress(OSError, ValueError):  # not there yet, or damaged
        return np.asarray(np.load(copy, mmap_mode="r")), json.loads(copy.with_suffix(".json").read_bytes())
    words, matrix, notes = _read_text(path, limit)
    zeros = [words[row] for row in np.flatnonzero(~matrix.any(axis=1))]
    about = {"words": words, "notes": notes + _what_is_odd(words, zeros), "zeros": zeros}
    try:
        with atomic_file(copy.with_suffix(".json")) as temporary:
            temporary.write_text(json.dumps(about), encoding="utf-8")
        with atomic_file(copy) as temporary, open(temporary, "wb") as file:
            np.save(file, matrix)
        matrix = np.asarray(np.load(copy, mmap_mode="r"))
    except OSError as error:
        warnings.warn(
            f"the numbers of {path} cannot be kept in {folder} ({error}), so the next load takes as long; free some "
            "space, or set LESSONLIB_CACHE to a folder that can be written",
            stacklevel=3,
        )
    return matrix, about


def _read_text(path: Path, limit: int | None) -> tuple[list[str], np.ndarray, list[str]]:
    """The words of the file `path`, each once, their numbers (float32, shape (words, dim)), and what is odd."""
    with open_packed(path, "give the path of a file with word vectors") as file:
        if WORD2VEC.match(file.peek(1000)):
            vectors = load_word2vec(path, limit=limit)
            return vectors.index_to_key, vectors.vectors, []
        first = file.readline().removeprefix(BOM_UTF8)
        heading = re.fullmatch(rb"\s*(\d{1,18})\s+(\d{1,18})\s*", first)
        numbers = list(takewhile(_is_number, reversed(first.split()[1:])))
        promised, dim = map(int, heading.groups()) if heading else (None, len(numbers))
        if not dim:
            raise InputError(
                f"{path}, line 1: {_shorten(first)}; expected a word and its numbers, in UTF-8, with spaces between"
            )
        line = 2 if heading else 1
        lines = islice(file if heading else chain([first], file), limit)
        words: list[str] = []
        blocks = [np.empty((0, dim), dtype=np.float32)]
        while block := list(islice(lines, _LINES)):
            try:
                found, matrix = _parse(block, dim)
            except ValueError:  # at most one block in many
                found, matrix = _parse_plainly(block, dim, path, line)
            words += found
            blocks.append(matrix)
            line += len(block)
    if not words:
        raise InputError(f"{path} has a heading and no words below it; get the file again")
    notes = []
    if promised is not None and promised != len(words) != limit:
        notes.append(f"the heading promises {promised:,} words, and {len(words):,} follow; those are taken")
    matrix = np.concatenate(blocks)
    words = [unicodedata.normalize("NFC", word) for word in words]  # as `split_words` spells them
    doubled = pd.Series(words, dtype=object).duplicated().to_numpy()
    if doubled.any():
        words, matrix = list(compress(words, ~doubled)), matrix[~doubled]
        notes.append(f"{doubled.sum():,} rows have a word that stands further up already; the first one counts")
    return words, matrix, notes


def _what_is_odd(words: list[str], zeros: list[str]) -> list[str]:
    """What to tell of words that may be looked up in vain, and of those whose vectors have no direction."""
    odd = {
        "have spaces in them, and no text that is split at spaces holds them": [word for word in words if " " in word],
        "have capital letters; look them up as they are written": [word for word in words if word != word.lower()],
        "have nothing but zeros, so they are nobody's neighbours": zeros,
    }
    return [f"{len(found):,} words (such as {found[0]!r}) {what}" for what, found in odd.items() if found]


def _parse(lines: list[bytes], dim: int) -> tuple[list[str], np.ndarray]:
    """The words of `lines` and their numbers, float32, shape (lines, dim), by pandas.

    Raises ValueError unless each line is one word and `dim` finite numbers.
    """
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is found below
        table = pd.read_csv(
            io.BytesIO(b"".join(lines)),
            sep=" " if lines[0].count(b" ") == dim else r"\s+",  # the plain form is read faster
            header=None,
            names=range(dim + 1),
            index_col=False,
            quoting=csv.QUOTE_NONE,  # a quotation mark is a word like any other,
            na_filter=False,  # and so is "null"
            dtype={0: object} | dict.fromkeys(range(1, dim + 1), np.float32),
        )
    words, matrix = table[0].tolist(), table.iloc[:, 1:].to_numpy(np.float32)
    # pandas passes over blank lines and over what is too much in the first line, and takes a missing word for "".
    whole = len(words) == len(lines) and len(lines[0].split()) == dim + 1 and all(words)
    if not (whole and np.isfinite(matrix).all()):
        raise ValueError("irregular lines")
    return words, matrix


def _parse_plainly(lines: list[bytes], dim: int, path: Path, first: int) -> tuple[list[str], np.ndarray]:
    """The same line by line: the last `dim` fields are the numbers, so that a word may hold spaces; blank lines go.

    Raises InputError, which names the line, at one that is something else; `first` is the number of the first line.
    """
    words, rows = [], []
    for number, line in enumerate(lines, start=first):
        if not (fields := line.split()):
            continue
        between = fields[1:-dim]  # of a word with spaces: ". . .", "at name@example.com"
        try:
            if len(fields) <= dim or 2 * sum(map(_is_number, between)) > len(between):  # two lines in one, say
                raise ValueError(f"{len(fields) - 1} numbers after the word, expected {dim}")
            words.append(b" ".join(fields[:-dim]).decode())
            rows.append([float(field) for field in fields[-dim:]])
            if not np.abs(rows[-1]).max() <= np.finfo(np.float32).max:
                raise ValueError("a number is not finite, or too large for 32 bits")
        except ValueError as error:  # UnicodeDecodeError is one, too
            raise InputError(
                f"{path}, line {number}: {error}: {_shorten(line)}; the file may be cut off or damaged there, or not "
                "in UTF-8: get it again, save it so, or take only the words before that line with limit="
            ) from error
    return words, np.array(rows, dtype=np.float32).reshape(-1, dim)


def _is_number(field: bytes) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def _shorten(line: bytes) -> str:
    """The beginning of a line, for a message."""
    return repr(line[:60].decode(errors="replace"))
