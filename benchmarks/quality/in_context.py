"""What is a sentence encoder worth on headlines, beside what came before it?

    python -m benchmarks.quality.in_context TITLES.csv MODEL --glove GLOVE.txt

MODEL is a folder with the files of all-MiniLM-L6-v2 (`model.safetensors`, `tokenizer.json`), or `full`. The course's
headlines and real titles are split as in lesson 03, and weighted F1 is measured on the test part. A model learns from
8, 100 or 1,680 rows of the training part, as many of each class, drawn anew for each seed; word vectors are the GloVe
sample for the course's headlines, all of GLOVE.txt for real titles. All regressions choose C from the same four by
cross-validation in what they were given. The learning rate of fine-tuning is the best of three on the validation part
of the real titles; it is done with one seed, since it takes long, and all else with five. Seconds are those of a core
(processor time), to train and to predict the test part once.

It also asks what vectors of single words distilled from the model are worth in lesson 02's exam and on headlines, and
what search costs among 100,000.
"""

from functools import partial
from time import process_time
from timeit import timeit

import numpy as np
import pandas as pd
import torch
from gensim.models import KeyedVectors
from sklearn.base import TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from torch.nn import functional as F

from benchmarks.quality.record import given, write_record
from lessonlib.classification.baselines import mean_vector_regression, tfidf_regression
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import paired_bootstrap
from lessonlib.classification.splits import train_val_test_split
from lessonlib.context.encoder import Encoder
from lessonlib.context.model import SentenceEncoder, load_encoder
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.embeddings.evaluation import SIMLEX_999, WORDSIM_353, word_pair_correlation
from lessonlib.embeddings.similarity import make_keyed_vectors

SIZES, SEEDS = (8, 100, 1680), range(5)
RATES, EPOCHS, BATCH = (3e-5, 1e-4, 3e-4), 3, 32
RECIPE, FINE_TUNED = "the course's recipe", "MiniLM, fine-tuned"


def by_regression(read: TransformerMixin, train: pd.DataFrame, asked: pd.DataFrame, seed: int) -> np.ndarray:
    """The classes by a regression on what `read` makes of titles; it chooses C in as many folds as the data allow."""
    folds = StratifiedKFold(min(5, train["category"].value_counts().min()), shuffle=True, random_state=seed)
    chosen = GridSearchCV(LogisticRegression(max_iter=2000), {"C": [1, 10, 100, 1000]}, cv=folds)
    return make_pipeline(read, chosen).fit(train["title"], train["category"]).predict(asked["title"])


def by_fine_tuning(
    model: SentenceEncoder, rate: float, train: pd.DataFrame, asked: pd.DataFrame, seed: int
) -> np.ndarray:
    """All weights of the model learn along, for three epochs; the rate rises for a tenth of the steps, then falls."""
    torch.manual_seed(seed)
    classes, labels = np.unique(train["category"].to_numpy(str), return_inverse=True)
    floats = {name: one for name, one in model.network.weights.items() if one.is_floating_point()}
    network = Encoder({name: weight.clone().requires_grad_() for name, weight in floats.items()})
    head = torch.nn.Linear(384, len(classes))
    optimizer = torch.optim.AdamW([*network.weights.values(), *head.parameters()], lr=rate, weight_decay=0.01)
    steps = EPOCHS * -(-len(train) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(train)).split(BATCH):
            pieces, real = model.batch(list(train["title"].iloc[rows.numpy()]))
            logits = head(network.sentences(pieces, real) * 384**0.5)  # of length 1, the numbers are too small
            optimizer.zero_grad()
            F.cross_entropy(logits, torch.tensor(labels[rows.numpy()])).backward()
            optimizer.step()
            schedule.step()
    vectors = SentenceEncoder(network, model.tokenizer).encode(list(asked["title"]))
    with torch.inference_mode():
        return classes[head(torch.from_numpy(vectors) * 384**0.5).argmax(dim=1).numpy()]


