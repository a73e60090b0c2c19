"""The figures of lessons 01 and 02 show the data that they were given."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from lessonlib.embeddings.evaluation import Correlation
from lessonlib.embeddings.windows import character_ngrams, context_pairs
from lessonlib.plots import embeddings as plots

TOKENS = "we know a word by its company".split()


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def boxes(axes, colour):
    return [p for p in axes.patches if isinstance(p, FancyBboxPatch) and to_hex(p.get_facecolor()) == colour.lower()]


def arrows(axes):
    return [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]


def texts(axes):
    return [text.get_text() for text in axes.texts]


GIVEN, ASKED = plots._GIVEN, plots._ASKED


def test_distances_are_written_into_their_cells():
    matrix = np.array([[0, 0.25], [0.25, 0]])
    one, two = plots.plot_distances({"first": matrix, "second": 2 * matrix}, ["king", "queen"])
    assert texts(one) == ["0.00", "0.25", "0.25", "0.00"] and "0.50" in texts(two)
    assert [label.get_text() for label in one.get_xticklabels()] == ["king", "queen"]
    assert np.array_equal(two.images[0].get_array(), 2 * matrix)


@pytest.mark.parametrize("window", [1, 2, 10])
def test_the_sliding_window_marks_as_many_contexts_as_there_are_pairs(window):
    axes = plots.plot_sliding_window(TOKENS, window)
    assert len(boxes(axes, ASKED)) == len(TOKENS)
    assert len(boxes(axes, GIVEN)) == len(context_pairs(TOKENS, window))


def test_architectures_point_from_the_given_to_the_asked_words():
    axes = plots.plot_architectures(TOKENS, target=3, window=2)
    assert len(arrows(axes)) == 3 + 4 + 4  # all words before; two on each side, to the target and from it
    assert len(boxes(axes, ASKED)) == 1 + 1 + 4 and len(boxes(axes, GIVEN)) == 3 + 4 + 1


def test_negative_sampling_has_one_true_pair():
    axes = plots.plot_negative_sampling("word", "company", ["of", "oxygen"])
    assert len(arrows(axes)) == 3
    assert sum("pull" in text for text in texts(axes)) == 1 and sum("push" in text for text in texts(axes)) == 2


@pytest.mark.parametrize("word", ["island", "a", "be"])
def test_every_ngram_is_drawn_once_under_its_letters(word):
    axes = plots.plot_ngrams(word, 2, 4)
    marked = f"<{word}>"
    drawn = [text for text in texts(axes) if len(text) > 1 and not text.startswith("n =")]
    assert sorted(drawn) == sorted(character_ngrams(word, 2, 4))
    for patch in boxes(axes, GIVEN):
        left = round(patch.get_x() + 0.5)
        assert marked[left : left + round(patch.get_width())] in drawn
    assert not boxes(axes, to_hex(plots._PLAIN))  # white says "not used" in the other figures
    assert not overlapping([patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)])


def overlapping(patches):
    corners = [(p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()) for p in patches]
    return any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for i, a in enumerate(corners) for b in corners[:i]
    )


def test_correlations_are_bars_with_their_interval():
    scores = {"CBOW": Correlation(0.4, 100, 353), "skip-gram": Correlation(-0.1, 100, 353)}
    axes = plots.plot_correlations(scores, "title")
    assert [bar.get_width() for bar in axes.patches] == [0.4, -0.1]
    assert [tuple(line.get_xdata()) for line in axes.lines[:2]] == [score.interval for score in scores.values()]
    assert axes.get_xlim()[0] <= scores["skip-gram"].interval[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["CBOW", "skip-gram"]


def test_words_stand_at_their_points_and_arrows_join_them():
    points = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    axes = plots.plot_words(points, ["man", "woman", "dog"], arrows=[("man", "woman")])
    assert np.array_equal(axes.collections[0].get_offsets(), points)
    assert texts(axes) == ["man", "woman", "dog"]
    assert len(arrows(axes)) == 1
    with pytest.raises(ValueError):
        plots.plot_words(points, ["man", "woman"])


def test_families_get_their_own_points_in_every_projection():
    points = np.arange(10.0).reshape(5, 2)
    families = {"pets": ["dog", "cat"], "days": ["x", "y", "z"]}
    left, right = plots.plot_families({"PCA": points, "t-SNE": -points}, families)
    assert [len(group.get_offsets()) for group in left.collections] == [2, 3]
    assert np.array_equal(right.collections[1].get_offsets(), -points[2:])
    assert left.get_title() == "PCA" and right.get_title() == "t-SNE"
    colours = {to_hex(group.get_facecolor()[0]) for group in left.collections}
    assert len(colours) == 2


def test_associations_are_sorted_around_zero():
    axes = plots.plot_associations(
        {"maths": pd.Series({"algebra": 0.3, "sums": -0.1}), "arts": pd.Series({"dance": -0.2})}, "low", "high"
    )
    assert [label.get_text() for label in axes.get_yticklabels()] == ["dance", "sums", "algebra"]
    low, high = axes.get_xlim()
    assert low == -high and high > 0.3
    assert axes.get_xlabel() == "mean cosine to high less that to low"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["maths", "arts"]


def test_accuracy_leaves_out_what_was_not_covered():
    table = pd.DataFrame({"GloVe": [0.9, 0.5], "own": [0.1, math.nan]}, index=["capitals", "plurals"])
    axes = plots.plot_accuracy(table)
    drawn = [group.get_offsets() for group in axes.collections[:2]]
    assert drawn[0].tolist() == [[0.9, 0.0], [0.5, 1.0]]
    assert np.ma.filled(drawn[1], np.nan)[0].tolist() == [0.1, 0.0] and np.isnan(np.ma.filled(drawn[1], np.nan)[1, 0])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["capitals", "plurals"]
