"""Run a learner's code so that nothing it does can stop the notebook: raise, hang, print, warn or draw numbers."""

import ctypes
import io
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from typing import Any

import numpy as np


class OutOfTime(BaseException):
    """Thrown into code that ran past its time limit; no Exception, so that `except Exception` does not swallow it."""


@dataclass(frozen=True)
class Outcome:
    """What one call did: it gave `value`, unless it raised `error` (OutOfTime when it did not end)."""

    value: Any = None
    error: BaseException | None = None
    printed: str = ""


def run(call: Callable[[], Any], seconds: float | None) -> Outcome:
    """Carry out `call` with seeded random numbers; the notebook's own are left as they were.

    It may take so many `seconds`; with None, as long as it needs.
    It runs in a thread of its own, and a call that hangs has OutOfTime thrown into it: this works on every system and
    also where Jupyter does not use the main thread. A single long step inside C code cannot be interrupted; it is
    left behind, and its result is ignored. Only the reader's own interrupt (KeyboardInterrupt) is passed on.
    """
    found: list[Outcome] = []

    def work() -> None:
        try:
            found.append(Outcome(call()))
        except BaseException as error:  # also SystemExit: a learner's `exit()` must not end the kernel
            found.append(Outcome(error=error))

    thread = threading.Thread(target=work, daemon=True)
    text = io.StringIO()
    with (
        _seeded(),
        redirect_stdout(text),
        redirect_stderr(io.StringIO()),  # progress bars and the like
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        thread.start()
        try:
            thread.join(seconds)
        finally:
            late = thread.is_alive()
            _stop(thread)
    return replace(Outcome(error=OutOfTime()) if late else found[0], printed=text.getvalue())


def _stop(thread: threading.Thread) -> None:
    """Throw OutOfTime into `thread` until it ends; again and again, as a bare `except:` in a loop swallows it."""
    until = time.monotonic() + 1
    while thread.is_alive() and time.monotonic() < until:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(OutOfTime))
        thread.join(0.01)


@contextmanager
def _seeded() -> Iterator[None]:
    """Seed the global generators of random numbers, and put them back afterwards as they were."""
    torch = sys.modules.get("torch")
    before = random.getstate(), np.random.get_state(), torch.get_rng_state() if torch else None
    random.seed(0)
    np.random.seed(0)
    if torch:
        torch.manual_seed(0)
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])
        if torch:
            torch.set_rng_state(before[2])
