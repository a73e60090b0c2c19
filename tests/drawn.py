"""What a figure holds, for the tests of the plots."""

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch


def arrows(axes: Axes) -> list[FancyArrowPatch]:
    return [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def labels(axes: Axes) -> list[str]:
    """The names on the y axis, from its first place to its last."""
    return [label.get_text() for label in axes.get_yticklabels()]
