"""How Sphinx makes the pages; `python -m lessonlib site` copies this folder and the notebooks together, and runs it."""

import importlib
import inspect
import json
import re
import sys
from pathlib import Path

from lessonlib.course.address import pages_address, repository

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "Word embeddings"
author = "the authors of the course"
copyright = "the authors of the course; texts and figures CC BY 4.0, code MIT"
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "folded_outputs",
    "found_by_others",
    "glossary_links",
    "mathml",
]
exclude_patterns = ["explore", "slides", "downloads", "_*"]
html_extra_path = ["downloads"]

# The notebooks' own outputs are shown; what they printed is text or HTML, never a widget that would need scripts.
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_mime_priority_overrides = [("html", "text/html", 0), ("html", "application/vnd.jupyter.widget-view+json", None)]
nb_code_prompt_show = "Guess first, then show the {type}"
nb_code_prompt_hide = "Hide the {type}"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "attrs_inline", "attrs_block"]
myst_heading_anchors = 4
html_math_renderer = "mathml"

autodoc_default_options = {"members": True, "undoc-members": True, "no-value": True}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
add_module_names = False

# Where the text of a page stands in the repository.
html_context = {
    "default_mode": "auto",
    "edit_page_url_template": f"https://github.com/{repository()}/edit/main/"
    "{% if file_name.endswith('.ipynb') %}{{ file_name.replace('lessons/', 'notebooks/') }}"
    "{% elif file_name.startswith('teaching/') %}{{ file_name }}{% else %}site/{{ file_name }}{% endif %}",
    "edit_page_provider_name": "GitHub",
}
html_theme = "pydata_sphinx_theme"
html_title = "Word embeddings"
html_baseurl = pages_address()
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = ["course.js", "judge.js", "tasks.js"]
templates_path = ["_templates"]
html_copy_source = False
html_show_sourcelink = False
html_sidebars = {page: [] for page in ("index", "explore", "glossary", "search")}  # nothing stands beside them
html_theme_options = {
    "github_url": f"https://github.com/{repository()}",
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "show_toc_level": 1,
    "navigation_depth": 2,
    "secondary_sidebar_items": ["page-toc"],
    "use_edit_page_button": True,
    "article_footer_items": ["edit-this-page", "report"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "search_bar_text": "Search the course",
}
copybutton_exclude = ".linenos, .gp, .go"


def from_markdown(app, what, name, thing, options, lines):
    """Rewrite the `lines` of a docstring, which follow Markdown, in place as reStructuredText."""
    pieces = re.split(r"`+([^`]+)`+", "\n".join(lines))
    pieces[::2] = [re.sub(r"([*|\\]|_\b)", r"\\\1", prose) for prose in pieces[::2]]
    pieces[1::2] = [f"``{code}``" for code in pieces[1::2]]
    lines[:] = "".join(pieces).split("\n")


def add_reference(app, docname, source):
    """Below the page `reference/index`, what the lessons import from the package, module by module."""
    if docname != "reference/index":
        return
    names = {}
    for path in sorted(Path(app.srcdir, "lessons").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            code = "".join(cell["source"]) if "import" in "".join(cell["source"]) else ""
            for module, imported in re.findall(
                r"^ *from (lessonlib[\w.]*) import (\w[\w, ]*|\([^)]*\))", code, re.MULTILINE
            ):
                names.setdefault(module, set()).update(re.findall(r"(\w+)(?: as \w+)?", imported))
    for module, found in sorted(names.items()):
        source[0] += f"\n## {module}\n\n```{{eval-rst}}\n"
        for name in sorted(found):
            thing = getattr(importlib.import_module(module), name, None)
            kind = "class" if inspect.isclass(thing) else "function" if callable(thing) else "data"
            kind = "module" if thing is None or inspect.ismodule(thing) else kind
            source[0] += f".. auto{kind}:: {module}.{name}\n"
        source[0] += "```\n"


def setup(app):
    """Rewrite each docstring before napoleon looks for its sections."""
    app.connect("source-read", add_reference)
    app.connect("autodoc-process-docstring", from_markdown, priority=400)
