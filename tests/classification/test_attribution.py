"""The mathematics of explanations: slopes that integrate gradients exactly, and parts that sum to activations."""

import pytest
import torch
from captum.attr import IntegratedGradients
from small_networks import small_cnn
from torch import nn

from lessonlib.classification.attribution import attribute, feature_slopes, slot_parts


def random_model(seed, **settings):
    """Seven tokens, three classes, fifteen filters."""
    torch.manual_seed(seed)
    rows = torch.randn(7, 4)
    rows[0] = 0
    embedding = nn.Embedding.from_pretrained(rows, padding_idx=0)
    return small_cnn(embedding, 3, num_filters=5, **settings).eval()


@pytest.mark.parametrize("hidden_dim", [None, 9])
def test_bias_and_parts_sum_to_the_largest_logit(hidden_dim):
    model = random_model(1, hidden_dim=hidden_dim)
    tokens = torch.tensor([[2, 3, 4, 5, 6], [4, 2, 0, 0, 0], [0, 0, 0, 0, 0]])
    found = attribute(model.train(), tokens)
    logits = model(tokens).detach().numpy()  # attribution has switched dropout off
    assert found.logits == pytest.approx(logits, abs=1e-5) and (found.targets == logits.argmax(axis=1)).all()
    for parts in (found.word_scores, found.contributions):
        assert found.bias + parts.sum(axis=1) == pytest.approx(logits.max(axis=1), abs=1e-5)
    assert not found.word_scores[1, 2:].any() and not found.word_scores[2].any()


@pytest.mark.parametrize("seed", range(3))
def test_a_hidden_layer_gets_the_integrated_gradients_that_captum_approximates(seed):
    model = random_model(seed, hidden_dim=9).eval()
    features = torch.rand(6, 15) * 3
    targets = torch.tensor([0, 1, 2, 0, 1, 2])
    with torch.no_grad():
        exact = features * feature_slopes(model, features, targets)
    settings = {"target": targets, "n_steps": 2000, "method": "riemann_middle"}
    approximate = IntegratedGradients(model.classify).attribute(features, **settings)
    assert torch.allclose(exact, approximate.float(), atol=2e-3)


def test_a_hidden_unit_that_features_do_not_move_is_open_or_shut_by_its_bias():
    model = random_model(0, hidden_dim=3)
    with torch.no_grad():
        model.hidden[0].weight.copy_(torch.tensor([[1.0, -1.0] + [0.0] * 13] * 3))
        model.hidden[0].bias.copy_(torch.tensor([0.5, -0.5, 0.0]))  # only the first is open, and always
        model.output.weight.copy_(torch.tensor([[1.0, 5.0, 7.0]] * 3))
        slopes = feature_slopes(model, torch.ones(1, 15), torch.tensor([0]))
    assert slopes[0, :3].tolist() == [1.0, -1.0, 0.0]


@pytest.mark.parametrize(
    ("weight", "bias", "share"),
    [(-1.0, 0.25, 0.25), (1.0, -0.25, 0.75), (2.0, -0.5, 0.75), (-2.0, 0.5, 0.25), (1.0, 0.5, 1.0), (-1.0, -0.5, 0.0)],
)
def test_a_hidden_unit_counts_for_the_share_of_the_way_on_which_it_is_open(weight, bias, share):
    model = random_model(0, hidden_dim=1)
    with torch.no_grad():
        model.hidden[0].weight.copy_(torch.tensor([[weight] + [0.0] * 14]))
        model.hidden[0].bias.fill_(bias)
        model.output.weight.fill_(3.0)
        slopes = feature_slopes(model, torch.ones(1, 15), torch.tensor([0]))
    assert slopes[0].tolist() == [3.0 * share * weight] + [0.0] * 14


def test_slot_parts_sum_to_the_filters_activations():
    model = random_model(2, relu=False)
    tokens = torch.tensor([[2, 3, 4, 5, 6], [4, 2, 0, 0, 0], [3, 0, 0, 0, 0]])
    with torch.inference_mode():
        features, positions = model.eval().read(tokens)
        triples = slot_parts(model, tokens, positions)
    assert torch.allclose(torch.cat([parts.sum(dim=2) for parts, _, _ in triples], dim=1), features, atol=1e-5)
    for parts, inside, index in triples:
        assert (parts[~inside] == 0).all() and (tokens.gather(1, index.flatten(1))[inside.flatten(1)] > 0).all()
