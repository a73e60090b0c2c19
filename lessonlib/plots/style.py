"""How every figure of the course looks, and that it says in words what it shows.

Legible on a phone, in grey print, to colour-blind readers, and, by its description, to those who cannot see it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

# Okabe and Ito (2008), "Color Universal Design": told apart with every common colour vision. Not all of them differ
# in grey print, so each comes with a marker and a hatch of its own.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo", "---")


def new_axes(width: float = 6.0, height: float = 4.0) -> Axes:
    """Empty axes of `width` x `height` inches with the course's fonts; `notebook.figure` shows and closes it."""
    (axes,) = new_panels(1, 1, width, height)
    return axes


def new_panels(rows: int, columns: int, width: float, height: float) -> np.ndarray:
    """Empty Axes in one figure, each `width` x `height` inches, row by row: an array of shape (rows * columns,)."""
    settings = {"font.size": 11, "axes.titlesize": 12, "axes.labelsize": 11}
    with plt.rc_context(settings):
        size = (width * columns, height * rows)
        _, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    for panel in axes.flat:
        panel.spines[["top", "right"]].set_visible(False)
    return axes.ravel()


def figure_of(axes: Axes) -> Figure:
    """The whole figure that `axes` belong to, also where they lie in a part of one."""
    return axes.figure.canvas.figure


def draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], **style: Any) -> None:
    """An arrow from `start` to `end`, in the coordinates of the data; `style` as in `FancyArrowPatch`."""
    defaults: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 12, "color": "#444444", "linewidth": 1.2}
    axes.add_patch(FancyArrowPatch(start, end, **(defaults | style)))


def legend_below(axes: Axes, handles: Sequence[Artist], columns: int) -> None:
    """A legend under the whole figure of `axes`, in `columns` columns."""
    figure_of(axes).legend(handles=handles, loc="outside lower center", ncol=columns, frameon=False)


def describe(axes: Axes, *sentences: str) -> None:
    """Attach to the figure of `axes` its words for a reader who cannot see it; empty sentences are left out."""
    figure_of(axes).set_label(" ".join(filter(None, sentences)))


def description(axes: Axes) -> str:
    """What `describe` attached to the figure of `axes`; empty when it attached nothing."""
    return str(figure_of(axes).get_label())


def listed(items: Iterable[object]) -> str:
    """The items as one would say them: "a, b and c"; "none" when there is none."""
    *others, last = map(str, items) if (items := list(items)) else ["none"]
    return f"{', '.join(others)} and {last}" if others else last


def listed_values(values: Mapping[str, float], form: str = ".2f") -> str:
    """Each name with its value, written in the format `form`: "king 0.25, queen 0.30"."""
    return ", ".join(f"{name} {value:{form}}" for name, value in values.items())
