"""What the scripts of this folder share: their arguments, and the record that each writes beside itself.

TITLES.csv, for those that need real titles, has the columns `title` and `category` with the course's four classes, such
as titles of AG News (for research and other non-commercial use: they are no part of this course); GLOVE.txt is the full
file of 100-d GloVe vectors ("full" downloads it). What is recorded are numbers, never titles.
"""

import argparse
import json
import platform
from pathlib import Path

import torch


def arguments(description: str | None, *more: str) -> argparse.Namespace:
    """What was given on the command line: `titles`, the path of a table, `glove`, which vectors to read it with, and
    what is called for beside them by the names in `more`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("titles", type=Path, help="CSV with the columns title and category")
    for name in more:
        parser.add_argument(name)
    parser.add_argument("--glove", default="full", help="path of the GloVe text file, or full, or sample")
    return parser.parse_args()


def write_record(record: dict, script: str, options: str = "") -> None:
    """Write the numbers as JSON beside the file `script`, with its command and what they depend on, and say so."""
    path = Path(script).with_suffix(".json")
    command = f"python -m benchmarks.quality.{path.stem} {options}".strip()
    python = f"Python {platform.python_version()} on {platform.system()}"
    machine = f"{torch.get_num_threads()} CPU threads, {python}, torch {torch.__version__}"
    text = json.dumps({"command": command, "machine": machine} | record, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"recorded in {path}")