def drawn(train: pd.DataFrame, size: int, seed: int) -> pd.DataFrame:
    """As many rows of each class, `size` in all."""
    classes = train["category"].nunique()
    return train.groupby("category").sample(size // classes, random_state=seed).sample(frac=1, random_state=seed)


def f1(asked: pd.DataFrame, said: np.ndarray) -> float:
    """Weighted F1 of the predicted classes, four digits."""
    return round(float(f1_score(asked["category"], said, average="weighted")), 4)


def compare(table: pd.DataFrame, glove: KeyedVectors, model: SentenceEncoder, rate: float) -> dict:
    """Each model's F1, with each number of labelled titles, on the test part of `table`."""
    train, _, test = train_val_test_split(table)
    said, results = {}, {}
    models = {
        "TF-IDF of words + LR": partial(by_regression, tfidf_regression(1)[0]),
        "mean GloVe vector + LR": partial(by_regression, mean_vector_regression(glove)[0]),
        "MiniLM, frozen + LR": partial(by_regression, FunctionTransformer(lambda titles: model.encode(list(titles)))),
        RECIPE: lambda train, asked, seed: (
            HeadlineClassifier(glove, seed=seed).fit(train["title"], train["category"]).predict(asked["title"])
        ),
        FINE_TUNED: partial(by_fine_tuning, model, rate),
    }
    for size in SIZES:
        for name, train_predict in models.items():
            if name in (RECIPE, FINE_TUNED) and size < SIZES[-1]:
                continue  # nothing is left to choose an epoch by
            started, seeds = process_time(), SEEDS[:1] if name == FINE_TUNED else SEEDS
            said[name] = np.stack([train_predict(drawn(train, size, seed), test, seed) for seed in seeds])
            seconds = (process_time() - started) / len(seeds)
            scores = [f1(test, one) for one in said[name]]
            row = {"f1": scores, "mean": round(float(np.mean(scores)), 4), "seconds": round(seconds, 2)}
            results.setdefault(str(size), {})[name] = row
            print(size, name, row, flush=True)
    difference = paired_bootstrap(test["category"], said[FINE_TUNED], said[RECIPE][:1])
    return {"test": len(test), "labelled": results, "fine-tuned over recipe": list(difference)}


def static_vectors(model: SentenceEncoder, glove: KeyedVectors) -> dict:
    """Each word of the sample read alone by the model; both tables in lesson 02's exam, and on headlines."""
    distilled = make_keyed_vectors(glove.index_to_key, model.encode(glove.index_to_key))
    train, _, test = train_val_test_split(load_headlines())
    return {
        name: {
            "headlines, F1": f1(test, by_regression(mean_vector_regression(vectors)[0], train, test, 0)),
            "WordSim-353": word_pair_correlation(vectors, WORDSIM_353).spearman,
            "SimLex-999": word_pair_correlation(vectors, SIMLEX_999).spearman,
        }
        for name, vectors in {"GloVe": glove, "distilled from MiniLM": distilled}.items()
    }


if __name__ == "__main__":
    real, glove, folder = given(__doc__, "model")
    model, sample = load_encoder(folder), load_glove()
    train, validation, _ = train_val_test_split(real)
    few = drawn(train, 1680, 0)
    rates = {rate: f1(validation, by_fine_tuning(model, rate, few, validation, 0)) for rate in RATES}
    best = max(rates, key=rates.__getitem__)
    rng = np.random.default_rng(0)
    matrix, query = rng.standard_normal((100_000, 384), dtype=np.float32), rng.standard_normal(384, dtype=np.float32)
    seconds = timeit(lambda: np.argsort(-(matrix @ query), kind="stable")[:10], timer=process_time, number=20)
    record = {
        "brute force": {"rows": len(matrix), "milliseconds": seconds / 20 * 1000, "megabytes": matrix.nbytes / 1e6},
        "static vectors": static_vectors(model, sample),
        "rates": rates,
        "megabytes": {"GloVe sample": sample.vectors.nbytes / 1e6, "GloVe": glove.vectors.nbytes / 1e6, "MiniLM": 90.9},
        "course": compare(load_headlines(), sample, model, best),
        "real titles": compare(real, glove, model, best),
    }
    write_record(record, __file__, __doc__)
