"""Where the course is: in this checkout, on GitHub, on Colab. pyproject.toml holds the address, the rest follows it."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from lessonlib.errors import InputFileError

CHECKOUT = Path(__file__).resolve().parent.parent.parent
COLAB_TAG = "colab"

LEARNERS: str = "learners"
"""The branch with the learner's copies of the notebooks, which the workflow that publishes the pages writes."""


def repository(checkout: Path = CHECKOUT) -> str:
    """`OWNER/NAME` of the repository on GitHub. Raises FileNotFoundError where there is no checkout."""
    urls = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    return urls["Repository"].removeprefix("https://github.com/")


def pages_address(checkout: Path = CHECKOUT) -> str:
    """Where GitHub Pages publishes the site of the repository of `checkout`; it ends with a slash."""
    owner, name = repository(checkout).split("/")
    return f"https://{owner.lower()}.github.io/{name}/"


def colab_address(name: str, notebook: str) -> str:
    """Where Google Colab opens the learner's copy of `notebook` (a file name) of the repository `name`."""
    return f"https://colab.research.google.com/github/{name}/blob/{LEARNERS}/{notebook}"


def badge(name: str, notebook: str) -> str:
    """The Markdown line that opens `notebook` (a file name) of the repository `name` on Google Colab."""
    return f"[Open in Colab]({colab_address(name, notebook)})"


def notebooks_in(folder: Path, lessons: Sequence[str] = ()) -> list[Path]:
    """The notebooks of `folder` in order, or those whose names begin with one of `lessons` ("03"; all lessons: "0").

    Raises InputFileError when there is none.
    """
    paths = [path for path in sorted(folder.glob("*.ipynb")) if path.name.startswith(tuple(lessons) or "")]
    if not paths:
        called = f" that begins with {' or '.join(lessons)}" if lessons else ""
        raise InputFileError(f"there is no notebook in {folder}{called}; run this in a checkout of the course")
    return paths
