"""Makes `data/word_order.csv`: headlines whose class only the order of their words can tell, written by a grammar.

    python scripts/make_word_order.py

Each line has a mirror twin: the same words, two nouns exchanged, and so the other class. "Sales overtake costs this
year" is good news, "Costs overtake sales this year" is bad news. Change the grammar, run the script again, and copy the
checksum that it prints into data/README.md.
"""

import argparse
import csv
import hashlib
import random
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import NamedTuple, TypeVar

from lessonlib.datasets import DATA_DIR
from lessonlib.files import atomic_file

T = TypeVar("T")

GOOD, BAD = "Good news", "Bad news"

# Of each topic: three nouns for what one wishes more of, and three for what one wishes less of.
NOUNS: dict[str, tuple[str, str]] = {
    "money": ("sales profits exports", "costs debts losses"),
    "work": ("jobs promotions bonuses", "layoffs strikes closures"),
    "town": ("births weddings festivals", "deaths fires thefts"),
    "sport": ("wins medals awards", "defeats injuries penalties"),
    "progress": ("discoveries rescues improvements", "accidents delays complaints"),
}
# Those of the part `new`.
NEW_NOUNS: dict[str, tuple[str, str]] = {
    "money": ("earnings dividends investments", "deficits fines defaults"),
    "work": ("scholarships pensions volunteers", "bankruptcies disputes lawsuits"),
    "town": ("marriages reunions celebrations", "crimes robberies riots"),
    "sport": ("victories honors achievements", "suspensions errors setbacks"),
    "progress": ("inventions breakthroughs donations", "illnesses outages outbreaks"),
}

# What a line says of what is wished for ({good}) and what is not; exchanging the two gives its mirror twin. The wished
# one comes first, so no frame is the mirror of another.
FRAMES: dict[str, str] = {
    "{good} overtake {bad}": GOOD,
    "{good} exceed {bad}": GOOD,
    "more {good} than {bad}": GOOD,
    "{good} rise while {bad} fall": GOOD,
    "{good} increase as {bad} decline": GOOD,
    "{good} rise, {bad} do not": GOOD,
    "{good} do not overtake {bad}": BAD,
    "{good} do not exceed {bad}": BAD,
    "{good} no longer exceed {bad}": BAD,
    "{good} no longer overtake {bad}": BAD,
    "{good} fall while {bad} rise": BAD,
    "{good} decline as {bad} increase": BAD,
    "not {good} but {bad} rise": BAD,
}
ENDINGS: tuple[str, ...] = (
    *("", " this month", " this year", " in spring", " in the north", " in small towns", " at home and abroad"),
    *(", report says", ", survey finds", ", minister says", ", experts say", ", figures show"),
)

SEED = 1234


class Core(NamedTuple):
    """What a pair of twins says, before the ending."""

    frame: str
    good: str
    bad: str

    def twins(self) -> list[tuple[str, str]]:
        """Both lines, each with its class: the one that the frame was written for, and its mirror."""
        category = FRAMES[self.frame]
        other = BAD if category == GOOD else GOOD
        mirrored = self.frame.format(good=self.bad, bad=self.good)
        return [(self.frame.format(good=self.good, bad=self.bad), category), (mirrored, other)]


def shuffled(items: Iterable[T], rng: random.Random) -> list[T]:
    """`items` in an order that depends on `rng.random()` alone, which is the same in every version of Python."""
    return sorted(items, key=lambda _: rng.random())


def choose(rng: random.Random) -> dict[str, list[Core]]:
    """The cores of each part.

    Of the nine pairs of nouns that a topic has for each frame, six are in `train`, so that each noun meets each frame
    twice; `seen` has one of the others, `new` one of the new nouns'.
    """
    parts: dict[str, list[Core]] = {"train": [], "seen": [], "new": []}
    for frame, topic in product(FRAMES, NOUNS):
        good, bad = (shuffled(nouns.split(), rng) for nouns in NOUNS[topic])
        held_out = list(zip(good, bad, strict=True))
        parts["train"] += [Core(frame, *pair) for pair in product(good, bad) if pair not in held_out]
        parts["seen"].append(Core(frame, *held_out[0]))
        parts["new"].append(Core(frame, *(shuffled(nouns.split(), rng)[0] for nouns in NEW_NOUNS[topic])))
    return parts


def make_rows(seed: int = SEED) -> list[tuple[str, str, int, str]]:
    """The rows of the table: title, category, pair (from 1), part; twins one below the other."""
    rng = random.Random(seed)
    rows: list[tuple[str, str, int, str]] = []
    for part, chosen in choose(rng).items():
        for core in shuffled(chosen, rng):
            pair, ending = len(rows) // 2 + 1, shuffled(ENDINGS, rng)[0]
            for line, category in shuffled(core.twins(), rng):
                rows.append((line[0].upper() + line[1:] + ending, category, pair, part))
    return rows


def main() -> None:
    """Writes the table and prints its size and checksum."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=DATA_DIR / "word_order.csv", help="the file to write")
    options = parser.parse_args()
    rows = make_rows()
    with atomic_file(options.out) as file, open(file, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("title", "category", "pair", "part"))
        writer.writerows(rows)
    content = options.out.read_bytes()
    print(f"{len(rows)} lines, {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
