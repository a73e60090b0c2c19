"""A table of headlines is read as it is, or refused with the row, the column and the way out."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.datasets.headlines import AG_NEWS_CATEGORIES, load_headlines
from lessonlib.errors import InputError


@pytest.fixture
def table_file(tmp_path):
    def write(content):
        path = tmp_path / "mine.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_sample_headlines_are_a_clean_table():
    table = load_headlines()
    assert list(table.columns) == ["title", "category"]
    assert set(table["category"]) == set(AG_NEWS_CATEGORIES.values())
    assert len(table) >= 1_000
    assert table["title"].map(type).eq(str).all() and table["title"].str.strip().ne("").all()
    pd.testing.assert_frame_equal(table, load_headlines("sample"))


@pytest.mark.parametrize(("source", "name"), [("full", "ag_news_train"), ("full-test", "ag_news_test")])
def test_ag_news_titles_are_kept_as_published_and_descriptions_dropped(source, name, fetched):
    fetched(
        name,
        b'"3","Wall St. Bears Claw Back, Into the Black (Reuters)","Reuters - Short-sellers"\n'
        b'"4","AT&amp;T #39;s \\""new"" plan\\","b"\n"1","NA","c"\n"2","Cup","""d"" e"\n',
    )
    table = load_headlines(source)
    assert table.to_dict("list") == {
        "title": ["Wall St. Bears Claw Back, Into the Black (Reuters)", 'AT&amp;T #39;s \\"new" plan\\', "NA", "Cup"],
        "category": ["Business", "Sci/Tech", "World", "Sports"],
    }


def test_a_table_of_ones_own(table_file):
    path = table_file('\ufeffid,kind,text\r\n1,a,"one, two\nthree"\r\n2,b,null\r\n3,a,"say ""hi"""\r\n')
    table = load_headlines(path, text="text", label="kind")
    assert table.to_dict("list") == {"title": ["one, two\nthree", "null", 'say "hi"'], "category": ["a", "b", "a"]}
    assert load_headlines(str(path), "text", "kind", categories=["a", "b"]).equals(table)


def test_spaces_around_a_heading_or_a_label_do_not_count(table_file):
    path = table_file(" title , category\n one,a\ntwo,a \nthree, b\n")
    table = load_headlines(path, categories=["a", "b"])
    assert table.to_dict("list") == {"title": ["one", "two", "three"], "category": ["a", "a", "b"]}


def test_a_column_that_nobody_asks_for_may_come_twice(table_file):
    assert len(load_headlines(table_file("title,category,,\nx,a,,\n"))) == 1


