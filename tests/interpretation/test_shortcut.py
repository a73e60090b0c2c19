"""Planting a shortcut, moving it, and finding it."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

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


def classifier_by(rule):
    """What `tag_accuracies` needs of a classifier that goes by a known rule."""
    return SimpleNamespace(score=lambda titles, categories: np.mean(titles.map(rule) == categories))


def test_the_accuracies_show_the_fault_and_the_repair(frame):
    topics = {"bank": "Business", "goal": "Sports", "war": "World"}
    by_words = classifier_by(lambda title: topics[title.split()[0]])
    by_tags = classifier_by(lambda title: "Sports" if title.endswith(TAG) else topics[title.split()[0]])
    planted = plant_tag(frame, "Sports", TAG)  # 18 of 60
    table = tag_accuracies(by_tags, by_words, planted, move_tags(planted))
    assert table.loc["reads the tags"].tolist() == [1, 0.7, 1, 0]
    assert table.loc["tags cleaned away"].tolist() == [1, 1, 1, 1]
    assert list(table.columns) == [
        (part, tags)
        for part in ("all headlines", "those that got a tag")
        for tags in ("tags as in training", "tags moved")
    ]


def test_the_strongest_words_are_means_over_the_headlines_with_a_label():
    read = [("Sports", ["goal", "reuters"], [0.5, 2.0])] * 5 + [("World", ["war", "goal"], [1.0, -1.0])] * 4
    explanations = [SimpleNamespace(label=label, tokens=words, word_scores=scores) for label, words, scores in read]
    found = strongest_words(explanations)
    assert found.to_numpy().tolist() == [["Sports", "reuters", 5, 2.0], ["Sports", "goal", 5, 0.5]]
    assert strongest_words(explanations, at_least=4)["word"].tolist() == ["reuters", "war", "goal", "goal"]
