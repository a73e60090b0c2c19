"""HeadlineClassifier among scikit-learn's own tools: what it does with an estimator, and builds of several."""

import pickle

import numpy as np
import pytest
from made_up_headlines import small_classifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import (
    check_get_params_invariance,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
    check_set_params,
)

from lessonlib.classification.estimator import HeadlineClassifier


@pytest.mark.parametrize(
    "check",
    [
        check_get_params_invariance,
        check_no_attributes_set_in_init,
        check_parameters_default_constructible,
        check_set_params,
    ],
)
def test_what_scikit_learn_checks_of_parameters(check):
    """Of its other checks most need rows of numbers, which no text is."""
    check("HeadlineClassifier", HeadlineClassifier())


def test_it_takes_texts_and_travels_between_processes(fitted, rows):
    tags = get_tags(fitted)
    assert tags.input_tags.string and not tags.input_tags.two_d_array
    assert tags.estimator_type == "classifier" and tags.target_tags.required
    travelled = pickle.loads(pickle.dumps(fitted))
    assert (travelled.predict_proba(rows[0]) == fitted.predict_proba(rows[0])).all()


@pytest.fixture(scope="module")
def classifier(vectors):
    return small_classifier(embeddings=vectors, num_filters=8, num_epochs=10, learning_rate=1e-2, seed=np.int64(3))


@pytest.fixture(scope="module")
def two_classes(rows):
    pairs = [(text, label) for text, label in zip(*rows, strict=True) if label != "World"]
    return tuple(map(list, zip(*pairs, strict=True)))


@pytest.mark.parametrize("encode", [lambda label: label, lambda label: label == "Sports"])
def test_two_classes_have_one_score_whatever_the_labels(classifier, two_classes, encode):
    texts, labels = two_classes[0], list(map(encode, two_classes[1]))
    assert cross_val_score(classifier, texts, labels, cv=3, scoring="roc_auc").min() > 0.9
    model = classifier.fit(texts, labels)
    scores = model.decision_function(texts)
    assert scores.shape == (40,)
    assert roc_auc_score(np.array(labels) == model.classes_[1], scores) > 0.95
    assert (model.classes_[(scores > 0).astype(int)] == model.predict(texts)).all()
    assert set(model.predict(texts).tolist()) == set(labels)


@pytest.mark.parametrize(
    "combine",
    [
        lambda model, other: VotingClassifier([("network", model), ("counts", other)], voting="soft"),
        lambda model, other: CalibratedClassifierCV(make_pipeline(model), cv=2),
        lambda model, other: GridSearchCV(model, {"filter_sizes": [(1,), (1, 2)]}, cv=2, scoring="f1_macro"),
    ],
    ids=["voting", "calibrated", "search"],
)
def test_classifiers_made_of_classifiers(classifier, rows, combine):
    combined = combine(classifier, make_pipeline(TfidfVectorizer(), LogisticRegression()))
    assert combined.fit(*rows).score(*rows) > 0.9
