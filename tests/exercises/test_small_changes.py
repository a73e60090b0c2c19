"""No small change of a right answer is right: each is refused, or stands below with the reason why it is harmless."""

import ast
import inspect

import pytest
from every_task import TASKS
from small_changes import small_changes

from lessonlib.exercises import check
from lessonlib.exercises.editing import made_from, names_around, source_of
from lessonlib.exercises.functions import Function

FUNCTIONS = [task for task in TASKS if isinstance(task, Function)]
QUICK = {"cosine", "leaning", "encode", "words_read", "word_pairs"}

SAME_BOTH_WAYS = "the same whichever comes first"
EQUIVALENT = {
    "cosine": {"return v @ u / ": SAME_BOTH_WAYS, "u, v = (v, u)": SAME_BOTH_WAYS},
    "ppmi": {
        "np.maximum(1, ": SAME_BOTH_WAYS,
        "counts.mean(axis=0) ** power": "shares are the same of means as of sums",
    },
    "context_pairs": {"max(place - window, 0)": SAME_BOTH_WAYS, "min(place + window + 1, len": SAME_BOTH_WAYS},
    "skip_gram_epoch": {
        "-> rows = [context, *drawn]": "a list takes rows as an array does",
        "/ len(negatives)": "there is a row of negatives for each pair",
    },
    "choose_threshold": {
        "in probabilities:": "the same thresholds are tried",
        ", -1.0) -> ": "the first threshold is always the best so far, and where F1 is 0 any is as good",
        "precision_recall_f1(predicted, is_rare, True)": "F1 is the same both ways",
    },
    "build_vocabulary": {"token_lists[::-1]": "counts have no order"},
    "word_scores": {"picked[::-1]": "a sum has no order"},
    "leaning": {"first[::-1]": "a mean has no order", "second[::-1]": "a mean has no order"},
    "solve_analogy": {"b, c = (c, b)": SAME_BOTH_WAYS},
    "project": {
        "matrix.mean(axis=0) - matrix": "a component may point either way",
        "np.linalg.svd(centred).Vh": "the first two directions are the same",
        "full_matrices=True": "the first two directions are the same",
    },
    "which_sense": {
        "-> return np.argmax(": "a numpy number is a number",
        "context = context[::-1]": "a mean has no order",
        "context.sum(axis=0)": "the sum points where the mean points",
    },
    "CNN": {
        "transpose(2, 1)": SAME_BOTH_WAYS,
        "dropout=0.2": "a default that every call of the lesson overrides",
        "dropout=0.0)": "a default that every call of the lesson overrides",
        "zip(self.widths, self.convolutions)": "there is a convolution for each width",
        "strict=False": "there is a convolution for each width",
    },
    "precision_recall_f1": {
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
    "attend": {"np.sqrt(query.shape[1])": "a query has as many numbers as a key"},
}


def variants(task):
    """The source of each small change, and the names that it knows."""
    names = names_around(task.reference)
    yield from ((source, names) for source in small_changes(task.reference))
    if task.noun == "function":  # with a value of the notebook in place of an argument: that of the first case
        head, body = source_of(task.reference).split(":\n", 1)
        names_of_arguments = inspect.signature(task.reference).parameters
        for name, value in zip(names_of_arguments, next(iter(task.cases().values())), strict=False):
            yield f"{head}:\n    {name} = GIVEN\n{body}", {**names, "GIVEN": value}


def without(some, others):
    return " | ".join(line.strip() for line in some if line not in others)


@pytest.mark.parametrize(
    "task",
    [pytest.param(task, marks=[] if task.name in QUICK else pytest.mark.nightly, id=task.name) for task in FUNCTIONS],
)
def test_a_small_change_of_a_right_answer_is_refused_in_six_lines(task, capsys):
    right = ast.unparse(ast.parse(source_of(task.reference))).splitlines()
    accepted = []
    for source, names in variants(task):
        check(task.name, made_from(source, names))
        reply = capsys.readouterr().out
        assert reply.count("\n") <= 6, reply
        if reply.startswith("✓"):
            accepted.append(f"{without(right, source.splitlines())} -> {without(source.splitlines(), right)}")
    reasons = EQUIVALENT.get(task.name, {})
    assert [change for change in accepted if not any(part in change for part in reasons)] == []
    assert {part for part in reasons if not any(part in change for change in accepted)} == set(), "no longer needed"
