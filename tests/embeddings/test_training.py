"""Training repeats itself, uses the settings of the course, and what is saved comes back."""

import numpy as np
import pytest
from handmade_vectors import TEXT, TINY

from lessonlib.embeddings.similarity import nearest_neighbours
from lessonlib.embeddings.training import (
    SETTINGS,
    load_fasttext,
    load_own_vectors,
    load_word2vec,
    save_fasttext,
    save_word2vec,
    train_and_save,
    train_fasttext,
    train_word2vec,
)


@pytest.mark.parametrize("train", [train_word2vec, train_fasttext])
@pytest.mark.parametrize("skip_gram", [True, False])
def test_training_twice_gives_the_same_vectors(train, skip_gram):
    changes = TINY | ({"bucket": 100} if train is train_fasttext else {})
    once, again = (train(TEXT, skip_gram=skip_gram, **changes).wv for _ in range(2))
    assert once.index_to_key == again.index_to_key
    assert np.array_equal(once.vectors, again.vectors)
    other = train(TEXT, skip_gram=skip_gram, **(changes | {"seed": 1})).wv
    assert not np.array_equal(once.vectors, other.vectors)


def test_training_uses_the_settings_of_the_course_and_the_changes():
    model = train_word2vec(TEXT, epochs=1)
    assert (model.vector_size, model.window, model.min_count, model.negative, model.sg) == (100, 5, 3, 20, 1)
    assert model.epochs == 1
    assert train_word2vec(TEXT, skip_gram=False, epochs=1).sg == 0


def test_words_with_the_same_company_become_neighbours():
    sentences = [[subject, verb] for subject in ("king", "queen") for verb in ("rules", "reigns", "decrees")]
    sentences += [[subject, verb] for subject in ("dog", "wolf") for verb in ("barks", "howls", "bites")]
    trained = train_word2vec(sentences * 30, sample=0, epochs=20, vector_size=10, alpha=0.05).wv
    assert trained.similarity("king", "queen") > trained.similarity("king", "wolf") + 0.2
    assert trained.similarity("dog", "wolf") > trained.similarity("dog", "queen") + 0.2


@pytest.mark.parametrize("train", [train_word2vec, train_fasttext])
def test_training_needs_lists_of_words(train):
    with pytest.raises(TypeError, match="split"):
        train(["the old king"])
    for nothing in ([], [[]], iter(())):
        with pytest.raises(ValueError, match="no sentences"):
            train(nothing)


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


@pytest.mark.parametrize("load", [load_word2vec, load_fasttext, load_own_vectors])
def test_loading_a_missing_file(load, tmp_path):
    with pytest.raises(FileNotFoundError, match="does not exist; save vectors there first"):
        load(tmp_path / "missing")


@pytest.mark.parametrize("kept", [0.0, 0.01, 0.05, 0.2, 0.5, 0.9])
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


def test_a_file_of_another_kind_is_named(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("this is a text, and no vectors\n" * 20)
    for load in (load_word2vec, load_fasttext):
        with pytest.raises(ValueError, match="notes.txt"):
            load(path)


def test_what_lesson_one_saves_lesson_two_finds(tmp_path, monkeypatch):
    for name, value in TINY.items():
        monkeypatch.setitem(SETTINGS, name, value)
    train_and_save(TEXT, tmp_path)
    own = load_own_vectors(tmp_path)
    assert list(own) == ["Word2Vec", "FastText"]
    assert "kingly" not in own["Word2Vec"] and "kingly" in own["FastText"]
    assert np.array_equal(own["Word2Vec"].vectors, train_word2vec(TEXT).wv.vectors)
