"""A concept map: the terms of a lesson in boxes, and how they hang together."""

from collections.abc import Sequence
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from lessonlib.errors import InputError
from lessonlib.plots.style import COLOURS, describe, draw_arrow, listed, new_axes

_WIDTH, _HEIGHT, _ACROSS, _DOWN = 1.9, 0.5, 2.85, 1.5
_COLUMNS = 3  # as many as a phone can show; narrower maps keep their scale


def plot_concept_map(title: str, rows: Sequence[Sequence[str]], links: Sequence[tuple[str, str, str]]) -> Axes:
    """Draw terms in `rows` from top to bottom, and for each link (term, words, term) an arrow with its words.

    Raises InputError when a link names a term that stands in no row, or a term has no link.
    """
    places = {
        term: (_ACROSS * (column - (len(row) - 1) / 2), -_DOWN * number)
        for number, row in enumerate(rows)
        for column, term in enumerate(row)
    }
    linked = {term for start, _, end in links for term in (start, end)}
    if linked != places.keys():
        raise InputError(f"these terms stand in the rows or in the links only: {listed(sorted(linked ^ {*places}))}")
    axes = new_axes(6.0, 0.7 + 0.95 * (len(rows) - 1))
    for start, words, end in links:
        _link(axes, places[start], places[end], words)
    for term, (x, y) in places.items():
        _box(axes, x, y, term)
    reach = (_ACROSS * (max(_COLUMNS, *map(len, rows)) - 1) + _WIDTH) / 2 + 0.05
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-_DOWN * (len(rows) - 1) - 0.4, 0.4)
    axes.axis("off")
    sentences = [f"{start}, {words} {end}." for start, words, end in links]
    describe(axes, f"Concept map of {title}: {len(places)} terms, joined by arrows with words.", *sentences)
    return axes


def _box(axes: Axes, x: float, y: float, term: str) -> None:
    corner = (x - _WIDTH / 2, y - _HEIGHT / 2)
    style = "round,pad=0,rounding_size=0.1"
    axes.add_patch(FancyBboxPatch(corner, _WIDTH, _HEIGHT, boxstyle=style, facecolor=COLOURS[0], edgecolor="#444444"))
    axes.text(x, y, fill(term, 17), ha="center", va="center", color="white", fontsize=10, linespacing=1)


def _link(axes: Axes, start: tuple[float, float], end: tuple[float, float], words: str) -> None:
    """An arrow from the edge of one box to that of the other, with its words on it, or above if it is level."""
    (x, y), (to_x, to_y) = start, end
    side = 1 if to_x > x else -1
    level, fall = y == to_y, 1 if y > to_y else -1
    begin = (x + side * _WIDTH / 2, y) if level else (x, y - fall * _HEIGHT / 2)
    finish = (to_x - side * _WIDTH / 2, to_y) if level else (to_x, to_y + fall * _HEIGHT / 2)
    draw_arrow(axes, begin, finish, shrinkA=0, shrinkB=0)
    middle = (begin[0] + finish[0]) / 2, (begin[1] + finish[1]) / 2 + 0.06 * level
    ground = {"facecolor": "none" if level else "white", "edgecolor": "none", "pad": 0.8}
    place = "bottom" if level else "center"
    axes.text(
        *middle, fill(words, 9 if level else 13), ha="center", va=place, fontsize=9, bbox=ground, linespacing=0.95
    )
