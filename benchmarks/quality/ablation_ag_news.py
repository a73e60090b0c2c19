"""The ladder from the textbook recipe to the course's, on real headlines: what notebook 05 cites.

    python -m benchmarks.quality.ablation_ag_news TITLES.csv --glove GLOVE.txt

Source tags are taken off the titles, for they give the class away without being read. The rows are split once, by a
fixed seed: TEST_ROWS for the test, a tenth of the others for validation; of those others, titles that read like one of
the test are left out. The choices behind the course's recipe were made by cross-validation on the rows outside the test
part; the test part is for reporting only.

Each recipe is trained with every seed; its score is the mean over them, with a 95 % interval over the test rows, and
"gain", [value, low, high], compares it with the rung before by a paired bootstrap over those rows.
"""

from itertools import pairwise

import pandas as pd
from tqdm import tqdm

from benchmarks.quality.record import given, write_record
from lessonlib.classification.baselines import mean_vector_regression, tfidf_regression
from lessonlib.classification.metrics import paired_bootstrap
from lessonlib.classification.recipes import TEXTBOOK, ladder, predict_runs, score_table, train_runs
from lessonlib.classification.splits import alike, stratified_split
from lessonlib.text import remove_source_tag

SPLIT_SEED, SEEDS, TEST_ROWS = 0, (1, 2, 3, 4, 5), 1500


def split(titles: pd.DataFrame, test_rows: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Train, validation and test rows; the same for the same file. No title of the test is in the other two."""
    rest, test = stratified_split(list(titles["category"]), test_rows / len(titles), SPLIT_SEED)
    read = pd.Series(alike(titles["title"]))
    others = titles.iloc[rest[~read[rest].isin(read[test])]]
    train, validation = stratified_split(list(others["category"]), 0.1, SPLIT_SEED)
    return others.iloc[train], others.iloc[validation], titles.iloc[test]


if __name__ == "__main__":
    (titles, glove), rungs = given(__doc__), ladder()
    titles["title"] = titles["title"].map(remove_source_tag)
    train, validation, test = split(titles, TEST_ROWS)
    learned_from = pd.concat([train, validation])
    simple = {"TF-IDF + LR": tfidf_regression(), "mean GloVe vector + LR": mean_vector_regression(glove)}
    predictions = {
        name: model.fit(learned_from["title"], learned_from["category"]).predict(test["title"])
        for name, model in simple.items()
    }
    others = {"textbook, random": TEXTBOOK | {"embeddings": None}, "textbook, tuned": TEXTBOOK | {"freeze": False}}
    for name, parameters in tqdm((others | rungs).items()):
        predictions[name] = predict_runs(train_runs(parameters, train, validation, glove, SEEDS), test["title"])
    results = score_table(test["category"], predictions).to_dict("index")
    for before, after in pairwise(rungs):
        results[after]["gain"] = list(paired_bootstrap(test["category"], predictions[after], predictions[before]))
    record = {"rows_train": len(train), "rows_test": len(test), "seeds": list(SEEDS), "results": results}
    write_record(record, __file__, __doc__)
