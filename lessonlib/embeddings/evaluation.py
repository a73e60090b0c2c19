"""How good word vectors are: word pairs that people judged, and analogy questions."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from scipy import stats

from lessonlib.embeddings.similarity import have_direction
from lessonlib.errors import InputError
from lessonlib.progress import progress_bar

WORDSIM_353: Path = Path(datapath("wordsim353.tsv"))
"""353 word pairs and how related people find them, 0 to 10 (Finkelstein et al. 2002): "cup - coffee" scores high."""

SIMLEX_999: Path = Path(datapath("simlex999.txt"))
"""999 word pairs and how alike people find them, 0 to 10 (Hill et al. 2015): "cup - coffee" would score low."""

GOOGLE_ANALOGIES: Path = Path(datapath("questions-words.txt"))
"""19,544 questions "a is to b as c is to ?" in 14 sections (Mikolov et al. 2013)."""

_BATCH = 32  # questions: each takes as many numbers as there are words


class Correlation(NamedTuple):
    """How well cosines follow people's judgements."""

    spearman: float
    """Rank correlation in [-1, 1]; 0: no connection, 1: the same order."""
    covered: int
    """Pairs of which both words have a vector; only these count."""
    total: int
    """Pairs in the benchmark."""

    @property
    def interval(self) -> tuple[float, float]:
        """Where the correlation lies with 95 % confidence, were other pairs chosen (Bonett and Wright 2000)."""
        margin = 1.96 * np.sqrt((1 + self.spearman**2 / 2) / (self.covered - 3)) if self.covered > 3 else np.inf
        # At -1 and 1, arctanh is infinite.
        centre = np.arctanh(np.clip(self.spearman, -1 + 1e-12, 1 - 1e-12))
        return float(np.tanh(centre - margin)), float(np.tanh(centre + margin))


def read_word_pairs(path: str | Path = WORDSIM_353) -> list[tuple[str, str, float]]:
    """The (word, word, score) lines of a benchmark, lower-case. Raises ValueError for a line that is something else."""
    lines = pd.read_csv(path, sep="\t", comment="#", header=None, quoting=3, keep_default_na=False)
    return [(first.lower(), second.lower(), float(score)) for first, second, score in lines.itertuples(index=False)]


def _rows_by_spelling(vectors: KeyedVectors) -> dict[str, int]:
    """The row of each word in lower case: of "Paris" and "paris" the more frequent one, of those with a direction."""
    direction = have_direction(vectors)
    rows: dict[str, int] = {}
    for row, word in enumerate(vectors.index_to_key):
        if direction[row]:
            rows.setdefault(word.lower(), row)
    return rows


def word_pair_correlation(vectors: KeyedVectors, path: str | Path = WORDSIM_353) -> Correlation:
    """Spearman's correlation between cosines and people's scores of the word pairs in `path`, with the coverage.

    The benchmark's pairs that lack a vector are left out: compare models on the pairs that both cover (see
    `KeyedVectors.vectors_for_all`). Capitals do not count; of words that differ in nothing else, the more frequent one
    is taken. Raises InputError when fewer than three pairs are covered.
    """
    pairs, rows = read_word_pairs(path), _rows_by_spelling(vectors)
    covered = [(rows[a], rows[b], score) for a, b, score in pairs if a in rows and b in rows]
    if len(covered) < 3:
        raise InputError(
            f"{len(covered)} of {len(pairs)} pairs in {path} have vectors: too few to rank; use more words"
        )
    cosines = [vectors.similarity(a, b) for a, b, _ in covered]
    found = stats.spearmanr([score for *_, score in covered], cosines)
    return Correlation(float(found.statistic), len(covered), len(pairs))


def read_analogies(path: str | Path = GOOGLE_ANALOGIES) -> dict[str, list[tuple[str, str, str, str]]]:
    """The questions of each section, four lower-case words each. Raises InputError naming a line that is not one."""
    sections: dict[str, list[tuple[str, str, str, str]]] = {}
    for number, line in enumerate(Path(path).read_text(encoding="utf-8-sig").splitlines(), start=1):
        if line.startswith(":"):
            questions = sections.setdefault(line[1:].strip(), [])
        elif len(line.split()) == 4 and sections:
            a, b, c, d = line.lower().split()
            questions.append((a, b, c, d))
        elif line.strip():
            raise InputError(f"{path}, line {number}: expected ': section' or four words, got {line!r:.60}")
    return sections


def analogy_accuracy(vectors: KeyedVectors, path: str | Path = GOOGLE_ANALOGIES) -> pd.DataFrame:
    """How many analogy questions are answered right, by section: columns `correct`, `covered`, `total`, `accuracy`.

    A question is covered when its four words have vectors; `accuracy` is correct / covered (NaN where none is).
    Capitals do not count; of words that differ in nothing else, the more frequent one is taken. Every word but the
    three of the question may be the answer, unless its vector is all zeros. The rule and the counts are those of
    gensim's `evaluate_word_analogies` with `restrict_vocab=len(vectors)`, which asks one question at a time and takes a
    minute where this takes seconds; left to itself, gensim leaves out all words but the first 300,000. A progress bar
    appears when there is time to look at it.
    """
    index = _rows_by_spelling(vectors)
    units = vectors.get_normed_vectors()
    nobody = np.setdiff1d(np.arange(len(units)), list(index.values()))  # without a direction, or the rarer spelling
    rows = {}
    sections = read_analogies(path)
    with progress_bar(total=sum(map(len, sections.values())), desc="analogies", unit="question", delay=5) as bar:
        for section, questions in sections.items():
            known = np.array([[index[w] for w in q] for q in questions if all(w in index for w in q)], dtype=np.int64)
            correct = 0
            for a, b, c, expected in (part.T for part in np.array_split(known, len(known) // _BATCH + 1) if len(part)):
                cosines = (units[b] - units[a] + units[c]) @ units.T
                for query in (a, b, c):
                    cosines[np.arange(len(query)), query] = -np.inf
                cosines[:, nobody] = -np.inf
                correct += int((cosines.argmax(axis=1) == expected).sum())
            bar.update(len(questions))
            rows[section] = (correct, len(known), len(questions), correct / len(known) if len(known) else np.nan)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["correct", "covered", "total", "accuracy"])


def compare_embeddings(models: Mapping[str, KeyedVectors]) -> pd.DataFrame:
    """The three benchmarks, one row per model: `wordsim` and `simlex` (Spearman), `analogies` (share answered right).

    Beside each stands how much the model covers: `wordsim_pairs` of 353, `simlex_pairs` of 999, `questions` of 19,544.
    """
    rows = {}
    for name, vectors in models.items():
        wordsim, simlex = word_pair_correlation(vectors, WORDSIM_353), word_pair_correlation(vectors, SIMLEX_999)
        questions = analogy_accuracy(vectors, GOOGLE_ANALOGIES)
        asked = int(questions["covered"].sum())
        share = questions["correct"].sum() / asked if asked else np.nan
        rows[name] = wordsim.spearman, wordsim.covered, simlex.spearman, simlex.covered, share, asked
    columns = ["wordsim", "wordsim_pairs", "simlex", "simlex_pairs", "analogies", "questions"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
