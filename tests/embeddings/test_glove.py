"""Vectors come out of a file as they are written in it, to the last bit, fast or slowly, the first time and later."""

import errno
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import example, given
from hypothesis import strategies as st

from lessonlib.embeddings import glove_text
from lessonlib.embeddings.glove import load_glove_embeddings, make_keyed_vectors, release_memory
from lessonlib.errors import InputError, InputFileError
from lessonlib.files import cache_dir


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))


def write(path, content):
    """Writes text or bytes, without changing line breaks."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def random_text(words=500, dim=20, seed=0):
    """Text in the format of GloVe, and the matrix that a plain reader gets from it."""
    numbers = np.round(np.random.default_rng(seed).normal(0, 0.4, (words, dim)), 6)
    lines = [f"word{row} " + " ".join(f"{number:.5g}" for number in numbers[row]) for row in range(words)]
    matrix = np.array([[float(part) for part in line.split()[1:]] for line in lines], dtype=np.float32)
    return "\n".join(lines) + "\n", matrix


def copies():
    return sorted((cache_dir() / "vectors").glob("[!.]*-*"))


SMALL = "the 0.1 -0.25\ncat 1.5 2\n" + "café -0.0001 3.25e-05\n"
SMALL_WORDS = ["the", "cat", "café"]
SMALL_MATRIX = np.array([[0.1, -0.25], [1.5, 2], [-0.0001, 3.25e-05]], dtype=np.float32)


# Parsing.

ODD_NUMBERS = (
    "0 5 -5 5. -0.0 .5 +1.5 12.5 -123.456 1e-05 -3.25E+2 0.1 9.999999 -0.000001 0.0000001 0.12345678 -0.123456789 "
    "0.12345678901234 -0.123456789012345 0.1234567890123456789 0.00012345 00.5 1e-50 3.4e38"
).split()


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_each_way_to_write_a_number_is_read_to_the_last_bit(number, tmp_path):
    expected = np.float32(float(number))
    words, matrix = glove_text.parse(f"a {number} 0.5\nb 0.5 {number}\n".encode(), 2, tmp_path, [1, 2])
    assert words == ["a", "b"]
    assert matrix.dtype == np.float32
    assert matrix.tobytes() == np.array([[expected, 0.5], [0.5, expected]], dtype=np.float32).tobytes()


decimals = st.decimals(-100, 100, allow_nan=False).map(str) | st.floats(-1e30, 1e30).map(repr)
ordinary = st.floats(-9.99, 9.99).flatmap(lambda number: st.integers(1, 9).map(lambda places: f"{number:.{places}f}"))
words = st.text(st.characters(min_codepoint=33, exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]), min_size=1)


@given(st.lists(st.tuples(words, st.lists(ordinary | decimals, min_size=3, max_size=3)), min_size=1))
def test_the_fast_way_reads_what_the_plain_way_reads(rows):
    block = "".join(f"{word} {' '.join(numbers)}\n" for word, numbers in rows).encode()
    fast_words, fast = glove_text.parse(block, 3, "file", range(1, 1000))
    plain_words, plain = glove_text.parse_plainly(block, 3, "file", range(1, 1000))
    assert fast_words == plain_words == [word for word, _ in rows]
    assert fast.tobytes() == plain.tobytes()


@given(st.lists(st.tuples(words, ordinary, st.text("0123456789.-+eE,/:*Ê", min_size=1, max_size=20)), min_size=1))
def test_the_fast_way_refuses_what_the_plain_way_refuses(rows):
    block = "".join(f"{word} {number} {strange}\n" for word, number, strange in rows).encode()
    results = []
    for parse in (glove_text.parse, glove_text.parse_plainly):
        try:
            parsed_words, matrix = parse(block, 2, "file", range(1, 1000))
            results.append((parsed_words, matrix.tobytes()))
        except ValueError as error:
            results.append(str(error))
    assert results[0] == results[1]


NO_NUMBERS = ["1,5", "0-5", "--1", "1.2.3", "0x10", "nan", "inf", "1e400", "1e39", "0.1Ê", "one", "-"]


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_number_is_refused_with_its_line(number, tmp_path):
    path = write(tmp_path / "v.txt", f"the 0.1 0.2\ncat 0.3 {number}\n")
    with pytest.raises(ValueError, match=r"v\.txt, line 2: "):
        load_glove_embeddings(path)
    with pytest.raises(ValueError, match=r"v\.txt, line 2: "):
        load_glove_embeddings(path, ["cat"])
    assert copies() == []


# Whole files.

FORMS = {
    "as it is": (SMALL, "v.txt"),
    "with a heading": ("3 2\n" + SMALL, "v.txt"),
    "without the last line break": (SMALL[:-1], "v.txt"),
    "lines as on Windows": (SMALL.replace("\n", "\r\n"), "v.txt"),
    "spaces at the end of lines": (SMALL.replace("\n", " \n"), "v.vec"),
    "tabs": (SMALL.replace(" ", "\t"), "v.txt"),
    "a space or a tab before each word": (" " + SMALL.replace("\n", "\n\t ")[:-2], "v.txt"),
    "several spaces": (SMALL.replace(" ", "  "), "v.txt"),
    "a byte order mark": ("\ufeff" + SMALL, "v.txt"),
    "a byte order mark, with a heading": ("\ufeff3 2\n" + SMALL, "v.txt"),
    "a byte order mark, packed": (gzip.compress(("\ufeff" + SMALL).encode()), "v.gz"),
    "packed": (gzip.compress(SMALL.encode()), "v.gz"),
    "packed, with a heading": (gzip.compress(b"3 2\n" + SMALL.encode()), "v.txt.gz"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_read_in_each_of_its_forms(form, tmp_path):
    content, name = FORMS[form]
    path = write(tmp_path / name, content)
    for _ in ("first", "later"):
        vectors = load_glove_embeddings(path)
        assert isinstance(vectors, KeyedVectors)
        assert vectors.index_to_key == SMALL_WORDS
        assert vectors.vectors.tobytes() == SMALL_MATRIX.tobytes()
        assert vectors.vector_size == 2
    some = load_glove_embeddings(path, {"café", "the", "dog"})
    assert some.index_to_key == ["the", "café"]
    assert some.vectors.tobytes() == SMALL_MATRIX[[0, 2]].tobytes()


FAULTS = {
    "one number too few": ("the 1 2\ncat 3\nsat 5 6\n", "line 2: 1 numbers after the word, expected 2"),
    "one number too many": ("the 1 2\ncat 3 4 5\n", "line 2: 3 numbers after the word, expected 2"),
    "too few here, too many there": ("the 1 2\ncat 3\nsat 4 5 6\n", "line 2: 1 numbers"),
    "last line cut off": ("the 1 2\ncat 3 4\nsat 5", "line 3: 1 numbers after the word, expected 2.*cut off"),
    "last line cut off in its number": ("the 1 2\ncat 3 4\nsat 5 -", "line 3"),
    "last line cut off in its word": ("the 1 2\ncat 3 4\nsa", "line 3: 0 numbers"),
    "a blank line": ("the 1 2\n\ncat 3 4\n", "line 2: 0 numbers"),
    "a word twice": ("the 1 2\ncat 3 4\nthe 5 6\n", "line 3: the word 'the' is there already, 1"),
    "a word twice, with a heading": ("3 2\nthe 1 2\ncat 3 4\nthe 5 6\n", "line 4: the word 'the' is there already, 2"),
    "no word": ("the 1 2\n 3 4\n", "line 2: 1 numbers"),
    "not UTF-8": (b"the 1 2\ncaf\xe9 3 4\n", "line 2: .*utf-8"),
    "heading promises more": ("3 2\nthe 1 2\ncat 3 4\n", "line 1: the heading promises 3 words, and 2 follow"),
    "heading promises fewer": ("1 2\nthe 1 2\ncat 3 4\n", "line 1: the heading promises 1 words, and 2 follow"),
    "heading with another width": ("2 3\nthe 1 2\ncat 3 4\n", "line 2: 2 numbers after the word, expected 3"),
    "heading without numbers": ("3 0\nthe\n", "line 1: the heading '3 0.*promises 3 words of 0 numbers"),
    "heading without words": ("0 2\n", "line 1: the heading '0 2.*promises 0 words of 2 numbers"),
    "heading alone": ("1 2\n", "line 1: the heading promises 1 words, and 0 follow"),
    "heading of absurd length": ("9" * 5000 + " 2\nthe 1 2\n", "line 2: 2 numbers after the word, expected 1"),
    "a word with spaces": ("the 1 2\n. . . 3 4\n", r"line 2: the word '\. \. \.' has spaces in it, .*awk 'NF == 3'"),
    "a control character between numbers": ("the 1 2\ncat 3\x014\n", "line 2: 1 numbers"),
    "empty": ("", "line 1"),
    "blank": ("\n", "line 1"),
    "words only": ("the\ncat\n", "line 1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_is_refused_with_its_line(fault, tmp_path):
    content, message = FAULTS[fault]
    path = write(tmp_path / "v.txt", content)
    for _ in ("first", "later"):
        with pytest.raises(ValueError, match=rf"v\.txt, {message}"):
            load_glove_embeddings(path)
    assert copies() == []


BEGINNINGS = ["heading without numbers", "heading without words", "empty", "blank", "words only"]
BEGINNINGS += ["heading promises more", "heading promises fewer", "heading with another width"]


@pytest.mark.parametrize("fault", BEGINNINGS)
def test_a_faulty_beginning_is_refused_whatever_words_are_wanted(fault, tmp_path):
    content, message = FAULTS[fault]
    with pytest.raises(InputError, match=rf"v\.txt, {message}"):
        load_glove_embeddings(write(tmp_path / "v.txt", content), ["the", "unicorn"])


@pytest.mark.parametrize("content", [SMALL.encode("utf-16"), b"1 2\n", b"<html> <body>\n"])
def test_a_file_of_another_kind_is_refused_although_no_word_of_it_is_wanted(content, tmp_path):
    with pytest.raises(InputError, match=r"v\.txt, line [12]: "):
        load_glove_embeddings(write(tmp_path / "v.txt", content), ["unicorn"])


def test_a_row_for_unknown_words_is_a_word_like_any_other(tmp_path):
    path = write(tmp_path / "v.txt", SMALL + "<UNK> 7 8\n<PAD> 0 0\n")
    vectors = load_glove_embeddings(path)
    assert vectors.index_to_key[-2:] == ["<UNK>", "<PAD>"]
    assert load_glove_embeddings(path, ["<UNK>"])["<UNK>"].tolist() == vectors["<UNK>"].tolist() == [7, 8]


@pytest.mark.parametrize("wanted", ["", "\n", "two words", "\ud83d", "the\n"])
def test_what_can_be_no_word_of_a_file_is_not_found_in_one(wanted, tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    assert len(load_glove_embeddings(path, [wanted])) == 0
    assert wanted not in load_glove_embeddings(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_refused_as_it_can_be_read_only_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputFileError, match="pipe is a pipe or a device; give the path of a file"):
        load_glove_embeddings(tmp_path / "pipe")


@pytest.mark.parametrize("end", [30, -1, -12])
def test_a_packed_file_that_is_cut_off_is_refused(end, tmp_path):
    packed = gzip.compress(random_text()[0].encode())
    with pytest.raises(ValueError, match=r"v\.gz"):
        load_glove_embeddings(write(tmp_path / "v.gz", packed[:end]))
    with pytest.raises(ValueError, match=r"v2\.gz is not a whole \.gz file"):
        load_glove_embeddings(write(tmp_path / "v2.gz", "the 1 2\n"))
    assert copies() == []


def test_no_file_and_no_collection_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="does not exist"):
        load_glove_embeddings(tmp_path / "v.txt")
    with pytest.raises(FileNotFoundError, match="is a directory"):
        load_glove_embeddings(tmp_path)
    with pytest.raises(TypeError, match="list of words"):
        load_glove_embeddings(write(tmp_path / "v.txt", SMALL), "the")


def test_some_words_are_read_without_a_copy(tmp_path):
    text, matrix = random_text()
    path = write(tmp_path / "v.txt", "500 20\n" + text)
    some = load_glove_embeddings(path, [f"word{row}" for row in (499, 7, 0, 3)] + ["dog"])
    assert some.index_to_key == ["word0", "word3", "word7", "word499"]
    assert some.vectors.tobytes() == matrix[[0, 3, 7, 499]].tobytes()
    assert load_glove_embeddings(path, []).vectors.shape == (0, 20)
    assert load_glove_embeddings(path, ["500"]).vectors.shape == (0, 20)  # the heading is no word
    assert copies() == []


def test_a_faulty_line_of_a_wanted_word_is_named(tmp_path):
    path = write(tmp_path / "v.txt", "the 1 2\ncat 3\nsat 5 x\n")
    assert load_glove_embeddings(path, ["the"])["the"].tolist() == [1, 2]
    with pytest.raises(ValueError, match="line 2: 1 numbers"):
        load_glove_embeddings(path, ["cat"])
    with pytest.raises(ValueError, match="line 3"):
        load_glove_embeddings(path, ["the", "sat"])


# Whatever a file holds, it is read, the same each time and for each word, or refused.

pieces = st.sampled_from(
    [
        "the",
        "cat",
        "<UNK>",
        "0.1",
        "-2.5",
        "3",
        "1e-05",
        "nan",
        "1e999",
        "0x1",
        "1_0",
        "+.5",
        "\ufeff",
        "café",
        "\xa0",
        "\x85",
    ]
    + [" ", " ", " ", " ", "\t", "\n", "\n", "\n", "\r\n", "\r", "\0", "\x1f", "\x0b", "\u2028"]
)
lines = st.tuples(words, st.lists(ordinary, min_size=2, max_size=2)).map(
    lambda line: f"{line[0]} {' '.join(line[1])}\n"
)
wild_bytes = st.binary(max_size=60) | st.lists(pieces | lines, max_size=25).map(lambda parts: "".join(parts).encode())


@given(wild_bytes)
@example(b"3 0\n")
@example(b"1 1\n\xef\xbb\xbf 5\n")
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    path = write(tmp_path_factory.mktemp("wild") / "v.txt", content)
    try:
        vectors = load_glove_embeddings(path)
    except InputError as error:
        assert "v.txt" in str(error)
        return
    assert len(vectors) == len(vectors.vectors) == len(set(vectors.index_to_key)) > 0
    assert np.isfinite(vectors.vectors).all() and vectors.vector_size > 0
    again = load_glove_embeddings(path)
    assert again.index_to_key == vectors.index_to_key and again.vectors.tobytes() == vectors.vectors.tobytes()
    for word in vectors.index_to_key:
        some = load_glove_embeddings(path, [word])
        assert some.index_to_key == [word]
        assert some.vectors.tobytes() == vectors[word].tobytes()


# The memory-mapped copy.


def test_a_later_load_does_not_read_the_text(tmp_path, monkeypatch):
    path = write(tmp_path / "v.txt", SMALL)
    load_glove_embeddings(path)
    monkeypatch.setattr(glove_text, "read_all", None)
    assert load_glove_embeddings(path)["cat"].tolist() == [1.5, 2]
    assert len(copies()) == 1


def test_the_numbers_stay_in_the_file(tmp_path):
    vectors = load_glove_embeddings(write(tmp_path / "v.txt", SMALL))
    assert not vectors.vectors.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        vectors.vectors[0, 0] = 1


def test_a_changed_source_is_read_again_and_its_old_copy_removed(tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    other = write(tmp_path / "folder.txt", SMALL)
    load_glove_embeddings(other)
    load_glove_embeddings(path)
    write(path, "dog 7 8\n")
    assert load_glove_embeddings(path).index_to_key == ["dog"]
    assert load_glove_embeddings(other).index_to_key == SMALL_WORDS
    assert len(copies()) == 2
    state = path.stat()
    write(path, "cat 7 9\n")  # as long as before, but changed later
    os.utime(path, ns=(state.st_mtime_ns + 1000, state.st_mtime_ns + 1000))
    assert load_glove_embeddings(path).index_to_key == ["cat"]
    state = path.stat()
    write(path, "fox 7 9\n")  # as long as before, and of the same time, as after an unlucky `cp --preserve`
    os.utime(path, ns=(state.st_mtime_ns, state.st_mtime_ns))
    assert load_glove_embeddings(path).index_to_key == ["fox"]
    assert len(copies()) == 2


@pytest.mark.parametrize("about", [None, "{", "{}"])
def test_what_is_left_of_another_copy_does_not_stop_a_load(about, tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    leftover = cache_dir() / "vectors" / "v.txt-0123456789abcdef"
    leftover.mkdir(parents=True)
    if about is not None:
        write(leftover / "about.json", about)
    assert load_glove_embeddings(path).index_to_key == SMALL_WORDS


def cut_off(file):
    file.write_bytes(file.read_bytes()[:-1])


def zeroed(file):
    file.write_bytes(bytes(file.stat().st_size))


def overwritten(file):
    content = bytearray(file.read_bytes())
    content[2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [os.remove, cut_off, zeroed, overwritten])
@pytest.mark.parametrize("file", ["vectors.f32", "words.txt", "about.json"])
def test_a_damaged_copy_is_made_anew(file, damage, tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    load_glove_embeddings(path)
    damage(copies()[0] / file)
    vectors = load_glove_embeddings(path)
    assert vectors.index_to_key == SMALL_WORDS
    assert vectors.vectors.tolist() == SMALL_MATRIX.tolist()
    assert len(copies()) == 1


def test_what_the_note_beside_a_copy_says_of_sizes_is_not_believed(tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    load_glove_embeddings(path)
    note = copies()[0] / "about.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"words": 1, "dimensions": -1}))
    assert load_glove_embeddings(path).vectors.tolist() == SMALL_MATRIX.tolist()


def test_zeroes_anywhere_in_a_large_copy_are_found(tmp_path):
    text, matrix = random_text(10_000, 100)
    path = write(tmp_path / "v.txt", text)
    load_glove_embeddings(path)
    for start in (0, matrix.nbytes // 3, matrix.nbytes * 63 // 64):
        with open(copies()[0] / "vectors.f32", "rb+") as file:
            file.seek(start)
            file.write(bytes(matrix.nbytes // 64))
        assert load_glove_embeddings(path).vectors.tobytes() == matrix.tobytes()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_source_that_may_not_be_read_is_no_failed_copy(tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    path.chmod(0)
    with pytest.raises(OSError, match="Permission denied|cannot be read") as caught:
        load_glove_embeddings(path)
    assert "memory-mapped copy" not in str(caught.value)


@pytest.mark.parametrize("wanted", [None, ["cat"]])
def test_a_source_that_breaks_while_it_is_read_is_no_failed_copy(wanted, tmp_path, monkeypatch):
    path = write(tmp_path / "v.txt", SMALL)

    def broken(*arguments):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(glove_text, "_begin", broken)
    with pytest.raises(InputFileError, match=r"v\.txt cannot be read \(Input/output error\)"):
        load_glove_embeddings(path, wanted)
    assert copies() == []


def test_a_copy_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    path = write(tmp_path / "v.txt", SMALL)
    monkeypatch.setenv("LESSONLIB_CACHE", str(path))
    with pytest.raises(OSError, match="cannot make the memory-mapped copy.*LESSONLIB_CACHE.*words"):
        load_glove_embeddings(path)
    assert load_glove_embeddings(path, ["cat"])["cat"].tolist() == [1.5, 2]


LOAD_AND_HANG = """
import sys, time
from lessonlib import atomic
from lessonlib.embeddings import glove, glove_text

