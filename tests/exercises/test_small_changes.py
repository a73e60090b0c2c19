"""No small change of a right answer is right: each is refused, or stands below with the reason why it is harmless."""

import inspect
import warnings

import pytest
from every_task import TASKS
from small_changes import fixed_arguments, small_changes

from lessonlib.exercises.functions import Function
from lessonlib.exercises.task import State

FUNCTIONS = [task for task in TASKS if isinstance(task, Function)]
QUICK = {"cosine", "leaning", "encode", "words_read", "word_pairs"}

SAME_BOTH_WAYS = "the same whichever comes first"
EQUIVALENT = {
    "cosine": {"return v @ u / ": SAME_BOTH_WAYS},
    "ppmi": {
        "np.maximum(1, ": SAME_BOTH_WAYS,
        "counts.mean(axis=0) ** power": "shares are the same of means as of sums",
    },
    "context_pairs": {"max(place - window, 0)": SAME_BOTH_WAYS, "min(place + window + 1, len": SAME_BOTH_WAYS},
    "skip_gram_epoch": {
        "-> rows = [context, *drawn]": "a list takes rows as an array does",
        "/ len(negatives)": "there is a row of negatives for each pair",
    },
    "project": {
        "matrix.mean(axis=0) - matrix": "a component may point either way",
        "np.linalg.svd(centred).Vh": "the first two directions are the same",
        "full_matrices=True": "the first two directions are the same",
    },
    "which_sense": {
        "-> return np.argmax(": "a numpy number is a number",
        "context.sum(axis=0)": "the sum points where the mean points",
    },
    "CNN": {
        "transpose(2, 1)": SAME_BOTH_WAYS,
        "dropout=0.2": "a default that every call of the lesson overrides",
        "dropout=0)": "a default that every call of the lesson overrides",
        "zip(self.widths, self.convolutions)": "there is a convolution for each width",
        "strict=False": "there is a convolution for each width",
    },
    "precision_recall_f1": {
        "(predicted == label) & (true == label)": SAME_BOTH_WAYS,
        "(true == predicted) & (predicted == label)": "right, and of this class: the same rows",
        "(true == label) & (predicted == true)": "right, and of this class: the same rows",
    },
    "training_step": {"model.zero_grad()": "the optimiser has all weights of the model"},
    "train_with_patience": {
        "(float('inf'), None, 1)": "the first epoch is always the best so far, and sets it to 0",
        "(float('inf'), None, -1)": "the first epoch is always the best so far, and sets it to 0",
    },
    "threshold": {"min(candidate, lowest)": SAME_BOTH_WAYS},
    "drop_without_best": {"share * len(scores)": "there is a score for each word"},
    "words_read": {"max(0, start)": SAME_BOTH_WAYS},
    "calibration_error": {
        "np.minimum(num_bins - 1, ": SAME_BOTH_WAYS,
        "range(num_bins + 1)": "no prediction lies in the bin beyond the last",
        "abs(correct[inside].mean() - confidence": SAME_BOTH_WAYS,
    },
}


@pytest.mark.parametrize(
    "task",
    [pytest.param(task, marks=[] if task.name in QUICK else pytest.mark.nightly, id=task.name) for task in FUNCTIONS],
)
def test_no_small_change_of_a_right_answer_is_accepted(task):
    changes = list(small_changes(task.reference))
    if not inspect.isclass(task.reference):
        changes += fixed_arguments(task.reference, next(iter(task.cases().values())))
    reasons = EQUIVALENT.get(task.name, {})
    accepted = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for change, answer in changes:
            if task.judge(answer).state is State.RIGHT:
                accepted.append(change)
    assert len(changes) > 5
    assert [change for change in accepted if not any(part in change for part in reasons)] == []
    assert {part for part in reasons if not any(part in change for change in accepted)} == set(), "no longer needed"
