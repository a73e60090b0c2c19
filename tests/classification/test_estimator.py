"""HeadlineClassifier: behaves like a scikit-learn estimator, survives odd text, saves whole or not at all."""

import json
import pickle
import shutil
from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest
from gensim.models import KeyedVectors
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score

from lessonlib.classification.estimator import MAX_TOKENS, HeadlineClassifier

CLUES = {
    "Business": ["shares", "profit", "bank", "oil", "trade"],
    "Sports": ["goal", "coach", "match", "striker", "cup"],
    "World": ["rebels", "vote", "minister", "treaty", "border"],
}
FILLERS = ["the", "a", "new", "as", "after", "with", "again"]


@pytest.fixture(scope="module")
def vectors():
    """Small vectors in which the clue words of a class lie close together, "unseen" words of Sports among them."""
    rng = np.random.default_rng(0)
    keys, rows = [], []
    for clues in [*CLUES.values(), FILLERS]:
        centre = rng.normal(size=12)
        for word in clues:
            keys.append(word)
            rows.append(centre + 0.1 * rng.normal(size=12))
        if clues is CLUES["Sports"]:
            keys.append("goalkeeper")
            rows.append(centre)
    vectors = KeyedVectors(12)
    vectors.add_vectors(keys, np.array(rows, dtype=np.float32))
    return vectors


@pytest.fixture(scope="module")
def rows():
    """60 made-up texts, 20 a class, of two clues and two fillers each."""
    rng = np.random.default_rng(1)
    texts, labels = [], []
    for label, clues in CLUES.items():
        for _ in range(20):
            words = [*rng.choice(clues, 2), *rng.choice(FILLERS, 2)]
            texts.append(" ".join(rng.permutation(words)))
            labels.append(label)
    return texts, labels


@pytest.fixture(scope="module")
def fitted(vectors, rows):
    return HeadlineClassifier(vectors, num_filters=8, num_epochs=15, learning_rate=1e-2).fit(*rows)


def small(**parameters):
    return HeadlineClassifier(**{"num_filters": 4, "num_epochs": 2} | parameters)


# ---- learning ----


def test_learns_what_can_be_learned(fitted, rows):
    texts, labels = rows
    assert fitted.score(texts, labels) > 0.95
    assert list(fitted.classes_) == sorted(CLUES)
    assert fitted.history_["best"].sum() == 1


def test_a_word_first_met_after_training_is_read_if_it_has_a_vector(fitted, vectors, rows):
    assert "goalkeeper" not in " ".join(rows[0])
    assert fitted.predict(["goalkeeper"]) == ["Sports"]
    closed = small(embeddings=vectors, open_vocabulary=False).fit(*rows)
    assert "goalkeeper" not in closed.tokenizer_.token_to_index


def test_probabilities_are_a_distribution(fitted, rows):
    probabilities = fitted.predict_proba(rows[0])
    assert probabilities.shape == (60, 3)
    assert probabilities.min() >= 0
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert (fitted.classes_[probabilities.argmax(axis=1)] == fitted.predict(rows[0])).all()


def test_temperature_changes_confidence_but_no_answer(fitted, rows):
    logits = fitted.decision_function(rows[0])
    assert (logits.argmax(axis=1) == fitted.predict_proba(rows[0]).argmax(axis=1)).all()
    assert fitted.temperature_ > 0


def test_neighbours_and_order_change_no_prediction(fitted, rows):
    together = fitted.decision_function([*rows[0], "goal " * 40])
    one_by_one = np.concatenate([fitted.decision_function([text]) for text in rows[0]])
    np.testing.assert_allclose(together[:-1], one_by_one, atol=1e-4)
    backwards = fitted.decision_function(rows[0][::-1])
    np.testing.assert_allclose(backwards[::-1], together[:-1], atol=1e-4)


@pytest.mark.parametrize("parameters", [{}, {"freeze": False}, {"hidden_dim": 6, "dropout": 0.2}])
def test_same_seed_same_model_bit_for_bit(vectors, rows, parameters):
    first, second = (small(embeddings=vectors, **parameters).fit(*rows) for _ in range(2))
    assert (first.decision_function(rows[0]) == second.decision_function(rows[0])).all()
    other = small(embeddings=vectors, seed=99, **parameters).fit(*rows)
    assert (first.decision_function(rows[0]) != other.decision_function(rows[0])).any()


