"""The bytes of a remote file: from a server or a folder into a part on this disk, on where an earlier part ended.

A part is called NAME.part and never read as data: it only saves the bytes that are in it from being sent again. Whether
the bytes are the right ones is for the caller to find out, by their checksum.
"""

import os
import queue
import shutil
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, TypeVar

import requests
from tqdm.auto import tqdm

STALL_SECONDS = 30
"""How long a server may stay silent before the connection counts as broken."""

SLOWEST_SECONDS = 60
"""How long a server may take for its headers, or for 64 KiB, before it counts as too slow."""

PAUSE_SECONDS = 1
"""How long to wait before trying a broken connection again; twice as long the second time."""

_TRIES = 3  # in a row, that bring less than _PROGRESS bytes each
_PROGRESS = 1 << 20
_CHUNK = 1 << 16

T = TypeVar("T")


class TransferError(Exception):
    """A source did not give the file: the message says why. The fault is the source's, not that of this disk."""


class _BrokenConnection(TransferError):
    """What may be different a moment later."""


def transfer(url: str, part: Path, size: int) -> None:
    """Fills the file `part` with the `size` bytes of `url`, a http address or the path of a file.

    Goes on behind the bytes that `part` has already. Raises TransferError when the source gives something else or
    breaks off again and again, OSError when `part` cannot be written.
    """
    with tqdm(total=size, desc=part.stem, unit="B", unit_scale=True, unit_divisor=1000) as bar:
        failures = 0
        while (have := _bytes_in(part)) != size:
            if have > size:
                part.unlink()
                continue
            require_space(part.parent, size - have)
            try:
                if url.startswith(("http://", "https://")):
                    _receive(url, part, have, size, bar)
                else:
                    _copy(Path(url), part, size, bar)
            except _BrokenConnection:
                failures = failures + 1 if _bytes_in(part) - have < _PROGRESS else 0
                if failures == _TRIES:
                    raise
                time.sleep(failures * PAUSE_SECONDS)


def require_space(folder: Path, size: int) -> None:
    """Raises OSError unless `size` more bytes fit on the disk of `folder`."""
    if (free := shutil.disk_usage(folder).free) < size:
        raise OSError(f"the disk is full: {size / 1e6:,.0f} MB are needed, {free / 1e6:,.0f} MB are free")


def _bytes_in(part: Path) -> int:
    """The size of `part`. A link is removed: writing to it would change a file somewhere else."""
    if part.is_symlink():
        part.unlink()
    return part.stat().st_size if part.exists() else 0


def _open(part: Path, mode: str) -> IO[bytes]:
    """`part`, open for writing, and no file that it might link to."""
    return open(part, mode, opener=lambda path, flags: os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666))


def _copy(path: Path, part: Path, size: int, bar: tqdm) -> None:
    """Copies the file `path` to `part`."""
    chunks = _chunks_of(path, size)
    first = next(chunks)  # before the part is touched: what is in it may serve the next source
    with _open(part, "wb") as target:
        for chunk in chain([first], chunks):
            target.write(chunk)
            bar.update(len(chunk))


def _chunks_of(path: Path, size: int) -> Iterator[bytes]:
    """The bytes of a file that must have `size` of them. All errors of reading become TransferErrors."""
    try:
        if not path.is_file():
            raise TransferError("there is no such file")
        if (found := path.stat().st_size) != size:
            raise TransferError(f"the file has {found:,} bytes, expected {size:,}: another file")
        with open(path, "rb") as source:
            while chunk := source.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise TransferError(f"the file cannot be read ({error.strerror})") from error


