"""Point every link, badge and Colab cell of the course to a fork: `python scripts/retarget.py OWNER/NAME`, once."""

import re
import sys

from lessonlib.course.address import CHECKOUT, repository


def retarget(new: str, checkout=CHECKOUT) -> None:
    """Write the repository `new` ("OWNER/NAME" on GitHub) wherever the files of `checkout` name the old one."""
    if not re.fullmatch(r"[\w-]+/[\w.-]+", new, re.ASCII):
        sys.exit(f"error: {new!r} is not OWNER/NAME, such as ada/embeddings")
    old = re.compile(re.escape(repository(checkout)) + r"(?![\w-])")
    for pattern in ("*.md", "*.toml", "*.cff", "teaching/*.md", "notebooks/*.ipynb"):
        for path in checkout.glob(pattern):
            path.write_text(old.sub(new, path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    retarget(*(sys.argv[1:] or [""]))
