"""`lessonlib.course.slides`: what a slide shows and what its speaker says; tests/site opens the decks in a browser."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_cells import NOTEBOOKS

from lessonlib.course.slides import SHORT, build_slides, slides_of
from lessonlib.errors import InputError, InputFileError

BADGE = "[![Open in Colab](https://a.b/c.svg)](https://a.b)"


def tagged(kind, **metadata):
    return {"slideshow": {"slide_type": kind}, **metadata}


def slides(*cells):
    """What the deck of a notebook of these `cells` holds: pairs of slide type and source."""
    deck = slides_of(new_notebook(cells=list(cells)))
    return [(cell.metadata.slideshow.slide_type, cell.source) for cell in deck.cells]


def test_prose_goes_to_the_notes_and_questions_stay():
    source = (
        f"{BADGE}\n\n# One\n\nProse.\n\n**By the end you can**\n\n- count\n\n*About 3 minutes.*\n\n"
        "Much prose. **Guess:** how\nmany?\n\n- a) one\n- b) two\n\nMore prose.\n\n- an item of prose"
    )
    (_, shown), (kind, said) = slides(new_markdown_cell(source, metadata=tagged("slide")))
    assert shown == "# One\n\n**By the end you can**\n\n- count\n\n**Guess:** how\nmany?\n\n- a) one\n- b) two"
    assert kind == "notes"
    assert said == "Prose.\n\n*About 3 minutes.*\n\nMuch prose.\n\nMore prose.\n\n- an item of prose"


@pytest.mark.parametrize(
    ("paragraph", "shown", "said"),
    [
        ("It was met once. **Will it do?** It does not.", "It was met once. **Will it do?**", "It does not."),
        ("**What is near *war***, do you think? Read on.", "**What is near *war***, do you think?", "Read on."),
        ("**What this shows:** is there a leaning? Yes.", "", "**What this shows:** is there a leaning? Yes."),
        ("Say **Your turn** or **loss**.", "", "Say **Your turn** or **loss**."),
        ("$$a = b$$", "$$a = b$$", ""),
        ("| a |\n|---|\n| b |", "| a |\n|---|\n| b |", ""),
        ("```python\na\n\n# b\n```", "```python\na\n\n# b\n```", ""),
        ("> A jar.", "> A jar.", ""),
    ],
)
def test_what_of_a_paragraph_is_shown(paragraph, shown, said):
    cells = slides(new_markdown_cell(f"# One\n\n{paragraph}", metadata=tagged("slide")))
    assert cells[0][1] == f"# One\n\n{shown}".strip()
    assert [source for _, source in cells[1:]] == [said] * bool(said)


def test_a_slide_of_a_section_names_it_and_its_notes_close_it():
    assert slides(
        new_markdown_cell("## 1 · Words\n\nFirst.", metadata=tagged("slide")),
        new_markdown_cell("Then **Why?**"),
        new_markdown_cell("**Guess:** who?", metadata=tagged("subslide")),
        new_code_cell("who()", metadata=tagged("-")),
    ) == [
        ("slide", "## 1 · Words"),
        ("notes", "First.\n\nThen **Why?**"),
        ("subslide", '<p class="section">1 · Words</p>'),
        ("-", "**Guess:** who?"),
        ("-", "who()"),
    ]


def test_a_figure_stands_alone_and_a_task_without_its_outputs():
    picture = new_output("execute_result", {"text/html": "<img >", "text/plain": "<HTML>"})
    printed = new_output("stream", name="stdout", text="a\n")
    bar = new_output("display_data", {"application/vnd.jupyter.widget-view+json": {}})
    heading = new_markdown_cell("# One", metadata=tagged("slide"))
    task = new_code_cell("a = ...", outputs=[printed], metadata=tagged("-", tags=["task"]))
    figure = new_code_cell("draw()", outputs=[printed, picture], metadata=tagged("-"))
    short = new_code_cell("a\n" * (SHORT - 1), outputs=[bar, printed], metadata=tagged("-"))
    long = new_code_cell("a\n" * SHORT, outputs=[printed], metadata=tagged("-"))
    wide = new_code_cell("a\n" * (SHORT - 2) + "a" * 100, outputs=[printed], metadata=tagged("-"))
    shown = slides_of(new_notebook(cells=[heading, task, figure, short, long, wide])).cells[1:]
    assert [cell.outputs for cell in shown] == [[], [picture], [printed], [printed], [printed]]
    assert ["output-alone" in cell.metadata.tags for cell in shown] == [False, True, False, True, True]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([new_markdown_cell("# One")], "no cell is on a slide"),
        (
            [new_markdown_cell("# One", metadata=tagged("silde"), id="x")],
            "cell x has the slide_type 'silde'; use one of",
        ),
        ([new_markdown_cell("Prose.", metadata=tagged("slide"), id="x")], "cell x .* no heading, question, formula"),
        ([new_code_cell("1", metadata=tagged("-"), id="x")], 'cell x is the first on a slide; .* "slide"'),
    ],
)
def test_what_cannot_be_a_deck_is_refused_by_name(cells, message):
    with pytest.raises(InputError, match=message):
        slides(*cells)


def test_the_decks_need_nothing_but_their_folder(tmp_path):
    with pytest.raises(InputFileError, match="run this in a checkout"):
        build_slides(tmp_path, tmp_path / "slides")
    cells = [
        new_markdown_cell("# One\n\n**Guess:** is $a_1 < b$ a [link](02.ipynb)?", metadata=tagged("slide")),
        new_code_cell("hidden()", metadata=tagged("-"), outputs=[new_output("stream", text="seen\n" * SHORT)]),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "01_one.ipynb")
    (page,) = build_slides(tmp_path, tmp_path / "slides")
    text = page.read_text(encoding="utf-8")
    assert "is <math" in text and "<msub>" in text and "$a" not in text
    assert "02.ipynb" not in text and "seen" in text and "hidden()" not in text
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', text)
    assert loaded and [place for place in loaded if not (tmp_path / "slides" / place).is_file()] == []
    (tmp_path / "02_two.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="02_two"):
        build_slides(tmp_path, tmp_path / "slides")
    assert page.is_file()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_text_of_a_lesson_is_lost_or_doubled(path):
    """Every word of its Markdown is on a slide or in the notes, once; of headings, some are left out."""
    notebook = nbformat.read(path, as_version=4)

    def words(cells):
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        text = re.sub(r'^#.*$|^\[!\[.*$|<p class="section">.*</p>', "", text, flags=re.MULTILINE)
        return sorted(text.split())

    assert words(slides_of(notebook).cells) == words(notebook.cells)
