"""Every figure shows the names that it is given as they were typed, and as many of them as there are."""

import importlib
import itertools
import pkgutil

import numpy as np
import pandas as pd
import pytest
from matplotlib.legend import Legend
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from lessonlib import plots
from lessonlib.embeddings.evaluation import Correlation
from lessonlib.plots.style import figure_of


def points(names):
    angles = np.linspace(0, 5, len(names))
    return np.column_stack([np.cos(angles), np.sin(angles)])


def intervals(names):
    return pd.DataFrame({"mean": 0.5, "low": 0.4, "high": 0.6}, index=list(names))


def bins(names):
    return {
        name: pd.DataFrame({"confidence": [0.5], "accuracy": [0.5], "low": 0.4, "high": 0.6, "count": 4, "share": 1})
        for name in names
    }


# How each figure is drawn with `names` wherever it takes names, and at most as many of them as it can take.
FIGURES = {
    "plot_score_intervals": lambda draw, names: draw({name: intervals(names) for name in names}, names[0]),
    "plot_reliability": lambda draw, names: draw(bins(names)),
    "plot_sliding_window": lambda draw, names: draw(names, 1),
    "plot_architectures": lambda draw, names: draw(names, 1, 1),
    "plot_negative_sampling": lambda draw, names: draw(names[0], names[1], names),
    "plot_ngrams": lambda draw, names: draw(names[0][:5], 3, 5),
    "plot_correlations": lambda draw, names: draw({names[0]: dict.fromkeys(names, Correlation(0.5, 99, 99))}),
    "plot_words": lambda draw, names: draw(points(names), names, [names[:2]]),
    "plot_families": lambda draw, names: draw(
        dict.fromkeys(names[:2], points(names)), {name: [f"{name} member"] for name in names}
    ),
    "plot_associations": lambda draw, names: draw(
        {name: pd.Series([0.1 * number], index=[name]) for number, name in enumerate(names)}, *names[:2]
    ),
    "plot_zipf": lambda draw, names: draw({name: 9 - place for place, name in enumerate(names)}),
    "plot_feature_map": lambda draw, names: draw(np.eye(len(names)), names),
    "plot_forward_pass": lambda draw, names: draw(names, 5, 4, [2, 3], 6, names),
    "plot_gradient_descent": lambda draw, names: draw(lambda weight: weight**2, dict.fromkeys(names, np.array([1.0]))),
    "plot_null": lambda draw, names: draw(
        dict.fromkeys(names, np.arange(3.0)), dict.fromkeys(names, 1.0), names[0], names[1], names[2]
    ),
    "plot_toy_vectors": lambda draw, names: draw(dict.fromkeys(names[:2], [points(names)] * 2), names),
    "plot_looks": lambda draw, names: draw(dict.fromkeys(names[:1], np.eye(len(names))), names),
    "plot_layers": lambda draw, names: draw(dict.fromkeys(names, [0.5, 0.6]), names[0], {}),
    "plot_distances": lambda draw, names: draw(dict.fromkeys(names[:2], np.ones((len(names), len(names)))), names),
}
MODULES = [importlib.import_module(f"lessonlib.plots.{module.name}") for module in pkgutil.iter_modules(plots.__path__)]
DRAWN = {
    name: function
    for module in MODULES
    for name, function in vars(module).items()
    if name.startswith("plot_") and function.__module__ == module.__name__
}


def shown(axes):
    """What stands in the figure as it was typed, once it is drawn: of all else matplotlib would make a formula."""
    figure = figure_of(np.atleast_1d(axes)[0])
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(Text) if not text.get_parse_math()]


def test_every_figure_is_tried():
    assert sorted(DRAWN) == sorted(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_dollar_signs_are_shown_as_they_were_typed(name):
    """Two of them would make matplotlib set a formula, or fail where there is none: $\\x$ is no LaTeX."""
    names = [r"a$\x$", "$5", "b$c$"]
    text = " ".join(shown(FIGURES[name](DRAWN[name], names)))
    in_letters = name == "plot_ngrams"
    found = [one for one in names if (" ".join(one) if in_letters else one) in text]
    shows_one = name in ("plot_ngrams", "plot_zipf")
    assert found == (names[:1] if shows_one else names)


@pytest.mark.parametrize("name", FIGURES)
def test_there_may_be_nine_of_everything(name):
    drawn = np.atleast_1d(FIGURES[name](DRAWN[name], [f"long name {number}" for number in range(9)]))
    figure = figure_of(drawn[0])
    figure.canvas.draw()
    legends = [legend.get_window_extent() for legend in figure.findobj(Legend)]
    assert all(figure.bbox.containsx(box.x0) and figure.bbox.containsx(box.x1) for box in legends)
    for axes in drawn:
        boxes = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_rotation() in (0, 90)]
        assert all(one.x1 <= other.x0 for one, other in itertools.pairwise(boxes))


def test_names_in_the_forward_pass_stay_in_their_cells():
    axes = DRAWN["plot_forward_pass"](
        ["internationally", *"abcdefgh"], 5, 4, [2, 3], 6, [f"class {n}" for n in range(9)]
    )
    axes.figure.draw_without_rendering()
    cells = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, Rectangle)]
    names = [text.get_window_extent() for text in axes.texts if "…" in text.get_text()]
    assert len(names) == 1 + 9
    assert all(any(cell.x0 <= name.x0 and name.x1 <= cell.x1 for cell in cells) for name in names)
