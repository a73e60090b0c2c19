"""The table of embeddings, and the convolutional network for short texts.

The network is that of Kim 2014, "Convolutional Neural Networks for Sentence Classification".
"""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import torch
import torch.nn.functional as F
from gensim.models import KeyedVectors
from torch import nn

from lessonlib.classification.encoding import PAD, PAD_INDEX, padded_batches
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
    found[indices] = [-1 if token == PAD else vectors.key_to_index.get(token, -1) for token in token_to_index]
    known = found >= 0
    matrix = np.empty((len(found), vectors.vector_size), dtype=np.float32)
    matrix[known] = vectors.vectors[found[known]]
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


def window_start(position: int, width: int) -> int:
    """Index of the first token that a filter of `width` reads when it fires at `position`.

    SAME padding centres the window: width 1 starts at the position, width 2 too, width 3 one token before it. The
    start of the first window of a wide filter is negative: it hangs over the edge, on padding.
    """
    return position - (width - 1) // 2


class CNN(nn.Module):
    """Token indices to one logit per class: embed, convolve with each width, take each filter's maximum, classify.

    `embedding` maps int64 (batch, tokens) to float32 (batch, tokens, dim) and gives padding the zero vector: an
    `nn.Embedding` with `padding_idx=0`, random or `from_pretrained`, frozen or not. With `hidden_dim`, two dense
    layers classify; with None, one. `relu` and `mask_padding` can be switched off to see what they are worth: without
    the first, the two dense layers are one linear map; without the second, a text's features can come from the
    padding behind it, so that its prediction depends on the company it keeps in the batch.
    """

    convolutions: Sequence[nn.Conv1d]  # in an nn.ModuleList, of which torch tells less
    hidden: nn.Sequential  # empty where one layer classifies

    def __init__(
        self,
        embedding: nn.Module,
        num_classes: int,
        num_filters: int,
        filter_sizes: Sequence[int],
        hidden_dim: int | None,
        dropout: float,
        embedding_dropout: float,
        relu: bool,
        mask_padding: bool,
    ):
        super().__init__()
        self.num_filters = num_filters
        self.filter_sizes = tuple(filter_sizes)
        self.relu = relu
        self.mask_padding = mask_padding
        self.embedding = embedding
        self.embedding_dropout = nn.Dropout(embedding_dropout)
        dim = int(embedding.embedding_dim)  # type: ignore[arg-type]  # torch does not know which attributes are modules
        self.convolutions = nn.ModuleList(  # type: ignore[assignment]
            nn.Conv1d(dim, num_filters, width) for width in self.filter_sizes
        )
        self.dropout = nn.Dropout(dropout)
        num_features = num_filters * len(self.filter_sizes)
        self.hidden = nn.Sequential()
        if hidden_dim is not None:
            activation = nn.ReLU() if relu else nn.Identity()
            self.hidden = nn.Sequential(nn.Linear(num_features, hidden_dim), activation, nn.Dropout(dropout))
        self.output = nn.Linear(hidden_dim or num_features, num_classes)

    # ---- the forward pass, and its three steps ----

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """One logit per class: int64 (batch, tokens) to float32 (batch, classes)."""
        return self.classify(self.pool(self.feature_maps(tokens), tokens)[0])

    def feature_maps(self, tokens: torch.Tensor, each_word_once: bool = False) -> list[torch.Tensor]:
        """The activation of every filter at every token, before pooling: one (batch, tokens, filters) per width.

        It is what `nn.Conv1d` gives behind SAME padding, in another order: each word is multiplied with each slot of a
        filter, and the products of a window are added up. On a CPU this trains faster than `nn.Conv1d`, and with
        `each_word_once`, which multiplies no word twice, reads many texts in half the time.
        """
        before = -window_start(0, max(self.filter_sizes))
        after, length = max(self.filter_sizes) - 1 - before, tokens.shape[1]
        places = None
        if each_word_once:
            words, places = torch.unique(F.pad(tokens, (before, after)), return_inverse=True)
            embedded = self.embedding(words)
        else:
            embedded = F.pad(self.embedding_dropout(self.embedding(tokens)), (0, 0, before, after))
        maps = []
        for convolution in self.convolutions:
            activations = cast(torch.Tensor, convolution.bias)
            start = window_start(before, *convolution.kernel_size)
            for slot, weights in enumerate(convolution.weight.unbind(2), start):
                product = F.linear(embedded, weights)
                read = slice(slot, slot + length)
                activations = activations + (
                    product[:, read] if places is None else F.embedding(places[:, read], product)
                )
            maps.append(activations)
        return maps

    def classify(self, features: torch.Tensor) -> torch.Tensor:
        """Logits (batch, classes) of pooled features (batch, widths * filters)."""
        return self.output(self.hidden(self.dropout(features)))

    def pool(self, maps: list[torch.Tensor], tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The strongest activation of every filter, and at which token it fired: both (batch, widths * filters).

        With `mask_padding` no filter fires on padding, and the features of a text without tokens are 0. Of equal
        activations the first counts.
        """
        activations = torch.cat(maps, dim=2)
        if self.mask_padding:  # minus infinity at padding, so that no maximum is found there
            silence = torch.zeros_like(tokens, dtype=activations.dtype).masked_fill(tokens == PAD_INDEX, -torch.inf)
            activations = activations + silence.unsqueeze(2)
        # The maximum over all tokens, and unlike `amax` it remembers where it was: the way back is short.
        pooled, positions = F.adaptive_max_pool1d(activations.transpose(1, 2), 1, return_indices=True)
        features = pooled.squeeze(2)
        # ReLU after the maximum gives what ReLU before it would, on a tenth of the numbers.
        features = F.relu(features) if self.relu else features.masked_fill(features == -torch.inf, 0.0)
        return features, positions.squeeze(2)

    @torch.no_grad()
    def read(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The pooled features of `tokens`, int64 (batch, tokens), and at which token each filter fired.

        Float32 and int64, both (batch, widths * filters), on the device of the model.
        """
        tokens = tokens.to(self.device)
        return self.pool(self.feature_maps(tokens, each_word_once=True), tokens)

    @torch.inference_mode()
    def logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        """The logits of many token `sequences`: float32 (sequences, classes), in their order. Switches dropout off.

        Sequences of similar length are read together, which saves padding.
        """
        self.eval()
        logits = np.empty((len(sequences), self.output.out_features), dtype=np.float32)
        for rows, tokens in padded_batches(sequences):
            logits[rows] = self.classify(self.read(tokens)[0]).cpu().numpy()
        return logits

    @property
    def device(self) -> torch.device:
        """Where the weights lie; `forward` expects its tokens there."""
        return self.output.weight.device

    @property
    def filter_table(self) -> tuple[np.ndarray, np.ndarray]:
        """For each pooled feature the width of its filter, and the filter's number in that width: int64 (features,)."""
        numbers = np.arange(self.num_filters)
        return np.repeat(self.filter_sizes, self.num_filters), np.tile(numbers, len(self.filter_sizes))


class InterpretableCNN(CNN):
    """The same layers, and so the same weights; its forward pass stops before pooling, where words can still be told.

    `forward` gives float32 (widths, batch, tokens, filters): the activation of every filter at every token.
    """

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """The feature maps of `tokens`, int64 (batch, tokens), on top of each other."""
        return torch.stack(self.feature_maps(tokens))
