# mypy: allow-untyped-defs, disable-error-code="var-annotated"
"""The tasks of lesson 03 about training: one step, early stopping, weights in the loss, and the measures of success."""

import copy

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import precision_recall_fscore_support
from torch import nn

from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

# ---- one step ----


def training_step(model, optimizer, tokens, labels):
    loss = F.cross_entropy(model(tokens), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def clears_at_the_end(model, optimizer, tokens, labels):
    loss = F.cross_entropy(model(tokens), labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def never_clears(model, optimizer, tokens, labels):
    loss = F.cross_entropy(model(tokens), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def clears_before_the_step(model, optimizer, tokens, labels):
    loss = F.cross_entropy(model(tokens), labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def goes_uphill(model, optimizer, tokens, labels):
    loss = F.cross_entropy(model(tokens), labels)
    optimizer.zero_grad()
    (-loss).backward()
    optimizer.step()
    return loss.item()


def steps_before_looking(model, optimizer, tokens, labels):
    loss = F.cross_entropy(model(tokens), labels)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def losses_and_weights(answer, inputs, labels):
    """The losses of three steps on a single dense layer, and its weights after them."""
    model = nn.Linear(inputs.shape[1], 3)
    with torch.no_grad():
        model.weight.copy_(torch.linspace(-1, 1, model.weight.numel()).reshape(model.weight.shape))
        model.bias.zero_()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = [answer(model, optimizer, inputs, labels) for _ in range(3)]
    return losses, model.weight.detach()


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


def copies_deeply(model, one_epoch, num_epochs, patience):
    losses = []
    best_loss, best_weights, waited = float("inf"), None, 0
    while len(losses) < num_epochs:
        losses.append(one_epoch())
        if losses[-1] < best_loss:
            best_loss, best_weights, waited = losses[-1], copy.deepcopy(model.state_dict()), 0
        else:
            waited += 1
            if waited == patience:
                break
    model.load_state_dict(best_weights)
    return losses


def keeps_a_second_name(model, one_epoch, num_epochs, patience):
    losses = []
    best_loss, best_weights, waited = float("inf"), None, 0
    while len(losses) < num_epochs:
        losses.append(one_epoch())
        if losses[-1] < best_loss:
            best_loss, best_weights, waited = losses[-1], model.state_dict(), 0
        else:
            waited += 1
            if waited == patience:
                break
    model.load_state_dict(best_weights)
    return losses


def keeps_the_first(model, one_epoch, num_epochs, patience):
    losses = []
    best_loss, best_weights, waited = float("inf"), None, 0
    while len(losses) < num_epochs:
        losses.append(one_epoch())
        if best_weights is None:
            best_weights = {name: value.clone() for name, value in model.state_dict().items()}
        if losses[-1] < best_loss:
            best_loss, waited = losses[-1], 0
        else:
            waited += 1
            if waited == patience:
                break
    model.load_state_dict(best_weights)
    return losses


def copies_every_epoch_before_it(model, one_epoch, num_epochs, patience):
    losses = []
    best_loss, best_weights, waited = float("inf"), None, 0
    while len(losses) < num_epochs:
        weights = {name: value.clone() for name, value in model.state_dict().items()}
        losses.append(one_epoch())
        if losses[-1] < best_loss:
            best_loss, best_weights, waited = losses[-1], weights, 0
        else:
            waited += 1
            if waited == patience:
                break
    model.load_state_dict(best_weights)
    return losses


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
        "a loss that falls to the end": ([0.9, 0.8, 0.7], 3),
    }


# ---- a loss with weights ----


def weighted_loss(logits, labels, weights):
    losses = F.cross_entropy(logits, labels, reduction="none")
    row_weights = weights[labels]
    return (row_weights * losses).sum() / row_weights.sum()


def weighted_by_torch(logits, labels, weights):
    return F.cross_entropy(logits, labels, weight=weights)


def divides_by_the_rows(logits, labels, weights):
    losses = F.cross_entropy(logits, labels, reduction="none")
    return (weights[labels] * losses).mean()


def ignores_the_weights(logits, labels, weights):
    return F.cross_entropy(logits, labels, reduction="none").mean()


def weighs_the_logits(logits, labels, weights):
    return F.cross_entropy(logits * weights, labels)


def weighs_by_the_prediction(logits, labels, weights):
    losses = F.cross_entropy(logits, labels, reduction="none")
    row_weights = weights[logits.argmax(dim=1)]
    return (row_weights * losses).sum() / row_weights.sum()


def logits_to_weigh():
    generator = torch.Generator().manual_seed(37)
    return {
        "two rows of two classes, the second class weighs 3": (
            torch.tensor([[2.0, 0.0], [1.0, 0.0]]),
            torch.tensor([0, 1]),
            torch.tensor([1.0, 3.0]),
        ),
        "six random rows of three classes": (
            torch.randn(6, 3, generator=generator),
            torch.tensor([0, 1, 2, 2, 0, 2]),
            torch.tensor([0.5, 2.0, 1.0]),
        ),
    }


# ---- precision, recall, F1 ----


def precision_recall_f1(true, predicted, label):
    found = ((true == label) & (predicted == label)).sum()
    if found == 0:
        return 0.0, 0.0, 0.0
    precision = found / (predicted == label).sum()
    recall = found / (true == label).sum()
    return precision, recall, 2 * precision * recall / (precision + recall)


def measured_by_scikit_learn(true, predicted, label):
    scores = precision_recall_fscore_support(true, predicted, labels=[label], zero_division=0)
    return tuple(float(score[0]) for score in scores[:3])


def exchanges_the_two(true, predicted, label):
    found = ((true == label) & (predicted == label)).sum()
    if found == 0:
        return 0.0, 0.0, 0.0
    precision = found / (true == label).sum()
    recall = found / (predicted == label).sum()
    return precision, recall, 2 * precision * recall / (precision + recall)


def takes_the_plain_mean(true, predicted, label):
    found = ((true == label) & (predicted == label)).sum()
    if found == 0:
        return 0.0, 0.0, 0.0
    precision = found / (predicted == label).sum()
    recall = found / (true == label).sum()
    return precision, recall, (precision + recall) / 2


def divides_by_all_rows(true, predicted, label):
    found = ((true == label) & (predicted == label)).sum()
    if found == 0:
        return 0.0, 0.0, 0.0
    precision = found / len(true)
    recall = found / (true == label).sum()
    return precision, recall, 2 * precision * recall / (precision + recall)


def divides_by_nothing_found(true, predicted, label):
    found = int(((true == label) & (predicted == label)).sum())
    precision = found / int((predicted == label).sum())
    recall = found / int((true == label).sum())
    return precision, recall, 2 * precision * recall / (precision + recall)


def predictions():
    true = np.array(["sun", "sun", "sun", "rain", "rain", "snow"])
    rng = np.random.default_rng(38)
    letters = np.array(["a", "b", "c"])
    return {
        "three days of sun, two of them found, and one false alarm": (
            true,
            np.array(["sun", "sun", "rain", "sun", "rain", "rain"]),
            "sun",
        ),
        "a class that was never predicted": (true, np.array(["sun"] * 6), "snow"),
        "40 random predictions": (letters[rng.integers(3, size=40)], letters[rng.integers(3, size=40)], "b"),
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
        alternatives=(clears_at_the_end,),
        cases=batches,
        probe=losses_and_weights,
        seconds=30,  # the first optimiser of a process makes torch load much of itself
        wrong=(
            Wrong(
                "never clears the gradients",
                never_clears,
                "The first step is right, the next ones are too long: backward() adds to the old gradients. Clear them "
                "with optimizer.zero_grad().",
            ),
            Wrong(
                "clears the gradients before the step",
                clears_before_the_step,
                "The weights never move: the gradients were cleared after backward() and before step() could use them.",
            ),
            Wrong(
                "goes uphill",
                goes_uphill,
                "The loss grows with every step. The optimiser goes downhill by itself: call backward() on the loss, "
                "not on minus the loss.",
            ),
            Wrong(
                "steps before the gradient is there",
                steps_before_looking,
                "step() came before backward(), so every step uses the gradient of the batch before.",
            ),
        ),
    ),
    Function(
        name="train_with_patience",
        lesson="03",
        minutes=5,
        hints=(
            "model.state_dict() holds the tensors themselves, and training goes on changing them. You need copies.",
            "{name: value.clone() for name, value in model.state_dict().items()} copies every tensor.",
            "After the loop, model.load_state_dict(best_weights) goes back.",
        ),
        reference=train_with_patience,
        after="The model that you keep is the best one that the validation headlines saw, not the last.",
        alternatives=(copies_deeply,),
        cases=validation_losses,
        probe=losses_and_last_weight,
        wrong=(
            Wrong(
                "keeps a reference instead of a copy",
                keeps_a_second_name,
                "The model ends with the weights of its last epoch. Either you never went back, or what you kept was "
                "no copy: state_dict() holds the very tensors that training goes on changing.",
            ),
            Wrong(
                "keeps the first epoch",
                keeps_the_first,
                "The model ends with the weights of the first epoch. Make a new copy whenever the loss is lower than "
                "ever before.",
            ),
            Wrong(
                "copies the weights before the epoch",
                copies_every_epoch_before_it,
                "These are the weights from before the best epoch. Copy them after one_epoch(), once its loss is "
                "known.",
            ),
        ),
    ),
    Function(
        name="weighted_loss",
        lesson="03",
        minutes=4,
        hints=(
            'F.cross_entropy(..., reduction="none") gives one loss per row. weights[labels] gives one weight per row.',
            "A weighted mean is the sum of weight times loss, divided by the sum of the weights.",
        ),
        reference=weighted_loss,
        after="F.cross_entropy does the same when you give it weight=weights.",
        alternatives=(weighted_by_torch,),
        cases=logits_to_weigh,
        wrong=(
            Wrong(
                "divides by the number of rows",
                divides_by_the_rows,
                "The weighted losses are right, but a weighted mean is divided by the sum of the weights, not by the "
                "number of rows.",
            ),
            Wrong(
                "leaves the weights out",
                ignores_the_weights,
                "Every row counts the same here. Multiply each row's loss by the weight of its class.",
            ),
            Wrong(
                "weighs the logits",
                weighs_the_logits,
                "The weights belong to the losses. On the logits they would change the prediction itself.",
            ),
            Wrong(
                "looks up the predicted class",
                weighs_by_the_prediction,
                "Each row has the weight of the class that was predicted. It should be that of the true class: "
                "weights[labels].",
            ),
        ),
    ),
    Function(
        name="precision_recall_f1",
        lesson="03",
        minutes=5,
        hints=(
            "Count three things: rows with this true label, rows with this prediction, and rows with both.",
            "Precision divides by what was predicted, recall by what is true. F1 = 2PR / (P + R).",
            "If nothing was found, return three zeros before you divide by anything.",
        ),
        reference=precision_recall_f1,
        after="One number cannot say both how much was found and how much of it is right; F1 is low if either is.",
        alternatives=(measured_by_scikit_learn,),
        cases=predictions,
        wrong=(
            Wrong(
                "exchanges precision and recall",
                exchanges_the_two,
                "Precision and recall are exchanged. Precision asks: of what was predicted, how much is right?",
            ),
            Wrong(
                "takes the plain mean",
                takes_the_plain_mean,
                "F1 is the harmonic mean, 2PR / (P + R). It stays close to the smaller of the two.",
            ),
            Wrong(
                "divides by all rows",
                divides_by_all_rows,
                "Precision is divided by all rows here. Divide by the number of rows that were given this label.",
            ),
            Wrong(
                "divides by zero",
                divides_by_nothing_found,
                "A class that was never predicted leads to a division by zero. Return three zeros if nothing was "
                "found.",
            ),
        ),
    ),
)
