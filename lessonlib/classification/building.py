"""What `HeadlineClassifier` is made of, each part built from its parameters: vocabulary, network, trainer.

`parameters` are always those that `plain_parameters` returns.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gensim.models import KeyedVectors

from lessonlib.classification.distributed import Checkpoints, DistributedTrainer
from lessonlib.classification.embedding_table import OpenEmbedding, make_embeddings_matrix
from lessonlib.classification.encoding import PAD, UNK, Tokenizer
from lessonlib.classification.network import CNN
from lessonlib.classification.training import Trainer
from lessonlib.errors import InputError, InputTypeError

EMBEDDING_DIM = 100
"""Length of the vectors that are learned from scratch: that of the GloVe vectors they are compared with."""


def build_vocabulary(
    token_lists: list[list[str]], embeddings: KeyedVectors | None, parameters: dict[str, Any]
) -> tuple[Tokenizer, OpenEmbedding]:
    """All tokens that will be known, those with vectors to learn first, and the embedding layer in that order.

    `token_lists` are the training texts, as read. Raises InputTypeError for other embeddings than `KeyedVectors`,
    InputError when a vector holds a number that is not finite.
    """
    if embeddings is not None and not isinstance(embeddings, KeyedVectors):
        raise InputTypeError(f"embeddings={embeddings!r:.60}; expected gensim's KeyedVectors, or None")
    tokens = Tokenizer(num_tokens=parameters["num_tokens"]).fit_tokens(token_lists).index_to_token[2:]
    vectors = embeddings if embeddings is not None else KeyedVectors(EMBEDDING_DIM)
    known = vectors.key_to_index
    learned = [token for token in tokens if not (parameters["freeze"] and token in known)]
    everything = parameters["open_vocabulary"]
    candidates = vectors.index_to_key if everything else [token for token in tokens if token in known]
    placed = {PAD, UNK, *learned}  # a file of vectors may have rows for PAD and UNK, too
    tokenizer = Tokenizer.from_tokens(learned + [token for token in candidates if token not in placed])
    matrix, _ = make_embeddings_matrix(vectors, tokenizer.token_to_index, parameters["seed"])
    if not np.isfinite(matrix).all():
        bad = tokenizer.index_to_token[int(np.isfinite(matrix).all(axis=1).argmin())]
        raise InputError(f"the vector of {bad!r} holds a number that is infinite or none (NaN); mend the embeddings")
    rows = torch.from_numpy(matrix)
    first_fixed = len(learned) + 2  # behind PAD and UNK
    return tokenizer, OpenEmbedding(rows[:first_fixed], rows[first_fixed:])


def build_network(embedding: OpenEmbedding, num_classes: int, parameters: dict[str, Any]) -> CNN:
    """The untrained network; torch's random numbers decide its weights."""
    names = ("num_filters", "filter_sizes", "hidden_dim", "dropout", "embedding_dropout", "relu", "mask_padding")
    return CNN(embedding, num_classes, **{name: parameters[name] for name in names})


def build_trainer(model: CNN, device: torch.device, parameters: dict[str, Any]) -> Trainer:
    """AdamW with decay for the layers only, the schedule of its rate, and cross entropy."""
    layers: list[torch.nn.Parameter] = []
    vectors: list[torch.nn.Parameter] = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            (vectors if name.startswith("embedding.") else layers).append(parameter)
    # Decay pulls weights towards 0. Word vectors are spared: 0 is no natural place for a word.
    decay = parameters["weight_decay"]
    groups = [{"params": layers, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=parameters["learning_rate"], fused=True)
    scheduler: torch.optim.lr_scheduler.LRScheduler
    if parameters["schedule"] == "cosine":
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=parameters["num_epochs"])
    else:
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.1, patience=2)
    loss_fn = torch.nn.CrossEntropyLoss(label_smoothing=parameters["label_smoothing"])
    kind = DistributedTrainer if torch.distributed.is_initialized() else Trainer
    return kind(model, device, loss_fn, optimizer, scheduler)


def build_checkpoints(folder: str | Path, *run: object) -> Checkpoints:
    """Checkpoints in `folder` of the training that `run` describes: everything that decides what is learned."""
    return Checkpoints(folder, hashlib.sha256(repr(run).encode()).hexdigest())
