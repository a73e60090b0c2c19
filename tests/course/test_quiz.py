"""`lessonlib.course.quiz`: twelve questions whose wrong letters are beliefs that the course knows."""

from collections import Counter

import pytest

from lessonlib.course import quiz
from lessonlib.course.quiz import key, read_quiz
from lessonlib.embeddings.windows import context_pairs
from lessonlib.errors import InputError

GOOD = """[[questions]]
lesson = "01"
objective = "(target, context) pairs"
text = "Which?"
right = "b"
because = "So it is."
[questions.options]
a = "this"
b = "that"
[questions.wrong]
a = ["nearest_to_cat", "reads meaning into one-hot vectors", "It is not."]
"""


def test_a_question_has_the_whole_promise_and_a_belief_for_each_wrong_letter(small_course):
    (question,) = read_quiz(small_course("quiz.toml", GOOD))
    assert question.objective == "take (target, context) pairs" and question.right == "b"
    assert question.wrong == {"a": ("reads meaning into one-hot vectors", "It is not.")}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("context)", "context) six", r"question 1: lesson 01 does not promise '\(target, context\) six pairs'"),
        ('right = "b"', 'right = "a"', "question 1: every letter but a needs a reason"),
        ('b = "that"', 'b = "that"\nc = "those"', "question 1: every letter but b needs a reason"),
        (
            "reads meaning",
            "reads much",
            "the task 'nearest_to_cat' has no belief 'reads much into one-hot vectors'; it has",
        ),
        ("nearest_to_cat", "nearest_to_dog", "there is no task 'nearest_to_dog'"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_with_its_number(small_course, old, new, message):
    with pytest.raises(InputError, match=message):
        read_quiz(small_course("quiz.toml", GOOD.replace(old, new)))


def test_the_quiz_asks_twelve_questions_about_the_four_lessons():
    asked = read_quiz()
    assert Counter(question.lesson for question in asked) == {"01": 3, "02": 3, "03": 3, "04": 3}
    assert len({question.objective for question in asked}) == 12
    right = Counter(question.right for question in asked)
    assert set(right) == set("abcd") and max(right.values()) <= 4, "the right letter varies"


def test_its_numbers_are_computed():
    pairs, step = (next(one for one in read_quiz() if word in one.text) for word in ("calm", "slope"))
    assert pairs.options[pairs.right] == str(len(context_pairs("the sea was calm today".split(), 1)))
    assert step.options[step.right] == f"{2 - 0.1 * -5:g}"


def test_the_page_has_the_questions_and_the_key_all_letters():
    questions = quiz.questions()
    assert not any(question.because in questions for question in read_quiz())
    for question in read_quiz():
        assert question.text in questions and question.because in key()
        assert all(f"- {letter}) {text}" in questions for letter, text in question.options.items())
        assert all(f"- {letter}) *{belief}:* {why}" in key() for letter, (belief, why) in question.wrong.items())
