"""Draws the README's picture: python scripts/make_pictures.py writes docs/forward-pass.png."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from lessonlib.plots.network import plot_forward_pass  # noqa: E402 (the backend comes first)
from lessonlib.plots.style import figure_of  # noqa: E402

DOCS = Path(__file__).resolve().parent.parent / "docs"

if __name__ == "__main__":
    headline = "oil prices fall as talks resume".split()
    axes = plot_forward_pass(headline, 100, 50, (1, 2, 3), 100, ["Business", "Sci/Tech", "Sports", "World"])
    DOCS.mkdir(exist_ok=True)
    figure_of(axes).savefig(DOCS / "forward-pass.png", dpi=100, bbox_inches="tight")
    print(f"wrote {DOCS / 'forward-pass.png'}")
