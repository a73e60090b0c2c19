import configparser
import html
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from lessonlib.errors import InputError
from lessonlib.notebook import figure
from lessonlib.plots.context import plot_sliding_window
from lessonlib.plots.style import describe, description, new_axes, new_panels


def alt_of(image):
    return html.unescape(re.search('<img alt="([^"]*)"', image.data)[1])


def pixels_of(image):
    return plt.imread(BytesIO(b64decode(re.search('src="data:image/png;base64,([^"]*)"', image.data)[1])))


@pytest.fixture(autouse=True)
def no_figure_left_open():
    plt.close("all")
    yield
    plt.close("all")


def test_the_comparison_of_notebooks_leaves_a_whole_figure_out():
    read = configparser.RawConfigParser()
    read.read(Path(__file__).with_name("pictures.cfg"))
    axes = new_axes()
    axes.plot([1, 2], [3, 4])
    assert re.sub(read["pictures"]["regex"], "", figure(axes, alt='A "line".').data) == ""  # pixels differ by machine


def test_figure_is_a_png_with_alternative_text_and_closed():
    axes = new_axes()
    axes.plot([1, 2], [3, 4])
    image = figure(axes, alt="A line that rises.")
    data, metadata = DisplayFormatter().format(image)
    assert alt_of(image) == "A line that rises." and pixels_of(image).ndim == 3
    assert data.keys() == {"text/html", "text/plain"} and not metadata  # the picture is stored once
    assert plt.get_fignums() == []  # else the notebook would show it twice


@pytest.mark.parametrize("alt", [None, "", "  \n"])
def test_figure_without_words_is_refused(alt):
    with pytest.raises(InputError, match="no description"):
        figure(new_axes(), alt=alt)


def test_figure_takes_the_description_from_the_plot_unless_told_otherwise():
    axes = plot_sliding_window(["oil", "falls"], 1)
    said = description(axes)
    assert "falls" in said and alt_of(figure(axes)) == said
    assert alt_of(figure(plot_sliding_window(["oil"], 1), alt="A box.")) == "A box."


def test_any_axes_of_a_figure_have_its_description():
    left, right = new_panels(1, 2, 3, 3)
    assert left.figure is right.figure and left.figure.get_size_inches().tolist() == [6, 3]
    describe(left, "Two panels.", "", "Both empty.")
    assert description(right) == "Two panels. Both empty."
    assert alt_of(figure(np.array([left, right]))) == "Two panels. Both empty."
