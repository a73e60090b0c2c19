"""Epochs of training, timed: `python -m benchmarks.full.epochs FOLDER NUMBER`, alone or under torchrun.

The first process prints a line of JSON: the rows of an epoch, the seconds of each epoch by the clock and by what this
process worked, and the bytes that the layers exchange in a step.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lessonlib.classification.distributed import DistributedTrainer, process_group
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.training import Trainer
from lessonlib.datasets import load_glove, load_headlines

EPOCHS = 3


def timed(train_epoch: Callable[..., float], wall: list[float], cpu: list[float]) -> Callable[..., float]:
    """`train_epoch`, which notes in `wall` how long it took, and in `cpu` how long this process worked."""

    def train_and_note(*arguments: Any) -> float:
        begun, worked = time.perf_counter(), time.process_time()
        loss = train_epoch(*arguments)
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - worked)
        return loss

    return train_and_note


def main(argv: Sequence[str] | None = None) -> None:
    """The command; `argv` as on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="as given to benchmarks.full.standins")
    parser.add_argument("number", type=int, help="titles to train on")
    parser.add_argument("--batch-size", type=int, default=64, help="titles of a step; 64, unless said otherwise")
    options = parser.parse_args(argv)
    wall: list[float] = []
    cpu: list[float] = []
    for kind in (Trainer, DistributedTrainer):
        kind.train_epoch = timed(kind.train_epoch, wall, cpu)  # type: ignore[method-assign]
    with process_group() as speaks:
        table = load_headlines(options.folder / "titles.csv").head(options.number)
        glove = load_glove(options.folder / "glove.6B.100d.txt")
        classifier = HeadlineClassifier(glove, num_epochs=EPOCHS, batch_size=options.batch_size)
        classifier.fit(table["title"], table["category"])
        layers = [value for name, value in classifier.model_.named_parameters() if not name.startswith("embedding.")]
        rows = round(len(table) * (1 - classifier.validation_fraction))
        if speaks:
            step = sum(4 * value.numel() for value in layers)
            print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "bytes": step}))


if __name__ == "__main__":
    main()
