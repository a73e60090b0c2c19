"""Which rows to learn from and which to hold back, each class in the same share in every part."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split


def stratified_split(labels: Sequence[str], held_out: float, seed: int = 1234) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of two parts, the second holding the share `held_out` (0..1) of every class; shuffled by `seed`.

    The second part has at least as many rows as there are classes. Raises ValueError when there are fewer than two
    classes, or when a class has fewer than two rows and so cannot be in both parts.
    """
    counts = Counter(labels)
    if len(counts) < 2:
        raise ValueError(f"there is nothing to tell apart: {len(counts)} class in the data; give at least two")
    label, fewest = min(counts.items(), key=lambda item: (item[1], item[0]))
    if fewest < 2:
        raise ValueError(f"class {label!r} has only {fewest} row; give it at least 2, or drop it")
    if not 0 < held_out < 1:
        raise ValueError(f"held_out={held_out}; hold back a share between 0 and 1")
    size = min(max(round(held_out * len(labels)), len(counts)), len(labels) - len(counts))
    first, second = train_test_split(np.arange(len(labels)), test_size=size, stratify=labels, random_state=seed)
    return first, second


def train_val_test_split(frame: pd.DataFrame, seed: int = 1234) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """`frame` in three: 70 % to train, 15 % to choose by (validation), 15 % to report on (test), by its `category`.

    Stratified: each part has every category in the same share. Raises ValueError as `stratified_split` does.
    """
    train, rest = stratified_split(list(frame["category"]), 0.30, seed)
    rest_frame = frame.iloc[rest]
    validation, test = stratified_split(list(rest_frame["category"]), 0.50, seed)
    parts = frame.iloc[train], rest_frame.iloc[validation], rest_frame.iloc[test]
    return tuple(part.reset_index(drop=True) for part in parts)
