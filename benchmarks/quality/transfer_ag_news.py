"""How real are the course's fictional headlines? Train on them, test on real titles, and the other way round.

    python -m benchmarks.quality.transfer_ag_news TITLES.csv --glove GLOVE.txt

TITLES.csv has the columns `title` and `category` with the course's four classes, such as AG News titles (for research
and other non-commercial use). The model is as plain as can be: logistic regression on the mean of a headline's word
vectors. If the two kinds of headlines spoke different languages, what is learned from one would be worth little on the
other. What is recorded beside this script are numbers, never titles.
"""

import json

from sklearn.metrics import f1_score

from benchmarks.quality.record import arguments, write_record
from lessonlib.classification.baselines import mean_vector_regression
from lessonlib.datasets import load_glove, load_headlines


def main() -> None:
    """Train both ways, print the scores, write the record."""
    options = arguments(__doc__)

    real, course = load_headlines(options.titles), load_headlines("sample")
    vectors = load_glove(options.glove)
    tables = {"real": real, "course": course}
    f1 = {}
    for source, target in (("course", "real"), ("real", "course")):
        model = mean_vector_regression(vectors).fit(tables[source]["title"], tables[source]["category"])
        predicted = model.predict(tables[target]["title"])
        score = f1_score(tables[target]["category"], predicted, average="weighted")
        f1[f"trained on {source}, tested on {target}"] = float(score)

    record = {
        "rows_real": len(real),
        "rows_course": len(course),
        "weighted_f1": f1,
    }
    print(json.dumps(record, indent=1))
    write_record(record, __file__, "TITLES.csv --glove GLOVE.txt")


if __name__ == "__main__":
    main()
