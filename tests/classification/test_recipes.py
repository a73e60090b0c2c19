"""The ladder from the textbook's recipe to the course's."""

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.recipes import STEPS, TEXTBOOK, compare_recipes, ladder


def test_each_step_gives_up_its_own_part_of_the_textbook():
    changed = [name for names in STEPS.values() for name in names]
    assert sorted(changed) == sorted(TEXTBOOK)
    defaults = HeadlineClassifier().get_params()
    assert all(defaults[name] != value for name, value in TEXTBOOK.items())


def test_the_ladder_leads_from_the_textbook_to_the_defaults():
    rungs = list(ladder().values())
    assert rungs[0] == TEXTBOOK
    assert rungs[-1] == {}
    assert all(set(after) < set(before) for before, after in zip(rungs, rungs[1:], strict=False))


def test_comparing_scores_each_recipe():
    frame = pd.DataFrame({"title": ["goal scored", "vote held"] * 20, "category": ["Sports", "World"] * 20})
    vectors = KeyedVectors(4)
    vectors.add_vectors(["goal", "vote"], np.array([[1, 0, 0, 0], [0, 1, 0, 0]], dtype=np.float32))
    heard = []
    recipes = {
        "learns": {"num_epochs": 20, "learning_rate": 0.05, "num_filters": 4},
        "hardly": {"num_epochs": 1, "learning_rate": 1e-9, "num_filters": 4, "embeddings": None},
    }
    table = compare_recipes(recipes, frame, frame, frame, vectors, seeds=[1, 2], announce=heard.append)
    assert heard == list(table.index) == ["learns", "hardly"]
    assert table.loc["learns", "f1"] == 1.0
    assert table.loc["learns", "spread"] == 0.0
    assert table.loc["hardly", "f1"] < 1.0
    assert (table["seconds"] > 0).all()
