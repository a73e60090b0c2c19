"""The pages to play with: exports the numbers they need, from what the course trains, and copies their JavaScript.

The pages compute in the browser, without a server. Their data are scripts, `course.data.NAME = {...}`, because a page
that was opened by double click may load scripts but no other files.
"""

import base64
import html.entities
import json
import shutil
import sys
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import pandas as pd
import torch
from gensim.models import KeyedVectors
from sklearn.decomposition import PCA

from lessonlib.classification.encoding import UNK_INDEX
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.classification.splits import train_val_test_split
from lessonlib.context.sample import SHOWN, Context, load_context, load_sentences
from lessonlib.course.address import pages_address
from lessonlib.datasets import load_glove, load_headlines, load_word_order
from lessonlib.embeddings.projection import project_pca
from lessonlib.errors import InputError
from lessonlib.text import STOP_WORDS, split_words

FREQUENT = 5000
"""How many of the most frequent words a page loads before all others, and can answer with alone."""

PAGES = Path(__file__).resolve().parent.parent.parent / "site" / "explore"


def export(folder: str | Path) -> None:
    """Write the explorable pages, their scripts and their data into `folder`; other files there stay as they are.

    Trains two classifiers, in about ten seconds; the same machine always writes the same bytes.
    """
    folder, glove = Path(folder), load_glove("sample")
    lines = load_word_order()
    # The epoch is chosen on new lines of known words; the test is about nouns that training never met.
    parts = (lines[lines["part"] == part] for part in ("train", "seen", "new"))
    networks = {
        "headlines": train_classifier(glove, *train_val_test_split(load_headlines())),
        "order": train_classifier(glove, *parts, num_filters=20, num_epochs=30, patience=8),
    }
    shown = [title for _, about in networks.values() for title, _ in about["unseen"]]
    shown += [script.read_text(encoding="utf-8") for script in sorted(PAGES.glob("js/*.js"))]
    first, rest = in_two_parts(glove, shown)
    points, share = project_pca(glove, glove.index_to_key)
    scripts = {
        "entities": entities_data(),
        "vectors": vectors_data(glove, first),
        "vectorsRest": vectors_data(glove, rest),
        # Words of little meaning are left out when a sentence tells the sense of a word.
        "map": {"points": pack(points[first].T), "share": _rounded(share), "stopWords": sorted(STOP_WORDS)},
        "mapRest": {"points": pack(points[rest].T)},
        "looks": looks_data(load_context()),
    }
    scripts |= {name: network_data(classifier) | about for name, (classifier, about) in networks.items()}
    for name, data in scripts.items():
        write_script(folder / "data" / f"{name}.js", name, data)
    classifier, about = networks["headlines"]
    facts = {
        "words": f"{len(glove):,}",
        "dimensions": str(glove.vector_size),
        "share": f"{100 * share.sum():.0f}\N{NO-BREAK SPACE}%",
        "trained": f"{about['trained']:,}",
        "tested": f"{len(about['unseen']):,}",
        "accuracy": f"{100 * about['accuracy']:.0f}\N{NO-BREAK SPACE}%",
        "filters": str(classifier.num_filters * len(classifier.filter_sizes)),
        "bankShare": f"{100 * scripts['looks']['bank']['share']:.0f}\N{NO-BREAK SPACE}%",
    } | {
        sense: "".join(f"<li>{html.escape(text)}</li>" for text in texts)
        for sense, texts in load_sentences("senses").query("about == 'bank'").groupby("kind")["text"]
    }
    shutil.copytree(PAGES, folder, dirs_exist_ok=True)
    frame = (PAGES.parent / "_templates" / "explorable.html").read_text(encoding="utf-8")
    for page in sorted(PAGES.glob("*.html")):
        text = framed(page.name, Template(page.read_text(encoding="utf-8")).substitute(facts), frame)
        (folder / page.name).write_text(text, encoding="utf-8", newline="\n")


def in_two_parts(glove: KeyedVectors, shown: list[str]) -> tuple[list[int], list[int]]:
    """The rows of the words that a page loads at first, and those that come behind while it can already be used.

    First come the `FREQUENT` most frequent words, and all that the texts `shown` need.
    """
    needed = {glove.key_to_index.get(word, 0) for text in shown for word in split_words(text)}
    first = needed | set(range(min(FREQUENT, len(glove))))
    return sorted(first), sorted(set(range(len(glove))) - first)


