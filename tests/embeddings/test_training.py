"""Training repeats itself, uses the settings of the course, and what is saved comes back."""

import struct
import warnings

import numpy as np
import pytest
from gensim.models import Word2Vec
from gensim.models.word2vec import LineSentence
from gensim.utils import save_as_line_sentence
from handmade_vectors import TEXT, TINY

from lessonlib.embeddings import training
from lessonlib.embeddings.similarity import nearest_neighbours
from lessonlib.embeddings.training import (
    load_fasttext,
    load_word2vec,
    save_fasttext,
    save_word2vec,
    train_fasttext,
    train_word2vec,
)
from lessonlib.errors import InputError


@pytest.mark.parametrize(
    ("train", "changes"),
    [(train_word2vec, {}), (train_word2vec, {"skip_gram": False}), (train_fasttext, {"bucket": 100})],
)
def test_training_twice_gives_the_same_vectors(train, changes):
    once, again = (train(TEXT, **(TINY | changes)).wv for _ in range(2))
    assert once.index_to_key == again.index_to_key
    assert np.array_equal(once.vectors, again.vectors)
    assert not np.array_equal(once.vectors, train(TEXT, **(TINY | changes | {"seed": 1})).wv.vectors)


def test_training_uses_the_settings_of_the_course_and_the_changes():
    model = train_word2vec(TEXT, epochs=1)
    assert (model.vector_size, model.window, model.min_count, model.epochs, model.sg) == (100, 5, 3, 1, 1)


def test_training_needs_lists_of_frequent_words():
    with pytest.raises(TypeError, match="split"):
        train_word2vec(["the old king"])
    for nothing in ([], [[]], iter(())):
        with pytest.raises(ValueError, match="no sentences"):
            train_word2vec(nothing)
    with pytest.raises(InputError, match="none of the 4 words occurs 3 times; lower min_count"):
        train_word2vec([["the", "old", "king", "rules"]])


def test_word2vec_comes_back_from_its_file(tmp_path, square):
    save_word2vec(square, tmp_path / "deep" / "vectors.bin")
    loaded = load_word2vec(tmp_path / "deep" / "vectors.bin")
    assert loaded.index_to_key == square.index_to_key
    assert np.array_equal(loaded.vectors, square.vectors)
    assert nearest_neighbours(loaded, "king") == nearest_neighbours(square, "king")


def test_fasttext_comes_back_with_its_subwords(tmp_path, fasttext):
    save_fasttext(fasttext, tmp_path / "vectors.bin")
    loaded = load_fasttext(tmp_path / "vectors.bin")
    for word in ("king", "kingly", "unheard"):
        assert np.array_equal(loaded[word], fasttext.wv[word])
    assert "kingly" not in loaded.key_to_index
    assert np.abs(loaded["kingly"]).sum() > 0


@pytest.mark.parametrize("load", [load_word2vec, load_fasttext])
def test_loading_a_missing_file(load, tmp_path):
    with pytest.raises(FileNotFoundError, match="does not exist; save vectors there first"):
        load(tmp_path / "missing")


@pytest.mark.parametrize("kept", [0.0, 0.01, 0.5, 0.9])
def test_a_file_that_is_cut_off_is_named(tmp_path, square, fasttext, kept):
    path = tmp_path / "vectors.bin"
    save_word2vec(square, path)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(ValueError, match="vectors.bin"):
        load_word2vec(path)
    save_fasttext(fasttext, path)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(ValueError, match=r"vectors.bin is (cut off|not a FastText model)"):
        load_fasttext(path)


@pytest.mark.parametrize("lengths", [[25_001], [3, 10_000, 10_001, 1]])
def test_every_word_is_trained_however_long_a_sentence_is(lengths, monkeypatch):
    trained = []
    original = Word2Vec.train
    monkeypatch.setattr(Word2Vec, "train", lambda self, *a, **k: trained.append(original(self, *a, **k)))
    text = [[f"w{place % 50}" for place in range(length)] for length in lengths]
    train_word2vec(text, **(TINY | {"epochs": 2, "window": 1, "negative": 1}))
    assert trained == [(2 * sum(lengths), 2 * sum(lengths))]  # words trained, words read


