"""The figures of learning show, and say, the way that was gone."""

import numpy as np
from drawn import arrows, texts

from lessonlib.plots.style import description
from lessonlib.plots.training import plot_gradient_descent, plot_toy_vectors


def square(weight):
    return weight**2


def test_every_step_stands_on_the_curve():
    paths = {"SGD": np.array([4.0, 2.0, 1.0, 0.5]), "still": np.array([2.0, 2.0])}
    first, second = plot_gradient_descent(square, paths)
    assert first.lines[1].get_xdata().tolist() == [4.0, 2.0, 1.0, 0.5]
    for panel in (first, second):
        assert all(np.allclose(line.get_ydata(), np.square(line.get_xdata())) for line in panel.lines)
    assert len(arrows(first)) == 3 and first.get_title(loc="left") == "SGD: 3 steps"
    said = description(second)
    assert "SGD: from 4.00 (loss 16.00) in 3 steps to 0.50 (loss 0.25)." in said and "still: from 2.00" in said


BEFORE = np.array([[1.0, 0.0, 0.0], [-1.0, 0.1, 0.0], [0.9, 0.5, 0.0]])
AFTER = np.array([[1.0, 0.0, 0.0], [2.0, 0.1, 0.0], [0.0, -1.0, 0.0]])  # in a plane, which the map shows


def test_toy_vectors_are_seen_from_one_side_at_each_moment():
    words = ["cat", "dog", "bus"]
    panels = plot_toy_vectors({"before": (BEFORE, BEFORE), "after": (AFTER, 2 * AFTER)}, words)
    assert [panel.get_title() for panel in panels] == ["before", "after"]
    assert all(texts(panel) == [*words, *words] for panel in panels)
    (v, u), (v_before, _) = ([np.asarray(group.get_offsets()) for group in panel.collections] for panel in panels[::-1])
    assert np.allclose(u, 2 * v)
    for shown, table in ((v, AFTER), (v_before, BEFORE)):
        assert np.allclose(shown @ shown.T, table @ table.T), "the plane keeps lengths and angles of what lies in it"
    said = description(panels[0])
    assert "before: cat to bus, dog to bus and bus to cat." in said
    assert "after: cat to dog, dog to cat and bus to cat." in said
