"""The shortcut of lesson 04 on real titles: many AG News titles end in the name of an agency, such as "(Reuters)".

    python -m benchmarks.quality.shortcut_ag_news TITLES.csv --glove sample

Two classifiers are trained on the same titles, one that reads the tags and one that cleans them away. Both are asked
about test titles as they are, and with every tag moved to a title of another class.
"""

from benchmarks.quality.record import given, write_record
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.splits import train_val_test_split
from lessonlib.interpretation.shortcut import move_tags, tag_accuracies
from lessonlib.text import remove_source_tag

ROWS, SEED = 20_000, 1234  # titles to use at most; for the choice of them, the split and the training


if __name__ == "__main__":
    frame, glove = given(__doc__)
    frame = frame.sample(min(ROWS, len(frame)), random_state=SEED, ignore_index=True)
    train, validation, test = train_val_test_split(frame, SEED)
    held_out = validation["title"], validation["category"]
    faulty, repaired = (
        HeadlineClassifier(glove, seed=SEED, clean=clean).fit(train["title"], train["category"], held_out)
        for clean in (False, True)
    )
    numbers = tag_accuracies(faulty, repaired, test, move_tags(test, SEED))
    tagged = train["title"].map(remove_source_tag) != train["title"]
    record = {
        "train": len(train),
        "share_with_tag": round(float(tagged.mean()), 3),
        "tags_by_category": train["category"][tagged].value_counts(normalize=True).round(3).to_dict(),
        "accuracy": numbers["all headlines"].round(4).T.to_dict(),
        "accuracy_on_the_titles_that_get_a_tag": numbers["those that got a tag"].round(4).T.to_dict(),
    }
    write_record(record, __file__, __doc__)
