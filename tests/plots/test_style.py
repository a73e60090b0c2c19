"""Figures are legible on a phone, in grey print and to colour-blind readers; names find room."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from lessonlib.plots.style import (
    COLOURS,
    MARKERS,
    describe,
    label_points,
    legend_outside,
    listed,
    look,
    new_axes,
    read_off,
)


@pytest.fixture(autouse=True)
def figures_for_everybody():
    """In place of the fixture for all other figures: these axes show nothing, and have no words."""
    yield
    plt.close("all")


@pytest.mark.parametrize(
    ("items", "said"), [([], "none"), (["a"], "a"), (iter(["a", "b"]), "a and b"), ([1, 2, 3], "1, 2 and 3")]
)
def test_items_are_listed_as_one_would_say_them(items, said):
    assert listed(items) == said


def overlapping(boxes):
    return [(one, other) for i, one in enumerate(boxes) for other in boxes[:i] if one.overlaps(other)]


@pytest.mark.parametrize("seed", range(3))
def test_names_of_points_cover_neither_each_other_nor_a_point(seed):
    points = np.random.default_rng(seed).normal(size=(25, 2))
    axes = new_axes(5, 5)
    axes.scatter(*points.T)
    axes.margins(0.2)
    names = [f"word{number}" for number in range(25)]
    label_points(axes, points, names)
    axes.figure.draw_without_rendering()
    assert [text.get_text() for text in axes.texts] == names
    boxes = [Text.get_window_extent(text) for text in axes.texts]
    assert not overlapping(boxes)
    assert not [box for box in boxes for x, y in axes.transData.transform(points) if box.contains(x, y)]
    assert all(axes.bbox.containsx(box.x0) and axes.bbox.containsx(box.x1) for box in boxes)


def test_series_are_told_apart_in_grey_print_too():
    assert len({look(number) for number in range(49)}) == 49
    assert len(set(map(to_rgb, COLOURS))) == len(COLOURS) == len(set(MARKERS)) == len(MARKERS)


def test_dollar_signs_are_shown_as_they_were_typed():
    """Two of them would make matplotlib set a formula, or fail where there is none: $\\x$ is no LaTeX."""
    axes = new_axes()
    axes.set_yticks([0, 1], [r"a$\x$", "from $5 to $9"])
    axes.plot([0, 1], [0, 1], label="$b$")
    legend_outside(axes, "upper")
    label_points(axes, np.array([[0.5, 0.5]]), [r"$\y$"])
    describe(axes, "A line.")
    axes.figure.canvas.draw()
    shown = {text.get_text() for text in axes.figure.findobj(Text) if not text.get_parse_math()}
    assert {r"a$\x$", "from $5 to $9", "$b$", r"$\y$"} <= shown


def test_a_legend_has_as_many_columns_as_there_is_room_for():
    axes = new_axes()
    for number in range(9):
        axes.plot([0, 1], label=f"a name of some length, {number}")
    legend_outside(axes, "lower")
    axes.figure.draw_without_rendering()
    (legend,) = axes.figure.legends
    box = legend.get_window_extent()
    assert axes.figure.bbox.containsx(box.x0) and axes.figure.bbox.containsx(box.x1)
    assert len(legend.get_texts()) == 9


def test_a_plain_chart_is_read_off_in_words():
    axes = new_axes()
    axes.plot(range(101), np.arange(101) / 2, label="up")
    axes.axvline(3)
    axes.hist([[1, 1, 2], [2]], bins=[0, 1.5, 3], stacked=True, label=["ours", "others"])
    axes.set(xlabel="step", ylabel="height")
    said = read_off(axes)
    assert said.startswith("Chart of height by step. up: 0.00 at 0, ") and "50.00 at 100." in said
    assert "A line stands at 3.00." in said and "ours: 2 at 0.75, 1 at 2.25." in said and "others: 0 at" in said

    table = pd.DataFrame([[1, 2], [3, 4]], index=["rain", "sun"], columns=["said rain", "said sun"])
    cells = read_off(sns.heatmap(table, annot=True, cbar=False, ax=new_axes()))
    assert "rain, said sun: 2." in cells and "sun, said rain: 3." in cells
    assert read_off(new_axes()) == ""
