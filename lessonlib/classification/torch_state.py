"""What torch keeps for a whole process, and a classifier must not disturb: its random numbers, and its threads."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_one_at_a_time = threading.RLock()


@contextmanager
def private_seed(seed: int) -> Iterator[None]:
    """Within the block torch's random numbers, on all devices, depend on `seed` alone; after it they go on as before.

    Dropout takes no generator of its own: it draws from the one that the whole process shares. So threads enter such
    blocks one at a time. A thread that draws from torch outside of them, meanwhile, still changes what comes next.
    """
    with _one_at_a_time:
        cpu = torch.get_rng_state()
        cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
        mps = torch.mps.get_rng_state() if torch.backends.mps.is_available() else None
        try:
            torch.manual_seed(seed)
            yield
        finally:
            torch.set_rng_state(cpu)
            if cuda:
                torch.cuda.set_rng_state_all(cuda)
            if mps is not None:
                torch.mps.set_rng_state(mps)


@contextmanager
def enough_memory(what: str) -> Iterator[None]:
    """Raises MemoryError that says `what` was too big when memory does not suffice, whichever library notices."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "memory" not in str(error):  # torch has no MemoryError
            raise
        raise MemoryError(f"there is not enough memory for {what} ({error}); make it smaller") from error


def _start_anew() -> None:
    """In a process that was just forked: torch's helper threads, and whoever held the lock, exist in the parent only.

    Torch would wait for its threads forever; with a single one it starts no work that it would have to wait for. The
    workers of its own `DataLoader` do the same.
    """
    global _one_at_a_time
    _one_at_a_time = threading.RLock()
    torch.set_num_threads(1)


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_start_anew)
