"""Word vectors: learn them from text, save and load them, find neighbours and analogies, measure how good they are."""

import itertools
import struct
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import comb
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from gensim.models import FastText, KeyedVectors, Word2Vec
from gensim.models.fasttext import FastTextKeyedVectors, load_facebook_vectors, save_facebook_model
from gensim.test.utils import datapath
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from lessonlib.files import atomic_file, require_file

WORDSIM_353: Path = Path(datapath("wordsim353.tsv"))
"""353 word pairs and how related people find them, 0 to 10 (Finkelstein et al. 2002): "cup - coffee" scores high."""

SIMLEX_999: Path = Path(datapath("simlex999.txt"))
"""999 word pairs and how alike people find them, 0 to 10 (Hill et al. 2015): "cup - coffee" would score low."""

GOOGLE_ANALOGIES: Path = Path(datapath("questions-words.txt"))
"""19,544 questions "a is to b as c is to ?" in 14 sections (Mikolov et al. 2013)."""

SETTINGS: dict[str, int | float] = {
    "vector_size": 100,  # numbers a word
    "window": 5,  # words to the left and to the right that count as context
    "min_count": 3,  # rarer words are dropped: too few examples to learn from
    "negative": 20,  # random words told apart from each true neighbour
    "epochs": 6,  # passes over the text
    "alpha": 0.2,  # learning rate at the start: eight times gensim's, because a small text gives few steps
    "sample": 3e-5,  # words more frequent than this share are skipped at random: "the" teaches little
    "workers": 1,  # several threads would race, and no two runs would give the same vectors
    "seed": 1234,
}
"""How the course trains Word2Vec and FastText: one set for both, so that they can be compared."""

SUBWORDS: dict[str, int] = {"min_n": 4, "max_n": 6, "bucket": 50_000}
"""FastText's character n-grams: their lengths, and how many vectors they share (hashed). gensim's default of 2 million
would make a file of 800 MB for a text with a few ten thousand different n-grams."""


# The start of a FastText file: magic number, vector size, buckets, number of words; what lies between is skipped.
_FASTTEXT_HEADER = struct.Struct("<i4xi28xi20xi")
_FASTTEXT_MAGIC = 793_712_314


def one_hot(words: Sequence[str]) -> np.ndarray:
    """One row a word with a single 1 in a column of its own: float32, shape (len(words), len(words)).

    Raises ValueError when a word comes twice: it would get two columns.
    """
    if len(set(words)) != len(words):
        raise ValueError(f"each word needs one column, and some come twice: {sorted(words)}; pass every word once")
    return np.eye(len(words), dtype=np.float32)


def context_pairs(tokens: Sequence[str], window: int = 2) -> list[tuple[str, str]]:
    """The (target, context) pairs of a sentence: each word with every word at most `window` places away.

    Raises TypeError for a str, which would be taken apart into letters, and ValueError for a window below 1.
    """
    if isinstance(tokens, str):
        raise TypeError(f"expected a list of words, got the str {tokens!r:.40}; split it first")
    if window < 1:
        raise ValueError(f"a window of {window} holds no context; use 1 or more")
    return [
        (target, tokens[other])
        for place, target in enumerate(tokens)
        for other in range(max(0, place - window), min(len(tokens), place + window + 1))
        if other != place
    ]


def noise_distribution(counts: Mapping[str, int], power: float = 0.75) -> pd.Series:
    """How often negative sampling draws each word: its count to the `power`, scaled to the sum 1.

    A power below 1 makes frequent words rarer among the negatives, and rare ones more frequent.
    Source: Mikolov et al. (2013), "Distributed Representations of Words and Phrases and their Compositionality".
    """
    weights = pd.Series(counts, dtype=float) ** power
    return weights / weights.sum()


