"""The sample is prose; a text of one's own is read, or refused with what is wrong and where."""

import gzip
import re

import pytest

from lessonlib.datasets import corpus as corpus_module
from lessonlib.datasets.corpus import load_corpus
from lessonlib.errors import InputError


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


def test_markup_is_taken_out_of_an_article():
    article = (
        "\n'''Cats''' ( ) are ''small'' animals (, \"felines\") that purr.\n== History ==\n* Cats in Egypt were gods.\n"
        "|cell of a table with a full stop.\nFile:Cat.jpg|A cat that sits on a mat.\nA picture of a cat, no full stop\n"
        "A cat.\n  They sleep (mostly)  all day long.\n"
    )
    assert corpus_module._prose(article) == [
        'Cats are small animals ("felines") that purr.',
        "They sleep (mostly) all day long.",
    ]


def test_a_text_of_ones_own_is_the_corpus(fetched, tmp_path):
    path = tmp_path / "book.txt"
    path.write_bytes("\ufeffCall me Ishmaël.\nSome years ago\n".encode())
    assert load_corpus(path) == load_corpus(str(path)) == "Call me Ishmaël.\nSome years ago\n"
    packed = tmp_path / "book.txt.gz"
    packed.write_bytes(gzip.compress("Call me Ishmaël.".encode()))
    assert load_corpus(packed) == "Call me Ishmaël."
    fetched("text8", packed.read_bytes())
    assert load_corpus("full") == "Call me Ishmaël."
    path.write_bytes("Königstochter".encode("cp1252"))
    assert load_corpus(path, encoding="cp1252") == "Königstochter"


def test_a_text_without_spaces_is_told_or_split(tmp_path):
    path = tmp_path / "book.txt"
    path.write_text("今天我们去北京看足球。\n明天我们去上海。\n", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"no spaces between its words.*load_corpus\(path, split=jieba\.lcut\)"):
        load_corpus(path)
    in_pairs = load_corpus(path, split=lambda line: [line[at : at + 2] for at in range(0, len(line), 2)])
    assert in_pairs == "今天 我们 去北 京看 足球 。\n明天 我们 去上 海。"
    with pytest.raises(InputError, match="let split give a list"):
        load_corpus(path, split=lambda line: "今天 我们")


def test_a_book_of_project_gutenberg_comes_without_its_notices(tmp_path):
    path = tmp_path / "book.txt"
    mark = "*** {} OF THE PROJECT GUTENBERG EBOOK THE HARBOUR ***\r\n\r\n"
    book = f"A notice.\r\n{mark.format('START')}The boat was late.\r\n{mark.format('END')}A licence.\r\n"
    for books in (1, 2):  # two that were put into one file
        path.write_text(book * books, "utf-8")
        with pytest.warns(UserWarning, match="left out Project Gutenberg's notices"):
            assert load_corpus(path).split("\n\n") == ["The boat was late."] * books


def test_texts_that_cannot_be_a_corpus(tmp_path):
    (tmp_path / "blank.txt").write_text(" \n\n")
    with pytest.raises(ValueError, match=r"blank\.txt: the file is blank"):
        load_corpus(tmp_path / "blank.txt")
    with pytest.raises(FileNotFoundError, match="does not exist; give 'sample', 'full' or the path"):
        load_corpus("A text in place of the path of one. " * 200)
    with pytest.raises(InputError, match="expected the path of a file, got list"):
        load_corpus(["a", "text"])
    (tmp_path / "utf-16 without its mark.txt").write_bytes("The boat".encode("utf-16-le"))
    with pytest.raises(InputError, match="does not look like text"):
        load_corpus(tmp_path / "utf-16 without its mark.txt")
    with pytest.raises(FileNotFoundError, match="sampel does not exist; give 'sample', 'full' or the path"):
        load_corpus("sampel")
