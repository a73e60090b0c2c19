import math
import random
import warnings
from contextlib import nullcontext

import numpy as np
import pytest
import small_networks
import torch
from torch import nn

from lessonlib.classification.batching import Dataset
from lessonlib.classification.embedding_table import OpenEmbedding
from lessonlib.classification.training import Trainer, get_device, set_seeds
from lessonlib.errors import InputError


class Constant(nn.Module):
    """Gives every text the same two logits, 0 and the one number it can learn."""

    def __init__(self):
        super().__init__()
        self.number = nn.Parameter(torch.zeros(1))

    def forward(self, tokens):
        return torch.cat([torch.zeros(1), self.number]).expand(len(tokens), 2)


class Broken(nn.Module):
    """Cross entropy that is NaN, or infinite, from the `first`-th call on."""

    def __init__(self, first, factor=math.nan):
        super().__init__()
        self.first, self.calls, self.factor = first, 0, factor

    def forward(self, logits, labels):
        self.calls += 1
        loss = nn.functional.cross_entropy(logits, labels)
        return loss if self.calls < self.first else loss * self.factor


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


def random_rows():
    """Vectors of 6 numbers for 12 tokens, small as before any training; padding is zero."""
    rows = 0.1 * torch.randn(12, 6, generator=torch.Generator().manual_seed(0))
    rows[0] = 0
    return rows


def small_cnn(embedding=None, **settings):
    embedding = embedding or nn.Embedding.from_pretrained(random_rows(), freeze=False, padding_idx=0)
    return small_networks.small_cnn(embedding, 2, **settings)


def number_rows():
    """Texts of 1 to 5 tokens; those of class 1 hold token 3."""
    chance = np.random.default_rng(0)
    texts = [chance.integers(4, 12, size=chance.integers(1, 6)).tolist() for _ in range(60)]
    labels = [row % 2 for row in range(60)]
    for text, label in zip(texts, labels, strict=True):
        if label:
            text[0] = 3
    return Dataset(texts, labels)


