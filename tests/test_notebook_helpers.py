import inspect
from io import BytesIO

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.colors import to_rgb

from lessonlib.classification.training import Trainer
from lessonlib.errors import InputError
from lessonlib.notebook import figure, show_source
from lessonlib.plots.classification import plot_distribution
from lessonlib.plots.style import COLOURS, HATCHES, MARKERS, describe, description, listed, new_axes, new_panels
from lessonlib.text import split_words


@pytest.fixture(autouse=True)
def no_figure_left_open():
    plt.close("all")
    yield
    plt.close("all")


@pytest.mark.parametrize("thing", [split_words, Trainer, Trainer.train_epoch, Trainer.evaluate])
def test_show_source_shows_what_runs(thing):
    shown = show_source(thing)
    assert shown.data == inspect.getsource(thing)
    assert f"{'class' if thing is Trainer else 'def'} {thing.__name__}" in shown.data
    html = DisplayFormatter().format(shown)[0]["text/html"]
    assert thing.__name__ in html and "<style>" in html  # coloured


@pytest.mark.parametrize("thing", [len, 3])
def test_show_source_of_a_thing_without_any(thing):
    with pytest.raises(TypeError):
        show_source(thing)


def test_figure_is_a_png_with_alternative_text_and_closed():
    axes = new_axes()
    axes.plot([1, 2], [3, 4])
    image = figure(axes, alt="A line that rises.")
    data, metadata = DisplayFormatter().format(image)
    assert metadata["image/png"]["alt"] == "A line that rises."
    assert image.data.startswith(b"\x89PNG") and "image/png" in data
    assert plt.get_fignums() == []  # else the notebook would show it twice


def test_figure_shows_what_was_drawn():
    def pixels(draw):
        axes = new_axes()
        if draw:
            axes.plot([1, 2], [3, 4], color="black", linewidth=9)
            axes.set(xlim=(1, 2), ylim=(3, 4))
        return plt.imread(BytesIO(figure(axes, alt="A line.").data))

    empty, drawn = pixels(False), pixels(True)
    assert drawn[..., :3].mean() < empty[..., :3].mean() - 0.01
    height, width = drawn.shape[:2]
    assert width > height > 300


@pytest.mark.parametrize("alt", [None, "", "  \n"])
def test_figure_without_words_is_refused(alt):
    with pytest.raises(InputError, match="no description"):
        figure(new_axes(), alt=alt)


def alt_of(image):
    return DisplayFormatter().format(image)[1]["image/png"]["alt"]


def test_figure_takes_the_description_from_the_plot_unless_told_otherwise():
    axes = plot_distribution({"World": 0.75, "Sports": 0.25})
    said = description(axes)
    assert "World 0.75" in said and alt_of(figure(axes)) == said
    axes = plot_distribution({"World": 0.75, "Sports": 0.25})
    assert alt_of(figure(axes, alt="Two bars.")) == "Two bars."


def test_any_axes_of_a_figure_have_its_description():
    left, right = new_panels(1, 2, 3, 3)
    assert left.figure is right.figure and left.figure.get_size_inches().tolist() == [6, 3]
    describe(left, "Two panels.", "", "Both empty.")
    assert description(right) == "Two panels. Both empty."
    assert alt_of(figure(np.array([left, right]))) == "Two panels. Both empty."


def test_a_part_of_a_figure_shows_the_whole():
    whole = plt.figure(figsize=(6, 3))
    axes = whole.subfigures(1, 2)[0].subplots()
    describe(axes, "One half of a figure.")
    image = figure(axes)
    assert alt_of(image) == "One half of a figure." and plt.get_fignums() == []


@pytest.mark.parametrize(
    ("items", "said"), [([], "none"), (["a"], "a"), (iter(["a", "b"]), "a and b"), ([1, 2, 3], "1, 2 and 3")]
)
def test_items_are_listed_as_one_would_say_them(items, said):
    assert listed(items) == said


def test_axes_can_be_read_on_a_phone():
    axes = new_axes()
    axes.set(title="Title", xlabel="words", ylabel="times")
    axes.plot([1, 2], [3, 4], label="line")
    legend = axes.legend()
    axes.figure.canvas.draw()
    texts = [axes.title, axes.xaxis.label, axes.yaxis.label, *legend.get_texts()]
    texts += [*axes.get_xticklabels(), *axes.get_yticklabels()]
    assert min(text.get_fontsize() for text in texts) >= 10
    assert axes.figure.get_size_inches().tolist() == [6, 4]
    assert not axes.spines["top"].get_visible() and axes.spines["left"].get_visible()


def test_axes_have_the_size_asked_for_and_a_figure_each():
    one, other = new_axes(), new_axes(width=5, height=3)
    assert one.figure is not other.figure
    assert other.figure.get_size_inches().tolist() == [5, 3]


def test_making_axes_changes_no_setting():
    before = dict(mpl.rcParams)
    new_axes()
    assert dict(mpl.rcParams) == before


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
