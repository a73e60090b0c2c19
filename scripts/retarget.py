"""Point every link, badge and Colab cell of the course to a fork: `python scripts/retarget.py OWNER/NAME`, once."""

import re
import sys

from lessonlib.course.address import CHECKOUT, pages_address, repository


def retarget(new: str, checkout=CHECKOUT) -> None:
    """Write the repository `new` ("OWNER/NAME" on GitHub) wherever the files of `checkout` name the old one."""
    if not re.fullmatch(r"[\w-]+/[\w.-]+", new, re.ASCII):
        sys.exit(f"error: {new!r} is not OWNER/NAME, such as ada/embeddings")
    old, pages = re.compile(re.escape(repository(checkout)) + r"(?![\w-])"), pages_address(checkout)
    patterns = ("pyproject.toml", "*.md", "*.toml", "*.cff", "teaching/*.md", "notebooks/*.ipynb")
    for path in (path for pattern in patterns for path in checkout.glob(pattern)):
        text = old.sub(new, path.read_text(encoding="utf-8"))
        path.write_text(text.replace(pages, pages_address(checkout)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    retarget(*(sys.argv[1:] or [""]))
