"""What the scripts of this folder share: their arguments, and the record of numbers that each writes beside itself."""

import argparse
import json
import platform
import sys
from pathlib import Path

import torch

from lessonlib.files import atomic_file


def parser(description: str, record: Path) -> argparse.ArgumentParser:
    """A parser with a table of titles, `--glove`, and `--out`, which is `record` unless given."""
    arguments = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("titles", type=Path, help="CSV with the columns title and category")
    arguments.add_argument("--glove", default="full", help="path of the GloVe text file, or full, or sample")
    arguments.add_argument("--out", type=Path, default=record, help="where the record is written")
    return arguments


def machine() -> str:
    """What the seconds of a record depend on."""
    return (
        f"{torch.get_num_threads()} CPU threads, Python {sys.version.split()[0]} on {platform.system()}, "
        f"torch {torch.__version__}"
    )


def write_record(record: dict, path: Path) -> None:
    """Write the numbers to `path` as JSON, whole or not at all, and say so."""
    with atomic_file(path) as temporary:
        temporary.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"recorded in {path}")
