"""Makes `data/context.safetensors`: what lesson 06 shows of the sentence encoder MiniLM, rounded.

    python scripts/make_context_sample.py MODEL

MODEL is a folder with the files `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2, or `full`. Texts are the
course's own: headlines.csv, queries.csv, sentences.csv, word_order.csv. Copy size and checksum into data/README.md.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from lessonlib.context.model import load_encoder
from lessonlib.context.sample import compute_context, read_sample, to_arrays
from lessonlib.datasets import DATA_DIR
from lessonlib.files import atomic_file


def main() -> None:
    """Writes the file, and prints its size, its checksum and what rounding did to cosines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", help="the folder of the model's files, or full")
    parser.add_argument("--out", type=Path, default=DATA_DIR / "context.safetensors", help="the file to write")
    options = parser.parse_args()
    exact = compute_context(load_encoder(options.model))
    arrays, texts = to_arrays(exact)
    with atomic_file(options.out) as temporary:
        save_file(arrays, temporary, texts)
    content = options.out.read_bytes()
    print(f"{len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    if options.out == DATA_DIR / "context.safetensors":
        one, two = (vectors["queries"] @ vectors["headlines"].T for vectors in (exact.vectors, read_sample().vectors))
        print(f"cosines of queries and headlines differ by {np.abs(one - two).max():.4f} at most")


if __name__ == "__main__":
    main()
