"""Which pages the site has, known before it is built, and what is in a page that was."""

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted(f"lessons/{path.stem}" for path in (CHECKOUT / "notebooks").glob("*.ipynb"))
LESSONS = [name for name in NOTEBOOKS if name.startswith("lessons/0")]


def page_names() -> list[str]:
    """Every page, from the top of the site, without its ending."""
    texts = [path.relative_to(CHECKOUT / "site").with_suffix("") for path in (CHECKOUT / "site").rglob("*.md")]
    texts += [path.relative_to(CHECKOUT).with_suffix("") for path in (CHECKOUT / "teaching").rglob("*.md")]
    explorables = [path.relative_to(CHECKOUT / "site").with_suffix("") for path in CHECKOUT.glob("site/explore/*.html")]
    made_by_sphinx = ["genindex", "py-modindex", "search"]
    return sorted([path.as_posix() for path in [*texts, *explorables]] + NOTEBOOKS + made_by_sphinx)


@dataclass
class Page(HTMLParser):
    """What a page says about itself: names that can be linked to, links, and what the browser loads for it."""

    file: Path
    names: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.text = self.file.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.names |= {given[key] for key in ("id", "name") if key in given}
        if tag in ("a", "form"):
            self.links += [given[key] for key in ("href", "action") if key in given]
        elif tag == "link":
            if given.get("rel") in ("stylesheet", "preload", "modulepreload", "icon"):
                self.loads.append(given["href"])
        else:
            self.loads += [given[key] for key in ("src", "srcset", "poster", "data") if key in given]


@cache
def read_page(file: Path) -> Page:
    """The page in `file`, read once."""
    return Page(file)
