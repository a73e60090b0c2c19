"""Downloads by pooch: each file from the first source that gives it, used only when its checksum is right.

`fetch("glove")` returns the path of a file in the cache folder, and gets it first if it must; nothing else in the
package touches the network. Two environment variables help where there is little internet:

- `LESSONLIB_CACHE`: the folder that keeps the files. Without it, the usual cache folder of the operating system.
- `LESSONLIB_MIRROR`: a folder or an http address with copies of those files, tried before the internet. The cache
  folder of a computer that has them is such a folder: copy it, or share it.
"""

import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pooch

from lessonlib.datasets.catalogue import REMOTE_FILES, RemoteFile, Source
from lessonlib.errors import InputFileError, InputKeyError
from lessonlib.files import cache_dir

TIMEOUT_SECONDS = 30
"""How long a server may stay silent before the next source is tried."""


def fetch(name: str) -> Path:
    """The path of the file `name` of `REMOTE_FILES`, verified; downloads it when it is not there, or damaged.

    Raises:
        InputKeyError: There is no such name; the message lists the names.
        InputFileError: No source gave the right file; the message says why each one did not, and how to place the file
            by hand.
    """
    if name not in REMOTE_FILES:
        raise InputKeyError(f"there is no file {name!r} to fetch; known: {', '.join(REMOTE_FILES)}")
    remote, reasons = REMOTE_FILES[name], []
    for source in remote.sources:
        if _is_right(source):
            return cache_dir() / source.file_name
    for source in (*_on_mirror(remote), *remote.sources):
        try:
            path = _retrieve(source)
        except (OSError, ValueError) as error:  # of the network, of the disk; another file than expected
            reasons.append(f"  {source.url}\n    {error}")
        else:
            print(f"{name}: {remote.contents}. Licence: {remote.licence}.")
            return path
    raise InputFileError(
        "\n".join(
            [
                f"could not get {name} ({remote.contents}). What went wrong with each source:",
                *reasons,
                "Get it by hand, from any one source (the same command goes on where it stopped):",
                *(_by_hand(source) for source in remote.sources),
                "or set LESSONLIB_MIRROR to a folder or an address that has the file under that name.",
            ]
        )
    )


def describe_datasets() -> pd.DataFrame:
    """One row per remote file: name, source, size, licence, and whether it is present."""
    rows = []
    for name, remote in REMOTE_FILES.items():
        kept = [source for source in remote.sources if (cache_dir() / source.file_name).is_file()]
        source = (kept or remote.sources)[0]
        rows.append((name, source.url, f"{source.size / 1e6:.1f} MB", remote.licence, "yes" if kept else "no"))
    return pd.DataFrame(rows, columns=["name", "source", "size", "licence", "present"])


def _is_right(source: Source) -> bool:
    """Whether the file of `source` is in the cache folder, with the right checksum."""
    path, (algorithm, _, digits) = cache_dir() / source.file_name, source.checksum.partition(":")
    return path.is_file() and pooch.file_hash(str(path), alg=algorithm) == digits


def _on_mirror(remote: RemoteFile) -> Iterator[Source]:
    """The files of `remote` as they would be on the mirror, if one is set."""
    if mirror := os.environ.get("LESSONLIB_MIRROR", ""):
        for source in remote.sources:
            yield replace(source, url=f"{mirror.rstrip('/')}/{source.file_name}", member="", archive_checksum="")


def _retrieve(source: Source) -> Path:
    """Gets the file of `source` into the cache folder; OSError or ValueError when it does not give the right one."""
    pooch.get_logger().setLevel("WARNING")  # the progress bar says enough
    address = source.url.startswith(("http://", "https://"))
    bar = pooch.HTTPDownloader(progressbar=True, chunk_size=1 << 16, timeout=TIMEOUT_SECONDS)
    path = pooch.retrieve(
        source.url,
        source.archive_checksum or source.checksum,
        fname=source.url.rpartition("/")[2] if source.member else source.file_name,
        path=cache_dir(),
        downloader=bar if address else lambda url, file, _pooch: shutil.copy(url, file),
    )
    if source.member:
        with zipfile.ZipFile(path) as archive:
            archive.extract(source.member, cache_dir())
        os.remove(path)
    return cache_dir() / source.file_name


def _by_hand(source: Source) -> str:
    """The commands that get the file of `source`, and where it belongs."""
    downloaded = source.url.rpartition("/")[2]
    unpack = f"    python -m zipfile -e {downloaded} .\n" if source.member else ""
    return (
        f"    curl -L -C - -O {source.url}\n{unpack}"
        f"  then move {source.member or downloaded} to {cache_dir() / source.file_name}\n"
        f"  ({source.size:,} bytes, {source.checksum}), or pass its path to the loader"
    )
