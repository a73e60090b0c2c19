"""Makes the GloVe sample in `data/` from the full vectors: real published numbers, fewer words, half the precision.

    python scripts/make_glove_sample.py SOURCE [SOURCE ...]

SOURCE is the file of the full vectors: GloVe's own, or the one that `python -m lessonlib data fetch glove` leaves in
the cache. Where no whole file is at hand, name several: a head with the most frequent words first, then a file that has
most of the others. Words that both have come once, in the place that the first file gives them. The words are those of
the sample so far (data/README.md says how they were chosen), and those of the headlines that it lacks. Run the script
again whenever data/headlines.csv has changed, and bring words, bytes and checksums in data/README.md up to date.
"""

import sys

import numpy as np

from lessonlib.datasets import DATA_DIR, load_glove, load_headlines
from lessonlib.text import clean_markup, split_words

WORDS, NUMBERS = DATA_DIR / "glove.6B.100d.sample.words.txt", DATA_DIR / "glove.6B.100d.sample.npy"


if __name__ == "__main__":
    titles = load_headlines()["title"]
    needed = set(WORDS.read_text(encoding="utf-8").split("\n"))
    needed |= {word for title in titles for word in split_words(clean_markup(title))}
    # and what is left and right of the hyphen in "power-sharing"
    needed |= {part for title in titles for piece in title.lower().split() for part in piece.split("-")}
    rows: dict[str, np.ndarray] = {}
    for vectors in map(load_glove, sys.argv[1:]):
        for word in filter(needed.__contains__, vectors.index_to_key):
            rows.setdefault(word, vectors[word].astype(np.float16))
    np.save(NUMBERS, np.stack(list(rows.values())))
    WORDS.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(rows):,} words")
