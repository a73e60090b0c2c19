# mypy: allow-untyped-defs
"""The tasks of lesson 03 about the network: one filter, and all of it."""

from unittest import mock

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from lessonlib.classification.network import CNN as LibraryCNN
from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- one filter ----


def slide_filter(vectors, weights, bias):
    width = len(weights)
    windows = [vectors[start : start + width] for start in range(len(vectors) - width + 1)]
    return np.array([(window * weights).sum() + bias for window in windows])


def slide_with_torch(vectors, weights, bias):
    channels = torch.from_numpy(vectors.T)[None]
    return F.conv1d(channels, torch.from_numpy(weights.T)[None], torch.tensor([bias], dtype=torch.float64))[
        0, 0
    ].numpy()


def filters_to_slide():
    rng = np.random.default_rng(34)
    plain = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    cases = {"three words of two numbers, width 2": (plain, np.array([[1.0, 0.0], [0.0, 2.0]]), 0.5)}
    cases["two words, width 2: a single window"] = (plain[:2], np.array([[0.5, -1.0], [2.0, 0.0]]), -1.0)
    for width in (1, 3):
        cases[f"seven random words of four numbers, width {width}"] = (
            rng.normal(size=(7, 4)),
            rng.normal(size=(width, 4)),
            0.25,
        )
    return cases


# ---- the network ----


