"""The web pages of the course: Sphinx over copies of site/, the notebooks, and the texts that the pages include.

The copies lie in build/site-source, laid out as in the checkout, with the notebooks in site/lessons and teaching/ in
site/teaching. Links between files are written for readers of the repository; in the copies they become links between
pages.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell

from lessonlib.course.address import CHECKOUT, COLAB_TAG, badge, colab_address, notebooks_in, repository
from lessonlib.course.claims import tables
from lessonlib.course.notes import misconceptions, notes
from lessonlib.course.solutions import TaskCell, task_cells, write_copies
from lessonlib.errors import CourseError, InputFileError
from lessonlib.exercises.answers import OFF_BY, Choice, Value
from lessonlib.exercises.functions import Function

GUESS_TAG = "guess-answer"
"""The tag of a cell whose output, or text, answers a guess."""

_NEEDED = ("sphinx", "myst_nb", "pydata_sphinx_theme", "sphinx_copybutton", "latex2mathml")
_INCLUDED = re.compile(r"^`{3,}\{include\} (\S+)$", re.MULTILINE)
# Code comes first, so that `losses[0](x)` is not taken for a link.
_LINK = re.compile(r"```.*?```|`[^`\n]*`|(?<=\]\()(?P<path>[^)\s#:/][^)\s#:]*)(?P<anchor>#[^)\s]*)?(?=\))", re.DOTALL)
_MADE = re.compile(r"^\{(notes|misconceptions|claims)\}(.*)$", re.MULTILINE)
_EXPLORABLE = re.compile(r"\[([^\]]+)\]\(https://[\w.-]+\.github\.io/[\w.-]+/(explore/[^()\s]+)\)")
_MACHINE = "../index.html#on-your-own-machine"
_HEAD = f"""<p class="course-buttons"><a href="{{colab}}">Open in Colab</a>
<a href="../handouts/learners/{{name}}" download>Download the notebook</a></p>
<p class="reading-copy">This page is the copy to read: you can answer its questions here, but its code runs on Google
Colab or <a href="{_MACHINE}">on your own machine</a>. Both begin without outputs, so that you can guess; there is a
copy <a href="../notebooks/{{name}}" download>with outputs</a>, too.</p>
"""
_FOLDED = """<details class="guess-answer"><summary>Guess first, then read on</summary>

{}

