"""What the course's code costs, beside the textbook way: one table of times, ratios and peak memory.

    python -m benchmarks.speed.run                      everything, with a GloVe file that is made for it
    python -m benchmarks.speed.run --glove GLOVE.txt    the same with a real file, such as glove.6B.100d.txt
    python -m benchmarks.speed.run --only training      one group: glove, text, training, using or growth
    python -m benchmarks.speed.run --tiny               tiny sizes, to see that it works; the numbers mean nothing

The ways to do one thing take turns, five times each (once when tiny). A cell says the median and, in brackets, the
shortest and longest time. Peak memory is what a way takes beyond what was there before, in a process of its own (on
Linux only).
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

import torch

from benchmarks.speed.measure import (
    exponent,
    machine,
    peak_memory,
    report_peak,
    show_bytes,
    show_seconds,
    table,
    times,
)
from benchmarks.speed.ways import DIM, GROUPS, TINY, Bench, Sizes, make_glove_file


class Row(NamedTuple):
    """A line of the table: the ways `other` and `course` of a group, compared.

    The course should be `at_least` as many times as fast, take at most `seconds`, and at most `memory` times the bytes
    of the vectors; None where there is no such target. `per` is how often a way does the work.
    """

    what: str
    group: str
    other: str
    course: str
    at_least: float | None = None
    seconds: float | None = None
    memory: float | None = None
    per: int = 1


def rows(sizes: Sizes) -> list[Row]:
    """The lines of the table."""
    cleaned, predicted = f"{sizes.cleaned:,} headlines", f"{sizes.predicted:,} headlines"
    return [
        Row("GloVe file, first load", "glove", "dict, line by line", "course, first load", 4, memory=1.2),
        Row("the same", "glove", "gensim", "course, first load", 10),
        Row("the same", "glove", "pandas", "course, first load"),
        Row("GloVe file, later loads and a look-up", "glove", "dict, line by line", "course, later loads", 100, 0.1),
        Row("GloVe file, 5,000 words of it", "glove", "dict, line by line", "course, 5,000 words", 15),
        Row(f"cleaning and encoding, {cleaned}", "text", "textbook", "course, same cleaning", 3),
        Row("the same, read as GloVe was", "text", "textbook", "course, words and marks", 3),
        Row("training epoch, frozen vectors", "training", "textbook, frozen", "course, frozen", 3),
        Row("training epoch, tuned vectors", "training", "textbook, tuned", "course, tuned", 3),
        Row(f"prediction, {predicted}", "using", "textbook", "course", 5),
        Row("the same, given one by one", "using", "textbook, one by one", "course"),
        Row("prediction, one headline", "using", "textbook, one", "course, one", None, 0.003, per=sizes.single),
        Row(f"explanation, {predicted}", "using", "explain, one by one", "explain", 10),
    ]


# ---- what is reported ----


@dataclass
class Results:
    """Seconds and peak bytes (None where not measured) of each way of each group."""

    seconds: dict[str, dict[str, list[float]]]
    memory: dict[str, dict[str, int | None]]

    def line(self, row: Row, matrix_bytes: int) -> list[str]:
        """The cells of `row`."""
        seconds, memory = self.seconds[row.group], self.memory[row.group]
        other, course = ([value / row.per for value in seconds[name]] for name in (row.other, row.course))
        peak = memory[row.course]
        times_faster = median(other) / median(course)
        targets = []
        if row.at_least:
            targets.append((f"{row.at_least:g}x", times_faster >= row.at_least))
        if row.seconds:
            targets.append((f"{row.seconds * 1e3:g} ms", median(course) <= row.seconds))
        if row.memory and peak is not None:
            targets.append((f"{row.memory:g} x {show_bytes(matrix_bytes)}", peak <= row.memory * matrix_bytes))
        return [
            row.what,
            f"{row.other}: {show_seconds(other)}",
            f"{show_seconds(course)}",
            f"{times_faster:.1f}x",
            f"{show_bytes(memory[row.other])}, {show_bytes(peak)}",
            "; ".join(f"{text}: {'met' if met else 'missed'}" for text, met in targets) or "-",
        ]


def training_lines(bench: Bench, results: Results) -> list[str]:
    """Rates of training beside the bare matrix products, and whether the losses agree."""
    lines = []
    differences = bench.loss_differences()
    for name in ("frozen", "tuned"):
        rates = {
            way: bench.sizes.trained / median(results.seconds["training"][f"{way}, {name}"])
            for way in ("textbook", "course", "products")
        }
        difference, batches = differences[name]
        lines.append(
            f"- Training, {name} vectors, headlines per second: textbook {rates['textbook']:,.0f}, course "
            f"{rates['course']:,.0f}, bare matrix products {rates['products']:,.0f}; the course has "
            f"{rates['course'] / rates['products']:.0%} of the rate of the products (aim: 50%). With equal weights and "
            f"equal batches the losses of textbook and course differ by at most {difference:.0e} in {batches} batches "
            f"(target 1e-4: {'met' if difference <= 1e-4 else 'missed'})."
        )
    return lines


def growth_lines(sizes: Sequence[int], results: Results) -> list[str]:
    """How time and memory grow with the number of headlines."""
    lines = []
    for name in ("fit", "predict"):
        seconds = [median(results.seconds["growth"][f"{name} {size}"]) for size in sizes]
        memory = [results.memory["growth"][f"{name} {size}"] for size in sizes]
        steps = [
            f"{size:,}: {second:.2f} s, {show_bytes(byte)}"
            for size, second, byte in zip(sizes, seconds, memory, strict=True)
        ]
        grows = f"time with exponent {exponent(sizes, seconds):.2f}"
        if None not in memory:
            grows += f", memory with {exponent(sizes, memory):.2f}"
        lines.append(f"- Growth of `{name}`: {grows} (1: as the work does). Headlines, {'; '.join(steps)}.")
    return lines


@contextmanager
def prepared(arguments: argparse.Namespace) -> Iterator[Bench]:
    """The bench in a temporary folder; with a GloVe file made there when none is given."""
    sizes = TINY if arguments.tiny else Sizes()
    before = os.environ.get("LESSONLIB_CACHE")
    with tempfile.TemporaryDirectory() as name:
        glove = arguments.glove
        if glove is None:
            glove = Path(name) / "made.100d.txt"
            make_glove_file(glove, sizes.vectors)
        try:
            yield Bench(sizes, glove, Path(name))
        finally:
            os.environ.pop("LESSONLIB_CACHE", None)
            if before is not None:
                os.environ["LESSONLIB_CACHE"] = before


def measure(bench: Bench, groups: Sequence[str], tiny: bool, announce: Callable[[str], None]) -> Results:
    """Measures the ways of all `groups`, memory first."""
    results = Results({}, {})
    for group in groups:
        ways = bench.ways(group)
        results.memory[group] = dict.fromkeys(ways)
        if not tiny:
            options = ["--only", group, "--glove", str(bench.glove)]
            for way in ways:
                announce(f"peak memory of {group}: {way}")
                results.memory[group][way] = peak_memory(["-m", "benchmarks.speed.run", *options, "--peak-of", way])
        results.seconds[group] = times(
            ways, bench.sizes.repetitions, lambda what, group=group: announce(f"{group}: {what}")
        )
    return results


def main(argv: Sequence[str] | None = None) -> None:
    """The command; `argv` as on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--glove", type=Path, help="a text file of vectors with 100 numbers; none: one is made")
    parser.add_argument("--only", choices=GROUPS, help="measure one group only")
    parser.add_argument("--tiny", action="store_true", help="tiny sizes and no peak memory: does it work at all?")
    parser.add_argument("--peak-of", help=argparse.SUPPRESS)  # a way of the group --only: how measure() calls itself
    arguments = parser.parse_args(argv)
    groups = [arguments.only] if arguments.only else GROUPS
    with prepared(arguments) as bench:
        if arguments.peak_of:
            report_peak(bench.ways(arguments.only)[arguments.peak_of])
            return
        results = measure(bench, groups, arguments.tiny, lambda what: print(what, file=sys.stderr, flush=True))
        with open(bench.glove, "rb") as file:
            matrix_bytes = sum(1 for _ in file) * DIM * 4
        shown = [row for row in rows(bench.sizes) if row.group in groups]
        heading = ["what", "the other way", "this course", "ratio", "peak memory, both", "target"]
        print(f"{machine()}, {torch.get_num_threads()} threads")
        print(f"GloVe file: {'the one given' if arguments.glove else 'made for this'}, {matrix_bytes // 400:,} words\n")
        if shown:
            print(table(heading, [results.line(row, matrix_bytes) for row in shown]), end="\n\n")
        if "training" in groups:
            print("\n".join(training_lines(bench, results)))
        if "growth" in groups:
            print("\n".join(growth_lines(bench.sizes.growth, results)))


if __name__ == "__main__":
    main()
