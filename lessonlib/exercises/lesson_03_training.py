# mypy: allow-untyped-defs, disable-error-code="var-annotated"
"""The tasks of lesson 03 about training: one step, and early stopping."""

import copy
from numbers import Real

import torch
import torch.nn.functional as F
from torch import nn

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- one step ----


def training_step(model, optimizer, tokens, labels):
    loss = F.cross_entropy(model(tokens), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def losses_and_weights(answer, inputs, labels):
    """The losses of three steps on a single dense layer, and its weights after them."""
    model = nn.Linear(inputs.shape[1], 3)
    with torch.no_grad():
        model.weight.copy_(torch.linspace(-1, 1, model.weight.numel()).reshape(model.weight.shape))
        model.bias.zero_()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = [answer(model, optimizer, inputs, labels) for _ in range(3)]
    return losses, model.weight.detach(), ["a number" if isinstance(loss, Real) else type(loss) for loss in losses]


def batches():
    generator = torch.Generator().manual_seed(36)
    return {
        "three steps with one row of two numbers": (torch.tensor([[1.0, 2.0]]), torch.tensor([2])),
        "three steps with a random batch": (
            torch.randn(8, 4, generator=generator),
            torch.tensor([0, 1, 2, 0, 1, 2, 0, 1]),
        ),
    }


# ---- early stopping ----


def train_with_patience(model, one_epoch, num_epochs, patience):
    losses = []
    best_loss, best_weights, waited = float("inf"), None, 0
    while len(losses) < num_epochs:
        losses.append(one_epoch())
        if losses[-1] < best_loss:
            best_loss, waited = losses[-1], 0
            best_weights = {name: value.clone() for name, value in model.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                break
    model.load_state_dict(best_weights)
    return losses


def looks_back_each_time(model, one_epoch, num_epochs, patience):
    losses = []
    for _ in range(num_epochs):
        losses.append(one_epoch())
        best_epoch = losses.index(min(losses))
        if best_epoch == len(losses) - 1:
            best_weights = copy.deepcopy(model.state_dict())
        elif len(losses) - 1 - best_epoch == patience:
            break
    model.load_state_dict(best_weights)
    return losses


CLONES = "{name: value.clone() for name, value in model.state_dict().items()}"


def losses_and_last_weight(answer, losses, patience):
    """What is returned, and the number of the epoch whose weight the model has in the end (from 1)."""
    model = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.fill_(0.0)
    to_come = iter(losses)

    def one_epoch():
        with torch.no_grad():
            model.weight.add_(1.0)
        return next(to_come)

    return answer(model, one_epoch, len(losses), patience), model.weight.item()


def validation_losses():
    return {
        "validation losses 0.9, 0.5, 0.7, 0.8, 0.9 and patience 2": ([0.9, 0.5, 0.7, 0.8, 0.9], 2),
        "a rise, a new low, and then only rises; patience 2": ([0.9, 0.8, 0.85, 0.6, 0.7, 0.65, 0.5], 2),
        "the epochs run out after a rise; patience 2": ([0.9, 0.5, 0.7], 2),
        "a loss that falls to the end": ([0.9, 0.8, 0.7], 3),
        "the last epoch comes before patience is used up": ([0.9, 0.5, 0.7], 3),
        "a low that is reached twice; patience 2": ([0.9, 0.6, 0.6, 0.8, 0.9], 2),
        "patience 1": ([0.4, 0.5, 0.3], 1),
        "patience 5": ([0.9, 0.5, 0.7, 0.8, 0.6, 0.7, 0.9, 0.4], 5),
    }


TASKS = (
    Function(
        name="training_step",
        lesson="03",
        minutes=4,
        hints=(
            "F.cross_entropy(logits, labels) is the loss. The logits come from model(tokens).",
            "Then the four of the last task: clear the gradients, compute them, step, and return loss.item().",
        ),
        reference=training_step,
        after="All of training is this step, a few thousand times.",
        alternatives=(
            edited(
                training_step,
                ("    optimizer.zero_grad()\n", ""),
                ("optimizer.step()", "optimizer.step()\n    optimizer.zero_grad()"),
            ),
        ),
        cases=batches,
        probe=losses_and_weights,
        wrong=(
            Wrong(
                "never clears the gradients",
                edited(training_step, ("    optimizer.zero_grad()\n", "")),
                "The first step is right, the next ones are too long: backward() adds to the old gradients. Clear them "
                "with optimizer.zero_grad().",
            ),
            Wrong(
                "clears the gradients before the step",
                edited(
                    training_step,
                    ("optimizer.zero_grad()\n    loss.backward()", "loss.backward()\n    optimizer.zero_grad()"),
                ),
                "The weights never move: either optimizer.step() is missing, or the gradients are cleared after "
                "backward(), before step() could use them.",
            ),
            Wrong(
                "goes uphill",
                edited(training_step, ("loss.backward()", "(-loss).backward()")),
                "The loss grows with every step. The optimiser goes downhill by itself: call backward() on the loss, "
                "not on minus the loss.",
            ),
            Wrong(
                "steps before the gradient is there",
                edited(
                    training_step,
                    ("    optimizer.step()\n", ""),
                    ("optimizer.zero_grad()", "optimizer.step()\n    optimizer.zero_grad()"),
                ),
                "step() came before backward(), so every step uses the gradient of the batch before.",
            ),
            Wrong(
                "takes the logits for logarithms of probabilities",
                edited(training_step, ("F.cross_entropy", "F.nll_loss")),
                "F.nll_loss expects the logarithms of probabilities. F.cross_entropy takes the logits as they are.",
            ),
            Wrong(
                "takes the sum of the losses",
                edited(
                    training_step,
                    (
                        "F.cross_entropy(model(tokens), labels)",
                        'F.cross_entropy(model(tokens), labels, reduction="sum")',
                    ),
                ),
                "The losses of the batch are added up, so a large batch takes a longer step. Their mean is "
                "needed, as F.cross_entropy gives it.",
            ),
            Wrong(
                "applies softmax first",
                edited(
                    training_step,
                    ("F.cross_entropy(model(tokens), labels)", "F.cross_entropy(model(tokens).softmax(dim=1), labels)"),
                ),
                "F.cross_entropy applies the softmax itself: give it the logits as they are.",
            ),
            Wrong(
                "gives the loss after the step",
                edited(training_step, ("return loss.item()", "return F.cross_entropy(model(tokens), labels).item()")),
                "This is the loss after the step. Give back the one that the step was computed from.",
            ),
            Wrong(
                "steps twice",
                edited(training_step, ("    optimizer.step()\n", "    optimizer.step()\n    optimizer.step()\n")),
                "Two steps are taken for one batch: one is enough.",
            ),
            Wrong(
                "returns the tensor",
                edited(training_step, ("loss.item()", "loss")),
                "The step is right. But what comes back is still a tensor, with all the steps that led to it: .item() "
                "takes the number out.",
            ),
            Wrong(
                "steps with the gradient of the batch before",
                edited(
                    training_step,
                    ("    loss = F.cross", "    optimizer.step()\n    optimizer.zero_grad()\n    loss = F.cross"),
                    ("    optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()\n", "    loss.backward()\n"),
                ),
                "The step is taken at once, with the gradient that the batch before left behind. First compute this "
                "one's, then step.",
            ),
        ),
    ),
    Function(
        name="train_with_patience",
        lesson="03",
        minutes=5,
        stub=(8, 2),
        hints=(
            "model.state_dict() holds the tensors themselves, and training goes on changing them. You need copies.",
            "{name: value.clone() for name, value in model.state_dict().items()} copies every tensor.",
            "After the loop, model.load_state_dict(best_weights) goes back.",
        ),
        reference=train_with_patience,
        after="The model that you keep is the best one that the validation headlines saw, not the last.",
        alternatives=(looks_back_each_time,),
        cases=validation_losses,
        probe=losses_and_last_weight,
        wrong=(
            Wrong(
                "goes back at every rise",
                edited(
                    train_with_patience,
                    ("waited += 1\n", "waited += 1\n            model.load_state_dict(best_weights)\n"),
                ),
                "After every rise the model goes back, so that it never gets past one. Go back once, after the loop.",
            ),
            Wrong(
                "keeps a reference instead of a copy",
                edited(train_with_patience, (CLONES, "model.state_dict()")),
                "The model ends with the weights of its last epoch. state_dict() and copies of the dictionary hold the "
                "very tensors that training changes: clone them. Then load what you kept into this model: "
                "`model = ...` only renames.",
            ),
            Wrong(
                "keeps the first epoch",
                edited(train_with_patience, (CLONES, f"best_weights or {CLONES}")),
                "The model ends with the weights of the first epoch. Make a new copy whenever the loss is lower than "
                "ever before.",
            ),
            Wrong(
                "copies the weights before the epoch",
                edited(
                    train_with_patience,
                    (CLONES, "weights"),
                    ("losses.append(one_epoch())", f"weights = {CLONES}\n        losses.append(one_epoch())"),
                ),
                "These are the weights from before the best epoch. Copy them after one_epoch(), once its loss is "
                "known.",
            ),
            Wrong(
                "goes back only when it stops early",
                edited(
                    train_with_patience,
                    (
                        "                break\n    model.load_state_dict(best_weights)",
                        "                model.load_state_dict(best_weights)\n                break",
                    ),
                ),
                "The best weights come back only when training stops early. When the epochs run out, they "
                "are needed as well: load them after the loop.",
            ),
            Wrong(
                "waits one epoch too long",
                edited(train_with_patience, ("waited == patience", "waited > patience")),
                "Training goes on for one epoch too many: it stops as soon as `patience` epochs brought nothing new.",
            ),
            Wrong(
                "gives the best loss",
                edited(train_with_patience, ("return losses", "return best_loss")),
                "This is the best loss alone. All validation losses are asked for, one per epoch.",
            ),
            Wrong(
                "never starts counting again",
                edited(train_with_patience, ("best_loss, waited = losses[-1], 0", "best_loss = losses[-1]")),
                "After a new low, counting must start again at 0: patience is about epochs in a row.",
            ),
            Wrong(
                "runs one epoch too many",
                edited(train_with_patience, ("while len(losses) < num_epochs", "while len(losses) <= num_epochs")),
                "There is one epoch too many: num_epochs of them are allowed.",
            ),
            Wrong(
                "gives the losses up to the best one",
                edited(train_with_patience, ("return losses", "return losses[: losses.index(best_loss) + 1]")),
                "The losses after the best epoch are cut off. It is the weights that go back; all losses are given.",
            ),
            Wrong(
                "compares with the epoch before",
                edited(
                    train_with_patience,
                    (
                        "            if waited == patience:\n                break\n",
                        "            if waited == patience:\n                break\n        best_loss = losses[-1]\n",
                    ),
                ),
                "Each loss is compared with the one before it. A new low lies below all losses so far.",
            ),
            Wrong(
                "returns what load_state_dict says",
                edited(
                    train_with_patience,
                    (
                        "    model.load_state_dict(best_weights)\n    return losses",
                        "    return model.load_state_dict(best_weights)",
                    ),
                ),
                "What comes back is what load_state_dict has to say. Go back to the best weights, and return the "
                "losses.",
            ),
        ),
    ),
)