class CNN(nn.Module):
    """Token indices to one logit per class."""

    def __init__(self, embedding, num_classes, num_filters=50, widths=(1, 2, 3), num_hidden=100, dropout=0.1):
        super().__init__()
        self.embedding = embedding
        self.widths = widths
        self.convolutions = nn.ModuleList(nn.Conv1d(embedding.embedding_dim, num_filters, width) for width in widths)
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Sequential(nn.Linear(num_filters * len(widths), num_hidden), nn.ReLU(), nn.Dropout(dropout))
        self.output = nn.Linear(num_hidden, num_classes)

    def forward(self, tokens):
        is_padding = (tokens == 0).unsqueeze(1)
        vectors = self.embedding(tokens).transpose(1, 2)
        features = []
        for width, convolution in zip(self.widths, self.convolutions, strict=True):
            activations = convolution(F.pad(vectors, ((width - 1) // 2, width // 2)))
            activations = activations.masked_fill(is_padding, -torch.inf)
            features.append(F.relu(activations.amax(dim=2)))
        return self.output(self.hidden(self.dropout(torch.cat(features, dim=1))))


class LibraryNetwork(LibraryCNN):
    """The library's network, with the arguments of the lesson's."""

    def __init__(self, embedding, num_classes, num_filters=50, widths=(1, 2, 3), num_hidden=100, dropout=0.1):
        super().__init__(embedding, num_classes, num_filters, widths, num_hidden, dropout, 0.0, True, True)


def logits(network, weights, tokens):
    """What the network of this class does with the given weights: the logits, and what a step of training needs.

    Returns the logits without dropout, the sizes of the layers that dropout reaches in training, whether a gradient
    reaches each of the weights, and the sizes of the weights where none are asked for.
    """
    rows, dim = weights["embedding.weight"].shape
    embedding = nn.Embedding(rows, dim, padding_idx=0)
    model = network(embedding, len(weights["output.bias"]), 6, (1, 2, 3), 5, 0.25)
    names = model.state_dict() if len(model.state_dict()) == len(weights) else weights
    model.load_state_dict(dict(zip(names, weights.values(), strict=True)))  # whatever the layers are called
    model.eval()
    with torch.no_grad():
        found = model(tokens)
    dropped = []

    def noted(values, p=0.5, training=True, *_):
        dropped.append((values.shape[-1], p, training))
        return values

    with mock.patch.object(F, "dropout", noted):
        model.train()(tokens).sum().backward()
    sizes = sorted(tuple(weight.shape) for weight in network(nn.Embedding(5, 4), 2).parameters())
    reached = all(weight.grad is not None for weight in model.parameters())
    return found, sorted(one[:2] for one in dropped if one[1] and one[2]), reached, sizes


def networks():
    """Weights as the library's network has them, and token indices with and without padding."""
    generator = torch.Generator().manual_seed(35)

    def numbers(*shape):
        return torch.randn(*shape, generator=generator)

    weights = {"embedding.weight": numbers(12, 4)}
    weights["embedding.weight"][0] = 0
    for place, width in enumerate((1, 2, 3)):
        weights[f"convolutions.{place}.weight"] = numbers(6, 4, width)
        weights[f"convolutions.{place}.bias"] = numbers(6)
    weights |= {"hidden.0.weight": numbers(5, 18), "hidden.0.bias": numbers(5)}
    weights |= {"output.weight": numbers(3, 5), "output.bias": numbers(3)}
    return {
        "one headline of five words": (weights, torch.tensor([[2, 5, 7, 3, 11]])),
        "three headlines, two of them padded": (weights, torch.tensor([[2, 5, 7, 3], [4, 9, 0, 0], [8, 0, 0, 0]])),
        "a headline of one word": (weights, torch.tensor([[6]])),
    }


TASKS = (
    Function(
        name="slide_filter",
        lesson="03",
        minutes=6,
        stub=(1, 1),
        hints=(
            "A window is vectors[start : start + width]. There are len(vectors) - width + 1 of them.",
            "Window and weights have the same shape: multiply them, .sum() everything, and add the bias once.",
        ),
        reference=slide_filter,
        after="nn.Conv1d computes just this, for all filters and all headlines at once.",
        alternatives=(slide_with_torch,),
        cases=filters_to_slide,
        wrong=(
            Wrong(
                "multiplies every word with every weight",
                edited(slide_filter, ("(window * weights)", "(window @ weights.T)")),
                "A matrix product multiplies every word with the weights of all places. Each word has those of its own "
                "place: *, not @.",
            ),
            Wrong(
                "forgets the bias",
                edited(slide_filter, (".sum() + bias", ".sum()")),
                "The products are right, the bias is missing: it is added to the sum of each window.",
            ),
            Wrong(
                "adds the bias to every product",
                edited(slide_filter, ("(window * weights).sum() + bias", "(window * weights + bias).sum()")),
                "The bias was added to every product. It comes once per window: sum first, then add it.",
            ),
            Wrong(
                "misses the last window",
                edited(slide_filter, ("width + 1)", "width)")),
                "The last window is missing. With 3 words and width 2 there are 2 windows, not 1.",
            ),
            Wrong(
                "turns the filter round",
                edited(slide_filter, ("window * weights", "window * weights[::-1]")),
                "The weights are in reverse order. In mathematics a convolution does turn them round; in neural "
                "networks the first row of weights belongs to the first word of the window.",
            ),
            Wrong(
                "makes windows that do not overlap",
                edited(slide_filter, ("range(len(vectors) - width + 1)", "range(0, len(vectors) - width + 1, width)")),
                "Your windows do not overlap. The next one begins one word later, not one width later.",
            ),
            Wrong(
                "applies ReLU already",
                edited(
                    slide_filter,
                    (
                        "np.array([(window * weights).sum() + bias for window in windows])",
                        "np.maximum([(window * weights).sum() + bias for window in windows], 0)",
                    ),
                ),
                "Negative activations have become 0: ReLU comes later, not yet.",
            ),
            Wrong(
                "adds up each dimension",
                edited(
                    slide_filter,
                    (
                        "np.array([(window * weights).sum() + bias for window in windows])",
                        "np.array([(window * weights).sum(axis=0) + bias for window in windows])",
                    ),
                ),
                "One number per dimension is left. A filter has one activation per window: add up "
                "everything, without axis.",
            ),
            Wrong(
                "adds up each word",
                edited(
                    slide_filter,
                    (
                        "np.array([(window * weights).sum() + bias for window in windows])",
                        "np.array([(window * weights).sum(axis=1) + bias for window in windows])",
                    ),
                ),
                "One number per word of the window is left. A filter has one activation per window: add up "
                "everything, without axis.",
            ),
            Wrong(
                "takes the largest already",
                edited(
                    slide_filter,
                    (
                        "np.array([(window * weights).sum() + bias for window in windows])",
                        "max((window * weights).sum() + bias for window in windows)",
                    ),
                ),
                "This is the largest activation only. Give one for every window; the maximum is taken later.",
            ),
            Wrong(
                "takes the mean",
                edited(slide_filter, ("(window * weights).sum()", "(window * weights).mean()")),
                "This is the mean of the products; their sum is needed.",
            ),
            Wrong(
                "multiplies with the bias",
                edited(slide_filter, (".sum() + bias", ".sum() * bias")),
                "The bias is multiplied with: it is added.",
            ),
            Wrong(
                "subtracts the bias",
                edited(slide_filter, (".sum() + bias", ".sum() - bias")),
                "The bias is subtracted: it is added.",
            ),
            Wrong(
                "adds the products to nothing",
                edited(slide_filter, ("(window * weights).sum()", "window.sum() * weights.sum()")),
                "Vectors and weights are added up before they meet. Multiply number by number first, then add up.",
            ),
            Wrong(
                "adds the bias for every word",
                edited(
                    slide_filter, ("(window * weights).sum() + bias", "((window * weights).sum(axis=1) + bias).sum()")
                ),
                "The bias comes in once for each word of the window. A window has it once, however wide it is.",
            ),
            Wrong(
                "counts windows that are cut off",
                edited(
                    slide_filter,
                    ("range(len(vectors) - width + 1)", "range(len(vectors))"),
                    ("window * weights", "window * weights[: len(window)]"),
                ),
                "The last windows are cut off and count all the same. Only where `width` rows fit is there a window.",
            ),
        ),
    ),
    Function(
        name="CNN",
        lesson="03",
        minutes=8,
        stub=(12, 2),
        hints=(
            "activations.masked_fill(is_padding, value) puts a value wherever is_padding is true. Which value can "
            "never be a maximum?",
            "activations.amax(dim=2) is the maximum over the words, F.relu(...) turns what is negative into 0.",
            "features.append(F.relu(activations.amax(dim=2))), after the mask with -torch.inf.",
        ),
        reference=CNN,
        after="With the same weights your network and the library's give the same logits: it is the same network.",
        alternatives=(LibraryNetwork,),
        cases=networks,
        probe=logits,
        tolerance=1e-5,
        wrong=(
            Wrong(
                "lets filters fire on padding",
                edited(CNN, ("            activations = activations.masked_fill(is_padding, -torch.inf)\n", "")),
                "A filter may find its maximum on padding here: then the prediction depends on how long the other "
                "headlines of the batch are. Put -torch.inf at padding before the maximum.",
            ),
            Wrong(
                "leaves out ReLU",
                edited(CNN, ("F.relu(activations.amax(dim=2))", "activations.amax(dim=2)")),
                "The maximum is right, but negative ones stay negative. F.relu says: found nothing.",
            ),
            Wrong(
                "takes the mean over the words",
                edited(
                    CNN,
                    ("            activations = activations.masked_fill(is_padding, -torch.inf)\n", ""),
                    ("activations.amax(dim=2)", "activations.mean(dim=2)"),
                ),
                "This takes the mean over the words. Max over time keeps the strongest activation, wherever it is.",
            ),
            Wrong(
                "takes the mean of what fires",
                edited(CNN, ("F.relu(activations.amax(dim=2))", "F.relu(activations).mean(dim=2)")),
                "This is the mean over the words of what ReLU leaves. Keep the largest activation of each filter: "
                "max, not mean.",
            ),
            Wrong(
                "hides the words",
                edited(
                    CNN,
                    (
                        "activations = activations.masked_fill(is_padding, -torch.inf)",
                        "activations = activations.masked_fill(~is_padding, -torch.inf)",
                    ),
                ),
                "The mask is turned round: it hides the words and leaves the padding.",
            ),
            Wrong(
                "hides a place where any headline is padded",
                edited(CNN, ("masked_fill(is_padding,", "masked_fill(is_padding.any(dim=0, keepdim=True),")),
                "A place is hidden for all headlines as soon as one of them is padded there. Each headline has a mask "
                "of its own: is_padding as it is.",
            ),
            Wrong(
                "hides words beside the padding",
                edited(
                    CNN,
                    (
                        "masked_fill(is_padding, -torch.inf)",
                        "masked_fill(F.max_pool1d(F.pad(is_padding.float(), ((width - 1) // 2, width // 2)), width, 1) "
                        "> 0, -torch.inf)",
                    ),
                ),
                "Words beside the padding are hidden, too, since their window reaches into it. Hide the places of "
                "padding alone: a word at the end counts.",
            ),
            Wrong(
                "takes the maximum over the filters",
                edited(
                    CNN,
                    (
                        "features.append(F.relu(activations.amax(dim=2)))",
                        "features.append(F.relu(activations.amax(dim=1)))",
                    ),
                ),
                "This is the maximum over the filters, at each word. Each filter looks for its maximum "
                "over the words: dim=2.",
            ),
            Wrong(
                "takes the smallest activation",
                edited(
                    CNN,
                    (
                        "features.append(F.relu(activations.amax(dim=2)))",
                        "features.append(F.relu(activations.masked_fill(is_padding, torch.inf).amin(dim=2)))",
                    ),
                ),
                "This takes the smallest activation of each filter. How strongly it fires is the largest.",
            ),
            Wrong(
                "adds up over the words",
                edited(
                    CNN,
                    (
                        "features.append(F.relu(activations.amax(dim=2)))",
                        "features.append(F.relu(activations.masked_fill(is_padding, 0)).sum(dim=2))",
                    ),
                ),
                "The activations are added up over the words, so a long headline counts for more. Take the largest.",
            ),
            Wrong(
                "takes the first word",
                edited(
                    CNN,
                    (
                        "features.append(F.relu(activations.amax(dim=2)))",
                        "features.append(F.relu(activations[:, :, 0]))",
                    ),
                ),
                "Only the activation at the first word is used. Take the largest over all words.",
            ),
            Wrong(
                "takes the last word",
                edited(
                    CNN,
                    (
                        "features.append(F.relu(activations.amax(dim=2)))",
                        "features.append(F.relu(activations.masked_fill(is_padding, 0)[:, :, -1]))",
                    ),
                ),
                "Only the activation at the last place is used. Take the largest over all words.",
            ),
            Wrong(
                "leaves dropout out",
                edited(CNN, ("self.dropout(torch.cat(features, dim=1))", "torch.cat(features, dim=1)")),
                "The logits are right, but self.dropout is never used: in training, the features should go through it "
                "on their way to the hidden layer.",
            ),
            Wrong(
                "ends in a softmax",
                edited(
                    CNN,
                    ("return self.output(", "return F.softmax(self.output("),
                    ("features, dim=1))))", "features, dim=1)))), dim=1)"),
                ),
                "These are probabilities. The network gives logits: cross_entropy takes the softmax itself.",
            ),
            Wrong(
                "takes 0 at padding for ReLU",
                edited(
                    CNN,
                    ("masked_fill(is_padding, -torch.inf)", "masked_fill(is_padding, 0)"),
                    ("F.relu(activations.amax(dim=2))", "activations.amax(dim=2)"),
                ),
                "0 at padding does the work of ReLU only in a headline that has padding; the others keep negative "
                "maxima. Use minus infinity, then F.relu.",
            ),
            Wrong(
                "multiplies infinity with the mask",
                edited(
                    CNN, ("activations.masked_fill(is_padding, -torch.inf)", "activations - torch.inf * is_padding")
                ),
                "Infinity times 0 is nan (not a number), so every word without padding is lost. masked_fill leaves the "
                "others alone.",
            ),
            Wrong(
                "takes the mean over the words that are there",
                edited(
                    CNN,
                    (
                        "            activations = activations.masked_fill(is_padding, -torch.inf)\n            "
                        "features.append(F.relu(activations.amax(dim=2)))",
                        "            activations = F.relu(activations).masked_fill(is_padding, 0)\n            "
                        "features.append(activations.sum(dim=2) / (~is_padding).sum(dim=2))",
                    ),
                ),
                "This is the mean over the words that are no padding. Of each filter, the largest activation is kept.",
            ),
        ),
    ),
)
