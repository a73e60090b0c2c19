import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import small_cnn
from torch import nn

from lessonlib.classification.encoding import pad_sequences
from lessonlib.classification.network import CNN, InterpretableCNN, window_start

NUM_TOKENS, DIM, CLASSES = 20, 6, 3
WIDTHS = (1, 2, 3, 4, 5)
TEXTS = st.lists(st.lists(st.integers(1, NUM_TOKENS - 1), max_size=8), min_size=1, max_size=6)

examples = settings(derandomize=True, deadline=None, max_examples=40)


def make(kind=CNN, **settings):
    """A small network with random weights, in its evaluation mode."""
    torch.manual_seed(0)
    rows = torch.randn(NUM_TOKENS, DIM)
    rows[0] = 0
    embedding = nn.Embedding.from_pretrained(rows, padding_idx=0)
    return small_cnn(embedding, CLASSES, kind, **settings).eval()


def detector(width, offset, bias=0.0):
    """One filter over one-number words that fires with the number `offset` places behind its window's start."""
    convolution = nn.Conv1d(1, 1, width)
    with torch.no_grad():
        convolution.weight.zero_()
        convolution.weight[0, 0, offset] = 1
        convolution.bias.fill_(bias)
    return convolution


def close(one, other, atol=1e-5):
    return torch.allclose(one, other, rtol=0, atol=atol)


# ---- convolution ----


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("each_word_once", [True, False])
@examples
@given(TEXTS, st.sampled_from([(1,), (2,), (3, 1), (4, 2, 5), WIDTHS]))
def test_feature_maps_are_those_of_conv1d_with_same_padding(each_word_once, texts, widths):
    model = make(filter_sizes=widths)
    tokens = torch.from_numpy(pad_sequences(texts))
    vectors = model.embedding(tokens).transpose(1, 2)
    maps = model.feature_maps(tokens, each_word_once)
    assert len(maps) == len(widths)
    for width, convolution, activations in zip(widths, model.convolutions, maps, strict=True):
        same = nn.Conv1d(DIM, model.num_filters, width, padding="same")
        same.load_state_dict(convolution.state_dict())
        assert close(activations, same(vectors).transpose(1, 2))


def test_gradients_in_training_are_those_of_conv1d():
    model = make(filter_sizes=(3,), dropout=0.0).train()
    tokens = torch.tensor([[4, 7, 4], [2, 9, 0]])
    model.feature_maps(tokens)[0].square().sum().backward()
    same = nn.Conv1d(DIM, model.num_filters, 3, padding="same")
    same.load_state_dict(model.convolutions[0].state_dict())
    same(model.embedding(tokens).transpose(1, 2)).square().sum().backward()
    assert close(model.convolutions[0].weight.grad, same.weight.grad, atol=1e-4)


def test_forward_embeds_the_tokens_that_it_is_given_each_in_its_place():
    """Whoever explains the network by what its embedding gives, as captum does, counts on that."""
    model, seen = make(filter_sizes=(2, 5)), []
    model.embedding.register_forward_hook(lambda module, inputs, output: seen.append((*inputs, output)))
    tokens = torch.tensor([[4, 7, 2], [9, 0, 0]])
    model(tokens)
    [(given, vectors)] = seen
    assert torch.equal(given, tokens) and torch.equal(vectors, model.embedding.weight[tokens])


@examples
@given(TEXTS)
def test_a_filter_has_its_feature_at_the_token_at_which_it_is_said_to_fire(texts):
    model = make(filter_sizes=WIDTHS)
    tokens = torch.from_numpy(pad_sequences(texts))
    features, positions = model.read(tokens)
    assert not features.requires_grad  # nobody learns from it: no way back is kept
    fired = torch.cat(model.feature_maps(tokens), dim=2).clamp(min=0).gather(1, positions.unsqueeze(1)).squeeze(1)
    has_words = (tokens != 0).any(dim=1, keepdim=True)
    torch.testing.assert_close(features, fired * has_words, rtol=0, atol=1e-5)


