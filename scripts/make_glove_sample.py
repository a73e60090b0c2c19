"""Makes the GloVe sample in `data/` from the full vectors: real published numbers, fewer words, half the precision.

    python scripts/make_glove_sample.py SOURCE [SOURCE ...]

SOURCE is the file of the full vectors: GloVe's own, or the one that `python -m lessonlib data fetch glove` leaves in
the cache. Where no whole file is at hand, name several: a head with the most frequent words first, then a file that has
most of the others. Words that both have come once, in the place that the first file gives them. The words are those of
the sample so far (data/README.md says how they were chosen), and those of the headlines and of the evaluation sets that
it lacks. Run the script again whenever data/headlines.csv has changed, and copy what it prints (words, bytes,
checksums) into data/README.md.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np

from lessonlib.datasets import DATA_DIR, load_glove, load_headlines
from lessonlib.embeddings.evaluation import SIMLEX_999, WORDSIM_353, read_analogies, read_word_pairs
from lessonlib.files import atomic_file
from lessonlib.text import clean_markup, split_words

WORDS, NUMBERS = "glove.6B.100d.sample.words.txt", "glove.6B.100d.sample.npy"


def evaluation_words() -> set[str]:
    """Every word of the evaluation sets that ship with gensim, lower-case as in GloVe."""
    pairs = [pair[:2] for path in (WORDSIM_353, SIMLEX_999) for pair in read_word_pairs(path)]
    questions = [question for section in read_analogies().values() for question in section]
    return {word for group in pairs + questions for word in group}


def headline_words() -> set[str]:
    """Every word of the titles in data/headlines.csv, and what is left and right of the hyphen in "power-sharing"."""
    titles = load_headlines()["title"].tolist()
    found = {word for title in titles for word in split_words(clean_markup(title))}
    return found | {part for title in titles for piece in title.lower().split() for part in piece.split("-")}


def main() -> None:
    """Writes the two files and prints how many words they have, and the checksums."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", type=Path, nargs="+", help="vectors as GloVe text (.txt, .gz), most frequent first")
    parser.add_argument("--out", type=Path, default=DATA_DIR, help="folder to write to")
    options = parser.parse_args()

    needed = {*(DATA_DIR / WORDS).read_text(encoding="utf-8").split("\n"), *headline_words(), *evaluation_words()}
    rows: dict[str, np.ndarray] = {}
    for vectors in map(load_glove, options.sources):
        for word in filter(needed.__contains__, vectors.index_to_key):
            rows.setdefault(word, vectors[word].astype(np.float16))
    print(f"{len(rows):,} words")
    with atomic_file(options.out / NUMBERS) as file, open(file, "wb") as stream:
        np.save(stream, np.stack(list(rows.values())))
    with atomic_file(options.out / WORDS) as file:
        file.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    for name in (NUMBERS, WORDS):
        content = (options.out / name).read_bytes()
        print(f"{name}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
