"""Past one process: data-parallel training on torch's own engine, and checkpoints from which any training goes on.

Every process reads all rows and makes the same batches; of each batch it learns from its own share. `torchrun` starts
the processes and gives each its rank; `DistributedDataParallel` averages the gradients. One process never comes here.
"""

import hashlib
import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader

from lessonlib.classification.training import Progress, Trainer
from lessonlib.errors import InputError
from lessonlib.files import atomic_file

_PATIENCE = timedelta(minutes=10)  # how long the others wait for a process that hangs, before they give up
_KEPT = 2  # checkpoints: should the newest be damaged, there is the one before
_DIGEST = 32  # bytes of the SHA-256 that begins a checkpoint


@contextmanager
def process_group() -> Iterator[bool]:
    """Joins the processes that `torchrun` started, for the length of the block; yields whether to write and print.

    That is True for rank 0 alone, and for a program that nobody started with torchrun. On GPUs (nccl) each process
    takes the device of its local rank, on the CPU it is gloo. Raises InputError for more processes than GPUs.
    """
    if not dist.is_torchelastic_launched():
        yield True
        return
    gpus, local_rank = torch.cuda.device_count(), int(os.environ["LOCAL_RANK"])
    on_gpu = gpus > 0 and os.environ.get("LESSONLIB_DEVICE", "cuda").startswith("cuda")
    if on_gpu and local_rank >= gpus:
        raise InputError(f"{gpus} GPUs here, and more processes; set --nproc-per-node {gpus}, or LESSONLIB_DEVICE=cpu")
    if on_gpu:
        torch.cuda.set_device(local_rank)
    dist.init_process_group("nccl" if on_gpu else "gloo", timeout=_PATIENCE)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Grad strides do not match")  # of filters of width 1: the layout does
            yield dist.get_rank() == 0
    finally:
        dist.destroy_process_group()


