"""What a network has to beat: models without any, as scikit-learn estimators from raw titles to classes.

Each says what one kind of knowledge is worth on its own: how often the classes occur; which words occur (and which
pairs of words); what the words mean on average, in whatever order they stand.
"""

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from gensim.models import KeyedVectors
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from lessonlib.classification.encoding import read_texts, require_texts
from lessonlib.text import read_headline


class MeanVectors(TransformerMixin, BaseEstimator):
    """Titles to the mean of their words' vectors: float32 (titles, dimensions). Word order leaves no trace in it.

    Words without a vector, or with one of nothing but zeros, are left out; a title that has no other word becomes the
    zero vector. Nothing is learned from the titles that `fit` is given. Wieting et al. 2016, "Towards Universal
    Paraphrastic Sentence Embeddings", show how hard such averages are to beat. Words are looked up as they are written,
    then in lower case; `split` reads them as in `HeadlineClassifier`.
    """

    def __init__(self, embeddings: KeyedVectors, split: Callable[[str], list[str]] | None = None) -> None:
        self.embeddings = embeddings
        self.split = split

    def fit(self, X: Sequence[str], y: object = None) -> Self:
        """Nothing to learn; it is there because scikit-learn's pipelines call it."""
        return self

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """The mean vector of each title. Raises InputTypeError for one that is no str, InputError for no titles."""
        titles = require_texts(X, "text")
        known = self.embeddings.key_to_index
        means = np.zeros((len(titles), self.embeddings.vector_size), dtype=np.float32)
        for row, tokens in enumerate(read_texts(titles, "words", True, self.split, lower=False)):
            words = (token if token in known else token.lower() for token in tokens)
            found = [known[word] for word in words if word in known]
            rows = self.embeddings.vectors[found]
            if (rows := rows[rows.any(axis=1)]).size:
                means[row] = rows.mean(axis=0)
        return means

    def __sklearn_clone__(self) -> Self:
        return type(self)(self.embeddings, self.split)  # the vectors are shared, not copied: nobody writes to them

    def __sklearn_is_fitted__(self) -> bool:
        return True


def majority_class() -> DummyClassifier:
    """Always predicts the most frequent class of the training labels."""
    return DummyClassifier(strategy="most_frequent")


def tfidf_regression(longest: int = 2, split: Callable[[str], list[str]] | None = None) -> Pipeline:
    """Logistic regression on TF-IDF counts of the titles' tokens and, up to `longest` in a row, of their sequences.

    Tokens are those of `read_headline`, or of a `split` of one's own. `longest=1` counts single words only, and knows
    nothing of their order.
    """
    counts = TfidfVectorizer(
        tokenizer=split or read_headline,
        token_pattern=None,
        lowercase=False,
        ngram_range=(1, longest),
        sublinear_tf=True,
    )
    return make_pipeline(counts, LogisticRegression(C=10, max_iter=1000))


def mean_vector_regression(embeddings: KeyedVectors, split: Callable[[str], list[str]] | None = None) -> Pipeline:
    """Logistic regression on the mean of a title's word vectors; see `MeanVectors`."""
    return make_pipeline(MeanVectors(embeddings, split), LogisticRegression(max_iter=1000))
