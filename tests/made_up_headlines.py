"""Made-up headlines of three classes, and a classifier that is quickly trained on them."""

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
