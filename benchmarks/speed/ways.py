"""What is measured: for each group the ways to do one thing, by name, and the data that they work on."""

import csv
import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import torch
from gensim.models import KeyedVectors
from sklearn.preprocessing import LabelEncoder
from torch import nn

from benchmarks.speed import textbook
from benchmarks.speed.measure import Way, Work
from lessonlib.classification.batching import Dataset
from lessonlib.classification.embedding_table import OpenEmbedding, make_embeddings_matrix
from lessonlib.classification.encoding import Tokenizer
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
        return Dataset(sequences, LabelEncoder().fit_transform(labels))

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
            for (_, _, counts, inputs_learn), (inputs, weights, outputs) in zip(layers, operands, strict=True):
                for count in counts:
                    inputs[:count] @ weights.T
                    outputs[:count].T @ inputs[:count]
                    if inputs_learn:
                        outputs[:count] @ weights

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