def weights_of(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


# ---- the best weights, not the last ----


def test_early_stopping_returns_the_best_weights_not_the_last():
    trainer, train, validation = overfitting()
    history = trainer.train(train, validation, num_epochs=50)
    best = history.val_loss.idxmin()
    assert history.val_loss.iloc[-1] > history.val_loss[best] + 0.01  # the last epoch really is worse
    assert best > 0 and len(history) == best + 1 + 3 < 50
    assert history.best.tolist() == [epoch == best for epoch in history.index]
    assert trainer.evaluate(validation)[0] == history.val_loss[best]


def test_keep_best_can_be_switched_off():
    trainer, train, validation = overfitting()
    history = trainer.train(train, validation, num_epochs=50, patience=3, keep_best=False)
    assert trainer.evaluate(validation)[0] == history.val_loss.iloc[-1] > history.val_loss.min()


def test_patience_of_all_epochs_switches_stopping_off():
    trainer, train, validation = overfitting()
    assert len(trainer.train(train, validation, num_epochs=12, patience=12)) == 12


def test_of_equal_epochs_the_first_is_the_best():
    trainer, train, validation = overfitting()
    trainer.optimizer.param_groups[0]["lr"] = 0.0
    history = trainer.train(train, validation, patience=4)
    assert history.best.tolist() == [True, False, False, False, False]


def test_training_lasts_twenty_epochs_where_nothing_is_said_and_the_loss_falls():
    trainer, train, _ = overfitting()
    assert trainer.train(train, train).best.tolist() == [False] * 19 + [True]


def test_running_averages_go_back_to_the_best_epoch_too():
    set_seeds(0)
    model = nn.Sequential(small_cnn(), nn.BatchNorm1d(2), nn.Linear(2, 2))
    trainer = Trainer(model, optimizer=torch.optim.SGD(model.parameters(), lr=0.5))
    train = number_rows().create_dataloader(16, shuffle=True)
    validation = Dataset([[3]] * 4, [0, 0, 0, 1]).create_dataloader()  # the more is learned of token 3, the worse
    history = trainer.train(train, validation, num_epochs=12, patience=12)
    assert history.val_loss.iloc[-1] > history.val_loss.min()
    assert trainer.evaluate(validation)[0] == history.val_loss.min()


def test_history_by_epoch():
    trainer, train, validation = overfitting()
    history = trainer.train(train, validation, num_epochs=2, patience=2)
    assert history.columns.tolist() == ["epoch", "train_loss", "val_loss", "learning_rate", "best"]
    assert history.epoch.tolist() == [1, 2]
    # Before the first step both logits are 0, so the loss is log 2; a step of 0.3 x (1 - 0.5) makes it 0.15.
    assert history.train_loss[0] == pytest.approx(math.log(2))
    expected = math.log(1 + math.exp(0.15)) - 0.6 * 0.15
    assert history.val_loss[0] == pytest.approx(expected)


# ---- losses ----


@pytest.mark.parametrize("batch_size", [1, 2, 3, 4, 10])
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


def test_evaluating_in_shuffled_order_keeps_rows_and_labels_together():
    set_seeds(0)
    rows = number_rows()
    trainer = Trainer(small_cnn())
    expected, _ = trainer.evaluate(rows.create_dataloader(7))
    shuffled = rows.create_dataloader(7, shuffle=True)
    for _ in range(3):
        assert trainer.evaluate(shuffled)[0] == pytest.approx(expected, rel=1e-5)


def test_evaluation_changes_nothing_and_drops_nothing_out():
    trainer = Trainer(small_cnn(dropout=0.5, embedding_dropout=0.5))
    before = weights_of(trainer.model)
    rows = number_rows().create_dataloader(16)
    first, second = trainer.evaluate(rows), trainer.evaluate(rows)
    assert first[0] == second[0] and np.array_equal(first[1], second[1])
    assert same(before, weights_of(trainer.model))
    assert all(parameter.grad is None for parameter in trainer.model.parameters())


# ---- predictions ----


def test_probabilities_are_a_distribution_over_the_classes():
    set_seeds(1)
    trainer = Trainer(small_cnn())
    rows = number_rows().create_dataloader(7)
    logits, probabilities = trainer.predict_logits(rows), trainer.predict_proba(rows)
    assert probabilities.shape == (60, 2) and probabilities.dtype == np.float32
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    assert np.array_equal(probabilities.argmax(axis=1), logits.argmax(axis=1))
    powers = np.exp(logits)
    assert np.allclose(probabilities, powers / powers.sum(axis=1, keepdims=True), atol=1e-6)


def test_predictions_do_not_depend_on_the_batch():
    set_seeds(1)
    trainer = Trainer(small_cnn())
    rows = number_rows()
    alone, together = rows.create_dataloader(1), rows.create_dataloader(60)
    assert np.allclose(trainer.predict_proba(alone), trainer.predict_proba(together), atol=1e-6)


def test_prediction_moves_inputs_to_the_device_of_the_model():
    devices = []

    class Recorder(nn.Module):
        def forward(self, tokens):
            devices.append(tokens.device.type)
            return torch.zeros(len(tokens), 2)

    # The device "meta" holds shapes without numbers, and is there on every machine.
    Trainer(Recorder(), "meta", optimizer=torch.optim.SGD([torch.zeros(1)])).predict_logits(loader([0, 1]))
    assert devices == ["meta"]


def test_training_works_on_the_device_of_this_machine():
    set_seeds(1)
    trainer = Trainer(small_cnn(), get_device())
    rows = number_rows()
    history = trainer.train(rows.create_dataloader(8, shuffle=True), rows.create_dataloader(), 80, patience=80)
    predicted = trainer.predict_proba(rows.create_dataloader()).argmax(axis=1)
    assert (predicted == rows.labels).mean() > 0.9
    assert history.val_loss.min() < 0.5 * history.val_loss[0]


# ---- a loss that is no number any more ----


@pytest.mark.parametrize("keep_best", [True, False])
def test_nan_stops_with_the_epoch_named_and_the_best_weights_kept(keep_best):
    trainer, train, validation = overfitting()
    trainer.loss_fn = Broken(first=5)  # two calls an epoch: the third epoch's training loss
    with pytest.warns(RuntimeWarning, match="no longer a number in epoch 3: .* weights of epoch 2") as warned:
        history = trainer.train(train, validation, num_epochs=10, keep_best=keep_best)
    assert history.epoch.tolist() == [1, 2, 3] and history.best.tolist() == [False, True, False]
    assert math.isnan(history.train_loss[2])
    assert warned[0].filename == __file__, "the warning names the line that trains"
    trainer.loss_fn = nn.CrossEntropyLoss()
    assert trainer.evaluate(validation)[0] == history.val_loss[1]


@pytest.mark.parametrize("factor", [math.nan, math.inf])
def test_a_validation_loss_that_is_no_number_goes_back_to_the_best_weights_too(factor):
    trainer, train, validation = overfitting()
    trainer.loss_fn = Broken(first=6, factor=factor)
    with pytest.warns(RuntimeWarning, match="in epoch 3: .* weights of epoch 2"):
        history = trainer.train(train, validation, num_epochs=10, keep_best=False)
    assert math.isfinite(history.train_loss[2]) and not math.isfinite(history.val_loss[2])
    trainer.loss_fn = nn.CrossEntropyLoss()
    assert trainer.evaluate(validation)[0] == history.val_loss[1]


def test_nan_in_the_first_epoch_goes_back_to_the_weights_before_training():
    set_seeds(0)
    model = small_cnn()
    before = weights_of(model)
    trainer = Trainer(model, optimizer=torch.optim.SGD(model.parameters(), lr=1e38))
    rows = number_rows()
    with pytest.warns(RuntimeWarning, match="in epoch 1: .* weights of epoch 0"):
        history = trainer.train(rows.create_dataloader(4), rows.create_dataloader())
    assert same(before, weights_of(model))
    assert len(history) == 1 and not history.best.any()


@pytest.mark.parametrize("num_epochs", [0, -3])
def test_num_epochs_below_one(num_epochs):
    trainer, train, validation = overfitting()
    with pytest.raises(ValueError, match=f"num_epochs={num_epochs}; train for at least 1"):
        trainer.train(train, validation, num_epochs=num_epochs)


@pytest.mark.parametrize("patience", [0, -1])
def test_patience_below_one(patience):
    trainer, train, validation = overfitting()
    with pytest.raises(ValueError, match=f"patience={patience}; wait at least 1"):
        trainer.train(train, validation, patience=patience)


# ---- what moves, and what does not ----


@pytest.mark.parametrize("freeze", [True, False])
def test_frozen_embeddings_do_not_move_and_tuned_ones_do(freeze):
    set_seeds(2)
    rows = random_rows()
    model = small_cnn(nn.Embedding.from_pretrained(rows.clone(), freeze=freeze, padding_idx=0))
    batches = number_rows().create_dataloader(8)
    history = Trainer(model).train(batches, batches, num_epochs=1, patience=1)
    assert history.learning_rate.tolist() == [1e-3]
    moved = (model.embedding.weight != rows).any(dim=1)
    assert not moved[0] and not model.embedding.weight[0].any()
    assert moved[3:].all() if not freeze else not moved.any()


def test_of_an_open_embedding_only_the_learned_part_moves():
    set_seeds(2)
    rows = random_rows()
    model = small_cnn(OpenEmbedding(rows[:8], rows[8:]))
    trainer = Trainer(model, optimizer=torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.1))
    trainer.train(number_rows().create_dataloader(8), loader([0, 1]), num_epochs=2, keep_best=False)
    vectors = model.embedding(torch.arange(12)).detach()
    assert not vectors[0].any()
    assert (vectors[3:8] != rows[3:8]).any(dim=1).all()
    assert torch.equal(vectors[8:], rows[8:])


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


