"""What full size costs: `make bench GROUP=full FOLDER=...`, or `python -m benchmarks.full.run FOLDER`.

FOLDER holds the stand-ins (`python -m benchmarks.full.standins FOLDER`). Each work runs in a process of its own, as a
learner would start it, and is a line of the table: its target, the time that passed, the time that processors worked
for it, and the memory of its largest process at its largest. On a busy machine only the work of the processors tells.

    python -m benchmarks.full.run FOLDER                   everything, one after another: about an hour
    python -m benchmarks.full.run FOLDER --only lesson-01  one group: lesson-01 .. lesson-05, fit, growth, predict, f1
    python -m benchmarks.full.run FOLDER --titles MINE.csv --only f1    the same score from one and two processes

The group f1 needs a table of real titles, with the columns title and category.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.speed.measure import machine, table

CHECKOUT = Path(__file__).parent.parent.parent
GROUPS = ("lesson-01", "lesson-02", "lesson-03", "lesson-05", "fit", "predict", "growth", "f1")
LESSON_TARGETS = {"01": (20, 3000), "02": (4, 1000), "03": (15, 2000), "05": (25, 2000)}  # minutes, megabytes
# Titles, and how many of them a step takes; from the last ones, arithmetic goes on to more machines.
GROWTH = ((30_000, 512), (7_500, 64), (30_000, 64), (120_000, 64))
F1_SEEDS = (1, 2, 3, 4, 5)

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "LESSONLIB_DEVICE": "cpu"}


class Cost(NamedTuple):
    """What a command took: seconds that passed, seconds that processors worked, bytes of its largest process."""

    wall: float
    cpu: float
    memory: float
    first_line: float
    """Seconds until it printed a line."""
    output: str


def cost(command: Sequence[str | Path], folder: Path, given: Path | None = None, keep: bool = True) -> Cost:
    """Run `python -m COMMAND` on one thread, with the file `given` as standard input, and its children.

    `folder` is its cache. Without `keep`, what it prints is thrown away. Raises RuntimeError when it fails.
    """
    with open(given or os.devnull, "rb") as source:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *map(str, command)],
            env=os.environ | _ONE_THREAD | {"LESSONLIB_CACHE": str(folder)},
            stdin=source,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        first_line = time.perf_counter() - begun
        for line in process.stdout:
            if keep:
                lines.append(line)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with exit status {process.returncode}")
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(wall, used.ru_utime + used.ru_stime, memory, first_line, b"".join(lines).decode())


def in_processes(number: int, *module: str | Path) -> list[str | Path]:
    """The command that runs a `module` in so many processes on this machine."""
    return ["torch.distributed.run", "--standalone", "--nproc-per-node", str(number), "-m", *module]


def train(folder: Path, titles: Path, processes: int = 1, *options: str) -> Cost:
    """The cost of training on the table `titles` in one or more processes; the model is in `model(folder, ...)`."""
    command = ["lessonlib", "train", titles, "--out", model(folder, titles, processes)]
    command += ["--embeddings", folder / "glove.6B.100d.txt", *options]
    return cost(in_processes(processes, *command) if processes > 1 else command, folder)


def model(folder: Path, titles: Path, processes: int = 1) -> Path:
    """Where `train` puts what it trained."""
    return folder / "models" / f"{titles.stem}-{processes}"


def times_faster(processes: int, alone: float, step_bytes: int, network: float = 125e6) -> float:
    """How many times as fast so many machines train as one, by arithmetic.

    One takes `alone` seconds for a step, whose gradients are `step_bytes`. In a ring, each machine sends and receives
    2 (n - 1) / n of them in each step, over a `network` of so many bytes per second (1 Gbit/s). Delays of the network
    come on top.
    """
    return alone / (alone / processes + 2 * (processes - 1) / processes * step_bytes / network)


# ---- the groups: lines of a table, each with as many cells as its heading ----

HEADING = ("work", "target", "wall clock", "processors", "largest process")


def _cells(used: Cost) -> list[str]:
    return [_seconds(used.wall), _seconds(used.cpu), f"{used.memory / 1e6:,.0f} MB"]


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def lesson(folder: Path, number: str) -> Iterator[list[str]]:
    """A lesson with `SOURCE = "full"`."""
    minutes, megabytes = LESSON_TARGETS[number]
    used = cost(["benchmarks.full.lesson", number, folder], folder)
    yield [f"lesson {number}", f"{minutes} min, {megabytes / 1000:g} GB", *_cells(used)]
    slow = json.loads(used.output.splitlines()[-1])
    silent = [step for step in slow if not step["bars"] or any(done != total for _, done, total in step["bars"])]
    told = "; ".join(f"{step['cell']} ({step['seconds']} s)" for step in silent)
    yield [
        f"lesson {number}: steps of more than 5 s without a bar up to 100 %",
        "0",
        f"{len(silent)}: {told}",
        "-",
        "-",
    ]


def fit(folder: Path) -> Iterator[list[str]]:
    """The course's recipe on all titles, in one process and in two."""
    for name, processes in (("one process", 1), ("two processes", 2)):
        yield [f"`train`, {name}", "4 min, 1 GB", *_cells(train(folder, folder / "titles.csv", processes))]


