"""One str where several belong is refused, wherever several belong: its letters would pass for them."""

import numpy as np
import pytest

from lessonlib.classification.baselines import MeanVectors
from lessonlib.classification.encoding import Tokenizer
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import get_metrics, score_interval
from lessonlib.classification.recipes import score_table
from lessonlib.classification.splits import cross_validation_folds, stratified_split
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.embeddings.bias import association, weat
from lessonlib.embeddings.counting import cooccurrences
from lessonlib.embeddings.glove import make_keyed_vectors
from lessonlib.embeddings.projection import project_pca, project_tsne
from lessonlib.embeddings.similarity import analogy, require_words, restrict, unit_rows
from lessonlib.embeddings.training import train_fasttext, train_word2vec
from lessonlib.embeddings.windows import context_pairs, one_hot
from lessonlib.errors import InputTypeError
from lessonlib.text import preprocess, shuffle_words

LETTERS = list("abcd")
VECTORS = make_keyed_vectors(LETTERS, np.eye(4, dtype=np.float32))
TWO = ["a", "b"], ["c", "d"]


@pytest.mark.parametrize(
    "call",
    [
        Tokenizer.from_tokens,
        Tokenizer().fit,
        Tokenizer().fit_tokens,
        Tokenizer().encode,
        Tokenizer().texts_to_sequences,
        MeanVectors(VECTORS).transform,
        lambda text: HeadlineClassifier().fit(text, LETTERS),
        lambda text: HeadlineClassifier().fit(LETTERS, text),
        lambda text: get_metrics(text, LETTERS, LETTERS),
        lambda text: get_metrics(LETTERS, text, LETTERS),
        lambda text: get_metrics(LETTERS, LETTERS, text),
        lambda text: score_interval(text, np.array(LETTERS)),
        lambda text: score_table(text, {"model": np.array(LETTERS)}),
        lambda text: stratified_split(text * 9, 0.5, 0),
        lambda text: cross_validation_folds(text * 9, LETTERS * 9, 2, 0),
        lambda text: cross_validation_folds(LETTERS * 9, text * 9, 2, 0),
        lambda text: load_glove(words=text),
        lambda text: load_headlines(categories=text),
        lambda text: make_keyed_vectors(text, np.eye(4)),
        lambda text: association(VECTORS, text, ["a"], ["b"]),
        lambda text: association(VECTORS, ["a"], text, ["b"]),
        lambda text: association(VECTORS, ["a"], ["b"], text),
        lambda text: weat(VECTORS, (text, text), TWO),
        lambda text: weat(VECTORS, TWO, (text, text)),
        lambda text: cooccurrences(text, LETTERS),
        lambda text: cooccurrences([text], LETTERS),
        lambda text: cooccurrences([LETTERS], text),
        lambda text: project_pca(VECTORS, text),
        lambda text: project_tsne(VECTORS, text),
        lambda text: analogy(VECTORS, text, ["a"]),
        lambda text: analogy(VECTORS, ["a"], text),
        lambda text: require_words(VECTORS, text),
        lambda text: restrict(VECTORS, text),
        lambda text: unit_rows(VECTORS, text),
        train_word2vec,
        train_fasttext,
        context_pairs,
        one_hot,
        lambda text: shuffle_words(text, 0),
        lambda text: preprocess("a text", text),
    ],
)
@pytest.mark.parametrize("text", ["abcd", b"abcd"], ids=["str", "bytes"])
def test_one_str_is_refused(call, text):
    with pytest.raises(InputTypeError):
        call(text)
