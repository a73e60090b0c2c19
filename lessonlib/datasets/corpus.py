"""Running text to learn word vectors from: the Wikipedia extract inside gensim, text8, or a book of your own."""

import bz2
import os
import re
import warnings
from collections.abc import Callable

from gensim.corpora.wikicorpus import extract_pages, filter_wiki
from gensim.test.utils import datapath

from lessonlib.errors import InputError, require_several
from lessonlib.files import read_text
from lessonlib.text import warn_of_missing_spaces

_WIKIPEDIA = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
_MARKED = re.compile(r"[=*#:;|!{}]|File:|Image:")  # how headings, lists, tables and picture captions begin
_SENTENCE_END = re.compile(r"""[.!?]["')]*$""")
_EMPHASIS = re.compile(r"'{2,}")
# Pronunciations and coordinates were templates, and the filter took them out: "Albedo ()", "the name (, 'speech')".
_OPENED_BY_NOTHING = re.compile(r"\(\s*[,;]\s*")
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*\)")
_GUTENBERG = re.compile(r"\*\*\* ?START OF TH.*?\*\*\*\s*(.+?)\s*\*\*\* ?END OF TH.*?\*\*\*", re.DOTALL | re.IGNORECASE)
_FEWEST_WORDS = 6  # shorter lines that end in a full stop are captions and titles ("Hello, Dolly!")


def load_corpus(
    source: str | os.PathLike = "sample", encoding: str = "utf-8", split: Callable[[str], list[str]] | None = None
) -> str:
    """Running text to learn word vectors from, one paragraph per line.

    Args:
        source: `"sample"`: 106 articles of the Wikipedia extract inside gensim, prose only (CC BY-SA), about 390,000
            words. `"full"`: text8, the first 100 million characters of an old Wikipedia, lower-case and without
            punctuation, downloaded once (33 MB). Else the path of a text file, such as a book; `.gz` is unpacked.
        encoding: Of a file of your own, such as `"cp1252"` for text from older Windows programs.
        split: A function from a line to its words, for a script without spaces (`jieba.lcut` for Chinese): the words
            come back with spaces between them, so that everything later reads them as words.

    A book of Project Gutenberg comes without the notices before and after it, and a UserWarning says so; another tells
    of a text without spaces between words, unless there is a `split`.

    Raises:
        InputFileError: There is no such file.
        InputError: The file is blank or not in `encoding`; the message names the line and the likely encoding.
    """
    if isinstance(source, str) and source == "sample":
        with bz2.open(datapath(_WIKIPEDIA)) as dump:
            articles = extract_pages(dump, filter_namespaces=("0",))
            return "\n".join(line for _, markup, _ in articles for line in _prose(filter_wiki(markup)))
    if isinstance(source, str) and source == "full":
        from lessonlib.datasets.fetch import fetch  # the network, for whoever asks for it

        source = fetch("text8")
    text = read_text(source, "give 'sample', 'full' or the path of a file", encoding)
    if not text.strip():
        raise InputError(f"{source}: the file is blank; a corpus needs text to learn from")
    if books := _GUTENBERG.findall(text):
        left_out = len(text) - sum(map(len, books))
        warnings.warn(f"{source}: left out Project Gutenberg's notices, {left_out:,} characters", stacklevel=2)
        text = "\n\n".join(books)
    if split is not None:
        lines = [split(line) for line in text.splitlines()]
        require_several(lines[0], "words", "let split give a list")
        return "\n".join(" ".join(" ".join(words).split()) for words in lines)
    warn_of_missing_spaces(text, "load_corpus(path, split=jieba.lcut), or any other")
    return text


def _prose(article: str) -> list[str]:
    """The paragraphs of an article: what ends like a sentence and is no heading, list entry, table cell or title."""
    paragraphs = []
    for line in article.splitlines():
        line = _EMPHASIS.sub("", line.strip())
        if not _MARKED.match(line) and _SENTENCE_END.search(line):
            words = _EMPTY_BRACKETS.sub("", _OPENED_BY_NOTHING.sub("(", line)).split()
            if len(words) >= _FEWEST_WORDS:
                paragraphs.append(" ".join(words))
    return paragraphs
