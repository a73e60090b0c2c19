"""Makes the GloVe sample in `data/` from the full vectors: real published numbers, fewer words, half the precision.

    python scripts/make_glove_sample.py SOURCE [SOURCE ...]

SOURCE is the file of the full vectors: GloVe's own, or the one that `python -m lessonlib data fetch glove` leaves in
the cache. Where no whole file is at hand, name several: a head with the most frequent words first, then a file that has
most of the others. Words that both have come once, in the place that the first file gives them. Run the script again
whenever data/headlines.csv has changed, and copy what it prints (words, bytes, checksums) into data/README.md.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

from lessonlib.datasets import DATA_DIR, load_headlines
from lessonlib.embeddings.evaluation import SIMLEX_999, WORDSIM_353, read_analogies, read_word_pairs
from lessonlib.embeddings.glove import load_glove_embeddings, make_keyed_vectors
from lessonlib.files import atomic_file
from lessonlib.text import clean_markup, split_words

MAX_BYTES = 5_029_200  # 25,145 words

# Queries of the lessons, with the signs: the ten nearest words of each must be in the sample, or the answers change.
QUERIES: list[tuple[list[str], list[str]]] = [
    (["king", "woman"], ["man"]),
    (["doctor", "woman"], ["man"]),
    (["goku"], []),
]

LESSON_WORDS = """
king queen man woman monarch throne daughter princess doctor nurse physician doctors patient dentist
goku gohan bulma vegeta piccolo trunks

aster clover hyacinth marigold poppy azalea crocus iris orchid rose bluebell daffodil lilac pansy tulip buttercup daisy
lily peony violet carnation gladiola magnolia petunia zinnia
ant caterpillar flea locust spider bedbug centipede fly maggot tarantula bee cockroach gnat mosquito termite beetle
cricket hornet moth wasp blackfly dragonfly horsefly roach weevil
bagpipe cello guitar lute trombone banjo clarinet harmonica mandolin trumpet bassoon drum harp oboe tuba bell fiddle
harpsichord piano viola bongo flute horn saxophone violin
arrow club gun missile spear axe dagger harpoon pistol sword blade dynamite hatchet rifle tank bomb firearm knife
shotgun teargas cannon grenade mace slingshot whip
caress freedom health love peace cheer friend heaven loyal pleasure diamond gentle honest lucky rainbow diploma gift
honor miracle sunrise family happy laughter paradise vacation
abuse crash filth murder sickness accident death grief poison stink assault disaster hatred pollute tragedy divorce jail
poverty ugly cancer kill rotten vomit agony prison
joy wonderful glorious evil horrible nasty war awful failure terrible
executive management professional corporation salary office business career
home parents children family cousins marriage wedding relatives
math algebra geometry calculus equations computation numbers addition
poetry art dance literature novel symphony drama sculpture shakespeare
science technology physics chemistry einstein nasa experiment astronomy
male man boy brother he him his son father uncle grandfather
female woman girl sister she her hers daughter mother aunt grandmother
"""


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


def lesson_words(vectors: KeyedVectors) -> set[str]:
    """The words that the lessons name, and the ten nearest to each of their queries."""
    near = [word for add, take in QUERIES for word, _ in vectors.most_similar(positive=add, negative=take, topn=10)]
    return {*LESSON_WORDS.split(), *near}


def merge(sources: list[KeyedVectors]) -> KeyedVectors:
    """The words of all `sources` in their order, source by source; a word of several keeps its first row.

    Raises ValueError when the sources' vectors are of different widths.
    """
    widths = {vectors.vector_size for vectors in sources}
    if len(widths) > 1:
        raise ValueError(f"the sources have vectors of {sorted(widths)} numbers; name files of one width")
    rows = {}
    for vectors in sources:
        for word, row in vectors.key_to_index.items():
            rows.setdefault(word, vectors.vectors[row])
    return make_keyed_vectors(list(rows), np.stack(list(rows.values())))


def make_sample(vectors: KeyedVectors, needed: set[str]) -> tuple[list[str], np.ndarray]:
    """The needed words that have a vector, filled up with the most frequent ones; order of frequency, float16.

    Raises ValueError when the needed words alone are more than MAX_BYTES hold.
    """
    room = (MAX_BYTES - 128) // (2 * vectors.vector_size)  # 128: the header of an .npy file
    rows = {vectors.key_to_index[word] for word in needed if word in vectors.key_to_index}
    if len(rows) > room:
        raise ValueError(f"{len(rows)} words are needed, and {MAX_BYTES:,} bytes hold {room}; name fewer words")
    frequent = (row for row in range(len(vectors)) if row not in rows)
    kept = sorted(rows | {row for row, _ in zip(frequent, range(room - len(rows)), strict=False)})
    return [vectors.index_to_key[row] for row in kept], vectors.vectors[kept].astype(np.float16)


def main() -> None:
    """Writes the two files and prints how many words came from where, and the checksums."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", type=Path, nargs="+", help="vectors as GloVe text (.txt, .gz), most frequent first")
    parser.add_argument("--out", type=Path, default=DATA_DIR, help="folder to write to")
    options = parser.parse_args()

    vectors = merge([load_glove_embeddings(source) for source in options.sources])
    needed = headline_words() | evaluation_words() | lesson_words(vectors)
    listed, matrix = make_sample(vectors, needed)
    known = sum(word in vectors.key_to_index for word in needed)
    print(f"{len(listed):,} words: {known:,} needed ones of {len(needed):,}, and the most frequent")
    with atomic_file(options.out / "glove.6B.100d.sample.npy") as file, open(file, "wb") as stream:
        np.save(stream, matrix)
    with atomic_file(options.out / "glove.6B.100d.sample.words.txt") as file:
        file.write_text("\n".join(listed) + "\n", encoding="utf-8", newline="\n")
    for name in ("glove.6B.100d.sample.npy", "glove.6B.100d.sample.words.txt"):
        content = (options.out / name).read_bytes()
        print(f"{name}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
