"""Figures are legible on a phone, in grey print and to colour-blind readers; names find room."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from lessonlib.plots.style import COLOURS, HATCHES, MARKERS, label_points, listed, new_axes, wrapped


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


def test_long_names_are_wrapped_between_words():
    assert wrapped(["mean vector", "TF-IDF + logistic regression"], 12) == [
        "mean vector",
        "TF-IDF +\nlogistic\nregression",
    ]


def test_axes_can_be_read_on_a_phone():
    axes = new_axes()
    axes.set(title="Title", xlabel="words", ylabel="times")
    axes.plot([1, 2], [3, 4], label="line")
    legend = axes.legend()
    axes.figure.canvas.draw()
    texts = [axes.title, axes.xaxis.label, axes.yaxis.label, *legend.get_texts()]
    texts += [*axes.get_xticklabels(), *axes.get_yticklabels()]
    assert min(text.get_fontsize() for text in texts) >= 10
    assert axes.figure.get_size_inches().tolist() == [5.4, 3.7]
    assert not axes.spines["top"].get_visible() and axes.spines["left"].get_visible()


def test_every_colour_has_a_marker_and_a_hatch_of_its_own():
    # In grey print some colours look alike: then the marker or the hatch tells them apart.
    assert len(COLOURS) == len(MARKERS) == len(HATCHES)
    for looks in (list(map(to_rgb, COLOURS)), MARKERS, HATCHES):
        assert len(set(looks)) == len(looks)
    axes = new_axes()
    for colour, marker, hatch in zip(COLOURS, MARKERS, HATCHES, strict=True):
        axes.plot([1], [1], marker=marker, color=colour)
        axes.bar([1], [1], color=colour, hatch=hatch)
    axes.figure.canvas.draw()
