"""The embedding table: one vector per token of a vocabulary, and a layer that learns some of its rows only."""

from collections.abc import Mapping

import numpy as np
import torch
import torch.nn.functional as F
from gensim.models import KeyedVectors
from torch import nn

from lessonlib.classification.encoding import PAD, PAD_INDEX
from lessonlib.errors import InputError

_SPREAD = 0.1  # standard deviation of random rows, a fifth of that of GloVe's numbers: an unknown word speaks low


def make_embeddings_matrix(
    vectors: KeyedVectors, token_to_index: Mapping[str, int], seed: int = 1234
) -> tuple[np.ndarray, np.ndarray]:
    """The weights of an embedding layer: the vector of each token of a vocabulary, in the row of its index.

    The row of the padding token is zero. A token without a vector gets small random numbers (standard deviation
    0.1, a fifth of that of GloVe's): until training has taught it something, it is heard less than the known ones.

    Args:
        vectors: The pretrained vectors. `KeyedVectors(100)`, which holds none, gives random rows of 100 numbers only.
        token_to_index: The vocabulary, as in `Tokenizer.token_to_index`; the indices are 0, 1, 2 ... without gaps.
        seed: For the random numbers; the same seed gives the same matrix.

    Returns:
        The matrix, float32, shape (tokens, dimensions), and which of its rows are known vectors: bool, shape (tokens,).

    Raises:
        InputError: The indices are not 0, 1, 2 ... without gaps, or there are none.
    """
    indices = np.fromiter(token_to_index.values(), dtype=np.int64, count=len(token_to_index))
    if len(indices) == 0 or not np.array_equal(np.sort(indices), np.arange(len(indices))):
        raise InputError(f"the {len(indices)} indices of the vocabulary must be 0, 1, 2 ... without gaps, and some")
    found = np.full(len(indices), -1)
    found[indices] = [vectors.key_to_index.get(token, -1) for token in token_to_index]
    if PAD in token_to_index:
        found[token_to_index[PAD]] = -1
    known = found >= 0
    if known.any():
        # Fetched in one go, for unknown tokens any row: those are written over.
        matrix = vectors.vectors[np.maximum(found, 0)].astype(np.float32, copy=False)
    else:
        matrix = np.empty((len(found), vectors.vector_size), dtype=np.float32)
    matrix[~known] = np.random.default_rng(seed).normal(0, _SPREAD, ((~known).sum(), vectors.vector_size))
    if PAD in token_to_index:
        matrix[token_to_index[PAD]] = 0
    return matrix, known


class OpenEmbedding(nn.Module):
    """An embedding layer in two parts: rows that training may change, then rows that stay as they were given.

    Rows 0..len(learned)-1 are trained, save row 0: that is padding, and must be zero. The rows behind them are `fixed`
    (float32, such as all of GloVe), so that words first met after training have their vector too. Both are copied.
    """

    def __init__(self, learned: torch.Tensor, fixed: torch.Tensor):
        super().__init__()
        self.embedding_dim = learned.shape[1]
        self.learned = nn.Embedding.from_pretrained(learned.clone(), freeze=False, padding_idx=PAD_INDEX)
        # A zero row in front stands in for every token whose vector is learned.
        self.fixed = nn.Embedding.from_pretrained(F.pad(fixed, (0, 0, 1, 0)), freeze=True, padding_idx=0)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """The vectors of `tokens`: int64 of any shape to float32 of that shape and one dimension more."""
        offset = self.learned.num_embeddings
        return self.learned(tokens * (tokens < offset)) + self.fixed((tokens - offset + 1).clamp(min=0))
