"""`lessonlib.plots.concepts`: a map shows every term and every link, inside its axes."""

import pytest
from matplotlib.patches import FancyBboxPatch

from lessonlib.errors import InputError
from lessonlib.plots.concepts import plot_concept_map
from lessonlib.plots.style import description, figure_of

ROWS = [["corpus"], ["context", "one-hot vector"], ["a very long term indeed"]]
LINKS = [
    ("corpus", "gives", "context"),
    ("context", "beside", "one-hot vector"),
    ("a very long term indeed", "rises to", "context"),
]


def test_every_term_and_link_is_drawn_and_told():
    axes = plot_concept_map("lesson 09", ROWS, LINKS)
    drawn = [" ".join(text.get_text().split()) for text in axes.texts]
    assert sorted(drawn) == sorted([term for row in ROWS for term in row] + [words for _, words, _ in LINKS])
    assert description(axes).startswith("Concept map of lesson 09: 4 terms")
    assert all(f"{start}, {words} {end}." in description(axes) for start, words, end in LINKS)


def test_no_term_sticks_out_of_its_box():
    from lessonlib.course.concepts import terms
    from lessonlib.course.outline import lessons

    for lesson in lessons():
        row = terms(lesson)
        axes = plot_concept_map("x", [[term] for term in row], [(row[0], "to", term) for term in row[1:]])
        figure_of(axes).draw_without_rendering()
        patches = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
        boxes = {round(patch.get_y(), 3): patch.get_window_extent() for patch in patches}
        for text in axes.texts:
            if " ".join(text.get_text().split()) in row:
                box = boxes[round(text.get_position()[1] - 0.25, 3)]
                assert text.get_window_extent().width < box.width, text.get_text()


@pytest.mark.parametrize("links", [LINKS[:1], [*LINKS, ("corpus", "to", "elsewhere")]])
def test_a_term_without_link_or_place_is_named(links):
    with pytest.raises(InputError, match="one-hot vector|elsewhere"):
        plot_concept_map("x", ROWS, links)