def hang_before(owner, name, calls):
    function = getattr(owner, name)
    def slow(*arguments, **named):
        nonlocal calls
        calls -= 1
        if calls < 0:
            print("here", flush=True)
            time.sleep(60)
        return function(*arguments, **named)
    setattr(owner, name, slow)

glove_text._BLOCK_BYTES = 10_000
where, calls, path = sys.argv[1:]
owner, name = where.split(".")
owners = {"glove_text": glove_text, "json": glove.json, "os": atomic.os, "shutil": atomic.shutil}
hang_before(owners[owner], name, int(calls))
glove.load_glove_embeddings(path)
"""


def load_and_kill(path, moment):
    """Loads `path` in another process, and kills it at `moment`: a function, and how many calls of it go through."""
    process = subprocess.Popen([sys.executable, "-c", LOAD_AND_HANG, *moment.split(), path], stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline().strip() == b"here"
    finally:
        process.kill()
        process.communicate()


MOMENTS = ["glove_text.parse 2", "json.dumps 0", "os.rename 0"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_conversion_that_is_killed_leaves_nothing_that_is_trusted(moment, tmp_path):
    text, matrix = random_text()
    path = write(tmp_path / "v.txt", text)
    load_and_kill(path, moment)
    assert copies() == []
    assert list((cache_dir() / "vectors").glob(".*.tmp"))
    vectors = load_glove_embeddings(path)
    assert vectors.index_to_key == [f"word{row}" for row in range(500)]
    assert vectors.vectors.tobytes() == matrix.tobytes()
    assert not list((cache_dir() / "vectors").glob(".*.tmp"))


def test_a_conversion_that_is_killed_at_the_very_end_is_whole(tmp_path, monkeypatch):
    text, matrix = random_text()
    path = write(tmp_path / "v.txt", text)
    load_and_kill(path, "shutil.rmtree 0")
    monkeypatch.setattr(glove_text, "read_all", None)
    assert load_glove_embeddings(path).vectors.tobytes() == matrix.tobytes()


def test_two_processes_at_once_make_one_copy(tmp_path):
    text, _ = random_text(5_000)
    path = write(tmp_path / "v.txt", text)
    command = f"from lessonlib.embeddings.glove import *; print(load_glove_embeddings({str(path)!r})['word4999'].sum())"
    processes = [subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE) for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert outputs[0] == outputs[1] != b""
    assert len(copies()) == 1


def test_loading_takes_no_more_memory_than_the_words(tmp_path):
    text, matrix = random_text(10_000, 100)
    path = write(tmp_path / "v.txt", text)
    del text
    tracemalloc.start()
    try:
        load_glove_embeddings(path)["word9999"]
        _, first = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        load_glove_embeddings(path)["word9999"]
        _, later = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert first < 1.2 * matrix.nbytes
    assert later < 0.2 * matrix.nbytes


# Looking words up.


def test_words_are_found_before_and_after_their_dict_is_made(tmp_path):
    text = "ab 1 1\nb 2 2\na 3 3\nabc 4 4\n"
    path = write(tmp_path / "v.txt", text)
    vectors = load_glove_embeddings(path)
    for word, row in {"a": 2, "b": 1, "ab": 0, "abc": 3}.items():
        assert vectors.get_index(word) == row
        assert vectors[word].tolist() == [row + 1] * 2
        assert word in vectors
    assert "key_to_index" not in vars(vectors)
    assert "" not in vectors and "c" not in vectors and "a\nabc" not in vectors
    assert vectors.get_index("c", -1) == -1
    with pytest.raises(KeyError, match="c"):
        vectors["c"]
    assert vectors.key_to_index == {"ab": 0, "b": 1, "a": 2, "abc": 3}
    assert vectors["abc"].tolist() == [4, 4]
    assert len(vectors) == 4


def test_many_look_ups_make_the_dict(tmp_path):
    text, matrix = random_text()
    vectors = load_glove_embeddings(write(tmp_path / "v.txt", text))
    assert all(vectors[f"word{row}"].tolist() == matrix[row].tolist() for row in range(500))
    assert "key_to_index" in vars(vectors)


def test_the_neighbours_are_those_that_gensim_finds(tmp_path):
    path = write(tmp_path / "v.txt", random_text()[0])
    ours, theirs = load_glove_embeddings(path), KeyedVectors.load_word2vec_format(path, no_header=True)
    assert ours.most_similar("word7") == theirs.most_similar("word7")
    assert ours.most_similar(["word1", "word2"], ["word3"]) == theirs.most_similar(["word1", "word2"], ["word3"])
    assert ours.doesnt_match(["word1", "word2", "word3"]) == theirs.doesnt_match(["word1", "word2", "word3"])


@pytest.mark.parametrize("words", [500, 30_000])  # gensim writes large matrices to a file of their own
def test_vectors_that_gensim_saves_can_be_loaded_without_us(words, tmp_path):
    text, matrix = random_text(words, 100)
    path = write(tmp_path / "v.txt", text)
    vectors = load_glove_embeddings(path)
    vectors.save(str(tmp_path / "v.kv"))
    assert vectors.vectors.tobytes() == matrix.tobytes()  # what saving sets aside is put back
    shutil.rmtree(cache_dir())
    command = """
