"""Which rows to learn from and which to hold back, each class in the same share in every part."""

import warnings
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from lessonlib.errors import InputError, require_several
from lessonlib.text import read_headline


def stratified_split(
    labels: Sequence[str] | np.ndarray,
    held_out: float,
    seed: int = 1234,
    groups: Sequence[str] | np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of two parts, the second holding the share `held_out` (0..1) of every class; shuffled by `seed`.

    Shares are rounded, but each class has at least one row in both parts. Rows of the same of `groups` (one str per
    row, such as its text) stay in one part. Raises InputError when there are fewer than two classes, or when a class
    has fewer than two groups and so cannot be in both.
    """
    require_several(labels, "labels")
    if not 0 < held_out < 1:
        raise InputError(f"held_out={held_out}; hold back a share between 0 and 1")
    # The first row of each group is placed; the others go where it goes.
    group = pd.factorize(np.array(range(len(labels)) if groups is None else groups, dtype=object))[0]
    leaders = np.flatnonzero(~pd.Series(group).duplicated())
    names = np.asarray(labels)[leaders]
    _require_texts_per_class(names.tolist(), 2)
    size = min(max(round(held_out * len(names)), len(set(names))), len(names) - len(set(names)))
    parts = train_test_split(np.arange(len(names)), test_size=size, stratify=names, random_state=seed)
    # A rare class's share may be rounded to nothing: then one of its rows changes sides.
    for label in sorted(set(names)):
        for taker, giver in ((1, 0), (0, 1)):
            if not (names[parts[taker]] == label).any():
                place = (names[parts[giver]] == label).argmax()
                parts[taker] = np.append(parts[taker], parts[giver][place])
                parts[giver] = np.delete(parts[giver], place)
    rows = pd.Series(group).groupby(group).indices
    first, second = (np.concatenate([rows[number] for number in part]) for part in parts)
    return first, second


def train_val_test_split(frame: pd.DataFrame, seed: int = 1234) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """`frame` in three: 70 % to train, 15 % to choose by (validation), 15 % to report on (test), by its `category`.

    Stratified: each part has every category in the same share, and at least once. Titles that read alike stay in one
    part, with a UserWarning that says how many rows are doubles. Raises InputError when there are fewer than two
    categories, or fewer than seven different titles of one, too few for such shares.
    """
    groups, labels = np.array(alike(frame["title"]), dtype=object), frame["category"].to_numpy()
    _require_texts_per_class(labels[~pd.Series(groups).duplicated()].tolist(), 7)
    warn_of_doubles(groups)
    train, rest = stratified_split(labels, 0.30, seed, groups)
    validation, test = stratified_split(labels[rest], 0.50, seed, groups[rest])
    parts = frame.iloc[train], frame.iloc[rest[validation]], frame.iloc[rest[test]]
    return tuple(part.reset_index(drop=True) for part in parts)


def alike(titles: Sequence[str]) -> list[str]:
    """The same str for titles that read alike: their tokens (see `read_headline`); the title where there are none."""
    return [" ".join(read_headline(title)) or title for title in titles]


def warn_of_doubles(groups: Sequence[str] | np.ndarray) -> None:
    """Give a UserWarning that says how many rows belong to the same of `groups` as one before, if any do."""
    if doubles := len(groups) - len(set(groups)):
        warnings.warn(
            f"{doubles} of {len(groups)} rows repeat the text of another; they are kept in one part with it, because a "
            "text known from training proves nothing",
            stacklevel=3,
        )


def _require_texts_per_class(labels: Sequence[str], fewest: int) -> None:
    """Raises InputError unless two or more classes are among the `labels` of different texts, each `fewest` times."""
    counts = Counter(labels).most_common()
    if len(counts) < 2:
        raise InputError(f"there is nothing to tell apart: {len(counts)} class in the data; give at least two")
    label, count = counts[-1]
    if count < fewest:
        raise InputError(f"class {label!r} has too few different texts, {count} of {fewest}; add some, or drop it")
