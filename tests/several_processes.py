"""What tests/classification/test_distributed.py runs under torchrun: `gradients`, or `fit FOLDER`; rank 0 reports."""

import hashlib
import json
import os
import sys
import time
from pathlib import Path

import torch
import torch.distributed as dist
from made_up_headlines import made_up_headlines
from torch import nn

from lessonlib.classification.distributed import DistributedTrainer, process_group
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.network import CNN
from lessonlib.classification.training import Trainer


def network() -> CNN:
    """A small network without dropout, the same in every process."""
    torch.manual_seed(0)
    embedding = nn.Embedding(30, 6, padding_idx=0)
    return CNN(embedding, 4, 5, (1, 2), 7, dropout=0.0, embedding_dropout=0.0, relu=True, mask_padding=True)


def gradients() -> dict:
    """How far the averaged gradients are from those of one process, for batches of several sizes."""
    apart = {}
    for rows in (16, 7, 1):
        generator = torch.Generator().manual_seed(rows)
        tokens = torch.randint(1, 30, (rows, 9), generator=generator)
        # Sorted, so that each process lacks a class in some batch.
        labels = torch.randint(0, 4, (rows,), generator=generator).sort().values
        alone, together = Trainer(network()), DistributedTrainer(network())
        alone.loss_fn(alone.model(tokens), labels).backward()
        together.backward(tokens, labels)
        pairs = zip(alone.model.parameters(), together.model.parameters(), strict=True)
        apart[str(rows)] = max(float((one.grad - other.grad).abs().max()) for one, other in pairs)
    return {"processes": dist.get_world_size(), "apart": apart}


def fit(folder: Path) -> dict:
    """A digest of the weights that a fit with checkpoints in `folder` ends with. SLOWLY: seconds to wait per epoch."""
    folder.with_name(f"{folder.name}.pid-{dist.get_rank()}").write_text(str(os.getpid()))
    train_epoch = DistributedTrainer.train_epoch
    DistributedTrainer.train_epoch = lambda *arguments: (
        time.sleep(float(os.environ.get("SLOWLY", 0))) or train_epoch(*arguments)
    )
    classifier = HeadlineClassifier(num_filters=8, num_epochs=5, patience=5).fit(
        *made_up_headlines(60), checkpoint=folder
    )
    weights = b"".join(value.numpy().tobytes() for value in classifier.model_.state_dict().values())
    return {"weights": hashlib.sha256(weights).hexdigest(), "epochs": len(classifier.history_)}


if __name__ == "__main__":
    with process_group() as speaks:
        report = gradients() if sys.argv[1] == "gradients" else fit(Path(sys.argv[2]))
        if speaks:
            print(json.dumps(report))
