"""How every figure of the course looks: legible on a phone, in grey print, and to colour-blind readers."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

# Okabe and Ito (2008), "Color Universal Design": told apart with every common colour vision. Not all of them differ
# in grey print, so each comes with a marker and a hatch of its own.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo", "---")


def new_axes(width: float = 6.0, height: float = 4.0) -> Axes:
    """Empty axes of `width` x `height` inches with the course's fonts; `notebook.figure` shows and closes it."""
    settings = {"font.size": 11, "axes.titlesize": 12, "axes.labelsize": 11}
    with plt.rc_context(settings):
        _, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.spines[["top", "right"]].set_visible(False)
    return axes