</details>"""


class SiteError(CourseError):
    """The pages could not be made; the message names the page and what is wrong with it."""


def build_site(notebooks: Path | None = None, build: Path | None = None) -> Path:
    """Make the pages from the notebooks in the folder `notebooks` as they are: no cell is executed, nothing is fetched.

    Both folders are those of the checkout unless given. The folder `site` in `build` is made anew.

    Returns:
        The path of the first page, `index.html`.

    Raises:
        InputFileError: There is no site/ to build from, as in an installed package without a checkout.
        ModuleNotFoundError: Sphinx, or another part of the extra `docs`, is not installed.
        SiteError: A link leads nowhere, or Sphinx has a warning; the pages of an earlier build stay as they were.
    """
    notebooks, build = notebooks or CHECKOUT / "notebooks", build or CHECKOUT / "build"
    if not (CHECKOUT / "site" / "conf.py").is_file():
        raise InputFileError(f"{CHECKOUT} has no site/ to build pages from; run this in a checkout of the course")
    for module in _NEEDED:
        if importlib.util.find_spec(module) is None:
            raise ModuleNotFoundError(f"{module} is not installed", name=module)
    source, pages, site = build / "site-source", build / "site-pages", build / "site"
    for folder in (source, pages, build / "site-handouts"):
        shutil.rmtree(folder, ignore_errors=True)
    copy_sources(notebooks, source)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-d", str(source / "doctrees")]
    command += [str(source / "site"), str(pages)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8") as sphinx:
        from lessonlib.course.explore import export  # brings torch: not for those who only copy the sources
        from lessonlib.course.slides import build_slides  # needs nbconvert, of the extra `lab`

        export(build / "site-explore")  # meanwhile: both take about as long
        build_slides(notebooks, build / "site-handouts" / "slides")
        write_copies(build / "site-handouts", notebooks)
        write_answers(notebooks, build / "site-handouts" / "answers")
        faults = sphinx.communicate()[1]
    if sphinx.returncode != 0:
        raise SiteError(f"Sphinx found faults in the pages:\n{faults.strip()}")
    os.replace(build / "site-explore", pages / "explore")
    os.replace(build / "site-handouts", pages / "handouts")
    shutil.rmtree(site, ignore_errors=True)
    os.replace(pages, site)
    return site / "index.html"


def write_answers(notebooks: Path, folder: Path) -> None:
    """Write what the page of each notebook needs to judge answers, into the new folder `folder`."""
    folder.mkdir(parents=True)
    for path in notebooks_in(notebooks):
        script = f"course.answers = {json.dumps(answers_data(nbformat.read(path, as_version=4)))};\n"
        (folder / f"{path.stem}.js").write_text(script, encoding="ascii")


def copy_sources(notebooks: Path, source: Path, checkout: Path = CHECKOUT) -> None:
    """Copy what the pages are made of, from `checkout` and the folder `notebooks`, into the new folder `source`.

    Raises SiteError when one of the texts links to a file that is not there.
    """
    shutil.copytree(checkout / "site", source / "site", ignore=shutil.ignore_patterns("__pycache__"))
    addresses = _page_addresses(notebooks, checkout)
    for text in (path for path in addresses if path.suffix == ".md"):
        within = text.relative_to(checkout)
        copy = source / "site" / within if within.parts[0] == "teaching" else source / within
        copy.parent.mkdir(parents=True, exist_ok=True)
        linked = _link_pages(fill_in(text.read_text(encoding="utf-8")), text, addresses, checkout)
        copy.write_text(linked, encoding="utf-8")
    downloads = source / "site" / "downloads" / "notebooks"
    downloads.mkdir(parents=True)
    for path in sorted(notebooks.glob("*.ipynb")):
        shutil.copy(path, downloads)
        notebook = nbformat.read(path, as_version=4)
        prepare_lesson(notebook, path.name, repository(checkout))
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = _link_pages(cell.source, checkout / "notebooks" / path.name, addresses, checkout)
        nbformat.write(notebook, source / "site" / "lessons" / path.name)


def fill_in(text: str) -> str:
    """The Markdown `text` of a page with what is made from the lessons, in place of lines that ask for it.

    `{notes} 01` becomes the notes for lesson 01, `{notes} 01 4 gradient` those for the section whose heading begins
    with the word 4, without the task `gradient`; `{misconceptions} 01` what its learners get wrong; `{claims}` the
    register.
    """
    make: dict[str, Callable[..., str]] = {"notes": notes, "misconceptions": misconceptions, "claims": tables}
    return _MADE.sub(lambda line: make[line[1]](*line[2].split()), text)


def prepare_lesson(notebook: nbformat.NotebookNode, name: str, repository: str) -> None:
    """Fit the lesson `notebook`, a file called `name` in the `repository` (`OWNER/NAME`), for reading on a page.

    Badge and Colab cell give way to buttons below the title, and a line that says what this page is. A task becomes a
    box to answer in, or below its code, to ask for hints (tasks.js fills it). Text that answers a guess folds up, and
    links to the pages to play with lead to those beside this one.
    """
    colab = colab_address(repository, name)
    first = notebook.cells[0]
    title, _, rest = first.source.removeprefix(badge(repository, name)).strip().partition("\n")
    first.source = f"{title}\n\n{_HEAD.format(colab=colab, name=name)}\n{rest}"
    for cell in notebook.cells:
        tags = cell.metadata.setdefault("tags", [])
        if COLAB_TAG in tags:
            tags.append("remove-cell")
        if cell.cell_type == "code":
            continue
        cell.source = _EXPLORABLE.sub(r'<a href="../\2">\1</a>', cell.source)
        if GUESS_TAG in tags:
            cell.source = _FOLDED.format(cell.source)
    for task_cell in task_cells(notebook):
        is_code = isinstance(task_cell.task, Function)
        task_cell.cell.metadata["tags"].append("remove-output" if is_code else "remove-cell")
        notebook.cells.insert(notebook.cells.index(task_cell.cell) + 1, new_markdown_cell(_box(task_cell, colab)))


def _box(task_cell: TaskCell, colab: str) -> str:
    """Where the page answers to a task; without JavaScript, it leads to the notebook."""
    task, place = task_cell.task, f"{colab}#scrollTo={task_cell.cell.id}"
    inside = f'<p><a href="{place}">Try it in Colab</a> or <a href="{_MACHINE}">in JupyterLab</a></p>'
    kind = "code" if isinstance(task, Function) else task.noun
    if kind != "code":
        inside = f"<noscript>{inside}</noscript>"
    return f'<div class="task {kind}" id="task-{task.name}" data-task="{task.name}">{inside}</div>'


def answers_data(notebook: nbformat.NotebookNode) -> dict[str, dict[str, Any]]:
    """What the page of a lesson needs to judge as `check` does: for each task what judge.js and tasks.js read of it."""
    answers = {}
    for task_cell in task_cells(notebook):
        task = task_cell.task
        known: dict[str, Any] = {
            "hints": task.hints,
            "after": task.after,
            "solution": task.source(task.reference, task_cell.variable),
        }
        if not isinstance(task, Function):
            wrong = [{"answer": each.answer, "name": each.name, "message": each.message} for each in task.wrong]
            known |= {"reference": task.reference, "alternatives": task.alternatives, "wrong": wrong}
        if isinstance(task, Choice):
            known["options"] = task.letters
        elif isinstance(task, Value):
            known |= {"between": task.between, "unit": task.unit, "tolerance": task.tolerance, "offBy": OFF_BY}
        answers[task.name] = known
    return answers


def _page_addresses(notebooks: Path, checkout: Path) -> dict[Path, str]:
    """Every file of `checkout` that has a page, with the address of that page from the top of the site.

    A text that several pages include belongs to the first of them in alphabetical order.
    """
    addresses = {checkout / "notebooks" / path.name: f"/lessons/{path.name}" for path in notebooks.glob("*.ipynb")}
    for page in sorted((checkout / "teaching").rglob("*.md")):
        addresses[page] = f"/{page.relative_to(checkout).as_posix()}"
    for page in sorted((checkout / "site").rglob("*.md")):
        address = f"/{page.relative_to(checkout / 'site').as_posix()}"
        addresses[page] = address
        for included in _INCLUDED.findall(page.read_text(encoding="utf-8")):
            addresses.setdefault(Path(os.path.normpath(page.parent / included)), address)
    return addresses


def _link_pages(text: str, owner: Path, addresses: dict[Path, str], checkout: Path) -> str:
    """The Markdown `text` of the file `owner` with links to files leading to their pages, or else to the repository."""

    def new_target(link: re.Match[str]) -> str:
        if link["path"] is None:
            return link[0]
        target = Path(os.path.normpath(owner.parent / link["path"]))
        if target in addresses:
            return addresses[target] + (link["anchor"] or "")
        if not target.exists():
            raise SiteError(f"{owner.relative_to(checkout)} links to {link['path']}, which does not exist")
        kind = "tree" if target.is_dir() else "blob"
        return f"https://github.com/{repository(checkout)}/{kind}/main/{target.relative_to(checkout).as_posix()}"

    return _LINK.sub(new_target, text)
