"""What the course's code costs, beside the textbook way: one table of times, ratios and peak memory.

    python benchmarks/run.py                      everything, with a GloVe file that is made for it
    python benchmarks/run.py --glove GLOVE.txt    the same with a real file, such as glove.6B.100d.txt
    python benchmarks/run.py --only training      one group: glove, text, training, using or growth
    python benchmarks/run.py --tiny               tiny sizes, to see that it works; the numbers mean nothing

The ways to do one thing take turns, five times each (once when tiny). A cell says the median and, in brackets, the
shortest and longest time. Peak memory is what a way takes beyond what was there before, in a process of its own (on
Linux only).
"""

import argparse
import csv
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import pandas as pd
import textbook
import torch
from gensim.models import KeyedVectors
from measure import Way, Work, exponent, machine, peak_memory, report_peak, show_bytes, show_seconds, table, times
from torch import nn

from lessonlib.classification.batching import Dataset
from lessonlib.classification.embedding_table import OpenEmbedding, make_embeddings_matrix
from lessonlib.classification.encoding import LabelEncoder, Tokenizer
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.network import CNN
from lessonlib.classification.training import Trainer, set_seeds
from lessonlib.datasets import DATA_DIR, load_glove, load_headlines
from lessonlib.embeddings.glove import load_glove_embeddings
from lessonlib.text import STOP_WORDS, preprocess, read_headline

DIM, FILTERS, WIDTHS, HIDDEN, CLASSES, BATCH = 100, 50, (1, 2, 3), 100, 4, 64
VOCABULARY = 5000  # tokens, PAD and UNK included


class Sizes(NamedTuple):
    """How often each way is timed, and how much it has to do: words of the GloVe file that is made, headlines."""

    repetitions: int = 5
    vectors: int = 400_000
    cleaned: int = 100_000
    trained: int = 20_000
    predicted: int = 1_000
    single: int = 100
    growth: tuple[int, ...] = (1_000, 3_000, 10_000, 30_000, 100_000)


TINY = Sizes(repetitions=1, vectors=300, cleaned=60, trained=130, predicted=20, single=2, growth=(100, 200, 400))


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


# ---- what is measured: each group gives its ways by name ----


