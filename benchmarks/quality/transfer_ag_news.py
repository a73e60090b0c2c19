"""How real are the course's fictional headlines? Train on them, test on real titles, and the other way round.

    python -m benchmarks.quality.transfer_ag_news TITLES.csv --glove GLOVE.txt

The model is as plain as can be: logistic regression on the mean of a headline's word vectors. If the two kinds of
headlines spoke different languages, what is learned from one would be worth little on the other.
"""

from sklearn.metrics import f1_score

from benchmarks.quality.record import arguments, write_record
from lessonlib.classification.baselines import mean_vector_regression
from lessonlib.datasets import load_glove, load_headlines


def main() -> None:
    """Train both ways, write the record."""
    options = arguments(__doc__)
    tables = {"real": load_headlines(options.titles), "course": load_headlines("sample")}
    vectors, f1 = load_glove(options.glove), {}
    for source, target in (("course", "real"), ("real", "course")):
        model = mean_vector_regression(vectors).fit(tables[source]["title"], tables[source]["category"])
        said = model.predict(tables[target]["title"])
        f1[f"trained on {source}, tested on {target}"] = f1_score(tables[target]["category"], said, average="weighted")
    record = {f"rows_{name}": len(table) for name, table in tables.items()} | {"weighted_f1": f1}
    write_record(record, __file__, "TITLES.csv --glove GLOVE.txt")


if __name__ == "__main__":
    main()
