"""The ladder from the textbook's recipe to the course's."""

import numpy as np
import pandas as pd

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.recipes import (
    BUILT_BY_HAND,
    TEXTBOOK,
    ladder,
    predict_runs,
    score_table,
    train_runs,
)


def test_the_ladder_leads_from_the_textbook_to_the_defaults():
    rungs = list(ladder().values())
    assert rungs[0] == TEXTBOOK
    assert rungs[-1] == {}
    assert all(HeadlineClassifier().get_params()[name] != value for name, value in TEXTBOOK.items())
    assert all(set(after) < set(before) for before, after in zip(rungs, rungs[1:], strict=False))


def test_the_recipe_is_what_the_lessons_say_of_it():
    recipe = HeadlineClassifier().get_params()
    said = {"num_filters": 100, "filter_sizes": (1, 2, 3), "hidden_dim": None, "dropout": 0.5, "embedding_dropout": 0.2}
    assert said.items() <= recipe.items()
    assert recipe["learning_rate"] == 2 * TEXTBOOK["learning_rate"], "steps that are twice as large at first"
    assert 1 - recipe["label_smoothing"] * 3 / 4 == 0.925, "with four classes, 92.5 % for the right one"
    assert (recipe["batch_size"], recipe["seed"]) == (64, 1234), "as in the loop of lesson 03"


def test_what_lesson_03_builds_avoids_the_traps_and_trains_as_the_textbook_does():
    assert not {"keep_best", "relu", "mask_padding", "reading", "clean"} & BUILT_BY_HAND.keys()
    assert BUILT_BY_HAND.items() <= TEXTBOOK.items()
    assert BUILT_BY_HAND["schedule"] == "plateau" and BUILT_BY_HAND["weight_decay"] == 0


def test_runs_differ_by_their_seed_alone_and_keep_quiet_about_titles_without_words(recwarn):
    frame = pd.DataFrame({"title": ["goal scored", "vote held"] * 10, "category": ["Sports", "World"] * 10})
    parameters = {"num_epochs": 2, "num_filters": 2}
    runs = train_runs(parameters, frame, frame, None, seeds=[1, 2, 1])
    assert [run.seed for run in runs] == [1, 2, 1]
    logits = [run.logits(frame["title"]) for run in runs]
    assert (logits[0] == logits[2]).all() and (logits[0] != logits[1]).any()
    predicted = predict_runs(runs, ["goal", "", "vote"])
    assert predicted.shape == (3, 3) and (predicted[1] == runs[1].predict(["goal", "zz goal", "vote"])).mean() >= 2 / 3
    assert not recwarn.list


def test_the_table_of_scores_has_intervals_over_rows_and_the_range_of_the_runs():
    truth = ["a", "b"] * 50
    right, wrong = np.array(truth), np.array(["b", "a"] * 50)
    table = score_table(truth, {"always": right, "every other run": np.stack([right, wrong])})
    assert table.loc["always"].tolist() == [1, 1, 1, 1, 1]
    assert table.loc["every other run", ["mean", "lowest run", "highest run"]].tolist() == [0.5, 0, 1]
