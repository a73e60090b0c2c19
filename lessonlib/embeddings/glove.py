"""Pretrained word vectors, loaded fast.

The usual way to read vectors, line by line into a dict, takes many seconds and much more memory than the numbers need.
Here the first load writes a copy of the numbers as the computer keeps them, and every load from then on *maps* that
file: the operating system reads only the pages that are really looked at, so loading takes a moment, whatever the size.
`lessonlib.embeddings.glove_text` says how the text itself is parsed.
"""

import glob
import hashlib
import json
import mmap
import os
import shutil
import zlib
from collections.abc import Collection
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

from lessonlib.atomic import atomic_directory, one_process_at_a_time
from lessonlib.embeddings import glove_text
from lessonlib.errors import InputError, InputFileError, require_several
from lessonlib.files import cache_dir, fingerprint, read_json, require_file

_COPY_FORMAT = 2  # of the memory-mapped copy; a new number makes old copies be ignored


def load_glove_embeddings(path: str | os.PathLike, words: Collection[str] | None = None) -> KeyedVectors:
    """The word vectors of a file in GloVe's text format, as gensim `KeyedVectors` (float32), in the order of the file.

    The first load of a whole file writes a memory-mapped copy to the cache folder (see `files.cache_dir`); later loads
    open it in a moment, and a source file that has changed is read again. The vectors of a mapped file are read-only.

    Args:
        path: Text in UTF-8, or the same packed as `.gz`; with or without the heading line "400000 100" of word2vec.
        words: Read only the vectors of these words, skip the others, and write no copy. Words without a vector are left
            out; reading stops as soon as all are found. None reads all.

    Raises:
        InputFileError: There is no such file, or it cannot be read.
        InputError: The file is empty, a line does not have one word and as many numbers as the others, a word comes
            twice, or the heading promises something else than what follows; the message names the line.
        OSError: The copy cannot be written.
    """
    path = require_file(path, "give the path of a file with word vectors in GloVe's text format")
    if words is not None:
        require_several(words, "words")
        return make_keyed_vectors(*glove_text.read_some(path, set(words)))
    copy = _copy_of(path)
    vectors = _open_copy(copy)
    return _make_copy(path, copy) if vectors is None else vectors


def make_keyed_vectors(words: list[str], matrix: np.ndarray) -> KeyedVectors:
    """`KeyedVectors` of gensim around `matrix` (float32, shape (words, dimensions)), which is not copied.

    The usual way to fill them adds word by word, which takes seconds for a large vocabulary.

    Raises InputError when a word comes twice; the message names both of its positions, counted from 1.
    """
    require_several(words, "words")
    vectors = KeyedVectors(matrix.shape[1], count=0)
    vectors.vectors = matrix
    vectors.index_to_key = words
    vectors.key_to_index = dict(zip(words, range(len(words)), strict=True))
    if len(vectors.key_to_index) < len(words):
        glove_text.require_distinct(words, "position")
    return vectors


def release_memory(vectors: KeyedVectors) -> None:
    """Gives back the memory that the numbers of mapped `vectors` take by now; they are read again when they are needed.

    Other vectors are left alone, and so are all on systems that know no such thing.
    """
    mapped = getattr(vectors.vectors.base, "base", None)
    if isinstance(mapped, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


# The memory-mapped copy: a folder in the cache with vectors.f32 (the numbers, row by row), words.txt and about.json.
# Its name contains the source's path, time of change and fingerprint, so that another version of the source is another
# copy. It is there whole, or not at all (see lessonlib.atomic), and what was damaged later is made anew.


def _copy_of(path: Path) -> Path:
    """Where the memory-mapped copy of the file `path`, as it is now, belongs."""
    version = f"{path.resolve()}|{path.stat().st_mtime_ns}|{fingerprint(path)}|{_COPY_FORMAT}"
    return cache_dir() / "vectors" / f"{path.name}-{hashlib.sha256(version.encode()).hexdigest()[:16]}"


def _open_copy(copy: Path) -> "MappedVectors | None":
    """The vectors of the copy; None when it is not there, or not as it was written."""
    try:
        text, path = (copy / "words.txt").read_bytes(), copy / "vectors.f32"
        if read_json(copy / "about.json")["checksums"] != _checksums(text, path):
            return None
        words = text.count(b"\n")
        numbers = np.memmap(path, "<f4", mode="r", shape=(words, path.stat().st_size // 4 // words))
        return MappedVectors(text, np.asarray(numbers))
    except (OSError, ValueError, TypeError, KeyError):  # somebody has deleted or changed a part of it
        return None


def _checksums(text: bytes, numbers: Path) -> list[str]:
    """Of the words, which are read anyway, the checksum; of the numbers, which are not, the fingerprint."""
    return [f"{zlib.crc32(text):08x}", fingerprint(numbers)]


def _make_copy(path: Path, copy: Path) -> "MappedVectors":
    """Makes the copy, unless another process has meanwhile, and opens it. Raises OSError when it cannot be written."""
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        with one_process_at_a_time(copy.parent / ".lock", f"waiting for another process, which reads {path.name} ..."):
            vectors = _open_copy(copy)
            if vectors is None:
                _write_copy(path, copy)
                vectors = _open_copy(copy)
    except InputFileError:
        raise  # the fault of the source
    except OSError as error:
        raise OSError(
            f"cannot make the memory-mapped copy of {path} in {copy.parent} ({error}); free some space, set "
            "LESSONLIB_CACHE to a folder that can be written, or pass `words` to load only the words you need"
        ) from error
    if vectors is None:
        raise OSError(f"the memory-mapped copy {copy} is not what was written to it; is that disk all right?")
    return vectors


def _write_copy(path: Path, copy: Path) -> None:
    """Writes the memory-mapped copy of `path`, and removes those of older versions."""
    with atomic_directory(copy) as folder:
        words: list[str] = []
        with open(folder / "vectors.f32", "wb") as file:
            for numbers in glove_text.read_all(path, words):
                file.write(numbers.data)
        text = "\n".join([*words, ""]).encode()
        (folder / "words.txt").write_bytes(text)
        about = {"source": str(path.resolve()), "checksums": _checksums(text, folder / "vectors.f32")}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    for other in copy.parent.glob(f"{glob.escape(path.name)}-*"):
        with suppress(OSError, InputError):  # one that does not say what it is a copy of is left alone
            if other != copy and read_json(other / "about.json", "source")["source"] == about["source"]:
                shutil.rmtree(other, ignore_errors=True)


class MappedVectors(KeyedVectors):
    """`KeyedVectors` of gensim that make the list and the dict of the words only when they are needed.

    For 400,000 words these two take a tenth of a second, a hundred times as long as all the rest. The first words that
    are asked for are searched in the text of the word list instead, which takes a millisecond or two each.
    """

    def __init__(self, text: bytes, matrix: np.ndarray) -> None:
        """`text`: the words in UTF-8, a line break after each; `matrix`: their vectors, shape (words, dimensions)."""
        super().__init__(matrix.shape[1])
        del self.index_to_key, self.key_to_index  # the empty ones, which would hide the properties below
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
            position = self._text.find(f"\n{key}\n".encode(errors="surrogatepass"))
            if position >= 0:
                return self._text.count(b"\n", 0, position)
        return super().get_index(key, default)

    def __reduce__(self) -> tuple:
        """What is pickled, by gensim's `save` too, is plain `KeyedVectors`, which needs neither us nor the copy."""
        state = {name: value for name, value in vars(self).items() if name not in ("_text", "_searches_left")}
        return KeyedVectors, (0,), {**state, "index_to_key": self.index_to_key, "key_to_index": self.key_to_index}
