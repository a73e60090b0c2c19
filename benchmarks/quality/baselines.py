"""What is each kind of knowledge worth? Simple models and networks side by side, on words in order and shuffled.

    python -m benchmarks.quality.baselines TITLES.csv --glove GLOVE.txt

Three sets of headlines: real titles, which you bring (columns `title` and `category`, such as titles of AG News, for
research and other non-commercial use), the course's own, and its word-order set. Real titles are read with the vectors
of GLOVE.txt, the other two with the GloVe sample. All titles are cleaned of markup and source tags first, and put into
lower case, so that shuffling takes their order away and nothing else.

Real titles and the course's: five folds, titles that read alike in the same one, and another seed in each; weighted F1
over all rows, each predicted by the model that did not see it. The word-order set: its own parts, five seeds, accuracy.
Each model learns from the same rows; a network takes a tenth of them to choose its epoch by. Intervals (95 %) come from
a bootstrap over the test rows, and those of differences are paired; "spread" is the standard deviation of the score
over the folds or the seeds. What is recorded beside this script are numbers, never titles.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors
from sklearn.base import ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline
from tqdm import tqdm

from benchmarks.quality.record import arguments, print_table, write_record
from lessonlib.classification.baselines import mean_vector_regression, tfidf_regression
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import paired_bootstrap, score_interval
from lessonlib.classification.recipes import TEXTBOOK
from lessonlib.classification.splits import alike
from lessonlib.datasets import load_corpus, load_glove, load_headlines, load_word_order
from lessonlib.embeddings.training import train_word2vec
from lessonlib.text import clean_markup, preprocess, remove_source_tag, sentences, shuffle_words

SEEDS = range(5)
MEAN_VECTORS, WIDTH_1 = "mean GloVe vector + LR", "recipe, width 1"

Model = ClassifierMixin | Pipeline
Models = dict[str, Callable[[int], Model]]
"""How to make each model, given a seed."""
Titles = dict[str, np.ndarray]
"""The same titles "original" and "shuffled", str, (rows,)."""
Predictions = dict[str, np.ndarray]
"""The classes that one model predicts for each of them, str, (rows,) or (seeds, rows)."""
Metric = Literal["f1", "accuracy"]
Folds = list[tuple[np.ndarray, np.ndarray]]


def make_models(glove: KeyedVectors, own: KeyedVectors) -> Models:
    """Everything that is compared; `own` are the word vectors of lesson 01."""

    def network(vectors: KeyedVectors | None, **parameters: object) -> Callable[[int], Model]:
        return lambda seed: HeadlineClassifier(vectors, seed=seed, **parameters)

    return {
        "majority class": lambda seed: DummyClassifier(),
        "TF-IDF of words + LR": lambda seed: tfidf_regression(1),
        "TF-IDF of words and pairs + LR": lambda seed: tfidf_regression(2),
        MEAN_VECTORS: lambda seed: mean_vector_regression(glove),
        "textbook network, random vectors": network(None, **TEXTBOOK),
        "textbook network, own vectors": network(own, **TEXTBOOK),
        "textbook network, GloVe, width 1": network(glove, **TEXTBOOK | {"filter_sizes": (1,)}),
        "textbook network, GloVe": network(glove, **TEXTBOOK),
        # As many filters as the recipe has in its three widths: what windows are worth, and not what size is.
        WIDTH_1: network(glove, filter_sizes=(1,), num_filters=300),
        "recipe, reading as the textbook": network(glove, reading="textbook"),
        "recipe": network(glove),
    }


def own_vectors() -> KeyedVectors:
    """Word2Vec as lesson 01 trains it."""
    return train_word2vec([preprocess(sentence).split() for sentence in sentences(load_corpus())]).wv


def read(titles: Sequence[str]) -> Titles:
    """The titles cleaned and in lower case ("original"), and with the words of each "shuffled"."""
    clean = [remove_source_tag(clean_markup(title)).lower() for title in titles]
    shuffled = [" ".join(shuffle_words(title.split(), seed)) for seed, title in enumerate(clean)]
    return {"original": np.array(clean, dtype=object), "shuffled": np.array(shuffled, dtype=object)}


def folds_of(titles: np.ndarray, labels: np.ndarray) -> Folds:
    """Row numbers to learn from and to hold back, five times; titles that read alike are held back together."""
    return list(StratifiedGroupKFold(len(SEEDS), shuffle=True, random_state=0).split(titles, labels, alike(titles)))


def cross_predict(make: Callable[[int], Model], titles: Titles, labels: np.ndarray, folds: Folds) -> Predictions:
    """Each title's class as predicted by the model of the fold that holds it back."""
    predictions = {name: np.empty(len(labels), dtype=object) for name in titles}
    for seed, (rest, held_out) in enumerate(folds):
        model = make(seed).fit(titles["original"][rest], labels[rest])
        for name, texts in titles.items():
            predictions[name][held_out] = model.predict(texts[held_out])
    return predictions


