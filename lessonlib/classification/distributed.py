"""Past one process: training by torch's own `DistributedDataParallel`. One process never comes here.

`torchrun` starts the processes and gives each its rank. Each learns from its own share of the rows, and after every
step torch averages the gradients, so that all hold the same weights.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader

from lessonlib.classification.training import Trainer


@contextmanager
def process_group() -> Iterator[bool]:
    """Joins the processes that `torchrun` started, for the length of the block; yields whether to write and print.

    That is True for rank 0 alone, and for a program that nobody started with torchrun. On GPUs (nccl) each process
    takes the device of its local rank, on the CPU it is gloo.
    """
    if not dist.is_torchelastic_launched():
        yield True
        return
    on_gpu = torch.cuda.is_available() and os.environ.get("LESSONLIB_DEVICE", "cuda").startswith("cuda")
    if on_gpu:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("nccl" if on_gpu else "gloo")
    try:
        yield dist.get_rank() == 0
    finally:
        dist.destroy_process_group()


class DistributedTrainer(Trainer):
    """A `Trainer` whose model learns in all processes of the group, each from its share of every batch's rows."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.parallel = DistributedDataParallel(self.model)
        torch.manual_seed(torch.initial_seed() + dist.get_rank())  # or all would drop the same units

    def train_epoch(self, loader: DataLoader) -> float:
        """One epoch from this process's share of every batch. Returns the mean loss over the shares of all."""
        whole, rank, processes = self.model, dist.get_rank(), dist.get_world_size()
        shares = ((tokens[rank::processes], labels[rank::processes]) for tokens, labels in loader)
        self.model = self.parallel
        loss = super().train_epoch(share for share in shares if len(share[1]) > 0)  # type: ignore[arg-type]
        self.model = whole
        shared = torch.tensor(loss, device=self.device)
        dist.all_reduce(shared)
        return float(shared) / processes
