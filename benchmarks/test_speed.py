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
from lessonlib.embeddings.similarity import make_keyed_vectors

WORDS, TITLES, EXPLAINED = (400_000, 120_000, 1_000) if os.environ.get("FULL") else (50_000, 4_000, 200)
DIM, FILTERS, WIDTHS, BATCH = 100, 100, (1, 2, 3), 64


@pytest.fixture(scope="module")
def glove(tmp_path_factory):
    """A file as GloVe's: `WORDS` words of 100 numbers, all invented."""
    path = tmp_path_factory.mktemp("glove") / "vectors.txt"
    numbers = np.random.default_rng(0).normal(scale=0.4, size=(WORDS, DIM)).round(5).astype(np.float32)
    make_keyed_vectors([f"word{number}" for number in range(WORDS)], numbers).save_word2vec_format(
        path, write_header=False
    )
    return path


def dict_line_by_line(path):
    with open(path, encoding="utf-8") as file:
        return {word: np.array(row, dtype=np.float32) for word, *row in (line.split() for line in file)}


def gensim(path):
    return KeyedVectors.load_word2vec_format(path, no_header=True)


def first(path):  # and `load_glove` itself is every later time
    shutil.rmtree(os.environ["LESSONLIB_CACHE"])
    return load_glove(path)


@pytest.mark.benchmark(group="load GloVe")
@pytest.mark.parametrize("load", [dict_line_by_line, gensim, first, load_glove])
def test_load(benchmark, glove, load, tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path))
    load_glove(glove)
    assert len(benchmark.pedantic(load, (glove,), rounds=3)) == WORDS


class Plain(nn.Module):
    """Looks vectors up, convolves with each width, takes the maximum over time; trains one epoch, predicts."""

    def __init__(self):
        super().__init__()
        given = load_glove()
        self.index = {word: row for row, word in enumerate(given.index_to_key, start=1)}
        vectors = np.vstack([np.zeros(DIM, np.float32), given.vectors])
        self.embedding = nn.Embedding.from_pretrained(torch.from_numpy(vectors), padding_idx=0)
        self.convolutions = nn.ModuleList(nn.Conv1d(DIM, FILTERS, width, padding="same") for width in WIDTHS)
        self.dense = nn.Linear(FILTERS * len(WIDTHS), len(CLASSES))

    def forward(self, texts):
        words = [torch.tensor([self.index.get(word, 0) for word in text.lower().split()]) for text in texts]
        embedded = self.embedding(pad_sequence(words, batch_first=True)).transpose(1, 2)
        return self.dense(torch.cat([conv(embedded).relu().amax(dim=2) for conv in self.convolutions], dim=1))

    def fit(self, texts, labels):
        optimizer = torch.optim.Adam(self.parameters())
        targets = torch.tensor([CLASSES.index(label) for label in labels])
        for rows in torch.randperm(len(texts)).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(self([texts[row] for row in rows]), targets[rows]).backward()
            optimizer.step()
        return self

    @torch.inference_mode()
    def predict_proba(self, texts):
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        return torch.cat([self(batch).softmax(1) for batch in batches]).numpy()


def of_the_course():  # which has the same widths, filters and batches
    return HeadlineClassifier(load_glove(), num_epochs=1)


TABLE = load_headlines()
CLASSES = sorted(set(TABLE["category"]))
GIVEN = [list(islice(cycle(TABLE[column]), TITLES)) for column in ("title", "category")]  # the course's, repeated
both_ways = pytest.mark.parametrize("make", [Plain, of_the_course], ids=["plain", "course"])


@pytest.mark.benchmark(group="fit, one epoch")
@both_ways
def test_fit(benchmark, make):
    benchmark.pedantic(lambda: make().fit(*GIVEN), rounds=3)


@pytest.mark.benchmark(group="predict")
@both_ways
def test_predict(benchmark, make):
    assert len(benchmark.pedantic(make().fit(*GIVEN).predict_proba, (GIVEN[0],), rounds=3)) == TITLES


@pytest.mark.benchmark(group="explain")
@pytest.mark.parametrize("at_a_time", [1, EXPLAINED])
def test_explain(benchmark, at_a_time):
    classifier = of_the_course().fit(*GIVEN)
    parts = [GIVEN[0][start : start + at_a_time] for start in range(0, EXPLAINED, at_a_time)]
    found = benchmark.pedantic(lambda: [classifier.explain(part) for part in parts], rounds=3)
    assert sum(map(len, found)) == EXPLAINED