def repeat_predict(make: Callable[[int], Model], train: pd.DataFrame, tests: list[Titles]) -> list[Predictions]:
    """The classes of the titles of each of `tests` as predicted after training with each seed."""
    titles, labels = read(train["title"])["original"], train["category"].to_numpy(dtype=object)
    models = [make(seed).fit(titles, labels) for seed in SEEDS]
    return [
        {name: np.stack([model.predict(texts) for model in models]) for name, texts in test.items()} for test in tests
    ]


def summary(labels: np.ndarray, predictions: dict[str, Predictions], metric: Metric) -> dict[str, dict]:
    """For each model: its score, the same on shuffled words, what order is worth to it, and by how much it beats two of
    the others; each as [value, low, high] of a 95 % interval."""
    mean_vectors, width_1 = (predictions[name]["original"] for name in (MEAN_VECTORS, WIDTH_1))
    return {
        name: {
            metric: list(score_interval(labels, one["original"], metric)),
            "shuffled": list(score_interval(labels, one["shuffled"], metric)),
            "worth of order": list(paired_bootstrap(labels, one["original"], one["shuffled"], metric)),
            "over mean vectors": list(paired_bootstrap(labels, one["original"], mean_vectors, metric)),
            "over width 1": list(paired_bootstrap(labels, one["original"], width_1, metric)),
        }
        for name, one in predictions.items()
    }


def compare_on_folds(table: pd.DataFrame, models: Models) -> dict[str, dict]:
    """The results on headlines with the columns `title` and `category`."""
    titles, labels = read(table["title"]), table["category"].to_numpy(dtype=object)
    folds = folds_of(titles["original"], labels)
    predictions = {name: cross_predict(make, titles, labels, folds) for name, make in tqdm(models.items())}
    results = summary(labels, predictions, "f1")
    for name, one in predictions.items():
        scores = [f1_score(labels[rows], one["original"][rows], average="weighted") for _, rows in folds]
        results[name]["spread"] = float(np.std(scores, ddof=1))
    return results


def compare_on_word_order(models: Models) -> dict[str, dict[str, dict]]:
    """The results on the parts `seen` and `new` of the word-order set."""
    parts = dict(tuple(load_word_order().groupby("part")))
    tests = {part: (read(parts[part]["title"]), parts[part]["category"].to_numpy()) for part in ("seen", "new")}
    predictions: dict[str, dict[str, Predictions]] = {part: {} for part in tests}
    for name, make in tqdm(models.items()):
        predicted = repeat_predict(make, parts["train"], [titles for titles, _ in tests.values()])
        for part, one in zip(tests, predicted, strict=True):
            predictions[part][name] = one
    results = {part: summary(labels, predictions[part], "accuracy") for part, (_, labels) in tests.items()}
    for part, (_, labels) in tests.items():
        for name, one in predictions[part].items():
            results[part][name]["spread"] = float(np.std((one["original"] == labels).mean(axis=1), ddof=1))
    return results


def main() -> None:
    """Train every model on every set, print the tables, write the record."""
    options = arguments(__doc__)

    # The textbook's cleaning leaves some headlines without a word; they count as they are, and silently.
    warnings.simplefilter("ignore", UserWarning)
    real, course = load_headlines(options.titles), load_headlines()
    glove, sample, own = load_glove(options.glove), load_glove(), own_vectors()
    results = {}
    print(f"{len(course)} headlines of the course")
    results["course"] = compare_on_folds(course, make_models(sample, own))
    print("word order")
    results |= {f"word order, {part}": rows for part, rows in compare_on_word_order(make_models(sample, own)).items()}
    print(f"{len(real)} real titles, {len(glove)} word vectors")
    results["real titles"] = compare_on_folds(real, make_models(glove, own))
    for name, rows in results.items():
        print(f"\n{name}\n")
        print_table(rows)
    record = {
        "rows": {"course": len(course), "real titles": len(real)},
        "word_vectors": {"real titles": len(glove), "course, word order": len(sample), "own": len(own)},
        "folds_or_seeds": len(SEEDS),
        "results": results,
    }
    write_record(record, __file__, "TITLES.csv --glove GLOVE.txt")


if __name__ == "__main__":
    main()
