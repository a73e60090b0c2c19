"""What a lesson needs to show a figure: with words for those who cannot see it."""

import html
from base64 import b64encode
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML
from matplotlib.axes import Axes
from PIL import Image

from lessonlib.errors import InputError
from lessonlib.plots.style import description, figure_of, read_off

_DOTS = 110  # per inch, on a plain screen; a picture has twice as many, for phones and for whoever enlarges it


def figure(axes: Axes | np.ndarray, alt: str | None = None) -> HTML:
    """The figure that `axes`, one or an array of them, belong to: a PNG with alternative text. The figure is closed.

    Every `plot_...` function of the course describes what it drew; of a plain chart of one's own, the numbers are read
    off. `alt` replaces these words. Raises InputError when there are none: some readers cannot see the figure.
    """
    first = axes.flat[0] if isinstance(axes, np.ndarray) else axes
    words = (description(first) or read_off(first)) if alt is None else alt
    if not words.strip():
        raise InputError("the figure has no description; pass `alt`, a sentence for a reader who cannot see it")
    drawn, buffer = BytesIO(), BytesIO()
    figure_of(first).savefig(drawn, format="png", dpi=2 * _DOTS, bbox_inches="tight")
    plt.close(figure_of(first))
    picture = Image.open(drawn).convert("RGB").quantize(256)  # else a notebook would be three times as large
    picture.save(buffer, format="png", optimize=True)
    # Not IPython's Image: JupyterLab and nbconvert show no alternative text for one, only for an <img> of HTML.
    png = b64encode(buffer.getvalue()).decode()
    return HTML(f'<img alt="{html.escape(words)}" width="{picture.width // 2}" src="data:image/png;base64,{png}">')
