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


class HeadlineBox:
    """A text box above the prediction for what stands in it: shaded words, winning n-grams, and all probabilities.

    For JupyterLab and Google Colab. `entry` holds the text, `prediction` what the classifier makes of it. A web page
    or a notebook without its kernel, where nothing can be computed, shows a still: the prediction for the first text.
    """

    def __init__(self, classifier: HeadlineClassifier, text: str = ""):
        self.entry = widgets.Text(
            value=text, placeholder="type a headline", description="headline", layout=widgets.Layout(width="95%")
        )
        self.prediction = widgets.HTML(explain_as_html(classifier, text))
        widgets.dlink(
            (self.entry, "value"), (self.prediction, "value"), lambda typed: explain_as_html(classifier, typed)
        )

    def _ipython_display_(self) -> None:
        display(widgets.VBox([self.entry, self.prediction]).add_class("headline-box"))
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
    table = pd.DataFrame({"probability": probabilities}, classifier.classes_.astype(str))
    bars = table.sort_values("probability", ascending=False, kind="stable").style.format("{:.0%}")
    bars = bars.format_index(escape="html").bar(color="rgba(0, 114, 178, 0.6)", vmin=0, vmax=1, props="width: 15em;")
    notes = "".join(f"<div>Note: {html.escape(note)}</div>" for note in sorted({str(one.message) for one in caught}))
    return f"{explanation._repr_html_()}{bars.to_html(table_uuid='chances')}{notes}"
