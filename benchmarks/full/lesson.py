"""One lesson at full size: `python -m benchmarks.full.lesson 01 FOLDER`, where FOLDER holds the stand-ins.

It runs as for a learner who wrote `"full"` into the line of the source, and leaves the executed notebook in
FOLDER/notebooks, where the next lesson finds what this one saved. What it prints is a line of JSON: the cells that took
more than five seconds, with the bars that they showed and how far each of them came.
"""

import argparse
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from lessonlib.course.execution import execute_notebook, proof_of, read_notebook

CHECKOUT = Path(__file__).parent.parent.parent

PATIENCE = 5.0
"""Seconds that a step may take without showing how far it is."""

_SOURCE_LINE = re.compile(r'^(SOURCE|GLOVE) = "sample"$', re.MULTILINE)

_WATCH = """
def _watch(path):
    import json, time
    from tqdm.std import tqdm

    steps, bars, close = [], [], tqdm.close

    def note_bar(bar):
        if not bar.disable:
            bars.append([bar.desc, bar.n, bar.total])
        close(bar)

    def begin(_info):
        bars.clear()
        steps.append([time.perf_counter(), None, []])

    def end(_result):
        if steps:  # none when the cell that holds this has run
            steps[-1][1:] = [time.perf_counter() - steps[-1][0], list(bars)]
            with open(path, "w") as file:
                json.dump([step[1:] for step in steps], file)

    tqdm.close = note_bar
    get_ipython().events.register("pre_run_cell", begin)
    get_ipython().events.register("post_run_cell", end)
"""
"""Runs in the kernel: notes the seconds of every cell that is run after it, and its bars."""


def main(argv: Sequence[str] | None = None) -> None:
    """The command; `argv` as on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", help="such as 01")
    parser.add_argument("folder", type=Path, help="as given to benchmarks.full.standins")
    options = parser.parse_args(argv)
    folder = options.folder.resolve() / "notebooks"
    folder.mkdir(exist_ok=True)
    for name in ("benchmarks", "data"):  # what lessons look for beside their own folder
        if not (link := folder.parent / name).exists():
            link.symlink_to(CHECKOUT / name, target_is_directory=True)
    [path] = (CHECKOUT / "notebooks").glob(f"{options.number}_*.ipynb")
    notebook = read_notebook(path)
    for cell in notebook.cells:
        cell.source = _SOURCE_LINE.sub(r'\1 = "full"', cell.source)
    steps = folder / f"{path.stem}.steps.json"
    notebook.cells.insert(0, new_code_cell(f"{_WATCH}\n\n_watch({str(steps)!r})"))
    os.environ["LESSONLIB_CACHE"] = str(folder.parent)
    try:
        execute_notebook(notebook, folder, path.stem)
    finally:
        nbformat.write(notebook, folder / path.name)
    print(json.dumps(slow_steps(notebook.cells[1:], json.loads(steps.read_text(encoding="utf-8")))))


def slow_steps(cells: Sequence[NotebookNode], steps: Sequence[tuple[float, list]]) -> list[dict]:
    """The cells that took more than `PATIENCE` seconds: first line, seconds, and the bars: name, done, of how many.

    `steps` are what the kernel noted: seconds and bars of each cell, and of its proof if it has one.
    """
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    runs = [source for cell in code for source in (cell.source, proof_of(cell)) if source]
    proofs = {proof_of(cell) for cell in code}
    return [
        {"cell": source.splitlines()[0], "seconds": round(seconds, 1), "bars": bars}
        for source, (seconds, bars) in zip(runs, steps, strict=True)
        if seconds > PATIENCE and source not in proofs
    ]


if __name__ == "__main__":
    main()
