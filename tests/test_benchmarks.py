"""The benchmark on tiny sizes: it runs, and both sides do the same work. Its numbers mean nothing here."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from small_networks import small_cnn

from benchmarks.speed import measure, textbook
from lessonlib.classification.batching import Dataset
from lessonlib.classification.encoding import Tokenizer
from lessonlib.datasets import load_headlines
from lessonlib.embeddings.glove import load_glove_embeddings
from lessonlib.text import STOP_WORDS, preprocess

CHECKOUT = Path(__file__).resolve().parent.parent


def test_the_benchmark_measures_everything_it_promises():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed.run", "--tiny"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
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


def test_both_read_the_same_vectors(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "vectors.txt"
    path.write_text("the 0.1 -2.5e-3 7\nking 1 2 3\n", encoding="utf-8")
    theirs, ours = textbook.read_vectors(str(path)), load_glove_embeddings(path)
    assert list(theirs) == ours.index_to_key
    for word, vector in theirs.items():
        np.testing.assert_array_equal(ours[word], vector)


def test_both_clean_and_encode_alike():
    titles = list(load_headlines()["title"][:300])
    plain = [title for title in titles if "'" not in title and "." not in title]  # there, stop words come before signs
    assert len(plain) > 200
    cleaned = [preprocess(title, STOP_WORDS) for title in plain]
    assert [textbook.clean(title) for title in plain] == cleaned
    tokenizer = Tokenizer(num_tokens=200).fit(cleaned)
    with_words = [text for text in cleaned if text]
    theirs = textbook.encode(with_words, tokenizer.token_to_index)
    assert [list(sequence) for sequence in theirs] == tokenizer.texts_to_sequences(with_words)


def test_both_make_the_same_batches():
    sequences, labels = [[5, 6, 7], [8], [9, 2]], np.array([0, 1, 2])
    [theirs] = textbook.Dataset([np.array(sequence) for sequence in sequences], labels).create_dataloader(8)
    [ours] = Dataset(sequences, labels).create_dataloader(8)
    assert all(torch.equal(left, right) for left, right in zip(theirs, ours, strict=True))


def test_both_networks_compute_the_same():
    torch.manual_seed(0)
    vectors = torch.randn(20, 8)
    vectors[0] = 0
    theirs = textbook.CNN(vectors, 3, freeze=True, num_filters=4, hidden_dim=5)
    embedding = torch.nn.Embedding.from_pretrained(vectors, padding_idx=0)
    ours = small_cnn(embedding, 3, mask_padding=False)
    for mine, other in zip(
        [*ours.convolutions, ours.hidden[0], ours.output], [*theirs.conv, theirs.fc1, theirs.fc2], strict=True
    ):
        mine.load_state_dict(other.state_dict())
    tokens = torch.randint(1, 20, (6, 7))
    torch.testing.assert_close(ours.eval()(tokens), theirs.eval()(tokens))


# ---- measuring ----


def test_ways_take_turns():
    calls = []
    ways = {name: lambda name=name: lambda: calls.append(name) for name in ("a", "b")}
    seconds = measure.times(ways, 3, lambda what: None)
    assert calls == ["a", "b"] * 3
    assert {name: len(values) for name, values in seconds.items()} == {"a": 3, "b": 3}


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="peak memory is measured on Linux only")
def test_peak_memory_is_that_of_the_work_and_of_programs_it_starts():
    program = """
import subprocess, sys
sys.path.insert(0, sys.argv[1])
from benchmarks.speed.measure import report_peak
helper = "import time; kept = b'x' * 50_000_000; time.sleep(0.5)"
def way():
    kept, freed = b"x" * 40_000_000, b"x" * 160_000_000
    del freed
    return lambda: (b"x" * 80_000_000, subprocess.run([sys.executable, "-S", "-c", helper], check=True))
report_peak(way)
"""
    peak = measure.peak_memory(["-c", program, str(CHECKOUT)])
    assert 130e6 <= peak < 160e6  # 80 of its own, 50 and a Python for the helper


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="peak memory is measured on Linux only")
def test_a_way_that_fails_is_an_error(capfd):
    program = "print('ready', flush=True); raise SystemExit('no such way')"
    with pytest.raises(RuntimeError, match="exit status 1"):
        measure.peak_memory(["-c", program])
    assert "no such way" in capfd.readouterr().err


@pytest.mark.parametrize(("values", "grows"), [([3, 6, 12], 1), ([1, 4, 16], 2), ([5, 5, 5], 0)])
def test_exponent(values, grows):
    assert measure.exponent([10, 20, 40], values) == pytest.approx(grows, abs=1e-9)


def test_times_and_bytes_are_shown_in_readable_units():
    assert measure.show_seconds([0.0021, 0.002, 2.042]) == "2.1 ms (2-2042)"
    assert measure.show_seconds([12.34, 11, 13]) == "12.3 s (11-13)"
    assert measure.show_bytes(136_591_600) == "137 MB"
    assert measure.show_bytes(None) == "-"
