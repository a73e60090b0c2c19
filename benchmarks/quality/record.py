"""What the scripts of this folder share: their arguments, what a lesson's cells make, and the record beside each.

TITLES.csv, for those that need real titles, has the columns `title` and `category` with the course's four classes, such
as titles of AG News (for research and other non-commercial use: they are no part of this course); GLOVE.txt is the full
file of 100-d GloVe vectors ("full" downloads it). What is recorded are numbers, never titles.
"""

import argparse
import json
import platform
from collections.abc import Mapping
from pathlib import Path

import nbformat
import torch

from lessonlib.course.address import CHECKOUT
from lessonlib.course.solutions import solved
from lessonlib.datasets import load_glove, load_headlines


def given(description: str, *more: str) -> tuple:
    """What the command line names: the titles (a table), the vectors, and beside them what `more` calls for (str)."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("titles", type=Path, help="CSV with the columns title and category")
    for name in more:
        parser.add_argument(name)
    parser.add_argument("--glove", default="full", help="path of the GloVe text file, or full, or sample")
    options = parser.parse_args()
    return load_headlines(options.titles), load_glove(options.glove), *(getattr(options, name) for name in more)


def run_lesson(name: str, last: str, changes: Mapping[str, str] | None = None) -> dict:
    """What the cells of the lesson `name` have made, with its tasks solved, after the one whose id is `last`.

    `changes` are made in their source: {what stands there once: what is to stand there}. Raises ValueError when one of
    them finds nothing, or more than one place.
    """
    cells = solved(nbformat.read(CHECKOUT / "notebooks" / f"{name}.ipynb", as_version=4)).cells
    end = [cell.id for cell in cells].index(last) + 1
    source = "\n".join(cell.source for cell in cells[:end] if cell.cell_type == "code")
    for old, new in (changes or {}).items():
        if source.count(old) != 1:
            raise ValueError(f"{name} has {old!r} {source.count(old)} times, not once: bring the change up to date")
        source = source.replace(old, new)
    made: dict = {}
    exec(compile(source, name, "exec"), made)  # the course's own code
    return made


def write_record(record: dict, script: str, description: str) -> None:
    """Write the numbers as JSON beside the file `script`, with what they depend on, and say so.

    The command is the first of the script's `description`, in its third line.
    """
    python = f"Python {platform.python_version()} on {platform.system()}"
    machine = f"{torch.get_num_threads()} CPU threads, {python}, torch {torch.__version__}"
    made_by = {"command": description.splitlines()[2].strip(), "machine": machine}
    path = Path(script).with_suffix(".json")
    path.write_text(json.dumps(made_by | record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"recorded in {path}")
