"""The lessons as slides: `make slides` writes a deck per lesson to build/slides, and `make site` puts them on the site.

Nothing is written twice. A cell is on a slide when its metadata say so, as nbconvert and JupyterLab write them:
`"slideshow": {"slide_type": "slide"}` opens a section of the deck, `"subslide"` the next slide of it, and `"-"` goes on
with the slide before. Of a Markdown cell, a slide shows headings, questions with their choices, formulas, tables,
quotations and code; the prose becomes the notes of the speaker (press S), and so does that of cells which are on no
slide. Of a code cell, a slide shows the figure if there is one (Alt and a click enlarge it), and else what it printed,
with the code if that is short.
"""

import re
import shutil
from pathlib import Path

import nbformat
from latex2mathml.converter import convert
from nbconvert.exporters import SlidesExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from lessonlib.course.execution import is_bare_widget, read_notebook
from lessonlib.course.retarget import CHECKOUT
from lessonlib.course.solutions import TASK_TAG
from lessonlib.errors import InputError, InputFileError

SHORT: int = 16
"""So many lines, code and output together, fit on a slide; where there are more, it shows the output alone."""

_TEMPLATE = CHECKOUT / "site" / "slides"
_OUTPUT_ALONE = "output-alone"
_KINDS = ("slide", "subslide", "-")
_BLOCKS = re.compile(r"```[\s\S]*?```|\S.*(?:\n(?!\s*$).*)*", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?:[^*]|\*[^*\n]+\*)+\*\*")
_ORDER = re.compile(r"(Guess\b|Your turn\b.*[.:]$|Put |Think |Read them |By the end)", re.DOTALL)
_ASKED = re.compile(r"(What|Which|How|Why|Can)\b.*(?<!:)$|.*\?$", re.DOTALL)
_LIST = re.compile(r"([-*]|\d+\.) ")
_MINUTES = re.compile(r"\*(?:About|Optional: about) \d+ minutes?\.\*$")


def build_slides(notebooks: Path | None = None, folder: Path | None = None) -> list[Path]:
    """Write a deck for each notebook of the folder `notebooks` into the new folder `folder`; returns their paths.

    Both folders are those of the checkout unless given. The decks need nothing but the folder that they lie in.

    Raises:
        InputFileError: There is no notebook, or no site/slides, as in an installed package without a checkout.
        InputError: The slides of a notebook cannot be told from its metadata; says which cell is wrong, and how.
    """
    notebooks, folder = notebooks or CHECKOUT / "notebooks", folder or CHECKOUT / "build" / "slides"
    paths = sorted(notebooks.glob("*.ipynb"))
    if not paths or not _TEMPLATE.is_dir():
        raise InputFileError(f"{notebooks} holds no notebooks, or {_TEMPLATE} is missing; run this in a checkout")
    decks = {path.stem: _export(path) for path in paths}
    shutil.rmtree(folder, ignore_errors=True)
    # nbconvert's template looks for these places.
    for place in ("dist/reveal.css", "dist/reveal.js", "plugin/notes.js", "plugin/zoom.js", "LICENSE"):
        target = folder / "reveal" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_TEMPLATE / "reveal" / target.name, target)
    (folder / "reveal" / "dist" / "theme").mkdir()
    shutil.copy(_TEMPLATE / "slides.css", folder / "reveal" / "dist" / "theme" / "slides.css")
    for name, page in decks.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return [folder / f"{name}.html" for name in decks]


def _export(path: Path) -> str:
    """The page of the deck of the notebook in the file `path`."""
    try:
        deck = slides_of(read_notebook(path))
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error
    exporter = SlidesExporter(
        template_name=_TEMPLATE.name,
        extra_template_basedirs=[str(_TEMPLATE.parent)],
        reveal_url_prefix="reveal",
        reveal_theme="slides",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        filters={"markdown2html": as_html},
    )
    exporter.register_preprocessor(TagRemovePreprocessor(enabled=True, remove_input_tags={_OUTPUT_ALONE}), enabled=True)
    page: str = exporter.from_notebook_node(deck)[0]
    return page


