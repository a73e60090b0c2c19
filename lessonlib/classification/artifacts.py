"""A fitted classifier on the disk: four files, written whole or not at all, and checked when they are read again.

None of them holds a pickle, so reading them runs no code.
"""

import json
import math
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd
import safetensors.torch
import torch

from lessonlib.atomic import atomic_directory, read_directory
from lessonlib.classification.encoding import LabelEncoder, Tokenizer
from lessonlib.errors import InputError, InputFileError
from lessonlib.files import read_json

FORMAT = "lessonlib.HeadlineClassifier"
FORMAT_VERSION = 1
FILES = ("classifier.json", "classes.json", "tokenizer.json", "weights.safetensors")


@dataclass(frozen=True, eq=False)
class Artifacts:
    """All that a fitted `HeadlineClassifier` consists of.

    `parameters` are those of its `__init__`, without the vectors; `classes` the names of the logits, in their order;
    `temperature` is above 0; `history` has one row per epoch; `weights` is the state dict of the `CNN`, on the CPU.
    """

    parameters: dict[str, Any]
    classes: list[str]
    tokenizer: Tokenizer
    temperature: float
    history: pd.DataFrame
    weights: dict[str, torch.Tensor]

    def save(self, directory: str | Path) -> None:
        """Write the four files to `directory`, all or none; a classifier that is saved there is replaced.

        Raises InputError when `directory` holds something else (see `check_artifact_directory`).
        """
        check_artifact_directory(directory)
        about = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "parameters": self.parameters,
            "temperature": self.temperature,
            "history": self.history.to_dict("records"),
        }
        with atomic_directory(directory) as folder:
            # Parameters may be numpy numbers, as from a random search; `item` makes them plain ones.
            as_json = json.dumps(about, indent=1, default=lambda number: number.item())
            (folder / "classifier.json").write_text(as_json, encoding="utf-8")
            LabelEncoder(self.classes).save(folder / "classes.json")
            self.tokenizer.save(folder / "tokenizer.json")
            weights = {name: _shrink(tensor) for name, tensor in self.weights.items()}
            # Not save_file, which lets nobody but the owner read the file.
            (folder / "weights.safetensors").write_bytes(safetensors.torch.save(weights))

    @classmethod
    def load(cls, directory: str | Path) -> Self:
        """Read what `save` wrote.

        Raises InputFileError when the directory or a file in it is missing; InputError, which names the file, when one
        is damaged, was written by something else or by a newer version, or does not fit the others.
        """
        return read_directory(directory, cls._load_version)

    @classmethod
    def _load_version(cls, folder: Path) -> Self:
        missing = [name for name in FILES if not (folder / name).is_file()]
        if len(missing) == len(FILES):
            what = "holds no saved classifier" if folder.exists() else "does not exist"
            raise InputFileError(f"{folder} {what}; give the folder that save() or `train --out` wrote")
        if missing:
            raise InputFileError(f"{folder} holds no whole classifier: {', '.join(missing)} missing; save it again")
        parameters, temperature, history = _read_about(folder / "classifier.json")
        tokenizer = Tokenizer.load(folder / "tokenizer.json")
        weights = _read_weights(folder / "weights.safetensors")
        vectors = len(weights["embedding.learned.weight"]) + len(weights["embedding.fixed.weight"]) - 1
        if vectors != len(tokenizer):
            raise InputError(
                f"{folder} is damaged: tokenizer.json has {len(tokenizer)} tokens, weights.safetensors {vectors} word "
                "vectors; save it again"
            )
        classes = LabelEncoder.load(folder / "classes.json").classes
        return cls(parameters, classes, tokenizer, temperature, history, weights)


def check_artifact_directory(directory: str | Path, size: int = 0) -> None:
    """Raises InputError when saving `size` bytes to `directory` is impossible, or would destroy what is no classifier.

    Free are a path where nothing is, an empty folder, and a folder that holds nothing but what `save` writes: files,
    not folders or links, of the four names, one of which says that it is ours.
    """
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; choose a folder to save the classifier in")
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    others = [path.name for path in entries if path.name not in FILES or path.is_symlink() or not path.is_file()]
    if entries and not others and not _is_ours(folder / "classifier.json"):
        others = [path.name for path in entries]
    if others:
        raise InputError(
            f"{folder} holds other files ({', '.join(others[:3])}), which saving would delete; "
            "choose a new folder, or one that holds a saved classifier and nothing else"
        )
    parent = next(above for above in folder.absolute().parents if above.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".lessonlib-", dir=parent):
            pass
    except OSError as error:
        raise InputError(f"nothing can be saved in {folder}: {error.strerror}; choose another folder") from error
    if (free := shutil.disk_usage(parent).free) < size:
        raise InputError(
            f"the classifier may take {size / 1e6:,.0f} MB, and for {folder} there are {free / 1e6:,.0f}; "
            "free some space, or choose a folder on another disk"
        )


def _is_ours(path: Path) -> bool:
    """Whether `save` wrote the file `path`, in any version."""
    try:
        return read_json(path, "format")["format"] == FORMAT
    except (InputError, OSError):
        return False


def _read_about(path: Path) -> tuple[dict[str, Any], float, pd.DataFrame]:
    """Parameters, temperature and history in `path`. Raises InputError when it is damaged or of another format."""
    about = read_json(path, "format", "format_version")
    if about["format"] != FORMAT:
        raise InputError(f"{path} was saved by {about['format']!r}, not by {FORMAT}; pass a directory save() wrote")
    if about["format_version"] != FORMAT_VERSION:
        raise InputError(
            f"{path} has format version {about['format_version']}, but this lessonlib reads {FORMAT_VERSION}; "
            "update lessonlib, or train and save again"
        )
    about = read_json(path, "parameters", "temperature", "history")
    parameters, temperature, history = about["parameters"], about["temperature"], about["history"]
    if not isinstance(parameters, dict) or not isinstance(parameters.get("filter_sizes"), list):
        raise InputError(f"{path} is damaged: its parameters are {parameters!r:.60}; save it again")
    if not isinstance(temperature, float) or not 0 < temperature < math.inf:
        raise InputError(f"{path} is damaged: its temperature is {temperature!r:.60}; save it again")
    if not isinstance(history, list) or not all(isinstance(epoch, dict) for epoch in history):
        raise InputError(f"{path} is damaged: its history is {history!r:.60}; save it again")
    # JSON knows lists only.
    return parameters | {"filter_sizes": tuple(parameters["filter_sizes"])}, temperature, pd.DataFrame(history)


def _read_weights(path: Path) -> dict[str, torch.Tensor]:
    """The weights in `path`, float32. Raises InputError when it is damaged or holds no word vectors."""
    try:
        weights = {name: tensor.float() for name, tensor in safetensors.torch.load_file(path).items()}
    except safetensors.SafetensorError as error:
        raise InputError(f"{path} is damaged: {error}; save it again, or restore it from a copy") from error
    for name in ("embedding.learned.weight", "embedding.fixed.weight"):
        if name not in weights or weights[name].ndim != 2:
            raise InputError(f"{path} is damaged: it holds no matrix {name}; save it again")
    return weights


def _shrink(tensor: torch.Tensor) -> torch.Tensor:
    """`tensor` in half the bytes where that loses nothing, as with vectors that came as float16."""
    half = tensor.half()
    return half if torch.equal(half.float(), tensor) else tensor.contiguous()
