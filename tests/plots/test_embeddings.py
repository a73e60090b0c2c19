"""The figures of lesson 02 show, and say, the data that they were given."""

import numpy as np
from drawn import arrows, texts
from matplotlib.colors import to_hex

from lessonlib.plots import embeddings as plots
from lessonlib.plots.style import description


def test_words_stand_at_their_points_and_arrows_join_them():
    points = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    axes = plots.plot_words(points, ["man", "woman", "dog"], arrows=[("man", "woman")])
    assert np.array_equal(axes.collections[0].get_offsets(), points)
    assert texts(axes) == ["man", "woman", "dog"]
    assert len(arrows(axes)) == 1
    assert "man (0.00, 0.00), woman (1.00, 2.00), dog (3.00, 1.00)." in description(axes)
    assert description(axes).endswith("man to woman 63 degrees.")  # atan2(2, 1)


def test_families_get_their_own_points_in_every_projection_and_the_words_say_who_stays_together():
    families = {"pets": ["dog", "cat"], "days": ["x", "y", "z"]}
    apart = np.array([[0.0, 0], [0, 1], [9, 9], [9, 8], [8, 9]])
    mixed = np.array([[0.0, 0], [9, 8], [0, 1], [9, 9], [8, 9]])  # the nearest to both pets are days
    left, right = plots.plot_families({"A": apart, "B": mixed}, families)
    assert [len(group.get_offsets()) for group in left.collections] == [2, 3]
    assert np.array_equal(right.collections[1].get_offsets(), mixed[2:])
    assert left.get_title() == "A" and right.get_title() == "B" and len(left.figure.axes) == 2
    assert len({to_hex(group.get_facecolor()[0]) for group in left.collections}) == 2
    said = description(left)
    assert "A: pets 2 of 2, days 3 of 3." in said and "B: pets 0 of 2, days 1 of 3." in said
