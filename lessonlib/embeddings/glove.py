"""Pretrained word vectors, loaded fast.

The usual way to read vectors, line by line into a dict, takes many seconds and much more memory than the numbers need.
Here the first load writes a copy of the numbers as the computer keeps them, and every load from then on *maps* that
file: the operating system reads only the pages that are really looked at, so loading takes a moment, whatever the size.
`lessonlib.embeddings.glove_text` says how the text itself is parsed.
"""

import glob
import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Collection
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

from lessonlib.embeddings import glove_text
from lessonlib.errors import require_several
from lessonlib.files import atomic_directory, cache_dir, one_process_at_a_time, require_file

_COPY_FORMAT = 1  # of the memory-mapped copy; a new number makes old copies be ignored


def load_glove_embeddings(path: str | os.PathLike, words: Collection[str] | None = None) -> KeyedVectors:
    """The word vectors of a file in GloVe's text format, as gensim `KeyedVectors` (float32), in the order of the file.

    The first load of a whole file writes a memory-mapped copy to the cache folder (see `files.cache_dir`); later loads
    open it in a moment, and a source file that has changed is read again. The vectors of a mapped file are read-only.

    Args:
        path: Text in UTF-8, or the same packed as `.gz`; with or without the heading line "400000 100" of word2vec.
        words: Read only the vectors of these words, skip the others, and write no copy. Words without a vector are left
            out; reading stops as soon as all are found. None reads all.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is empty, a line does not have one word and as many numbers as the others, a word comes
            twice, or the heading promises something else than what follows; the message names the line.
        OSError: The copy cannot be written.
    """
    path = require_file(path, "give the path of a file with word vectors in GloVe's text format")
    if words is not None:
        require_several(words, "words")
    copy = _copy_of(path)
    try:
        if words is not None:
            return make_keyed_vectors(*glove_text.read_some(path, set(words)))
        if not _is_whole(copy):
            copy.parent.mkdir(parents=True, exist_ok=True)
            with one_process_at_a_time(copy.parent / ".lock"):
                if not _is_whole(copy):  # another process may have made it meanwhile
                    _write_copy(path, copy)
        return _open_copy(copy)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ValueError(f"{path} is not a whole .gz file ({error}); get it again") from error
    except OSError as error:
        raise OSError(
            f"cannot make the memory-mapped copy of {path} in {copy.parent} ({error}); free some space, set "
            "LESSONLIB_CACHE to a folder that can be written, or pass `words` to load only the words you need"
        ) from error


def make_keyed_vectors(words: list[str], matrix: np.ndarray) -> KeyedVectors:
    """`KeyedVectors` of gensim around `matrix` (float32, shape (words, dimensions)), which is not copied.

    The usual way to fill them adds word by word, which takes seconds for a large vocabulary.

    Raises ValueError when a word comes twice; the message names both of its positions, counted from 1.
    """
    vectors = KeyedVectors(matrix.shape[1], count=0)
    vectors.vectors = matrix
    vectors.index_to_key = words
    vectors.key_to_index = dict(zip(words, range(len(words)), strict=True))
    if len(vectors.key_to_index) < len(words):
        glove_text.require_distinct(words, "position")
    return vectors


# The memory-mapped copy: a folder in the cache with vectors.f32 (the numbers, row by row), words.txt and about.json.
# Its name contains the source's path, size and time of change, so that another version of the source is another copy;
# it is written under a temporary name (see lessonlib.files), so that it is there whole, or not at all.


def _copy_of(path: Path) -> Path:
    """Where the memory-mapped copy of the file `path`, as it is now, belongs."""
    state = path.stat()
    version = f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}|{_COPY_FORMAT}"
    return cache_dir() / "vectors" / f"{path.name}-{hashlib.sha256(version.encode()).hexdigest()[:16]}"


def _write_copy(path: Path, copy: Path) -> None:
    """Writes the memory-mapped copy of `path`; removes those of older versions, and what a killed process left."""
    for leftover in copy.parent.glob(".*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)
    with atomic_directory(copy) as folder:
        words, dim = glove_text.write_numbers(path, folder / "vectors.f32")
        (folder / "words.txt").write_bytes("\n".join([*words, ""]).encode())
        about = {"words": len(words), "dimensions": dim, "source": str(path.resolve())}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    for other in copy.parent.glob(f"{glob.escape(path.name)}-*"):
        with suppress(OSError, ValueError, KeyError):  # one that does not say what it is a copy of is left alone
            if other != copy and _about(other)["source"] == about["source"]:
                shutil.rmtree(other, ignore_errors=True)


def _is_whole(copy: Path) -> bool:
    """Whether the copy is there. What somebody began to delete is made anew."""
    return all((copy / name).is_file() for name in ("vectors.f32", "words.txt", "about.json"))


def _about(copy: Path) -> dict:
    return json.loads((copy / "about.json").read_text(encoding="utf-8"))


def _open_copy(copy: Path) -> KeyedVectors:
    about = _about(copy)
    numbers = np.memmap(copy / "vectors.f32", "<f4", mode="r", shape=(about["words"], about["dimensions"]))
    return MappedVectors((copy / "words.txt").read_bytes(), np.asarray(numbers))


class MappedVectors(KeyedVectors):
    """`KeyedVectors` of gensim that make the list and the dict of the words only when they are needed.

    For 400,000 words these two take a tenth of a second, a hundred times as long as all the rest. The first words that
    are asked for are searched in the text of the word list instead, which takes a millisecond or two each.
    """

    def __init__(self, text: bytes, matrix: np.ndarray) -> None:
        """`text`: the words in UTF-8, a line break after each; `matrix`: their vectors, shape (words, dimensions)."""
        super().__init__(matrix.shape[1])
        del self.index_to_key, self.key_to_index  # the empty ones: from here on, the properties below answer
        self.vectors = matrix
        self._text = b"\n" + text
        self._searches_left = 20

    @cached_property
    def index_to_key(self) -> list[str]:
        """All words, by row."""
        return self._text[1:-1].decode().split("\n")

    @cached_property
    def key_to_index(self) -> dict[str, int]:
        """The row of each word."""
        return dict(zip(self.index_to_key, range(len(self.index_to_key)), strict=True))

    def get_index(self, key: str | int, default: int | None = None) -> int:
        """The row of the word `key`; `default` when it has no vector, or KeyError if there is no `default`."""
        if "key_to_index" not in self.__dict__ and self._searches_left and isinstance(key, str) and "\n" not in key:
            self._searches_left -= 1
            position = self._text.find(f"\n{key}\n".encode())
            if position >= 0:
                return self._text.count(b"\n", 0, position)
        return super().get_index(key, default)
