"""A saved classifier: whole or not at all, the same when it is read again, and refused by name when it is damaged."""

import hashlib
import json
import os
import pickle
import re
import shutil

import numpy as np
import pandas as pd
import pytest
import safetensors.torch
import torch
from gensim.models import KeyedVectors
from made_up_headlines import small_classifier

from lessonlib.classification.artifacts import FILES, check_artifact_directory
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.errors import InputError


def test_save_then_load_changes_nothing(fitted, rows, tmp_path):
    fitted.save(tmp_path / "model")
    loaded = HeadlineClassifier.load(tmp_path / "model")
    assert (loaded.predict_proba(rows[0]) == fitted.predict_proba(rows[0])).all()
    assert loaded.get_params() | {"embeddings": None} == fitted.get_params() | {"embeddings": None}
    pd.testing.assert_frame_equal(loaded.history_, fitted.history_)
    assert [e.text for e in loaded.explain(rows[0][:2])] == rows[0][:2]


def test_saving_again_replaces_the_old_one(fitted, vectors, rows, tmp_path):
    small_classifier(embeddings=vectors).fit(*rows).save(tmp_path / "model")
    fitted.save(tmp_path / "model")
    assert HeadlineClassifier.load(tmp_path / "model").num_filters == 8
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_saving_never_deletes_what_is_not_a_classifier(fitted, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("do not lose me")
    with pytest.raises(ValueError, match="holds other files"):
        fitted.save(tmp_path)
    with pytest.raises(ValueError, match="is a file"):
        fitted.save(precious)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
    assert precious.read_text() == "do not lose me"


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: (folder / "tokenizer.json").write_text('{"version": "1.0", "model": "mine"}'),
        lambda folder: (folder / "classifier.json").write_text('{"format": "another program"}'),
        lambda folder: (folder / "classifier.json").write_text("my notes on classifiers"),
        lambda folder: (
            (folder / "classes.json").mkdir() or (folder / "classes.json" / "thesis.txt").write_text("years")
        ),
        lambda folder: (folder / "weights.safetensors").write_bytes(b"years of training"),
    ],
)
def test_a_classifier_is_known_by_what_it_holds_not_by_its_names(make, fitted, tmp_path):
    """Somebody else's file or folder is not deleted, although it is called like one of ours."""
    folder = tmp_path / "model"
    folder.mkdir()
    make(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match="holds other files"):
        fitted.save(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("link", [False, True])
def test_a_folder_or_a_link_among_our_files_is_not_ours(link, fitted, tmp_path):
    fitted.save(tmp_path / "model")
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (tmp_path / "model" / "classes.json").unlink()
    if link:
        (tmp_path / "model" / "classes.json").symlink_to(thesis)
    else:
        thesis.rename(tmp_path / "model" / "classes.json")
    with pytest.raises(InputError, match=r"holds other files \(classes\.json\)"):
        fitted.save(tmp_path / "model")
    assert (tmp_path / "model" / "classes.json").is_dir()


def test_a_damaged_classifier_and_an_empty_folder_are_replaced(fitted, rows, tmp_path):
    fitted.save(tmp_path / "model")
    (tmp_path / "model" / "weights.safetensors").write_bytes(b"cut off")
    (tmp_path / "model" / "tokenizer.json").unlink()
    fitted.save(tmp_path / "model")
    assert (HeadlineClassifier.load(tmp_path / "model").predict(rows[0]) == fitted.predict(rows[0])).all()
    (tmp_path / "empty").mkdir()
    fitted.save(tmp_path / "empty")


def linked_to_itself(folder, monkeypatch):
    folder.symlink_to(folder)
    return folder


def current(folder, monkeypatch):
    folder.mkdir()
    monkeypatch.chdir(folder)
    return "."


def mounted(folder, monkeypatch):
    folder.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) == os.path.realpath(folder))
    return folder


def read_only(folder, monkeypatch):
    folder.mkdir()
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != os.path.realpath(folder) and access(path, mode))
    return folder


def linked_into(folder, monkeypatch):
    """To where nothing can be made: below a file."""
    (folder.parent / "file").write_text("")
    folder.symlink_to(folder.parent / "file" / "model")
    return folder


