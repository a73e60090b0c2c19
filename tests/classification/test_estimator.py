"""HeadlineClassifier: behaves like a scikit-learn estimator, survives odd text, refuses bad input."""

import copy
import random
import warnings

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from made_up_headlines import CLUES, small_classifier
from scipy.special import softmax
from sklearn.exceptions import NotFittedError

from lessonlib.classification.encoding import PAD, UNK
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.embeddings.similarity import make_keyed_vectors
from lessonlib.errors import InputError, InputTypeError

# ---- learning ----


def test_learns_what_can_be_learned_from_lists_series_or_arrays(fitted, vectors, rows):
    assert fitted.score(*rows) > 0.95
    assert list(fitted.classes_) == sorted(CLUES)
    assert fitted.history_["best"].sum() == 1
    same = fitted.__sklearn_clone__().fit(pd.Series(rows[0], index=range(60, 0, -1)), pd.Series(rows[1]))
    assert (same.logits(np.array(rows[0], dtype=object)) == fitted.logits(rows[0])).all()


def test_a_word_first_met_after_training_is_read_if_it_has_a_vector(fitted, vectors, rows):
    assert "goalkeeper" not in " ".join(rows[0])
    assert fitted.predict(["goalkeeper"]) == ["Sports"]
    closed = small_classifier(embeddings=vectors, open_vocabulary=False).fit(*rows)
    assert "goalkeeper" not in closed.tokenizer_.token_to_index


def test_probabilities_are_those_of_logits_divided_by_the_temperature(fitted, rows):
    logits = fitted.logits(rows[0]).astype(float)
    for temperature in (0.5, 1.0, 4.0):
        model = copy.copy(fitted)
        model.temperature_ = temperature
        np.testing.assert_allclose(model.predict_proba(rows[0]), softmax(logits / temperature, axis=1), atol=1e-6)


@pytest.mark.parametrize("parameters", [{}, {"freeze": False, "hidden_dim": 6, "dropout": 0.2}])
def test_same_seed_same_model_bit_for_bit(vectors, rows, parameters):
    first, second = (small_classifier(embeddings=vectors, **parameters).fit(*rows) for _ in range(2))
    assert (first.logits(rows[0]) == second.logits(rows[0])).all()
    other = small_classifier(embeddings=vectors, seed=99, **parameters).fit(*rows)
    assert (first.logits(rows[0]) != other.logits(rows[0])).any()


def test_vectors_stay_and_tuned_ones_move(vectors, rows):
    for parameters in ({}, {"freeze": False}):
        model = small_classifier(embeddings=vectors, **parameters).fit(*rows)
        index = model.tokenizer_.token_to_index["goal"]
        row = model.model_.embedding(model.model_.embedding.learned.weight.new_tensor([[index]]).long())[0, 0]
        moved = not np.allclose(row.detach().cpu().numpy(), vectors["goal"], atol=1e-6)
        assert moved is bool(parameters)


def test_vectors_may_have_rows_for_padding_and_unknown_words(vectors, rows):
    special = np.full((2, vectors.vector_size), 0.5, dtype=np.float32)
    more = make_keyed_vectors([*vectors.index_to_key, UNK, PAD], np.vstack([vectors.vectors, special]))
    model = small_classifier(embeddings=more, num_epochs=1).fit(*rows)
    plain = small_classifier(embeddings=vectors, num_epochs=1).fit(*rows)
    assert model.tokenizer_.index_to_token == plain.tokenizer_.index_to_token
    assert (model.model_.embedding.learned.weight[0] == 0).all()


def test_validation_rows_can_be_given_and_nothing_is_learned_from_them(rows):
    model = small_classifier().fit(*rows, validation=(["goal unheard"] * 3, ["Sports"] * 3))
    assert set(model.tokenizer_.index_to_token) == {PAD, UNK, *" ".join(rows[0]).split()}
    with pytest.raises(ValueError, match="previously unseen labels.*Weather"):
        small_classifier().fit(*rows, validation=(["rain"], ["Weather"]))


def test_without_embeddings_all_vectors_are_learned(rows):
    model = small_classifier(num_epochs=15, learning_rate=1e-2).fit(*rows)
    assert model.score(*rows) > 0.9
    assert "goalkeeper" not in model.tokenizer_.token_to_index


# ---- any text is classified, bad input refused ----


