"""How real are the course's fictional headlines? Train on them, test on real titles, and the other way round.

    python -m benchmarks.quality.transfer_ag_news TITLES.csv --glove GLOVE.txt

TITLES.csv has the columns `title` and `category` with the course's four classes, such as AG News titles (for research
and other non-commercial use). The model is as plain as can be: logistic regression on the mean of a headline's word
vectors. If the two kinds of headlines spoke different languages, what is learned from one would be worth little on the
other. The course's networks are scored on five splits of its own headlines as well.
What is recorded beside this script are numbers, never titles.
"""

import json
from statistics import mean

from benchmarks.quality.record import arguments, write_record
from lessonlib.classification.baselines import mean_vector_regression
from lessonlib.classification.metrics import get_metrics
from lessonlib.classification.recipes import TEXTBOOK, predict_runs, score_table, train_runs
from lessonlib.classification.splits import train_val_test_split
from lessonlib.datasets import load_glove, load_headlines

SPLITS = range(5)


def main() -> None:
    """Train both ways, print the scores, write the record."""
    options = arguments(__doc__)

    real, course = load_headlines(options.titles), load_headlines("sample")
    vectors = load_glove(options.glove)
    tables = {"real": real, "course": course}
    f1 = {}
    for source, target in (("course", "real"), ("real", "course")):
        model = mean_vector_regression(vectors).fit(tables[source]["title"], tables[source]["category"])
        labels = list(tables[target]["category"])
        metrics = get_metrics(labels, model.predict(tables[target]["title"]), model.classes_)
        f1[f"trained on {source}, tested on {target}"] = metrics["overall"]["f1"]

    sample = load_glove("sample")
    recipes = {"random": TEXTBOOK | {"embeddings": None}, "frozen": dict(TEXTBOOK), "best": {}}
    scores: dict[str, list[float]] = {name: [] for name in recipes}
    for seed in SPLITS:
        train, validation, test = train_val_test_split(course, seed)
        for name, parameters in recipes.items():
            predicted = predict_runs(train_runs(parameters, train, validation, sample, [seed]), test["title"])
            scores[name].append(score_table(test["category"], {name: predicted}).loc[name, "mean"])
    f1 |= {
        f"CNN, {name}, course 70/15/15, mean of {len(SPLITS)} seeds": mean(values) for name, values in scores.items()
    }

    record = {
        "command": "python -m benchmarks.quality.transfer_ag_news TITLES.csv --glove GLOVE.txt",
        "rows_real": len(real),
        "rows_course": len(course),
        "weighted_f1": f1,
    }
    print(json.dumps(record, indent=1))
    write_record(record, __file__)


if __name__ == "__main__":
    main()
