"""Makes `data/context.safetensors`: what lesson 06 shows of the sentence encoder MiniLM, rounded.

    python scripts/make_context_sample.py MODEL

MODEL is a folder with the files `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2, or `full`. Texts are the
course's own: headlines.csv, queries.csv, sentences.csv, word_order.csv. Copy size and checksum into data/README.md.
"""

import json
import sys

import numpy as np
import torch
from safetensors.numpy import save_file

from lessonlib.context.model import SentenceEncoder, load_encoder
from lessonlib.context.sample import HEADS, PARTS, SHOWN, TEXTS, load_context, load_queries, load_sentences
from lessonlib.datasets import DATA_DIR, load_headlines, load_word_order

OTHERS = 100  # words of that many headlines, one of each, show how near any two words are


@torch.inference_mode()
def compute(model: SentenceEncoder) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays and the texts of the file by name, before rounding; the same in every run."""

    def layers(text: str) -> np.ndarray:
        return torch.cat(model.network.layers(*model.batch([text]))).numpy()

    def cut(text: str) -> list[str]:
        return model.tokenizer.encode(text).tokens

    arrays: dict[str, np.ndarray] = {}
    for number, text in enumerate(SHOWN):
        batch, real = model.batch([text])
        states = model.network.layers(batch, real)
        looks = [model.network.attention(layer, state, real)[0] for layer, state in enumerate(states[:-1])]
        arrays[f"attention/{number}"] = torch.cat(looks).numpy()
        arrays |= {f"inputs/{layer}/{number}": states[layer - 1][0].numpy() for layer, _ in HEADS}
    for layer, head in HEADS:
        for part in PARTS:
            name, kind = part.removesuffix(" bias"), "bias" if part.endswith("bias") else "weight"
            of_all = model.network.weights[f"encoder.layer.{layer - 1}.attention.self.{name}.{kind}"]
            arrays[f"heads/{layer}/{head}/{part}"] = of_all.chunk(model.network.heads)[head - 1].numpy()
    titles, senses = list(load_headlines()["title"]), load_sentences("senses")
    pieces = {text: cut(text) for text in (*SHOWN, *titles)}
    rng = np.random.default_rng(6)
    others = {}
    for title in rng.choice(titles, OTHERS, replace=False).tolist():
        after = [*pieces[title][1:], ""]
        uncut = [n for n, piece in enumerate(pieces[title]) if piece.isalpha() and not after[n].startswith("##")]
        others[title] = int(rng.choice(uncut))
    asked = {text: cut(text).index(word) for text, word in zip(senses["text"], senses["about"], strict=True)}
    for name, places in {"words": asked, "others": others}.items():
        arrays[name] = np.stack([layers(text)[:, place] for text, place in places.items()], axis=1)
    searched = titles, list(load_queries()), list(load_word_order()["title"]), list(load_sentences("blind")["text"])
    arrays |= {f"vectors/{name}": model.encode(texts) for name, texts in zip(TEXTS, searched, strict=True)}
    other_words = [pieces[title][place] for title, place in others.items()]
    return arrays, {"pieces": json.dumps(pieces), "other_words": json.dumps(other_words)}


def rounded(name: str, vectors: np.ndarray) -> np.ndarray:
    """Directions to int8, the largest number of each to 127: they stay, but for a degree at most; else to float16."""
    if name.startswith(("inputs", "attention", "heads")):
        return vectors.astype(np.float16)
    return np.round(vectors / np.abs(vectors).max(axis=-1, keepdims=True) * 127).astype(np.int8)


if __name__ == "__main__":
    arrays, texts = compute(load_encoder(sys.argv[1]))
    save_file({name: rounded(name, array) for name, array in arrays.items()}, DATA_DIR / "context.safetensors", texts)
    read, exact = load_context().vectors, arrays["vectors/queries"] @ arrays["vectors/headlines"].T
    lost = np.abs(exact - read["queries"] @ read["headlines"].T).max()
    print(f"cosines of queries and headlines differ by {lost:.4f} at most")