@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=60), min_size=1, max_size=5))
def test_any_text_is_classified_and_explained(fitted, texts):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        probabilities = fitted.predict_proba(texts)
        alone = np.concatenate([fitted.predict_proba([text]) for text in texts])
        explained = fitted.explain(texts)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(probabilities, alone, atol=1e-4)
    assert [one.label for one in explained] == fitted.classes_[probabilities.argmax(axis=1)].tolist()
    for one, text, row in zip(explained, texts, probabilities, strict=True):
        assert one.text == text and one.probability == pytest.approx(row.max(), abs=1e-5)
        assert one.bias + one.word_scores.sum() == pytest.approx(one.logit, abs=1e-3)
        one._repr_html_()


def test_one_odd_row_does_not_sink_a_batch(fitted):
    with pytest.warns(UserWarning, match="1 of 3 texts hold no word") as warned:
        assert fitted.predict(["goal match", "", "rebels vote"]).tolist()[::2] == ["Sports", "World"]
    assert warned[0].filename == __file__, "the warning names the line that predicts"


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        ("goal", TypeError, "wrap it in a list"),
        (["goal", float("nan")], TypeError, "text 1: expected a str, got float"),
        ([b"goal"], TypeError, "decode"),
        ([], ValueError, "at least one text"),
        (pd.DataFrame({"title": ["goal"]}), TypeError, "pass one column"),
    ],
)
def test_bad_texts_are_refused(fitted, rows, texts, error, message):
    with pytest.raises(error, match=message):
        fitted.predict(texts)
    with pytest.raises(error, match=message):
        small_classifier().fit(texts, rows[1])


def test_bad_rows_are_refused(rows):
    texts, labels = rows
    with pytest.raises(ValueError, match="60 texts but 59 labels"):
        small_classifier().fit(texts, labels[1:])
    with pytest.raises(ValueError, match="nothing to tell apart"):
        small_classifier().fit(texts, ["World"] * 60)
    with pytest.raises(ValueError, match="nothing to tell apart"):
        small_classifier().fit(["a b", "c d"], ["x", "x"], validation=(["a"], ["x"]))
    with pytest.raises(ValueError, match="hold no token"):
        small_classifier().fit([""] * 60, labels)


@pytest.mark.parametrize(
    ("name", "values"),
    {
        "num_epochs": [0, 1.5, "3"],
        "filter_sizes": [(), (1, 2.5), (513,), "12", None],
        "num_tokens": [2],
        "seed": [-1, np.random.RandomState(1)],
        "reading": ["tea leaves"],
        "dropout": [1.0, float("nan")],
        "validation_fraction": [0],
        "embeddings": [{"goal": [1.0]}],
    }.items(),
)
def test_bad_parameters_are_refused_by_name(rows, name, values):
    for value in values:
        with pytest.raises(ValueError, match=f"^(The )?'?{name}"):
            small_classifier(**{name: value}).fit(*rows)


def test_numbers_of_any_kind_are_taken_and_saved(vectors, rows, tmp_path):
    numbers = {"seed": np.int64(3), "dropout": np.float32(0.25), "relu": np.True_, "filter_sizes": np.array([1, 2])}
    model = small_classifier(embeddings=vectors, **numbers).fit(*rows)
    model.save(tmp_path / "model")
    assert (HeadlineClassifier.load(tmp_path / "model").predict_proba(rows[0]) == model.predict_proba(rows[0])).all()


def test_unfitted_says_so(rows, tmp_path):
    for ask in (lambda m: m.predict(["a"]), lambda m: m.explain(["a"]), lambda m: m.save(tmp_path / "x")):
        with pytest.raises(NotFittedError, match="Call 'fit'"):
            ask(HeadlineClassifier())
    assert not (tmp_path / "x").exists()


def test_every_parameter_is_described():
    for name in HeadlineClassifier().get_params():
        assert f"\n    {name} : " in HeadlineClassifier.__doc__


# ---- nothing is disturbed ----


def test_fit_leaves_all_chance_as_it_was(vectors, rows):
    def states():
        return random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()

    before = states()
    small_classifier(embeddings=vectors).fit(*rows).predict(rows[0])
    assert states() == before


def test_vectors_that_are_no_numbers_are_named(vectors, rows):
    broken = make_keyed_vectors(vectors.index_to_key, vectors.vectors.copy())
    broken.vectors[broken.key_to_index["goal"], 3] = np.nan
    with pytest.raises(InputError, match="the vector of 'goal' holds a number"):
        small_classifier(embeddings=broken).fit(*rows)


# ---- words and vectors ----


def with_keys(vectors, change):
    return make_keyed_vectors([change(word) for word in vectors.index_to_key], vectors.vectors)


