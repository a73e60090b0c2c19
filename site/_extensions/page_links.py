"""Where each page can be edited, and where to report a problem with it: for the template page-links.html."""

import re
from pathlib import Path
from urllib.parse import urlencode

from docutils import nodes
from sphinx.application import Sphinx

from lessonlib.course.retarget import repository

_INCLUDED = re.compile(r"^`{3,}\{include\} (?:\.\./)+(\S+)$", re.MULTILINE)


def add_links(app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Put `edit_url` and `issue_url` into the page's context; pages that Sphinx makes by itself have neither."""
    if doctree is None:
        return
    address = f"https://github.com/{repository()}"
    path = Path(app.env.doc2path(pagename))
    question = {"title": f"{context['title']}: ", "body": f"Page: {pagename}\n\n"}
    context["issue_url"] = f"{address}/issues/new?{urlencode(question)}"
    context["edit_url"] = f"{address}/edit/main/{owner(path, pagename)}"


def owner(path: Path, pagename: str) -> str:
    """The file of the repository that holds the text of the page: `path` itself, or what it includes."""
    if pagename.startswith("lessons/") and path.suffix == ".ipynb":
        return f"notebooks/{path.name}"
    if pagename.startswith("teaching/"):
        return f"{pagename}.md"
    if pagename.startswith("reference/lessonlib"):
        return "lessonlib/" + "/".join(pagename.split(".")[1:])
    included = _INCLUDED.search(path.read_text(encoding="utf-8"))
    return included[1] if included else f"site/{pagename}{path.suffix}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the links before each page is written."""
    app.connect("html-page-context", add_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