class DistributedTrainer(Trainer):
    """A `Trainer` whose model learns in all processes of the group; they hold the same weights after every step.

    A step takes as many rows as in one process. Process r learns from rows r, r + n, r + 2n ... of each batch, and its
    loss is weighed by their number, so that the averaged gradient is that of the whole batch, however uneven the
    shares. Dropout is drawn in each process by itself. Of the word vectors that are learned, the processes exchange
    only the gradients of the batch's words: all others are zero, and there may be a hundred times as many.
    """

    def __init__(self, model: nn.Module, *arguments: Any) -> None:
        super().__init__(model, *arguments)
        self.rank, self.processes = dist.get_rank(), dist.get_world_size()
        vectors = [weight for weight in self.model.embedding.parameters() if weight.requires_grad]  # type: ignore[union-attr]
        for weight in vectors:  # what learns only later is left alone by DistributedDataParallel
            weight.requires_grad_(False)
        self.parallel = DistributedDataParallel(self.model)
        for weight in vectors:
            weight.requires_grad_(True)
            weight.register_post_accumulate_grad_hook(self._exchange_rows)
        torch.manual_seed(torch.initial_seed() + self.rank)  # or all would drop the same units

    def train_epoch(self, loader: DataLoader) -> float:
        """One epoch: learn from this process's share of every batch. Returns the mean loss over all rows of all."""
        self.parallel.train()
        total, rows = torch.zeros((), device=self.device), 0
        for tokens, labels in loader:
            self.optimizer.zero_grad()
            loss = self.backward(tokens, labels)
            self.optimizer.step()
            total += loss * len(labels) / self.processes
            rows += len(labels)
        dist.all_reduce(total)
        return float(total) / rows

    def backward(self, tokens: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Gives every process the gradient of the batch. Returns a loss; its mean over the processes is the batch's."""
        self._words = tokens.unique().to(self.device)  # every process has the whole batch, so all name the same rows
        self._exchanged: list[tuple[Any, ...]] = []
        loss = self._own_loss(tokens, labels)
        loss.backward()
        for gradient, rows, shared, work in self._exchanged:
            work.wait()
            gradient[rows] = shared
        return loss.detach()

    def _exchange_rows(self, weight: torch.Tensor) -> None:
        """Begins to average the gradients of the batch's words, while those of the layers are under way."""
        rows = self._words[self._words < len(weight)]
        shared = weight.grad[rows] / self.processes  # type: ignore[index]  # it has one by now
        self._exchanged.append((weight.grad, rows, shared, dist.all_reduce(shared, async_op=True)))

    def evaluate(self, loader: DataLoader) -> tuple[float, np.ndarray]:
        """As in one process. All hear the loss of rank 0, so that unlike machines never disagree when to stop."""
        loss, logits = super().evaluate(loader)
        shared = torch.tensor(loss, device=self.device)
        dist.broadcast(shared, 0)
        return float(shared), logits

    def _own_loss(self, tokens: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        own_tokens, own_labels = (part[self.rank :: self.processes].to(self.device) for part in (tokens, labels))
        if len(own_labels) == 0:  # the others wait for a gradient all the same: one of zeros
            return self.parallel(tokens[:1].to(self.device)).sum() * 0
        share = self.processes * len(own_labels) / len(labels)
        return self.loss_fn(self.parallel(own_tokens), own_labels) * share


class Checkpoints:
    """The state of a training after each epoch, in files of a folder; a training that broke off goes on from there.

    Going on gives, bit for bit, what an unbroken training gives with as many processes. `run` tells one training from
    another: its data, parameters and number of processes. Rank 0 writes, all read.
    """

    def __init__(self, folder: str | os.PathLike, run: str) -> None:
        self.folder = Path(folder)
        self.run = f"{run}, {dist.get_world_size()} processes" if dist.is_initialized() else run

    def save(self, trainer: Trainer, loader: DataLoader, progress: Progress) -> None:
        """Write the state after the last epoch of `progress`, whole or not at all; older files but one are removed."""
        epoch = len(progress.history)
        state = {
            "run": self.run,
            "progress": progress._asdict(),
            "weights": trainer.trainable_weights(),
            "optimizer": trainer.optimizer.state_dict(),
            "scheduler": trainer.scheduler.state_dict() if trainer.scheduler else {},
            "order": _generator(loader).get_state(),
            "random": _gathered(torch.get_rng_state()),
        }
        if dist.is_initialized() and dist.get_rank() > 0:
            return
        buffer = io.BytesIO()
        torch.save(state, buffer)
        with atomic_file(self.folder / f"epoch-{epoch:04d}.checkpoint") as temporary:
            temporary.write_bytes(hashlib.sha256(buffer.getvalue()).digest() + buffer.getvalue())
        for old in self._files()[:-_KEPT]:
            old.unlink()

    def restore(self, trainer: Trainer, loader: DataLoader) -> Progress | None:
        """Puts `trainer` and `loader` back to the newest whole checkpoint; None when there is none.

        Raises InputError when the folder belongs to another training, is a file, or holds no whole checkpoint but files
        of their names, which `save` would remove.
        """
        if self.folder.is_file():
            raise InputError(f"{self.folder} is a file; choose a folder to keep checkpoints in")
        files = self._files()
        state = next((state for path in reversed(files) if (state := _read(path))), None)
        if state is None:
            if files:
                raise InputError(
                    f"{files[-1]} is no whole checkpoint, and training would remove it; "
                    "move it somewhere else, or choose another folder"
                )
            return None
        if state["run"] != self.run:
            raise InputError(
                f"{self.folder} holds checkpoints of another training (other data, parameters or number of processes); "
                "give each training a folder of its own, or remove this one"
            )
        trainer.model.load_state_dict(state["weights"], strict=False)
        trainer.optimizer.load_state_dict(state["optimizer"])
        if trainer.scheduler:
            trainer.scheduler.load_state_dict(state["scheduler"])
        _generator(loader).set_state(state["order"])
        torch.set_rng_state(state["random"][dist.get_rank() if dist.is_initialized() else 0])
        return Progress(**state["progress"])

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("epoch-*.checkpoint"))


def _read(path: Path) -> dict[str, Any] | None:
    """The state in the file `path`; None when it is not whole. Nothing in it is run: it holds tensors and numbers."""
    data = path.read_bytes()
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    return torch.load(io.BytesIO(data[_DIGEST:]), weights_only=True)


def _generator(loader: DataLoader) -> torch.Generator:
    """What decides the order of the rows in the epochs to come."""
    return loader.sampler.generator  # type: ignore[attr-defined]


def _gathered(state: torch.Tensor) -> list[torch.Tensor]:
    """The random state of every process, by rank."""
    if not dist.is_initialized():
        return [state]
    states: list[Any] = [None] * dist.get_world_size()
    dist.all_gather_object(states, state)
    return states
