"""How a text reaches the learner: plain in a terminal, and in a notebook with a colour beside its sign and words."""

import html
import sys
import textwrap
from typing import Any

from lessonlib.exercises.task import State, Verdict

WIDTH: int = 100
"""Characters a line: longer ones would run out of a web page."""

COLOURS: dict[State, tuple[str, str]] = {
    State.RIGHT: ("#0b3d1a", "#e3f4e6"),
    State.WRONG: ("#5c1410", "#fde8e6"),
    State.NOT_ATTEMPTED: ("#453500", "#fff3d1"),
}
"""Of the letters and of the ground, dark on light whatever the theme of the notebook: contrast above 4.5."""


def in_notebook() -> Any:
    """The running IPython; None outside of it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def wrapped(line: str) -> str:
    """`line` in lines of at most WIDTH characters."""
    return textwrap.fill(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def say(text: str, verdict: Verdict | None = None) -> None:
    """Show `text`, in a notebook in the colours of a verdict that has something to tell; an untouched task is quiet.

    In a terminal that lacks a letter or sign of it, a question mark stands for that.
    """
    if verdict and (verdict.lines or verdict.state is State.RIGHT) and hasattr(in_notebook(), "kernel"):
        from IPython.display import display

        display({"text/plain": text, "text/html": as_html(text, verdict.state)}, raw=True)
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))


def as_html(text: str, state: State) -> str:
    """`text` in a box of the colours of `state`; a call to be copied in the letters of code."""
    letters, ground = COLOURS[state]
    code = '<code style="color:inherit;background:transparent">'
    lines = [html.escape(line.strip(), quote=False) for line in text.splitlines()]
    inner = "<br>".join(f"{code}{line}</code>" if line.startswith("mine(") else line for line in lines)
    style = f"color:{letters};background:{ground};border-left:4px solid {letters};padding:4px 10px;line-height:1.5"
    return f'<div style="{style}">{inner}</div>'
