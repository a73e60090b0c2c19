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

from lessonlib.context.model import SentenceEncoder, load_encoder
from lessonlib.context.sample import HEADS, PARTS, SHOWN, TEXTS, load_context, load_queries, load_sentences
from lessonlib.datasets import DATA_DIR, load_headlines, load_word_order
from lessonlib.files import atomic_file

OTHERS = 100  # words of that many headlines, one of each, show how near any two words are


def compute(model: SentenceEncoder) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays and the texts of the file by name, before rounding; the same in every run."""
    arrays: dict[str, np.ndarray] = {}
    for number, text in enumerate(SHOWN):
        states = model.layers(text)
        arrays[f"attention/{number}"] = model.attention(text)
        arrays |= {f"inputs/{layer}/{number}": states[layer - 1] for layer, _ in HEADS}
    for layer, head in HEADS:
        for part in PARTS:
            name, kind = part.removesuffix(" bias"), "bias" if part.endswith("bias") else "weight"
            of_all = model.network.weights[f"encoder.layer.{layer - 1}.attention.self.{name}.{kind}"]
            arrays[f"heads/{layer}/{head}/{part}"] = of_all.chunk(model.network.heads)[head - 1].numpy()
    titles, senses = list(load_headlines()["title"]), load_sentences("senses")
    pieces = {text: model.pieces(text) for text in (*SHOWN, *titles)}
    rng = np.random.default_rng(6)
    others = {}
    for title in rng.choice(titles, OTHERS, replace=False).tolist():
        after = [*pieces[title][1:], ""]
        uncut = [n for n, piece in enumerate(pieces[title]) if piece.isalpha() and not after[n].startswith("##")]
        others[title] = int(rng.choice(uncut))
    asked = {text: model.pieces(text).index(word) for text, word in zip(senses["text"], senses["about"], strict=True)}
    for name, places in {"words": asked, "others": others}.items():
        arrays[name] = np.stack([model.layers(text)[:, place] for text, place in places.items()], axis=1)
    searched = titles, list(load_queries()), list(load_word_order()["title"]), list(load_sentences("blind")["text"])
    arrays |= {f"vectors/{name}": model.encode(texts) for name, texts in zip(TEXTS, searched, strict=True)}
    other_words = [pieces[title][place] for title, place in others.items()]
    return arrays, {"pieces": json.dumps(pieces), "other_words": json.dumps(other_words)}


def rounded(name: str, vectors: np.ndarray) -> np.ndarray:
    """Directions to int8, the largest number of each to 127: they stay, but for a degree at most; else to float16."""
    if name.startswith(("inputs", "attention", "heads")):
        return vectors.astype(np.float16)
    return np.round(vectors / np.abs(vectors).max(axis=-1, keepdims=True) * 127).astype(np.int8)


def main() -> None:
    """Writes the file, and prints its size, its checksum and what rounding did to cosines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", help="the folder of the model's files, or full")
    parser.add_argument("--out", type=Path, default=DATA_DIR / "context.safetensors", help="the file to write")
    options = parser.parse_args()
    arrays, texts = compute(load_encoder(options.model))
    with atomic_file(options.out) as temporary:
        save_file({name: rounded(name, array) for name, array in arrays.items()}, temporary, texts)
    content = options.out.read_bytes()
    print(f"{len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    read, exact = load_context().vectors, arrays["vectors/queries"] @ arrays["vectors/headlines"].T
    lost = np.abs(exact - read["queries"] @ read["headlines"].T).max()
    print(f"cosines of queries and headlines differ by {lost:.4f} at most from those that the course ships")


if __name__ == "__main__":
    main()
