"""What the course's code costs beside the plain way of doing the same: loading GloVe, fit, predict, explain.

    make bench            # in minutes, on part of the data
    make bench FULL=1     # 400,000 vectors and 120,000 headlines: the sizes of GloVe 6B and AG News

Counted is how long the processor works, not the time that passes: on a busy machine, only that tells. The plain way is
the code that one meets most often: a dict filled line by line, one `nn.Conv1d` per width, one text after the other.
"""

import os
import shutil
from itertools import cycle, islice

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.datasets import load_glove, load_headlines

WORDS, TITLES, EXPLAINED = (400_000, 120_000, 1_000) if os.environ.get("FULL") else (50_000, 4_000, 200)
DIM, FILTERS, WIDTHS, HIDDEN, BATCH = 100, 50, (1, 2, 3), 100, 64


@pytest.fixture(scope="module")
def glove(tmp_path_factory):
    """A file as GloVe's: `WORDS` words of 100 numbers, invented after the first ones."""
    path = tmp_path_factory.mktemp("glove") / "vectors.txt"
    words = islice([*load_glove().index_to_key, *(f"word{number}" for number in range(WORDS))], WORDS)
    rows = np.random.default_rng(0).normal(scale=0.4, size=(1000, DIM))
    numbers = cycle([" ".join(f"{number:.5g}" for number in row) for row in rows])
    path.write_text("".join(f"{word} {row}\n" for word, row in zip(words, numbers, strict=False)), encoding="utf-8")
    return path


def dict_line_by_line(path):
    with open(path, encoding="utf-8") as file:
        return {word: np.array(row, dtype=np.float32) for word, *row in (line.split() for line in file)}


def gensim(path):
    return KeyedVectors.load_word2vec_format(path, no_header=True)


@pytest.mark.benchmark(group="load GloVe")
@pytest.mark.parametrize("load", [dict_line_by_line, gensim])
def test_plain(benchmark, glove, load):
    assert len(benchmark.pedantic(load, (glove,), rounds=2)) == WORDS


@pytest.mark.benchmark(group="load GloVe")
@pytest.mark.parametrize("time", ["first", "later"])
def test_course(benchmark, glove, time, tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path))
    load_glove(glove)
    forget = (lambda: shutil.rmtree(tmp_path)) if time == "first" else None
    assert len(benchmark.pedantic(load_glove, (glove,), setup=forget, rounds=3)) == WORDS


class PlainNetwork(nn.Module):
    """The textbook's: embed, convolve with each width, take the maximum over time, two dense layers."""

    def __init__(self, vectors, classes):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(vectors, padding_idx=0)
        self.convolutions = nn.ModuleList(nn.Conv1d(DIM, FILTERS, width, padding="same") for width in WIDTHS)
        self.dense = nn.Sequential(nn.Linear(FILTERS * len(WIDTHS), HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, classes))

    def forward(self, tokens):
        embedded = self.embedding(tokens).transpose(1, 2)
        return self.dense(torch.cat([conv(embedded).relu().amax(dim=2) for conv in self.convolutions], dim=1))


class PlainClassifier:
    """Looks vectors up, trains one epoch, predicts: with nothing of the course but the vectors."""

    def fit(self, texts, labels):
        given, classes = load_glove(), sorted(set(labels))
        words = sorted({word for text in texts for word in text.lower().split() if word in given})
        self.index = {word: row for row, word in enumerate(words, start=1)}
        self.network = PlainNetwork(
            torch.from_numpy(np.vstack([np.zeros(DIM, np.float32), given[words]])), len(classes)
        )
        optimizer = torch.optim.Adam(self.network.parameters())
        encoded, targets = self.encode(texts), torch.tensor([classes.index(label) for label in labels])
        for rows in torch.randperm(len(texts)).split(BATCH):
            batch = pad_sequence([encoded[row] for row in rows], batch_first=True)
            optimizer.zero_grad()
            nn.functional.cross_entropy(self.network(batch), targets[rows]).backward()
            optimizer.step()
        return self

    def encode(self, texts):
        return [torch.tensor([self.index.get(word, 0) for word in text.lower().split()]) for text in texts]

    @torch.inference_mode()
    def predict_proba(self, texts):
        batches = [self.encode(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return torch.cat([self.network(pad_sequence(batch, batch_first=True)).softmax(1) for batch in batches]).numpy()


def of_the_course():
    """The course's classifier in the shape of the plain one, for one epoch."""
    shape = {"num_filters": FILTERS, "filter_sizes": WIDTHS, "hidden_dim": HIDDEN, "batch_size": BATCH}
    return HeadlineClassifier(load_glove(), num_epochs=1, **shape)


@pytest.fixture(scope="module")
def titles():
    """Headlines and their classes: those of the course, repeated."""
    table = load_headlines()
    return list(islice(cycle(table["title"]), TITLES)), list(islice(cycle(table["category"]), TITLES))


@pytest.fixture(scope="module", params=[PlainClassifier, of_the_course], ids=["plain", "course"])
def make(request):
    return request.param


@pytest.mark.benchmark(group="fit, one epoch")
def test_fit(benchmark, make, titles):
    benchmark.pedantic(lambda: make().fit(*titles), rounds=3)


@pytest.mark.benchmark(group="predict")
def test_predict(benchmark, make, titles):
    assert len(benchmark.pedantic(make().fit(*titles).predict_proba, (titles[0],), rounds=3)) == TITLES


@pytest.mark.benchmark(group="explain")
@pytest.mark.parametrize("at_a_time", [1, EXPLAINED])
def test_explain(benchmark, titles, at_a_time):
    classifier, texts = of_the_course().fit(*titles), titles[0][:EXPLAINED]

    def explain():
        return [
            found for start in range(0, EXPLAINED, at_a_time) for found in classifier.explain(texts[start:][:at_a_time])
        ]

    assert len(benchmark.pedantic(explain, rounds=3)) == EXPLAINED
