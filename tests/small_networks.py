"""Networks small enough to follow by hand, for several test files."""

from types import SimpleNamespace

import numpy as np
import torch
from torch import nn

from lessonlib.classification.explanation import explain_texts
from lessonlib.classification.network import CNN

SMALL = {
    "num_filters": 4,
    "filter_sizes": (1, 2, 3),
    "hidden_dim": 5,
    "dropout": 0.1,
    "embedding_dropout": 0.0,
    "relu": True,
    "mask_padding": True,
}


def small_cnn(embedding, num_classes, kind=CNN, **settings):
    """A network of kind `kind` with the settings of `SMALL`, other than `settings`."""
    return kind(embedding, num_classes, **SMALL | settings)


def one_hot_embedding(num_tokens, freeze=True):
    """Each token's vector is 1 in a place of its own; that of padding is zero."""
    table = torch.eye(num_tokens)
    table[0] = 0
    return nn.Embedding.from_pretrained(table, freeze=freeze, padding_idx=0)


def known_classifier(model, tokenizer, classes, temperature):
    """What is asked of a fitted classifier by those that explain it."""
    return SimpleNamespace(model_=model, tokenizer_=tokenizer, classes_=np.array(classes), temperature_=temperature)


def explained(classifier, texts):
    """The explanations of `texts`, whose words stand between spaces, by a known classifier."""
    words = [text.split() for text in texts]
    names = classifier.classes_.tolist()
    return explain_texts(classifier.model_, classifier.tokenizer_, texts, words, names, classifier.temperature_)
