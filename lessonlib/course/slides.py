"""The lessons as slides: `make slides` writes a deck per lesson to build/slides, and `make site` puts them on the site.

nbconvert makes them, by the cells' own slide types, which JupyterLab's property inspector sets: "slide" opens a section
of the deck, "subslide" the next slide of it, "-" goes on with the slide before; a cell without one is for the speaker's
notes (press S). Of a Markdown cell, a slide shows headings, questions with their choices, formulas, tables, quotations
and code, and the prose goes to the notes. Of a code cell, it shows the figure if there is one (Alt and a click enlarge
it), and else what it printed, with the code where that is short. A deck makes its letters smaller where a slide would
overflow, and it needs nothing but the folder that it lies in.
"""

import re
import shutil
from pathlib import Path

import nbformat
from latex2mathml.converter import convert
from nbconvert.exporters import SlidesExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from lessonlib.course.address import CHECKOUT, notebooks_in
from lessonlib.course.outline import ASKED, LABEL

SHORT: int = 16
"""Where code and output together have more lines than that, a slide shows the output alone."""

_TEMPLATE = CHECKOUT / "site" / "slides"
_BLOCKS = re.compile(r"```[\s\S]*?```|\S.*(?:\n(?!\s*$).*)*", re.MULTILINE)
_LIST = re.compile(r"([-*]|\d+\.) ")
_WHOLE = ("#", "$$", "|", ">", "```")
_OPENS = re.compile(rf"\*\*By the end|{LABEL.pattern}")
_SENTENCE_END = re.compile(r"[.?!]\**\s+")


def build_slides(notebooks: Path = CHECKOUT / "notebooks", folder: Path = CHECKOUT / "build" / "slides") -> None:
    """Write a deck for each notebook of the folder `notebooks` into the new folder `folder`.

    Raises InputFileError when there is no notebook.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_TEMPLATE / "reveal", folder / "reveal")
    exporter = SlidesExporter(
        template_name=_TEMPLATE.name,
        extra_template_basedirs=[str(_TEMPLATE.parent)],
        reveal_url_prefix="reveal",
        reveal_theme="slides",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        filters={"markdown2html": as_html},
    )
    for path in notebooks_in(notebooks, ["0"]):
        page, _ = exporter.from_notebook_node(slides_of(nbformat.read(path, as_version=4)))
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")


def slides_of(notebook: NotebookNode) -> NotebookNode:
    """A notebook whose cells are what the deck of `notebook` shows, each slide followed by the notes of its speaker."""
    deck = new_notebook(metadata={"title": "Slides"})
    notes: list[str] = []
    section = opens = ""
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        shown, said = _divide(cell.source) if cell.cell_type == "markdown" else ([], [])
        headings = [block.lstrip("# ") for block in [*shown, *said] if block.startswith("#")]
        opens = kind if kind in ("slide", "subslide") else opens
        if kind and (shown or cell.cell_type == "code"):
            if opens:  # no sooner: a slide is never empty
                deck.cells += [_cell("\n\n".join(notes), "notes")] * bool(notes)
                deck.cells += [_cell(f'<p class="section">{section}</p>', opens)] * (not headings)
                kind, notes = opens if headings else "-", []
            opens = ""
            deck.cells.append(_shown(cell, kind) if cell.cell_type == "code" else _cell("\n\n".join(shown), kind))
        section = headings[0] if headings else section
        notes += [block for block in (said if kind else [*shown, *said]) if not block.startswith("#")]
    deck.cells += [_cell("\n\n".join(notes), "notes")] * bool(notes)
    return deck


def _divide(source: str) -> tuple[list[str], list[str]]:
    """The blocks of Markdown `source` that a slide shows, and those that its speaker says, each in their order."""
    shown: list[str] = []
    said: list[str] = []
    goes_on = False  # whether the block before is shown: a list goes with it
    for match in _BLOCKS.finditer(source):
        block = match[0].rstrip()
        if block.startswith("[Open in Colab]("):  # the badge
            continue
        start, end = 0, len(block)
        if not (block.startswith(_WHOLE) or (goes_on and _LIST.match(block))):
            start, end = _question(block)
        goes_on = start < end
        shown += [block[start:end].strip()] * goes_on
        said += [rest.strip() for rest in (block[:start], block[end:]) if rest.strip()]
    return shown, said


def _question(block: str) -> tuple[int, int]:
    """Where in the paragraph `block` that begins and ends which is asked of the learner, in whole sentences."""
    found = _OPENS.search(block) or ASKED.search(block)
    if not found:
        return 0, 0
    start = max((end.end() for end in _SENTENCE_END.finditer(block, 0, found.start())), default=0)
    asked = re.compile(r"\?\**").search(block, found.start())
    return start, len(block) if _OPENS.search(block) or not asked else asked.end()


def _cell(source: str, kind: str) -> NotebookNode:
    return new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}})


def _shown(cell: NotebookNode, kind: str) -> NotebookNode:
    """What a slide shows of a code `cell`: its figure, or else its code, if it is short, and its other outputs."""
    shown = nbformat.from_dict({**cell, "outputs": [], "metadata": {"slideshow": {"slide_type": kind}}})
    if "task" in cell.metadata:
        return shown  # its output says that nobody has attempted it
    figures = [output for output in cell.outputs if "<img " in output.get("data", {}).get("text/html", "")]
    shown.outputs = figures or cell.outputs
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in shown.outputs]
    if figures or sum(len(text.splitlines()) for text in (cell.source, *texts)) > SHORT:
        shown.metadata.transient = {"remove_source": True}
    return shown


class _Renderer(IPythonRenderer):
    """Formulas as MathML, which browsers draw without a script; no links, since a deck may be moved."""

    def inline_math(self, body: str) -> str:
        return convert(body)

    def block_math(self, body: str) -> str:
        return convert(body, display="block")

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text


def as_html(source: str) -> str:
    """The Markdown `source` as HTML that needs no script: formulas in MathML, and links without their target."""
    return MarkdownWithMath(renderer=_Renderer(escape=False, exclude_anchor_links=True)).render(source)


if __name__ == "__main__":
    build_slides()
    for deck in sorted((CHECKOUT / "build" / "slides").glob("*.html")):
        print(f"open {deck}")
    print("Keys: right arrow for the next slide, S for your notes, F for the whole screen, Esc to leave it.")
