"""HeadlineClassifier among scikit-learn's own tools: its checks of estimators, and what is built of estimators."""

import numpy as np
import pytest
from made_up_headlines import small_classifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import check_estimator

from lessonlib.classification.estimator import HeadlineClassifier


class OfNumbers(HeadlineClassifier):
    """Reads rows of numbers as texts, a word for each: scikit-learn's checks know no other data."""

    def fit(self, X, y):
        return super().fit(as_texts(X), y)

    def logits(self, X):
        self._check_fitted()
        return super().logits(as_texts(X))

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = True, False
        return tags


def as_texts(X):
    """A coarse word for each number, which rows share, and a fine one, so that few rows are doubles."""
    words = [
        [f"c{place}v{round(float(n))} c{place}w{float(n):.3f}" for place, n in enumerate(row)] for row in np.asarray(X)
    ]
    return list(map(" ".join, words))


COLUMNS = "texts have no columns that could be counted or named"
NUMBERS = "it is about kinds of numbers and matrices; texts are neither"
WORDING = "bad input is refused, in the words of this package instead of scikit-learn's"
# It allows no rounding, and logits may differ by 1e-7 in another batch: whether they do depends on the processor.
UNDECIDED = {"check_methods_sample_order_invariance"}
NOT_APPLICABLE = {
    "check_n_features_in_after_fitting": COLUMNS,
    "check_n_features_in": COLUMNS,
    "check_classifiers_train": COLUMNS,
    "check_estimators_empty_data_messages": COLUMNS,
    "check_fit1d": NUMBERS,
    "check_fit2d_predict1d": NUMBERS,
    "check_complex_data": NUMBERS,
    "check_estimators_nan_inf": NUMBERS,
    "check_estimator_sparse_tag": NUMBERS,
    "check_estimator_sparse_array": NUMBERS,
    "check_estimator_sparse_matrix": NUMBERS,
    "check_classifiers_one_label": WORDING,
    "check_classifiers_regression_target": WORDING,
    "check_supervised_y_2d": "labels in a table are refused; scikit-learn would flatten them, with a warning",
    "check_classifier_data_not_an_array": "labels come as a sequence; an object that only numpy can read is refused",
}


def test_what_scikit_learn_checks_of_every_estimator():
    """All checks that it has for a classifier; those that ask for what texts cannot have are named, with the reason."""
    estimator = OfNumbers(num_filters=3, filter_sizes=(1,), num_epochs=4)
    results = check_estimator(estimator, expected_failed_checks=NOT_APPLICABLE, on_skip=None, on_fail=None)
    failed = {result["check_name"]: result["exception"] for result in results if result["status"] == "failed"}
    assert failed.keys() <= UNDECIDED, failed
    passed = {result["check_name"] for result in results if result["status"] == "passed"}
    assert len(passed) >= 25, passed
    assert {"check_estimators_pickle", "check_fit_idempotent", "check_requires_y_none"} <= passed
    assert not passed & NOT_APPLICABLE.keys(), "applicable after all"


def test_the_tags_say_that_texts_go_in():
    tags = get_tags(HeadlineClassifier())
    assert tags.input_tags.string and not tags.input_tags.two_d_array
    assert tags.estimator_type == "classifier" and tags.target_tags.required


@pytest.fixture(scope="module")
def classifier(vectors):
    return small_classifier(embeddings=vectors, num_filters=8, num_epochs=10, learning_rate=1e-2, seed=np.int64(3))


@pytest.fixture(scope="module")
def two_classes(rows):
    pairs = [(text, label) for text, label in zip(*rows, strict=True) if label != "World"]
    return tuple(map(list, zip(*pairs, strict=True)))


def test_probabilities_across_folds(classifier, rows):
    probabilities = cross_val_predict(classifier, *rows, cv=3, method="predict_proba")
    assert probabilities.shape == (60, 3)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert (np.unique(rows[1])[probabilities.argmax(axis=1)] == rows[1]).mean() > 0.8


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