def slides_of(notebook: NotebookNode) -> NotebookNode:
    """A notebook whose cells are what the deck of `notebook` shows, each slide followed by the notes of its speaker.

    Raises InputError when no cell is on a slide, the first one goes on with another, a `slide_type` is unknown, or a
    Markdown cell that should be on a slide has nothing to show there.
    """
    deck = new_notebook(metadata={"title": "Slides"})
    notes: list[str] = []
    section = ""

    def close() -> None:
        if notes:
            deck.cells.append(_cell("\n\n".join(notes), "notes"))
            notes.clear()

    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        if kind not in (*_KINDS, None):
            raise InputError(f"cell {cell.id} has the slide_type {kind!r}; use one of {', '.join(_KINDS)}, or none")
        shown, prose = _divide(cell.source) if cell.cell_type == "markdown" else ([], [])
        if cell.cell_type == "markdown" and kind and not shown:
            raise InputError(f"cell {cell.id} should be on a slide, but has no heading, question, formula or table")
        headings = [block.lstrip("# ") for block in [*shown, *prose] if block.startswith("#")]
        if kind in ("slide", "subslide"):
            close()
            if kind == "subslide" and not headings:
                deck.cells.append(_cell(f'<p class="section">{section}</p>', kind))
                kind = "-"
        elif kind == "-" and not deck.cells:
            raise InputError(f'cell {cell.id} is the first on a slide; its slide_type should be "slide"')
        section = headings[0] if headings else section
        if kind and cell.cell_type == "markdown":
            deck.cells.append(_cell("\n\n".join(shown), kind))
        elif kind:
            deck.cells.append(_shown(cell, kind))
        else:
            prose = [*shown, *prose]
        notes += [block for block in prose if not block.startswith("#")]
    if not deck.cells:
        raise InputError('no cell is on a slide; give its metadata "slideshow": {"slide_type": "slide"}')
    close()
    return deck


def _divide(source: str) -> tuple[list[str], list[str]]:
    """The blocks of Markdown `source` that a slide shows, and those that its speaker says, each in their order."""
    shown: list[str] = []
    said: list[str] = []
    before = False  # whether the block before is shown: a list goes with it
    for match in _BLOCKS.finditer(source):
        block = match[0].rstrip()
        if block.startswith("[!["):  # the badge
            continue
        if _MINUTES.match(block):
            said.append(block)
            continue
        question, rest = _question(block)
        if _LIST.match(block) and before or block.startswith(("#", "$$", "|", ">", "```")):
            question, rest = block, ""
        shown += [question] * bool(question)
        said += [rest] * bool(rest)
        before = bool(question)
    return shown, said


def _question(block: str) -> tuple[str, str]:
    """What the paragraph `block` asks of the learner, and the rest of it; either may be empty."""
    for bold in _BOLD.finditer(block):
        words = bold[0].strip("*")
        if _ORDER.match(words):
            return block[bold.start() :], block[: bold.start()].strip()
        end = block.find("?", bold.start())
        if _ASKED.match(words) and end >= 0:
            end = max(end + 1, bold.end())
            return block[:end], block[end:].strip()
    return "", block


def _cell(source: str, kind: str) -> NotebookNode:
    return new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}})


def _shown(cell: NotebookNode, kind: str) -> NotebookNode:
    """What a slide shows of a code `cell`: its figure, or else its code, if it is short, and its other outputs."""
    metadata = {"slideshow": {"slide_type": kind}, "tags": cell.metadata.get("tags", [])}
    cell = nbformat.from_dict({**cell, "metadata": metadata})
    figures = [output for output in cell.outputs if "<img " in output.get("data", {}).get("text/html", "")]
    cell.outputs = figures or [output for output in cell.outputs if not is_bare_widget(output)]
    if TASK_TAG in cell.metadata.tags:
        cell.outputs = []  # that nobody has attempted it
    elif figures or _lines(cell.source) + sum(map(_lines, map(_text, cell.outputs))) > SHORT:
        cell.metadata.tags = [_OUTPUT_ALONE]
    return cell


def _text(output: NotebookNode) -> str:
    return output.get("text") or output.get("data", {}).get("text/plain", "")


def _lines(text: str) -> int:
    """How many lines `text` takes on a slide, which has room for 92 characters in one."""
    return sum(1 + len(line) // 93 for line in text.splitlines())


class _Renderer(IPythonRenderer):
    """Formulas as MathML, which browsers draw without a script; no links, since a deck may be moved."""

    def inline_math(self, body: str) -> str:
        return convert(body)

    def block_math(self, body: str) -> str:
        return convert(body, display="block")

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text


def as_html(source: str, escape: bool = False) -> str:
    """The Markdown `source` as HTML that needs no script: formulas in MathML, and links without their target.

    With `escape`, what looks like an HTML tag in it is text.
    """
    return MarkdownWithMath(renderer=_Renderer(escape=escape, exclude_anchor_links=True)).render(source)


if __name__ == "__main__":
    print("\n".join(map(str, build_slides())))
