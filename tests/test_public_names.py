"""The names that people's notebooks call, and what they pass by name: a change of one is said in CHANGELOG.md."""

import importlib
import inspect
from operator import attrgetter

import pytest

CALLS = {
    "datasets": ["load_corpus(source)", "load_headlines(source)", "load_glove(source, words)"],
    "text": [
        "train_sentence_tokenizer",
        "sentences",
        "preprocess(text)",
        "read_headline(title)",
        "split_words(text)",
    ],
    "embeddings.training": ["train_word2vec(sentences)", "save_word2vec", "load_word2vec"],
    "embeddings.similarity": ["analogy(vectors, positive, negative)", "nearest_neighbours(vectors, word)"],
    "embeddings.glove": ["make_keyed_vectors(words, matrix)"],
    "embeddings.bias": ["weat(vectors, targets, attributes)"],
    "embeddings.evaluation": ["analogy_accuracy(vectors, path)"],
    "embeddings.projection": ["project_pca(vectors, words)"],
    "classification.batching": ["Dataset(sequences, labels)", "Dataset.create_dataloader(batch_size, shuffle)"],
    "classification.network": ["CNN(embedding, num_classes)", "InterpretableCNN"],
    "classification.training": ["Trainer(model)", "Trainer.train(train_loader, val_loader, num_epochs, patience)"],
    "classification.splits": ["train_val_test_split"],
    "classification.estimator": [
        "HeadlineClassifier(embeddings, num_filters, filter_sizes, num_epochs, seed)",
        "HeadlineClassifier.fit(X, y)",
        "HeadlineClassifier.predict(X)",
        "HeadlineClassifier.predict_proba(X)",
        "HeadlineClassifier.explain(X)",
        "HeadlineClassifier.save",
        "HeadlineClassifier.load",
    ],
    "notebook": ["figure(axes, alt)"],
    "exercises": ["check", "hint", "judge", "mine", "progress", "solution", "tasks"],
}


@pytest.mark.parametrize(
    ("module", "call"), [(module, call) for module, calls in CALLS.items() for call in calls], ids=lambda part: part
)
def test_a_name_and_its_parameters_are_there(module, call):
    name, _, parameters = call.rstrip(")").partition("(")
    thing = attrgetter(name)(importlib.import_module(f"lessonlib.{module}"))
    assert set(filter(None, parameters.split(", "))) <= inspect.signature(thing).parameters.keys()


def test_the_tasks_have_what_teachers_read():
    for task in importlib.import_module("lessonlib.exercises").tasks():
        assert task.name and task.lesson and task.hints and task.wrong and task.minutes > 0
