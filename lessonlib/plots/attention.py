"""Figures of lesson 06: who looks at whom, and how near the same word is to itself, layer by layer."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from lessonlib.plots.style import describe, draw_table, legend_outside, listed_values, look, new_axes, new_panels


def plot_looks(heads: Mapping[str, np.ndarray], pieces: Sequence[str]) -> np.ndarray:
    """A square table per head, float (pieces, pieces): each row looks, and its numbers sum to 1. One Axes per table."""
    axes = new_panels(len(heads), 1, 0.44 * len(pieces) + 0.8, 0.36 * len(pieces) + 1.1)
    said = []
    for panel, (name, looks) in zip(axes, heads.items(), strict=True):
        draw_table(panel, looks, pieces, darkest=1, least=0.1)
        panel.set_title(name)
        panel.set_ylabel("who looks")
        mostly = "; ".join(
            f"{piece} at {pieces[row.argmax()]}, {row.max():.2f}" for piece, row in zip(pieces, looks, strict=True)
        )
        said.append(f"{name}: mostly {mostly}.")
    axes[-1].set_xlabel("at whom")
    describe(axes[0], "Tables of attention, a row for each piece that looks, a column for each it looks at.", *said)
    return axes


def plot_layers(lines: Mapping[str, Sequence[float]], scale: str, levels: Mapping[str, float]) -> Axes:
    """A line per name, a value for each layer from 0; `levels` are dashed lines across. `scale` is what is measured."""
    axes = new_axes(5.2, 3.6)
    for number, (name, values) in enumerate(lines.items()):
        colour, marker = look(number)
        axes.plot(range(len(values)), values, color=colour, marker=marker, label=name)
    for number, (name, value) in enumerate(levels.items()):
        axes.axhline(value, color="#555555", linestyle=("--", ":")[number % 2], linewidth=1.2, label=name)
    axes.set_xlabel("layer (0: before attention)")
    axes.set_ylabel(scale)
    handles, _ = axes.get_legend_handles_labels()
    legend_outside(axes, handles, 2, "upper")
    said = [
        f"{name}: {listed_values({f'layer {at}': value for at, value in enumerate(values)})}."
        for name, values in lines.items()
    ]
    describe(axes, f"Line chart of {scale} by layer.", *said, f"Across: {listed_values(levels)}." if levels else "")
    return axes