def predict(folder: Path) -> Iterator[list[str]]:
    """Lines on standard input, a thousand and all of them; the classifier knows the sample of GloVe, as by default."""
    saved = folder / "models" / "course"
    cost(["lessonlib", "train", CHECKOUT / "data" / "headlines.csv", "--out", saved], folder)
    lines = (folder / "lines.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    few = folder / "few.txt"
    few.write_text("".join(lines[:1000]), encoding="utf-8")
    some = cost(["lessonlib", "predict", saved], folder, few, keep=False)
    everything = cost(["lessonlib", "predict", saved], folder, folder / "lines.txt", keep=False)
    pace = [(len(lines) - 1000) / (getattr(everything, what) - getattr(some, what)) for what in ("wall", "cpu")]
    yield [f"`predict`, {len(lines):,} lines", "600 MB", *_cells(everything)]
    yield ["the same, lines per second", "16,000", f"{pace[0]:,.0f}", f"{pace[1]:,.0f}", "-"]
    soon = [f"{used.first_line:.1f} s" for used in (some, everything)]
    yield ["first line of 1,000 and of all", "as soon", " and ".join(soon), "-", "-"]
    if (large := model(folder, folder / "titles.csv")).exists():
        used = cost(["lessonlib", "predict", large], folder, folder / "lines.txt", keep=False)
        yield ["`predict` with all of GloVe", "-", *_cells(used)]


def growth(folder: Path) -> Iterator[list[str]]:
    """Epochs of training on more and more titles, in one process and in two; by arithmetic, on more machines."""
    for titles, batch in GROWTH:
        pace = {}
        for processes in (1, 2):
            command = ["benchmarks.full.epochs", folder, str(titles), "--batch-size", str(batch)]
            used = cost(in_processes(processes, *command) if processes > 1 else command, folder)
            found = json.loads(used.output.splitlines()[-1])
            wall, cpu = min(found["wall"]), min(found["cpu"])
            pace[processes] = found["rows"] / wall
            faster = f"1.4 times as fast: {pace[2] / pace[1]:.2f}" if processes > 1 else "-"
            in_steps = f"{found['rows']:,} titles in steps of {batch}"
            name = f"an epoch of {in_steps}, {processes} process{'es' if processes > 1 else ''}"
            shown = [f"{_seconds(wall)}, {pace[processes]:,.0f} titles a second", f"{_seconds(cpu)} each"]
            yield [name, faster, *shown, f"{used.memory / 1e6:,.0f} MB"]
    for machines in (2, 4, 8, 16):
        faster = f"{times_faster(machines, batch / pace[1], found['bytes']):.2f} times as fast"
        yield [f"{machines} machines at 1 Gbit/s, by arithmetic", "-", faster, f"{found['bytes']:,} bytes a step", "-"]


def f1(folder: Path, titles: Path) -> Iterator[list[str]]:
    """Weighted F1 on a fifth of real titles, of training in one process and in two: the mean over the seeds."""
    with open(titles, encoding="utf-8", newline="") as file:
        rows = [{"title": row["title"], "category": row["category"]} for row in csv.DictReader(file)]
    for name, part in {"real-test": rows[::5], "real-train": [row for n, row in enumerate(rows) if n % 5]}.items():
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["title", "category"])
            writer.writeheader()
            writer.writerows(part)
    for processes in (1, 2):
        scores = []
        for seed in F1_SEEDS:
            used = train(folder, folder / "real-train.csv", processes, "--seed", str(seed))
            saved = model(folder, folder / "real-train.csv", processes)
            said = cost(["lessonlib", "evaluate", saved, folder / "real-test.csv"], folder).output
            scores.append(float(next(line for line in said.splitlines() if line.startswith("overall")).split()[3]))
        shown = " ".join(f"{score:.3f}" for score in scores)
        mean = sum(scores) / len(scores)
        name = f"weighted F1, {processes} process{'es' if processes > 1 else ''}: {mean:.4f}"
        yield [name, f"within 0.003; seeds: {shown}", *_cells(used)]


def main(argv: Sequence[str] | None = None) -> None:
    """The command; `argv` as on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="as given to benchmarks.full.standins")
    parser.add_argument("--only", choices=GROUPS, action="append", help="measure these groups only")
    parser.add_argument("--titles", type=Path, help="real titles, for the group f1")
    options = parser.parse_args(argv)
    folder = options.folder.resolve()
    if not (folder / "lines.txt").exists():
        parser.error(f"there are no stand-ins in {folder}; make them: python -m benchmarks.full.standins {folder}")
    groups = options.only or [group for group in GROUPS if group != "f1" or options.titles]
    if "f1" in groups and not options.titles:
        parser.error("the group f1 needs --titles")
    simple: dict[str, Callable[[Path], Iterator[list[str]]]] = {"fit": fit, "predict": predict, "growth": growth}
    rows = []
    for group in groups:
        if group.startswith("lesson"):
            found = lesson(folder, group.removeprefix("lesson-"))
        else:
            found = f1(folder, options.titles) if group == "f1" else simple[group](folder)
        for row in found:
            print(" | ".join(row), file=sys.stderr, flush=True)
            rows.append(row)
    print(f"{machine()}\n\n{table(HEADING, rows)}")


if __name__ == "__main__":
    main()
