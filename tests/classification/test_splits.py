"""Splits: every row in exactly one part, every class in every part, in its share."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.classification.splits import stratified_split, train_val_test_split
from lessonlib.errors import InputError


@given(
    counts=st.lists(st.integers(2, 60), min_size=2, max_size=5),
    held_out=st.floats(0.02, 0.98),
    seed=st.integers(0, 9),
)
def test_parts_share_nothing_leave_nothing_out_and_have_every_class(counts, held_out, seed):
    labels = [f"class {number}" for number, count in enumerate(counts) for _ in range(count)]
    first, second = stratified_split(labels, held_out, seed)
    assert sorted([*first, *second]) == list(range(len(labels)))
    for part in (first, second):
        assert {labels[row] for row in part} == set(labels)


def test_three_parts():
    frame = pd.DataFrame({"title": [f"t{n}" for n in range(200)], "category": ["A", "B"] * 100})
    parts = train_val_test_split(frame)
    assert [len(part) for part in parts] == [140, 30, 30]
    assert sorted(pd.concat(parts)["title"]) == sorted(frame["title"])
    for part in parts:
        assert part["category"].value_counts().nunique() == 1
        assert list(part.index) == list(range(len(part)))


def test_too_few_texts_of_a_class_are_counted():
    frame = pd.DataFrame({"title": [f"t{n}" for n in range(24)], "category": ["A"] * 20 + ["B"] * 4})
    with pytest.raises(ValueError, match="class 'B' has too few different texts, 4 of 7; add some"):
        train_val_test_split(frame)
    with pytest.raises(ValueError, match="class 'B' has too few different texts, 1 of 2"):
        stratified_split(["A", "A", "B"], 0.5)
    with pytest.raises(ValueError, match="nothing to tell apart: 1 class"):
        stratified_split(["A"] * 5, 0.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        stratified_split(["A", "B"] * 5, 1.0)


@pytest.mark.parametrize("seed", range(3))
def test_doubled_rows_stay_in_one_part_and_are_counted(seed):
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"title": [f"news {n}" for n in range(60)], "category": random.choice(["A", "B"], 60)})
    shouted = table.head(20).assign(title=table["title"].head(20).str.upper() + " (Reuters)")
    with pytest.warns(UserWarning, match="80 of 140 rows repeat the text of another"):
        parts = train_val_test_split(pd.concat([table, table, shouted]), seed)
    titles = [set(part["title"].str.lower().str.removesuffix(" (reuters)")) for part in parts]
    assert not titles[0] & titles[1] and not titles[0] & titles[2] and not titles[1] & titles[2]
    assert sum(map(len, parts)) == 140
    for part in parts:
        assert set(part["category"]) == {"A", "B"}


def test_a_class_of_one_text_many_times_is_refused():
    table = pd.DataFrame(
        {"title": [f"news {n}" for n in range(20)] + ["again"] * 20, "category": ["A"] * 20 + ["B"] * 20}
    )
    with pytest.raises(InputError, match="class 'B' has too few different texts, 1 of 7"):
        train_val_test_split(table)
    with pytest.raises(InputError, match="class 'B' has too few different texts, 1 of 2"):
        stratified_split(table["category"], 0.2, 1, table["title"])
