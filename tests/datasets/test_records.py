"""`lessonlib.datasets.records` in a checkout; tests/test_packaging.py looks for them in the wheel."""

import json

import pytest
from notebook_cells import CHECKOUT

from lessonlib.datasets.records import load_record
from lessonlib.errors import InputKeyError


def test_a_record_is_what_its_benchmark_wrote():
    paths = sorted((CHECKOUT / "benchmarks" / "quality").glob("*.json"))
    assert len(paths) >= 4
    for path in paths:
        assert load_record(path.stem) == json.loads(path.read_text(encoding="utf-8"))


def test_a_record_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(InputKeyError, match=r"no record 'word'; there are: .*word_vectors"):
        load_record("word")
