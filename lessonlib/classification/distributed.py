"""Past one process: training by torch's own `DistributedDataParallel`. One process never comes here.

`torchrun` starts the processes and gives each its rank. Each learns from its own share of the rows, and after every
step torch averages the gradients, so that all hold the same weights.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.distributed as dist
from torch.utils.data import DistributedSampler

from lessonlib.classification.encoding import Dataset


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


def own_share(data: Dataset) -> Dataset:
    """The rows that this process of the group learns from: as many as each of the others, so that none waits."""
    rows: list[int] = list(DistributedSampler(data, shuffle=False))
    return Dataset([data.sequences[row] for row in rows], data.labels[rows])
