"""Execute the committed notebooks in place: `make lessons` after a change, `make lessons LESSON=03` for one of them.

What is written is what the tests compare with: outputs of one thread on the CPU, cells counted from 1, no times, no
progress bars.
"""

import argparse
import copy
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lessonlib.course.execution import CellFailed, execute_notebook, is_bare_widget, read_notebook
from lessonlib.course.folding import fold_guesses
from lessonlib.errors import InputError
from lessonlib.files import atomic_file

NOTEBOOKS = Path(__file__).resolve().parent.parent.parent / "notebooks"

_PROGRESS_BAR = re.compile(r"^.*\d+%\|.*$|^\s*\d+it \[.*$", re.MULTILINE)


def refresh_lessons(lessons: Sequence[str] = (), notebooks: Path | None = None) -> list[Path]:
    """Execute the notebooks whose names begin with one of `lessons` ("03"), all when there are none, and write them.

    They run in the order of their names. A lesson reads what the ones before it left in `notebooks/artifacts`, or makes
    it. A notebook that fails is left as it was; those before it are written.

    Returns:
        The files that changed.

    Raises:
        InputError: There is no such lesson.
        CellFailed: A cell failed, or wrote something to standard error that is no progress bar: a lesson that is read
            with its outputs must not show a warning by accident.
    """
    notebooks = notebooks or NOTEBOOKS
    paths = sorted(notebooks.glob("*.ipynb"))
    for lesson in lessons:
        if not any(path.name.startswith(lesson) for path in paths):
            known = ", ".join(path.stem for path in paths)
            raise InputError(f"there is no lesson {lesson!r} in {notebooks}; there are: {known or 'none'}")
    changed = []
    for path in paths:
        if not lessons or path.name.startswith(tuple(lessons)):
            before = path.read_text(encoding="utf-8")
            after = nbformat.writes(_refreshed(read_notebook(path), path)) + "\n"
            if after != before:
                with atomic_file(path) as temporary:
                    temporary.write_text(after, encoding="utf-8", newline="\n")
                changed.append(path)
    return changed


def _refreshed(notebook: NotebookNode, path: Path) -> NotebookNode:
    """The `notebook` of the file `path` with the outputs that it has now, and nothing else changed."""
    executed = copy.deepcopy(notebook)
    execute_notebook(executed, path.parent, path.stem, {"LESSONLIB_DEVICE": "cpu"})
    executed.metadata = notebook.metadata  # without the version of this Python
    number = 0
    for cell in executed.cells:
        if cell.cell_type == "code":
            number += bool(cell.source.strip())
            cell.outputs = _lasting(cell.outputs, f"{path.stem}, cell {number}")
    fold_guesses(executed)
    return executed


def _lasting(outputs: list[NotebookNode], where: str) -> list[NotebookNode]:
    """The `outputs` of a cell without progress bars. Raises CellFailed when something else is on standard error."""
    kept = []
    for output in outputs:
        if output.get("name") == "stderr":
            if noise := _PROGRESS_BAR.sub("", output.text).strip():
                raise CellFailed(f"{where} wrote to standard error; mend what it warns of", noise)
        elif not is_bare_widget(output):
            kept.append(output)
    return kept


def main(arguments: Sequence[str] | None = None) -> int:
    """Refresh the lessons that are named and say which changed; returns 0, 1 (a cell failed) or 2 (no such lesson)."""
    parser = argparse.ArgumentParser(description="Execute the committed notebooks in place.")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="how the name begins, such as 03; none: all")
    try:
        changed = refresh_lessons(parser.parse_args(arguments).lessons)
    except (CellFailed, InputError) as error:
        print(getattr(error, "details", ""), f"error: {error}", sep="\n", file=sys.stderr)
        return 1 if isinstance(error, CellFailed) else 2
    print("\n".join(f"changed {path.name}" for path in changed) or "every output is what it was")
    return 0


if __name__ == "__main__":
    sys.exit(main())
