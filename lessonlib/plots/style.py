"""How every figure of the course looks, and that it says in words what it shows.

Legible on a phone, in grey print, to colour-blind readers, and, by its description, to those who cannot see it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any, Literal

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox

# Okabe and Ito (2008), "Color Universal Design": told apart with every common colour vision. Not all of them differ
# in grey print, so each comes with a marker of its own.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
plt.rcParams["axes.prop_cycle"] = plt.cycler(color=COLOURS)  # for what a lesson draws itself, too


def look(number: int) -> tuple[str, str]:
    """Colour and marker of the series `number`, from 0: of the first 49, no two agree in colour and marker."""
    kinds = len(COLOURS)
    return COLOURS[number % kinds], MARKERS[(number + number // kinds) % kinds]


def new_axes(width: float = 5.4, height: float = 3.7) -> Axes:
    """Empty axes of `width` x `height` inches with the course's fonts; `notebook.figure` shows and closes it.

    Up to 5.4 inches, letters of 10 points are 9 pixels high where the figure is as wide as a phone (360 pixels).
    """
    return new_panels(1, 1, width, height)[0]


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
    """The whole figure that `axes` belong to."""
    return axes.figure.canvas.figure


def draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], **style: Any) -> None:
    """An arrow from `start` to `end`, in the coordinates of the data; `style` as in `FancyArrowPatch`."""
    defaults: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 12, "color": "#444444", "linewidth": 1.2}
    axes.add_patch(FancyArrowPatch(start, end, **(defaults | style)))


def draw_cell(axes: Axes, left: float, top: float, width: float, height: float, colour: str, text: str = "") -> None:
    """A filled rectangle with `text` in its middle; for axes whose y runs down."""
    axes.add_patch(
        Rectangle((left, top), width, height, facecolor=colour, edgecolor="#444444", linewidth=0.8, clip_on=False)
    )
    axes.text(left + width / 2, top + height / 2, text, ha="center", va="center", fontsize=10)


def label_points(axes: Axes, points: np.ndarray, words: Sequence[str], size: float = 10) -> None:
    """Write each word beside its point, float (words, 2), where it covers neither a point nor another word, if it can.

    A thin line leads from a word to its point. Call it last: it looks for room in the axes as they are.
    """
    _show_as_typed(figure_of(axes))
    figure_of(axes).draw_without_rendering()  # only now is it known where the axes lie
    places = axes.transData.transform(points)  # in pixels
    taken = [Bbox.from_bounds(x - 5, y - 5, 10, 10) for x, y in places]
    line = {"arrowstyle": "-", "color": "#999999", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}
    for word, point, place in zip(words, points, places, strict=True):
        label = axes.annotate(
            word, point, (0, 0), textcoords="offset points", ha="center", va="center", fontsize=size, arrowprops=line
        )
        label.set_parse_math(False)
        label.set_path_effects([withStroke(linewidth=2, foreground="white")])  # legible on a line, too
        extent = Text.get_window_extent(label)
        offset = _free_offset(place, extent.width, extent.height, taken, axes.bbox)
        taken.append(_box_around(place + offset, extent.width, extent.height))
        label.set_position(tuple(offset * 72 / figure_of(axes).dpi))  # from pixels to points


def _box_around(middle: np.ndarray, width: float, height: float) -> Bbox:
    return Bbox.from_bounds(middle[0] - width / 2, middle[1] - height / 2, width, height)


def _free_offset(place: np.ndarray, width: float, height: float, taken: Sequence[Bbox], inside: Bbox) -> np.ndarray:
    """How far from `place` a box finds room: the nearest of some offsets where it overlaps fewest of `taken`."""
    angles = np.radians((0, 180, 45, 135, 315, 225, 90, 270, 20, 160, 200, 340))
    offsets = [
        np.array([np.cos(angle) * (distance + width / 2), np.sin(angle) * (distance + height / 2)])
        for distance in (4, 9, 15, 24, 36, 50, 70)
        for angle in angles
    ]

    def trouble(offset: np.ndarray) -> int:
        box = _box_around(place + offset, width, height)
        outside = not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1))
        return int(box.count_overlaps(taken)) + outside

    return min(offsets, key=trouble)


def legend_outside(axes: Axes, side: Literal["lower", "upper"], handles: Sequence[Artist] = ()) -> None:
    """A legend under or over the whole figure of `axes`, in as few rows as its width has room for.

    It names the `handles`, or else whatever has a label in `axes`. Call it when the figure has its size.
    """
    figure, handles = figure_of(axes), handles or axes.get_legend_handles_labels()[0]
    for rows in range(1, len(handles) + 1):
        columns = -(-len(handles) // rows)
        legend = figure.legend(handles=handles, loc=f"outside {side} center", ncol=columns, frameon=False, fontsize=10)
        _show_as_typed(figure)
        if columns == 1 or legend.get_window_extent().width <= figure.bbox.width:
            return
        legend.remove()


def describe(axes: Axes, *sentences: str) -> None:
    """Attach to the figure of `axes` its words for a reader who cannot see it; empty sentences are left out.

    Call it when all is drawn: it also sees to it that what stands in the figure is shown as it was typed.
    """
    figure_of(axes).set_label(" ".join(filter(None, sentences)))
    _show_as_typed(figure_of(axes))


def read_off(axes: Axes) -> str:
    """What a plain chart of one's own shows, in words: its lines point by point (at most twelve), its bars, its cells.

    Cells are those of seaborn's `heatmap(annot=True)`. Empty when there is nothing of this kind.
    """
    said = []
    names: dict[Any, str] = defaultdict(lambda: "without a name", zip(*axes.get_legend_handles_labels(), strict=True))
    for line in axes.lines:
        across, up = map(np.asarray, line.get_data(orig=False))
        some = np.unique(np.linspace(0, len(up) - 1, 12).round().astype(int))
        points = ", ".join(f"{up[place]:.2f} at {across[place]:g}" for place in some)
        upright = len(up) == 2 and across[0] == across[1]
        said.append(f"A line stands at {across[0]:.2f}." if upright else f"{names[line]}: {points}.")
    standing = [bars for bars in axes.containers if getattr(bars, "orientation", "") == "vertical" and len(bars)]
    for bars in standing:
        heights = ", ".join(f"{bar.get_height():g} at {bar.get_x() + bar.get_width() / 2:.2f}" for bar in bars)
        said.append(f"{names.get(bars) or names[bars[0]]}: {heights}.")
    if axes.collections:
        columns, rows = ([label.get_text() for label in axis.get_ticklabels()] for axis in (axes.xaxis, axes.yaxis))
        cells = zip(((row, column) for row in rows for column in columns), axes.texts, strict=False)
        said += [f"{row}, {column}: {text.get_text()}." for (row, column), text in cells]
    kind = f"Chart of {axes.get_ylabel() or 'values'} by {axes.get_xlabel() or 'place'}. "
    return kind + " ".join(said) if said else ""


def _show_as_typed(figure: Figure) -> None:
    """Lets no text in `figure` pass for a formula because of its dollar signs: "from $5 to $9" is none."""
    for text in figure.findobj(Text):
        text.set_parse_math(False)


def description(axes: Axes) -> str:
    """What `describe` attached to the figure of `axes`; empty when it attached nothing."""
    return str(figure_of(axes).get_label())


def wrapped(names: Iterable[object]) -> list[str]:
    """The names with line breaks after at most 20 characters, where words end: for a narrow axis."""
    return [fill(str(name), 20) for name in names]


def listed(items: Iterable[object]) -> str:
    """The items as one would say them: "a, b and c"; "none" when there is none."""
    *others, last = map(str, items) if (items := list(items)) else ["none"]
    return f"{', '.join(others)} and {last}" if others else last
