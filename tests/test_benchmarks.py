"""The benchmark on tiny sizes: it runs, and both sides do the same work. Its numbers mean nothing here."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from lessonlib.batching import Dataset
from lessonlib.cnn import CNN
from lessonlib.datasets import load_headlines
from lessonlib.encoding import Tokenizer
from lessonlib.glove import load_glove_embeddings
from lessonlib.text import STOP_WORDS, preprocess

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture
def textbook(monkeypatch):
    """The module `benchmarks/textbook.py`."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import textbook

    return textbook


def test_the_benchmark_measures_everything_it_promises():
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "run.py", "--tiny"], capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    table = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    rows = {line.split("|")[1].strip().split(",")[0] for line in table}
    assert {"GloVe file", "cleaning and encoding", "training epoch", "prediction", "explanation"} <= rows
    assert "Growth of `fit`" in done.stdout
    assert "Growth of `predict`" in done.stdout
    equal = [line for line in done.stdout.splitlines() if "the losses of textbook and course differ" in line]
    assert len(equal) == 2
    assert all("target 1e-4: met" in line for line in equal)


def test_both_read_the_same_vectors(textbook, tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "vectors.txt"
    path.write_text("the 0.1 -2.5e-3 7\nking 1 2 3\n", encoding="utf-8")
    theirs, ours = textbook.read_vectors(str(path)), load_glove_embeddings(path)
    assert list(theirs) == ours.index_to_key
    for word, vector in theirs.items():
        np.testing.assert_array_equal(ours[word], vector)


def test_both_clean_and_encode_alike(textbook):
    titles = list(load_headlines()["title"][:300])
    plain = [title for title in titles if "'" not in title and "." not in title]  # there, stop words come before signs
    assert len(plain) > 200
    cleaned = [preprocess(title, STOP_WORDS) for title in plain]
    assert [textbook.clean(title) for title in plain] == cleaned
    tokenizer = Tokenizer(num_tokens=200).fit(cleaned)
    with_words = [text for text in cleaned if text]
    theirs = textbook.encode(with_words, tokenizer.token_to_index)
    assert [list(sequence) for sequence in theirs] == tokenizer.texts_to_sequences(with_words)


def test_both_make_the_same_batches(textbook):
    sequences, labels = [[5, 6, 7], [8], [9, 2]], np.array([0, 1, 2])
    [theirs] = textbook.Dataset([np.array(sequence) for sequence in sequences], labels).create_dataloader(8)
    [ours] = Dataset(sequences, labels).create_dataloader(8)
    assert all(torch.equal(left, right) for left, right in zip(theirs, ours, strict=True))


def test_both_networks_compute_the_same(textbook):
    torch.manual_seed(0)
    vectors = torch.randn(20, 8)
    vectors[0] = 0
    theirs = textbook.CNN(vectors, 3, freeze=True, num_filters=4, hidden_dim=5)
    embedding = torch.nn.Embedding.from_pretrained(vectors, padding_idx=0)
    ours = CNN(embedding, 3, num_filters=4, hidden_dim=5, dropout=0.0, mask_padding=False)
    for mine, other in zip(
        [*ours.convolutions, ours.hidden[0], ours.output], [*theirs.conv, theirs.fc1, theirs.fc2], strict=True
    ):
        mine.load_state_dict(other.state_dict())
    tokens = torch.randint(1, 20, (6, 7))
    torch.testing.assert_close(ours(tokens), theirs(tokens))
