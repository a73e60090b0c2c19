"""The samples are what the data sheet says, and files of one's own are read or refused with what is wrong and where."""

import gzip
import hashlib
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lessonlib.datasets import DATA_DIR, fetch, load_corpus, load_glove, load_headlines
from lessonlib.datasets import loaders as datasets


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """Stands in for the downloads: `fetched(name, content)` is what `fetch.fetch(name)` returns from then on."""
    files = {}

    def put(name, content):
        files[name] = tmp_path / fetch.REMOTE_FILES[name].sources[0].file_name
        files[name].write_bytes(content)

    monkeypatch.setattr(fetch, "fetch", lambda name: files[name])
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    return put


@pytest.fixture
def csv(tmp_path):
    def write(content):
        path = tmp_path / "mine.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


# The corpus.


@pytest.fixture(scope="module")
def corpus():
    return load_corpus()


def test_the_corpus_is_prose(corpus):
    lines = corpus.split("\n")
    assert lines[0].startswith("Anarchism is a political philosophy that advocates")
    assert 350_000 < len(corpus.split()) < 452_944  # less than the 106 articles have with their lists and tables
    assert all(re.search(r"""[.!?]["')]*$""", line) for line in lines)
    assert not any(line.startswith(("=", "*", "#", ":", ";", "|", "{", " ")) for line in lines)
    for residue in ("''", "[[", "]]", "{{", "}}", "<ref", "&nbsp;", "()", "( )", "  "):
        assert residue not in corpus


def test_the_corpus_is_the_same_each_time(corpus):
    assert load_corpus("sample") == corpus


def test_markup_is_taken_out_of_an_article():
    article = (
        "\n'''Cats''' ( ) are ''small'' animals (, \"felines\") that purr.\n== History ==\n* Cats in Egypt were gods.\n"
        "|cell of a table with a full stop.\nFile:Cat.jpg|A cat that sits on a mat.\nA picture of a cat, no full stop\n"
        "A cat.\n  They sleep (mostly)  all day long.\n"
    )
    assert datasets._prose(article) == [
        'Cats are small animals ("felines") that purr.',
        "They sleep (mostly) all day long.",
    ]


def test_a_text_of_ones_own_is_the_corpus(tmp_path):
    path = tmp_path / "book.txt"
    path.write_bytes("\ufeffCall me Ishmaël.\nSome years ago\n".encode())
    assert load_corpus(path) == load_corpus(str(path)) == "Call me Ishmaël.\nSome years ago\n"
    packed = tmp_path / "book.txt.gz"
    packed.write_bytes(gzip.compress("Call me Ishmaël.".encode()))
    assert load_corpus(packed) == "Call me Ishmaël."


def test_the_full_corpus_is_unpacked(fetched):
    fetched("text8", gzip.compress(b" anarchism originated as a term"))
    assert load_corpus("full") == " anarchism originated as a term"


def test_texts_that_cannot_be_a_corpus(tmp_path):
    (tmp_path / "latin.txt").write_bytes("first line\nsecond\ncafé\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"latin\.txt, line 3: byte 21 \(0xe9\) is not UTF-8"):
        load_corpus(tmp_path / "latin.txt")
    (tmp_path / "blank.txt").write_text(" \n\n")
    with pytest.raises(ValueError, match=r"blank\.txt: the file is blank"):
        load_corpus(tmp_path / "blank.txt")
    with pytest.raises(FileNotFoundError, match="sampel does not exist; give 'sample', 'full' or the path"):
        load_corpus("sampel")
    with pytest.raises(FileNotFoundError, match="is a directory"):
        load_corpus(tmp_path)
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"text " * 1000)[:-20])
    with pytest.raises(ValueError, match=r"cut\.gz is not a whole \.gz file"):
        load_corpus(tmp_path / "cut.gz")
    (tmp_path / "no.gz").write_bytes(b"text")
    with pytest.raises(ValueError, match=r"no\.gz is not a whole \.gz file"):
        load_corpus(tmp_path / "no.gz")


