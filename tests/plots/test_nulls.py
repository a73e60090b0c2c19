"""The figure of a null shows, and says, what came out beside what would have come out anyway."""

import numpy as np
from drawn import labels

from lessonlib.plots.nulls import plot_null
from lessonlib.plots.style import description


def test_a_null_is_a_row_of_dots_and_the_claim_a_diamond_in_it():
    nulls = {"as they are": np.linspace(0.8, 1.0, 21), "whitened": np.full(5, 0.5)}
    axes = plot_null(nulls, {"as they are": 0.9, "whitened": 0.7}, "random direction", "gender", "share")
    diamond, dots, other, others = (group.get_offsets() for group in axes.collections)
    assert np.array_equal(dots[:, 0], nulls["as they are"]) and np.abs(dots[:, 1]).max() < 0.3
    assert diamond.tolist() == [[0.9, 0.0]] and other.tolist() == [[0.7, 1.0]] and len(others) == 5
    assert labels(axes) == ["as they are", "whitened"] and axes.get_xlabel() == "share"
    said = description(axes)
    assert "as they are: gender 0.90; random direction, 21 draws: mean 0.90, nine in ten from 0.81 to 0.99." in said
