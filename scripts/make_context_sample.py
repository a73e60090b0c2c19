"""Makes `data/context.safetensors`: what lesson 06 shows of the sentence encoder MiniLM, rounded.

    python scripts/make_context_sample.py MODEL

MODEL is a folder with the files `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2, or `full`. Texts are the
course's own: headlines.csv, queries.csv, sentences.csv, word_order.csv. Bring size and checksum in data/README.md up to
date.
"""

import json
import sys

import numpy as np
from safetensors.numpy import save_file

from lessonlib.context.sample import SHOWN, Context, load_context
from lessonlib.datasets import DATA_DIR


def to_arrays(context: Context) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Rounded, under names: the arrays and the texts of the file."""
    arrays = {name: _rounded(getattr(context, name)) for name in ("words", "others")}
    arrays |= {f"vectors/{name}": _rounded(vectors) for name, vectors in context.vectors.items()}
    for (layer, head), weights in context.heads.items():
        arrays |= {f"heads/{layer}/{head}/{name}": array.astype(np.float16) for name, array in weights.items()}
    for (layer, text), array in context.inputs.items():
        arrays[f"inputs/{layer}/{SHOWN.index(text)}"] = array.astype(np.float16)
    arrays |= {f"attention/{SHOWN.index(text)}": looks.astype(np.float16) for text, looks in context.attention.items()}
    return arrays, {"pieces": json.dumps(context.pieces), "other_words": json.dumps(context.other_words)}


def _rounded(vectors: np.ndarray) -> np.ndarray:
    """To int8, the largest number of each vector to 127: its direction stays, but for a degree at most."""
    return np.round(vectors / np.abs(vectors).max(axis=-1, keepdims=True) * 127).astype(np.int8)


if __name__ == "__main__":
    arrays, texts = to_arrays(load_context(sys.argv[1]))
    save_file(arrays, DATA_DIR / "context.safetensors", texts)
