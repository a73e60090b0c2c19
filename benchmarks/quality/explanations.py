"""What lesson 04 claims of explanations, each beside its null, over several seeds on the course's own headlines.

    python -m benchmarks.quality.explanations

The lesson's own cells, run once for each seed of `SEEDS`: with it both networks are drawn, the trained and the
untrained; the second network has another of the seeds. For each: how much one word brings to a picked window of three,
beside the untrained network; what purity spares, beside the strongest activations and random ones; how far the removal
test tells its own explanation from another model's; and what happens to both models where the two explanations name
different words.
"""

import numpy as np

from benchmarks.quality.record import run_lesson, write_record
from lessonlib.interpretation.filters import accuracy_with

SEEDS = (1234, 0, 1, 2, 3)
MODELS = ("network", "simple model")


def ask(seed: int, other: int) -> dict[str, dict[str, float]]:
    """What the lesson finds when its networks are drawn with `seed`, and the second trained one with `other`."""
    trained = f'HeadlineClassifier(load_glove("sample"), seed={seed})'
    changes = {
        "trained_classifier(kept, train, validation)": (
            f'{trained}.fit(train["title"], train["category"], (validation["title"], validation["category"]))'
        ),
        "torch.manual_seed(0)": f"torch.manual_seed({seed})",
        "HeadlineClassifier(glove, seed=0)": f"HeadlineClassifier(glove, seed={other})",
    }
    lesson = run_lesson("04_interpretability", "where-they-disagree", changes)
    _, pure, of_each, at_random = lesson["accuracies"].values()
    features, fired = lesson["asked"].features, lesson["fired"]
    limit = np.quantile(features[fired], 1 - lesson["pure"].sum() / fired.sum())
    falls = [fall for of_model in lesson["two_by_two"].values() for fall in of_model.values()]
    pairs = [f"{asked} without the {whose}'s word" for asked in MODELS for whose in MODELS]
    return {
        "one word's share": {
            f"{name}, more than two thirds": (lesson["shares_of"][name] > 2 / 3).mean()
            for name in ("trained", "untrained")
        },
        "kept": {
            "pure": pure,
            "strongest of each headline": of_each,
            "strongest of all headlines": accuracy_with(lesson["asked"], fired & (features >= limit)),
            "random": at_random,
        },
        "times random, drop": lesson["in_the_same_test"]["mean"].drop("random").to_dict(),
        "where they differ": {"share of headlines": len(lesson["disputed"]) / len(lesson["own"])}
        | dict(zip(pairs, falls, strict=True)),
    }


if __name__ == "__main__":
    found = [ask(seed, SEEDS[number - 1]) for number, seed in enumerate(SEEDS)]
    over_seeds = {
        name: {row: [round(float(of_seed[name][row]), 4) for of_seed in found] for row in rows}
        for name, rows in found[0].items()
    }
    write_record({"seeds": list(SEEDS)} | over_seeds, __file__, __doc__)
