"""The encoder beside torch's own layers with the same weights."""

import pytest
import torch

PIECES = torch.tensor([[1, 4, 7, 9, 2, 0], [1, 5, 2, 0, 0, 0]])
REAL = torch.tensor([[True] * 5 + [False], [True] * 3 + [False] * 3])


def torchs_layer(weights, number, size, heads):
    """`torch.nn.TransformerEncoderLayer` with the weights of one layer."""
    layer = torch.nn.TransformerEncoderLayer(
        size, heads, 4 * size, activation="gelu", batch_first=True, dropout=0, layer_norm_eps=1e-12
    )
    name = f"encoder.layer.{number}"
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    ours = {
        "self_attn.in_proj_": parts,
        "self_attn.out_proj.": [f"{name}.attention.output.dense"],
        "linear1.": [f"{name}.intermediate.dense"],
        "linear2.": [f"{name}.output.dense"],
        "norm1.": [f"{name}.attention.output.LayerNorm"],
        "norm2.": [f"{name}.output.LayerNorm"],
    }
    state = {
        f"{theirs}{kind}": torch.cat([weights[f"{one}.{kind}"] for one in names])
        for theirs, names in ours.items()
        for kind in ("weight", "bias")
    }
    layer.load_state_dict(state)
    return layer


def test_each_layer_is_torchs_own_with_the_same_weights(network):
    states = network.layers(PIECES, REAL)
    assert len(states) == network.depth + 1 == 4
    size = states[0].shape[-1]
    for number, (before, after) in enumerate(zip(states, states[1:], strict=False)):
        layer = torchs_layer(network.weights, number, size, network.heads)
        with torch.no_grad():
            expected = layer(before, src_key_padding_mask=~REAL)
        torch.testing.assert_close(after[REAL], expected[REAL], rtol=1e-4, atol=1e-5)


def test_layer_0_knows_the_piece_and_its_place_and_no_neighbour(network):
    other = PIECES.clone()
    other[0, 3] = 11
    one, two = network.before_attention(PIECES), network.before_attention(other)
    assert (one != two).any(-1).nonzero().tolist() == [[0, 3]]
    assert not torch.equal(network.before_attention(torch.tensor([[5, 5]]))[0, 0], one[1, 0])


@pytest.mark.parametrize("padding", [0, 3, 29])
def test_padding_changes_nothing(network, padding):
    alone = network.sentences(PIECES[1:, :3], REAL[1:, :3])
    padded = PIECES[1:].masked_fill(~REAL[1:], padding)
    torch.testing.assert_close(network.sentences(padded, REAL[1:]), alone, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(alone.norm(dim=-1), torch.ones(1))
