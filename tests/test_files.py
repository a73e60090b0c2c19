"""What is read from the disk comes back, or the error says what is wrong with it."""

import bz2
import gzip
import io
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from lessonlib.datasets import load_corpus, load_glove, load_headlines
from lessonlib.embeddings.similarity import make_keyed_vectors
from lessonlib.errors import InputError
from lessonlib.files import artifacts_dir, atomic_file, read_text, require_file

# ---- reading ----


def test_what_is_no_file_is_said_with_the_way_out(tmp_path):
    (tmp_path / "a.txt").touch()
    assert require_file(tmp_path / "a.txt", "give another") == tmp_path / "a.txt"
    with pytest.raises(FileNotFoundError, match=r"b\.txt does not exist; give another"):
        require_file(tmp_path / "b.txt", "give another")
    with pytest.raises(InputError, match="is no file; give another"):
        require_file(tmp_path, "give another")


def test_text_loses_its_byte_order_mark_and_no_other_character(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes("\ufeffÖl \ufeff €".encode())
    assert read_text(path, "") == "Öl \ufeff €"
    for content, place in ((b"ab\nc\xe4", "byte 4"), (b"\n\xe4", "byte 1")):
        path.write_bytes(content)
        with pytest.raises(InputError, match=rf"letter\.txt, line 2: {place} \(0xe4\) is not UTF-8"):
            read_text(path, "")


def test_a_packed_text_is_unpacked_whatever_its_name_or_said_to_be_damaged(tmp_path):
    path, packed = tmp_path / "text.TXT", gzip.compress(b"one\ntwo\n" * 1_000)
    path.write_bytes(packed)
    assert read_text(path, "") == "one\ntwo\n" * 1_000
    for damaged in (packed[:-9], packed[:12] + b"\xff" * 9 + packed[21:]):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match=r"text\.TXT is packed, and damaged or cut off .*; get it again"):
            read_text(path, "")
    (tmp_path / "text.gz").write_bytes(b"one\ntwo\n")
    assert read_text(tmp_path / "text.gz", "") == "one\ntwo\n"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "folder" / "file.txt"
    for content in ("old", "new"):
        with atomic_file(path) as temporary:
            temporary.write_text(content)
            assert not path.exists() or path.read_text() == "old"
        assert path.read_text() == content
    with pytest.raises(KeyError), atomic_file(path) as temporary:
        temporary.write_text("half")
        raise KeyError
    with pytest.raises(FileNotFoundError), atomic_file(path):
        pass  # nothing was written
    assert path.read_text() == "new"
    assert list(path.parent.iterdir()) == [path]


# ---- what lessons leave for each other ----


def test_what_a_lesson_keeps_lies_beside_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert artifacts_dir() == Path("artifacts") and Path("artifacts").is_dir()
    assert not list(Path("artifacts").iterdir()) and not capsys.readouterr().out


def test_where_nothing_can_be_written_the_cache_takes_it_and_a_line_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    Path("artifacts").touch()  # whoever is root may write in a folder that is read only
    folder = artifacts_dir()
    assert folder == tmp_path / "cache" / "artifacts" and folder.is_dir()
    assert capsys.readouterr().out.splitlines()[0].endswith(f"what it keeps goes to {folder}")


# ---- files of other kinds ----


def zipped(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


KINDS = {
    "workbook": (zipped("[Content_Types].xml", "xl/workbook.xml"), "workbook .*pandas.read_excel"),
    "Word": (zipped("[Content_Types].xml", "word/document.xml"), "Word, .*pandoc"),
    "npz": (zipped("vectors.npy"), "npz.*numpy.load"),
    "zip": (zipped("vectors.txt"), "zip archive, .*python -m zipfile -e"),
    "RTF": (rb"{\rtf1\ansi", "RTF.*pandoc"),
    "bzip2": (bz2.compress(b"text"), "not text; unpack it"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "PDF .*pdftotext"),
    "pickle": (pickle.dumps({"the": [0.1]}), "pickle .*KeyedVectors.load"),
    "web page": (b"\n<!DOCTYPE html>\n<html lang='en'>", "web page .*Raw|web page .*clean_markup"),
    "fastText": (struct.pack("<ii", 793712314, 12) + bytes(99), "fastText, .*load_fasttext"),
    "packed npy": (gzip.compress(b"\x93NUMPY\1\0v\0{'descr': "), "array of numpy"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_text_is_named_with_the_call_that_reads_it(kind, tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    content, message = KINDS[kind]
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    for load in (load_corpus, load_headlines, load_glove):
        with pytest.raises(InputError, match=rf"mine\.csv is .*{message}") as caught:
            load(path)
        assert "editor" not in str(caught.value)


@pytest.mark.parametrize("text", ["PK is no archive.", "%PDF? I prefer paper.", "<b>bold</b> and <html", "€ 5"])
def test_a_text_that_begins_like_another_kind_is_a_text(text, tmp_path):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_text(tmp_path / "a.txt", "") == text


def test_word_vectors_given_as_a_text_are_named(tmp_path):
    make_keyed_vectors(["the", "cat"], np.ones((2, 5), "f4") / 3).save_word2vec_format(tmp_path / "v.bin", binary=True)
    for load in (load_corpus, load_headlines):
        with pytest.raises(InputError, match=r"v\.bin holds word vectors in word2vec's binary format; load_glove"):
            load(tmp_path / "v.bin")


# ---- other encodings ----

WESTERN = "Der Bürgermeister sagt: „Nächste Woche wird gewählt“, und schließt die Tür. " * 3


@pytest.mark.parametrize(
    ("content", "way", "encoding"),
    [
        (WESTERN.encode("cp1252"), "is not UTF-8; pass encoding= .* with the encoding that it was saved in", "cp1252"),
        (WESTERN.encode("utf-16"), "is not UTF-8; it begins like UTF-16: pass encoding='utf-16'", "utf-16"),
        (b"\xd0\xcf\x11\xe0" + bytes(508), "is not UTF-8; it does not look like text at all: save it as text", ""),
    ],
    ids=["cp1252", "utf-16", "old workbook"],
)
def test_what_is_not_utf_8_can_be_read_with_its_encoding(content, way, encoding, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=way):
        read_text(path, "")
    if encoding:
        assert read_text(path, "", encoding) == WESTERN
