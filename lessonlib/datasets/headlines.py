"""Headlines with categories: those written for this course, AG News, or a table of your own; and the word-order set."""

import csv
import io
import os
from collections.abc import Collection
from contextlib import suppress

import pandas as pd

from lessonlib.datasets.catalogue import DATA_DIR
from lessonlib.errors import InputError, require_several
from lessonlib.files import read_text

AG_NEWS_CATEGORIES: dict[str, str] = {"1": "World", "2": "Sports", "3": "Business", "4": "Sci/Tech"}
"""What the class numbers in the files of AG News mean."""


def load_headlines(
    source: str | os.PathLike | pd.DataFrame = "sample",
    text: str = "title",
    label: str = "category",
    categories: Collection[str] | None = None,
    encoding: str = "utf-8",
) -> pd.DataFrame:
    """Headlines and what each is about, as a table with the columns `title` and `category` (both str).

    Args:
        source: `"sample"`: headlines written for this course. `"full"`, `"full-test"`: the 120,000 and 7,600 titles of
            AG News as published, HTML residue included, without their descriptions; downloaded once. AG News may be
            used for research and other non-commercial purposes only. Else a table that pandas holds, or the path of
            one: columns with commas, semicolons, tabs or bars between them and a heading, or one JSON object a line;
            spaces around a column's name or a category are dropped.
        text: The column with the headlines, in a file of your own.
        label: The column with the categories.
        categories: The categories that may occur; None admits all.
        encoding: Of a file of your own, such as `"cp1252"` for a table from older Windows programs.

    Raises:
        InputFileError: There is no such file.
        InputError: The file is empty or not in `encoding`, a column is missing or there twice, both columns are the
            same, a cell is empty, a category is unknown; the message names the file, the row and the column.
    """
    if isinstance(source, str) and source in ("full", "full-test"):
        from lessonlib.datasets.fetch import fetch  # the network, for whoever asks for it

        path = fetch("ag_news_train" if source == "full" else "ag_news_test")
        content = read_text(path, "fetch it again")
        published = _read_csv(content, ",").set_axis(["category", "title", "description"], axis=1)
        return published.assign(category=published["category"].map(AG_NEWS_CATEGORIES))[["title", "category"]]
    if text == label:
        raise InputError(f"text and label are both the column {text!r}; headlines and categories need one each")
    if categories is not None:
        require_several(categories, "categories")
    if isinstance(source, pd.DataFrame):
        name, frame = "the table", source
    else:
        name = str(DATA_DIR / "headlines.csv" if isinstance(source, str) and source == "sample" else source)
        content = read_text(name, "give 'sample', 'full' or the path of a file", encoding)
        frame = _read_table(name, content)
    cells = _two_columns(name, frame, text, label)
    if cells.empty:
        raise InputError(f"{name} has a heading and no rows below it; add at least one headline")
    cells[label] = cells[label].str.strip()  # "a" and "a " would be two classes
    for column in (text, label):
        if (empty := cells[column].str.strip() == "").any():
            row = empty.argmax() + 1
            raise InputError(f"{name}, row {row}: the column {column!r} is empty; fill it in or remove the row")
    if categories is not None and (unknown := ~cells[label].isin(categories)).any():
        row, known = unknown.argmax(), ", ".join(map(repr, categories))
        found = f"the column {label!r} has {cells[label].iloc[row]!r}, which is unknown"
        raise InputError(f"{name}, row {row + 1}: {found}; known: {known}")
    return cells.set_axis(["title", "category"], axis=1).reset_index(drop=True)


def load_word_order() -> pd.DataFrame:
    """Synthetic headlines whose class only the order of their words can tell; the data sheet describes their grammar.

    Each line has a mirror twin of the other class, made of the same words: "Sales overtake costs" is good news, "Costs
    overtake sales" is bad news. So whatever ignores order is right about exactly one of the two.

    Returns:
        One row per line, with the columns `title`, `category` ("Good news" or "Bad news"), `pair` (int64; twins
        share it) and `part` ("train"; "seen": new lines of words from `train`; "new": both nouns are in no other part).
    """
    return pd.read_csv(DATA_DIR / "word_order.csv", keep_default_na=False)


def _read_table(name: str, content: str) -> pd.DataFrame:
    """The table in the text `content`: JSON, or rows below a line with the names of the columns."""
    mark = max(",;\t|", key=next(filter(str.strip, content.splitlines()), "").count)
    try:
        if content.lstrip().startswith(("{", "[")):
            with suppress(ValueError):  # one object a line is more than one value
                return pd.read_json(io.StringIO(content), dtype=False)
            return pd.read_json(io.StringIO(content), lines=True, dtype=False)
        rows = _read_csv(content, mark)
    except ValueError as error:
        raise InputError(
            f"{name} cannot be read as a table ({error}); give one in CSV, with the names of the columns in the first "
            f"line and quotes around a text that has {mark!r} in it, or one JSON object a line"
        ) from error
    return rows[1:].set_axis(rows.iloc[0], axis=1)


def _read_csv(content: str, mark: str) -> pd.DataFrame:
    """The rows of `content`, the first one, too, as they are written."""
    csv.field_size_limit(2**31 - 1)  # a cell may hold a chapter
    return pd.read_csv(
        io.StringIO(content, newline=""),
        sep=mark,
        header=None,
        dtype=str,
        keep_default_na=False,
        skipinitialspace=True,
        engine="python",  # refuses a quote that does not end; the other one takes all rows after it for one cell
    )


def _two_columns(name: str, frame: pd.DataFrame, text: str, label: str) -> pd.DataFrame:
    """The columns `text` and `label` of `frame` as str; what is missing is `""`. Raises InputError without them."""
    names = [str(column).strip() for column in frame.columns]
    for column in (text, label):
        if names.count(column) > 1:
            raise InputError(f"{name} has {names.count(column)} columns {column!r}; rename or remove all but one")
        if column not in names:
            raise InputError(
                f"{name} has no column {column!r}; the columns in its first line: {', '.join(map(repr, names))}; name "
                "yours with --text and --label (in Python: text= and label=)"
            )
    found = frame.set_axis(names, axis=1)[[text, label]].astype(object)
    if found.map(pd.api.types.is_list_like).any(axis=None):
        raise InputError(f"{name} has cells that hold several values; give one text and one label a row, as str")
    return found.where(found.notna(), "").astype(str)
