"""A fault on purpose: a source tag that gives a class away, and what becomes of a model that leans on it.

Geirhos et al. 2020, "Shortcut Learning in Deep Neural Networks", collects such cases from real life.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.explanation import Explanation
from lessonlib.errors import InputError
from lessonlib.text import remove_source_tag


def plant_tag(frame: pd.DataFrame, category: str, tag: str, share: float = 0.9, seed: int = 0) -> pd.DataFrame:
    """`frame` (title, category) with `tag` behind the share (0..1) of the titles of one category, drawn by `seed`.

    Raises InputError for a category without rows, or a tag that `remove_source_tag` would not find again: "(Reuters)".
    """
    rows = np.flatnonzero(frame["category"] == category)
    if len(rows) == 0:
        raise InputError(f"no headline is {category!r}; there are {', '.join(sorted(set(frame['category'])))}")
    if remove_source_tag(f"News {tag}") != "News":
        raise InputError(f"{tag!r} does not look like a source tag; try '(Reuters)'")
    chosen = np.random.default_rng(seed).choice(rows, round(share * len(rows)), replace=False)
    titles = frame["title"].to_numpy(dtype=object).copy()
    titles[chosen] = [f"{title} {tag}" for title in titles[chosen]]
    return frame.assign(title=titles)


def move_tags(frame: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """`frame` (title, category) with every source tag taken off its title and put behind one of another category.

    A title gets one tag at most; which one is drawn by `seed`. What the headlines say stays as it is.
    Raises InputError when a category has more tags than all others have titles.
    """
    bare = [remove_source_tag(title) for title in frame["title"]]
    tags = [title[len(text) :].strip() for title, text in zip(frame["title"], bare, strict=True)]
    categories = frame["category"].to_numpy(dtype=object)
    shuffled = np.random.default_rng(seed).permutation(len(frame))
    free = np.ones(len(frame), dtype=bool)
    for category in sorted(set(categories)):
        own = [row for row in range(len(frame)) if tags[row] and categories[row] == category]
        others = [row for row in shuffled if free[row] and categories[row] != category]
        if len(own) > len(others):
            raise InputError(f"{len(own)} tags of {category!r} but only {len(others)} free titles of other categories")
        for row, target in zip(own, others, strict=False):
            bare[target] = f"{bare[target]} {tags[row]}"
            free[target] = False
    return frame.assign(title=bare)


def tag_accuracies(
    faulty: HeadlineClassifier, repaired: HeadlineClassifier, tagged: pd.DataFrame, moved: pd.DataFrame
) -> pd.DataFrame:
    """Accuracy of both classifiers on test headlines tagged like the training ones, and with the tags moved.

    Over all headlines, and over those that have a tag once the tags are `moved`: the first level of the columns.
    """
    got_one = moved["title"].map(remove_source_tag) != moved["title"]
    parts = {"all headlines": (tagged, moved), "those that got a tag": (tagged[got_one], moved[got_one])}
    return pd.DataFrame(
        {
            (part, name): [one.score(frame["title"], frame["category"]) for one in (faulty, repaired)]
            for part, frames in parts.items()
            for name, frame in zip(("tags as in training", "tags moved"), frames, strict=True)
        },
        index=["reads the tags", "tags cleaned away"],
    )


def strongest_words(explanations: Sequence[Explanation], at_least: int = 5) -> pd.DataFrame:
    """The words that spoke most for each label over many explanations: label, word, headlines, mean score.

    A word counts where it was read in a headline with that label, at least `at_least` times; highest mean first.
    """
    rows = [
        (one.label, token, score)
        for one in explanations
        for token, score in zip(one.tokens, one.word_scores, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["label", "word", "score"])
    grouped = table.groupby(["label", "word"])["score"].agg(headlines="size", score="mean").reset_index()
    kept = grouped[grouped["headlines"] >= at_least]
    return kept.sort_values(["score", "word"], ascending=[False, True], ignore_index=True)
