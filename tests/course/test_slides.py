"""`lessonlib.course.slides`: what a slide shows and what its speaker says; tests/site opens the decks in a browser."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_cells import LESSONS

from lessonlib.course.slides import SHORT, build_slides, slides_of


def tagged(kind, **metadata):
    return {"slideshow": {"slide_type": kind}, **metadata}


def slides(*cells):
    """What the deck of a notebook of these `cells` holds: pairs of slide type and source."""
    deck = slides_of(new_notebook(cells=list(cells)))
    return [(cell.metadata.slideshow.slide_type, cell.source) for cell in deck.cells]


def test_prose_goes_to_the_notes_and_questions_stay():
    source = (
        "[Open in Colab](https://a.b)\n\n# One\n\nProse.\n\n**By the end you can**\n\n- count\n\n"
        "*About 3 minutes.*\n\nMuch prose. **Guess:** how\nmany?\n\n- a) one\n- b) two\n\nMore.\n\n- an item of prose"
    )
    (_, shown), (kind, said) = slides(new_markdown_cell(source, metadata=tagged("slide")))
    assert shown == "# One\n\n**By the end you can**\n\n- count\n\n**Guess:** how\nmany?\n\n- a) one\n- b) two"
    assert (kind, said) == ("notes", "Prose.\n\n*About 3 minutes.*\n\nMuch prose.\n\nMore.\n\n- an item of prose")


@pytest.mark.parametrize(
    ("paragraph", "shown", "said"),
    [
        ("It was met once. So **will it do?** It does not.", "", "It was met once. So **will it do?** It does not."),
        ("Met once. And now, **What will it do?** No.", "And now, **What will it do?**", "Met once.\n\nNo."),
        ("**What is near *war***, do you think? Read on.", "**What is near *war***, do you think?", "Read on."),
        ("Say **Your turn** or **loss**.", "", "Say **Your turn** or **loss**."),
        ("$$a = b$$", "$$a = b$$", ""),
        ("| a |\n|---|\n| b |", "| a |\n|---|\n| b |", ""),
        ("```python\na\n\n# b\n```", "```python\na\n\n# b\n```", ""),
        ("> A jar.", "> A jar.", ""),
    ],
)
def test_of_a_paragraph_whole_sentences_are_shown(paragraph, shown, said):
    cells = slides(new_markdown_cell(f"# One\n\n{paragraph}", metadata=tagged("slide")))
    assert cells[0][1] == f"# One\n\n{shown}".strip()
    assert [source for _, source in cells[1:]] == [said] * bool(said)


def test_a_slide_of_a_section_names_it_its_notes_close_it_and_none_is_empty():
    assert slides(
        new_markdown_cell("## 1 · Words\n\nFirst.", metadata=tagged("slide")),
        new_markdown_cell("Then **Why?**"),
        new_markdown_cell("**Guess:** who?", metadata=tagged("subslide")),
        new_code_cell("who()", metadata=tagged("-")),
        new_markdown_cell("Nothing to see.", metadata=tagged("subslide")),
        new_markdown_cell("## 2 · End", metadata=tagged("slide")),
    ) == [
        ("slide", "## 1 · Words"),
        ("notes", "First.\n\nThen **Why?**"),
        ("subslide", '<p class="section">1 · Words</p>'),
        ("-", "**Guess:** who?"),
        ("-", "who()"),
        ("notes", "Nothing to see."),
        ("slide", "## 2 · End"),
    ]


def test_a_figure_stands_alone_and_a_task_without_its_outputs():
    picture = new_output("execute_result", {"text/html": '<img alt="A box">', "text/plain": "<HTML>"})
    printed = new_output("stream", name="stdout", text="a\n")
    task = new_code_cell("a = ...", outputs=[printed], metadata=tagged("-", task="cosine"))
    figure = new_code_cell("draw()", outputs=[printed, picture], metadata=tagged("-"))
    short = new_code_cell("a\n" * (SHORT - 1), outputs=[printed], metadata=tagged("-"))
    long = new_code_cell("a\n" * SHORT, outputs=[printed], metadata=tagged("-"))
    shown = slides_of(new_notebook(cells=[task, figure, short, long])).cells
    assert [cell.outputs for cell in shown] == [[], [picture], [printed], [printed]]
    assert ["transient" in cell.metadata for cell in shown] == [False, True, False, True]  # the code is hidden


def test_the_decks_need_nothing_but_their_folder(tmp_path):
    cells = [
        new_markdown_cell("# One\n\n**Guess:** is $a_1 < b$ a [link](02.ipynb)?", metadata=tagged("slide")),
        new_code_cell("hidden()", metadata=tagged("-"), outputs=[new_output("stream", text="seen\n" * SHORT)]),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "01_one.ipynb")
    build_slides(tmp_path, tmp_path / "slides")
    text = (tmp_path / "slides" / "01_one.html").read_text(encoding="utf-8")
    assert "is <math" in text and "<msub>" in text and "$a" not in text
    assert "02.ipynb" not in text and "seen" in text and "hidden()" not in text
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', text)
    assert loaded and [place for place in loaded if not (tmp_path / "slides" / place).is_file()] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_text_of_a_lesson_is_lost_or_doubled_or_begins_in_the_middle(path):
    """Every word of its Markdown is on a slide or in the notes, once; of headings, some are left out."""
    notebook = nbformat.read(path, as_version=4)

    def words(cells):
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        text = re.sub(r'^#.*$|^\[Open in Colab\].*$|<p class="section">.*</p>', "", text, flags=re.MULTILINE)
        return sorted(text.split())

    deck = slides_of(notebook)
    assert words(deck.cells) == words(notebook.cells)
    shown = [
        cell for cell in deck.cells if cell.cell_type == "markdown" and cell.metadata.slideshow.slide_type != "notes"
    ]
    beginnings = [block for cell in shown for block in cell.source.split("\n\n")]
    assert len(shown) > 10 and all(cell.source.strip() for cell in shown)
    assert [block for block in beginnings if re.match(r"\**[a-z]", block)] == []