def test_coverage_is_the_share_of_the_words_read_that_have_a_vector(vectors, rows):
    texts = [f"{text} zzq" for text in rows[0]]
    model = small_classifier(embeddings=vectors).fit(texts, rows[1])
    assert model.coverage_ == pytest.approx(4 / 5)
    assert small_classifier().fit(*rows).coverage_ is None
    assert model.known_share(["goal match zzq unheard"]) == 3 / 4  # zzq was learned


def test_little_coverage_is_warned_of_with_words_of_both_sides(vectors, rows):
    prefixed = with_keys(vectors, lambda word: f"/c/en/{word}")
    with pytest.warns(UserWarning, match=r"only 0% of the words read have a vector: .*begin with /c/en/") as warned:
        model = small_classifier(embeddings=prefixed).fit(*rows)
    assert model.coverage_ == 0 and warned[0].filename == __file__


def test_words_are_looked_up_as_written_then_in_lower_case(vectors, rows, tmp_path):
    nouns = with_keys(vectors, lambda word: word.title() if word in ("goal", "vote", "bank") else word)
    texts = [
        text.replace("goal", "Goal").replace("vote", "Vote").replace("bank", "Bank").upper().title() for text in rows[0]
    ]
    model = small_classifier(embeddings=nouns, num_filters=8, num_epochs=15, learning_rate=1e-2).fit(texts, rows[1])
    assert model.coverage_ == 1 and model.cased_ and model.score(texts, rows[1]) > 0.95
    assert model.explain(["The Goal AGAIN"])[0].tokens == ["the", "Goal", "again"]
    model.save(tmp_path / "model")
    loaded = HeadlineClassifier.load(tmp_path / "model")
    assert loaded.cased_ and loaded.coverage_ == 1
    assert (loaded.logits(texts) == model.logits(texts)).all()


def by_hyphens(text):
    return text.split("-")


def test_a_splitter_of_ones_own_reads_the_words(vectors, rows, tmp_path):
    texts = ["-".join(text.split()) for text in rows[0]]
    model = small_classifier(embeddings=vectors, split=by_hyphens).fit(texts, rows[1])
    assert model.coverage_ == 1 and model.explain(["goal-new-cup"])[0].tokens == ["goal", "new", "cup"]
    model.save(tmp_path / "model")
    with pytest.raises(InputError, match="reads with split=.*by_hyphens; pass it"):
        HeadlineClassifier.load(tmp_path / "model")
    loaded = HeadlineClassifier.load(tmp_path / "model", split=by_hyphens)
    assert (loaded.logits(texts) == model.logits(texts)).all()
    model.set_params(split=str.split).save(tmp_path / "model")  # which says nothing of its module
    with pytest.raises(InputTypeError, match="expected a list of tokens"):
        model.set_params(split=str.upper).predict(texts)


def test_a_text_without_spaces_is_warned_of_unless_it_is_split(vectors):
    texts, labels = ["国际油价上涨超过百分之三", "球队在决赛中赢得冠军奖杯"] * 10, ["a", "b"] * 10
    held_out = texts, labels
    with pytest.warns(UserWarning, match="no spaces between its words.*split=jieba.lcut"):
        small_classifier(num_epochs=1).fit(texts, labels, held_out)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        small_classifier(num_epochs=1, split=list).fit(texts, labels, held_out)


@pytest.mark.parametrize("weight", ["balanced", {"World": 9.0}])
def test_class_weights_find_a_rare_class(weight, vectors, rows, tmp_path):
    texts, labels = rows
    kept = [row for row in range(60) if labels[row] != "World" or row % 7 == 0]
    texts, labels = [texts[row] + " the a new" for row in kept], [labels[row] for row in kept]
    settings = {"embeddings": vectors, "num_filters": 8, "num_epochs": 3, "learning_rate": 5e-3}
    asked = [text for text, label in zip(*rows, strict=True) if label == "World"]
    found = []
    for class_weight in (None, weight):
        model = small_classifier(class_weight=class_weight, **settings).fit(texts, labels, rows)
        found.append((model.predict(asked) == "World").mean())
    assert found[1] > found[0]
    model.save(tmp_path / "model")
    assert HeadlineClassifier.load(tmp_path / "model").class_weight == weight


def test_rows_of_one_text_are_not_parted_when_fitting():
    """The only two texts of each class: one is learned, and the other held out."""
    texts, labels = ["goal", "match", "vote", "rebels"], ["Sports", "Sports", "World", "World"]
    with pytest.warns(UserWarning, match="8 of 12 rows repeat the text of another"):
        model = small_classifier(validation_fraction=0.5).fit(texts * 3, labels * 3)
    assert len(model.tokenizer_) == 2 + 2
