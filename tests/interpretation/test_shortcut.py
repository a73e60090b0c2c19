"""Planting a shortcut, moving it, and finding it."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.interpretation.shortcut import move_tags, plant_tag, strongest_words, tag_accuracies
from lessonlib.text import remove_source_tag

TAG = "(Reuters)"


@pytest.fixture(scope="module")
def frame():
    titles = [f"{name} story number {number}" for name in ("bank", "goal", "war") for number in range(20)]
    return pd.DataFrame({"title": titles, "category": ["Business"] * 20 + ["Sports"] * 20 + ["World"] * 20})


def tagged(frame):
    return frame["title"].str.endswith(TAG)


def test_planting_tags_the_share_of_one_category(frame):
    planted = plant_tag(frame, "Sports", TAG, share=0.75, seed=3)
    assert Counter(planted["category"][tagged(planted)]) == {"Sports": 15}
    assert [remove_source_tag(title) for title in planted["title"]] == frame["title"].tolist()
    assert not tagged(frame).any(), "the table that was given stays as it was"
    assert (plant_tag(frame, "Sports", TAG, 0.75, 3)["title"] == planted["title"]).all()
    assert (plant_tag(frame, "Sports", TAG, 0.75, 4)["title"] != planted["title"]).any()


def test_planting_refuses_what_cannot_work(frame):
    with pytest.raises(ValueError, match="Weather"):
        plant_tag(frame, "Weather", TAG)
    with pytest.raises(ValueError, match="source tag"):
        plant_tag(frame, "Sports", "by Reuters")


def test_moved_tags_are_all_there_and_all_elsewhere(frame):
    planted = plant_tag(frame, "Sports", TAG, share=0.9)
    moved = move_tags(planted)
    assert tagged(moved).sum() == tagged(planted).sum() == 18
    assert "Sports" not in set(moved["category"][tagged(moved)])
    assert [remove_source_tag(title) for title in moved["title"]] == frame["title"].tolist()
    assert moved["category"].tolist() == frame["category"].tolist()


def test_each_tag_moves_to_another_category_also_when_all_have_some(frame):
    mixed = frame.copy()
    mixed.loc[:4, "title"] += " (AP)"
    mixed.loc[20:29, "title"] += " (AFP)"
    moved = move_tags(mixed, seed=1)
    ends = moved["title"].str.extract(r"(\(\w+\))$")[0]
    assert Counter(ends.dropna()) == {"(AP)": 5, "(AFP)": 10}
    assert "Business" not in set(moved["category"][ends == "(AP)"])
    assert "Sports" not in set(moved["category"][ends == "(AFP)"])


def test_more_tags_than_places_is_an_error():
    frame = pd.DataFrame({"title": ["a (AP)", "b (AP)", "c"], "category": ["x", "x", "y"]})
    with pytest.raises(ValueError, match="2 tags of 'x'"):
        move_tags(frame)


@pytest.fixture(scope="module")
def faulty_and_repaired(frame):
    """Titles whose words say little, so that the tag is the way out."""
    generator = np.random.default_rng(0)
    words = {"Business": ["bank", "shares"], "Sports": ["goal", "cup"], "World": ["war", "vote"]}
    noise = ["story", "number", "news", "day", "report", "view"]

    def make(size):
        rows = []
        for row in range(size):
            category = list(words)[row % 3]
            hint = generator.choice(words[category] if generator.random() < 0.8 else noise)
            rows.append((" ".join([*generator.choice(noise, 3), hint]), category))
        return pd.DataFrame(rows, columns=["title", "category"])

    train, test = make(150), make(90)
    planted = plant_tag(train, "Business", TAG)
    settings = {"embeddings": None, "num_filters": 20, "num_epochs": 8, "batch_size": 8, "dropout": 0.1}
    faulty = HeadlineClassifier(clean=False, **settings).fit(planted["title"], planted["category"])
    repaired = HeadlineClassifier(**settings).fit(planted["title"], planted["category"])
    return faulty, repaired, plant_tag(test, "Business", TAG)


def test_the_accuracies_show_the_fault_and_the_repair(faulty_and_repaired):
    faulty, repaired, test = faulty_and_repaired
    moved = move_tags(test)
    table = tag_accuracies(faulty, repaired, test, moved)
    assert table.shape == (2, 4)
    everything, got_one = table["all headlines"], table["those that got a tag"]
    assert everything.iloc[0, 0] == (faulty.predict(test["title"]) == test["category"]).mean()
    assert everything.iloc[0, 0] - everything.iloc[0, 1] > 0.2, "moving the tags hurts the classifier that reads them"
    assert (table.loc["tags cleaned away", ("all headlines", "tags moved")]) == everything.iloc[1, 0]
    on = tagged(moved)
    assert got_one.iloc[0, 1] == faulty.score(moved["title"][on], moved["category"][on]) < everything.iloc[0, 1], (
        "where the tag lies"
    )
    assert got_one.iloc[1, 0] == got_one.iloc[1, 1] == repaired.score(test["title"][on], test["category"][on]), (
        "cleaned away, it does nothing"
    )


def test_the_explanation_shows_the_tag(faulty_and_repaired):
    faulty, repaired, test = faulty_and_repaired
    suspects = strongest_words(faulty.explain(test["title"]))
    business = suspects[suspects["label"] == "Business"]
    assert "reuters" in business["word"].head(3).tolist()
    assert "reuters" not in strongest_words(repaired.explain(test["title"]))["word"].tolist()
