"""The three datasets of the course, each from a small sample that is always there, a full download, or a file of yours.

| dataset | `"sample"`, offline | `"full"`, downloaded once and verified |
|---|---|---|
| `load_corpus` | the Wikipedia extract that ships with gensim: 106 articles | text8: 100 million characters |
| `load_glove` | about 25,000 words of GloVe 6B, 100-d | all 400,000 words |
| `load_headlines` | headlines written for this course | AG News: 120,000 titles (`"full-test"`: 7,600) |

`data/README.md` says where each file comes from, under which licence, and what it is not good for.
"""

import bz2
import csv
import gzip
import io
import os
import re
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from gensim.corpora.wikicorpus import extract_pages, filter_wiki, tokenize
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from lessonlib.datasets import fetch
from lessonlib.embeddings.glove import load_glove_embeddings, make_keyed_vectors
from lessonlib.files import decode_text, require_file

_PACKED = Path(__file__).parent.parent / "data"
DATA_DIR: Path = _PACKED if _PACKED.is_dir() else Path(__file__).parent.parent.parent / "data"
"""The folder of the sample files: `lessonlib/data` in an installed package, `data` in a checkout."""

AG_NEWS_CATEGORIES: dict[str, str] = {"1": "World", "2": "Sports", "3": "Business", "4": "Sci/Tech"}
"""What the class numbers in the files of AG News mean."""

_WIKIPEDIA = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
_MARKED = re.compile(r"[=*#:;|!{}]|File:|Image:")  # how headings, lists, tables and picture captions begin
_SENTENCE_END = re.compile(r"""[.!?]["')]*$""")
_EMPHASIS = re.compile(r"'{2,}")
# Pronunciations and coordinates were templates, and the filter took them out: "Albedo ()", "the name (, 'speech')".
_OPENED_BY_NOTHING = re.compile(r"\(\s*[,;]\s*")
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*\)")
_SPACES = re.compile(r"\s+")
_FEWEST_WORDS = 6  # shorter lines that end in a full stop are captions and titles ("Hello, Dolly!")


def load_corpus(source: str | os.PathLike = "sample") -> str:
    """Running text to learn word vectors from, one paragraph a line.

    Args:
        source: `"sample"`: 106 articles of the Wikipedia extract inside gensim, prose only (CC BY-SA), about 390,000
            words. `"full"`: text8, the first 100 million characters of an old Wikipedia, lower-case and without
            punctuation, downloaded once (33 MB). Else the path of a UTF-8 text file, such as a book; `.gz` is unpacked.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is blank or not UTF-8; the message names the line.
    """
    if source == "sample":
        return _wikipedia_sample()
    text = _read_text(fetch.fetch("text8") if source == "full" else source)
    if not text.strip():
        raise ValueError(f"{source}: the file is blank; a corpus needs text to learn from")
    return text


def load_headlines(
    source: str | os.PathLike = "sample",
    text: str = "title",
    label: str = "category",
    categories: Collection[str] | None = None,
) -> pd.DataFrame:
    """Headlines and what each is about, as a table with the columns `title` and `category` (both str).

    Args:
        source: `"sample"`: headlines written for this course. `"full"`, `"full-test"`: the 120,000 and 7,600 titles of
            AG News as published, HTML residue included, without their descriptions; downloaded once. AG News may be
            used for research and other non-commercial purposes only. Else the path of a UTF-8 CSV file with a heading;
            spaces around a column's name or a category are dropped.
        text: The column with the headlines, in a file of your own.
        label: The column with the categories.
        categories: The categories that may occur; None admits all.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is empty or not UTF-8, a column is missing or there twice, a cell is empty, a category is
            unknown; the message names the file, the row and the column.
    """
    if source in ("full", "full-test"):
        path = fetch.fetch("ag_news_train" if source == "full" else "ag_news_test")
        rows = csv.reader(io.StringIO(_read_text(path), newline=""))
        pairs = [(title, AG_NEWS_CATEGORIES[number]) for number, title, _description in rows]
        return pd.DataFrame(pairs, columns=["title", "category"])
    path = DATA_DIR / "headlines.csv" if source == "sample" else Path(source)
    return pd.DataFrame(_read_pairs(path, text, label, categories), columns=["title", "category"])


