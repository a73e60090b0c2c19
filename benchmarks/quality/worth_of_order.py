"""What is the order of the words worth to the recipe? What lessons 03, 05 and 06 tell of it.

    python -m benchmarks.quality.worth_of_order TITLES.csv --glove GLOVE.txt

Three sets of headlines: real titles, the course's own, and its word-order set. Real titles are read with the vectors of
GLOVE.txt, the other two with the GloVe sample. All titles are cleaned of markup and source tags first, and put into
lower case, so that shuffling takes their order away and nothing else.

Real titles and the course's: five folds, titles that read alike in the same one, and another seed in each; what the
recipe loses in weighted F1 over all rows, each predicted by the model that did not see it, when the words are shuffled,
and by how much it is ahead of as many filters of width 1. The word-order set: its own parts, five seeds, accuracy.
Intervals (95 %) come from a bootstrap over the test rows, and those of differences are paired.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors
from sklearn.base import ClassifierMixin
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline
from tqdm import tqdm

from benchmarks.quality.record import arguments, write_record
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import paired_bootstrap, score_interval
from lessonlib.classification.splits import alike
from lessonlib.datasets import load_glove, load_headlines, load_word_order
from lessonlib.text import clean_markup, remove_source_tag, shuffle_words

SEEDS = range(5)
WIDTH_1 = {"filter_sizes": (1,), "num_filters": 300}

Make = Callable[[int], ClassifierMixin | Pipeline]
"""How to make a model, given a seed."""


def recipe(glove: KeyedVectors, **changes: object) -> Make:
    """The course's recipe, with some `changes`."""
    return lambda seed: HeadlineClassifier(glove, seed=seed, **changes)


def read(titles: Sequence[str]) -> dict[str, np.ndarray]:
    """The titles cleaned and in lower case ("original"), and with the words of each "shuffled": object, (titles,)."""
    clean = [remove_source_tag(clean_markup(title)).lower() for title in titles]
    shuffled = [" ".join(shuffle_words(title.split(), seed)) for seed, title in enumerate(clean)]
    return {"original": np.array(clean, dtype=object), "shuffled": np.array(shuffled, dtype=object)}


def folds_of(titles: np.ndarray, labels: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Row numbers to learn from and to hold back, five times; titles that read alike are held back together."""
    return list(StratifiedGroupKFold(len(SEEDS), shuffle=True, random_state=0).split(titles, labels, alike(titles)))


def compare(table: pd.DataFrame, of_all_widths: Make, of_width_1: Make) -> dict[str, list[float]]:
    """The results on headlines with the columns `title` and `category`, each as [value, low, high]."""
    titles, labels = read(table["title"]), table["category"].to_numpy(dtype=object)
    wide, shuffled, narrow = (np.empty(len(labels), dtype=object) for _ in range(3))
    for seed, (rest, held_out) in enumerate(tqdm(folds_of(titles["original"], labels))):
        one, other = (make(seed).fit(titles["original"][rest], labels[rest]) for make in (of_all_widths, of_width_1))
        wide[held_out] = one.predict(titles["original"][held_out])
        shuffled[held_out] = one.predict(titles["shuffled"][held_out])
        narrow[held_out] = other.predict(titles["original"][held_out])
    return {
        "worth of order": list(paired_bootstrap(labels, wide, shuffled)),
        "over width 1": list(paired_bootstrap(labels, wide, narrow)),
    }


def on_word_order(make: Make) -> dict[str, list[float]]:
    """The accuracy on the parts `seen` and `new` of the word-order set, over all seeds, as [value, low, high]."""
    parts = {
        name: (read(part["title"])["original"], part["category"].to_numpy(dtype=object))
        for name, part in load_word_order().groupby("part")
    }
    models = [make(seed).fit(*parts["train"]) for seed in tqdm(SEEDS)]
    return {
        part: list(score_interval(labels, np.stack([model.predict(titles) for model in models]), "accuracy"))
        for part, (titles, labels) in parts.items()
        if part != "train"
    }


if __name__ == "__main__":
    options = arguments(__doc__)
    tables = {
        "course": (load_headlines(), load_glove()),
        "real titles": (load_headlines(options.titles), load_glove(options.glove)),
    }
    results = {
        name: {"recipe": compare(table, recipe(glove), recipe(glove, **WIDTH_1))}
        for name, (table, glove) in tables.items()
    }
    for part, accuracy in on_word_order(recipe(load_glove())).items():
        results[f"word order, {part}"] = {"recipe": {"accuracy": accuracy}}
    rows = {name: len(table) for name, (table, _) in tables.items()}
    write_record({"rows": rows, "results": results}, __file__, __doc__)
