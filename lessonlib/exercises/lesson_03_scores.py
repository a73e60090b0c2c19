# mypy: allow-untyped-defs
"""The tasks of lesson 03 about how good a network is, and about classes that are uneven."""

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score, precision_recall_fscore_support

from lessonlib.exercises.editing import edited
from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import Wrong

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
        "a class that was predicted, but never rightly": (true, np.array([*["rain"] * 3, *["sun"] * 3]), "rain"),
        "a class that was predicted and that no row has": (true, np.array(["hail"] * 6), "hail"),
        "40 random predictions": (letters[rng.integers(3, size=40)], letters[rng.integers(3, size=40)], "b"),
    }


# ---- a loss with weights ----


def weighted_loss(logits, labels, weights):
    losses = F.cross_entropy(logits, labels, reduction="none")
    row_weights = weights[labels]
    return (row_weights * losses).sum() / row_weights.sum()


def weighted_by_torch(logits, labels, weights):
    return F.cross_entropy(logits, labels, weight=weights)


def weighs_the_logits(logits, labels, weights):
    return F.cross_entropy(logits * weights, labels)


def mean_of_class_means(logits, labels, weights):
    losses = F.cross_entropy(logits, labels, reduction="none")
    found = labels.unique()
    means = torch.stack([losses[labels == label].mean() for label in found])
    return (weights[found] * means).sum() / weights[found].sum()


def loss_and_gradient(answer, logits, labels, weights):
    """The loss, and its gradient for the logits, which training needs; None where the way back is cut."""
    logits = logits.clone().requires_grad_()
    loss = answer(logits, labels, weights)
    reached = torch.is_tensor(loss) and loss.requires_grad
    return loss, torch.autograd.grad(loss, logits)[0] if reached else None


def logits_to_weigh():
    generator = torch.Generator().manual_seed(37)
    return {
        "two rows of two classes, the second class weighs 3": (
            torch.tensor([[2.0, 0.0], [1.0, 0.0]], requires_grad=True),
            torch.tensor([0, 1]),
            torch.tensor([1.0, 3.0]),
        ),
        "six random rows of three classes": (
            torch.randn(6, 3, generator=generator).requires_grad_(),
            torch.tensor([0, 1, 2, 2, 0, 2]),
            torch.tensor([0.5, 2.0, 1.0]),
        ),
    }


# ---- a threshold ----


def choose_threshold(probabilities, is_rare):
    best, best_f1 = 0.5, -1.0
    for threshold in np.unique(probabilities):
        predicted = probabilities >= threshold
        f1 = precision_recall_f1(is_rare, predicted, True)[2]
        if f1 > best_f1:
            best, best_f1 = threshold, f1
    return best


def chosen_with_scikit_learn(probabilities, is_rare):
    return max(np.unique(probabilities), key=lambda t: f1_score(is_rare, probabilities >= t, zero_division=0))


def stays_at_one_half(probabilities, is_rare):
    return 0.5


def takes_the_share_of_the_class(probabilities, is_rare):
    return float(is_rare.mean())


def probabilities_of_a_rare_class():
    rng = np.random.default_rng(34)
    is_rare = np.arange(40) % 4 == 0
    return {
        "six headlines, three of them rare": (
            np.array([0.30, 0.05, 0.40, 0.10, 0.45, 0.20]),
            np.array([False, False, True, False, True, True]),
        ),
        "two thresholds with the same F1": (np.array([0.1, 0.2, 0.3, 0.4]), np.array([True, False, False, True])),
        "40 random headlines": (rng.uniform(0, 0.5, 40) + 0.2 * is_rare, is_rare),
    }


