"""A classifier that an earlier lesson kept is used for the rows it was fitted on, and for no others."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from made_up_headlines import made_up_headlines, small_classifier

NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks" / "04_interpretability.ipynb"


def test_lesson_04_takes_a_kept_classifier_only_if_it_was_fitted_on_these_rows(tmp_path, capsys):
    """As when somebody's own table is called like the sample, or was mended since."""
    cells = ["".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]]
    [cell] = [source for source in cells if "def trained_classifier" in source]
    space = {}
    exec(cell[: cell.index("\n\n\n", cell.index("def trained_classifier"))], space)
    table = pd.DataFrame(dict(zip(("title", "category"), made_up_headlines(90), strict=True)))
    train, validation = table.iloc[::2], table.iloc[1::2]
    saved = tmp_path / "classifier_sample.safetensors"
    small_classifier().fit(train["title"], train["category"].str.upper()).save(saved)
    classifier = space["trained_classifier"](saved, train, validation)
    assert "no classifier of these rows" in capsys.readouterr().out
    assert np.mean(classifier.predict(validation["title"]) == validation["category"]) > 0.9
    space["trained_classifier"](saved, train, validation)
    assert "no classifier" not in capsys.readouterr().out
