"""What a lesson needs to show a figure: with words for those who cannot see it."""

from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image
from matplotlib.axes import Axes

from lessonlib.errors import InputError
from lessonlib.plots.style import description, figure_of


def figure(axes: Axes | np.ndarray, alt: str | None = None) -> Image:
    """The figure that `axes`, one or an array of them, belong to: a PNG with alternative text. The figure is closed.

    Every `plot_...` function of the course describes what it drew; `alt` replaces that text, or gives it to a figure of
    one's own. Raises InputError when there are no words at all: some readers cannot see the figure.
    """
    first = axes.flat[0] if isinstance(axes, np.ndarray) else axes
    words = description(first) if alt is None else alt
    if not words.strip():
        raise InputError("the figure has no description; pass `alt`, a sentence for a reader who cannot see it")
    buffer = BytesIO()
    figure_of(first).savefig(buffer, format="png", dpi=110, bbox_inches="tight")
    plt.close(figure_of(first))
    # Not Image(alt=...): the IPython of Colab does not know that argument yet. The metadata it writes are these.
    return Image(data=buffer.getvalue(), format="png", metadata={"alt": words})
