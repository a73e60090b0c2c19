"""Downloads that arrive whole, or not at all: which source to try, and whether the file is the right one.

`fetch("glove")` returns the path of a file whose checksum is right, and gets it first if it must; the network is
touched by `lessonlib.datasets.transfer` alone. Two environment variables help where there is little internet:

- `LESSONLIB_CACHE`: the folder that keeps the files. Without it, the usual cache folder of the operating system.
- `LESSONLIB_MIRROR`: a folder or an http address with copies of those files, tried before the internet. The cache
  folder of a computer that has them is such a folder: copy it, or share it.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd

from lessonlib.atomic import one_process_at_a_time
from lessonlib.datasets.catalogue import REMOTE_FILES, RemoteFile, Source
from lessonlib.datasets.transfer import TransferError, require_space, transfer, unpack
from lessonlib.errors import InputFileError, InputKeyError
from lessonlib.files import cache_dir, fingerprint


def fetch(name: str) -> Path:
    """The path of the file `name` of `REMOTE_FILES`, verified; downloads it when it is not there, or damaged.

    A second process that wants the same file waits for the first one to finish.

    Raises:
        InputKeyError: There is no such name; the message lists the names.
        InputFileError: No source gave the right file; the message says why each one did not, and how to place the file
            by hand.
        OSError: The cache folder cannot be written, or the disk is full.
    """
    if name not in REMOTE_FILES:
        raise InputKeyError(f"there is no file {name!r} to fetch; known: {', '.join(REMOTE_FILES)}")
    remote, folder = REMOTE_FILES[name], cache_dir()
    if path := _find(remote, folder):
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with one_process_at_a_time(folder / f".{name}.lock", f"waiting for another process, which gets {name} ..."):
            return _find(remote, folder) or _fetch_from_any(name, remote, folder)
    except InputFileError:
        raise
    except OSError as error:
        raise OSError(
            f"cannot keep {name} in {folder} ({error}); free some space or make the folder writable, or set "
            "LESSONLIB_CACHE to another folder, and run this again: it goes on where it stopped"
        ) from error


def describe_datasets(verify: bool = False) -> pd.DataFrame:
    """One row per remote file: name, source, size, licence, present, checksum.

    With `verify`, the checksum of each file that is present is computed, and the column says `right` or `WRONG`.
    """
    rows = []
    for name, remote in REMOTE_FILES.items():
        kept = [source for source in remote.sources if (cache_dir() / source.file_name).is_file()]
        source = (kept or remote.sources)[0]
        state = "not checked" if kept else ""
        if kept and verify:
            state = "right" if _is_right(cache_dir() / source.file_name, source.size, source.checksum) else "WRONG"
        size, present = f"{source.size / 1e6:.1f} MB", "yes" if kept else "no"
        rows.append((name, source.url, size, remote.licence, present, state))
    return pd.DataFrame(rows, columns=["name", "source", "size", "licence", "present", "checksum"])


def _find(remote: RemoteFile, folder: Path) -> Path | None:
    """The file of the first source that is there and right, or None.

    Checksums of large files take a second, so a note beside the file says which version of it was found right.
    """
    for source in remote.sources:
        path = folder / source.file_name
        if path.is_file():
            note = _note_of(path)
            if note.is_file() and note.read_bytes() == _version(path, source).encode():
                return path
            if _is_right(path, source.size, source.checksum):
                mark_verified(path, source)
                return path
    return None


def _note_of(path: Path) -> Path:
    return path.parent / f".{path.name}.verified"


def _version(path: Path, source: Source) -> str:
    return f"{source.checksum} {path.stat().st_mtime_ns} {fingerprint(path)}"


def mark_verified(path: Path, source: Source) -> None:
    """Notes that the file, as it is now, is the right one, so that `fetch` need not read it again."""
    with suppress(OSError):  # a folder that cannot be written serves as well, only slower
        _note_of(path).unlink(missing_ok=True)  # a link would have the note written somewhere else
        _note_of(path).write_text(_version(path, source), encoding="utf-8")


def _is_right(path: Path, size: int, checksum: str) -> bool:
    """Whether the file has these bytes."""
    if path.stat().st_size != size:
        return False
    algorithm, _, expected = checksum.partition(":")
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest() == expected


def _fetch_from_any(name: str, remote: RemoteFile, folder: Path) -> Path:
    """The file from the first source that gives it; InputFileError with the reasons of all when none does."""
    reasons = []
    for source in (*_on_mirror(remote), *remote.sources):
        try:
            path = _retrieve(source, folder)
        except TransferError as error:
            reasons.append(f"  {_without_password(source.url)}\n    {error}")
        else:
            print(f"{name}: {remote.contents}. Licence: {remote.licence}.")
            return path
    by_hand = [
        f"  {source.url}{f', of which only {source.member}' if source.member else ''}\n"
        f"    save as {folder / source.file_name} ({source.size:,} bytes, {source.checksum})"
        for source in remote.sources
    ]
    raise InputFileError(
        "\n".join(
            [
                f"could not get {name} ({remote.contents}). What went wrong with each source:",
                *reasons,
                "Run this again to go on where it stopped, or place the file by hand (any one of these):",
                *by_hand,
                "or set LESSONLIB_MIRROR to a folder or an address where it has that name.",
            ]
        )
    )


def _on_mirror(remote: RemoteFile) -> Iterator[Source]:
    """The files of `remote` as they would be on the mirror, if one is set."""
    mirror = os.environ.get("LESSONLIB_MIRROR", "")
    for source in remote.sources if mirror else ():
        separator = "" if mirror.endswith("/") else "/"
        yield replace(source, url=f"{mirror}{separator}{source.file_name}", member="")


def _without_password(url: str) -> str:
    """The address to show; what a mirror needs to be logged in to is nobody's business."""
    return re.sub("^([A-Za-z]+:/+)?(?!/).*@", r"\1***@", url)  # also where the scheme is mistyped, or missing


def _retrieve(source: Source, folder: Path) -> Path:
    """Gets the file of `source` into `folder`; it gets its name once its checksum is right.

    Raises TransferError when the source does not give it, OSError when it cannot be kept.
    """
    part = folder / f"{source.file_name}.part"
    if source.member:
        archive = folder / f"{source.file_name}.zip.part"
        _transfer_verified(source.url, archive, source.archive_size, source.archive_checksum)
        try:
            require_space(folder, source.size)
            part.unlink(missing_ok=True)
            unpack(archive, source.member, source.size, part)
            if not _is_right(part, source.size, source.checksum):
                raise TransferError(f"{source.member} in the archive does not match the checksum {source.checksum}")
        except TransferError:
            archive.unlink()
            part.unlink(missing_ok=True)
            raise
        archive.unlink()
    else:
        _transfer_verified(source.url, part, source.size, source.checksum)
    path = folder / source.file_name
    os.replace(part, path)
    mark_verified(path, source)
    return path


def _transfer_verified(url: str, part: Path, size: int, checksum: str) -> None:
    """Fills `part` with the right bytes of `url`; TransferError when it gives others."""
    resumed = part.exists()
    while True:
        transfer(url, part, size)
        if _is_right(part, size, checksum):
            return
        part.unlink()
        if not resumed:
            raise TransferError(f"what came does not match the checksum {checksum}")
        resumed = False  # it may have begun with what was left of another version: once more, without that
