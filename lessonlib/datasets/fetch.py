"""Downloads by pooch: each file is used only when its checksum is right.

`fetch("glove")` returns the path of a file in the cache folder, and gets it first if it must; nothing else in the
package touches the network. Two environment variables help where there is little internet:

- `LESSONLIB_CACHE`: the folder that keeps the files. Without it, the usual cache folder of the operating system.
- `LESSONLIB_MIRROR`: a folder or an http address with copies of those files, tried before the internet. The cache
  folder of a computer that has them is such a folder: copy it, or share it.
"""

import os
import shutil
from pathlib import Path

import pooch

from lessonlib.datasets.catalogue import REMOTE_FILES, RemoteFile
from lessonlib.errors import InputFileError, InputKeyError
from lessonlib.files import cache_dir

TIMEOUT_SECONDS = 30
"""How long a server may stay silent before it is given up."""


def fetch(name: str) -> Path:
    """The path of the file `name` of `REMOTE_FILES`, verified; downloads it when it is not there, or damaged.

    Raises:
        InputKeyError: There is no such name; the message lists the names.
        InputFileError: Neither the mirror nor the internet gave the right file; the message says why, and how to place
            the file by hand.
    """
    if name not in REMOTE_FILES:
        raise InputKeyError(f"there is no file {name!r} to fetch; known: {', '.join(REMOTE_FILES)}")
    remote, reasons = REMOTE_FILES[name], []
    mirror = os.environ.get("LESSONLIB_MIRROR", "").rstrip("/")
    for url in [f"{mirror}/{remote.file_name}", remote.url] if mirror else [remote.url]:
        try:
            return _retrieve(url, remote)
        except (OSError, ValueError) as error:  # of the network, of the disk; another file than expected
            reasons.append(f"  {url}\n    {error}")
    raise InputFileError(
        "\n".join(
            [
                f"could not get {name} ({remote.contents}). What went wrong:",
                *reasons,
                "Get it by hand (the same command goes on where it stopped):",
                f"    curl -L -C - -O {remote.url}",
                f"  then move {remote.url.rpartition('/')[2]} to {cache_dir() / remote.file_name}",
                f"  ({remote.size:,} bytes, {remote.checksum}), or pass its path to the loader,",
                "or set LESSONLIB_MIRROR to a folder or an address that has the file under that name.",
            ]
        )
    )


def _retrieve(url: str, remote: RemoteFile) -> Path:
    """The file `remote` in the cache folder, from `url` unless it is there; OSError or ValueError if it is not had."""

    def download(url: str, file: str, _pooch: object) -> None:
        print(f"{remote.contents}. Licence: {remote.licence}.")
        if url.startswith(("http://", "https://")):
            pooch.HTTPDownloader(progressbar=True, chunk_size=1 << 16, timeout=TIMEOUT_SECONDS)(url, file, None)
        else:
            shutil.copy(url, file)

    pooch.get_logger().setLevel("WARNING")  # the progress bar says enough
    return Path(pooch.retrieve(url, remote.checksum, fname=remote.file_name, path=cache_dir(), downloader=download))
