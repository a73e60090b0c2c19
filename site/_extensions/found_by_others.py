"""What search engines and messengers read: a description and a picture of each page, what one learns, and all pages."""

import html
import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

PICTURE = "_static/preview.png"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LENGTH = 200
COMMON = {
    "@context": "https://schema.org",
    "inLanguage": "en",
    "educationalLevel": "beginner",
    "audience": {
        "@type": "EducationalAudience",
        "educationalRole": "student",
        "audienceType": "people who know some Python and have never trained a network",
    },
    "isAccessibleForFree": True,
    "license": LICENCE,
}
"""What schema.org is told of the course and of each of its lessons."""


def describe(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Put a description and a picture (Open Graph), and what one learns in a lesson (JSON-LD), into the page's head."""
    icon = '<link rel="icon" href="data:,">'  # none: a browser asks for one unless it is told
    context["metatags"] = context.get("metatags", "") + icon
    if doctree is None:  # an index or the search, which nobody looks for
        return
    base, title = app.config.html_baseurl, re.sub("<.*?>", "", context["title"])
    described = {
        "og:title": html.unescape(title),
        "og:site_name": app.config.html_title,
        "og:type": "website",
        "og:url": f"{base}{pagename}.html",
        "og:image": f"{base}{PICTURE}",
        "og:image:alt": "Words on a map, with arrows from man to king, from woman to queen, from countries to capitals",
    }
    if text := _first_sentences(doctree):
        described["og:description"] = text
        context["metatags"] += f'\n<meta name="description" content="{html.escape(text)}">'
    for name, value in described.items():
        context["metatags"] += f'\n<meta property="{name}" content="{html.escape(value)}">'
    lesson = Path(app.srcdir, f"{pagename}.ipynb")
    learned = resource(json.loads(lesson.read_text(encoding="utf-8"))) if lesson.is_file() else {}
    if pagename == "index":
        parts = [f"{base}lessons/{path.stem}.html" for path in sorted(Path(app.srcdir, "lessons").glob("0*.ipynb"))]
        learned = COMMON | {"@type": "Course", "hasPart": [{"@type": "LearningResource", "url": url} for url in parts]}
    if learned:
        learned |= {"url": described["og:url"], "name": described["og:title"], "description": text}
        data = json.dumps(learned).replace("<", "\\u003c")  # a "<" cannot end the script
        context["metatags"] += f'\n<script type="application/ld+json">{data}</script>'


def _first_sentences(doctree: nodes.document) -> str:
    """The beginning of the first paragraph of prose, in whole words."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) > 40 and not isinstance(paragraph.parent, nodes.list_item):
            return text if len(text) <= LENGTH else text[:LENGTH].rsplit(" ", 1)[0] + " …"
    return ""


def resource(notebook: dict) -> dict:
    """The lesson `notebook` as a LearningResource of schema.org: what it teaches, how long it takes, for whom it is."""
    opening = "".join(notebook["cells"][0]["source"])
    objectives = re.findall(r"^- (.+(?:\n  .+)*)", opening.partition("By the end you can")[2], re.MULTILINE)
    minutes = re.search(r"about (\d+) minutes", opening)
    return (
        COMMON
        | {
            "@type": "LearningResource",
            "learningResourceType": "lesson with exercises",
            "teaches": [" ".join(objective.split()) for objective in objectives],
            "isPartOf": {"@type": "Course", "name": "Word embeddings"},
        }
        | ({"timeRequired": f"PT{minutes[1]}M"} if minutes else {})
    )


def list_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write sitemap.xml: every page of the site, the explorable ones included."""
    if exception is None:
        pages = [f"{name}.html" for name in app.env.found_docs]
        pages += [f"explore/{path.name}" for path in Path(app.srcdir, "explore").glob("*.html")]
        urls = "".join(f"<url><loc>{app.config.html_baseurl}{page}</loc></url>\n" for page in sorted(pages))
        Path(app.outdir, "sitemap.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
            encoding="utf-8",
        )


def setup(app: Sphinx) -> dict[str, bool]:
    """Describe every page when it is written, and list all of them at the end."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", list_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