import sys
sys.modules["lessonlib"] = None
from gensim.models import KeyedVectors
vectors = KeyedVectors.load(sys.argv[1])
print(type(vectors).__name__, len(vectors), vectors.get_index("word499"), vectors["word499"].sum())
vectors.add_vector("new", vectors["word1"])
print(vectors.most_similar("new", topn=1)[0][0])
"""
    done = subprocess.run([sys.executable, "-c", command, tmp_path / "v.kv"], capture_output=True, text=True)
    assert done.stdout.split() == ["KeyedVectors", str(words), "499", str(matrix[499].sum()), "word1"], done.stderr


def test_keyed_vectors_are_made_without_a_copy():
    vectors = make_keyed_vectors(SMALL_WORDS, SMALL_MATRIX)
    assert vectors.vectors is SMALL_MATRIX
    assert vectors.most_similar("the", topn=1)[0][0] in SMALL_WORDS
    with pytest.raises(ValueError, match="position 3: the word 'a' is there already, 1"):
        make_keyed_vectors(["a", "b", "a"], SMALL_MATRIX)


# What is imported, in a process of its own.

OFF_THE_NETWORK = """
import sys
import gensim.models  # loads requests, whose urllib3 binds a socket to see whether there is IPv6
opened = []
sys.addaudithook(lambda event, arguments: opened.append(event) if event.startswith("socket.") else None)
from lessonlib.embeddings.glove import load_glove_embeddings
from lessonlib.datasets import load_glove
for load in (load_glove_embeddings, load_glove):
    assert load(sys.argv[1])["cat"].tolist() == [1.5, 2]
    assert load(sys.argv[1], ["cat"])["cat"].tolist() == [1.5, 2]
