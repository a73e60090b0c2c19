"""The convolutional network for short texts (Kim 2014, "Convolutional Neural Networks for Sentence Classification")."""

from collections.abc import Iterable, Sequence

import torch
import torch.nn.functional as F
from torch import nn

from lessonlib.classification.encoding import PAD_INDEX


def window_start(position: int, width: int) -> int:
    """Index of the first token that a filter of `width` reads when it fires at `position`.

    SAME padding centres the window: width 1 starts at the position, width 2 too, width 3 one token before it. The
    start of the first window of a wide filter is negative: it hangs over the edge, on padding.
    """
    return position - (width - 1) // 2


def convolve(embedded: torch.Tensor, convolution: nn.Conv1d) -> torch.Tensor:
    """SAME-padded convolution over words: (batch, tokens, dim) to (batch, tokens, filters), with at least one token.

    One matrix product over all windows: the numbers are those of `nn.Conv1d`, but on a CPU short texts are read faster
    this way, and even widths need no padding of their own.
    """
    width, before = convolution.kernel_size[0], -window_start(0, convolution.kernel_size[0])
    length = embedded.shape[1]
    padded = F.pad(embedded, (0, 0, before, width - 1 - before))
    # The words of each window, one behind the other: (batch, tokens, width * dim).
    windows = torch.cat([padded[:, slot : slot + length] for slot in range(width)], dim=2)
    return F.linear(windows, convolution.weight.transpose(1, 2).flatten(1), convolution.bias)


def convolve_words(tokens: torch.Tensor, embedding: nn.Module, convolutions: Iterable[nn.Conv1d]) -> list[torch.Tensor]:
    """What `convolve` answers to the embedded `tokens` (batch, tokens): one (batch, tokens, filters) a convolution.

    The quick way to read many texts at once. A filter's answer to a window is a sum over its slots: what the word in
    each of them brings. Words repeat, so each distinct word meets each slot only once, and the texts look up the rest.
    """
    convolutions = list(convolutions)
    length, widest = tokens.shape[1], max(convolution.kernel_size[0] for convolution in convolutions)
    before = -window_start(0, widest)
    distinct, places = torch.unique(F.pad(tokens, (before, widest - 1 - before)), return_inverse=True)
    embedded = embedding(distinct)
    maps = []
    for convolution in convolutions:
        answers = convolution.bias.expand(*tokens.shape, -1).clone()
        first = before + window_start(0, convolution.kernel_size[0])
        for slot, weights in enumerate(convolution.weight.unbind(2), start=first):
            answers += F.embedding(places[:, slot : slot + length], F.linear(embedded, weights))
        maps.append(answers)
    return maps


class CNN(nn.Module):
    """Token indices to one logit a class: embed, convolve with each width, take each filter's maximum, classify.

    `embedding` maps int64 (batch, tokens) to float32 (batch, tokens, dim) and gives padding the zero vector: an
    `nn.Embedding` with `padding_idx=0`, random or `from_pretrained`, frozen or not. With `hidden_dim`, two dense
    layers classify; with None, one. `relu` and `mask_padding` can be switched off to see what they are worth: without
    the first, the two dense layers are one linear map; without the second, a text's features can come from the
    padding behind it, so that its prediction depends on the company it keeps in the batch.
    """

    def __init__(
        self,
        embedding: nn.Module,
        num_classes: int,
        num_filters: int = 50,
        filter_sizes: Sequence[int] = (1, 2, 3),
        hidden_dim: int | None = 100,
        dropout: float = 0.1,
        embedding_dropout: float = 0.0,
        relu: bool = True,
        mask_padding: bool = True,
    ):
        super().__init__()
        self.filter_sizes = tuple(filter_sizes)
        self.relu = relu
        self.mask_padding = mask_padding
        self.embedding = embedding
        self.embedding_dropout = nn.Dropout(embedding_dropout)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(embedding.embedding_dim, num_filters, width) for width in self.filter_sizes
        )
        self.dropout = nn.Dropout(dropout)
        num_features = num_filters * len(self.filter_sizes)
        if hidden_dim is None:
            self.hidden = nn.Identity()
            self.output = nn.Linear(num_features, num_classes)
        else:
            activation = nn.ReLU() if relu else nn.Identity()
            self.hidden = nn.Sequential(nn.Linear(num_features, hidden_dim), activation, nn.Dropout(dropout))
            self.output = nn.Linear(hidden_dim, num_classes)

    @property
    def device(self) -> torch.device:
        """Where the weights lie; tokens must come to it."""
        return self.output.weight.device

    def feature_maps(self, tokens: torch.Tensor) -> list[torch.Tensor]:
        """What every filter answers at every token, before pooling: one (batch, tokens, filters) a width."""
        embedded = self.embedding_dropout(self.embedding(tokens))
        return [convolve(embedded, convolution) for convolution in self.convolutions]

    def silence_padding(self, answers: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        """`answers` (batch, tokens, filters) with minus infinity at padding, so that no maximum is found there."""
        if not self.mask_padding:
            return answers
        silence = torch.zeros_like(tokens, dtype=answers.dtype).masked_fill(tokens == PAD_INDEX, -torch.inf)
        return answers + silence.unsqueeze(2)

    def pool(self, maps: list[torch.Tensor], tokens: torch.Tensor) -> torch.Tensor:
        """The strongest answer of every filter: (batch, widths * filters).

        With `mask_padding` padding answers nothing, and the features of a text without tokens are 0.
        """
        answers = self.silence_padding(torch.cat(maps, dim=2), tokens)
        # The maximum over all tokens, and unlike `amax` it remembers where it was: the way back is short.
        pooled = F.adaptive_max_pool1d(answers.transpose(1, 2), 1).squeeze(2)
        # ReLU after the maximum gives what ReLU before it would, on a tenth of the numbers.
        return F.relu(pooled) if self.relu else pooled.masked_fill(pooled == -torch.inf, 0.0)

    def classify(self, features: torch.Tensor) -> torch.Tensor:
        """Logits (batch, classes) of pooled features (batch, widths * filters)."""
        return self.output(self.hidden(self.dropout(features)))

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.classify(self.pool(self.feature_maps(tokens), tokens))


class InterpretableCNN(CNN):
    """The same layers, and so the same weights; its forward pass stops before pooling, where words can still be told.

    `forward` gives float32 (widths, batch, tokens, filters): every filter's answer at every token.
    """

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return torch.stack(self.feature_maps(tokens))
