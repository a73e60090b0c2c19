"""Which rows to learn from and which to hold back, each class in the same share in every part."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

from lessonlib.errors import InputError, require_several
from lessonlib.text import read_headline


def stratified_split(labels: Sequence[str], held_out: float, seed: int = 1234) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of two parts, the second holding the share `held_out` (0..1) of every class; shuffled by `seed`.

    Shares are rounded, but each class has at least one row in both parts. Raises InputError when there are fewer than
    two classes, or when a class has fewer than two rows and so cannot be in both.
    """
    require_several(labels, "labels")
    _require_rows_per_class(labels, 2)
    if not 0 < held_out < 1:
        raise InputError(f"held_out={held_out}; hold back a share between 0 and 1")
    names = np.asarray(labels)
    size = min(max(round(held_out * len(names)), len(set(labels))), len(names) - len(set(labels)))
    first, second = train_test_split(np.arange(len(names)), test_size=size, stratify=names, random_state=seed)
    # A rare class's share may be rounded to nothing: then one of its rows changes sides.
    for label in sorted(set(labels)):
        if not (names[second] == label).any():
            first, second = _move_one(first, second, names[first] == label)
        elif not (names[first] == label).any():
            second, first = _move_one(second, first, names[second] == label)
    return first, second


def _move_one(giver: np.ndarray, taker: np.ndarray, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`giver` without its first row that is among `candidates` (bool, one per row of it), and `taker` with that row."""
    place = int(candidates.argmax())
    return np.delete(giver, place), np.append(taker, giver[place])


def train_val_test_split(frame: pd.DataFrame, seed: int = 1234) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """`frame` in three: 70 % to train, 15 % to choose by (validation), 15 % to report on (test), by its `category`.

    Stratified: each part has every category in the same share, and at least once. Raises InputError when there are
    fewer than two categories, or fewer than seven rows of one, too few for such shares.
    """
    _require_rows_per_class(list(frame["category"]), 7)
    train, rest = stratified_split(list(frame["category"]), 0.30, seed)
    rest_frame = frame.iloc[rest]
    validation, test = stratified_split(list(rest_frame["category"]), 0.50, seed)
    parts = frame.iloc[train], rest_frame.iloc[validation], rest_frame.iloc[test]
    return tuple(part.reset_index(drop=True) for part in parts)


def cross_validation_folds(
    titles: Sequence[str], labels: Sequence[str], num_folds: int = 5, seed: int = 1234
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Row numbers to learn from and to hold back, `num_folds` times, so that every row is held back once.

    Each class has nearly the same share everywhere, and titles that read alike (the same tokens, see `read_headline`)
    are always held back together: news agencies repeat themselves, and a title known from training proves nothing.
    Raises InputError when titles and labels differ in number, or a class has fewer rows than there are folds.
    """
    require_several(titles, "titles")
    require_several(labels, "labels")
    if len(titles) != len(labels):
        raise InputError(f"{len(titles)} titles but {len(labels)} labels; give one label per title")
    if num_folds < 2:
        raise InputError(f"num_folds={num_folds}; at least 2 are needed, to learn from one and hold back the other")
    _require_rows_per_class(list(labels), num_folds)
    groups = [" ".join(read_headline(title)) for title in titles]
    folds = StratifiedGroupKFold(num_folds, shuffle=True, random_state=seed)
    return list(folds.split(groups, list(labels), groups))


def _require_rows_per_class(labels: Sequence[str], fewest: int) -> None:
    """Raises InputError unless there are two classes, each with at least `fewest` rows."""
    counts = Counter(labels)
    if len(counts) < 2:
        raise InputError(f"there is nothing to tell apart: {len(counts)} class in the data; give at least two")
    label, count = min(counts.items(), key=lambda item: (item[1], item[0]))
    if count < fewest:
        rows = "row" if count == 1 else "rows"
        raise InputError(f"class {label!r} has only {count} {rows}; give it at least {fewest}, or drop it")
