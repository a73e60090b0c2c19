"""Sentences that wait in a file: to train on a large corpus, memory need hold one of them at a time."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lessonlib.errors import InputError, require_several
from lessonlib.files import atomic_file


class SentenceFile:
    """Sentences, each a list of words, that are read from a text file anew each time one goes over them.

    The file is the one that gensim, word2vec and fastText know: UTF-8, one sentence per line, words with spaces
    between. It is written once, whole or not at all; `len` counts its sentences.
    """

    def __init__(self, path: str | os.PathLike, sentences: Iterable[Sequence[str]]) -> None:
        """Writes `sentences` to the file `path`, without those that hold no word.

        Raises InputTypeError when a sentence is a str, InputError when a word is empty or holds white space.
        """
        self.path = Path(path)
        self._number = 0
        with atomic_file(self.path) as temporary, open(temporary, "w", encoding="utf-8", newline="\n") as file:
            for sentence in sentences:
                require_several(sentence, "words", "split each sentence first")
                line = " ".join(sentence)
                if line.split() != list(sentence):
                    raise InputError(f"a word of {line!r:.60} is empty or holds white space; split it first")
                if sentence:
                    file.write(f"{line}\n")
                    self._number += 1

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[list[str]]:
        with open(self.path, encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line.split()
