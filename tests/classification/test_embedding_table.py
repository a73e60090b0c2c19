"""One embedding table: vectors where there are any, small noise elsewhere; a layer that learns a part."""

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.classification.embedding_table import OpenEmbedding, make_embeddings_matrix
from lessonlib.classification.encoding import PAD, UNK
from lessonlib.embeddings.glove import load_glove_embeddings, make_keyed_vectors

SMALL_WORDS = ["the", "cat", "café"]
SMALL_MATRIX = np.array([[0.1, -0.25], [1.5, 2], [-0.0001, 3.25e-05]], dtype=np.float32)
VOCABULARY = {PAD: 0, UNK: 1, "cat": 2, "dog": 3, "the": 4}


def test_known_tokens_get_their_vectors_padding_zeros_and_others_noise():
    vectors = make_keyed_vectors(SMALL_WORDS, SMALL_MATRIX)
    matrix, known = make_embeddings_matrix(vectors, VOCABULARY)
    assert matrix.dtype == np.float32 and matrix.shape == (5, 2)
    assert known.tolist() == [False, False, True, False, True]
    assert matrix[[4, 2]].tobytes() == SMALL_MATRIX[:2].tobytes()
    assert matrix[0].tolist() == [0, 0]
    assert (matrix[[1, 3]] != 0).all()
    assert len(np.unique(matrix[[1, 3]])) == 4


def test_the_same_seed_gives_the_same_matrix():
    vectors = make_keyed_vectors(SMALL_WORDS, SMALL_MATRIX)
    one, two = (make_embeddings_matrix(vectors, VOCABULARY, seed=7)[0] for _ in range(2))
    assert one.tobytes() == two.tobytes()
    assert one[1].tolist() != make_embeddings_matrix(vectors, VOCABULARY, seed=8)[0][1].tolist()


def test_unknown_tokens_get_small_numbers_whatever_the_vectors():
    known_words = [f"k{row}" for row in range(200)]
    vectors = make_keyed_vectors(known_words, np.random.default_rng(0).normal(0, 0.37, (200, 50)).astype(np.float32))
    tokens = [PAD, *known_words, *(f"u{row}" for row in range(200))]
    matrix, known = make_embeddings_matrix(vectors, {token: row for row, token in enumerate(tokens)})
    assert known.sum() == 200
    assert matrix[201:].std() == pytest.approx(0.1, rel=0.05)
    assert abs(matrix[201:].mean()) < 0.01


def test_a_padding_token_stays_zero_even_when_it_has_a_vector():
    vectors = make_keyed_vectors([PAD, "cat"], np.ones((2, 3), dtype=np.float32))
    matrix, known = make_embeddings_matrix(vectors, {PAD: 0, "cat": 1})
    assert matrix.tolist() == [[0, 0, 0], [1, 1, 1]]
    assert known.tolist() == [False, True]


def test_a_vocabulary_without_any_known_token_still_gets_small_numbers():
    vectors = make_keyed_vectors(SMALL_WORDS, SMALL_MATRIX)
    matrix, known = make_embeddings_matrix(vectors, {PAD: 0, "x": 1})
    assert not known.any()
    assert np.isfinite(matrix).all() and (matrix[1] != 0).all()


@pytest.mark.parametrize("indices", [{}, {"a": 1}, {"a": 0, "b": 2}, {"a": 0, "b": 0}])
def test_indices_with_gaps_are_refused(indices):
    with pytest.raises(ValueError, match="without gaps"):
        make_embeddings_matrix(make_keyed_vectors(SMALL_WORDS, SMALL_MATRIX), indices)


def test_without_vectors_all_rows_but_padding_are_small_random_numbers():
    tokens = {token: row for row, token in enumerate([PAD, UNK, *map(str, range(998))])}
    matrix, known = make_embeddings_matrix(KeyedVectors(50), tokens, seed=1)
    assert matrix.shape == (1000, 50) and matrix.dtype == np.float32 and not known.any()
    assert not matrix[0].any() and matrix[1:].all()
    assert matrix[1:].std() == pytest.approx(0.1, rel=0.02)
    np.random.seed(0)  # chance elsewhere in the program changes nothing
    assert (matrix == make_embeddings_matrix(KeyedVectors(50), tokens, seed=1)[0]).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_vectors_of_another_precision_become_single_precision(dtype):
    vectors = make_keyed_vectors(["the", "cat"], np.array([[0.5, -0.25], [1.5, 2]], dtype=dtype))
    matrix, _ = make_embeddings_matrix(vectors, {"cat": 0, "the": 1})
    assert matrix.dtype == np.float32 and matrix.tolist() == [[1.5, 2], [0.5, -0.25]]


def test_a_mapped_file_serves_a_vocabulary(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    (tmp_path / "v.txt").write_text("the 0.1 -0.25\ncat 1.5 2\n", encoding="utf-8")
    matrix, known = make_embeddings_matrix(load_glove_embeddings(tmp_path / "v.txt"), VOCABULARY)
    assert known.sum() == 2
    assert matrix[2].tolist() == [1.5, 2]


# ---- the layer ----

DIM = 6
examples = settings(derandomize=True, deadline=None, max_examples=40)


def split_table():
    rows = torch.randn(12, DIM, generator=torch.Generator().manual_seed(3))
    rows[0] = 0
    return rows, OpenEmbedding(rows[:5], rows[5:])


@examples
@given(st.lists(st.lists(st.integers(0, 11), min_size=3, max_size=3), min_size=1, max_size=5))
def test_open_embedding_is_one_table_lookup(tokens):
    rows, embedding = split_table()
    tokens = torch.tensor(tokens)
    assert torch.equal(embedding(tokens), rows[tokens])


@pytest.mark.parametrize("cut", [1, 2, 12])
def test_open_embedding_may_have_little_to_learn_or_nothing_fixed(cut):
    rows, _ = split_table()
    tokens = torch.arange(12)
    assert torch.equal(OpenEmbedding(rows[:cut], rows[cut:])(tokens), rows)


def test_only_learned_rows_that_were_read_get_a_gradient():
    _, embedding = split_table()
    embedding(torch.tensor([[0, 1, 1, 4, 9]])).sum().backward()
    assert embedding.learned.weight.grad.sum(dim=1).tolist() == [0, 2 * DIM, 0, 0, DIM]
    assert embedding.fixed.weight.grad is None and not embedding.fixed.weight.requires_grad


def test_training_an_open_embedding_leaves_the_given_rows_alone():
    rows, embedding = split_table()
    before = rows.clone()
    with torch.no_grad():
        for parameter in embedding.parameters():
            parameter += 1
    assert torch.equal(rows, before)


def test_an_unknown_index_is_an_error():
    _, embedding = split_table()
    with pytest.raises(IndexError):
        embedding(torch.tensor([12]))