def character_ngrams(word: str, min_n: int = 3, max_n: int = 6) -> list[str]:
    """The character n-grams of `word` between the marks < and >, shortest first, as FastText counts them.

    `"cat"` with n = 3 gives `<ca`, `cat`, `at>`: the marks tell the word *cat* from the *cat* inside *location*.
    Source: Bojanowski et al. (2017), "Enriching Word Vectors with Subword Information".
    Raises ValueError unless 1 <= min_n <= max_n.
    """
    if not 1 <= min_n <= max_n:
        raise ValueError(f"n-grams of {min_n} to {max_n} characters do not exist; use 1 <= min_n <= max_n")
    marked = f"<{word}>"
    return [marked[i : i + n] for n in range(min_n, max_n + 1) for i in range(len(marked) - n + 1)]


def _require_token_lists(sentences: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """`sentences` as a list. Raises TypeError when one is a str, ValueError when there are none."""
    sentences = list(sentences)
    if not any(sentences):
        raise ValueError("there are no sentences to learn from; pass lists of words")
    if strings := [sentence for sentence in sentences if isinstance(sentence, str)]:
        raise TypeError(f"expected lists of words, got the str {strings[0]!r:.40}; split each sentence first")
    return sentences


def train_word2vec(sentences: Iterable[Sequence[str]], skip_gram: bool = True, **changes: float) -> Word2Vec:
    """A Word2Vec model (Mikolov et al. 2013) of `sentences`, lists of words. Same sentences and seed, same vectors.

    `skip_gram=False` trains CBOW. `changes` replace entries of `SETTINGS`, such as `epochs=10`. Raises TypeError when
    a sentence is a str, ValueError when there are none, RuntimeError when no word occurs `min_count` times.
    """
    return Word2Vec(_require_token_lists(sentences), sg=int(skip_gram), **(SETTINGS | changes))


def train_fasttext(sentences: Iterable[Sequence[str]], skip_gram: bool = True, **changes: float) -> FastText:
    """A FastText model (Bojanowski et al. 2017) of `sentences`: a word is the mean of its own and its n-grams' vectors.

    `changes` replace entries of `SETTINGS` and `SUBWORDS`. Raises as `train_word2vec` does.
    """
    return FastText(_require_token_lists(sentences), sg=int(skip_gram), **(SETTINGS | SUBWORDS | changes))


def save_word2vec(vectors: KeyedVectors, path: str | Path) -> None:
    """Write `vectors` to `path` in the binary word2vec format, which other programs read too."""
    with atomic_file(path) as temporary:
        vectors.save_word2vec_format(temporary, binary=True)


def load_word2vec(path: str | Path) -> KeyedVectors:
    """Vectors in the binary word2vec format. Raises FileNotFoundError, or ValueError when the file is damaged."""
    require_file(path, "save vectors there first, or check the folder and the name")
    try:
        return KeyedVectors.load_word2vec_format(path, binary=True)
    except (EOFError, ValueError) as error:
        raise ValueError(f"{path} is no binary word2vec file, or is cut off ({error}); save it again") from error


def save_fasttext(model: FastText, path: str | Path) -> None:
    """Write `model` to `path` in FastText's own format.

    Word2vec's format would lose the n-grams, and with them every word that was not in the text.
    """
    with atomic_file(path) as temporary:
        save_facebook_model(model, str(temporary))


def load_fasttext(path: str | Path) -> FastTextKeyedVectors:
    """Vectors in FastText's own format, n-grams included, so that unknown words still get a vector.

    Raises FileNotFoundError, or ValueError when the file is something else or cut off.
    """
    require_file(path, "save vectors there first, or check the folder and the name")
    _require_whole_fasttext_file(Path(path))
    return load_facebook_vectors(str(path))


def _require_whole_fasttext_file(path: Path) -> None:
    """Raises ValueError unless `path` begins as a FastText file does and is as long as its header says.

    gensim reads words letter by letter and would search the end of a cut-off file for ever.
    """
    with open(path, "rb") as file:
        header = file.read(_FASTTEXT_HEADER.size)
    if len(header) < _FASTTEXT_HEADER.size or _FASTTEXT_HEADER.unpack(header)[0] != _FASTTEXT_MAGIC:
        raise ValueError(f"{path} is no FastText model; load a file that save_fasttext wrote")
    _, dimensions, buckets, words = _FASTTEXT_HEADER.unpack(header)
    # Two matrices of float32 must fit: words and n-grams, and the output layer's words.
    if path.stat().st_size < _FASTTEXT_HEADER.size + 4 * dimensions * (2 * words + buckets):
        raise ValueError(f"{path} is cut off: {words:,} words of {dimensions} numbers do not fit in it; save it again")


def train_and_save(sentences: Iterable[Sequence[str]], directory: str | Path) -> None:
    """Train Word2Vec and FastText on `sentences` and save both in `directory`, where `load_own_vectors` finds them."""
    sentences = _require_token_lists(sentences)
    save_word2vec(train_word2vec(sentences).wv, Path(directory) / "word2vec.bin")
    save_fasttext(train_fasttext(sentences), Path(directory) / "fasttext.bin")


def load_own_vectors(directory: str | Path) -> dict[str, KeyedVectors]:
    """The vectors that were saved in `directory`, by name: `"Word2Vec"` and `"FastText"`.

    Raises FileNotFoundError when one of them is not there.
    """
    directory = Path(directory)
    return {
        "Word2Vec": load_word2vec(directory / "word2vec.bin"),
        "FastText": load_fasttext(directory / "fasttext.bin"),
    }


def _require_words(vectors: KeyedVectors, words: Iterable[str]) -> None:
    """Raises KeyError for the first of `words` that has no vector, with known words that are spelt like it."""
    for word in words:
        if word not in vectors:
            near = get_close_matches(word.lower(), vectors.index_to_key[:50_000], n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "try another word"
            raise KeyError(f"there is no vector for {word!r} (one of {len(vectors):,} known words is needed); {hint}")


def nearest_neighbours(
    vectors: KeyedVectors, word: str, n: int = 5, among: int | None = None
) -> list[tuple[str, float]]:
    """The `n` words nearest to `word`, with their cosine in [-1, 1], nearest first; `word` itself is left out.

    `among=5000` searches only the 5,000 most frequent words: the vectors of rare words are the least certain. FastText
    answers for unknown words too. Raises KeyError for a word without a vector, with near spellings.
    """
    _require_words(vectors, [word])
    return vectors.most_similar(word, topn=n, restrict_vocab=among)


def analogy(
    vectors: KeyedVectors,
    positive: Sequence[str],
    negative: Sequence[str],
    n: int = 5,
    exclude_query: bool = True,
) -> list[tuple[str, float]]:
    """The `n` words nearest to the sum of the `positive` unit vectors less the `negative` ones, with their cosine.

    `analogy(vectors, ["king", "woman"], ["man"])` asks: man is to king as woman is to? The words of the query are no
    answers, as is the custom; `exclude_query=False` admits them (and shows why it is the custom).
    Source: 3CosAdd, Mikolov et al. (2013). Raises KeyError for a word without a vector.
    """
    _require_words(vectors, [*positive, *negative])
    if exclude_query:
        return vectors.most_similar(positive=list(positive), negative=list(negative), topn=n)
    weights = [1.0] * len(positive) + [-1.0] * len(negative)
    point = vectors.get_mean_vector([*positive, *negative], weights=weights)
    return vectors.similar_by_vector(point, topn=n)


def restrict(vectors: KeyedVectors, words: Iterable[str], infer: bool = False) -> KeyedVectors:
    """Only the vectors of those `words` that have one. `infer=True` lets FastText build vectors for unknown words too.

    Models with different vocabularies can only be compared on the words that all of them know.
    """
    return vectors.vectors_for_all(words, allow_inference=infer)


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
    """The (word, word, score) lines of a benchmark, lower-case. Raises ValueError naming a line that is none."""
    pairs = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            first, second, score = line.lower().split("\t")
            pairs.append((first, second, float(score)))
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: no word, tab, word, tab, score: {line!r:.60}") from error
    return pairs


def word_pair_correlation(vectors: KeyedVectors, path: str | Path = WORDSIM_353) -> Correlation:
    """Spearman's correlation between cosines and people's scores of the word pairs in `path`, with the coverage.

    The benchmark's pairs that lack a vector are left out: compare models on the pairs that both cover (see `restrict`).
    They are looked up in lower case, so the words of `vectors` must be lower-case. Raises ValueError when fewer than
    three pairs are covered.
    """
    pairs = read_word_pairs(path)
    covered = sum(a in vectors.key_to_index and b in vectors.key_to_index for a, b, _ in pairs)
    if covered < 3:
        raise ValueError(
            f"{covered} of {len(pairs)} pairs in {path} have vectors: too few to rank; use more words, in lower case"
        )
    _, spearman, _ = vectors.evaluate_word_pairs(path, restrict_vocab=len(vectors))
    return Correlation(float(spearman.statistic), covered, len(pairs))


def read_analogies(path: str | Path = GOOGLE_ANALOGIES) -> dict[str, list[tuple[str, str, str, str]]]:
    """The questions of each section, four lower-case words each. Raises ValueError naming a line that is none."""
    sections: dict[str, list[tuple[str, str, str, str]]] = {}
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(":"):
            questions = sections.setdefault(line[1:].strip(), [])
        elif len(line.split()) == 4 and sections:
            questions.append(tuple(line.lower().split()))
        elif line.strip():
            raise ValueError(f"{path}, line {number}: expected ': section' or four words, got {line!r:.60}")
    return sections


def analogy_accuracy(vectors: KeyedVectors, path: str | Path = GOOGLE_ANALOGIES, batch: int = 128) -> pd.DataFrame:
    """How many analogy questions are answered right, by section: columns `correct`, `covered`, `total`, `accuracy`.

    A question is covered when its four words have vectors; `accuracy` is correct / covered (NaN where none is). They
    are looked up in lower case, so the words of `vectors` must be lower-case. Every word but the three of the question
    may be the answer. The rule and the counts are those of gensim's `evaluate_word_analogies` with
    `restrict_vocab=len(vectors)`, which asks one question at a time and takes a minute where this takes seconds; left
    to itself, gensim leaves out all words but the first 300,000.
    """
    units = vectors.get_normed_vectors()
    index = vectors.key_to_index
    rows = {}
    for section, questions in read_analogies(path).items():
        known = np.array([[index[w] for w in q] for q in questions if all(w in index for w in q)], dtype=np.int64)
        correct = 0
        for a, b, c, expected in (part.T for part in np.array_split(known, len(known) // batch + 1) if len(part)):
            cosines = (units[b] - units[a] + units[c]) @ units.T
            for query in (a, b, c):
                cosines[np.arange(len(query)), query] = -np.inf
            correct += int((cosines.argmax(axis=1) == expected).sum())
        rows[section] = (correct, len(known), len(questions), correct / len(known) if len(known) else np.nan)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["correct", "covered", "total", "accuracy"])


def compare(models: Mapping[str, KeyedVectors]) -> pd.DataFrame:
    """The three benchmarks, one row a model: `wordsim` and `simlex` (Spearman), `analogies` (share answered right).

    Beside each stands how much the model covers: `wordsim_pairs` of 353, `simlex_pairs` of 999, `questions` of 19,544.
    """
    rows = {}
    for name, vectors in models.items():
        wordsim, simlex = word_pair_correlation(vectors, WORDSIM_353), word_pair_correlation(vectors, SIMLEX_999)
        questions = analogy_accuracy(vectors, GOOGLE_ANALOGIES)
        asked = int(questions["covered"].sum())
        rows[name] = {
            "wordsim": wordsim.spearman,
            "wordsim_pairs": wordsim.covered,
            "simlex": simlex.spearman,
            "simlex_pairs": simlex.covered,
            "analogies": questions["correct"].sum() / asked if asked else np.nan,
            "questions": asked,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _unit_rows(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """The vectors of `words`, scaled to length 1, one a row."""
    return np.stack([vectors.get_vector(word, norm=True) for word in words])


def project_pca(vectors: KeyedVectors, words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The `words`' unit vectors on the two directions in which those of *all* words of the vocabulary vary most.

    Returns the coordinates, shape (len(words), 2), and the share of the variance that each direction holds, shape (2,).
    Raises KeyError for a word without a vector.
    """
    _require_words(vectors, words)
    # Unit vectors: their distances order pairs as the cosine does, and long vectors do not rule the directions.
    pca = PCA(n_components=2, svd_solver="covariance_eigh").fit(vectors.get_normed_vectors())
    return pca.transform(_unit_rows(vectors, words)), pca.explained_variance_ratio_


def project_tsne(vectors: KeyedVectors, words: Sequence[str], perplexity: float = 8.0, seed: int = 1234) -> np.ndarray:
    """The `words` on a plane where near words stay near (van der Maaten and Hinton 2008); shape (len(words), 2).

    Distances far apart, and sizes of groups, mean nothing. `perplexity` is about how many neighbours each word counts.
    Raises KeyError for a word without a vector, ValueError unless there are more words than `perplexity`.
    """
    _require_words(vectors, words)
    if len(words) <= perplexity:
        raise ValueError(f"{len(words)} words are too few for a perplexity of {perplexity}; add words or lower it")
    return TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(_unit_rows(vectors, words))


def association(vectors: KeyedVectors, words: Sequence[str], first: Sequence[str], second: Sequence[str]) -> np.ndarray:
    """Mean cosine of each of `words` to `first` less its mean cosine to `second`: shape (len(words),), in [-2, 2].

    Above 0: nearer to `first`. Raises KeyError for a word without a vector, ValueError for an empty list.
    """
    for name, group in (("words", words), ("first", first), ("second", second)):
        if len(group) == 0:
            raise ValueError(f"{name} is empty; pass at least one word")
        _require_words(vectors, group)
    units = _unit_rows(vectors, words)
    to_first, to_second = (units @ _unit_rows(vectors, group).T for group in (first, second))
    return to_first.mean(axis=1) - to_second.mean(axis=1)


class Weat(NamedTuple):
    """What a word embedding association test found."""

    effect_size: float
    """Difference of the mean associations in standard deviations, in [-2, 2]; 0: none."""
    p_value: float
    """Share of regroupings of the targets with an association at least as strong: one-sided, above 0."""
    permutations: int
    """Regroupings tried."""
    exact: bool
    """Whether these were all there are."""


def weat(
    vectors: KeyedVectors,
    targets: tuple[Sequence[str], Sequence[str]],
    attributes: tuple[Sequence[str], Sequence[str]],
    max_permutations: int = 20_000,
    seed: int = 1234,
) -> Weat:
    """Word embedding association test: is the first group of targets nearer to the first attributes than the second is?

    The effect size is the difference of the groups' mean `association`, divided by the standard deviation (n - 1) over
    all targets. The p-value regroups the targets into two halves: in every possible way when these are at most
    `max_permutations`, else in that many random ways (the observed one counted in both cases).
    Source: Caliskan, Bryson and Narayanan (2017), "Semantics derived automatically from language corpora contain
    human-like biases", Science 356. Raises ValueError unless both target groups have the same size, 2 or more.
    """
    size = len(targets[0])
    if size != len(targets[1]) or size < 2:
        raise ValueError(f"the targets are {size} and {len(targets[1])} words; use two groups of one size, 2 or more")
    scores = association(vectors, [*targets[0], *targets[1]], *attributes)
    effect_size = (scores[:size].mean() - scores[size:].mean()) / scores.std(ddof=1)

    exact = comb(2 * size, size) <= max_permutations
    if exact:
        halves = np.array(list(itertools.combinations(range(2 * size), size)))
    else:
        places = np.tile(np.arange(2 * size), (max_permutations - 1, 1))
        shuffled = np.random.default_rng(seed).permuted(places, axis=1)[:, :size]
        halves = np.vstack([np.arange(size), shuffled])
    # The sum of one half decides: what is not in it is in the other. The margin lets a tie be a tie in float32.
    at_least = scores[halves].sum(axis=1) >= scores[:size].sum() - 1e-6
    return Weat(float(effect_size), float(at_least.mean()), len(halves), exact)
