"""What the benchmarks of the course measured, and lessons quote: it travels with the package, as the samples do."""

import json
from typing import Any

from lessonlib.datasets.catalogue import DATA_DIR

_PACKED = DATA_DIR / "records"
_RECORDS = _PACKED if _PACKED.is_dir() else DATA_DIR.parent / "benchmarks" / "quality"


def load_record(name: str) -> dict[str, Any]:
    """The record `name`, in a checkout the file `benchmarks/quality/NAME.json`; the benchmark says what is in it.

    Raises FileNotFoundError when there is no such record.
    """
    record: dict[str, Any] = json.loads((_RECORDS / f"{name}.json").read_text(encoding="utf-8"))
    return record
