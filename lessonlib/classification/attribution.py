"""How a logit divides into what each filter, each window and each word brought: the mathematics of explanations.

Max-pooling keeps one window per filter, so a prediction of the `CNN` has few causes: the filters, the window that each
picked, and the weight of its activation. With one dense layer they add up to the logit exactly. With a hidden layer
they do so too, by integrated gradients (Sundararajan, Taly, Yan 2017, "Axiomatic Attribution for Deep Networks") from
features 0 to the features of the text; that integral has a closed form here, so nothing is approximated.
"""

from typing import NamedTuple, cast

import numpy as np
import torch
import torch.nn.functional as F

from lessonlib.classification.encoding import PAD_INDEX
from lessonlib.classification.network import CNN, window_start


class Attribution(NamedTuple):
    """What `attribute` finds, numpy arrays with one row per text; the last three have one column per filter.

    `targets` int64, the likeliest class; `logits` float32 (texts, classes); `bias` float32 and `word_scores` float64
    (texts, tokens) sum to the logit of the target. `firsts` int64 is the token a picked window begins with, before
    clipping; `activations` and `contributions` are float32.
    """

    targets: np.ndarray
    logits: np.ndarray
    bias: np.ndarray
    word_scores: np.ndarray
    firsts: np.ndarray
    activations: np.ndarray
    contributions: np.ndarray


@torch.inference_mode()
def attribute(model: CNN, tokens: torch.Tensor) -> Attribution:
    """Splits the largest logit of each row of `tokens` (batch, tokens) into bias, windows and words."""
    model.eval()
    tokens = tokens.to(model.device)
    features, positions = model.read(tokens)
    logits = model.classify(features)
    targets = logits.argmax(dim=1)
    slopes = feature_slopes(model, features, targets)
    bias = model.classify(features.new_zeros(features.shape[1]))[targets]
    contributions = slopes * features

    starts = torch.tensor([window_start(0, width) for width in model.filter_table[0]], device=tokens.device)
    triples = slot_parts(model, tokens, positions)
    # A window on nothing but padding (possible without `mask_padding`) names no word: what it gives is bias.
    wordless = ~torch.cat([inside.any(dim=2) for _, inside, _ in triples], dim=1)
    bias = bias + (contributions * wordless).sum(dim=1)
    contributions = contributions.masked_fill(wordless, 0)

    # A filter that ReLU silenced has parts (they sum to something negative), but they moved nothing.
    moved = slopes.masked_fill(features == 0, 0)
    # Double precision, which Apple's GPUs lack, so on the CPU: many small parts are added up.
    scores = torch.zeros(tokens.shape, dtype=torch.float64)
    for slope, (parts, _, index) in zip(moved.split(model.num_filters, dim=1), triples, strict=True):
        scores.scatter_add_(1, index.flatten(1).cpu(), (slope.unsqueeze(2) * parts).flatten(1).cpu().double())
    found = (targets, logits, bias, scores, positions + starts, features, contributions)
    return Attribution(*(values.cpu().numpy() for values in found))


def feature_slopes(model: CNN, features: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """What one unit of each feature is worth to the logit of class `targets` (batch,): (batch, features).

    Features times slopes sum to the logit minus that of features 0. With one dense layer the slopes are its weights.
    With a hidden layer of ReLU they are the mean gradient on the straight way from features 0 to `features`: on it,
    unit j computes relu(a_j * t + c_j) for t from 0 to 1, so it is open on an interval whose length is known.
    """
    weights = model.output.weight[targets]
    if not len(model.hidden):
        return weights
    dense = cast(torch.nn.Linear, model.hidden[0])
    if not model.relu:
        return weights @ dense.weight
    travelled, begin = F.linear(features, dense.weight), dense.bias
    crossing = (-begin / travelled).clamp(0, 1)  # where features move the unit; where they do not, its bias decides
    always = (begin > 0).to(features.dtype)
    open_share = torch.where(travelled > 0, 1 - crossing, torch.where(travelled < 0, crossing, always))
    return (weights * open_share) @ dense.weight


def slot_parts(
    model: CNN, tokens: torch.Tensor, positions: torch.Tensor
) -> list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """What each word of each picked window brought to its filter: one triple per width, each (batch, filters, width).

    The first holds the parts: the product of a slot's weights with its word's vector, plus the slot's share of the
    filter's bias (equal for all slots inside the text, which alone get one). They sum to the filter's activation at
    `positions` (batch, features), before ReLU. The second says which slots lie inside the text; outside, parts are 0.
    The third tells which token each slot reads (outside, the nearest).
    """
    embedded = model.embedding(tokens)
    triples = []
    for convolution, position in zip(model.convolutions, positions.split(model.num_filters, dim=1), strict=True):
        (width,) = convolution.kernel_size
        places = position.unsqueeze(2) + torch.arange(width, device=tokens.device) + window_start(0, width)
        nearest = places.clamp(0, tokens.shape[1] - 1)
        read = tokens.gather(1, nearest.flatten(1)).view_as(nearest)
        inside = (read != PAD_INDEX) & (places == nearest)
        own = [
            F.linear(embedded, weights).gather(1, nearest[..., slot].unsqueeze(1))
            for slot, weights in enumerate(convolution.weight.unbind(2))
        ]
        bias_share = cast(torch.Tensor, convolution.bias).unsqueeze(1) / inside.sum(dim=2, keepdim=True)
        parts = (torch.cat(own, dim=1).transpose(1, 2) + bias_share).masked_fill(~inside, 0)
        triples.append((parts, inside, nearest))
    return triples
