"""Headlines with categories: those written for this course, AG News, or a table of your own."""

import csv
import io
import os
from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from lessonlib.datasets.catalogue import DATA_DIR
from lessonlib.errors import InputError, require_several
from lessonlib.files import read_text

AG_NEWS_CATEGORIES: dict[str, str] = {"1": "World", "2": "Sports", "3": "Business", "4": "Sci/Tech"}
"""What the class numbers in the files of AG News mean."""


def load_headlines(
    source: str | os.PathLike = "sample",
    text: str = "title",
    label: str = "category",
    categories: Collection[str] | None = None,
    encoding: str = "utf-8",
) -> pd.DataFrame:
    """Headlines and what each is about, as a table with the columns `title` and `category` (both str).

    Args:
        source: `"sample"`: headlines written for this course. `"full"`, `"full-test"`: the 120,000 and 7,600 titles of
            AG News as published, HTML residue included, without their descriptions; downloaded once. AG News may be
            used for research and other non-commercial purposes only. Else the path of a CSV file with a heading;
            spaces around a column's name or a category are dropped.
        text: The column with the headlines, in a file of your own.
        label: The column with the categories.
        categories: The categories that may occur; None admits all.
        encoding: Of a file of your own, such as `"cp1252"` for a table from older Windows programs.

    Raises:
        InputFileError: There is no such file.
        InputError: The file is empty or not in `encoding`, a column is missing or there twice, both columns are the
            same, a cell is empty or endless, a category is unknown; the message names the file, the row and the column.
    """
    if source in ("full", "full-test"):
        from lessonlib.datasets.fetch import fetch  # the network, for whoever asks for it

        path = fetch("ag_news_train" if source == "full" else "ag_news_test")
        rows = csv.reader(io.StringIO(read_text(path, "fetch it again"), newline=""))
        pairs = [(title, AG_NEWS_CATEGORIES[number]) for number, title, _description in rows]
        return pd.DataFrame(pairs, columns=["title", "category"])
    path = DATA_DIR / "headlines.csv" if source == "sample" else Path(source)
    return pd.DataFrame(_read_pairs(path, text, label, categories, encoding), columns=["title", "category"])


def _read_pairs(
    path: Path, text: str, label: str, categories: Collection[str] | None, encoding: str
) -> list[tuple[str, str]]:
    """The cells of the columns `text` and `label`, row by row, each of them checked."""
    if text == label:
        raise InputError(f"text and label are both the column {text!r}; headlines and categories need one each")
    if categories is not None:
        require_several(categories, "categories")
    content = read_text(path, "give 'sample', 'full' or the path of a file", encoding)
    rows = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    pairs: list[tuple[str, str]] = []
    try:
        rows.fieldnames = _heading(path, rows.fieldnames, text, label)
        for row in rows:
            where = f"{path}, row {len(pairs) + 1} (line {rows.line_num})"
            if None in row:
                raise InputError(f"{where} has more cells than the heading; put quotes around text with commas")
            for column in (text, label):
                if not (row[column] or "").strip():
                    raise InputError(f"{where}: the column {column!r} is empty; fill it in or remove the row")
            category = row[label].strip()  # "a" and "a " would be two classes
            if categories is not None and category not in categories:
                known = ", ".join(map(repr, categories))
                raise InputError(f"{where}: the column {label!r} has {category!r}, which is unknown; known: {known}")
            pairs.append((row[text], category))
    except csv.Error as error:
        line = rows.line_num + 1
        fault = f"is not well-formed CSV ({error}); mend that row, or save the table as CSV again"
        if "field limit" in str(error):
            fault = f"has a cell of more than {csv.field_size_limit():,} characters; is a quote missing at its end?"
        raise InputError(f"{path}: the row that begins on line {line} {fault}") from error
    if not pairs:
        raise InputError(f"{path} has a heading and no rows below it; add at least one headline")
    return pairs


def _heading(path: Path, heading: Sequence[str] | None, text: str, label: str) -> list[str]:
    """The names in the first line of a table, without spaces around them; `heading` is None when there is no line.

    Raises InputError unless `text` and `label` are among them, once each.
    """
    names = [name.strip() for name in heading or []]
    if not any(names):
        what = "the file is empty" if heading is None else "the first line is blank"
        raise InputError(f"{path}: {what}; begin the file with a line that names its columns: {text},{label}")
    for column in (text, label):
        if names.count(column) > 1:
            raise InputError(f"{path} has {names.count(column)} columns {column!r}; rename or remove all but one")
        if column not in names:
            advice = "name yours with --text and --label (in Python: text= and label=)"
            if any(mark in name for name in names for mark in ";\t"):
                advice = "separate columns with commas"
            found = ", ".join(map(repr, names))
            raise InputError(f"{path} has no column {column!r}; the columns in its first line: {found}; {advice}")
    return names
