import math
import random

import numpy as np
import pytest
import torch
from scipy.special import softmax
from small_networks import one_hot_embedding, small_cnn
from torch import nn

from lessonlib.classification.encoding import Dataset
from lessonlib.classification.training import Trainer, get_device, set_seeds
from lessonlib.errors import InputError


class Constant(nn.Module):
    """Gives every text the same two logits, 0 and the one number it can learn."""

    def __init__(self):
        super().__init__()
        self.number = nn.Parameter(torch.zeros(1))

    def forward(self, tokens):
        return torch.cat([torch.zeros(1), self.number]).expand(len(tokens), 2)


def loader(labels, **settings):
    return Dataset([[label + 2] for label in labels], labels).create_dataloader(**settings)


def overfitting():
    """A trainer and loaders whose validation loss falls at first, and rises from some epoch on.

    All training rows are of class 1, so the number grows and grows; of the validation rows only 6 in 10 are, for which
    log(6 / 4) = 0.41 would be best.
    """
    model = Constant()
    trainer = Trainer(model, optimizer=torch.optim.SGD(model.parameters(), lr=0.3))
    return trainer, loader([1] * 8), loader([1] * 6 + [0] * 4)


# ---- the best weights, not the last ----


def test_early_stopping_returns_the_best_weights_not_the_last():
    trainer, train, validation = overfitting()
    history = trainer.train(train, validation, num_epochs=50)
    best = history.val_loss.idxmin()
    assert history.val_loss.iloc[-1] > history.val_loss[best] + 0.01  # the last epoch really is worse
    assert best > 0 and len(history) == best + 1 + 3 < 50
    assert history.best.tolist() == [epoch == best for epoch in history.index]
    assert trainer.evaluate(validation)[0] == history.val_loss[best]
    trainer, train, validation = overfitting()
    history = trainer.train(train, validation, num_epochs=50, keep_best=False)
    assert trainer.evaluate(validation)[0] == history.val_loss.iloc[-1] > history.val_loss.min()


# ---- losses ----


@pytest.mark.parametrize("batch_size", [3, 10])
@pytest.mark.parametrize("class_weights", [None, torch.tensor([1.0, 5.0])])
def test_evaluation_loss_does_not_depend_on_the_batch_size(batch_size, class_weights):
    # Rows of both classes in blocks: with a mean of batch means, the short last batch would count for too much.
    model = Constant()
    nn.init.constant_(model.number, 2.0)
    trainer = Trainer(model, loss_fn=nn.CrossEntropyLoss(weight=class_weights))
    labels = [1] * 6 + [0]
    loss, logits = trainer.evaluate(loader(labels, batch_size=batch_size))
    weight = 1.0 if class_weights is None else 5.0
    one, zero = math.log(1 + math.exp(-2)), math.log(1 + math.exp(2))
    assert loss == pytest.approx((6 * weight * one + zero) / (6 * weight + 1), rel=1e-5)
    assert logits.shape == (7, 2) and logits.dtype == np.float32


def test_training_loss_weights_batches_by_their_size():
    model = Constant()
    nn.init.constant_(model.number, 2.0)
    trainer = Trainer(model, optimizer=torch.optim.SGD(model.parameters(), lr=0.0))
    one, zero = math.log(1 + math.exp(-2)), math.log(1 + math.exp(2))
    assert trainer.train_epoch(loader([1] * 6 + [0], batch_size=6)) == pytest.approx((6 * one + zero) / 7)


def test_evaluation_changes_nothing_and_drops_nothing_out():
    trainer = Trainer(small_cnn(one_hot_embedding(4), 2, dropout=0.5, embedding_dropout=0.5))
    before = trainer.trainable_weights()
    rows = loader([0, 1] * 30, batch_size=16)
    first, second = trainer.evaluate(rows), trainer.evaluate(rows)
    assert first[0] == second[0] and np.array_equal(first[1], second[1])
    assert all(torch.equal(before[name], value) for name, value in trainer.trainable_weights().items())
    assert all(parameter.grad is None for parameter in trainer.model.parameters())


def test_probabilities_are_a_distribution_over_the_classes():
    trainer, rows = Trainer(small_cnn(one_hot_embedding(4), 2)), loader([0, 1] * 30, batch_size=7)
    probabilities = trainer.predict_proba(rows)
    assert probabilities.shape == (60, 2) and probabilities.dtype == np.float32
    assert np.allclose(probabilities, softmax(trainer.evaluate(rows)[1], axis=1), atol=1e-6)


# ---- a loss that is no number any more ----


@pytest.mark.parametrize(("where", "broken"), [("train_epoch", math.nan), ("evaluate", (math.inf, None))])
def test_a_loss_that_is_no_number_ends_the_training_and_is_told_with_its_epoch(where, broken, monkeypatch):
    trainer, train, validation = overfitting()
    results = iter([getattr(trainer, where)(train)] * 2)
    monkeypatch.setattr(trainer, where, lambda _: next(results, broken))
    with pytest.raises(InputError, match="no longer a number in epoch 3; take a smaller learning rate"):
        trainer.train(train, validation, num_epochs=10)


# ---- learning rates ----


def test_a_scheduler_takes_one_step_an_epoch():
    trainer, train, validation = overfitting()
    trainer.scheduler = torch.optim.lr_scheduler.StepLR(trainer.optimizer, step_size=1, gamma=0.5)
    history = trainer.train(train, validation, num_epochs=3)
    assert history.learning_rate.tolist() == pytest.approx([0.3, 0.15, 0.075])


def test_reduce_on_plateau_is_told_the_validation_loss():
    trainer, train, validation = overfitting()
    trainer.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(trainer.optimizer, factor=0.1, patience=0)
    history = trainer.train(train, validation, num_epochs=8, patience=8)
    rose = history.val_loss.diff() > 0
    first = rose.idxmax()
    assert rose.any() and (history.learning_rate[: first + 1] == 0.3).all()
    assert history.learning_rate[first + 1] == pytest.approx(0.03)


# ---- chance ----


def test_set_seeds_seeds_every_source_of_chance():
    draws = []
    for seed in ((), (1234,), (3,)):  # that of the course where none is given
        set_seeds(*seed)
        draws.append((random.random(), np.random.random(), torch.rand(1).item()))
    assert draws[0] == draws[1] and all(one != other for one, other in zip(draws[1], draws[2], strict=True))


def test_the_environment_names_the_device(monkeypatch):
    monkeypatch.setenv("LESSONLIB_DEVICE", "cpu")
    assert get_device() == torch.device("cpu")
    for name in ("gpu", "cuda:99", "cuda:", "cpu:x", " "):
        monkeypatch.setenv("LESSONLIB_DEVICE", name)
        with pytest.raises(InputError, match=f"LESSONLIB_DEVICE is '{name}', and torch finds no such device"):
            get_device()


# ---- what is shown ----


def test_progress_is_shown_when_asked_for_and_is_done_where_training_stops_early(monkeypatch, capfd):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    trainer, train, validation = overfitting()
    trainer.train(train, validation, num_epochs=2)
    assert capfd.readouterr() == ("", "")
    epochs = len(trainer.train(train, validation, num_epochs=50, patience=3, progress=True))
    assert epochs < 50
    last = capfd.readouterr().err.split("\r")[-1]
    assert "training: 100%" in last and f"{epochs}/{epochs}" in last and "val_loss" in last