@pytest.mark.parametrize("make", [linked_to_itself, current, mounted, read_only, linked_into])
def test_a_place_where_saving_would_fail_is_refused_before_training(make, fitted, tmp_path, monkeypatch):
    place = make(tmp_path / "model", monkeypatch)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match=rf"{re.escape(str(place))}.*; choose another folder"):
        check_artifact_directory(place)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("length", [200, 250])
def test_the_longest_names_are_refused_before_training_as_saving_needs_longer_ones(length, fitted, tmp_path):
    place = tmp_path / ("n" * length)
    try:
        check_artifact_directory(place)
    except InputError as error:
        assert "nothing can be saved" in str(error) and length == 250
    else:
        fitted.save(place)


def test_everybody_who_may_read_one_file_may_read_all(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    assert len({path.stat().st_mode for path in (tmp_path / "model").iterdir()}) == 1


def test_parameters_may_be_numpy_numbers(vectors, rows, tmp_path):
    model = small_classifier(embeddings=vectors, num_filters=np.int64(3), dropout=np.float64(0.1)).fit(*rows)
    model.save(tmp_path / "model")
    assert HeadlineClassifier.load(tmp_path / "model").num_filters == 3


def renew_checksums(folder):
    """As if the files in `folder` had been saved as they are: what is tested lies behind the checksums."""
    path = folder / "classifier.json"
    about = json.loads(path.read_text())
    about["sha256"] = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES[1:]}
    path.write_text(json.dumps(about))


