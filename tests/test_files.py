"""What is read from the disk comes back, or the error says what is wrong with it."""

import bz2
import errno
import gzip
import io
import lzma
import pickle
import struct
import zipfile
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from lessonlib.datasets import load_corpus, load_glove, load_headlines
from lessonlib.embeddings.glove import make_keyed_vectors
from lessonlib.errors import InputError
from lessonlib.files import (
    artifacts_dir,
    atomic_file,
    decode_text,
    read_text,
    require_file,
)

# ---- reading ----


def test_what_is_no_file_is_said_with_the_way_out(tmp_path):
    (tmp_path / "a.txt").touch()
    assert require_file(tmp_path / "a.txt", "give another") == tmp_path / "a.txt"
    with pytest.raises(FileNotFoundError, match=r"b\.txt does not exist; give another"):
        require_file(tmp_path / "b.txt", "give another")
    with pytest.raises(InputError, match="is a directory; give another"):
        require_file(tmp_path, "give another")


def test_text_loses_its_byte_order_mark_and_no_other_character():
    assert decode_text("\ufeffÖl \ufeff €".encode(), "it") == "Öl \ufeff €"
    with pytest.raises(InputError, match=r"letter\.txt, line 2: byte 4 \(0xe4\) is not UTF-8"):
        decode_text(b"ab\nc\xe4", "letter.txt")
    with pytest.raises(InputError, match=r"letter\.txt, line 2: byte 1 \(0xe4\) is not UTF-8"):
        decode_text(b"\n\xe4", "letter.txt")
    with pytest.raises(InputError, match=r"line 1: byte 0 \(0x61\) is not PUNYCODE"):  # an error that says no place
        decode_text(b"a\n-!!!", "it", "punycode")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_text_is_unpacked_whatever_its_name_or_said_to_be_damaged(pack, tmp_path):
    path, packed = tmp_path / "text.TXT", pack(b"one\ntwo\n" * 1_000)
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


@pytest.mark.parametrize("way", ["a file has its name", "read only"])
def test_where_nothing_can_be_written_the_cache_takes_it_and_a_line_says_so(way, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    if way == "read only":  # a folder that is there; whoever is root may write in it all the same
        Path("artifacts").mkdir()
        refuse = PermissionError(errno.EACCES, "Permission denied")
        monkeypatch.setattr("tempfile.TemporaryFile", Mock(side_effect=refuse))
    else:
        Path("artifacts").touch()
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
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "PDF .*pdftotext"),
    "pickle": (pickle.dumps({"the": [0.1]}), "pickle .*KeyedVectors.load"),
    "web page": (b"\n<!DOCTYPE html>\n<html lang='en'>", "web page .*Raw|web page .*clean_markup"),
    "fastText": (struct.pack("<ii", 793712314, 12) + bytes(99), "fastText, .*load_fasttext"),
    "safetensors": (struct.pack("<Q", 300) + b'{"__metadata__":{}}', "safetensors, .*HeadlineClassifier.load"),
    "packed npy": (gzip.compress(b"\x93NUMPY\1\0v\0{'descr': "), "array of numpy"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_text_is_named_with_the_call_that_reads_it(kind, tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    content, message = KINDS[kind]
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    for load in (load_corpus, load_headlines, load_glove):
        with pytest.raises(InputError, match=rf"mine\.csv is an? .*{message}") as caught:
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


# ---- other encodings, pipes ----

WESTERN = "Der Bürgermeister sagt: „Nächste Woche wird gewählt“, und schließt die Tür. " * 3


def test_the_likely_encoding_is_named_and_can_be_given(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes(WESTERN.encode("cp1252"))
    with pytest.raises(InputError, match="is not UTF-8; the text is probably in cp1252: pass encoding='cp1252', or"):
        read_text(path, "")
    assert read_text(path, "", encoding="cp1252") == WESTERN
    path.write_bytes(WESTERN.encode("utf-16"))
    with pytest.raises(InputError, match="probably in utf-16: pass encoding='utf-16'"):
        read_text(path, "")
    assert read_text(path, "", "utf-16") == WESTERN


LANGUAGES = {
    "cp1252": "Die Regierung hat neue Maßnahmen angekündigt. Bayern gewinnt gegen Köln. Schüler kehren zurück.",
    "cp1253": "Η κυβέρνηση ανακοίνωσε νέα μέτρα. Η ομάδα κέρδισε τον αγώνα στην Αθήνα. Οι τιμές αυξάνονται παντού.",
    "cp1251": "Правительство объявило новые меры. Сборная выиграла матч в Москве. Цены растут третий месяц.",
}


@pytest.mark.parametrize("encoding", LANGUAGES)
def test_an_encoding_that_is_nearly_sure_is_named(encoding):
    with pytest.raises(
        InputError, match=f"is not UTF-8; the text is probably in {encoding}: pass encoding='{encoding}'"
    ):
        decode_text(LANGUAGES[encoding].encode(encoding), "it")


UNSURE = {
    "cp1250": "title;category\nCeny mieszkań rosną;Gospodarka\nLegia wygrywa z Wisłą;Sport\nNowy szpital;Kraj\n",
    "cp1252": "v1,v2\nham,Ok see you at the café\nspam,Win £500 now\n",
    "shift-jis": "今日は選挙です",
    "iso8859_2": "Żółw przebiegł ulicę",
    "cp1254": "Maç bitti, taraftarlar şaşırdı",
}


@pytest.mark.parametrize("encoding", UNSURE)
def test_what_may_be_another_encoding_is_not_called_western(encoding):
    with pytest.raises(InputError) as caught:
        decode_text(UNSURE[encoding].encode(encoding), "it")
    assert "cp1252" not in str(caught.value) and "encoding=" in str(caught.value)
