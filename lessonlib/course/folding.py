"""Outputs that answer a guess stay folded until the reader opens them, in JupyterLab and on the pages."""

from nbformat import NotebookNode

GUESS_ANSWER: str = "guess-answer"
"""The tag that an author gives to a cell whose output answers a guess; the rest follows from it."""

FOLDED_ON_PAGES: str = "hide-output"


def fold_guesses(notebook: NotebookNode) -> None:
    """Fold, in place, the outputs of the cells that answer a guess, and unfold all others."""
    for cell in notebook.cells:
        tags = [tag for tag in cell.metadata.get("tags", []) if tag != FOLDED_ON_PAGES]
        if GUESS_ANSWER in tags:
            cell.metadata["tags"] = [*tags, FOLDED_ON_PAGES]
            cell.metadata["jupyter"] = {"outputs_hidden": True}
        elif is_folded(cell):
            cell.metadata["tags"] = tags
            cell.metadata.pop("jupyter", None)


def is_folded(cell: NotebookNode) -> bool:
    """Whether anything keeps the output of `cell` folded."""
    return FOLDED_ON_PAGES in cell.metadata.get("tags", []) or "outputs_hidden" in cell.metadata.get("jupyter", {})