def trained(seed):
    set_seeds(seed)
    trainer = Trainer(small_cnn(dropout=0.3, embedding_dropout=0.2))
    rows = number_rows()
    history = trainer.train(rows.create_dataloader(8, shuffle=True, seed=seed), rows.create_dataloader(), num_epochs=3)
    return weights_of(trainer.model), history


def test_training_twice_with_the_same_seed_is_bit_identical():
    (one, first), (other, second) = trained(7), trained(7)
    assert same(one, other)
    assert first.equals(second)
    assert not same(one, trained(8)[0])


def test_set_seeds_seeds_every_source_of_chance():
    def draw():
        return random.random(), np.random.random(), torch.rand(1).item()

    set_seeds(3)
    first = draw()
    assert all(one != other for one, other in zip(first, draw(), strict=True))
    set_seeds(3)
    assert draw() == first
    set_seeds()
    first = draw()
    set_seeds(1234)
    assert draw() == first, "the seed of the course"


def test_get_device_gives_one_that_works():
    device = get_device()
    assert isinstance(device, torch.device)
    assert torch.ones(2, device=device).sum().item() == 2


@pytest.mark.parametrize("name", ["gpu", "bogus", "cuda:99", "cuda:", "cpu:1", "cpu:x", " "])
def test_a_device_that_is_not_there_is_named_with_those_that_are(monkeypatch, name):
    monkeypatch.setenv("LESSONLIB_DEVICE", name)
    with pytest.raises(ValueError, match=f"LESSONLIB_DEVICE is '{name}', but torch finds .*cpu on this machine"):
        get_device()


