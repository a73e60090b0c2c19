"""Makes `data/context.safetensors`: what lesson 06 shows of the sentence encoder MiniLM, rounded.

    python scripts/make_context_sample.py MODEL

MODEL is a folder with the files `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2, or `full`. Texts are the
course's own: headlines.csv, queries.csv, sentences.csv, word_order.csv. Copy size and checksum into data/README.md.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from lessonlib.context.sample import SHOWN, Context, load_context
from lessonlib.datasets import DATA_DIR
from lessonlib.files import atomic_file


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


def main() -> None:
    """Writes the file, and prints its size, its checksum and what rounding did to cosines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", help="the folder of the model's files, or full")
    parser.add_argument("--out", type=Path, default=DATA_DIR / "context.safetensors", help="the file to write")
    options = parser.parse_args()
    exact = load_context(options.model)
    arrays, texts = to_arrays(exact)
    with atomic_file(options.out) as temporary:
        save_file(arrays, temporary, texts)
    content = options.out.read_bytes()
    print(f"{len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    if options.out == DATA_DIR / "context.safetensors":
        one, two = (vectors["queries"] @ vectors["headlines"].T for vectors in (exact.vectors, load_context().vectors))
        print(f"cosines of queries and headlines differ by {np.abs(one - two).max():.4f} at most")


if __name__ == "__main__":
    main()
