"""The ladder from the textbook recipe to the course's, on real headlines: what notebook 03 cites.

    python -m benchmarks.quality.ablation_ag_news TITLES.csv --glove GLOVE.txt

TITLES.csv has the columns `title` and `category`, such as titles of AG News (for research and other non-commercial
use); GLOVE.txt is the full file of 100-d GloVe vectors ("full" downloads it). Source tags are taken off the titles, for
they give the class away without being read. The rows are split once, by a fixed seed: `--test-rows` for the test, a
tenth of the others for validation. The choices behind the course's recipe were made by cross-validation on the rows
outside the test part; the test part is for reporting only. What is recorded beside this script are numbers, never
titles.
"""

from pathlib import Path
from time import perf_counter

import pandas as pd

from benchmarks.quality.record import machine, parser, write_record
from lessonlib.classification.baselines import tfidf_regression
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.metrics import get_metrics
from lessonlib.classification.recipes import TEXTBOOK, compare_recipes, ladder
from lessonlib.classification.splits import stratified_split
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.text import remove_source_tag

RECORD = Path(__file__).with_suffix(".json")
SPLIT_SEED = 0


def split(titles: pd.DataFrame, test_rows: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Train, validation and test rows; the same for the same file."""
    rest, test = stratified_split(list(titles["category"]), test_rows / len(titles), SPLIT_SEED)
    rest = titles.iloc[rest]
    train, validation = stratified_split(list(rest["category"]), 0.1, SPLIT_SEED)
    return rest.iloc[train], rest.iloc[validation], titles.iloc[test]


def tfidf_f1(train: pd.DataFrame, test: pd.DataFrame) -> tuple[float, float]:
    """Weighted F1 of TF-IDF (1-2 grams) with logistic regression, and the seconds it took to train."""
    start = perf_counter()
    model = tfidf_regression().fit(train["title"], train["category"])
    seconds = perf_counter() - start
    predicted = model.predict(test["title"])
    return get_metrics(list(test["category"]), predicted, model.classes_)["overall"]["f1"], seconds


def main() -> None:
    """Train every recipe, print the table, write the record."""
    options = parser(__doc__, RECORD)
    options.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options.add_argument("--test-rows", type=int, default=1500)
    arguments = options.parse_args()

    titles = load_headlines(arguments.titles)
    titles["title"] = titles["title"].map(remove_source_tag)
    train, validation, test = split(titles, arguments.test_rows)
    glove = load_glove(arguments.glove)
    print(
        f"{len(train)} titles to train, {len(validation)} to validate, {len(test)} to test; {len(glove)} word vectors"
    )

    f1, seconds = tfidf_f1(pd.concat([train, validation]), test)
    results = {"TF-IDF + logistic regression": {"f1": f1, "spread": 0.0, "seconds": seconds}}
    recipes = {"textbook, random": TEXTBOOK | {"embeddings": None}, "textbook, tuned": TEXTBOOK | {"freeze": False}}
    recipes |= ladder()
    table = compare_recipes(recipes, train, validation, test, glove, arguments.seeds, announce=lambda name: print(name))
    results |= table.to_dict("index")
    print(pd.DataFrame(results).T.round(3).to_string())

    best = HeadlineClassifier(glove).fit(
        train["title"], train["category"], (validation["title"], validation["category"])
    )
    many = list(test["title"]) * (10_000 // len(test) + 1)
    start = perf_counter()
    best.predict(many)
    per_second = len(many) / (perf_counter() - start)
    print(f"{per_second:.0f} titles per second predicted in a batch")

    record = {
        "command": "python -m benchmarks.quality.ablation_ag_news TITLES.csv --glove GLOVE.txt",
        "rows_train": len(train),
        "rows_validation": len(validation),
        "rows_test": len(test),
        "word_vectors": len(glove),
        "seeds": arguments.seeds,
        "predicted_per_second": round(per_second),
        "machine": machine(),
        "results": results,
    }
    write_record(record, arguments.out)


if __name__ == "__main__":
    main()
