"""What the benchmarks of the course measured, and lessons quote: it travels with the package, as the samples do."""

import json
from typing import Any

from lessonlib.datasets.catalogue import DATA_DIR
from lessonlib.errors import InputKeyError

_PACKED = DATA_DIR / "records"
_RECORDS = _PACKED if _PACKED.is_dir() else DATA_DIR.parent / "benchmarks" / "quality"


def load_record(name: str) -> dict[str, Any]:
    """The record `name`, in a checkout the file `benchmarks/quality/NAME.json`; the benchmark says what is in it.

    Raises InputKeyError when there is no such record; the message lists those that there are.
    """
    known = sorted(path.stem for path in _RECORDS.glob("*.json"))
    if name not in known:
        raise InputKeyError(f"there is no record {name!r}; there are: {', '.join(known)}")
    record: dict[str, Any] = json.loads((_RECORDS / f"{name}.json").read_text(encoding="utf-8"))
    return record
