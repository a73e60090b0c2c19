"""What lesson 06 shows of MiniLM, computed once and shipped, and the sentences written for it."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
from safetensors import safe_open
from sklearn.preprocessing import normalize

from lessonlib.datasets.catalogue import DATA_DIR

HEADS: tuple[tuple[int, int], ...] = ((1, 3), (6, 5))
"""Layer and head, counted from 1, whose weights travel."""
PARTS: tuple[str, ...] = ("query", "key", "value", "query bias", "key bias", "value bias")
"""The weights of a head."""
TEXTS: tuple[str, ...] = ("headlines", "queries", "word order", "blind")
"""What is searched, and in what."""
SHOWN: tuple[str, ...] = (
    "the bank raised its interest rate on loans",
    "fishermen sat on the bank watching the water",
    "she dropped the bat and ran to first base",
    "the cell divides into two after an hour",
    "Layoffs exceed bonuses, minister says",
    "Dead pixels on new screens annoy laptop users",
)
"""The sentences of which all heads can be seen."""


@dataclass(frozen=True)
class Context:
    """MiniLM's view of the course's texts; layers and heads are counted from 1, and layer 0 is before attention.

    Attributes:
        pieces: Text of `SHOWN`, or headline: its pieces, the marks at both ends included.
        inputs: (layer, text of `SHOWN`): what the layer is given, float32, (pieces, 384), for the layers of `HEADS`.
        attention: Text of `SHOWN`: who looks at whom, float32, (layers, heads, pieces, pieces); each row sums to 1.
        heads: (layer, head): its weights, float32, (32, 384), and biases, (32,), under the names of `PARTS`.
        words: The word in question in each row of `load_sentences("senses")`, by layer: (7, rows, 384), of length 1.
        others: The same of a word of other headlines, (7, 100, 384), and `other_words`, which these are.
        vectors: Each of `TEXTS`: one vector of length 1 per text, float32, (texts, 384).
    """

    pieces: dict[str, list[str]]
    inputs: dict[tuple[int, str], np.ndarray]
    attention: dict[str, np.ndarray]
    heads: dict[tuple[int, int], dict[str, np.ndarray]]
    words: np.ndarray
    others: np.ndarray
    other_words: list[str]
    vectors: dict[str, np.ndarray]


def load_sentences(part: str) -> pd.DataFrame:
    """The sentences written for lesson 06 (CC0): `about`, `kind` and `text`, all str.

    `"senses"`: six words (`about`) in sixteen sentences each, in one sense or another (`kind`). `"blind"`: twenty
    headlines (`about` is their number), each followed by one with its roles exchanged, its negation and a paraphrase.
    """
    table = pd.read_csv(DATA_DIR / "sentences.csv", dtype=str)
    return table[table["part"] == part].drop(columns="part").reset_index(drop=True)


def load_queries() -> dict[str, list[str]]:
    """Forty-six queries (CC0), and the one or two headlines of the sample that answer each."""
    table = pd.read_csv(DATA_DIR / "queries.csv")
    return {str(query): list(titles) for query, titles in table.groupby("query", sort=False)["title"]}


def load_context() -> Context:
    """What MiniLM makes of the course's texts, as `scripts/make_context_sample.py` computed and rounded it.

    Directions were rounded to int8, the rest to float16.
    """
    with safe_open(DATA_DIR / "context.safetensors", "numpy") as file:
        arrays = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
        texts = {name: json.loads(text) for name, text in file.metadata().items()}
    return Context(
        pieces=texts["pieces"],
        inputs={(layer, text): arrays[f"inputs/{layer}/{n}"] for layer, _ in HEADS for n, text in enumerate(SHOWN)},
        attention={text: arrays[f"attention/{number}"] for number, text in enumerate(SHOWN)},
        heads={
            (layer, head): {part: arrays[f"heads/{layer}/{head}/{part}"] for part in PARTS} for layer, head in HEADS
        },
        words=np.stack([normalize(layer) for layer in arrays["words"]]),
        others=np.stack([normalize(layer) for layer in arrays["others"]]),
        other_words=texts["other_words"],
        vectors={name: normalize(arrays[f"vectors/{name}"]) for name in TEXTS},
    )