def _receive(url: str, part: Path, have: int, size: int, bar: tqdm) -> None:
    """One request: appends what the server sends to `part`, which has `have` bytes, while the connection holds."""
    response = _within(SLOWEST_SECONDS, lambda: _request(url, have, size - 1), url)
    if response.status_code == requests.codes.ok:
        have = 0  # no ranges here: it begins anew
    offered = response.headers.get("Content-Length", "")
    if offered.isdecimal() and int(offered) != size - have:
        kind = response.headers.get("Content-Type", "no type")
        raise TransferError(f"it offers {int(offered):,} bytes of {kind}, expected {size - have:,}: another file")
    bar.n = have
    bar.refresh()
    chunks = response.iter_content(_CHUNK)
    with _open(part, "ab" if have else "wb") as file:
        began, counted = time.monotonic(), have
        while chunk := _within(began + SLOWEST_SECONDS - time.monotonic(), lambda: next(chunks, b""), url):
            have += len(chunk)
            if have - counted >= _CHUNK:  # a server that sends in chunks of its own may send one byte at a time
                began, counted = time.monotonic(), have
            if have > size:
                file.truncate(0)
                raise TransferError(f"it sends more than the {size:,} bytes that the file has")
            file.write(chunk)
            bar.update(len(chunk))
    response.close()
    if have < size:
        raise _BrokenConnection(f"the connection ended after {have:,} of {size:,} bytes")


def _request(url: str, first: int, last: int) -> requests.Response:
    """The response to a request for the bytes `first` to `last`: status 206 with just these, or 200 with all.

    Raises TransferError for any other response.
    """
    headers = {"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"}  # packing would change sizes and ranges
    response = requests.get(url, headers=headers, stream=True, timeout=STALL_SECONDS)
    if response.status_code == requests.codes.partial_content:
        if not response.headers.get("Content-Range", "").startswith(f"bytes {first}-"):
            sent = response.headers.get("Content-Range")
            raise TransferError(f"asked for the bytes from {first:,} on, it sends {sent!r}")
    elif response.status_code != requests.codes.ok:
        raise TransferError(f"it responds with {response.status_code} {response.reason}")
    if response.headers.get("Content-Type", "").startswith("text/html"):
        raise TransferError("it sends a web page instead of the file: an error page, or one to log in")
    return response


def _within(seconds: float, step: Callable[[], T], url: str) -> T:
    """What `step`, which talks to the server of `url`, returns. Its errors become TransferErrors, as does slowness.

    The timeout of a socket begins anew with each byte: a server that drips could hold us for days. A thread can be
    given up; it ends with its connection, at the latest when Python does.
    """
    outcome: queue.SimpleQueue[T | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put(step())
        except Exception as error:
            outcome.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        result = outcome.get(timeout=max(0, seconds))
    except queue.Empty:
        raise TransferError(f"it is too slow: less than {_CHUNK:,} bytes in {SLOWEST_SECONDS:g} seconds") from None
    if not isinstance(result, Exception):
        return result
    if isinstance(result, TransferError):
        raise result
    # Messages of requests quote the address: with a password in it, the kind of error must do.
    reason = type(result).__name__ if "@" in url else str(result)
    passing = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
    raise (_BrokenConnection if isinstance(result, passing) else TransferError)(reason) from None


def unpack(archive: Path, member: str, size: int, part: Path) -> None:
    """Unpacks the file `member`, of `size` bytes, from the zip `archive` into `part`.

    Raises TransferError when the archive is damaged, is of a kind that this Python does not know, or has names or sizes
    that are not those of a harmless archive; OSError when `part` cannot be written.
    """
    try:
        with zipfile.ZipFile(archive) as file:
            source = _open_member(file, member, size)
            with source, _open(part, "wb") as target:
                while chunk := source.read(_CHUNK):  # never more than the archive says, and that was checked
                    target.write(chunk)
                if target.tell() != size:
                    raise TransferError(f"{member} is cut off after {target.tell():,} of {size:,} bytes")
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise TransferError(f"it is not a whole zip archive ({error})") from error
    except NotImplementedError as error:
        raise TransferError(f"it is packed in a way that this Python does not know ({error})") from error


def _open_member(file: zipfile.ZipFile, member: str, size: int) -> IO[bytes]:
    """The packed file `member`, open for reading, once names, sizes and the way of packing have been looked at."""
    for name in file.namelist():
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise TransferError(f"the archive has a member {name!r}, which points out of it; refused")
    if member not in file.namelist():
        raise TransferError(f"the archive has no member {member!r}, only {', '.join(map(repr, file.namelist()))}")
    about = file.getinfo(member)
    if about.file_size != size:
        raise TransferError(f"{member} has {about.file_size:,} bytes, expected {size:,}; refused")
    if about.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or about.flag_bits & 1:
        raise TransferError(f"{member} is packed in an unusual way, or encrypted")
    return file.open(about)
