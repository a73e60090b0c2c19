"""Training, evaluating, predicting: seeds, device, the loop, and the temperature that is fitted when it is over."""

import math
import os
import random

import numpy as np
import pandas as pd
import torch
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from torch import nn
from torch.utils.data import DataLoader

from lessonlib.errors import InputError
from lessonlib.progress import progress_bar


def set_seeds(seed: int = 1234) -> None:
    """Seed every source of chance: `random`, numpy, and torch on all its devices."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def get_device() -> torch.device:
    """The fastest device there is: an NVIDIA GPU, an Apple one, else the CPU.

    The environment variable LESSONLIB_DEVICE ("cpu", "cuda", "cuda:1", "mps") overrules it: to compare machines, say.
    Raises InputError when it names no device, or one that this machine lacks.
    """
    apple = "mps" if torch.backends.mps.is_available() else "cpu"
    chosen = os.environ.get("LESSONLIB_DEVICE") or ("cuda" if torch.cuda.is_available() else apple)
    try:
        return torch.empty(0, device=chosen).device
    except (RuntimeError, AssertionError) as error:
        raise InputError(
            f"the environment variable LESSONLIB_DEVICE is {chosen!r}, and torch finds no such device on this machine; "
            "set it to 'cpu', or unset it to use the fastest"
        ) from error


class Trainer:
    """Trains, evaluates and applies one `model`.

    `loss_fn` defaults to cross entropy, `optimizer` to Adam with rate 1e-3. `scheduler`, if given, takes a step after
    each epoch, and is told the validation loss if it is a `ReduceLROnPlateau`. Only parameters that require a gradient
    are trained, so a frozen embedding costs nothing.
    """

    def __init__(
        self,
        model: nn.Module,
        device: torch.device | str = "cpu",
        loss_fn: nn.Module | None = None,
        optimizer: torch.optim.Optimizer | None = None,
        scheduler: torch.optim.lr_scheduler.LRScheduler | None = None,
    ):
        self.model = model.to(device)
        self.device = torch.device(device)
        self.loss_fn = (loss_fn or nn.CrossEntropyLoss()).to(device)
        trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
        self.optimizer = optimizer or torch.optim.Adam(trainable, lr=1e-3, fused=True)
        self.scheduler = scheduler

    def train_epoch(self, loader: DataLoader) -> float:
        """One epoch: learn from every batch once. Returns the mean loss over all rows."""
        self.model.train()
        total = torch.zeros((), device=self.device)
        rows = 0
        for tokens, labels in loader:
            loss = self.loss_fn(self.model(tokens.to(self.device)), labels.to(self.device))
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            # One batch is smaller: weigh each batch by its rows, or its few rows would count for more.
            total += loss.detach() * len(labels)
            rows += len(labels)
        return float(total) / rows

    @torch.no_grad()
    def evaluate(self, loader: DataLoader) -> tuple[float, np.ndarray]:
        """Mean loss over all rows, and the logits, float32 (rows, classes). The model learns nothing from it.

        The loss is taken once over all rows, so that the rows of a small last batch count no more than others.
        """
        self.model.eval()
        pairs = [(self.model(tokens.to(self.device)), labels.to(self.device)) for tokens, labels in loader]
        logits, labels = map(torch.cat, zip(*pairs, strict=True))
        return float(self.loss_fn(logits, labels)), logits.cpu().numpy()

    def predict_proba(self, loader: DataLoader) -> np.ndarray:
        """Probabilities of every row, float32 (rows, classes), in the loader's order, each row summing to 1.

        Softmax, not sigmoid: a headline belongs to exactly one class.
        """
        return torch.softmax(torch.from_numpy(self.evaluate(loader)[1]), dim=1).numpy()

    def train(
        self,
        train_loader: DataLoader,
        val_loader: DataLoader,
        num_epochs: int = 20,
        patience: int = 3,
        keep_best: bool = True,
        progress: bool | str = False,
    ) -> pd.DataFrame:
        """Train until the validation loss has not fallen for `patience` epochs, then restore the best epoch's weights.

        `keep_best=False` stays with the last epoch's weights instead, to see what the step back is worth. `progress`
        shows a bar, which a str names.
        Returns one row per epoch: epoch (from 1), train_loss, val_loss, learning_rate, best (the lowest val_loss?).
        Raises InputError when the loss is no longer a number; the message names the epoch.
        """
        history: list[tuple[int, float, float, float]] = []
        best_loss, best_epoch, best_weights = math.inf, 0, self.trainable_weights()
        name = progress if isinstance(progress, str) else "training"
        bar = progress_bar(total=num_epochs, desc=name, unit="epoch", disable=not progress)
        while len(history) < num_epochs and len(history) - best_epoch < patience:
            epoch = len(history) + 1
            learning_rate = self.optimizer.param_groups[0]["lr"]
            train_loss = self.train_epoch(train_loader)
            val_loss, _ = self.evaluate(val_loader)
            history.append((epoch, train_loss, val_loss, learning_rate))
            if not math.isfinite(train_loss + val_loss):
                raise InputError(
                    f"the loss is no longer a number in epoch {epoch}; take a smaller learning rate, or vectors of "
                    "smaller numbers"
                )
            bar.set_postfix(train_loss=f"{train_loss:.3f}", val_loss=f"{val_loss:.3f}", refresh=False)
            bar.update()
            if isinstance(self.scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
                self.scheduler.step(val_loss)
            elif self.scheduler:
                self.scheduler.step()
            if val_loss < best_loss:
                # A copy: keeping a reference to the model would keep the *last* weights, which go on changing.
                best_loss, best_epoch, best_weights = val_loss, epoch, self.trainable_weights()
        bar.total = bar.n  # training that stops early is done, too
        bar.close()
        if keep_best:
            self.model.load_state_dict(best_weights, strict=False)
        table = pd.DataFrame(history, columns=["epoch", "train_loss", "val_loss", "learning_rate"])
        return table.assign(best=table.epoch == best_epoch)

    def trainable_weights(self) -> dict[str, torch.Tensor]:
        """A copy of all that training can change, running averages included; frozen embeddings may be huge."""
        frozen = {name for name, parameter in self.model.named_parameters() if not parameter.requires_grad}
        return {name: value.clone() for name, value in self.model.state_dict().items() if name not in frozen}


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The number to divide `logits` (n, classes) by so that their softmax fits `labels` (n,) best; 0.05..20.

    Above 1 it makes an over-confident model humbler; it never changes which class comes first (Guo et al. 2017).
    """
    rows = np.arange(len(labels))

    def negative_log_likelihood(log_temperature: float) -> float:
        return -log_softmax(logits / np.exp(log_temperature), axis=1)[rows, labels].mean()

    bounds = (np.log(0.05), np.log(20.0))
    return float(np.exp(minimize_scalar(negative_log_likelihood, bounds=bounds, method="bounded").x))
