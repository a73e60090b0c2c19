"""The alternative texts of the figures, which the notebooks keep beside each picture and MyST-NB leaves out."""

import base64
import hashlib
import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx


def describe_figures(app: Sphinx, doctree: nodes.document) -> None:
    """Give each figure of a lesson its alternative text; MyST-NB names a picture's file by the hash of its bytes."""
    source = Path(doctree["source"])
    if source.suffix != ".ipynb":
        return
    texts = {}
    for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if png := output.get("data", {}).get("image/png"):
                name = hashlib.sha256(base64.b64decode("".join(png))).hexdigest()
                texts[name] = output["metadata"]["image/png"]["alt"]
    for image in doctree.findall(nodes.image):
        if (name := Path(image["uri"]).stem) in texts:
            image["alt"] = texts[name]


def setup(app: Sphinx) -> dict[str, bool]:
    """Describe figures as soon as a page is read."""
    app.connect("doctree-read", describe_figures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
