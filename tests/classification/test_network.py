"""The table of embeddings, and the network on it: what is computed, what learns, and what can be seen inside."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st
from small_networks import small_cnn
from torch import nn

from lessonlib.classification.encoding import PAD, UNK, pad_sequences
from lessonlib.classification.network import (
    CNN,
    InterpretableCNN,
    OpenEmbedding,
    make_embeddings_matrix,
)
from lessonlib.embeddings.similarity import make_keyed_vectors

NUM_TOKENS, DIM, CLASSES = 20, 6, 3
WIDTHS = (1, 2, 3, 4, 5)
TEXTS = st.lists(st.lists(st.integers(1, NUM_TOKENS - 1), max_size=8), min_size=1, max_size=6)


def make(kind=CNN, **settings):
    """A small network with random weights, in its evaluation mode."""
    torch.manual_seed(0)
    rows = torch.randn(NUM_TOKENS, DIM)
    rows[0] = 0
    embedding = nn.Embedding.from_pretrained(rows, padding_idx=0)
    return small_cnn(embedding, CLASSES, kind, **settings).eval()


def close(one, other, atol=1e-5):
    return torch.allclose(one, other, rtol=0, atol=atol)


# ---- the table of embeddings ----

VECTORS = make_keyed_vectors(["the", "cat", PAD], np.array([[0.1, -0.25], [1.5, 2], [1, 1]], dtype=np.float32))
VOCABULARY = {PAD: 0, UNK: 1, "cat": 2, "dog": 3, "the": 4}


def test_known_tokens_get_their_vectors_padding_zeros_and_others_noise():
    matrix, known = make_embeddings_matrix(VECTORS, VOCABULARY, seed=7)
    assert matrix.dtype == np.float32 and matrix.shape == (5, 2)
    assert known.tolist() == [False, False, True, False, True]
    assert matrix[[4, 2]].tobytes() == VECTORS.vectors[:2].tobytes()
    assert matrix[0].tolist() == [0, 0], "although the file has a vector for padding"
    assert len(np.unique(matrix[[1, 3]])) == 4
    np.random.seed(0)  # chance elsewhere in the program changes nothing
    assert matrix.tobytes() == make_embeddings_matrix(VECTORS, VOCABULARY, seed=7)[0].tobytes()
    assert matrix[1].tolist() != make_embeddings_matrix(VECTORS, VOCABULARY, seed=8)[0][1].tolist()


def test_without_vectors_all_rows_but_padding_are_small_random_numbers():
    tokens = {token: row for row, token in enumerate([PAD, UNK, *map(str, range(998))])}
    matrix, known = make_embeddings_matrix(KeyedVectors(50), tokens)
    assert matrix.shape == (1000, 50) and matrix.dtype == np.float32 and not known.any()
    assert not matrix[0].any() and matrix[1:].all()
    assert matrix[1:].std() == pytest.approx(0.1, rel=0.02)


@pytest.mark.parametrize("indices", [{}, {"a": 1}, {"a": 0, "b": 0}])
def test_indices_with_gaps_are_refused(indices):
    with pytest.raises(ValueError, match="without gaps"):
        make_embeddings_matrix(VECTORS, indices)


def split_table():
    rows = torch.randn(12, DIM, generator=torch.Generator().manual_seed(3))
    rows[0] = 0
    return rows, OpenEmbedding(rows[:5], rows[5:])


def test_open_embedding_is_one_table_lookup():
    rows, embedding = split_table()
    tokens = torch.tensor([[0, 4, 5], [11, 1, 0]])
    assert torch.equal(embedding(tokens), rows[tokens])
    with pytest.raises(IndexError):
        embedding(torch.tensor([12]))
    for cut in (1, 12):  # little to learn, nothing fixed
        assert torch.equal(OpenEmbedding(rows[:cut], rows[cut:])(torch.arange(12)), rows)


def test_only_learned_rows_that_were_read_get_a_gradient():
    rows, embedding = split_table()
    before = rows.clone()
    embedding(torch.tensor([[0, 1, 1, 4, 9]])).sum().backward()
    assert embedding.learned.weight.grad.sum(dim=1).tolist() == [0, 2 * DIM, 0, 0, DIM]
    assert embedding.fixed.weight.grad is None and not embedding.fixed.weight.requires_grad
    with torch.no_grad():
        embedding.learned.weight += 1
    assert torch.equal(rows, before), "the rows that were given stay as they are"


# ---- convolution ----


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@given(TEXTS, st.sampled_from([(1,), (2,), (3, 1), (4, 2, 5), WIDTHS]))
def test_the_network_is_torchs_own_layers_with_same_padding(texts, widths):
    """Its feature maps, computed in two ways; and the logits: of all words, the maximum, then two dense layers."""
    model, features = make(filter_sizes=widths), []
    tokens = torch.from_numpy(pad_sequences(texts))
    vectors = model.embedding(tokens).transpose(1, 2)
    ways = model.feature_maps(tokens), model.feature_maps(tokens, each_word_once=True)
    for width, convolution, *maps in zip(widths, model.convolutions, *ways, strict=True):
        same = nn.Conv1d(DIM, model.num_filters, width, padding="same")
        same.load_state_dict(convolution.state_dict())
        expected = same(vectors).transpose(1, 2)
        assert all(close(each, expected) for each in maps)
        features.append(expected.masked_fill((tokens == 0).unsqueeze(2), -torch.inf).amax(dim=1).relu())
    assert close(model(tokens), model.output(model.hidden(torch.cat(features, dim=1))))


# ---- the network ----


@pytest.mark.parametrize("relu", [True, False])
@pytest.mark.parametrize("hidden_dim", [None, 5])
@given(texts=TEXTS, extra=st.integers(0, 9))
def test_neither_neighbours_nor_padding_change_a_logit(relu, hidden_dim, texts, extra):
    model = make(relu=relu, hidden_dim=hidden_dim)
    with torch.no_grad():
        together = model(F.pad(torch.from_numpy(pad_sequences(texts)), (0, extra)))
        one_by_one = torch.cat([model(torch.from_numpy(pad_sequences([text]))) for text in texts])
    assert together.shape == (len(texts), CLASSES)
    assert close(together, one_by_one)


@pytest.mark.parametrize(("mask_padding", "padded_logit"), [(True, 0.0), (False, 1.0)])
def test_without_the_mask_padding_changes_a_logit(mask_padding, padded_logit):
    # To the only word the filter gives -1 + 1 = 0, to padding 0 + 1 = 1: unmasked, padding wins.
    embedding = nn.Embedding.from_pretrained(torch.tensor([[0.0], [-1.0]]), padding_idx=0)
    shape = {"num_filters": 1, "filter_sizes": (1,), "hidden_dim": None}
    model = small_cnn(embedding, 1, mask_padding=mask_padding, **shape).eval()
    for parameter in (model.convolutions[0].weight, model.convolutions[0].bias, model.output.weight):
        nn.init.ones_(parameter)
    nn.init.zeros_(model.output.bias)
    assert model(torch.tensor([[1]])).item() == 0
    assert model(torch.tensor([[1, 0]])).item() == padded_logit


@pytest.mark.parametrize("relu", [True, False])
def test_a_text_without_tokens_has_features_zero_and_harms_no_gradient(relu):
    model = make(relu=relu)
    tokens = torch.tensor([[0, 0], [3, 4]])
    features, _ = model.pool(model.feature_maps(tokens), tokens)
    assert not features[0].any() and features[1].any()
    model(tokens).sum().backward()
    gradients = [parameter.grad for parameter in model.parameters() if parameter.requires_grad]
    assert all(gradient.isfinite().all() for gradient in gradients)


# ---- reading many texts ----


def test_logits_of_many_sequences_are_those_of_the_forward_pass_in_their_order():
    model = make(dropout=0.9, embedding_dropout=0.9).train()
    sequences = [[3, 4, 5, 6, 7], [], [8], [3, 3, 19], [5] * 40]
    logits = model.logits(sequences)
    assert logits.dtype == np.float32 and not model.training
    for row, sequence in zip(logits, sequences, strict=True):
        alone = model(torch.from_numpy(pad_sequences([sequence])))[0].detach()
        np.testing.assert_allclose(row, alone.numpy(), atol=1e-5)


def test_the_filter_table_names_every_feature():
    widths, numbers = make(filter_sizes=(3, 1)).filter_table
    assert widths.tolist() == [3, 3, 3, 3, 1, 1, 1, 1]
    assert numbers.tolist() == [0, 1, 2, 3, 0, 1, 2, 3]


# ---- seeing inside ----


def test_interpretable_cnn_loads_the_weights_and_shows_what_is_pooled():
    torch.manual_seed(5)
    model, twin = make(), make(InterpretableCNN)
    for parameter in model.parameters():
        nn.init.normal_(parameter.data)
    twin.load_state_dict(model.state_dict())
    texts = [[1, 2, 3, 4, 5], [6, 7], [8]]
    tokens = torch.from_numpy(pad_sequences(texts))
    maps = twin(tokens)
    assert maps.shape == (3, 3, 5, 4)  # widths, texts, tokens, filters
    pooled = model.pool(model.feature_maps(tokens), tokens)[0].view(3, 3, 4)  # texts, widths, filters
    for row, text in enumerate(texts):
        strongest = maps[:, row, : len(text)].amax(dim=1)
        assert close(strongest.clamp(min=0), pooled[row])