@pytest.mark.parametrize(("width", "offset"), [(width, offset) for width in WIDTHS for offset in range(width)])
@pytest.mark.parametrize("place", range(6))
def test_window_start_names_the_window_that_was_read(width, offset, place):
    # A filter that looks for a 1 at `offset` within its window, and a text with a single 1.
    embedding = nn.Embedding.from_pretrained(torch.tensor([[0.0], [0.0], [1.0]]), padding_idx=0)
    model = small_cnn(embedding, 1, num_filters=1, filter_sizes=(width,)).eval()
    model.convolutions[0] = detector(width, offset)
    text = torch.ones(1, 6, dtype=torch.int64)
    text[0, place] = 2
    activations = model.feature_maps(text)[0][0, :, 0]
    fired = activations.nonzero().flatten().tolist()
    assert all(window_start(position, width) + offset == place for position in fired)
    # It fires nowhere only where the window that would show the 1 is centred outside of the text.
    assert len(fired) == (0 <= place - offset + (width - 1) // 2 < 6)


def test_window_start_by_hand():
    assert [window_start(4, width) for width in WIDTHS] == [4, 4, 3, 3, 2]
    assert window_start(0, 3) == -1


# ---- the network ----


@torch.no_grad()
def test_forward_is_the_textbook_formula():
    # Every step written out for one text: windows, ReLU, maximum over time, two dense layers.
    model = make(filter_sizes=(1, 2, 3))
    text = [4, 7, 2, 9]
    vectors = model.embedding.weight[text]
    features = []
    for convolution in model.convolutions:
        width = convolution.kernel_size[0]
        for weight, bias in zip(convolution.weight, convolution.bias, strict=True):
            activations = []
            for position in range(len(text)):
                start = window_start(position, width)
                inside = [place for place in range(start, start + width) if 0 <= place < len(text)]
                activation = bias + sum(vectors[place] @ weight[:, place - start] for place in inside)
                activations.append(max(0.0, float(activation)))
            features.append(max(activations))
    hidden = F.relu(model.hidden[0](torch.tensor(features)))
    assert close(model(torch.tensor([text]))[0], model.output(hidden))


@pytest.mark.parametrize("relu", [True, False])
@pytest.mark.parametrize("hidden_dim", [None, 5])
@examples
@given(texts=TEXTS, extra=st.integers(0, 9))
def test_neither_neighbours_nor_padding_change_a_logit(relu, hidden_dim, texts, extra):
    model = make(relu=relu, hidden_dim=hidden_dim)
    longest = max([1, *map(len, texts)])
    with torch.no_grad():
        together = model(torch.from_numpy(pad_sequences(texts, min_length=longest + extra)))
        one_by_one = torch.cat([model(torch.from_numpy(pad_sequences([text]))) for text in texts])
    assert together.shape == (len(texts), CLASSES)
    assert close(together, one_by_one)


@pytest.mark.parametrize(("mask_padding", "padded_logit"), [(True, 0.0), (False, 1.0)])
def test_without_the_mask_padding_changes_a_logit(mask_padding, padded_logit):
    # To the only word the filter gives -1 + 1 = 0, to padding 0 + 1 = 1: unmasked, padding wins.
    embedding = nn.Embedding.from_pretrained(torch.tensor([[0.0], [-1.0]]), padding_idx=0)
    shape = {"num_filters": 1, "filter_sizes": (1,), "hidden_dim": None}
    model = small_cnn(embedding, 1, mask_padding=mask_padding, **shape).eval()
    model.convolutions[0] = detector(1, 0, bias=1.0)
    nn.init.ones_(model.output.weight)
    nn.init.zeros_(model.output.bias)
    assert model(torch.tensor([[1]])).item() == 0
    assert model(torch.tensor([[1, 0]])).item() == padded_logit


def one_linear_map(model):
    """Weight and bias of what embedding vector to logits would be, were there nothing between the layers."""
    middle = torch.cat([each.weight[:, :, (each.kernel_size[0] - 1) // 2] for each in model.convolutions])
    weight, bias = middle, torch.cat([each.bias for each in model.convolutions])
    for layer in (model.hidden[0], model.output):
        weight, bias = layer.weight @ weight, layer.weight @ bias + layer.bias
    return weight, bias


@pytest.mark.parametrize(("relu", "collapses"), [(False, True), (True, False)])
def test_without_relu_convolution_and_dense_layers_are_one_linear_map(relu, collapses):
    model = make(relu=relu)
    weight, bias = one_linear_map(model)
    words = torch.arange(
        1, NUM_TOKENS
    )  # texts of one word: its vector goes through all layers, pooling chooses nothing
    direct = model.embedding(words) @ weight.T + bias
    assert close(model(words[:, None]), direct) is collapses


@pytest.mark.parametrize(("relu", "linear"), [(False, True), (True, False)])
def test_without_relu_logits_are_linear_in_the_pooled_features(relu, linear):
    model = make(relu=relu)
    torch.manual_seed(1)
    one, other = torch.randn(2, 50, 12)
    zero = model.classify(torch.zeros(50, 12))
    together = model.classify(2 * one - 3 * other) - zero
    apart = 2 * (model.classify(one) - zero) - 3 * (model.classify(other) - zero)
    assert close(together, apart, atol=1e-4) is linear


@pytest.mark.parametrize("mask_padding", [True, False])
@pytest.mark.parametrize("text", [[], [3], [3, 4], [3, 4, 5]])
def test_texts_shorter_than_the_widest_filter(text, mask_padding):
    model = make(filter_sizes=(1, 3, 5), mask_padding=mask_padding)
    logits = model(torch.from_numpy(pad_sequences([text])))
    assert logits.shape == (1, CLASSES) and logits.isfinite().all()


@pytest.mark.parametrize("relu", [True, False])
def test_a_text_without_tokens_has_features_zero_and_harms_no_gradient(relu):
    model = make(relu=relu)
    tokens = torch.tensor([[0, 0], [3, 4]])
    features = model.pool(model.feature_maps(tokens), tokens)
    assert not features[0].any() and features[1].any()
    model(tokens).sum().backward()
    gradients = [parameter.grad for parameter in model.parameters() if parameter.requires_grad]
    assert all(gradient.isfinite().all() for gradient in gradients)


@pytest.mark.parametrize("relu", [True, False])
def test_a_broken_number_is_not_hidden(relu):
    # Training stops when the loss is no number any more: no layer may turn it into one.
    model = make(relu=relu)
    with torch.no_grad():
        model.embedding.weight[3] = torch.nan
    assert model(torch.tensor([[3, 4]])).isnan().all()


def test_dropout_acts_in_training_only():
    model = make(dropout=0.5, embedding_dropout=0.5)
    tokens = torch.tensor([[3, 4, 5]])
    assert torch.equal(model(tokens), model(tokens))
    model.train()
    assert not torch.equal(model(tokens), model(tokens))


@pytest.mark.parametrize(("hidden_dim", "layers"), [(None, 1), (7, 2)])
def test_hidden_dim_chooses_one_dense_layer_or_two(hidden_dim, layers):
    model = make(hidden_dim=hidden_dim, filter_sizes=(2, 3))
    dense = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    assert len(dense) == layers
    assert dense[0].in_features == 4 * 2 and dense[-1].out_features == CLASSES
    assert model(torch.tensor([[1, 2]])).dtype == torch.float32


# ---- reading many texts ----


def test_logits_of_many_sequences_are_those_of_the_forward_pass_in_their_order():
    model = make(dropout=0.9, embedding_dropout=0.9).train()
    sequences = [[3, 4, 5, 6, 7], [], [8], [3, 3, 19], [5] * 40]
    logits = model.logits(sequences)
    assert logits.dtype == np.float32 and not model.training
    for row, sequence in zip(logits, sequences, strict=True):
        alone = model(torch.from_numpy(pad_sequences([sequence])))[0].detach()
        np.testing.assert_allclose(row, alone.numpy(), atol=1e-5)


def test_of_equal_activations_the_first_fired():
    model = make(filter_sizes=(1,))
    _, positions = model.read(torch.tensor([[5, 7, 5, 7, 0, 0], [0, 0, 0, 0, 0, 0]]))
    assert positions[0].max() <= 1 and not positions[1].any()


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
    pooled = model.pool(model.feature_maps(tokens), tokens).view(3, 3, 4)  # texts, widths, filters
    for row, text in enumerate(texts):
        strongest = maps[:, row, : len(text)].amax(dim=1)
        assert close(strongest.clamp(min=0), pooled[row])
