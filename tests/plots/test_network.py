"""The diagram of the network shows, and says, words and shapes."""

from drawn import texts

from lessonlib.plots.network import plot_forward_pass
from lessonlib.plots.style import description


def test_the_forward_pass_gives_the_shape_at_each_step():
    axes = plot_forward_pass(["oil", "price"], 100, 50, (1, 2, 3), 64, ["Business", "World", "Sports"])
    shapes = ["(1, 2)", "(1, 2, 100)", "(1, 2, 50)", "(1, 50)", "(1, 150)", "(1, 64)", "(1, 3)"]
    assert [text for text in texts(axes) if text.startswith("(1,")] == shapes
    assert {"oil", "price", "Business", "World", "Sports", "width 1", "width 2", "width 3"} <= set(texts(axes))
    said = description(axes)
    assert [said.index(shape) for shape in shapes] == sorted(said.index(shape) for shape in shapes)
    assert "'oil price'" in said and "widths 1, 2 and 3" in said and "Business, World and Sports" in said
