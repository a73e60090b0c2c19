"""What is the order of the words worth to the recipe? What lessons 03 and 05 tell of it.

    python -m benchmarks.quality.worth_of_order TITLES.csv --glove GLOVE.txt

Real titles are read with the vectors of GLOVE.txt, the course's headlines with the GloVe sample. All are cleaned of
markup and source tags first, and put into lower case, so that shuffling takes their order away and nothing else.

Five folds, titles that read alike in the same one, three times anew, and another seed in each: what the recipe loses
in weighted F1 over all rows, each predicted by a model that did not see it, when the words are shuffled, and by how
much it is ahead of as many filters of width 1. Intervals (95 %) come from a paired bootstrap over the rows.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.model_selection import StratifiedGroupKFold
from tqdm import tqdm

from benchmarks.quality.record import given, write_record
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import paired_bootstrap
from lessonlib.classification.splits import alike
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.text import clean_markup, remove_source_tag, shuffle_words

FOLDS, TIMES = 5, 3
WIDTH_1 = {"filter_sizes": (1,), "num_filters": 300}

Make = Callable[..., BaseEstimator]
"""How to make a model, given `seed`."""


def read(titles: Sequence[str]) -> dict[str, np.ndarray]:
    """The titles cleaned and in lower case ("original"), and with the words of each "shuffled": object, (titles,)."""
    clean = [remove_source_tag(clean_markup(title)).lower() for title in titles]
    shuffled = [" ".join(shuffle_words(title.split(), seed)) for seed, title in enumerate(clean)]
    return {"original": np.array(clean, dtype=object), "shuffled": np.array(shuffled, dtype=object)}


def folds_of(titles: np.ndarray, labels: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Row numbers to learn from and to hold back, five times; titles that read alike are held back together."""
    return list(StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(titles, labels, alike(titles)))


def compare(table: pd.DataFrame, of_all_widths: Make, of_width_1: Make) -> dict[str, list[float]]:
    """The results on headlines with the columns `title` and `category`, each as [value, low, high]."""
    titles, labels = read(table["title"]), table["category"].to_numpy(dtype=object)
    wide, shuffled, narrow = (np.empty((TIMES, len(labels)), dtype=object) for _ in range(3))
    folds = [(time, *fold) for time in range(TIMES) for fold in folds_of(titles["original"], labels, time)]
    for seed, (time, rest, held_out) in enumerate(tqdm(folds)):
        learned = titles["original"][rest], labels[rest]
        one, other = (make(seed=seed).fit(*learned) for make in (of_all_widths, of_width_1))
        wide[time, held_out] = one.predict(titles["original"][held_out])
        shuffled[time, held_out] = one.predict(titles["shuffled"][held_out])
        narrow[time, held_out] = other.predict(titles["original"][held_out])
    return {
        "worth of order": list(paired_bootstrap(labels, wide, shuffled)),
        "over width 1": list(paired_bootstrap(labels, wide, narrow)),
    }


if __name__ == "__main__":
    tables = {"course": (load_headlines(), load_glove()), "real titles": given(__doc__)}
    results = {}
    for name, (table, glove) in tables.items():
        recipe = partial(HeadlineClassifier, glove)
        results[name] = {"recipe": compare(table, recipe, partial(recipe, **WIDTH_1))}
    rows = {name: len(table) for name, (table, _) in tables.items()}
    write_record({"rows": rows, "results": results}, __file__, __doc__)
