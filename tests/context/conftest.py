"""A tiny encoder with random weights, and a stand-in for the library that cuts words into pieces."""

from types import SimpleNamespace

import pytest
import torch

from lessonlib.context.encoder import Encoder
from lessonlib.context.model import SentenceEncoder

SIZE, HEADS, DEPTH, PIECES, PLACES = 8, 2, 3, 30, 300


def random_weights():
    """Those of a BERT of three layers, under the published names."""
    make = torch.Generator().manual_seed(6)
    shapes = {
        "embeddings.word_embeddings.weight": (PIECES, SIZE),
        "embeddings.position_embeddings.weight": (PLACES, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
    }
    dense, norms = {}, ["embeddings.LayerNorm"]
    for layer in range(DEPTH):
        name = f"encoder.layer.{layer}"
        dense |= {f"{name}.attention.self.{part}": (SIZE, SIZE) for part in ("query", "key", "value")}
        dense |= {f"{name}.attention.output.dense": (SIZE, SIZE), f"{name}.intermediate.dense": (4 * SIZE, SIZE)}
        dense |= {f"{name}.output.dense": (SIZE, 4 * SIZE)}
        norms += [f"{name}.attention.output.LayerNorm", f"{name}.output.LayerNorm"]
    for name, shape in dense.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    for name in norms:
        shapes |= {f"{name}.weight": (SIZE,), f"{name}.bias": (SIZE,)}
    return {name: torch.randn(shape, generator=make) for name, shape in shapes.items()}


class WordNumbers:
    """Cuts a text at its spaces, and numbers words by their letters; 1 and 2 mark the ends, as the real one does."""

    def no_padding(self):
        """Nothing to switch off."""

    no_truncation = no_padding

    def encode(self, text):
        words = text.split()
        ids = [1, *(3 + sum(map(ord, word)) % (PIECES - 3) for word in words), 2]
        return SimpleNamespace(ids=ids, tokens=["[CLS]", *words, "[SEP]"])


@pytest.fixture(scope="session")
def network():
    return Encoder(random_weights(), HEADS)


@pytest.fixture(scope="session")
def model(network):
    return SentenceEncoder(network, WordNumbers())