TASKS = (
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
                edited(precision_recall_f1, ("return precision, recall,", "return recall, precision,")),
                "Precision and recall are exchanged. Precision asks: of what was predicted, how much is right?",
            ),
            Wrong(
                "takes the plain mean",
                edited(
                    precision_recall_f1, ("2 * precision * recall / (precision + recall)", "(precision + recall) / 2")
                ),
                "F1 is the harmonic mean, 2PR / (P + R). It stays close to the smaller of the two.",
            ),
            Wrong(
                "divides by all rows",
                edited(precision_recall_f1, ("found / (predicted == label).sum()", "found / len(true)")),
                "Precision is divided by all rows here. Divide by the number of rows that were given this label.",
            ),
            Wrong(
                "divides by zero",
                divides_by_nothing_found,
                "A class that was never predicted leads to a division by zero. Return three zeros if nothing was "
                "found.",
            ),
            Wrong(
                "counts hits of all labels",
                edited(
                    precision_recall_f1, ("((true == label) & (predicted == label)).sum()", "(true == predicted).sum()")
                ),
                "These hits are those of all labels. Only rows with this label on both sides are hits here.",
            ),
            Wrong(
                "asks only whether the label was predicted",
                edited(precision_recall_f1, ("if found == 0", "if (predicted == label).sum() == 0")),
                "This looks out for a label that was never predicted. One that was predicted, but never rightly, has "
                "three zeros as well: ask whether anything was found.",
            ),
            Wrong(
                "asks whether the label occurs on both sides",
                edited(
                    precision_recall_f1,
                    ("if found == 0", "if (predicted == label).sum() == 0 or (true == label).sum() == 0"),
                ),
                "A label may occur on both sides and still never in the same row: then F1 is 0 / 0. Ask whether "
                "anything was found.",
            ),
            Wrong(
                "gives specificity for recall",
                edited(
                    precision_recall_f1,
                    (
                        "recall = found / (true == label).sum()",
                        "recall = ((true != label) & (predicted != label)).sum() / (true != label).sum()",
                    ),
                ),
                "The second number says how many of the others were recognised as others. Recall asks: of "
                "the rows that have this label, how many were found?",
            ),
            Wrong(
                "adds something to the denominators",
                edited(
                    precision_recall_f1,
                    (
                        "precision = found / (predicted == label).sum()",
                        "precision = found / ((predicted == label).sum() + 1e-3)",
                    ),
                    ("recall = found / (true == label).sum()", "recall = found / ((true == label).sum() + 1e-3)"),
                ),
                "A small number in the denominator makes every score a little wrong. Ask first whether "
                "anything was found.",
            ),
            Wrong(
                "gives the accuracy for precision",
                edited(
                    precision_recall_f1,
                    ("precision = found / (predicted == label).sum()", "precision = (true == predicted).mean()"),
                ),
                "The first number is the accuracy over all labels. Precision asks: of the rows that were "
                "given this label, how many have it?",
            ),
            Wrong(
                "forgets the 2 of F1",
                edited(precision_recall_f1, ("2 * precision * recall", "precision * recall")),
                "F1 is half of what it should be: the formula has a 2 in front.",
            ),
            Wrong(
                "multiplies for F1",
                edited(precision_recall_f1, ("2 * precision * recall / (precision + recall)", "precision * recall")),
                "The third number is the product alone. F1 is 2PR / (P + R).",
            ),
            Wrong(
                "takes the root for F1",
                edited(
                    precision_recall_f1,
                    ("2 * precision * recall / (precision + recall)", "(precision * recall) ** 0.5"),
                ),
                "The third number is the geometric mean. F1 is 2PR / (P + R).",
            ),
            Wrong(
                "gives one 0 when nothing was found",
                edited(precision_recall_f1, ("return 0.0, 0.0, 0.0", "return 0.0")),
                "When nothing was found, one 0 comes out. All three numbers are 0 then: return three.",
            ),
            Wrong(
                "calls a label that was never predicted precise",
                edited(
                    precision_recall_f1,
                    ("return 0.0, 0.0, 0.0", "return 1.0 if (predicted != label).all() else 0.0, 0.0, 0.0"),
                ),
                "For a label that was never predicted, the precision comes out as 1. Nothing was found, so all three "
                "are 0.",
            ),
            Wrong(
                "gives None when nothing was found",
                edited(precision_recall_f1, ("return 0.0, 0.0, 0.0", "return None")),
                "When nothing was found, None comes out. All three numbers are 0 then.",
            ),
            Wrong(
                "divides recall by all rows",
                edited(precision_recall_f1, ("recall = found / (true == label).sum()", "recall = found / len(true)")),
                "Recall is divided by all rows here. Divide by the number of rows that have this label.",
            ),
            Wrong(
                "gives percent",
                edited(
                    precision_recall_f1,
                    (
                        "return precision, recall, 2 * precision * recall / (precision + recall)",
                        "return 100 * precision, 100 * recall, 200 * precision * recall / (precision + recall)",
                    ),
                ),
                "These are percent. Each score lies between 0 and 1.",
            ),
            Wrong(
                "forgets the brackets of F1",
                edited(precision_recall_f1, ("/ (precision + recall)", "/ precision + recall")),
                "Without brackets, F1 is divided by the precision alone, and the recall is added: P + R stands below "
                "the line together.",
            ),
            Wrong(
                "counts right predictions of other labels",
                edited(
                    precision_recall_f1,
                    ("found = ((true == label) & (predicted == label)).sum()", "found = (true == predicted).sum()"),
                    ("if found == 0:", "if 0 in (found, (predicted == label).sum(), (true == label).sum()):"),
                ),
                "Right predictions of other labels count as well. What was found has this label in both arrays.",
            ),
        ),
    ),
    Function(
        name="weighted_loss",
        lesson="03",
        minutes=4,
        stub=(1, 1),
        hints=(
            'F.cross_entropy(..., reduction="none") gives one loss per row. weights[labels] gives one weight per row.',
            "A weighted mean is the sum of weight times loss, divided by the sum of the weights.",
        ),
        reference=weighted_loss,
        after="F.cross_entropy does the same when you give it weight=weights.",
        alternatives=(weighted_by_torch,),
        cases=logits_to_weigh,
        probe=loss_and_gradient,
        wrong=(
            Wrong(
                "takes the mean of each class first",
                mean_of_class_means,
                "Each class has one mean loss here, however many rows it has. Every row counts, by its class's weight.",
            ),
            Wrong(
                "divides by the number of rows",
                edited(weighted_loss, ("row_weights.sum()", "len(labels)")),
                "The weighted losses are right, but a weighted mean is divided by the sum of the weights, not by the "
                "number of rows.",
            ),
            Wrong(
                "leaves the weights out",
                edited(weighted_loss, ("(row_weights * losses).sum() / row_weights.sum()", "losses.mean()")),
                "Every row counts the same here. Multiply each row's loss by the weight of its class.",
            ),
            Wrong(
                "weighs the logits",
                weighs_the_logits,
                "The weights belong to the losses. On the logits they would change the prediction itself.",
            ),
            Wrong(
                "looks up the predicted class",
                edited(weighted_loss, ("weights[labels]", "weights[logits.argmax(dim=1)]")),
                "Each row has the weight of the class that was predicted. It should be that of the true class: "
                "weights[labels].",
            ),
            Wrong(
                "forgets to divide",
                edited(
                    weighted_loss, ("(row_weights * losses).sum() / row_weights.sum()", "(row_weights * losses).sum()")
                ),
                "This is the weighted sum. For a mean, divide by the sum of the rows' weights.",
            ),
            Wrong(
                "weighs twice",
                edited(weighted_loss, ('reduction="none")', 'reduction="none", weight=weights)')),
                "The weights come in twice, once in F.cross_entropy and once by hand: one of the two is enough.",
            ),
            Wrong(
                "divides by the weights of the classes",
                edited(weighted_loss, ("/ row_weights.sum()", "/ weights.sum()")),
                "This divides by the sum of the classes' weights. Each row counts with its own: divide by "
                "the sum over the rows.",
            ),
            Wrong(
                "multiplies with the mean loss",
                edited(
                    weighted_loss,
                    ("(row_weights * losses).sum() / row_weights.sum()", "row_weights.mean() * losses.mean()"),
                ),
                "Losses and weights are averaged apart. Each loss has to meet the weight of its own row first.",
            ),
            Wrong(
                "divides by the weights",
                edited(weighted_loss, ("row_weights * losses", "losses / row_weights")),
                "The losses are divided by the weights, so rare classes count even less: multiply.",
            ),
            Wrong(
                "cuts the way back",
                edited(weighted_loss, (".sum() / row_weights.sum()", ".sum().detach() / row_weights.sum()")),
                "The number is right, but no gradient can flow back from it to the network: .detach(), .item() and "
                "numpy cut the way. Stay with torch until the end.",
            ),
            Wrong(
                "takes one over the weights",
                edited(weighted_loss, ("row_weights = weights[labels]", "row_weights = 1 / weights[labels]")),
                "Each row counts by one over its weight, so that what should count more counts less. Take the weights "
                "as they are.",
            ),
            Wrong(
                "gives one loss per row",
                edited(weighted_loss, ("(row_weights * losses).sum() / row_weights.sum()", "row_weights * losses")),
                "This is one weighted loss per row, from which no gradient can start. Their weighted mean is one "
                "number.",
            ),
            Wrong(
                "takes a softmax first",
                edited(weighted_loss, ("F.cross_entropy(logits,", "F.cross_entropy(F.softmax(logits, dim=1),")),
                "The losses are those of probabilities. cross_entropy takes the softmax itself: give it the logits.",
            ),
        ),
    ),
    Function(
        name="choose_threshold",
        lesson="03",
        minutes=3,
        stub=(3, 2),
        hints=(
            "A headline counts as rare when its probability reaches the threshold: probabilities >= threshold.",
            "Remember the best F1 so far and the threshold that gave it; go on to the next threshold.",
            "If f1 > best_f1, both best and best_f1 take the new values. With > the lower of two equals stays.",
        ),
        reference=choose_threshold,
        after="Nothing was trained again: whoever wants more of a rare class can lower the threshold.",
        alternatives=(chosen_with_scikit_learn,),
        cases=probabilities_of_a_rare_class,
        wrong=(
            Wrong(
                "chooses by precision",
                edited(choose_threshold, ("is_rare, predicted, True)[2]", "is_rare, predicted, True)[0]")),
                "This looks at precision alone, which is best when few are called rare. F1 minds recall, too.",
            ),
            Wrong(
                "stops where F1 falls",
                edited(
                    choose_threshold,
                    (
                        "        if f1 > best_f1:\n",
                        "        if f1 < best_f1:\n            break\n        if f1 > best_f1:\n",
                    ),
                ),
                "This stops where F1 falls for the first time. It may rise again: try all thresholds.",
            ),
            Wrong(
                "stays at 0.5",
                stays_at_one_half,
                "0.5 is one threshold among many, and here no probability may even reach it. Try each probability.",
            ),
            Wrong(
                "takes the share of the class",
                takes_the_share_of_the_class,
                "This is how often the class occurs. The question is which threshold finds it best, measured by F1.",
            ),
            Wrong(
                "leaves out the headline at the threshold",
                edited(choose_threshold, (">= threshold", "> threshold")),
                "A headline whose probability equals the threshold counts as rare, too: it reaches it.",
            ),
            Wrong(
                "chooses by accuracy",
                edited(
                    choose_threshold,
                    ("precision_recall_f1(is_rare, predicted, True)[2]", "(predicted == is_rare).mean()"),
                ),
                "This is best by accuracy, which a rare class hardly moves. Choose by the F1 of the rare class.",
            ),
            Wrong(
                "chooses by recall",
                edited(choose_threshold, ("True)[2]", "True)[1]")),
                "This looks at recall alone, which is best when everything counts as rare. F1 minds precision, too.",
            ),
            Wrong(
                "keeps the last threshold",
                edited(choose_threshold, ("            best, best_f1 = threshold, f1", "            best = threshold")),
                "Every new threshold wins: keep one only if its F1 is above best_f1, and raise best_f1 then.",
            ),
            Wrong(
                "returns the score",
                edited(choose_threshold, ("return best", "return best_f1")),
                "This is the best F1. What is asked for is the threshold that gave it.",
            ),
            Wrong(
                "takes the highest of equals",
                edited(choose_threshold, ("f1 > best_f1", "f1 >= best_f1")),
                "Of two thresholds with the same F1 the lower one is asked for: replace the best by a better one only.",
            ),
            Wrong(
                "tries round numbers",
                edited(choose_threshold, ("np.unique(probabilities)", "np.arange(0, 1.01, 0.01)")),
                "The thresholds are round numbers. Only where a probability lies does anything change: try those.",
            ),
            Wrong(
                "predicts with the best so far",
                edited(choose_threshold, ("probabilities >= threshold", "probabilities >= best")),
                "The prediction is made with the best threshold so far. Make it with the one whose turn it is.",
            ),
        ),
    ),
)
