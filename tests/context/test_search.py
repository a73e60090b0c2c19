"""SIF, and the shipped sample beside what it was made of."""

import numpy as np
import pytest

from lessonlib.context.sample import HEADS, SHOWN, load_context, load_queries, load_sentences
from lessonlib.context.search import sif_vectors
from lessonlib.datasets import load_glove, load_headlines, load_word_order
from lessonlib.text import read_headline


def test_sif_weighs_frequent_words_less_and_takes_away_what_all_share():
    glove = load_glove()
    texts = ["the bank", "the river", "the loan", "the the the", "xyz"]
    vectors = sif_vectors(texts, texts, glove)
    np.testing.assert_allclose(np.linalg.norm(vectors[:4], axis=1), 1, atol=1e-6)
    assert not vectors[4].any()
    rare = sif_vectors(["the bank"], ["the"] * 999 + ["bank", "river", "loan"], glove)[0]
    alone = sif_vectors(["bank"], ["the"] * 999 + ["bank", "river", "loan"], glove)[0]
    assert rare @ alone > 0.99


@pytest.fixture(scope="module")
def context():
    return load_context()


def test_the_sample_has_a_vector_for_each_text_of_the_course(context):
    sizes = {"headlines": len(load_headlines()), "queries": 46, "word order": len(load_word_order()), "blind": 80}
    assert {name: vectors.shape for name, vectors in context.vectors.items()} == {
        name: (number, 384) for name, number in sizes.items()
    }
    assert context.words.shape == (7, len(load_sentences("senses")), 384)
    assert context.others.shape == (7, 100, 384) and len(context.other_words) == 100
    for vectors in (context.words, context.others, *context.vectors.values()):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=-1), 1, atol=1e-5)


def test_each_sentence_shown_has_its_pieces_and_all_heads(context):
    for text in SHOWN:
        pieces = context.pieces[text]
        assert pieces[0] == "[CLS]" and pieces[-1] == "[SEP]"
        assert context.attention[text].shape == (6, 12, len(pieces), len(pieces))
        np.testing.assert_allclose(context.attention[text].sum(axis=-1), 1, atol=2e-3)
        assert all(context.inputs[layer, text].shape == (len(pieces), 384) for layer, _ in HEADS)
    assert set(load_headlines()["title"]) <= set(context.pieces)


def test_the_sentences_hold_their_word_once_and_are_as_many_of_each_sense():
    senses = load_sentences("senses")
    assert senses.groupby(["about", "kind"]).size().tolist() == [8] * 12
    for text, word in zip(senses["text"], senses["about"], strict=True):
        assert read_headline(text).count(word) == 1, text
    blind = load_sentences("blind")
    assert blind["kind"].tolist() == ["original", "roles exchanged", "negated", "paraphrase"] * 20
    for _, rows in blind.groupby("about"):
        original, exchanged, negated, _ = (set(read_headline(text)) for text in rows["text"])
        assert len(original ^ exchanged) <= 4 and "not" in negated


def test_no_query_shares_a_content_word_with_its_headline():
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    titles = set(load_headlines()["title"])
    queries = load_queries()
    assert len(queries) == 46
    for query, answers in queries.items():
        assert set(answers) <= titles and 1 <= len(answers) <= 2
        for answer in answers:
            shared = set(read_headline(query)) & set(read_headline(answer)) - ENGLISH_STOP_WORDS
            assert not {word for word in shared if len(word) > 2}, (query, answer)
