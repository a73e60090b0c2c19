"""Five kinds of word vectors from one small corpus: what does their order owe to the seed, and what to the settings?

    python -m benchmarks.quality.word_vectors

The models of lesson 01, on its sample: skip-gram as the lesson writes it (the functions are taken from the notebook),
counting, and gensim's skip-gram, CBOW and FastText. Each is trained with the lesson's settings and several seeds, and
again with other settings; counting has no seed. The score is Spearman's correlation with people's judgements of
WordSim-353, over the pairs whose words all models know. (With twice the lesson's rate, skip-gram by hand diverges.)
"""

import ast
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import process_time

import nbformat
import numpy as np
from gensim.models import KeyedVectors
from scipy.stats import spearmanr

from benchmarks.quality.record import write_record
from lessonlib.datasets import load_corpus
from lessonlib.embeddings import counting
from lessonlib.embeddings.evaluation import read_word_pairs
from lessonlib.embeddings.similarity import make_keyed_vectors
from lessonlib.embeddings.training import train_fasttext, train_word2vec
from lessonlib.text import preprocess, sentences

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "01_embeddings.ipynb"
SEEDS, SEEDS_OF_SETTINGS = range(5), range(3)
GENSIM_DEFAULTS = {"alpha": 0.025, "epochs": 5, "negative": 5, "sample": 1e-3}

Train = Callable[[int], KeyedVectors]
"""Makes the vectors, given a seed."""


def from_notebook(*names: str) -> list[Callable]:
    """The functions called `names`, as lesson 01 writes them."""
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    trees = [ast.parse(source) for source in cells if any(f"def {name}(" in source for name in names)]
    wanted = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    body = [node for tree in trees for node in tree.body if isinstance(node, wanted)]
    home: dict = {"np": np, "tqdm": lambda steps, **_: steps}
    exec(compile(ast.Module(body, []), str(NOTEBOOK), "exec"), home)  # the course's own code
    return [home[name] for name in names]


def make_models(token_lists: list[list[str]]) -> tuple[dict[str, Train], dict[str, Train]]:
    """How each model is trained on `token_lists`: with the lesson's settings, and with others."""
    counts = Counter(token for tokens in token_lists for token in tokens)
    words = [word for word, count in counts.most_common() if count >= 3]
    frequency = np.array([counts[word] for word in words], dtype=float)
    _, train_by_hand = from_notebook("skip_gram_batch", "train_by_hand")

    def by_hand(**changes: float) -> Train:
        return lambda seed: make_keyed_vectors(
            words, train_by_hand(token_lists, words, frequency, seed=seed, **changes)
        )

    def counted(window: int = 5) -> Train:
        table = counting.ppmi(counting.cooccurrences(token_lists, words, window))
        return lambda seed: make_keyed_vectors(words, counting.factorise(table, 100))

    def gensim(**changes: float) -> Train:
        return lambda seed: train_word2vec(token_lists, seed=seed, **changes).wv

    models = {
        "skip-gram by hand": by_hand(),
        "counting": counted(),
        "skip-gram, gensim": gensim(),
        "CBOW, gensim": gensim(skip_gram=False),
        "FastText, gensim": lambda seed: train_fasttext(token_lists, seed=seed).wv,
    }
    changed = {
        "skip-gram, gensim, its own settings": gensim(**GENSIM_DEFAULTS),
        "skip-gram, gensim, 30 passes": gensim(epochs=30),
        "counting, window 2": counted(2),
        "counting, window 10": counted(10),
        **{f"skip-gram by hand, rate {rate}": by_hand(start=rate) for rate in (0.02, 0.05, 0.1)},
    }
    return models, changed


def spearman(vectors: KeyedVectors, pairs: list[tuple[str, str, float]]) -> float:
    """The rank correlation of cosines and judgements over the `pairs`, four digits."""
    cosines = [vectors.similarity(one, other) for one, other, _ in pairs]
    return round(float(spearmanr(cosines, [judged for *_, judged in pairs]).statistic), 4)


def main() -> None:
    """Train, score and record."""
    token_lists = [tokens for text in sentences(load_corpus()) if (tokens := preprocess(text).split())]
    counts = Counter(token for tokens in token_lists for token in tokens)
    pairs = [pair for pair in read_word_pairs() if min(counts[pair[0]], counts[pair[1]]) >= 3]
    models, changed = make_models(token_lists)
    results = {}
    for part, seeds in ((models, SEEDS), (changed, SEEDS_OF_SETTINGS)):
        for name, train in part.items():
            started = process_time()
            runs = seeds if "counting" not in name else range(1)
            scores = [spearman(train(seed), pairs) for seed in runs]
            results[name] = {"spearman": scores, "mean": round(float(np.mean(scores)), 4)}
            print(f"{name}: {scores}, {(process_time() - started) / len(runs):.0f} s of computing each", flush=True)
    record = {
        "pairs": len(pairs),
        "models": {name: results[name] for name in models},
        "other settings": {name: results[name] for name in changed},
    }
    write_record(record, __file__)


if __name__ == "__main__":
    main()