def test_a_failed_save_leaves_the_old_one_whole(fitted, tmp_path, monkeypatch):
    fitted.save(tmp_path / "model")
    before = {path.name: path.read_bytes() for path in (tmp_path / "model").iterdir()}

    def fail(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr("safetensors.torch.save_file", fail)
    with pytest.raises(OSError, match="no space"):
        fitted.save(tmp_path / "model")
    assert {path.name: path.read_bytes() for path in (tmp_path / "model").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_partial_foreign_newer_artifacts_are_refused(fitted, tmp_path):
    with pytest.raises(FileNotFoundError, match="does not exist; give the folder"):
        HeadlineClassifier.load(tmp_path / "nothing")
    with pytest.raises(FileNotFoundError, match="holds no saved classifier"):
        HeadlineClassifier.load(tmp_path)
    fitted.save(tmp_path / "model")
    about_path = tmp_path / "model" / "classifier.json"
    about = json.loads(about_path.read_text())
    for change, message in [
        ({"format_version": 99}, "format version 99"),
        ({"format": "other.Thing"}, "saved by 'other.Thing'"),
        ({"parameters": about["parameters"] | {"wings": 2}}, "damaged: there is no parameter 'wings'"),
        ({"parameters": about["parameters"] | {"num_filters": 9}}, "damaged: its parts do not fit"),
        ({"parameters": about["parameters"] | {"num_filters": 10**9}}, "damaged: its parts do not fit"),
        ({"parameters": about["parameters"] | {"hidden_dim": 10**9}}, "damaged: its parts do not fit"),
        ({"parameters": about["parameters"] | {"num_filters": "many"}}, "damaged: num_filters='many'; expected"),
        ({"parameters": about["parameters"] | {"filter_sizes": 3}}, "damaged: filter_sizes=3; expected"),
        ({"parameters": about["parameters"] | {"filter_sizes": [1] * 9999}}, "damaged: filter_sizes="),
        ({"parameters": 7}, "damaged: its parameters are 7"),
        ({"temperature": "warm"}, "damaged: its temperature is 'warm'"),
        ({"temperature": -1.0}, "damaged: its temperature is -1.0"),
        ({"temperature": float("nan")}, "damaged: its temperature is nan"),
        ({"temperature": 1e-30}, "damaged: its temperature is 1e-30"),
        ({"temperature": 21.0}, "damaged: its temperature is 21.0"),
        ({"sha256": None}, "damaged: its checksums are None"),
        ({"sha256": {}}, "damaged: its checksums are {}"),
        ({"history": [{"epoch": 1}]}, "damaged: its history is"),
        ({"history": [about["history"][0] | {"val_loss": "low"}]}, "damaged: its history is"),
        ({"history": "long"}, "damaged: its history is 'long'"),
    ]:
        about_path.write_text(json.dumps(about | change))
        with pytest.raises(ValueError, match=message):
            HeadlineClassifier.load(tmp_path / "model")
    about_path.write_text(json.dumps(about))
    (tmp_path / "model" / "tokenizer.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"tokenizer\.json missing"):
        HeadlineClassifier.load(tmp_path / "model")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["empty", "cut", "rubbish"])
def test_damaged_artifacts_are_refused_by_name(fitted, tmp_path, name, damage):
    fitted.save(tmp_path / "model")
    path = tmp_path / "model" / name
    whole = path.read_bytes()
    path.write_bytes({"empty": b"", "cut": whole[: len(whole) // 2], "rubbish": b"\xff\x00rubbish" * 50}[damage])
    with pytest.raises(ValueError, match=f"{re.escape(name)} is damaged"):
        HeadlineClassifier.load(tmp_path / "model")


@pytest.mark.parametrize("name", FILES[1:])
def test_a_file_of_another_classifier_is_refused(fitted, vectors, rows, tmp_path, name):
    fitted.save(tmp_path / "model")
    texts = [text for text, label in zip(*rows, strict=True) if label != "World"]
    labels = [label for label in rows[1] if label != "World"]
    small_classifier(embeddings=vectors, num_filters=8).fit(
        [*texts, "two more", "two more"], [*labels, "Sports", "Sports"]
    ).save(tmp_path / "other")
    shutil.copy(tmp_path / "other" / name, tmp_path / "model" / name)
    with pytest.raises(ValueError, match="damaged"):
        HeadlineClassifier.load(tmp_path / "model")


class Trap:
    """Unpickling one of these would make a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


@pytest.mark.parametrize("name", FILES)
def test_a_planted_pickle_is_never_run(fitted, tmp_path, name):
    fitted.save(tmp_path / "model")
    (tmp_path / "model" / name).write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    with pytest.raises(ValueError, match="damaged"):
        HeadlineClassifier.load(tmp_path / "model")
    assert not (tmp_path / "sprung").exists()


def test_vectors_that_fit_half_precision_are_saved_in_half_the_bytes(rows, tmp_path):
    sizes = {}
    for name, rounding in [("half", np.float16), ("single", np.float32)]:
        rng = np.random.default_rng(0)
        vectors = KeyedVectors(50)
        vectors.add_vectors(
            [f"w{i}" for i in range(2000)], rng.normal(size=(2000, 50)).astype(rounding).astype(np.float32)
        )
        small_classifier(embeddings=vectors).fit(*rows).save(tmp_path / name)
        sizes[name] = (tmp_path / name / "weights.safetensors").stat().st_size
    assert sizes["half"] < 0.6 * sizes["single"]


def test_weights_without_word_vectors_are_refused(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    path = tmp_path / "model" / "weights.safetensors"
    weights = safetensors.torch.load(path.read_bytes())
    del weights["embedding.fixed.weight"]
    path.write_bytes(safetensors.torch.save(weights))
    renew_checksums(tmp_path / "model")
    with pytest.raises(ValueError, match=r"weights.safetensors is damaged: it holds no matrix embedding\.fixed"):
        HeadlineClassifier.load(tmp_path / "model")


def test_a_mistyped_device_is_not_a_damaged_artifact(fitted, tmp_path, monkeypatch):
    fitted.save(tmp_path / "model")
    monkeypatch.setenv("LESSONLIB_DEVICE", "gpu")
    with pytest.raises(ValueError, match="LESSONLIB_DEVICE is 'gpu'"):
        HeadlineClassifier.load(tmp_path / "model")


def test_reordered_tokens_and_renamed_classes_are_found(fitted, tmp_path):
    """Each file is well-formed and fits the others in size; only the checksums know."""
    fitted.save(tmp_path / "model")
    for name, key in [("tokenizer.json", "tokens"), ("classes.json", "classes")]:
        path = tmp_path / "model" / name
        whole = path.read_text()
        data = json.loads(whole)
        data[key][-2:] = reversed(data[key][-2:]) if key == "tokens" else ["Trade", "World"]
        path.write_text(json.dumps(data))
        with pytest.raises(InputError, match=f"{name} is damaged: .*checksum differs"):
            HeadlineClassifier.load(tmp_path / "model")
        path.write_text(whole)
    HeadlineClassifier.load(tmp_path / "model")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("name", ["output.weight", "embedding.fixed.weight"])
def test_weights_that_are_no_numbers_are_refused(fitted, tmp_path, name, value):
    fitted.save(tmp_path / "model")
    path = tmp_path / "model" / "weights.safetensors"
    weights = safetensors.torch.load(path.read_bytes())
    weights[name][-1, -1] = value
    path.write_bytes(safetensors.torch.save(weights))
    renew_checksums(tmp_path / "model")
    with pytest.raises(InputError, match=f"weights.safetensors is damaged: {name} is not of finite numbers"):
        HeadlineClassifier.load(tmp_path / "model")


@pytest.mark.parametrize(
    "change",
    [
        lambda weights: weights.pop("output.bias"),
        lambda weights: weights.update(more=torch.zeros(2)),
        lambda weights: weights.update({"output.weight": torch.zeros(3)}),
        lambda weights: weights.update({"output.weight": weights["output.weight"].T.contiguous()}),
        lambda weights: weights.update({"convolutions.0.bias": torch.zeros(8, dtype=torch.int64)}),
    ],
)
def test_weights_that_do_not_fit_are_refused(fitted, tmp_path, change):
    fitted.save(tmp_path / "model")
    path = tmp_path / "model" / "weights.safetensors"
    weights = safetensors.torch.load(path.read_bytes())
    change(weights)
    path.write_bytes(safetensors.torch.save(weights))
    renew_checksums(tmp_path / "model")
    with pytest.raises(InputError, match="is damaged: (its parts do not fit|convolutions.0.bias is not)"):
        HeadlineClassifier.load(tmp_path / "model")


@pytest.mark.parametrize(
    "classes", [["b", "a", "c"], ["a", "a", "b"], ["a"], ["a", 1, "c"], "abc", [0.5, 1.5, 2.5], []]
)
def test_classes_that_cannot_be_are_refused(fitted, tmp_path, classes):
    fitted.save(tmp_path / "model")
    (tmp_path / "model" / "classes.json").write_text(json.dumps({"classes": classes}))
    renew_checksums(tmp_path / "model")
    with pytest.raises(InputError, match="classes.json is damaged: expected"):
        HeadlineClassifier.load(tmp_path / "model")


def test_a_classifier_that_an_earlier_version_saved_is_read(fitted, rows, tmp_path):
    fitted.save(tmp_path / "model")
    path = tmp_path / "model" / "classifier.json"
    about = json.loads(path.read_text())
    del about["sha256"]
    path.write_text(json.dumps(about | {"format_version": 1}))
    loaded = HeadlineClassifier.load(tmp_path / "model")
    assert (loaded.predict_proba(rows[0]) == fitted.predict_proba(rows[0])).all()


@pytest.mark.parametrize("names", [[7, 0, -3], [True, False]])
def test_labels_that_are_no_str_survive(vectors, rows, tmp_path, names):
    texts, labels = zip(*[(t, y) for t, y in zip(*rows, strict=True) if len(names) == 3 or y != "World"], strict=True)
    number = dict(zip(sorted(set(labels)), names, strict=True))
    y = [number[label] for label in labels]
    model = small_classifier(embeddings=vectors, num_filters=8, num_epochs=15, learning_rate=1e-2).fit(texts, y)
    model.save(tmp_path / "model")
    loaded = HeadlineClassifier.load(tmp_path / "model")
    assert loaded.classes_.tolist() == sorted(names)
    assert loaded.predict(texts).dtype == model.predict(texts).dtype == np.array(names).dtype
    assert loaded.score(texts, y) == model.score(texts, y) > 0.8
    assert {one.label for one in loaded.explain(texts)} <= set(map(str, names))


def test_what_is_loaded_does_not_change_with_the_file(fitted, rows, tmp_path):
    fitted.save(tmp_path / "model")
    loaded = HeadlineClassifier.load(tmp_path / "model")
    path = tmp_path / "model" / "weights.safetensors"
    with open(path, "r+b") as file:
        file.seek(-2000, os.SEEK_END)
        file.write(bytes(2000))
    assert (loaded.predict_proba(rows[0]) == fitted.predict_proba(rows[0])).all()
