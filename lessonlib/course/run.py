"""Run the whole course: execute the notebooks in order, write each as a web page, and sum up what came out."""

import copy
import json
import time
from pathlib import Path

import nbformat
from jinja2 import DictLoader
from nbconvert import HTMLExporter

from lessonlib.course.execution import execute_notebook, is_bare_widget
from lessonlib.errors import InputFileError

CHECKOUT = Path(__file__).resolve().parent.parent.parent

# nbconvert's own look, but for two things: it leaves out the alternative text of a figure, and sets the source that a
# cell shows in letters of different width, broken anywhere.
_TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block data_png scoped -%}
<div class="jp-RenderedImage jp-OutputArea-output {{ extra_class }}">
<img alt="{{ output | get_metadata('alt', 'image/png') | escape_html }}"
src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}">
</div>
{%- endblock data_png -%}
{%- block html_head_css -%}
{{ super() }}
<style>
.jp-OutputArea .highlight pre {
  font-family: var(--jp-code-font-family, monospace); white-space: pre; overflow-x: auto;
}
</style>
{%- endblock html_head_css -%}
"""


def run_course(notebooks: Path | None = None, build: Path | None = None) -> str:
    """Execute the notebooks of the folder `notebooks` in order of their names, and write them as HTML into `build`.

    The notebook files stay as they are. A progress bar per notebook goes to standard error. Both folders are those of
    the checkout unless given.

    Returns:
        The closing table: seconds per notebook, the F1 scores that notebook 03 saved in this run, where the pages are.

    Raises:
        lessonlib.course.execution.CellFailed: A cell failed; the notebooks before it are written.
        InputFileError: There is no notebook, as in an installed package without a checkout.
    """
    notebooks, build = notebooks or CHECKOUT / "notebooks", build or CHECKOUT / "build"
    paths = sorted(notebooks.glob("*.ipynb"))
    if not paths:
        raise InputFileError(f"there are no notebooks in {notebooks}; run this in a checkout of the course")
    build.mkdir(parents=True, exist_ok=True)
    started = time.time()
    seconds = {path.stem: _execute(path, build / f"{path.stem}.html") for path in paths}
    return _closing_table(seconds, _f1_scores(notebooks / "artifacts" / "performance.json", started), build)


def _execute(path: Path, page: Path) -> float:
    """Execute the notebook `path` in its own folder and write it to `page`; returns the seconds that took."""
    notebook = nbformat.read(path, as_version=4)
    begun = time.perf_counter()
    execute_notebook(notebook, path.parent, path.stem)
    page.write_text(_as_html(notebook, path), encoding="utf-8")
    return time.perf_counter() - begun


def _as_html(notebook: nbformat.NotebookNode, path: Path) -> str:
    """The executed `notebook` as a web page whose links to the other lessons lead to their pages.

    Progress bars are left out: without its widget, one is a line of text that stopped at 0 %.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_bare_widget(output)]
    exporter = HTMLExporter(extra_loaders=[DictLoader({"course.html.j2": _TEMPLATE})], template_file="course.html.j2")
    html, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": path.stem}})
    for other in path.parent.glob("*.ipynb"):
        html = html.replace(f'href="{other.name}"', f'href="{other.stem}.html"')
    return html


def _f1_scores(path: Path, since: float) -> dict[str, float]:
    """The F1 of each experiment in the file `path`; none when the file is absent or older than this run."""
    if not path.is_file() or path.stat().st_mtime < since:
        return {}
    return json.loads(path.read_text(encoding="utf-8"))["experiments"]


def _closing_table(seconds: dict[str, float], f1: dict[str, float], build: Path) -> str:
    """What the run took and what it found, as text of a few lines."""
    rows = [("notebook", "seconds"), *((name, f"{value:.1f}") for name, value in seconds.items())]
    rows.append(("together", f"{sum(seconds.values()):.1f}"))
    if f1:
        rows += [("", ""), ("classifier (notebook 03)", "F1"), *((name, f"{value:.3f}") for name, value in f1.items())]
    table = "\n".join(f"{left:<26}{right:>8}".rstrip() for left, right in rows)
    first = build / f"{next(iter(seconds))}.html"
    return f"{table}\n\nRead them as web pages, from {first} on.\nNext: `make lab` opens the notebooks to work with."
