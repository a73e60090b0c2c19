"""Measuring several ways to do the same: interleaved times, peak memory in a fresh process, one table."""

import ctypes
import gc
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np

Work = Callable[[], object]
"""Something to measure."""

Way = Callable[[], Work]
"""Makes everything ready, which is not measured, and returns the work."""

_HIGH_WATER = Path("/proc/self/clear_refs")
"""Writing 5 to it makes Linux forget the highest memory use so far."""


def times(ways: Mapping[str, Way], repetitions: int, announce: Callable[[str], None]) -> dict[str, list[float]]:
    """Seconds of each way, `repetitions` times each and in turns, so that a busy minute hits all of them alike."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for repetition in range(repetitions):
        for name, way in ways.items():
            announce(f"{name}, {repetition + 1} of {repetitions}")
            work = way()
            gc.collect()
            begun = time.perf_counter()
            result = work()
            seconds[name].append(time.perf_counter() - begun)
            del work, result  # so that the next one finds the memory free
    return seconds


def peak_memory(command: Sequence[str]) -> int | None:
    """The most bytes that a work took beyond what was there before, when `command` runs it in a process of its own.

    The command must call `report_peak`. What programs that it started took is added. None where the system is no Linux.
    """
    if not _HIGH_WATER.exists():
        return None
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()  # the work begins
    helpers: dict[str, int] = {}
    while process.poll() is None:
        for helper in _helpers(process.pid):
            helpers[helper] = max(helpers.get(helper, 0), _kilobytes(helper, "VmHWM"))
        time.sleep(0.002)
    own = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with exit status {process.returncode}")
    return int(own) + 1024 * sum(helpers.values())


def report_peak(way: Way) -> None:
    """Runs a way, and prints the most bytes that its work took beyond what was there before."""
    work = way()
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # free memory goes back to the system: taking it again shall count
    _HIGH_WATER.write_text("5")
    print("ready", flush=True)
    before = _kilobytes("self", "VmRSS")
    work()
    print((_kilobytes("self", "VmHWM") - before) * 1024)


def _helpers(process: int) -> list[str]:
    """The processes that `process` has started. One that is about to become another program does not count yet."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        own = Path(f"/proc/{process}/cmdline").read_bytes()
        return [child for child in children if Path(f"/proc/{child}/cmdline").read_bytes() != own]
    except OSError:  # one of them has ended
        return []


def _kilobytes(process: str, entry: str) -> int:
    """An entry of the status of `process`; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(entry + ":")), 0)


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """How `values` grow with `sizes`: 1 when twice the size takes twice as much, 2 when it takes four times as much."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def show_seconds(seconds: Sequence[float]) -> str:
    """Median and range in a readable unit, such as `1.2 s (1.18-1.31)`."""
    middle = median(seconds)
    factor, unit = (1, "s") if middle >= 1 else (1e3, "ms")
    values = (value * factor for value in (min(seconds), middle, max(seconds)))
    low, middle, high = (f"{value:.0f}" if value >= 100 else f"{value:.3g}" for value in values)
    return f"{middle} {unit} ({low}-{high})"


def show_bytes(number: float | None) -> str:
    """`number` of bytes in megabytes (millions of bytes); a dash when it was not measured."""
    return "-" if number is None else f"{number / 1e6:,.0f} MB"


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def machine() -> str:
    """What the numbers depend on: processor, cores, system, versions."""
    processor = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next((line.split(": ")[1] for line in lines if line.startswith("model name")), processor)
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy", "gensim", "pandas"))
    return f"{os.cpu_count()} cores, {processor}, {platform.system()}, Python {platform.python_version()}, {packages}"
