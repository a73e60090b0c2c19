"""Draws the pictures of the README and of links to the pages: python scripts/make_pictures.py writes them."""

from pathlib import Path

from lessonlib.datasets import load_glove
from lessonlib.embeddings.projection import project_pca
from lessonlib.plots.embeddings import plot_words
from lessonlib.plots.network import plot_forward_pass
from lessonlib.plots.style import figure_of

CHECKOUT = Path(__file__).resolve().parent.parent
ARROWS = [("man", "king"), ("woman", "queen"), ("france", "paris"), ("germany", "berlin"), ("italy", "rome")]


def draw_forward_pass() -> None:
    """The network of lesson 03, for the README."""
    headline = "oil prices fall as talks end".split()
    axes = plot_forward_pass(headline, 100, 50, (1, 2, 3), 100, ["Business", "Sci/Tech", "Sports", "World"])
    figure_of(axes).savefig(CHECKOUT / "docs" / "forward-pass.png", dpi=100, bbox_inches="tight")


def draw_preview() -> None:
    """Some words of GloVe on a plane, in the shape in which a link to the course is shown elsewhere (1200 x 630)."""
    words = [word for arrow in ARROWS for word in arrow]
    points, _ = project_pca(load_glove("sample"), words)
    axes = plot_words(points, words, ARROWS)
    figure = figure_of(axes)
    figure.set_size_inches(12, 6.3)
    axes.set_axis_off()
    for text in axes.texts:
        text.set_fontsize(16)
    figure.suptitle("Word embeddings: from counting neighbours\nto a classifier you can question", fontsize=28)
    figure.savefig(CHECKOUT / "site" / "_static" / "preview.png", dpi=100)


if __name__ == "__main__":
    draw_forward_pass()
    draw_preview()
