"""How often does a paired interval miss 0 where nothing differs but the seeds? What lesson 05 says beside its ladder.

    python -m benchmarks.quality.same_recipe

Two recipes are trained with many seeds each on the 600 headlines of lesson 05's ladder. Then five runs of a recipe are
compared with five others of the same one, again and again, as the lesson compares one step with the next. Whatever an
interval that misses 0 claims is not there: on paper, one in twenty should.
"""

from collections.abc import Sequence

import numpy as np

from benchmarks.quality.record import write_record
from lessonlib.classification.metrics import paired_bootstrap
from lessonlib.classification.recipes import BUILT_BY_HAND, predict_runs, train_runs
from lessonlib.classification.splits import stratified_split, train_val_test_split
from lessonlib.datasets import load_glove, load_headlines

SEEDS, RUNS, COMPARISONS = range(100), 5, 2000


def share_beside_zero(labels: Sequence[str], runs: np.ndarray, comparisons: int) -> float:
    """In what share of `comparisons` of RUNS of the `runs` (runs, rows) with RUNS others the interval misses 0."""
    rng = np.random.default_rng(0)
    missed = 0
    for _ in range(comparisons):
        drawn = rng.permutation(len(runs))[: 2 * RUNS]
        _, low, high = paired_bootstrap(labels, runs[drawn[:RUNS]], runs[drawn[RUNS:]])
        missed += low > 0 or high < 0
    return missed / comparisons


if __name__ == "__main__":
    train, validation, _ = train_val_test_split(load_headlines())
    subset = train.iloc[stratified_split(list(train["category"]), 600 / len(train))[1]]
    shares = {}
    for name, parameters in {"network, as built": BUILT_BY_HAND, "recipe": {}}.items():
        runs = predict_runs(train_runs(parameters, subset, validation, load_glove(), SEEDS), validation["title"])
        shares[name] = share_beside_zero(validation["category"], runs, COMPARISONS)
    record = {"seeds": len(SEEDS), "comparisons": COMPARISONS, "share_of_intervals_that_miss_0": shares}
    write_record(record, __file__, __doc__)
