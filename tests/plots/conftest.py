"""For the tests of all figures."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

PHONE = 360  # pixels


@pytest.fixture(autouse=True)
def figures_for_everybody():
    """Every figure has words for those who cannot see it, and letters that can be read where it fills a phone."""
    yield
    figures = [plt.figure(number) for number in plt.get_fignums()]
    described = [bool(figure.get_label()) for figure in figures]
    heights = [smallest_letters(figure) for figure in figures]
    plt.close("all")
    assert all(described)
    assert all(height >= 9 for height in heights), heights


def smallest_letters(figure: Figure) -> float:
    """The font size, in pixels, of the smallest text in `figure` where it is as wide as a phone."""
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
    inches = figure.get_figwidth()
    return min(sizes) / 72 / inches * PHONE
