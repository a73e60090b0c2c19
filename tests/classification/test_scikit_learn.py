"""HeadlineClassifier among scikit-learn's own tools: what it does with an estimator."""

import pickle

import numpy as np
import pytest
from made_up_headlines import small_classifier
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.utils.estimator_checks import (
    check_get_params_invariance,
    check_parameters_default_constructible,
    check_set_params,
)

from lessonlib.classification.estimator import HeadlineClassifier


def test_what_scikit_learn_checks_of_parameters():
    """Of its other checks most need rows of numbers, which no text is."""
    check_get_params_invariance("HeadlineClassifier", HeadlineClassifier())
    check_parameters_default_constructible("HeadlineClassifier", HeadlineClassifier())
    check_set_params("HeadlineClassifier", HeadlineClassifier())


def test_it_travels_between_processes(fitted, rows):
    travelled = pickle.loads(pickle.dumps(fitted))
    assert (travelled.predict_proba(rows[0]) == fitted.predict_proba(rows[0])).all()


@pytest.fixture(scope="module")
def classifier(vectors):
    return small_classifier(embeddings=vectors, num_filters=8, num_epochs=10, learning_rate=1e-2, seed=np.int64(3))


def test_two_classes_have_one_score(classifier, rows):
    texts, labels = rows
    assert cross_val_score(classifier, texts, np.array(labels) == "Sports", cv=3, scoring="roc_auc").min() > 0.9


def test_the_best_parameters_are_searched_for(classifier, vectors, rows):
    search = GridSearchCV(classifier, {"filter_sizes": [(1,), (1, 2)]}, cv=2, scoring="f1_macro").fit(*rows)
    assert search.score(*rows) > 0.9
    assert search.best_estimator_.embeddings is vectors, "not copied: all of GloVe weighs 160 MB"
