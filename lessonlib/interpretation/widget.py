"""A box to type a headline into, which shows what the classifier makes of it at every key stroke."""

import html
import warnings

import ipywidgets as widgets
import pandas as pd
from IPython.display import HTML, display

from lessonlib.classification.estimator import HeadlineClassifier

# A box lives as long as its kernel. Where it lives, the still is superfluous; in a notebook that was opened again,
# JupyterLab writes an error in its place, an output without any element in it, and then the still is all there is.
_ONE_OF_THE_TWO = """<style>
body:has(.headline-box) .headline-still, .jp-OutputArea-output.jupyter-widgets:not(:has(*)) { display: none; }
</style>"""


class HeadlineBox(widgets.VBox):
    """A text box above the prediction for what stands in it: shaded words, winning n-grams, and all probabilities.

    For JupyterLab and Google Colab. `entry` holds the text, `prediction` what the classifier makes of it. A web page
    or a notebook without its kernel, where nothing can be computed, shows a still: the prediction for the first text.
    """

    def __init__(self, classifier: HeadlineClassifier, text: str = ""):
        self._classifier = classifier
        self.entry = widgets.Text(
            value=text,
            placeholder="type a headline",
            description="headline",
            continuous_update=True,
            layout=widgets.Layout(width="95%"),
        )
        self.prediction = widgets.HTML(value=explain_as_html(classifier, text))
        self.entry.observe(self._update, names="value")
        super().__init__([self.entry, self.prediction])
        self.add_class("headline-box")

    def _update(self, change: dict) -> None:
        self.prediction.value = explain_as_html(self._classifier, change["new"])

    def _ipython_display_(self, **kwargs: object) -> None:
        if hasattr(widgets.VBox, "_ipython_display_"):  # ipywidgets 7, which Colab has
            super()._ipython_display_(**kwargs)
        else:
            display(super()._repr_mimebundle_(), raw=True)
        display(HTML(_ONE_OF_THE_TWO + self.still()))

    def still(self) -> str:
        """What the box shows, as HTML that needs no kernel."""
        text = html.escape(self.entry.value)
        return f'<div class="headline-still"><div><b>headline</b>: {text}</div>{self.prediction.value}</div>'


def explain_as_html(classifier: HeadlineClassifier, text: str) -> str:
    """The explanation of `text` and the probability of each class, the likeliest first, as HTML.

    What the classifier warns of (no known word, too long a text) is shown below instead of being sent to the log.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        explanation = classifier.explain([text])[0]
        probabilities = classifier.predict_proba([text])[0]
    distribution = pd.Series(probabilities, classifier.classes_.astype(str)).sort_values(ascending=False, kind="stable")
    bars = "".join(_bar(label, probability) for label, probability in distribution.items())
    notes = "".join(f"<div>Note: {html.escape(note)}</div>" for note in sorted({str(one.message) for one in caught}))
    return f"{explanation._repr_html_()}<div style='max-width: 30em; margin-top: .6em'>{bars}</div>{notes}"


def _bar(label: str, probability: float) -> str:
    """One class with its probability, as words and as the length of a bar; the text keeps the page's colour."""
    return (
        '<div style="display: flex; line-height: 1.5">'
        f'<span style="width: 6em">{html.escape(label)}</span>'
        f'<span style="width: 3.5em; text-align: right; padding-right: .6em">{probability:.0%}</span>'
        f'<span style="flex: 1"><span style="display: inline-block; width: {probability:.1%}; height: .8em; '
        'background: rgba(0, 114, 178, 0.6)"></span></span></div>'
    )