def framed(name: str, page: str, frame: str) -> str:
    """The whole page `name`: `page` has what is its own in the head, then its <main> and footer; `frame` the rest."""
    head, main, rest = page.partition("<main>")
    current = frame.replace(f'href="{name}"', f'href="{name}" aria-current="page"')
    parts = {"head": head.rstrip(), "body": (main + rest).rstrip()}
    return Template(current).substitute(parts, address=pages_address(), name=name)


def write_script(path: Path, name: str, data: dict) -> None:
    """Write `data` to `path` as a script that sets `course.data.NAME`; ASCII, so that no charset can garble it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    path.write_text(
        f"window.course ??= {{}};\ncourse.data ??= {{}};\ncourse.data.{name} = {text};\n",
        encoding="ascii",
        newline="\n",
    )


# ---- packing ----


def pack(matrix: np.ndarray, bits: int = 16, column_scale: np.ndarray | None = None) -> dict:
    """`matrix` (rows, columns) as integers of 8 or 16 `bits`, and what `Matrix` in numbers.js multiplies them with.

    Each row is scaled so that its largest number becomes the largest integer: no number is off by more than half a
    step. `column_scale` (columns,), positive, evens out columns first, so that one that runs large in all rows does
    not coarsen the others. Raises InputError for a number that is not finite.
    """
    columns = np.ones(matrix.shape[1]) if column_scale is None else column_scale
    even = matrix.astype(np.float64) / columns
    if not np.isfinite(even).all():
        raise InputError("only finite numbers can be packed; some are NaN or infinite, or a column scale is 0")
    largest = np.abs(even).max(axis=1, keepdims=True, initial=0)
    # Rounded up to eight binary digits: the rest would be noise that no compression can shrink.
    digits, exponent = np.frexp(np.where(largest == 0, 1, largest) / (2 ** (bits - 1) - 1))
    scale = np.ldexp(np.ceil(digits * 256) / 256, exponent).astype("<f4")
    integers = np.round(even / scale).astype(f"<i{bits // 8}")
    return {
        "shape": list(matrix.shape),
        "bits": bits,
        "integers": base64.b64encode(integers.tobytes()).decode(),
        "rowScale": base64.b64encode(scale.tobytes()).decode(),
        "columnScale": _rounded(columns),
    }


def _rounded(numbers: np.ndarray | torch.Tensor) -> list:
    """`numbers` as (lists of) float, to eight significant digits: as many as float32 has."""
    return [_rounded(row) if row.ndim else float(f"{row:.8g}") for row in np.asarray(numbers)]


# ---- what the pages read ----


def entities_data() -> dict:
    """The character references that `html.unescape` decodes: by name, and the numbers that do not mean themselves."""
    # chr(0) never comes out, since "&#0;" means another character: it can keep the others apart.
    numbers = [number for number in range(0x110000) if not 0xD800 <= number < 0xE000]
    decoded = html.unescape("\0".join(f"&#{number};" for number in numbers)).split("\0")
    odd = {number: text for number, text in zip(numbers, decoded, strict=True) if text != chr(number)}
    return {"named": html.entities.html5, "numeric": odd}


def vectors_data(glove: KeyedVectors, rows: list[int]) -> dict:
    """The words in `rows` of `glove`, separated by line breaks, and their vectors, a byte per number."""
    spread = np.sqrt(np.mean(np.square(glove.vectors, dtype=np.float64), axis=0))
    words = "\n".join(glove.index_to_key[row] for row in rows)
    return {"words": words, "matrix": pack(glove.vectors[rows], bits=8, column_scale=spread)}


def looks_data(context: Context) -> dict:
    """What "Who looks at whom" shows of lesson 06: all heads in the sentences `SHOWN`, and *bank* in all layers.

    `before` is what each head gives to the piece before, on average (layers, heads). Of `bank`, `points` are the places
    on the plane (layers + 1, sentences, 2), from -1 to 1, of which the plane holds `share`; `said` are the lesson's
    numbers in each layer; and `marks` the shapes (SVG paths around 0, 0) by which the senses are told apart.
    """
    looks = [context.attention[text] for text in SHOWN]
    senses = load_sentences("senses").query("about == 'bank'")
    kinds = senses["kind"].to_numpy(object)
    vectors = context.words[:, senses.index]
    # Without the mean of each layer: what a layer does to all sentences alike would hide how they part.
    centred = vectors - vectors.mean(axis=1, keepdims=True)
    pca = PCA(n_components=2, svd_solver="full").fit(np.concatenate(centred))
    cosines = vectors @ vectors.transpose(0, 2, 1)
    any_two = context.others @ context.others.transpose(0, 2, 1)
    alike, apart = kinds[:, None] == kinds, ~np.eye(len(kinds), dtype=bool)
    same, other = cosines[:, alike & apart].mean(axis=1), cosines[:, ~alike].mean(axis=1)
    any_two = any_two[:, ~np.eye(any_two.shape[1], dtype=bool)].mean(axis=1)
    right = (kinds[np.where(apart, cosines, -np.inf).argmax(axis=-1)] == kinds).sum(axis=1)
    chance = (alike & apart).sum() / (len(kinds) - 1)
    points = np.stack([pca.transform(layer) for layer in centred])
    return {
        "layers": looks[0].shape[0],
        "heads": looks[0].shape[1],
        "sentences": [
            {"text": text, "pieces": context.pieces[text], "looks": pack(shares.reshape(-1, shares.shape[-1]))}
            for text, shares in zip(SHOWN, looks, strict=True)
        ],
        "before": _rounded(np.mean([shares.diagonal(-1, -2, -1).mean(axis=-1) for shares in looks], axis=0)),
        "bank": {
            "kinds": kinds.tolist(),
            "points": _rounded(points / np.abs(points).max()),
            "share": float(pca.explained_variance_ratio_.sum()),
            "marks": {"money": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "river": "M-4.5-4.5h9v9h-9z"},
            "said": [
                f"After layer {layer}, the mean cosine of two vectors of bank is {same[layer]:.2f} within a sense and "
                f"{other[layer]:.2f} across; of any two words, {any_two[layer]:.2f}. The nearest other vector of bank "
                f"has the same sense in {right[layer]} of {len(kinds)} sentences; by chance, in {chance:.1f}."
                for layer in range(len(vectors))
            ],
        },
    }


def train_classifier(
    glove: KeyedVectors, train: pd.DataFrame, validation: pd.DataFrame, test: pd.DataFrame, **settings: Any
) -> tuple[HeadlineClassifier, dict]:
    """A classifier by the course's recipe, but for some `settings`, and what the pages say of it.

    That is from how many titles it learned, its accuracy (0..1) on those of `test`, and these: title and category.
    """
    classifier = HeadlineClassifier(glove, **settings)
    classifier.fit(train["title"], train["category"], (validation["title"], validation["category"]))
    accuracy, unseen = classifier.score(test["title"], test["category"]), test[["title", "category"]]
    return classifier, {"trained": len(train), "accuracy": accuracy, "unseen": unseen.to_numpy().tolist()}


def network_data(classifier: HeadlineClassifier) -> dict:
    """The layers of a fitted `classifier`, and the vectors of those tokens that its frozen `embeddings` do not hold.

    `Network` in network.js computes one with the defaults of `HeadlineClassifier`, whatever its filters.
    """
    model = classifier.model_.cpu()
    state = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    widths = list(classifier.filter_sizes)
    weights = [state[f"convolutions.{index}.weight"] for index in range(len(widths))]  # (filters, dim, width) each
    tokens = classifier.tokenizer_.index_to_token
    learned = state["embedding.learned.weight"]
    return {
        "about": {
            "classes": classifier.classes_.tolist(),
            "temperature": float(classifier.temperature_),
            "widths": widths,
            "filtersPerWidth": classifier.num_filters,
        },
        # UNK comes first; padding is never read.
        "ownTokens": tokens[UNK_INDEX : len(learned)],
        "ownVectors": pack(learned[UNK_INDEX:]),
        "slots": pack(np.concatenate([layer[:, :, slot] for layer in weights for slot in range(layer.shape[2])])),
        "filterBias": _rounded(np.concatenate([state[f"convolutions.{index}.bias"] for index in range(len(widths))])),
        "output": _rounded(state["output.weight"]),
        "outputBias": _rounded(state["output.bias"]),
    }


if __name__ == "__main__":
    export(sys.argv[1])
