"""A fitted classifier on the disk: four files, written whole or not at all, and checked when they are read again.

None of them holds a pickle, so reading them runs no code.
"""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import safetensors.torch
import torch

from lessonlib.atomic import atomic_directory, read_directory
from lessonlib.classification.encoding import Tokenizer
from lessonlib.classification.metrics import MAX_TEMPERATURE, MIN_TEMPERATURE
from lessonlib.classification.parameters import plain_parameters
from lessonlib.classification.reading import require_labels
from lessonlib.errors import InputError, InputFileError
from lessonlib.files import read_json, write_json

FORMAT = "lessonlib.HeadlineClassifier"
FORMAT_VERSION = 2
"""Version 1, which is read as well, had no checksums."""

FILES = ("classifier.json", "classes.json", "tokenizer.json", "weights.safetensors")


@dataclass(frozen=True, eq=False)
class Artifacts:
    """All that a fitted `HeadlineClassifier` consists of.

    `parameters` are those that it was fitted with, as `plain_parameters` gives them; `classes` the labels, sorted, one
    per logit; `history` has one row per epoch; `weights` is the state dict of the `CNN`, on the CPU.
    """

    parameters: dict[str, Any]
    classes: list[str] | list[int] | list[bool]
    tokenizer: Tokenizer
    temperature: float
    history: pd.DataFrame
    weights: dict[str, torch.Tensor]

    def save(self, directory: str | Path) -> None:
        """Write the four files to `directory`, all or none; a classifier that is saved there is replaced.

        Raises InputError when `directory` holds something else (see `check_artifact_directory`).
        """
        check_artifact_directory(directory)
        with atomic_directory(directory) as folder:
            write_json(folder / "classes.json", {"classes": self.classes})
            self.tokenizer.save(folder / "tokenizer.json")
            weights = {name: _shrink(tensor) for name, tensor in self.weights.items()}
            safetensors.torch.save_file(weights, folder / "weights.safetensors")
            # save_file lets nobody but the owner read the file; it should be readable for whoever may read the others.
            shutil.copymode(folder / "tokenizer.json", folder / "weights.safetensors")
            about = {
                "format": FORMAT,
                "format_version": FORMAT_VERSION,
                "parameters": self.parameters,
                "temperature": self.temperature,
                "history": self.history.to_dict("records"),
                "sha256": {name: _checksum(folder / name) for name in FILES[1:]},
            }
            (folder / "classifier.json").write_text(json.dumps(about, indent=1), encoding="utf-8")

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
        classes = _read_classes(folder / "classes.json")
        return cls(parameters, classes, tokenizer, temperature, history, weights)


