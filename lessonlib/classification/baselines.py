"""What a network has to beat: models without any, as scikit-learn estimators from raw titles to classes.

Each says what one kind of knowledge is worth on its own: which words occur (and which pairs of words); what the words
mean on average, in whatever order they stand. How often the classes occur is scikit-learn's `DummyClassifier`.
"""

from collections.abc import Callable, Sequence

import numpy as np
from gensim.models import KeyedVectors
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer

from lessonlib.classification.encoding import read_texts, require_texts
from lessonlib.text import as_known, read_headline


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
    """Logistic regression on the mean of a title's word vectors, in which word order leaves no trace.

    Words without a vector, or with one of nothing but zeros, are left out; a title that has no other word becomes the
    zero vector. Words are looked up in the ways of `as_known`; `split` reads them as in `HeadlineClassifier`.
    Wieting et al. 2016, "Towards Universal Paraphrastic Sentence Embeddings", show how hard such averages are to beat.
    Predicting raises InputTypeError for a title that is no str, InputError for no titles.
    """
    known = embeddings.key_to_index

    def mean_vectors(titles: Sequence[str]) -> np.ndarray:
        means = np.zeros((len(titles := require_texts(titles)), embeddings.vector_size), dtype=np.float32)
        for row, tokens in enumerate(read_texts(titles, "words", True, split, lower=False)):
            rows = embeddings.vectors[[known[word] for token in tokens if (word := as_known(token, known)) in known]]
            if (rows := rows[rows.any(axis=1)]).size:
                means[row] = rows.mean(axis=0)
        return means

    return make_pipeline(FunctionTransformer(mean_vectors), LogisticRegression(max_iter=1000))
