"""What a lesson needs to show things: a function's own source, and a figure with words for those who cannot see it."""

import inspect
from io import BytesIO

import matplotlib.pyplot as plt
from IPython.display import Code, Image
from matplotlib.axes import Axes


def show_source(thing: object) -> Code:
    """The source of a function or class as it stands in the library, coloured: the lesson shows what really runs.

    Raises TypeError for a thing without Python source, such as a built-in.
    """
    return Code(inspect.getsource(thing), language="python")


def figure(axes: Axes, alt: str) -> Image:
    """The figure that `axes` belong to, as a PNG whose alternative text is `alt`; the figure is closed.

    Raises ValueError when `alt` is blank: a figure that some readers cannot see needs its words.
    """
    if not alt.strip():
        raise ValueError("describe the figure in `alt`, in a sentence for a reader who cannot see it")
    buffer = BytesIO()
    axes.figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight")
    plt.close(axes.figure)
    # Not Image(alt=...): the IPython of Colab does not know that argument yet. The metadata it writes are these.
    return Image(data=buffer.getvalue(), format="png", metadata={"alt": alt})
