"""A saved classifier: one file, which predicts as before, replaces no other file, and is refused when damaged."""

import numpy as np
import pytest
import safetensors.torch
import torch
from made_up_headlines import small_classifier

from lessonlib.classification.estimator import HeadlineClassifier, require_free_path
from lessonlib.errors import InputError, InputFileError


@pytest.fixture
def path(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    return tmp_path / "model"


def test_what_is_saved_is_one_file_of_that_name_and_comes_back_the_same(fitted, rows, tmp_path):
    name = "a folder/modell ü.bin"
    fitted.save(str(tmp_path / name))
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [tmp_path / name]
    loaded = HeadlineClassifier.load(str(tmp_path / name))
    assert (loaded.predict_proba(rows[0]) == fitted.predict_proba(rows[0])).all()
    assert loaded.predict(["goalkeeper"]) == ["Sports"], "words that only the vectors know are kept, too"
    assert loaded.history_.equals(fitted.history_)
    assert loaded.get_params() == fitted.get_params() | {"embeddings": None}


@pytest.mark.parametrize("names", [[7, 0, -3], [True, False], ["", "ß", "世"]])
def test_labels_keep_their_type(vectors, rows, tmp_path, names):
    texts, labels = zip(*[(t, y) for t, y in zip(*rows, strict=True) if len(names) == 3 or y != "World"], strict=True)
    number = dict(zip(sorted(set(labels)), names, strict=True))
    model = small_classifier(embeddings=vectors, num_filters=8, num_epochs=15, learning_rate=1e-2)
    model.fit(texts, [number[label] for label in labels]).save(tmp_path / "model")
    loaded = HeadlineClassifier.load(tmp_path / "model")
    assert loaded.classes_.tolist() == sorted(names)
    assert loaded.predict(texts).dtype == model.predict(texts).dtype == np.array(names).dtype
    assert {one.label for one in loaded.explain(texts)} <= set(map(str, names))


# ---- what is there already ----


def test_another_classifier_is_replaced(path, vectors, rows):
    other = small_classifier(embeddings=vectors).fit(*rows)
    other.save(path)
    assert (HeadlineClassifier.load(path).predict_proba(rows[0]) == other.predict_proba(rows[0])).all()


@pytest.mark.parametrize(
    "content",
    [b"years of work", b"", safetensors.torch.save({"weight": torch.zeros(2)})],
    ids=["text", "empty", "tensors"],
)
def test_a_file_that_is_no_classifier_is_neither_replaced_nor_read(content, fitted, tmp_path):
    file = tmp_path / "thesis"
    file.write_bytes(content)
    with pytest.raises(InputError, match="thesis is another file, which saving would delete; choose a name"):
        fitted.save(file)
    assert file.read_bytes() == content
    with pytest.raises(InputError, match="thesis holds no classifier of this lessonlib; give the file"):
        HeadlineClassifier.load(file)


def test_a_folder_is_neither_replaced_nor_read(fitted, tmp_path):
    with pytest.raises(InputError, match="is a folder, and a classifier is one file; give it a name in"):
        fitted.save(tmp_path)
    with pytest.raises(InputFileError, match="is no file; give the file that save"):
        HeadlineClassifier.load(tmp_path)
    with pytest.raises(InputFileError, match="does not exist"):
        HeadlineClassifier.load(tmp_path / "nothing")


def test_a_place_where_nothing_can_be_written_is_refused_before_training(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="nothing can be saved at .*; choose another folder"):
        require_free_path(tmp_path / "file" / "model")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("change", [lambda all: all[:-100], lambda all: all.replace(b'"3"', b'"2"', 1)])
def test_a_file_that_is_cut_off_or_of_another_version_is_refused(change, path):
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(InputError, match="holds no classifier of this lessonlib; .*save one again"):
        HeadlineClassifier.load(path)
