"""`lessonlib.datasets.records` in a checkout; tests/test_packaging.py looks for them in the wheel."""

import json

from notebook_cells import CHECKOUT

from lessonlib.datasets.records import load_record


def test_a_record_is_what_its_benchmark_wrote():
    paths = sorted((CHECKOUT / "benchmarks" / "quality").glob("*.json"))
    assert len(paths) >= 4
    for path in paths:
        assert load_record(path.stem) == json.loads(path.read_text(encoding="utf-8"))
