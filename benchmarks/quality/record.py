"""What the scripts of this folder share: their arguments, and the record of numbers that each writes beside itself."""

import argparse
import json
import platform
import sys
from pathlib import Path

import torch

from lessonlib.files import atomic_file


def arguments(description: str | None) -> argparse.Namespace:
    """What was given on the command line: `titles`, the path of a table, and `glove`, which vectors to read it with."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("titles", type=Path, help="CSV with the columns title and category")
    parser.add_argument("--glove", default="full", help="path of the GloVe text file, or full, or sample")
    return parser.parse_args()


def machine() -> str:
    """What the seconds of a record depend on."""
    return (
        f"{torch.get_num_threads()} CPU threads, Python {sys.version.split()[0]} on {platform.system()}, "
        f"torch {torch.__version__}"
    )


def write_record(record: dict, script: str) -> None:
    """Write the numbers as JSON beside the file `script`, whole or not at all, and say so."""
    path = Path(script).with_suffix(".json")
    with atomic_file(path) as temporary:
        temporary.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"recorded in {path}")
