"""One str where several belong is refused, wherever several belong: its letters would pass for them."""

import numpy as np
import pytest

from lessonlib.classification.baselines import mean_vector_regression
from lessonlib.classification.encoding import Tokenizer
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import score_interval
from lessonlib.datasets import load_headlines
from lessonlib.embeddings.bias import association, weat
from lessonlib.embeddings.counting import cooccurrences
from lessonlib.embeddings.projection import project_pca
from lessonlib.embeddings.similarity import analogy, make_keyed_vectors
from lessonlib.embeddings.training import train_word2vec
from lessonlib.errors import InputTypeError
from lessonlib.text import preprocess, shuffle_words

LETTERS = list("abcd")
VECTORS = make_keyed_vectors(LETTERS, np.eye(4, dtype=np.float32))
TWO = ["a", "b"], ["c", "d"]


@pytest.mark.parametrize(
    "call",
    [
        Tokenizer.from_tokens,
        Tokenizer().fit_tokens,
        Tokenizer().encode,
        mean_vector_regression(VECTORS)[0].transform,
        lambda text: HeadlineClassifier().fit(text, LETTERS),
        lambda text: HeadlineClassifier().fit(LETTERS, text),
        lambda text: score_interval(text, np.array(LETTERS)),
        lambda text: load_headlines(categories=text),
        lambda text: make_keyed_vectors(text, np.eye(4)),
        lambda text: association(VECTORS, text, ["a"], ["b"]),
        lambda text: weat(VECTORS, (text, text), TWO),
        lambda text: cooccurrences(text, LETTERS),
        lambda text: project_pca(VECTORS, text),
        lambda text: analogy(VECTORS, text, ["a"]),
        train_word2vec,
        lambda text: shuffle_words(text, 0),
        lambda text: preprocess("a text", text),
    ],
)
def test_one_str_is_refused(call):
    with pytest.raises(InputTypeError):
        call("abcd")
