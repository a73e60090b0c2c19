"""`lessonlib.course.concepts`: terms that nothing explains are found, and what a lesson builds on."""

import pytest

from lessonlib.course.concepts import builds_on, check_terms, concept_map, glossary, leads_to, terms
from lessonlib.course.outline import lessons
from lessonlib.errors import InputError


def check(small_course, lesson, *row):
    checkout = small_course(f"lesson-{lesson}.toml", f"[map]\nrows = [{list(row)}]\nlinks = []\n")
    check_terms(lesson, checkout)


def test_terms_of_the_glossary_and_terms_in_italics_need_no_more(small_course):
    check(small_course, "01", "vector", "corpus")
    check(small_course, "02", "corpus")


def test_a_term_that_nothing_explains_is_named_with_its_place(small_course):
    message = r"lesson-02.toml: the map has the term 'filter', which is not in site/glossary.md.*lesson 02, '1 · Only'"
    with pytest.raises(InputError, match=message):
        check(small_course, "02", "filter")
    with pytest.raises(InputError, match="the term 'softmax', which lesson 02 does not use"):
        check(small_course, "02", "softmax")


def test_only_the_terms_of_a_glossary_are_read(small_course):
    assert glossary(small_course("empty.toml", "")) == {"vector", "word vector"}
    assert {"cosine", "t-sne", "validation part"} <= glossary() and len(glossary()) > 100


@pytest.mark.parametrize("lesson", lessons())
def test_the_terms_of_the_course_are_explained(lesson):
    check_terms(lesson)
    assert 8 <= len(terms(lesson)) <= 16


def test_what_a_lesson_takes_from_others_and_gives_to_them():
    assert builds_on("01") == "Nothing: this is where the course begins."
    assert "**From lesson 01:** " in builds_on("02") and "embedding ([1 · Why not one-hot?](" in builds_on("02")
    assert "**Lesson 04:** " in leads_to("03") and "logit" in leads_to("03")
    assert leads_to("05") == "It is the last lesson."


def test_the_map_is_a_picture_that_says_what_it_shows():
    picture = concept_map("02")
    assert picture.startswith('<img alt="Concept map of lesson 02: 12 terms') and "GloVe, drawn by PCA." in picture
    assert "\n" not in picture
