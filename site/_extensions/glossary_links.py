"""Terms of the glossary become links where a section of a lesson first uses them; the notebooks do not change."""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

# What takes no link: it is one already, or code, a heading, a formula.
CLOSED = (nodes.reference, nodes.literal, nodes.literal_block, nodes.title, nodes.math, nodes.math_block, nodes.raw)


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the first use of each term in every numbered section of a lesson to its entry in the glossary."""
    if not docname.startswith("lessons/") or docname == "lessons/index":
        return
    addresses = term_addresses(app)
    names = "|".join(sorted(map(re.escape, addresses), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])({names})(?![\w-])", re.IGNORECASE)
    linked: dict[nodes.Element, set[str]] = {}
    for text in list(doctree.findall(nodes.Text)):
        if any(isinstance(node, CLOSED) for node in ancestors(text)):
            continue
        # From the innermost outwards; the last one is the lesson as a whole.
        sections = [node for node in ancestors(text) if isinstance(node, nodes.section)]
        section = sections[-2] if len(sections) > 1 else doctree
        seen = linked.setdefault(section, set())
        pieces, end = [], 0
        for found in pattern.finditer(text.replace("’", "'")):
            address = addresses[found[0].lower()]
            if address not in seen:
                seen.add(address)
                target = f"{app.builder.get_relative_uri(docname, 'glossary')}#{address}"
                link = nodes.reference(
                    "", text[slice(*found.span())], refuri=target, internal=True, classes=["glossary-term"]
                )
                pieces += [nodes.Text(text[end : found.start()]), link]
                end = found.end()
        if pieces:
            text.parent.replace(text, [*pieces, nodes.Text(text[end:])])


def term_addresses(app: Sphinx) -> dict[str, str]:
    """Each term of the glossary in lower case, and its plural, with the name of its entry on the page."""
    objects = app.env.get_domain("std").objects.items()
    entries = {name.lower(): address for (kind, name), (_, address) in objects if kind == "term"}
    return {plural(name): address for name, address in entries.items()} | entries


def plural(term: str) -> str:
    """Of an English noun that forms it by the rules."""
    if term.endswith("y"):
        return f"{term[:-1]}ies"
    return term + ("es" if term.endswith(("s", "x", "ch")) else "s")


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """The parent of `node`, the parent of that, and so on up to the document."""
    while (node := node.parent) is not None:
        yield node


def setup(app: Sphinx) -> dict[str, bool]:
    """Link terms when all pages are read, so that the glossary is known."""
    app.connect("doctree-resolved", link_terms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
