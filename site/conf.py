"""How Sphinx makes the pages; `python -m lessonlib site` copies this folder and the notebooks together, and runs it."""

import sys
from pathlib import Path

from lessonlib.course.retarget import pages_address, repository

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
    "page_links",
    "folded_outputs",
    "glossary_links",
    "mathml",
    "reference",
]
exclude_patterns = ["explore", "slides", "sheets", "downloads", "_*"]
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

# Docstrings are written in Markdown; the extension `reference` turns what it must into reStructuredText.
autodoc_default_options = {"members": True, "undoc-members": True, "no-value": True}
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
add_module_names = False

html_context = {"default_mode": "auto"}
html_theme = "pydata_sphinx_theme"
html_title = "Word embeddings"
html_baseurl = pages_address()
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = ["course.js"]
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
    "article_footer_items": ["page-links"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "search_bar_text": "Search the course",
}
copybutton_exclude = ".linenos, .gp, .go"