def test_frozen_vectors_stay_and_tuned_ones_move(vectors, rows):
    for freeze in (True, False):
        model = small(embeddings=vectors, freeze=freeze).fit(*rows)
        index = model.tokenizer_.token_to_index["goal"]
        row = model.model_.embedding(model.model_.embedding.learned.weight.new_tensor([[index]]).long())[0, 0]
        moved = not np.allclose(row.detach().cpu().numpy(), vectors["goal"], atol=1e-6)
        assert moved is not freeze


def test_validation_rows_can_be_given(vectors, rows):
    texts, labels = rows
    model = small(embeddings=vectors).fit(texts[::2], labels[::2], validation=(texts[1::2], labels[1::2]))
    assert model.score(texts, labels) > 0.3
    with pytest.raises(ValueError, match="unknown label 'Weather'; known are"):
        small().fit(texts, labels, validation=(["rain"], ["Weather"]))


def test_without_embeddings_all_vectors_are_learned(rows):
    model = small(num_epochs=15, learning_rate=1e-2).fit(*rows)
    assert model.score(*rows) > 0.9
    assert "goalkeeper" not in model.tokenizer_.token_to_index


def test_the_source_tag_is_not_read_unless_asked(vectors, rows):
    texts, labels = rows
    tagged = [text + (" (Reuters)" if label == "World" else "") for text, label in zip(texts, labels, strict=True)]
    assert "reuters" not in small(embeddings=vectors).fit(tagged, labels).tokenizer_.token_to_index
    assert "reuters" in small(embeddings=vectors, clean=False).fit(tagged, labels).tokenizer_.token_to_index


# ---- scikit-learn ----


def test_clone_shares_the_vectors_and_keeps_the_parameters(vectors):
    original = HeadlineClassifier(vectors, num_filters=7, filter_sizes=(2, 3))
    copy = clone(original)
    assert copy is not original
    assert copy.embeddings is vectors
    assert copy.get_params() == original.get_params()
    assert not hasattr(copy, "model_")


def test_works_inside_cross_val_score(vectors, rows):
    scores = cross_val_score(small(embeddings=vectors, num_epochs=8, learning_rate=1e-2), *rows, cv=3)
    assert scores.shape == (3,)
    assert scores.mean() > 0.6


def test_takes_series_and_arrays(vectors, rows):
    frame = pd.DataFrame({"title": rows[0], "category": rows[1]})
    model = small(embeddings=vectors).fit(frame["title"], frame["category"])
    np.testing.assert_array_equal(model.predict(frame["title"]), model.predict(np.array(rows[0], dtype=object)))


# ---- odd text is answered, bad input refused ----


@pytest.mark.parametrize("text", ["", "   ", "zzzxq", "\x00\x07", "🙂🙂", "!", "\u202e", "goal"])
def test_odd_text_is_classified(fitted, text):
    with pytest.warns(UserWarning, match="no word") if text != "goal" else nullcontext():
        probabilities = fitted.predict_proba([text, "goal"])
    assert np.isfinite(probabilities).all()


def test_one_odd_row_does_not_sink_a_batch(fitted):
    with pytest.warns(UserWarning, match="1 of 3 texts hold no word"):
        assert fitted.predict(["goal match", "", "rebels vote"]).tolist()[::2] == ["Sports", "World"]


def test_a_very_long_text_is_cut_with_a_warning(fitted):
    long = "goal " * 10_000
    with pytest.warns(UserWarning, match=f"more than {MAX_TOKENS} tokens"):
        assert fitted.predict([long]) == ["Sports"]


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        ("goal", TypeError, "wrap it in a list"),
        (["goal", float("nan")], TypeError, "text 1: expected a str, got float"),
        ([b"goal"], TypeError, "decode"),
        ([None], TypeError, "text 0"),
        ([], ValueError, "at least one text"),
        (7, TypeError, "sequence of texts"),
        (pd.DataFrame({"title": ["goal"]}), TypeError, "pass one column"),
        ({"title": "goal"}, TypeError, "pass one column"),
    ],
)
def test_bad_texts_are_refused(fitted, rows, texts, error, message):
    with pytest.raises(error, match=message):
        fitted.predict(texts)
    with pytest.raises(error, match=message):
        small().fit(texts, rows[1])