# Headlines.


def test_the_sample_headlines_are_a_clean_table():
    table = load_headlines()
    assert list(table.columns) == ["title", "category"]
    assert set(table["category"]) == set(datasets.AG_NEWS_CATEGORIES.values())
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


def test_a_table_of_ones_own(csv):
    path = csv('\ufeffid,kind,text\r\n1,a,"one, two\nthree"\r\n2,b,null\r\n3,a,"say ""hi"""\r\n')
    table = load_headlines(path, text="text", label="kind")
    assert table.to_dict("list") == {"title": ["one, two\nthree", "null", 'say "hi"'], "category": ["a", "b", "a"]}
    assert load_headlines(str(path), "text", "kind", categories=["a", "b"]).equals(table)


def test_spaces_around_a_heading_or_a_label_do_not_count(csv):
    path = csv(" title , category\n one,a\ntwo,a \nthree, b\n")
    table = load_headlines(path, categories=["a", "b"])
    assert table.to_dict("list") == {"title": [" one", "two", "three"], "category": ["a", "a", "b"]}


def test_a_column_that_nobody_asks_for_may_come_twice(csv):
    assert len(load_headlines(csv("title,category,,\nx,a,,\n"))) == 1


FAULTS = {
    "missing column": (
        "title,kind\nx,a\n",
        r"mine\.csv has no column 'category'.*'title', 'kind'; name yours with --text and --label .*text= and label=",
    ),
    "a column twice": ("title,category,title\nx,a,y\n", r"mine\.csv has 2 columns 'title'; rename or remove"),
    "a column twice, but for a space": ("category,title,category \na,x,b\n", r"mine\.csv has 2 columns 'category'"),
    "empty": ("", r"mine\.csv: the file is empty; .*title,category"),
    "blank first line": ("\ntitle,category\nx,a\n", r"mine\.csv: the first line is blank; .*title,category"),
    "blank first line with spaces": (" \ntitle,category\nx,a\n", r"mine\.csv: the first line is blank"),
    "heading only": ("title,category\n", r"mine\.csv has a heading and no rows"),
    "empty cell": ("title,category\nx,a\n ,a\n", r"mine\.csv, row 2 \(line 3\): the column 'title' is empty"),
    "missing cell": ("title,category\nx,a\ny\n", r"mine\.csv, row 2 \(line 3\): the column 'category' is empty"),
    "too many cells": ("title,category\nx,y,a\n", r"mine\.csv, row 1 \(line 2\) has more cells than the heading"),
    "unknown category": ("title,category\nx,a\ny,c\n", r"mine\.csv, row 2 \(line 3\).*'category'.*'c'.*'a', 'b'"),
    "after a cell of two lines": ('title,category\n"x\nx",a\n,b\n', r"mine\.csv, row 2 \(line 4\).*'title' is empty"),
    "not UTF-8": (b"title,category\nx,a\ncaf\xe9,b\n", r"mine\.csv, line 3: byte 22 \(0xe9\) is not UTF-8"),
    "not UTF-8 behind a mark": (b"\xef\xbb\xbftitle,category\ncaf\xe9,b\n", r"line 2: byte 21 \(0xe9\) is not UTF-8"),
    "quote that does not end": ('title,category\n"x,a\ny,b\n', r"mine\.csv: the row that begins on line 2 is not"),
    "semicolons": ("title;category\nx;a\n", r"has no column 'title'.*'title;category'; separate columns with commas$"),
    "tabs": ("title\tcategory\nx\ta\n", r"mine\.csv has no column 'title'.*; separate columns with commas$"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_table_is_refused_with_row_and_column(fault, csv):
    content, message = FAULTS[fault]
    with pytest.raises(ValueError, match=message):
        load_headlines(csv(content), categories=["a", "b"])


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"mine\.csv does not exist"):
        load_headlines(tmp_path / "mine.csv")


# GloVe.


@pytest.fixture(scope="module")
def glove():
    return load_glove()


def test_the_sample_holds_the_most_frequent_words(glove):
    assert glove.vectors.shape == (len(glove), 100) and glove.vectors.dtype == np.float32
    assert glove.index_to_key[:10] == ["the", ",", ".", "of", "to", "and", "in", "a", '"', "'s"]
    assert glove["the"][:3].tolist() == pytest.approx([-0.038194, -0.24487, 0.72812], rel=1e-3)
    assert 25_000 <= len(glove) <= 26_000


PUBLISHED = {
    (("king", "woman"), ("man",)): "queen 0.7699 monarch 0.6844 throne 0.6756 daughter 0.6595 princess 0.6521",
    (("doctor", "woman"), ("man",)): "nurse 0.7735 physician 0.7189 doctors 0.6824 patient 0.6751 dentist 0.6727",
    (("goku",), ()): "gohan 0.7247 bulma 0.6497",
}


@pytest.mark.parametrize("query", PUBLISHED, ids=lambda query: "-".join(query[0]))
def test_the_sample_gives_the_published_figures(query, glove):
    parts = PUBLISHED[query].split()
    words, figures = parts[::2], [float(figure) for figure in parts[1::2]]
    found = glove.most_similar(positive=list(query[0]), negative=list(query[1]), topn=len(words))
    assert [word for word, _ in found] == words
    assert [figure for _, figure in found] == pytest.approx(figures, abs=0.0005)


def test_the_sample_knows_the_words_that_the_lessons_need(glove):
    from gensim.test.utils import datapath

    def coverage(name, columns):
        lines = Path(datapath(name)).read_text(encoding="utf-8").splitlines()
        rows = [line.lower().split()[:columns] for line in lines if not line.startswith(("#", ":"))]
        return np.mean([all(word in glove.key_to_index for word in row) for row in rows])

    assert coverage("wordsim353.tsv", 2) > 0.98
    assert coverage("simlex999.txt", 2) > 0.98
    assert coverage("questions-words.txt", 4) > 0.98


def test_only_some_words_of_the_sample(glove):
    some = load_glove(words=["queen", "the", "king", "no-such-word"])
    assert some.index_to_key == sorted(["queen", "the", "king"], key=glove.key_to_index.get)
    assert some["king"].tolist() == glove["king"].tolist()


def test_the_full_vectors_and_those_of_ones_own(fetched, tmp_path):
    fetched("glove", gzip.compress(b"2 3\nthe 0.1 0.2 0.3\ncat 1 2 3\n"))
    assert load_glove("full")["cat"].tolist() == [1, 2, 3]
    assert load_glove("full", words=["cat"]).index_to_key == ["cat"]
    (tmp_path / "mine.txt").write_text("the 0.5 0.25\n")
    assert load_glove(tmp_path / "mine.txt")["the"].tolist() == [0.5, 0.25]
    with pytest.raises(FileNotFoundError, match="does not exist"):
        load_glove(tmp_path / "other.txt")


# The data sheet.


def test_the_data_sheet_has_the_checksum_and_the_origin_of_each_file():
    sheet = (DATA_DIR / "README.md").read_text(encoding="utf-8")
    for path in DATA_DIR.iterdir():
        if path.name == "README.md":
            continue
        assert f"## {path.name}" in sheet
        assert hashlib.sha256(path.read_bytes()).hexdigest() in sheet, f"the checksum of {path.name} has changed"
    assert (DATA_DIR / "glove.6B.100d.sample.npy").stat().st_size <= 5_500_000
    for name, remote in fetch.REMOTE_FILES.items():
        assert f"`{name}`" in sheet
        assert all(source.checksum.partition(":")[2] in sheet and source.url in sheet for source in remote.sources)