FAULTS = {
    "missing column": (
        "title,kind\nx,a\n",
        r"mine\.csv has no column 'category'.*'title', 'kind'; name yours with --text and --label .*text= and label=",
    ),
    "a column twice": ("title,category,title\nx,a,y\n", r"mine\.csv has 2 columns 'title'; rename or remove"),
    "empty": ("", r"mine\.csv cannot be read as a table .*; give one in CSV, with the names of the columns"),
    "heading only": ("title,category\n", r"mine\.csv has a heading and no rows"),
    "empty cell": ("title,category\nx,a\n ,a\n", r"mine\.csv, row 2: the column 'title' is empty"),
    "missing cell": ("title,category\nx,a\ny\n", r"mine\.csv, row 2: the column 'category' is empty"),
    "too many cells": (
        "title,category\nx,y,a\n",
        "cannot be read .*Expected 2 fields in line 2, saw 3.*; .*quotes",
    ),
    "unknown category": ("title,category\nx,a\ny,c\n", r"mine\.csv, row 2.*'category'.*'c'.*'a', 'b'"),
    "not UTF-8": (b"title,category\nx,a\ncaf\xe9,b\n", r"mine\.csv, line 3: byte 22 \(0xe9\) is not UTF-8"),
    "quote that does not end": ('title,category\n"x,a\ny,b\n', r"mine\.csv cannot be read .*unexpected end of data"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_table_is_refused_with_row_and_column(fault, table_file):
    content, message = FAULTS[fault]
    with pytest.raises(ValueError, match=message):
        load_headlines(table_file(content), categories=["a", "b"])


def test_text_and_label_must_be_two_columns(table_file):
    path = table_file("title,category\nx,a\n")
    with pytest.raises(InputError, match="text and label are both the column 'title'"):
        load_headlines(path, label="title")
    with pytest.raises(TypeError, match="list of categories, got the str 'a'"):
        load_headlines(path, categories="a")


MARKS = {"commas": ",", "semicolons": ";", "tabs": "\t", "bars": "|", "a comma and a space": ", "}


@pytest.mark.parametrize("mark", MARKS)
def test_columns_may_be_kept_apart_by_other_marks(mark, table_file):
    lines = [("kind", "the text"), ("a", '"one, two; three"'), ("b", '"a ""quote"""'), ("a", "tea time")]
    path = table_file("\ufeff" + "".join(MARKS[mark].join(line) + "\r\n" for line in lines))
    table = load_headlines(path, text="the text", label="kind")
    assert table["title"].tolist() == ["one, two; three", 'a "quote"', "tea time"]
    assert table["category"].tolist() == ["a", "b", "a"]
    with pytest.raises(InputError, match="no column 'title'; the columns in its first line: 'kind', 'the text'"):
        load_headlines(path)


def test_a_cell_may_hold_a_chapter(table_file):
    chapter = "a long chapter " * 20_000
    assert load_headlines(table_file(f"title,category\n{chapter},Books\n"))["title"].tolist() == [chapter]


def test_json_lines_and_lists_are_tables(table_file):
    rows = [{"category": 1, "title": "Oil, again", "id": 7}, {"category": 2, "title": "Gulls win"}]
    expected = [["Oil, again", "1"], ["Gulls win", "2"]]
    assert load_headlines(table_file("\n".join(map(json.dumps, rows)))).values.tolist() == expected
    assert load_headlines(table_file(json.dumps(rows))).values.tolist() == expected
    by_column = pd.DataFrame(rows).to_json()  # as pandas writes a table, if nobody says otherwise
    assert load_headlines(table_file(by_column)).values.tolist() == expected
    with pytest.raises(InputError, match=r"mine\.csv, row 2: the column 'title' is empty"):
        load_headlines(table_file('{"title": "x", "category": "a"}\n{"category": "a"}\n'))
    with pytest.raises(InputError, match="cannot be read as a table"):
        load_headlines(table_file('{"title": "x", "category"\n'))
    with pytest.raises(InputError, match="no column 'category'"):
        load_headlines(table_file('{"title": "x"}\n'))


def test_a_table_in_memory_stands_where_a_path_may():
    frame = pd.DataFrame({"text": ["one", "two"], " kind": [True, 3]}, index=[5, 9])
    assert load_headlines(frame, "text", "kind").values.tolist() == [["one", "True"], ["two", "3"]]
    frame.loc[9, "text"] = None
    with pytest.raises(InputError, match="the table, row 2: the column 'text' is empty"):
        load_headlines(frame, "text", "kind")
    with pytest.raises(InputError, match="the table has no column 'title'.*'text', 'kind'"):
        load_headlines(frame)
    frame["text"] = [["split", "already"], ["two"]]
    with pytest.raises(InputError, match="the table has cells that hold several values"):
        load_headlines(frame, "text", "kind")


# Whatever a file holds, it is read as it was written, or refused.

pieces = st.sampled_from(["title", "a", ",", "\n", "\r\n", "\r", '"', '""', ";", " ", "\0", "\ufeff", "é"])
lines = st.sampled_from(["x,a\n", "y , b \n", '"x, ""y""",a\n', '"x\ny",b\r\n', "x,a\r", "\n"])
wild_bytes = st.binary(max_size=60) | st.lists(lines | lines | pieces, max_size=12).map(
    lambda parts: ("title,category\n" + "".join(parts)).encode()
)


@given(wild_bytes)
def test_any_table_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("wild") / "mine.csv"
    path.write_bytes(content)
    try:
        table = load_headlines(path)
    except InputError as error:
        assert "mine.csv" in str(error)
        return
    assert list(table.columns) == ["title", "category"] and len(table) > 0
    assert all(isinstance(cell, str) and cell.strip() for cell in table.to_numpy().ravel())
