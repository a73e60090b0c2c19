"""When a name is not known in a notebook, two lines instead of a page: which task it belongs to, and what to do."""

import re
from types import TracebackType
from typing import Any

from lessonlib.exercises.saying import in_notebook


def explain_unknown_names() -> None:
    """From now on, a cell of this notebook that stops at an unknown name says why in two lines; elsewhere, nothing."""
    if ipython := in_notebook():
        ipython.set_custom_exc((NameError,), _told)


def why_unknown(name: str, cells: list[str]) -> str:
    """What to say about the unknown `name`, given the `cells` that were run so far, the one that stopped at the end."""
    this = cells[-1] if cells else ""
    quoted = re.search(rf"^(\w+)\s*=\s*{re.escape(name)}\s*(#.*)?$", this, re.MULTILINE)
    if quoted and "check(" in this:
        return (
            f"`{name}` is a name, and no letter: it lacks its quotes.\n"
            f'Write {quoted[1]} = "{name}" and run this cell again; until then, `{quoted[1]}` has no value.'
        )
    stopped = re.compile(rf"^{re.escape(name)} = check\([\"'](\w+)[\"']", re.MULTILINE)
    task = next((found[1] for cell in reversed(cells) if (found := stopped.search(cell))), "")
    if task:
        return (
            f"`{name}` has no value: the cell of the task {task} stopped with an error, a few lines up.\n"
            "Mend that cell and run it, then run this one again."
        )
    return (
        f"`{name}` is not known: the cell that gives it a value was not run since the notebook was opened, or it is "
        "misspelt.\nAfter a restart, choose Run > Run All Above Selected Cell (Colab: Runtime > Run before)."
    )


def _told(shell: Any, kind: type[NameError], error: NameError, trace: TracebackType, tb_offset: int | None) -> None:
    if trace.tb_next is not None and trace.tb_next.tb_next is not None:  # in a function: its lines are needed
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    else:
        why = why_unknown(str(error.name), list(shell.user_ns.get("In", [])))
        shell._showtraceback(kind, error, [f"NameError: {why}"])