def load_glove(source: str | os.PathLike = "sample", words: Collection[str] | None = None) -> KeyedVectors:
    """GloVe word vectors, 100 numbers a word, as gensim `KeyedVectors` (float32), most frequent word first.

    Args:
        source: `"sample"`: about 25,000 words, stored as float16, so that a number differs from the published one by at
            most 1 part in 2,000. `"full"`: all 400,000, downloaded once. Else the path of a file in GloVe's text
            format, of any width. GloVe 6B is in the public domain (PDDL).
        words: Only these words (those that have a vector), which is faster and smaller; None takes all.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: A line of the file is not a word and its numbers; the message names the line.
    """
    if source != "sample":
        return load_glove_embeddings(fetch.fetch("glove") if source == "full" else source, words)
    listed = _read_text(DATA_DIR / "glove.6B.100d.sample.words.txt").splitlines()
    matrix = np.load(DATA_DIR / "glove.6B.100d.sample.npy")
    if words is not None:
        wanted = set(words)
        rows = [row for row, word in enumerate(listed) if word in wanted]
        listed, matrix = [listed[row] for row in rows], matrix[rows]
    return make_keyed_vectors(listed, matrix.astype(np.float32))


def _wikipedia_sample() -> str:
    """The prose of the Wikipedia extract: paragraphs of articles that have at least 50 words."""
    lines = []
    with bz2.open(datapath(_WIKIPEDIA)) as dump:
        for _title, markup, _number in extract_pages(dump, filter_namespaces=("0",)):
            article = filter_wiki(markup)
            # The beginning is enough to tell an article from a redirect, and quicker to count.
            if len(tokenize(article[:5_000], 2, 15, True)) >= 50:
                lines.extend(_prose(article))
    return "\n".join(lines)


def _prose(article: str) -> list[str]:
    """The paragraphs of an article: what ends like a sentence and is no heading, list entry, table cell or title."""
    paragraphs = []
    for line in article.splitlines():
        line = _EMPHASIS.sub("", line.strip())
        if line and not _MARKED.match(line) and _SENTENCE_END.search(line):
            line = _EMPTY_BRACKETS.sub("", _OPENED_BY_NOTHING.sub("(", line))
            line = _SPACES.sub(" ", line).strip()
            if line.count(" ") + 1 >= _FEWEST_WORDS:
                paragraphs.append(line)
    return paragraphs


def _read_text(path: str | os.PathLike) -> str:
    """The text of a UTF-8 file, without a byte order mark; errors name the line of the first byte that is not UTF-8."""
    path = require_file(path, "give 'sample', 'full' or the path of a file")
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"{path} is not a whole .gz file ({error}); get it again") from error
    return decode_text(data, str(path))


def _read_pairs(path: Path, text: str, label: str, categories: Collection[str] | None) -> list[tuple[str, str]]:
    """The cells of the columns `text` and `label`, row by row, each of them checked."""
    rows = csv.DictReader(io.StringIO(_read_text(path), newline=""), strict=True)
    pairs = []
    try:
        rows.fieldnames = _heading(path, rows.fieldnames, text, label)
        for row in rows:
            where = f"{path}, row {len(pairs) + 1} (line {rows.line_num})"
            if None in row:
                raise ValueError(f"{where} has more cells than the heading; put quotes around text with commas")
            for column in (text, label):
                if not (row[column] or "").strip():
                    raise ValueError(f"{where}: the column {column!r} is empty; fill it in or remove the row")
            category = row[label].strip()  # "a" and "a " would be two classes
            if categories is not None and category not in categories:
                known = ", ".join(map(repr, categories))
                raise ValueError(f"{where}: the column {label!r} has {category!r}, which is unknown; known: {known}")
            pairs.append((row[text], category))
    except csv.Error as error:
        line = rows.line_num + 1
        raise ValueError(f"{path}: the row that begins on line {line} is not well-formed CSV ({error})") from error
    if not pairs:
        raise ValueError(f"{path} has a heading and no rows below it; add at least one headline")
    return pairs


def _heading(path: Path, heading: Sequence[str] | None, text: str, label: str) -> list[str]:
    """The names in the first line of a table, without spaces around them; `heading` is None when there is no line.

    Raises ValueError unless `text` and `label` are among them, once each.
    """
    names = [name.strip() for name in heading or []]
    if not any(names):
        what = "the file is empty" if heading is None else "the first line is blank"
        raise ValueError(f"{path}: {what}; begin the file with a line that names its columns: {text},{label}")
    for column in (text, label):
        if names.count(column) > 1:
            raise ValueError(f"{path} has {names.count(column)} columns {column!r}; rename or remove all but one")
        if column not in names:
            advice = "name yours with --text and --label (in Python: text= and label=)"
            if any(mark in name for name in names for mark in ";\t"):
                advice = "separate columns with commas"
            found = ", ".join(map(repr, names))
            raise ValueError(f"{path} has no column {column!r}; the columns in its first line: {found}; {advice}")
    return names
