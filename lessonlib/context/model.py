"""MiniLM as it was published, verified, and a vector for each of a learner's own texts."""

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pooch
import torch
from safetensors.torch import load_file

from lessonlib.context.encoder import Encoder
from lessonlib.datasets.catalogue import REMOTE_FILES
from lessonlib.errors import InputError, InputFileError, require_several
from lessonlib.files import require_file
from lessonlib.progress import progress_bar

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST: int = 256
"""Pieces that the model reads of a text, the two marks at its ends included: it was trained on no longer ones."""


class SentenceEncoder:
    """Texts in, vectors out.

    Args:
        network: The encoder with its weights.
        tokenizer: What cuts a text into the pieces that the weights know.
    """

    def __init__(self, network: Encoder, tokenizer: "Tokenizer") -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.network = network
        self.tokenizer = tokenizer

    def batch(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """The numbers of the pieces of some texts, padded with 0, and which of them are real: (texts, pieces) each.

        int64 and bool. What goes beyond 256 pieces is cut, but for the mark at the end.
        """
        rows = [self.tokenizer.encode(text).ids for text in texts]
        cut = [torch.tensor(row if len(row) <= LONGEST else [*row[: LONGEST - 1], row[-1]]) for row in rows]
        pieces = torch.nn.utils.rnn.pad_sequence(cut, batch_first=True)
        return pieces, torch.arange(pieces.shape[1]) < torch.tensor([len(row) for row in cut])[:, None]

    def encode(self, texts: Sequence[str], batch_size: int = 32, progress: bool = False) -> np.ndarray:
        """One vector of length 1 per text, float32, (texts, 384): the dot product of two is their cosine.

        Works in batches of texts of like length, so that the memory for 10,000 is that for `batch_size` and for the
        result. `progress` shows a bar. A text of more than 256 pieces is cut, and a UserWarning says how many were.

        Raises:
            InputTypeError: One str instead of a list.
            InputError: A text is blank; the message says which.
        """
        require_several(texts, "texts")
        if blank := [number for number, text in enumerate(texts, start=1) if not text.strip()]:
            raise InputError(f"text {blank[0]} of {len(texts)} is blank, and has no meaning to find; leave it out")
        lengths = [len(self.tokenizer.encode(text).ids) for text in texts]
        if long := sum(length > LONGEST for length in lengths):
            told = f"{long} of {len(texts)} texts have more than {LONGEST} pieces; what comes after is not read"
            warnings.warn(f"{told}. Divide them, into paragraphs for instance, if their ends matter", stacklevel=2)
        vectors = np.empty((len(texts), self.network.weights["embeddings.LayerNorm.weight"].shape[0]), np.float32)
        order = np.argsort(lengths, kind="stable")
        with progress_bar(total=len(texts), unit=" texts", disable=not progress) as bar, torch.inference_mode():
            for start in range(0, len(texts), batch_size):
                places = order[start : start + batch_size]
                vectors[places] = self.network.sentences(*self.batch([texts[place] for place in places])).numpy()
                bar.update(len(places))
        return vectors


def load_encoder(source: str | os.PathLike = "full") -> SentenceEncoder:
    """all-MiniLM-L6-v2: 22 million weights, Apache-2.0 (N. Reimers and I. Gurevych, "Sentence-BERT", EMNLP 2019).

    Args:
        source: `"full"`: downloaded once from its publisher (91 MB). Else the path of a folder that holds its files
            `model.safetensors` and `tokenizer.json`.

    Raises:
        ModuleNotFoundError: The library `tokenizers` is not installed; the message says how to get it.
        InputFileError: A file is missing, or is not the published one by its SHA-256: another model's, or cut off.
    """
    try:
        from tokenizers import Tokenizer
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "The model reads pieces of words, and the library that cuts them is not installed: %pip install tokenizers"
        ) from error
    if source == "full":
        from lessonlib.datasets.fetch import fetch  # the network, for whoever asks for it

        weights, pieces = fetch("minilm"), fetch("minilm_tokenizer")
    else:
        weights = _verified(Path(source) / "model.safetensors", "minilm")
        pieces = _verified(Path(source) / "tokenizer.json", "minilm_tokenizer")
    return SentenceEncoder(Encoder(load_file(weights)), Tokenizer.from_file(str(pieces)))


def _verified(path: Path, name: str) -> Path:
    """The `path`, if it is the file `name` of the catalogue, byte for byte."""
    require_file(path, "name the folder that holds model.safetensors and tokenizer.json, or give 'full'")
    published = REMOTE_FILES[name]
    found = f"sha256:{pooch.file_hash(str(path))}"
    if found != published.checksum:
        raise InputFileError(
            f"{path} is not the published file of all-MiniLM-L6-v2, or is cut off: it has {path.stat().st_size:,} of "
            f"{published.size:,} bytes, and {found}, expected {published.checksum}. Get it again from {published.url}"
        )
    return path
