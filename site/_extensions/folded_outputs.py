"""A folded output is named by its visible words, which say more than the hidden name that myst-nb gives every fold.

That name ("Toggle hidden content") also differs from what is seen, so nobody can open the fold by saying its words:
https://www.w3.org/WAI/WCAG22/Understanding/label-in-name
"""

from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


def visit_fold(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a fold as myst-nb does, without the hidden name."""
    start = len(translator.body)
    visit_HideCellInput(translator, node)
    translator.body[start:] = [
        part.replace(' aria-label="Toggle hidden content"', "") for part in translator.body[start:]
    ]


def setup(app: Sphinx) -> dict[str, bool]:
    """Write folds in our way."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_HideCellInput))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
