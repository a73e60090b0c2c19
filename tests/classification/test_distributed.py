"""`lessonlib.classification.distributed`: a training that breaks off and goes on; several processes under torchrun."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from made_up_headlines import made_up_headlines

from lessonlib.classification.distributed import Checkpoints
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.errors import InputError

SETTINGS = {"num_filters": 8, "num_epochs": 5, "batch_size": 16, "patience": 5}
WORKER = Path(__file__).parents[1] / "several_processes.py"


@pytest.fixture
def headlines():
    return made_up_headlines(60)


def fitted(headlines, folder=None, **changes):
    return HeadlineClassifier(**SETTINGS | changes).fit(*headlines, checkpoint=folder)


def same(one, other):
    weights = other.model_.state_dict()
    assert all(torch.equal(value, weights[name]) for name, value in one.model_.state_dict().items())
    assert one.history_.equals(other.history_) and one.temperature_ == other.temperature_
    return True


@pytest.fixture
def broken_off(headlines, tmp_path, monkeypatch):
    """A folder of checkpoints after the third of five epochs, as an interrupted fit leaves it."""
    folder, save = tmp_path / "kept", Checkpoints.save

    def interrupted(self, trainer, loader, progress):
        save(self, trainer, loader, progress)
        if len(progress.history) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoints, "save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fitted(headlines, folder)
    monkeypatch.setattr(Checkpoints, "save", save)
    return folder


def test_going_on_gives_what_an_unbroken_fit_gives(headlines, broken_off):
    random_state = torch.get_rng_state()
    torch.rand(5)  # whatever happened in between
    assert same(fitted(headlines, broken_off), fitted(headlines))
    torch.set_rng_state(random_state)


def test_a_finished_fit_is_not_trained_again(headlines, tmp_path, monkeypatch):
    first = fitted(headlines, tmp_path / "kept")
    monkeypatch.setattr("lessonlib.classification.training.Trainer.train_epoch", lambda self, loader: 1 / 0)
    assert same(fitted(headlines, tmp_path / "kept"), first)


def test_checkpoints_change_nothing_and_few_are_kept(headlines, tmp_path):
    assert same(fitted(headlines, tmp_path / "kept"), fitted(headlines))
    assert [path.name for path in sorted((tmp_path / "kept").iterdir())] == [
        "epoch-0004.checkpoint",
        "epoch-0005.checkpoint",
    ]


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-7], lambda data: b"", lambda data: data[:200] + b"x" + data[201:]]
)
def test_a_damaged_checkpoint_is_passed_over(headlines, broken_off, damage):
    newest = max(broken_off.iterdir())
    newest.write_bytes(damage(newest.read_bytes()))
    assert same(fitted(headlines, broken_off), fitted(headlines))


def test_files_that_are_no_checkpoints_are_not_removed(headlines, tmp_path):
    thesis = tmp_path / "epoch-0001.checkpoint"
    thesis.write_text("years of work")
    with pytest.raises(InputError, match=r"epoch-0001\.checkpoint is no whole checkpoint, .* choose another folder"):
        fitted(headlines, tmp_path)
    with pytest.raises(InputError, match=r"is a file; choose a folder"):
        fitted(headlines, thesis)
    assert thesis.read_text() == "years of work"


def test_checkpoints_of_another_training_are_refused(headlines, broken_off):
    texts, labels = headlines
    for other in (
        lambda: fitted(headlines, broken_off, dropout=0.1),
        lambda: fitted((texts[::-1], labels[::-1]), broken_off),
    ):
        with pytest.raises(InputError, match="another training"):
            other()


# ---- several processes ----


def start(processes, *command, **environment):
    """`command` under torchrun on this machine."""
    run = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", str(processes), "--master-port", "0"]
    run += ["--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0"] if processes > 1 else []
    return subprocess.Popen(
        [*run, *map(str, command)],
        env=os.environ | {"LESSONLIB_DEVICE": "cpu", "OMP_NUM_THREADS": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finished(process):
    output, _ = process.communicate(timeout=240)
    assert process.returncode == 0, output
    return output


@pytest.mark.slow
@pytest.mark.parametrize("processes", [2, 3])
def test_the_averaged_gradient_is_that_of_one_process(processes):
    """Also for a batch of one row, where the other processes have none, and for uneven shares."""
    found = json.loads(finished(start(processes, WORKER, "gradients")).splitlines()[-1])
    assert found["processes"] == processes and set(found["apart"]) == {"16", "7", "1"}
    assert max(found["apart"].values()) < 1e-6


@pytest.mark.slow
def test_two_processes_fit_one_model_and_one_writes_it(headlines, tmp_path):
    table = tmp_path / "table.csv"
    rows = [f'"{text}",{label}' for text, label in zip(*made_up_headlines(200), strict=True)]
    table.write_text("\n".join(["title,category", *rows]) + "\n", encoding="utf-8")
    output = finished(start(2, "-m", "lessonlib", "train", table, "--out", tmp_path / "model"))
    assert output.count("saved in") == 1 and "warn" not in output.lower()
    classifier = HeadlineClassifier.load(tmp_path / "model")
    alone = HeadlineClassifier(seed=1234).fit(*made_up_headlines(200))
    texts, labels = made_up_headlines(100, seed=9)
    scores = [np.mean(one.predict(texts) == np.array(labels)) for one in (classifier, alone)]
    assert scores[0] > scores[1] - 0.05


@pytest.mark.slow
def test_a_killed_process_does_not_lose_the_run(tmp_path):
    """Kill -9 of one rank after the second epoch: the same command goes on, and ends as an unbroken run does."""
    unbroken = finished(start(2, WORKER, "fit", tmp_path / "whole")).splitlines()[-1]
    process = start(2, WORKER, "fit", tmp_path / "kept", SLOWLY="0.5")
    deadline = time.monotonic() + 120
    while not (tmp_path / "kept" / "epoch-0002.checkpoint").exists():
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    os.kill(int((tmp_path / "kept.pid-1").read_text()), signal.SIGKILL)
    process.communicate(timeout=120)
    assert process.returncode != 0
    assert finished(start(2, WORKER, "fit", tmp_path / "kept")).splitlines()[-1] == unbroken


@pytest.mark.slow
def test_two_nodes_on_one_machine(tmp_path):
    """Two torchrun of one process each, as on two machines, give what two processes of one give."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    nodes = []
    for node in range(2):
        run = [sys.executable, "-m", "torch.distributed.run", "--nnodes", "2", "--node-rank", str(node)]
        run += ["--nproc-per-node", "1", "--master-addr", "127.0.0.1", "--master-port", port]
        nodes.append(
            subprocess.Popen(
                [*run, str(WORKER), "fit", str(tmp_path / "nodes")],
                env=os.environ | {"LESSONLIB_DEVICE": "cpu", "OMP_NUM_THREADS": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
    outputs = [finished(node) for node in nodes]
    alone = finished(start(2, WORKER, "fit", tmp_path / "one")).splitlines()[-1]
    assert [output.splitlines()[-1] for output in outputs if "weights" in output] == [alone]
