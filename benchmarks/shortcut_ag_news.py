"""The shortcut of lesson 04 on real titles: many AG News titles end in the name of an agency, such as "(Reuters)".

    python benchmarks/shortcut_ag_news.py TITLES.csv

TITLES.csv (UTF-8, columns title and category) is yours to bring: AG News may be used for research and other
non-commercial purposes only, so it is not part of this course. Two classifiers are trained on the same titles, one that
reads the tags and one that cleans them away; both are asked about test titles as they are, and with every tag moved to a
title of another class. Prints a table and writes it, with the words that speak most for each class, to
`shortcut_ag_news.json` beside this script (no title is written).
"""

import argparse
import json
from pathlib import Path
from time import perf_counter

import pandas as pd

from lessonlib.classifier import HeadlineClassifier
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.files import atomic_file
from lessonlib.interpret.shortcut import four_numbers, move_tags, strongest_words
from lessonlib.splits import train_val_test_split
from lessonlib.text import remove_source_tag


def main() -> None:
    """Train, ask, print and record."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("titles", help="a CSV file with the columns title and category")
    parser.add_argument("--rows", type=int, default=20_000, help="titles to use, drawn at random (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1234, help="same seed, same numbers (default: %(default)s)")
    parser.add_argument("--out", default=Path(__file__).with_suffix(".json"), help="where the record is written")
    options = parser.parse_args()

    started = perf_counter()
    frame = load_headlines(options.titles)
    frame = frame.sample(min(options.rows, len(frame)), random_state=options.seed, ignore_index=True)
    train, validation, test = train_val_test_split(frame, options.seed)
    glove = load_glove("sample")
    faulty, repaired = (
        HeadlineClassifier(glove, seed=options.seed, clean=clean).fit(
            train["title"], train["category"], (validation["title"], validation["category"])
        )
        for clean in (False, True)
    )
    moved = move_tags(test, options.seed)
    numbers = four_numbers(faulty, repaired, test, moved)
    tagged = train["title"].map(remove_source_tag) != train["title"]
    suspects = strongest_words(faulty.explain(test["title"]), at_least=20).groupby("label").head(5)
    record = {
        "train": len(train),
        "test": len(test),
        "share_with_tag": round(float(tagged.mean()), 3),
        "share_of_tags_by_category": train["category"][tagged].value_counts(normalize=True).round(3).to_dict(),
        "accuracy": {name: row.round(4).to_dict() for name, row in numbers.iterrows()},
        "accuracy_on_titles_that_had_or_got_a_tag": _on_tagged(faulty, repaired, test, moved),
        "strongest_words_of_the_one_that_reads_tags": {
            label: dict(zip(rows["word"], rows["score"].round(2), strict=True))
            for label, rows in suspects.groupby("label")
        },
        "seconds": round(perf_counter() - started),
    }
    with atomic_file(options.out) as temporary:
        temporary.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{tagged.mean():.1%} of {len(train)} training titles end in a tag\n")
    print(numbers.round(3).to_string(), "\n")
    print(pd.DataFrame(record["accuracy_on_titles_that_had_or_got_a_tag"]).T.to_string())
    print(f"\nwritten to {options.out}")


def _on_tagged(
    faulty: HeadlineClassifier, repaired: HeadlineClassifier, test: pd.DataFrame, moved: pd.DataFrame
) -> dict[str, dict[str, float]]:
    """The four numbers on the titles with a tag alone: those that had one, and those that got one."""
    with_tag = [part[part["title"].map(remove_source_tag) != part["title"]] for part in (test, moved)]
    return {name: row.round(4).to_dict() for name, row in four_numbers(faulty, repaired, *with_tag).iterrows()}


if __name__ == "__main__":
    main()
