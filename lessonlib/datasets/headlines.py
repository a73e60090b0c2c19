"""Headlines with categories: those written for this course, AG News, or a table of your own."""

import csv
import io
import os
from collections.abc import Collection, Iterator
from itertools import islice

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
        published = csv.reader(io.StringIO(read_text(path, "fetch it again"), newline=""))
        titles = [(title, AG_NEWS_CATEGORIES[number]) for number, title, _description in published]
        return pd.DataFrame(titles, columns=["title", "category"])
    if text == label:
        raise InputError(f"text and label are both the column {text!r}; headlines and categories need one each")
    if categories is not None:
        require_several(categories, "categories")
    if isinstance(source, pd.DataFrame):
        name, rows = "the table", _rows_of_frame(source, text, label)
    else:
        name = str(DATA_DIR / "headlines.csv" if isinstance(source, str) and source == "sample" else source)
        content = read_text(name, "give 'sample', 'full' or the path of a file", encoding)
        is_json = content.lstrip().startswith(("{", "["))
        rows = (_rows_of_json if is_json else _rows_of_csv)(name, content, text, label)
    pairs: list[tuple[str, str]] = []
    for where, title, category in rows:
        for column, cell in ((text, title), (label, category)):
            if not cell.strip():
                raise InputError(f"{where}: the column {column!r} is empty; fill it in or remove the row")
        category = category.strip()  # "a" and "a " would be two classes
        if categories is not None and category not in categories:
            known = ", ".join(map(repr, categories))
            raise InputError(f"{where}: the column {label!r} has {category!r}, which is unknown; known: {known}")
        pairs.append((title, category))
    if not pairs:
        raise InputError(f"{name} has a heading and no rows below it; add at least one headline")
    return pd.DataFrame(pairs, columns=["title", "category"])


def _rows_of_csv(name: str, content: str, text: str, label: str) -> Iterator[tuple[str, str, str]]:
    """Where each row of a CSV file stands, and its cells in the columns `text` and `label`."""
    csv.field_size_limit(2**31 - 1)  # a cell may hold a chapter
    delimiter, names = _heading(name, content, text, label)
    places = names.index(text), names.index(label)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    number, done = 0, 1
    try:
        for row in islice(rows, 1, None):
            done = rows.line_num
            if not row:
                continue
            number += 1
            where = f"{name}, row {number} (line {rows.line_num})"
            if len(row) > len(names):
                raise InputError(f"{where} has more cells than the heading; put quotes around text with {delimiter!r}")
            row += [""] * (len(names) - len(row))
            yield where, row[places[0]], row[places[1]]
    except csv.Error as error:
        raise InputError(
            f"{name}: the row that begins on line {done + 1} is not well-formed CSV ({error}); is a quote "
            "missing at the end of a cell?"
        ) from error


def _heading(name: str, content: str, text: str, label: str) -> tuple[str, list[str]]:
    """What stands between the columns of a table, and their names, without spaces around them.

    It is the mark with which `text` and `label` are names of columns. Raises InputError unless they are, once each.
    """
    first = next(iter(content.splitlines()), None)
    if not (first or "").strip(" ,;\t"):
        what = "the file is empty" if first is None else "the first line is blank"
        raise InputError(f"{name}: {what}; begin the file with a line that names its columns: {text},{label}")
    readings = {}
    for mark in ",;\t|":
        row = next(csv.reader(io.StringIO(content, newline=""), delimiter=mark, skipinitialspace=True), [])
        readings[mark] = [column.strip() for column in row]
    delimiter = max(readings, key=lambda mark: ({text, label} <= set(readings[mark]), len(readings[mark])))
    _require_columns(name, readings[delimiter], text, label)
    return delimiter, readings[delimiter]


def _require_columns(name: str, names: list[str], text: str, label: str) -> None:
    """Raises InputError unless `text` and `label` are among the `names` of columns, once each."""
    for column in (text, label):
        if names.count(column) > 1:
            raise InputError(f"{name} has {names.count(column)} columns {column!r}; rename or remove all but one")
        if column not in names:
            raise InputError(
                f"{name} has no column {column!r}; the columns in its first line: {', '.join(map(repr, names))}; name "
                "yours with --text and --label (in Python: text= and label=)"
            )


def _rows_of_json(name: str, content: str, text: str, label: str) -> Iterator[tuple[str, str, str]]:
    """The same of JSON: an object a line, or a list of objects."""
    try:
        frame = pd.read_json(
            io.StringIO(content),
            lines=content.lstrip().startswith("{"),
            dtype=False,
        )
    except ValueError as error:
        raise InputError(f"{name} begins like JSON and is none ({error}); give one JSON object a line") from error
    return _rows_of_frame(frame, text, label, name)


def _rows_of_frame(
    frame: pd.DataFrame, text: str, label: str, name: str = "the table"
) -> Iterator[tuple[str, str, str]]:
    """The same of a table in memory; what is missing there is an empty cell."""
    _require_columns(name, [str(column).strip() for column in frame.columns], text, label)
    frame = frame.set_axis([str(column).strip() for column in frame.columns], axis=1)
    cells = frame[[text, label]].astype(object).where(frame[[text, label]].notna(), "")
    for number, (title, category) in enumerate(cells.itertuples(index=False), start=1):
        yield f"{name}, row {number}", str(title), str(category)
