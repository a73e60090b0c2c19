"""The diagrams of lesson 01 show, and say, what they were given."""

import pytest
from drawn import arrows, texts
from gensim.models.fasttext_inner import compute_ngrams
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch

from lessonlib.exercises.lesson_01_pairs import context_pairs
from lessonlib.plots import context as plots
from lessonlib.plots.style import description

TOKENS = "we know a word by its company".split()


def boxes(axes, colour):
    return [p for p in axes.patches if isinstance(p, FancyBboxPatch) and to_hex(p.get_facecolor()) == to_hex(colour)]


def in_legend(axes, name):
    """The boxes in the colour that the legend gives to `name`."""
    entries = zip(axes.figure.legends[0].get_texts(), axes.figure.legends[0].get_patches(), strict=True)
    (colour,) = [patch.get_facecolor() for text, patch in entries if text.get_text().startswith(name)]
    return boxes(axes, colour)


@pytest.mark.parametrize("window", [1, 2, 10])
def test_the_sliding_window_marks_as_many_contexts_as_there_are_pairs(window):
    axes = plots.plot_sliding_window(TOKENS, window)
    assert len(in_legend(axes, "target")) == len(TOKENS)
    assert len(in_legend(axes, "context")) == len(context_pairs(TOKENS, window))


def test_the_sliding_window_says_each_target_with_its_context():
    said = description(plots.plot_sliding_window("a bad old dog".split(), window=1))
    assert said.endswith("a: bad; bad: a and old; old: bad and dog; dog: old.") and "at most 1 " in said


def test_architectures_point_from_the_given_to_the_asked_words():
    axes = plots.plot_architectures(TOKENS, target=3, window=2)
    assert len(arrows(axes)) == 3 + 4 + 4  # all words before; two on each side, to the target and from it
    assert len(in_legend(axes, "target")) == 3 and len(in_legend(axes, "context")) == 3 + 4 + 4
    said = description(axes)
    for question in (
        "Given we, know and a, guess word.",
        "Given know, a, by and its, guess word.",
        "Given word, guess know, a, by and its.",
    ):
        assert question in said


def test_negative_sampling_has_one_true_pair():
    axes = plots.plot_negative_sampling("word", "company", ["of", "oxygen"])
    assert len(arrows(axes)) == 3
    assert sum("pull" in text for text in texts(axes)) == 1 and sum("push" in text for text in texts(axes)) == 2
    said = description(axes)
    assert "target word" in said and "company, seen together: label 1" in said and "of and oxygen: label 0" in said


@pytest.mark.parametrize("word", ["island", "a", "be"])
def test_every_ngram_is_drawn_once_under_its_letters(word):
    axes = plots.plot_ngrams(word, 2, 4)
    marked = f"<{word}>"
    drawn = [text for text in texts(axes) if len(text) > 1 and not text.startswith("n =")]
    assert sorted(drawn) == sorted(compute_ngrams(word, 2, 4))
    for patch in (patch for colour in plots.PIECES for patch in boxes(axes, colour)):
        left = round(patch.get_x() + 0.5)
        assert marked[left : left + round(patch.get_width())] in drawn
    assert not overlapping([patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)])
    assert all(f" {ngram}" in description(axes) for ngram in drawn)


def overlapping(patches):
    corners = [(p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()) for p in patches]
    return any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for i, a in enumerate(corners) for b in corners[:i]
    )
