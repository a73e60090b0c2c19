"""Vectors come out of a file as they are written in it, to the last bit, the first time and later."""

import gzip
import os

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.datasets import glove, load_glove
from lessonlib.embeddings.glove import make_keyed_vectors
from lessonlib.errors import InputError
from lessonlib.files import WORD2VEC, cache_dir


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))


def write(path, content):
    """Writes text or bytes, without changing line breaks."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def copies():
    return sorted((cache_dir() / "vectors").glob("*.npy"))


SMALL = "the 0.1 -0.25\ncat 1.5 2\n" + "café -0.0001 3.25e-05\n"
SMALL_WORDS = ["the", "cat", "café"]
SMALL_MATRIX = np.array([[0.1, -0.25], [1.5, 2], [-0.0001, 3.25e-05]], dtype=np.float32)


# Numbers.

decimals = st.decimals(-100, 100, allow_nan=False).map(str) | st.floats(-1e30, 1e30).map(repr)
ordinary = st.floats(-9.99, 9.99).flatmap(lambda number: st.integers(1, 9).map(lambda places: f"{number:.{places}f}"))
words = st.text(st.characters(min_codepoint=33, exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]), min_size=1)


@given(st.lists(st.tuples(words, st.lists(ordinary | decimals, min_size=3, max_size=3)), min_size=1))
def test_pandas_reads_what_python_reads_line_by_line(rows):
    lines = [f"{word} {' '.join(numbers)}\n".encode() for word, numbers in rows]
    found, matrix = glove._parse(lines, 3)
    plain, plain_matrix = glove._parse_plainly(lines, 3, "file", 1)
    assert found == plain == [word for word, _ in rows]
    assert matrix.dtype == plain_matrix.dtype == np.float32
    np.testing.assert_array_max_ulp(matrix, plain_matrix, maxulp=0)


NO_NUMBERS = ["1,5", "--1", "0x10", "nan", "1e400", "1e39", "0.1Ê"]


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.filterwarnings("error")
def test_what_is_no_number_is_refused_with_its_line(number, tmp_path):
    path = write(tmp_path / "v.txt", f"the 0.1 0.2\ncat 0.3 {number}\n")
    with pytest.raises(InputError, match=r"v\.txt, line 2: "):
        load_glove(path)
    assert copies() == []


# Whole files.

FORMS = {
    "as it is": SMALL,
    "with a heading": "3 2\n" + SMALL,
    "lines as on Windows": SMALL.replace("\n", "\r\n"),
    "tabs": SMALL.replace(" ", "\t"),
    "several spaces": SMALL.replace(" ", "  "),
    "a byte order mark, packed": gzip.compress(("\ufeff" + SMALL).encode()),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.filterwarnings("error")
def test_a_file_is_read_in_each_of_its_forms(form, tmp_path):
    path = write(tmp_path / "v.any", FORMS[form])
    for _ in ("first", "later"):
        vectors = load_glove(path)
        assert type(vectors) is KeyedVectors
        assert vectors.index_to_key == SMALL_WORDS
        assert vectors.vectors.tobytes() == SMALL_MATRIX.tobytes()
        assert vectors.vector_size == 2
    first = load_glove(path, limit=2)
    assert first.index_to_key == ["the", "cat"] and first.vectors.tobytes() == SMALL_MATRIX[:2].tobytes()


FAULTS = {
    "one number too few": ("the 1 2\ncat 3\nsat 5 6\n", "line 2: 1 numbers after the word, expected 2"),
    "one number too many": ("the 1 2\ncat 3 4 5\n", "line 2: 3 numbers after the word, expected 2"),
    "last line cut off": ("the 1 2\ncat 3 4\nsat 5", "line 3: 1 numbers after the word, expected 2.*cut off.*limit="),
    "no word": ("the 1 2\n 3 4\n", "line 2: 1 numbers"),
    "not UTF-8": (b"the 1 2\ncaf\xe9 3 4\n", "line 2: .*utf-8"),
    "heading with another width": ("2 3\nthe 1 2\ncat 3 4\n", "line 2: 2 numbers after the word, expected 3"),
    "two lines in one": ("the 1 2\ncat 3 4 sat 5 6\n", "line 2: 5 numbers after the word, expected 2"),
    "heading alone": ("1 2\n", "heading and no words below"),
    "empty": ("", "line 1: ''; expected a word and its numbers"),
    "another text": ("It was a dark and stormy night.\n", "line 1.*expected a word and its numbers"),
    "UTF-16": (SMALL.encode("utf-16"), "line 1.*in UTF-8"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_is_refused_with_its_line(fault, tmp_path):
    content, message = FAULTS[fault]
    path = write(tmp_path / "v.txt", content)
    with pytest.raises(InputError, match=rf"v\.txt.* {message}"):
        load_glove(path)
    assert copies() == []


ODD = {
    "heading promises more": ("2000 2\nthe 1 2\ncat 3 4\n", "promises 2,000 words, and 2 follow", ["the", "cat"]),
    "a word twice": ("the 1 2\ncat 3 4\nthe 5 6\nthe 7 8\n", "2 rows have a word that stands further", ["the", "cat"]),
    "a word with spaces": ("the 1 2\n. . 3 4\n", r"1 words \(such as '\. \.'\) have spaces", ["the", ". ."]),
    "accents apart": ("café 1 2\ncat 3 4\ncafe\u0301 5 6\n", "1 rows have a word that stands", ["café", "cat"]),
    "a first word with spaces": (". . 1 2\nthe 3 4\n", "have spaces", [". .", "the"]),
    "capitals": ("The 1 2\ncat 3 4\n", r"1 words \(such as 'The'\) have capital", ["The", "cat"]),
    "a row of zeros": ("the 1 2\n<pad> 0 0.0\n", r"1 words \(such as '<pad>'\) have nothing but", ["the", "<pad>"]),
}


@pytest.mark.parametrize("oddity", ODD)
def test_what_is_odd_is_read_and_told_each_time(oddity, tmp_path):
    content, message, expected = ODD[oddity]
    path = write(tmp_path / "v.txt", content)
    for _ in ("first", "later"):
        with pytest.warns(UserWarning, match=rf"v\.txt: .*{message}") as told:
            vectors = load_glove(path)
        assert len(told) == 1 and told[0].filename == __file__
        assert vectors.index_to_key == expected
        assert vectors[expected[0]].tolist() == [1, 2]


@pytest.mark.filterwarnings("ignore:.*all zero|.*nothing but zeros", "error::RuntimeWarning")
def test_rows_of_zeros_do_not_win_in_gensims_own_searches(tmp_path):
    path = write(tmp_path / "v.txt", "<pad> 0 0\n" + SMALL)
    for _ in ("first", "later"):
        found = load_glove(path).most_similar("cat", topn=3)
        assert sorted(word for word, _ in found) == ["<pad>", "café", "the"] and dict(found)["<pad>"] == 0


def test_word2vecs_binary_format_is_read_and_kept(tmp_path):
    vectors = make_keyed_vectors([*SMALL_WORDS, "Oslo"], np.vstack([SMALL_MATRIX, SMALL_MATRIX[:1]]))
    vectors.save_word2vec_format(tmp_path / "v.bin", binary=True)
    for _ in ("first", "later"):
        with pytest.warns(UserWarning, match="'Oslo'.*capital"):
            loaded = load_glove(tmp_path / "v.bin")
        assert loaded.index_to_key == vectors.index_to_key
        assert loaded.vectors.tobytes() == vectors.vectors.tobytes()
    assert load_glove(tmp_path / "v.bin", limit=2).index_to_key == ["the", "cat"]


def test_a_binary_file_is_known_whichever_its_numbers_are():
    for row in np.random.default_rng(0).normal(size=(300, 4)).astype("<f4"):  # a byte may look like a line break
        for start in (b"2 4\nthe ", b"2 4\r\nthe "):
            assert WORD2VEC.match(start + row.tobytes() + b"cat " + row.tobytes())
            assert not WORD2VEC.match(start + " ".join(map(str, row)).encode() + "\ncafé 1".encode())


def test_blocks_of_lines_are_put_together(tmp_path, monkeypatch):
    monkeypatch.setattr(glove, "_LINES", 3)
    lines = [f"word{row} {row} {row + 0.5}" for row in range(10)]
    lines[4] = "two words 4 4.5"
    with pytest.warns(UserWarning, match="spaces"):
        vectors = load_glove(write(tmp_path / "v.txt", "\n".join(lines)))
    assert vectors.vectors.tolist() == [[row, row + 0.5] for row in range(10)]
    lines[8] = "word8 8"
    with pytest.raises(InputError, match="line 9: 1 numbers"):
        load_glove(write(tmp_path / "v2.txt", "\n".join(lines)))


# The copy.


def test_a_later_load_reads_no_text_and_its_numbers_stay_in_the_file(tmp_path, monkeypatch):
    path = write(tmp_path / "v.txt", SMALL)
    load_glove(path)
    monkeypatch.setattr(glove, "_read_text", None)
    vectors = load_glove(path)
    assert vectors["cat"].tolist() == [1.5, 2]
    assert not vectors.vectors.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        vectors.vectors[0, 0] = 1
    vectors.save(str(tmp_path / "v.kv"))
    assert KeyedVectors.load(str(tmp_path / "v.kv"))["cat"].tolist() == [1.5, 2]


def test_a_changed_source_is_read_again(tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    load_glove(path)
    write(path, "dog 7 8\n")
    assert load_glove(path).index_to_key == ["dog"]
    state = path.stat()
    write(path, "cat 7 9\n")  # as long as before, but changed later
    os.utime(path, ns=(state.st_mtime_ns + 1_000_000_000, state.st_mtime_ns + 1_000_000_000))
    assert load_glove(path).index_to_key == ["cat"]


def test_a_damaged_copy_is_made_anew(tmp_path):
    path = write(tmp_path / "v.txt", SMALL)
    for _ in range(2):
        assert load_glove(path).vectors.tobytes() == SMALL_MATRIX.tobytes()
        (copy,) = copies()
        copy.write_bytes(copy.read_bytes()[:-1])


def test_without_a_cache_the_vectors_are_read_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(write(tmp_path / "no-folder", "")))
    with pytest.warns(UserWarning, match="cannot be kept in .*LESSONLIB_CACHE"):
        assert load_glove(write(tmp_path / "v.txt", SMALL)).index_to_key == SMALL_WORDS


def test_keyed_vectors_are_made_without_a_copy():
    vectors = make_keyed_vectors(SMALL_WORDS, SMALL_MATRIX)
    assert vectors.vectors is SMALL_MATRIX
    assert vectors.most_similar("the", topn=1)[0][0] in SMALL_WORDS
    with pytest.raises(ValueError, match="the word 'a' comes 2 times"):
        make_keyed_vectors(["a", "b", "a"], SMALL_MATRIX)
    with pytest.raises(InputError, match="2 words but 3 rows"):
        make_keyed_vectors(["a", "b"], SMALL_MATRIX)