def test_a_streamed_corpus_gives_the_same_vectors(tmp_path):
    save_as_line_sentence(TEXT, str(tmp_path / "text"))
    streamed, listed = (train_word2vec(text, **TINY).wv for text in (LineSentence(str(tmp_path / "text")), TEXT))
    assert np.array_equal(streamed.vectors, listed.vectors)
    for other in (iter(TEXT), [np.array(sentence, dtype=object) for sentence in TEXT]):
        assert np.array_equal(train_word2vec(other, **TINY).wv.vectors, listed.vectors)


def test_a_large_corpus_is_shared_by_all_processors_aloud(monkeypatch):
    monkeypatch.setattr(training, "MANY_WORDS", 100)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    with pytest.warns(UserWarning, match="220 words: 3 threads train at once.*with workers=1 they do"):
        assert train_word2vec(TEXT, **TINY).workers == 3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert train_word2vec(TEXT, **TINY, workers=1).workers == 1
        monkeypatch.setattr(training, "MANY_WORDS", 1000)
        assert train_word2vec(TEXT, **TINY).workers == 1


def test_a_binary_file_in_another_encoding_is_read_when_it_is_named(tmp_path):
    rows = np.arange(6, dtype="<f4").reshape(2, 3)
    words = ["hyvä".encode("latin-1"), b"koira"]
    lines = [word + b" " + row.tobytes() + b"\n" for word, row in zip(words, rows, strict=True)]
    (tmp_path / "fi.bin").write_bytes(b"2 3\n" + b"".join(lines))
    with pytest.raises(InputError, match=r"fi\.bin .*not in UTF-8, pass another encoding="):
        load_word2vec(tmp_path / "fi.bin")
    vectors = load_word2vec(tmp_path / "fi.bin", encoding="latin-1")
    assert vectors.index_to_key == ["hyvä", "koira"] and vectors["koira"].tolist() == [3, 4, 5]
    assert load_word2vec(tmp_path / "fi.bin", encoding="latin-1", limit=1).index_to_key == ["hyvä"]


def test_a_binary_file_is_checked(tmp_path, square):
    save_word2vec(square, path := tmp_path / "v.bin")
    heading, first = path.read_bytes().splitlines(keepends=True)[0], square.index_to_key[0].encode()
    again = path.read_bytes().replace(heading, b"%d %d\n" % (len(square) + 1, square.vector_size))
    path.write_bytes(again + first + b" " + np.ones(square.vector_size, "<f4").tobytes())
    with pytest.warns(UserWarning, match=r"v\.bin: 1 words come again"):
        loaded = load_word2vec(path)
    assert loaded.index_to_key == square.index_to_key and np.array_equal(loaded.vectors, square.vectors)
    path.write_bytes(b"1 2\nthe " + np.array([1, np.nan], "<f4").tobytes())
    with pytest.raises(InputError, match="infinite or none"):
        load_word2vec(path)
    path.write_text("2 3\nthe 0.1 0.2 0.3\ncat 0.1 0.2 0.3\n")
    with pytest.raises(InputError, match="holds vectors as text"):
        load_word2vec(path)


def test_files_that_are_no_vectors_of_the_kind_are_named(tmp_path):
    (tmp_path / "v.txt").write_text("the 0.1 0.2\n")
    for load in (load_word2vec, load_fasttext):
        with pytest.raises(InputError, match=r"v\.txt is not a .*text.* with load_glove"):
            load(tmp_path / "v.txt")
    np.save(tmp_path / "v.npy", np.ones(3))
    for load in (load_word2vec, load_fasttext):
        with pytest.raises(InputError, match="array of numpy"):
            load(tmp_path / "v.npy")
    supervised = struct.pack("<2i12i", 793_712_314, 12, 10, 5, 5, 1, 5, 1, 3, 3, 0, 0, 0, 100) + bytes(999)
    (tmp_path / "model.bin").write_bytes(supervised)
    with pytest.raises(InputError, match="classifier of fastText.*print-word-vectors"):
        load_fasttext(tmp_path / "model.bin")
