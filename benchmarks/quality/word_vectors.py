"""Five kinds of word vectors from one small corpus: what does their order owe to the seed, and what to the settings?

    python -m benchmarks.quality.word_vectors

The models of lesson 01, on its sample: skip-gram as the lesson writes it, counting, and gensim's skip-gram, CBOW and
FastText. Each is trained with the lesson's settings and several seeds, and again with other settings; counting has no
seed. The score is Spearman's correlation with people's judgements of WordSim-353, over the pairs whose words all models
know. (With twice the lesson's rate, skip-gram by hand diverges.)
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from gensim.models import KeyedVectors

from benchmarks.quality.record import run_lesson, write_record
from lessonlib.embeddings import counting
from lessonlib.embeddings.evaluation import word_pair_correlation
from lessonlib.embeddings.similarity import make_keyed_vectors
from lessonlib.embeddings.training import train_fasttext, train_word2vec

LESSON = run_lesson("01_embeddings", "2e75cd2d")  # up to the definition of train_by_hand
TEXTS, WORDS = LESSON["token_lists"], list(LESSON["kept"])
FREQUENCY = np.array(list(LESSON["kept"].values()), dtype=float)
OF_GENSIM = {"alpha": 0.025, "epochs": 5, "negative": 5, "sample": 1e-3}


def by_hand(seed: int, **changes: float) -> KeyedVectors:
    """Skip-gram as the lesson writes it."""
    return make_keyed_vectors(WORDS, LESSON["train_by_hand"](TEXTS, WORDS, FREQUENCY, seed=seed, **changes))


def counted(window: int = 5) -> KeyedVectors:
    """Counts of neighbours, weighted and factorised."""
    table = counting.ppmi(counting.cooccurrences(TEXTS, WORDS, window))
    return make_keyed_vectors(WORDS, counting.factorise(table, 100))


def scores(models: Mapping[str, Callable], seeds: Sequence[int]) -> dict[str, dict]:
    """The correlations of each model, one for each of the `seeds`, and their mean, four digits."""
    results = {}
    for name, train in models.items():
        trained = [train()] if name.startswith("counting") else map(train, seeds)
        known = [one.vectors_for_all(WORDS, allow_inference=False) for one in trained]
        runs = [round(float(word_pair_correlation(one).spearman), 4) for one in known]
        results[name] = {"spearman": runs, "mean": round(float(np.mean(runs)), 4)}
        print(name, results[name], flush=True)
    return results


if __name__ == "__main__":
    models = {
        "skip-gram by hand": by_hand,
        "counting": counted,
        "skip-gram, gensim": lambda seed: train_word2vec(TEXTS, seed=seed).wv,
        "CBOW, gensim": lambda seed: train_word2vec(TEXTS, seed=seed, skip_gram=False).wv,
        "FastText, gensim": lambda seed: train_fasttext(TEXTS, seed=seed).wv,
    }
    changed = {
        "skip-gram, gensim, its own settings": lambda seed: train_word2vec(TEXTS, seed=seed, **OF_GENSIM).wv,
        "skip-gram, gensim, 30 passes": lambda seed: train_word2vec(TEXTS, seed=seed, epochs=30).wv,
        "counting, window 2": partial(counted, 2),
        "counting, window 10": partial(counted, 10),
        **{f"skip-gram by hand, rate {rate}": partial(by_hand, start=rate) for rate in (0.02, 0.05, 0.1)},
    }
    record = {"models": scores(models, range(5)), "other settings": scores(changed, range(3))}
    write_record(record, __file__, __doc__)