@pytest.mark.parametrize(
    ("gpus", "apple", "fastest"), [(0, False, "cpu"), (0, True, "mps"), (2, False, "cuda"), (1, True, "cuda")]
)
def test_the_fastest_device_is_taken_where_none_is_named(monkeypatch, gpus, apple, fastest):
    monkeypatch.delenv("LESSONLIB_DEVICE", raising=False)
    monkeypatch.setattr("torch.cuda.device_count", lambda: gpus)
    monkeypatch.setattr("torch.backends.mps.is_available", lambda: apple)
    assert get_device() == torch.device(fastest)


@pytest.mark.parametrize(
    ("name", "there"), [("cuda:0", True), ("cuda:1", True), ("cuda:2", False), ("cuda:3", False), ("cuda:x", False)]
)
def test_a_gpu_is_named_by_its_number(monkeypatch, name, there):
    monkeypatch.setenv("LESSONLIB_DEVICE", name)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 2)
    with nullcontext() if there else pytest.raises(InputError, match="torch finds cuda, "):
        assert get_device() == torch.device(name)


def test_cuda_where_there_is_no_gpu_is_refused(monkeypatch):
    monkeypatch.setenv("LESSONLIB_DEVICE", "cuda")
    monkeypatch.setattr("torch.cuda.device_count", lambda: 0)
    with pytest.raises(ValueError, match="'cuda', but torch finds"):
        get_device()


@pytest.mark.parametrize("name", ["cpu", "cpu:0"])
def test_the_environment_chooses_the_device(monkeypatch, name):
    monkeypatch.setenv("LESSONLIB_DEVICE", name)
    assert get_device().type == "cpu"


# ---- what is shown ----


def test_training_that_stops_early_is_shown_as_done(monkeypatch, capfd):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    trainer, train, validation = overfitting()
    epochs = len(trainer.train(train, validation, num_epochs=50, patience=3, progress=True))
    assert epochs < 50
    last = capfd.readouterr().err.split("\r")[-1]
    assert "100%" in last and f"{epochs}/{epochs}" in last


def test_progress_is_shown_only_when_asked_for(monkeypatch, capfd):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    trainer, train, validation = overfitting()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trainer.train(train, validation, num_epochs=2)
    assert capfd.readouterr() == ("", "")
    trainer.train(train, validation, num_epochs=2, progress=True)
    shown = "".join(capfd.readouterr())
    assert "training" in shown and "val_loss" in shown