print(opened)
print([name for name in ("pooch", "lessonlib.datasets.fetch", "lessonlib.datasets.transfer") if name in sys.modules])
"""


def test_a_local_file_is_read_without_the_network_and_what_serves_it(tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    done = subprocess.run([sys.executable, "-c", OFF_THE_NETWORK, path], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "[]"], done.stderr


def test_the_embeddings_import_neither_torch_nor_the_transfer():
    command = """
import importlib, pkgutil, sys
import lessonlib.embeddings
for module in pkgutil.iter_modules(lessonlib.embeddings.__path__, "lessonlib.embeddings."):
    importlib.import_module(module.name)
print([name for name in ("torch", "pooch", "lessonlib.datasets.transfer") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much of a file is in memory")
def test_memory_that_mapped_vectors_took_is_given_back(tmp_path):
    def resident():
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"RssFile:\s+(\d+) kB", status)[1]) * 1024

    path = tmp_path / "vectors.txt"
    path.write_text("".join(f"word{n} {' '.join(['0.5'] * 100)}\n" for n in range(20_000)), encoding="utf-8")
    vectors = load_glove_embeddings(path)
    total = vectors.vectors.sum()
    before = resident()
    release_memory(vectors)
    assert before - resident() > 0.9 * 20_000 * 100 * 4
    assert vectors.vectors.sum() == total
    release_memory(make_keyed_vectors(["a"], np.ones((1, 2), dtype=np.float32)))  # nothing to give back, and no error