def check_artifact_directory(directory: str | Path, size: int = 0) -> None:
    """Raises InputError when saving `size` bytes to `directory` is impossible, or would destroy what is no classifier.

    Free are a path where nothing is, an empty folder, and a folder that holds nothing but what `save` writes: files,
    not folders or links, of the four names, one of which says that it is ours. Saving replaces a folder by another, so
    it must be possible to move it.
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
    place = Path(os.path.realpath(folder))
    if obstacle := _obstacle(place):
        raise InputError(f"{folder} cannot be replaced: {obstacle}; choose another folder, such as a new one in it")
    parent = next(above for above in place.parents if above.exists())
    try:  # as saving will: beside the place that links lead to, under a name that is a little longer
        with tempfile.TemporaryDirectory(prefix=f".{place.name}.", suffix=".tmp", dir=parent):
            pass
    except OSError as error:
        raise InputError(f"nothing can be saved in {folder}: {error.strerror}; choose another folder") from error
    if (free := shutil.disk_usage(parent).free) < size:
        raise InputError(
            f"the classifier may take {size / 1e6:,.0f} MB, and for {folder} there are {free / 1e6:,.0f}; "
            "free some space, or choose a folder on another disk"
        )


def _obstacle(place: Path) -> str:
    """Why the folder `place` cannot be moved, if it exists; "" when it can."""
    if place.is_symlink():
        return "it is a link that leads back to itself"
    if not place.exists():
        return ""
    if os.path.ismount(place):
        return "a disk is mounted there"
    if os.path.samefile(place, os.curdir):
        return "it is the folder that you are in"
    return "" if os.access(place, os.W_OK) else "you may not write in it"


def _is_ours(path: Path) -> bool:
    """Whether `save` wrote the file `path`, in any version."""
    try:
        return read_json(path, "format")["format"] == FORMAT
    except (InputError, OSError):
        return False


def _read_about(path: Path) -> tuple[dict[str, Any], float, pd.DataFrame]:
    """Parameters, temperature and history in `path`. Raises InputError when it is damaged or of another format.

    So it does when a file beside it has another checksum than the one that stands there.
    """
    about = read_json(path, "format", "format_version")
    if about["format"] != FORMAT:
        raise InputError(f"{path} was saved by {about['format']!r}, not by {FORMAT}; pass a directory save() wrote")
    if about["format_version"] not in (1, FORMAT_VERSION):
        raise InputError(
            f"{path} has format version {about['format_version']}, but this lessonlib reads 1 to {FORMAT_VERSION}; "
            "update lessonlib, or train and save again"
        )
    about = read_json(path, "parameters", "temperature", "history")
    parameters, temperature, history = about["parameters"], about["temperature"], about["history"]
    if not isinstance(parameters, dict):
        raise InputError(f"{path} is damaged: its parameters are {parameters!r:.60}; save it again")
    try:
        parameters = plain_parameters(parameters)
    except InputError as error:
        raise InputError(f"{path} is damaged: {error}; save it again") from error
    if not isinstance(temperature, float) or not MIN_TEMPERATURE <= temperature <= MAX_TEMPERATURE:
        raise InputError(f"{path} is damaged: its temperature is {temperature!r:.60}; save it again")
    if not isinstance(history, list) or not all(map(_is_epoch, history)):
        raise InputError(f"{path} is damaged: its history is {history!r:.60}; save it again")
    if about["format_version"] == FORMAT_VERSION:
        _check_sums(read_json(path, "sha256")["sha256"], path.parent)
    return parameters, temperature, pd.DataFrame(history)


def _is_epoch(epoch: object) -> bool:
    """Whether `epoch` is a row of the table that `Trainer.train` returns: numbers (a loss may be NaN), and a bool."""
    columns = {"epoch": int, "train_loss": float, "val_loss": float, "learning_rate": float, "best": bool}
    return isinstance(epoch, dict) and {name: type(value) for name, value in epoch.items()} == columns


def _checksum(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_sums(sums: object, folder: Path) -> None:
    """Raises InputError unless `sums` are the checksums of the other files: one was damaged, or is of another save."""
    if not isinstance(sums, dict) or sums.keys() != set(FILES[1:]):
        raise InputError(f"{folder / FILES[0]} is damaged: its checksums are {sums!r:.60}; save it again")
    for name, expected in sums.items():
        if _checksum(folder / name) != expected:
            raise InputError(
                f"{folder / name} is damaged: it is not the file that was saved (its checksum differs); "
                "save it again, or restore it from a copy"
            )


def _read_classes(path: Path) -> list[str] | list[int] | list[bool]:
    """The labels in `path`. Raises InputError unless they are at least two, distinct, sorted, and of one type."""
    classes = read_json(path, "classes")["classes"]
    try:
        if isinstance(classes, list) and np.unique(require_labels(classes)).tolist() == classes and len(classes) > 1:
            return classes
    except InputError:
        pass
    raise InputError(
        f"{path} is damaged: expected the names of two classes or more, found {classes!r:.60}; save it again"
    )


def _read_weights(path: Path) -> dict[str, torch.Tensor]:
    """The weights in `path`, float32. Raises InputError when it is damaged, or holds no word vectors."""
    try:
        stored = safetensors.torch.load_file(path)
    except safetensors.SafetensorError as error:
        raise InputError(f"{path} is damaged: {error}; save it again, or restore it from a copy") from error
    for name in ("embedding.learned.weight", "embedding.fixed.weight"):
        if name not in stored or stored[name].ndim != 2:
            raise InputError(f"{path} is damaged: it holds no matrix {name}; save it again")
    for name, tensor in stored.items():
        if tensor.dtype not in (torch.float16, torch.float32) or not tensor.isfinite().all():
            raise InputError(f"{path} is damaged: {name} is not of finite numbers; save it again")
    # Copied: what was loaded may be the file itself, which somebody could change.
    return {name: tensor.to(torch.float32, copy=True) for name, tensor in stored.items()}


def _shrink(tensor: torch.Tensor) -> torch.Tensor:
    """`tensor` in half the bytes where that loses nothing, as with vectors that came as float16."""
    for rows in (slice(100), slice(None)):  # the first rows tell most, without a copy of 400,000 vectors
        half = tensor[rows].half()
        if not torch.equal(half.float(), tensor[rows]):
            return tensor.contiguous()
    return half
