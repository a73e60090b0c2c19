"""Made-up headlines of three classes, and a classifier that is quickly trained on them."""

import numpy as np

from lessonlib.classification.estimator import HeadlineClassifier

CLUES = {
    "Business": ["shares", "profit", "bank", "oil", "trade"],
    "Sports": ["goal", "coach", "match", "striker", "cup"],
    "World": ["rebels", "vote", "minister", "treaty", "border"],
}
FILLERS = ["the", "a", "new", "as", "after", "with", "again"]


def small_classifier(**parameters):
    """An unfitted classifier with few filters and epochs, and `parameters`."""
    return HeadlineClassifier(**{"num_filters": 4, "num_epochs": 2} | parameters)


def made_up_headlines(count, seed=1):
    """`count` made-up texts, equally many per class, of two clues and two fillers each; and their labels."""
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for label, clues in CLUES.items():
        for _ in range(count // len(CLUES)):
            words = [*rng.choice(clues, 2), *rng.choice(FILLERS, 2)]
            texts.append(" ".join(rng.permutation(words)))
            labels.append(label)
    return texts, labels
