"""What a lesson needs to show things: a function's own source, and a figure with words for those who cannot see it."""

import inspect
from io import BytesIO

import matplotlib.pyplot as plt
from IPython.display import Code, Image
from matplotlib.axes import Axes

from lessonlib.errors import InputError
from lessonlib.plots.style import description


def show_source(thing: object) -> Code:
    """The source of a function or class as it stands in the library, coloured: the lesson shows what really runs.

    Raises TypeError for a thing without Python source, such as a built-in.
    """
    return Code(inspect.getsource(thing), language="python")


def figure(axes: Axes, alt: str | None = None) -> Image:
    """The figure that `axes` belong to, as a PNG with alternative text; the figure is closed.

    Every `plot_...` function of the course describes what it drew; `alt` replaces that text, or gives it to a figure of
    one's own. Raises InputError when there are no words at all: some readers cannot see the figure.
    """
    words = description(axes) if alt is None else alt
    if not words.strip():
        raise InputError("the figure has no description; pass `alt`, a sentence for a reader who cannot see it")
    buffer = BytesIO()
    axes.figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight")
    plt.close(axes.figure)
    # Not Image(alt=...): the IPython of Colab does not know that argument yet. The metadata it writes are these.
    return Image(data=buffer.getvalue(), format="png", metadata={"alt": words})
