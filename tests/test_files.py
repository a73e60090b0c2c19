"""What is read from the disk comes back, or the error says what is wrong with it."""

import bz2
import gzip
import hashlib
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lessonlib.errors import InputError
from lessonlib.files import (
    atomic_file,
    cache_dir,
    decode_text,
    fingerprint,
    read_json,
    read_text,
    require_file,
    write_json,
)

# ---- reading ----


def test_what_is_no_file_is_said_with_the_way_out(tmp_path):
    (tmp_path / "a.txt").touch()
    assert require_file(tmp_path / "a.txt", "give another") == tmp_path / "a.txt"
    with pytest.raises(FileNotFoundError, match=r"b\.txt does not exist; give another"):
        require_file(tmp_path / "b.txt", "give another")
    with pytest.raises(InputError, match="is a directory; give another"):
        require_file(tmp_path, "give another")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_will_do_where_it_is_read_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert require_file(tmp_path / "pipe", "", pipe=True) == tmp_path / "pipe"
    with pytest.raises(InputError, match="is a pipe or a device; give a file"):
        require_file(tmp_path / "pipe", "give a file")
    with pytest.raises(InputError, match="does not exist"):
        require_file(tmp_path / "nothing", "", pipe=True)


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


def test_json_comes_back_as_it_was_written(tmp_path):
    data = {"half an emoji": "\ud83d", "numbers": [1, 0.5, None]}
    write_json(tmp_path / "a.json", data)
    assert read_json(tmp_path / "a.json", "numbers") == data
    with pytest.raises(ValueError, match="lacks b, c: it was saved by something else"):
        read_json(tmp_path / "a.json", "numbers", "b", "c")


@pytest.mark.parametrize("damaged", ["", "{", "\x00", "[" * 100_000, "[" + "9" * 5_000 + "]"])
def test_json_that_cannot_be_read_is_bad_input(tmp_path, damaged):
    (tmp_path / "a.json").write_text(damaged)
    with pytest.raises(InputError, match="is damaged"):
        read_json(tmp_path / "a.json")


def test_json_of_another_kind_lacks_every_key(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([1]))
    with pytest.raises(InputError, match="lacks a"):
        read_json(tmp_path / "a.json", "a")


# ---- the cache folder ----


def test_the_cache_is_where_the_system_keeps_caches(monkeypatch, tmp_path):
    monkeypatch.delenv("LESSONLIB_CACHE", raising=False)
    monkeypatch.chdir(tmp_path)  # the checkout itself may be somebody's home
    assert cache_dir().name == "lessonlib"
    assert cache_dir().is_absolute()
    assert Path.cwd() not in cache_dir().parents


@pytest.mark.parametrize("cache", ["~nosuch/cache", ""])
def test_without_a_home_folder_the_way_out_is_named(cache, monkeypatch):
    pwd = pytest.importorskip("pwd")
    monkeypatch.setenv("LESSONLIB_CACHE", cache)
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def unknown(user):
        raise KeyError(user)

    monkeypatch.setattr(pwd, "getpwuid", unknown)  # as in a container whose user has no entry
    with pytest.raises(InputError, match="no home folder .*set LESSONLIB_CACHE to the full path"):
        cache_dir()


# ---- fingerprints ----


def test_a_fingerprint_tells_files_apart(tmp_path):
    path = tmp_path / "file"
    seen = set()
    for content in (b"", b"a", b"b", b"ab", bytes(10), bytes(1_000_000), bytes(999_999), b"\1" + bytes(999_999)):
        path.write_bytes(content)
        assert fingerprint(path) == fingerprint(path)
        seen.add(fingerprint(path))
    assert len(seen) == 8


@pytest.mark.parametrize("share", [0, 0.31, 0.5, 0.98])
def test_a_fingerprint_finds_a_hole_of_a_sixtieth_anywhere(share, tmp_path):
    path, size = tmp_path / "file", 3_000_000
    path.write_bytes(b"x" * size)
    before = fingerprint(path)
    with open(path, "rb+") as file:
        file.seek(int(share * size))
        file.write(bytes(size // 60))
    assert path.stat().st_size == size
    assert fingerprint(path) != before


@pytest.mark.parametrize("size", [0, 1, 100, 4096])
def test_of_a_small_file_all_is_in_each_of_64_samples(size, tmp_path):
    content = bytes(range(256)) * 16
    (tmp_path / "file").write_bytes(content[:size])
    assert fingerprint(tmp_path / "file") == hashlib.sha256(str(size).encode() + content[:size] * 64).hexdigest()


def test_samples_of_256_kibibytes_are_all_of_them(tmp_path):
    content = bytes(range(256)) * 1024
    (tmp_path / "file").write_bytes(content)
    assert fingerprint(tmp_path / "file") == hashlib.sha256(b"262144" + content).hexdigest()


@pytest.mark.parametrize(
    ("place", "seen"), [(0, True), (4095, True), (4096, False), (-4097, False), (-4096, True), (-1, True)]
)
def test_samples_of_a_large_file_are_of_four_kibibytes_from_its_first_byte_to_its_last(place, seen, tmp_path):
    content = bytearray(1_000_000)
    (tmp_path / "file").write_bytes(content)
    before = fingerprint(tmp_path / "file")
    content[place] = 1
    (tmp_path / "file").write_bytes(content)
    assert (fingerprint(tmp_path / "file") != before) == seen


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


@pytest.mark.parametrize(("foreign", "told"), [(15, True), (16, False)])
def test_western_text_has_fifteen_foreign_letters_in_a_hundred_at_the_most(foreign, told):
    text = "é" * foreign + "e" * (100 - foreign)
    with pytest.raises(InputError, match="probably in cp1252" if told else "is not UTF-8; open the text"):
        decode_text(text.encode("cp1252"), "it")


def test_the_first_hundred_thousand_letters_tell():
    with pytest.raises(InputError, match="probably in cp1252"):
        decode_text(("é" * 15_000 + "e" * 85_000 + "é").encode("cp1252"), "it")


@pytest.mark.parametrize(
    "data", ["Сегодня в парламенте голосуют".encode("cp1251"), "今日は選挙です".encode("shift-jis")]
)
def test_an_encoding_that_cannot_be_told_is_not_guessed(data):
    with pytest.raises(InputError, match="is not UTF-8; open the text in an editor"):
        decode_text(data, "it")


@pytest.mark.parametrize("encoding", ["utf-9", "zlib", "rot13"])
def test_an_unknown_encoding_is_refused(encoding):
    with pytest.raises(InputError, match=f"no text encoding '{encoding}'"):
        decode_text(b"text", "it", encoding)


def test_a_text_cut_off_in_another_encoding_is_refused():
    with pytest.raises(InputError, match="line 1: .* is not UTF-16"):
        decode_text("text".encode("utf-16")[:-1], "it", "utf-16")


@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="Windows has no such name")
def test_a_pipe_is_read():
    command = "import sys; from lessonlib.files import read_text; print(ascii(read_text(sys.argv[1], '')))"
    done = subprocess.run([sys.executable, "-c", command, "/dev/stdin"], input=b"caf\xc3\xa9", capture_output=True)
    assert done.stdout.strip() == rb"'caf\xe9'"