def test_bad_rows_are_refused(rows):
    texts, labels = rows
    with pytest.raises(ValueError, match="60 texts but 59 labels"):
        small().fit(texts, labels[1:])
    with pytest.raises(ValueError, match="nothing to tell apart"):
        small().fit(texts, ["World"] * 60)
    with pytest.raises(ValueError, match="nothing to tell apart"):
        small().fit(["a b", "c d"], ["x", "x"], validation=(["a"], ["x"]))
    with pytest.raises(ValueError, match="class 'Rare' has only 1 row"):
        small().fit([*texts, "x"], [*labels, "Rare"])
    with pytest.raises(TypeError, match="label 0: expected a str, got int"):
        small().fit(texts, [0] * 60)
    with pytest.raises(ValueError, match="hold no token"):
        small().fit([""] * 60, labels)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"num_epochs": 0}, "num_epochs=0"),
        ({"patience": -1}, "patience=-1"),
        ({"batch_size": 0}, "batch_size=0"),
        ({"reading": "tea leaves"}, "reading is"),
        ({"validation_fraction": 1.5}, "between 0 and 1"),
        ({"num_tokens": 2}, "num_tokens=2"),
    ],
)
def test_bad_parameters_are_refused(rows, parameters, message):
    with pytest.raises(ValueError, match=message):
        small(**parameters).fit(*rows)


def test_unfitted_says_so(rows, tmp_path):
    for ask in (lambda m: m.predict(["a"]), lambda m: m.explain(["a"]), lambda m: m.save(tmp_path / "x")):
        with pytest.raises(NotFittedError, match="call fit"):
            ask(HeadlineClassifier())
    assert not (tmp_path / "x").exists()


# ---- artifacts ----


def test_save_then_load_changes_nothing(fitted, rows, tmp_path):
    fitted.save(tmp_path / "model")
    loaded = HeadlineClassifier.load(tmp_path / "model")
    assert (loaded.predict_proba(rows[0]) == fitted.predict_proba(rows[0])).all()
    assert loaded.get_params() | {"embeddings": None} == fitted.get_params() | {"embeddings": None}
    pd.testing.assert_frame_equal(loaded.history_, fitted.history_)
    assert [e.text for e in loaded.explain(rows[0][:2])] == rows[0][:2]


def test_saving_again_replaces_the_old_one(fitted, vectors, rows, tmp_path):
    small(embeddings=vectors).fit(*rows).save(tmp_path / "model")
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


def test_everybody_who_may_read_one_file_may_read_all(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    assert len({path.stat().st_mode for path in (tmp_path / "model").iterdir()}) == 1


def test_parameters_may_be_numpy_numbers(vectors, rows, tmp_path):
    model = small(embeddings=vectors, num_filters=np.int64(3), dropout=np.float64(0.1)).fit(*rows)
    model.save(tmp_path / "model")
    assert HeadlineClassifier.load(tmp_path / "model").num_filters == 3


def test_a_failed_save_leaves_the_old_one_whole(fitted, tmp_path, monkeypatch):
    fitted.save(tmp_path / "model")
    before = {path.name: path.read_bytes() for path in (tmp_path / "model").iterdir()}

    def fail(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr("safetensors.torch.save", fail)
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
        ({"parameters": about["parameters"] | {"wings": 2}}, "damaged"),
        ({"parameters": about["parameters"] | {"num_filters": 9}}, "damaged"),
    ]:
        about_path.write_text(json.dumps(about | change))
        with pytest.raises(ValueError, match=message):
            HeadlineClassifier.load(tmp_path / "model")
    (tmp_path / "model" / "tokenizer.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"tokenizer\.json missing"):
        HeadlineClassifier.load(tmp_path / "model")


FILES = ["classifier.json", "classes.json", "tokenizer.json", "weights.safetensors"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["empty", "cut", "rubbish"])
def test_damaged_artifacts_are_refused(fitted, tmp_path, name, damage):
    fitted.save(tmp_path / "model")
    path = tmp_path / "model" / name
    whole = path.read_bytes()
    path.write_bytes({"empty": b"", "cut": whole[: len(whole) // 2], "rubbish": b"\xff\x00rubbish" * 50}[damage])
    with pytest.raises(ValueError, match="damaged"):
        HeadlineClassifier.load(tmp_path / "model")


@pytest.mark.parametrize("name", FILES[1:])
def test_a_file_of_another_classifier_is_refused(fitted, vectors, rows, tmp_path, name):
    fitted.save(tmp_path / "model")
    texts = [text for text, label in zip(*rows, strict=True) if label != "World"]
    labels = [label for label in rows[1] if label != "World"]
    small(embeddings=vectors, num_filters=8).fit([*texts, "two more", "two more"], [*labels, "Sports", "Sports"]).save(
        tmp_path / "other"
    )
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
        small(embeddings=vectors).fit(*rows).save(tmp_path / name)
        sizes[name] = (tmp_path / name / "weights.safetensors").stat().st_size
    assert sizes["half"] < 0.6 * sizes["single"]
