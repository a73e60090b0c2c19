"""A sentence encoder in plain torch, to be read at one go: MiniLM's six layers are six times the head of lesson 06.

The names of the weights are those of the published file: J. Devlin and others, "BERT", NAACL 2019 (the network);
W. Wang and others, "MiniLM", NeurIPS 2020 (how this one was made small). Shapes below: T texts, P pieces in the longest
of them, H heads, and D numbers for each piece (384 in MiniLM).
"""

import math
from collections.abc import Mapping

from torch import Tensor
from torch.nn import functional as F


class Encoder:
    """What the weights of a small BERT compute.

    Args:
        weights: Name in the published file: tensor, float32.
        heads: How many heads a layer has; they share its D numbers equally.
    """

    def __init__(self, weights: Mapping[str, Tensor], heads: int = 12) -> None:
        self.weights = weights
        self.heads = heads
        self.depth = sum(name.endswith("attention.self.query.weight") for name in weights)

    def linear(self, name: str, x: Tensor) -> Tensor:
        """The dense layer `name`, applied to each piece."""
        return F.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def normalised(self, name: str, x: Tensor) -> Tensor:
        """Each piece with mean 0 and deviation 1, then scaled and shifted by what was learned."""
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return F.layer_norm(x, weight.shape, weight, bias, eps=1e-12)

    def before_attention(self, pieces: Tensor) -> Tensor:
        """Layer 0, (T, P, D): each piece's row of the table, and its place, and nothing of its neighbours."""
        words, places, kinds = (
            self.weights[f"embeddings.{table}_embeddings.weight"] for table in ("word", "position", "token_type")
        )
        return self.normalised("embeddings.LayerNorm", words[pieces] + places[: pieces.shape[1]] + kinds[0])

    def attention(self, layer: int, x: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        """Who looks at whom in `layer` (from 0), (T, H, P, P), rows sum to 1; and what all heads saw, (T, P, D)."""
        name = f"encoder.layer.{layer}.attention.self"
        query, key, value = (
            self.linear(f"{name}.{part}", x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
        looks = scores.masked_fill(~real[:, None, None, :], -math.inf).softmax(dim=-1)
        return looks, (looks @ value).transpose(1, 2).flatten(2)

    def layer(self, layer: int, x: Tensor, real: Tensor) -> Tensor:
        """The next (T, P, D): what attention saw, then two dense layers; each is added to what was there before."""
        name = f"encoder.layer.{layer}"
        seen = self.linear(f"{name}.attention.output.dense", self.attention(layer, x, real)[1])
        x = self.normalised(f"{name}.attention.output.LayerNorm", x + seen)
        thought = self.linear(f"{name}.output.dense", F.gelu(self.linear(f"{name}.intermediate.dense", x)))
        return self.normalised(f"{name}.output.LayerNorm", x + thought)

    def layers(self, pieces: Tensor, real: Tensor) -> list[Tensor]:
        """Layer 0 and the output of each layer, (T, P, D) each.

        Args:
            pieces: Numbers of the pieces, int64, (T, P), padded with anything.
            real: Where they are pieces and not padding, bool, (T, P).
        """
        states = [self.before_attention(pieces)]
        for layer in range(self.depth):
            states.append(self.layer(layer, states[-1], real))
        return states

    def sentences(self, pieces: Tensor, real: Tensor) -> Tensor:
        """One vector of length 1 per text, (T, D): the mean over its pieces in the last layer."""
        last = self.layers(pieces, real)[-1] * real[..., None]
        return F.normalize(last.sum(dim=1) / real.sum(dim=1, keepdim=True), dim=-1)
