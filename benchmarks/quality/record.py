"""What the scripts of this folder share: their arguments, and the record of numbers that each writes beside itself."""

import argparse
import json
import platform
import sys
from pathlib import Path

import pandas as pd
import torch

from lessonlib.classification.metrics import Interval


def arguments(description: str | None, *more: str) -> argparse.Namespace:
    """What was given on the command line: `titles`, the path of a table, `glove`, which vectors to read it with, and
    what is called for beside them by the names in `more`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("titles", type=Path, help="CSV with the columns title and category")
    for name in more:
        parser.add_argument(name)
    parser.add_argument("--glove", default="full", help="path of the GloVe text file, or full, or sample")
    return parser.parse_args()


def print_table(results: dict[str, dict]) -> None:
    """A row for each model, in which [value, low, high] is an interval."""
    table = pd.DataFrame(results).T
    print(table.map(lambda cell: str(Interval(*cell)) if isinstance(cell, list) else cell).to_string())


def write_record(record: dict, script: str, options: str = "") -> None:
    """Write the numbers as JSON beside the file `script`, with its command and what they depend on, and say so."""
    path = Path(script).with_suffix(".json")
    command = f"python -m benchmarks.quality.{path.stem} {options}".strip()
    machine = (
        f"{torch.get_num_threads()} CPU threads, Python {sys.version.split()[0]} on {platform.system()}, "
        f"torch {torch.__version__}"
    )
    text = json.dumps({"command": command, "machine": machine} | record, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"recorded in {path}")