@dataclass
class Bench:
    """The data of all groups, each part loaded when it is first used."""

    sizes: Sizes
    glove: Path
    folder: Path

    def titles(self, count: int) -> list[str]:
        """`count` headlines: those of the course, repeated."""
        titles = self._headlines["title"].tolist()
        return (titles * (count // len(titles) + 1))[:count]

    def labels(self, count: int) -> list[str]:
        """The categories of `titles(count)`."""
        labels = self._headlines["category"].tolist()
        return (labels * (count // len(labels) + 1))[:count]

    @cached_property
    def _headlines(self) -> pd.DataFrame:
        return load_headlines()

    @cached_property
    def embeddings(self) -> KeyedVectors:
        """The sample of GloVe: what the networks read with."""
        return load_glove()

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The most frequent tokens of the headlines, read as the course reads them."""
        return Tokenizer(num_tokens=VOCABULARY).fit_tokens(map(read_headline, self._headlines["title"]))

    # ---- glove ----

    def glove_ways(self) -> dict[str, Way]:
        wanted = self.tokenizer.index_to_token[2:]
        return {
            "dict, line by line": lambda: lambda: textbook.read_vectors(self.glove),
            "gensim": lambda: lambda: KeyedVectors.load_word2vec_format(self.glove, no_header=True),
            "pandas": lambda: (
                lambda: pd.read_csv(
                    self.glove,
                    sep=" ",
                    header=None,
                    index_col=0,
                    quoting=csv.QUOTE_NONE,
                    na_filter=False,
                    dtype={column: np.float32 for column in range(1, DIM + 1)},
                )
            ),
            "course, first load": self._first_load,
            "course, later loads": self._later_load,
            "course, 5,000 words": lambda: lambda: load_glove_embeddings(self.glove, wanted),
        }

    def _first_load(self) -> Work:
        shutil.rmtree(self._use_cache("first"), ignore_errors=True)
        return lambda: load_glove_embeddings(self.glove)

    def _later_load(self) -> Work:
        self._use_cache("later")
        load_glove_embeddings(self.glove)
        return lambda: load_glove_embeddings(self.glove)["the"]

    def _use_cache(self, name: str) -> Path:
        cache = self.folder / name
        os.environ["LESSONLIB_CACHE"] = str(cache)
        return cache

    # ---- text ----

    def text_ways(self) -> dict[str, Way]:
        titles = self.titles(self.sizes.cleaned)
        cleaned = Tokenizer(num_tokens=VOCABULARY).fit(map(textbook.clean, self._headlines["title"]))
        as_textbook, as_course = cleaned.texts_to_sequences, self.tokenizer.encode
        return {
            "textbook": lambda: lambda: textbook.encode(map(textbook.clean, titles), cleaned.token_to_index),
            "course, same cleaning": lambda: lambda: as_textbook([preprocess(title, STOP_WORDS) for title in titles]),
            "course, words and marks": lambda: lambda: as_course([read_headline(title) for title in titles]),
        }

    # ---- training ----

    @cached_property
    def vectors(self) -> torch.Tensor:
        """One vector a token of `tokenizer`, row 0 zero."""
        return torch.from_numpy(make_embeddings_matrix(self.embeddings, self.tokenizer.token_to_index)[0])

    @cached_property
    def encoded(self) -> Dataset:
        """The headlines to train on; both ways are given the same indices."""
        labels = self.labels(self.sizes.trained)
        sequences = self.tokenizer.encode(map(read_headline, self.titles(self.sizes.trained)))
        return Dataset(sequences, LabelEncoder().fit(labels).encode(labels))

    def course_model(self, freeze: bool, mask_padding: bool = True) -> CNN:
        set_seeds(0)
        if freeze:
            embedding = nn.Embedding.from_pretrained(self.vectors, padding_idx=0)
        else:
            embedding = OpenEmbedding(self.vectors, self.vectors[:0])
        return CNN(
            embedding,
            num_classes=CLASSES,
            num_filters=FILTERS,
            filter_sizes=WIDTHS,
            hidden_dim=HIDDEN,
            dropout=0.0,
            embedding_dropout=0.0,
            relu=True,
            mask_padding=mask_padding,
        )

    def textbook_model(self, freeze: bool) -> textbook.CNN:
        """The textbook's network with the initial weights of `course_model`."""
        model, other = textbook.CNN(self.vectors, CLASSES, freeze, FILTERS, WIDTHS, HIDDEN), self.course_model(freeze)
        model.conv.load_state_dict(other.convolutions.state_dict())
        model.fc1.load_state_dict(other.hidden[0].state_dict())
        model.fc2.load_state_dict(other.output.state_dict())
        return model

    def training_ways(self) -> dict[str, Way]:
        def in_textbook(freeze: bool) -> Work:
            model = self.textbook_model(freeze)
            sequences = [np.asarray(sequence) for sequence in self.encoded.sequences]
            loader = textbook.Dataset(sequences, self.encoded.labels).create_dataloader(BATCH, shuffle=True)
            optimizer = torch.optim.Adam(model.parameters())
            return lambda: textbook.train_epoch(model, loader, optimizer)

        def in_course(freeze: bool) -> Work:
            trainer = Trainer(self.course_model(freeze))
            loader = self.encoded.create_dataloader(BATCH, shuffle=True)
            return lambda: trainer.train_epoch(loader)

        return {
            "textbook, frozen": lambda: in_textbook(True),
            "course, frozen": lambda: in_course(True),
            "products, frozen": lambda: self._bare_products(True),
            "textbook, tuned": lambda: in_textbook(False),
            "course, tuned": lambda: in_course(False),
            "products, tuned": lambda: self._bare_products(False),
        }

    def _bare_products(self, freeze: bool) -> Work:
        """Nothing but the matrix products of an epoch: those of all convolutions and dense layers, there and back."""
        places = [tokens.numel() for tokens, _ in self.encoded.create_dataloader(BATCH, shuffle=True)]
        layers = [(DIM * width, FILTERS, places, not freeze) for width in WIDTHS]
        dense = [BATCH] * len(places)
        layers += [(FILTERS * len(WIDTHS), HIDDEN, dense, True), (HIDDEN, CLASSES, dense, True)]
        operands = [(torch.randn(max(n), i), torch.randn(o, i), torch.randn(max(n), o)) for i, o, n, _ in layers]

        def multiply() -> None:
            for (_, _, counts, inputs_learn), (inputs, weights, answers) in zip(layers, operands, strict=True):
                for count in counts:
                    inputs[:count] @ weights.T
                    answers[:count].T @ inputs[:count]
                    if inputs_learn:
                        answers[:count] @ weights

        return multiply

    def loss_differences(self) -> dict[str, tuple[float, int]]:
        """How far textbook and course are apart after the same batches: largest difference of a loss, and batches.

        Padding is not masked here, since the textbook does not: masked, the course computes something else.
        """
        differences = {}
        for name, freeze in (("frozen", True), ("tuned", False)):
            batches = list(self.encoded.create_dataloader(BATCH, shuffle=True))
            plain, model = self.textbook_model(freeze), self.course_model(freeze, mask_padding=False)
            optimizer, trainer = torch.optim.Adam(plain.parameters()), Trainer(model)
            apart = [
                abs(textbook.train_epoch(plain, [batch], optimizer) - trainer.train_epoch([batch])) for batch in batches
            ]
            differences[name] = max(apart), len(batches)
        return differences

    # ---- using ----

    @cached_property
    def classifier(self) -> HeadlineClassifier:
        """A classifier of the textbook's shape; what it learned in one epoch does not matter here."""
        titles, labels = self._headlines["title"].tolist(), self._headlines["category"].tolist()
        shape = {"num_filters": FILTERS, "filter_sizes": WIDTHS, "hidden_dim": HIDDEN, "batch_size": BATCH}
        return HeadlineClassifier(self.embeddings, num_epochs=1, **shape).fit(titles, labels)

    def using_ways(self) -> dict[str, Way]:
        index, model = self.tokenizer.token_to_index, self.textbook_model(freeze=True)
        titles, single = self.titles(self.sizes.predicted), self.titles(self.sizes.single)
        classifier = self.classifier
        return {
            "textbook": lambda: lambda: textbook.predict(model, index, titles),
            "course": lambda: lambda: classifier.predict_proba(titles),
            "textbook, one by one": lambda: lambda: [textbook.predict(model, index, [title]) for title in titles],
            "textbook, one": lambda: lambda: [textbook.predict(model, index, [title]) for title in single],
            "course, one": lambda: lambda: [classifier.predict_proba([title]) for title in single],
            "explain, one by one": lambda: lambda: [classifier.explain([title]) for title in titles],
            "explain": lambda: lambda: classifier.explain(titles),
        }

    # ---- growth ----

    def growth_ways(self) -> dict[str, Way]:
        def fit(count: int) -> Work:
            classifier = HeadlineClassifier(self.embeddings, num_epochs=1)
            titles, labels = self.titles(count), self.labels(count)
            return lambda: classifier.fit(titles, labels)

        def predict(count: int) -> Work:
            classifier, titles = self.classifier, self.titles(count)
            return lambda: classifier.predict_proba(titles)

        ways = {}
        for name, way in (("fit", fit), ("predict", predict)):
            for count in self.sizes.growth:
                ways[f"{name} {count}"] = lambda way=way, count=count: way(count)
        return ways

    def ways(self, group: str) -> dict[str, Way]:
        return getattr(self, f"{group}_ways")()


GROUPS = ("glove", "text", "training", "using", "growth")


def make_glove_file(path: Path, count: int) -> None:
    """A file like GloVe's, `count` words of 100 numbers: real words first, then made-up ones; random numbers."""
    listed = (DATA_DIR / "glove.6B.100d.sample.words.txt").read_text(encoding="utf-8").split("\n")[:count]
    listed = [word for word in listed if word]
    listed += [f"word{number}" for number in range(count - len(listed))]
    numbers = np.random.default_rng(0).normal(scale=0.4, size=(1000, DIM))
    lines = [" ".join(f"{number:.5g}" for number in row) for row in numbers]
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row, word in enumerate(listed):
            file.write(f"{word} {lines[row % len(lines)]}\n")


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
            f"- Training, {name} vectors, headlines a second: textbook {rates['textbook']:,.0f}, course "
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
                results.memory[group][way] = peak_memory([__file__, *options, "--peak-of", way])
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
