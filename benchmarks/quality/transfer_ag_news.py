"""How real are the course's fictional headlines? Train on them, test on real titles, and the other way round.

    python -m benchmarks.quality.transfer_ag_news TITLES.csv --glove GLOVE.txt

The model is as plain as can be: logistic regression on the mean of a headline's word vectors. If the two kinds of
headlines spoke different languages, what is learned from one would be worth little on the other.
"""

from sklearn.metrics import f1_score

from benchmarks.quality.record import given, write_record
from lessonlib.classification.baselines import mean_vector_regression
from lessonlib.datasets import load_headlines

if __name__ == "__main__":
    (real, glove), course, f1 = given(__doc__), load_headlines(), {}
    for name, source, target in (
        ("trained on course, tested on real", course, real),
        ("trained on real, tested on course", real, course),
    ):
        model = mean_vector_regression(glove).fit(source["title"], source["category"])
        f1[name] = f1_score(target["category"], model.predict(target["title"]), average="weighted")
    write_record({"rows_real": len(real), "weighted_f1": f1}, __file__, __doc__)
