"""Downloads that arrive whole, or not at all; nothing else in this package touches the network.

`fetch("glove")` returns the path of a file whose checksum is right, and downloads it first if it must. pooch checks the
file and puts it in place; what is written here is the transfer: it goes on where a broken one stopped, notices a stall,
tries the next source when one fails, and shows how far it is.

Two environment variables help where there is little internet:

- `LESSONLIB_CACHE`: the folder that keeps the files. Without it, the usual cache folder of the operating system.
- `LESSONLIB_MIRROR`: a folder or an http address with copies of those files, tried before the internet. The cache
  folder of a computer that has them is such a folder: copy it, or share it.
"""

import hashlib
import io
import os
import shutil
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import pandas as pd
import pooch
import requests
from tqdm.auto import tqdm

from lessonlib.files import cache_dir, one_process_at_a_time

STALL_SECONDS = 30
"""How long a server may stay silent before the transfer counts as broken."""

PAUSE_SECONDS = 1
"""How long to wait before trying a broken transfer again; twice as long the second time."""

_TRIES = 3  # in a row, that bring less than _PROGRESS bytes each
_PROGRESS = 1 << 20
_CHUNK = 1 << 16

_AG_NEWS = "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/555590db4219b1243abb1918effd6a7425a2d75f/data/ag_news_csv/"
_GENSIM_DATA = "https://github.com/RaRe-Technologies/gensim-data/releases/download/"


@dataclass(frozen=True)
class Source:
    """Where a file can be had, and how to know that it is the right one."""

    url: str
    file_name: str
    """Its name in the cache folder, and on a mirror."""
    size: int
    """In bytes."""
    checksum: str
    """`"md5:..."` or `"sha256:..."`."""
    member: str = ""
    """When the address is that of a zip archive: the name of the file inside."""
    archive_size: int = 0
    archive_checksum: str = ""


@dataclass(frozen=True)
class RemoteFile:
    """A file of the course that is too big to ship with it."""

    contents: str
    licence: str
    sources: tuple[Source, ...]
    """In the order in which they are tried."""


_AG_LICENCE = "research and other non-commercial use only"

REMOTE_FILES: dict[str, RemoteFile] = {
    "ag_news_train": RemoteFile(
        "AG News, 120,000 titles with category, training part",
        _AG_LICENCE,
        (Source(_AG_NEWS + "train.csv", "ag_news_train.csv", 29_470_338, "md5:b1a00f826fdfbd249f79597b59e1dc12"),),
    ),
    "ag_news_test": RemoteFile(
        "AG News, 7,600 titles with category, test part",
        _AG_LICENCE,
        (Source(_AG_NEWS + "test.csv", "ag_news_test.csv", 1_857_427, "md5:d52ea96a97a2d943681189a97654912d"),),
    ),
    "glove": RemoteFile(
        "GloVe 6B, 400,000 words, 100 numbers each",
        "public domain (PDDL 1.0)",
        (
            Source(
                _GENSIM_DATA + "glove-wiki-gigaword-100/glove-wiki-gigaword-100.gz",
                "glove-wiki-gigaword-100.gz",
                134_300_434,
                "md5:40ec481866001177b8cd4cb0df92924f",
            ),
            Source(
                "https://nlp.stanford.edu/data/glove.6B.zip",
                "glove.6B.100d.txt",
                347_116_733,
                "sha256:95dde4dfd627ab26608d33e76d1195ec059734bd29089ea52cadb08d07c64544",
                member="glove.6B.100d.txt",
                archive_size=862_182_613,
                archive_checksum="sha256:617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb",
            ),
        ),
    ),
    "text8": RemoteFile(
        "text8, the first 100 million characters of Wikipedia in 2006, cleaned",
        "CC BY-SA 3.0 / GFDL (Wikipedia)",
        (
            Source(
                _GENSIM_DATA + "text8/text8.gz",
                "text8.gz",
                33_182_058,
                "md5:68799af40b6bda07dfa47a32612e5364",
            ),
        ),
    ),
}
"""What `fetch` knows, by name."""


def fetch(name: str) -> Path:
    """The path of the file `name` of `REMOTE_FILES`, verified; downloads it when it is not there, or damaged.

    A second process that wants the same file waits for the first one to finish.

    Raises:
        KeyError: There is no such name; the message lists the names.
        FileNotFoundError: No source gave the right file; the message says what each one answered, and how to place the
            file by hand.
        OSError: The cache folder cannot be written, or the disk is full.
    """
    if name not in REMOTE_FILES:
        raise KeyError(f"there is no file {name!r} to fetch; known: {', '.join(REMOTE_FILES)}")
    remote, folder = REMOTE_FILES[name], cache_dir()
    if path := _find(remote, folder):
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with one_process_at_a_time(folder / f".{name}.lock"):
            if path := _find(remote, folder):
                return path
            return _fetch_from_any(name, remote, folder)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise OSError(
            f"cannot keep {name} in {folder} ({error}); free some space or make the folder writable, or set "
            "LESSONLIB_CACHE to another folder, and run this again: it goes on where it stopped"
        ) from error


def describe_datasets(verify: bool = False) -> pd.DataFrame:
    """One row a remote file: name, source, size, licence, present, checksum.

    With `verify`, the checksum of each file that is present is computed, and the column says `right` or `WRONG`.
    """
    rows = []
    for name, remote in REMOTE_FILES.items():
        kept = [source for source in remote.sources if (cache_dir() / source.file_name).is_file()]
        source = (kept or remote.sources)[0]
        state = "not checked" if kept else ""
        if kept and verify:
            state = "right" if _is_right(cache_dir() / source.file_name, source) else "WRONG"
        size, present = f"{source.size / 1e6:.1f} MB", "yes" if kept else "no"
        rows.append((name, source.url, size, remote.licence, present, state))
    return pd.DataFrame(rows, columns=["name", "source", "size", "licence", "present", "checksum"])


def _find(remote: RemoteFile, folder: Path) -> Path | None:
    """The file of the first source that is there and right, or None.

    Checksums of large files take a second, so a note beside the file says which version of it (size, time of change)
    was found right. The note is not trusted for another version.
    """
    for source in remote.sources:
        path = folder / source.file_name
        if not path.is_file():
            continue
        note = folder / f".{source.file_name}.verified"
        version = f"{source.checksum} {path.stat().st_size} {path.stat().st_mtime_ns}"
        if note.is_file() and note.read_text(encoding="utf-8") == version:
            return path
        if _is_right(path, source):
            with suppress(OSError):  # a folder that cannot be written serves as well, only slower
                note.write_text(version, encoding="utf-8")
            return path
    return None


def _is_right(path: Path, source: Source) -> bool:
    return path.stat().st_size == source.size and _has_checksum(path, source.checksum)


def _has_checksum(path: Path, checksum: str) -> bool:
    algorithm, _, expected = checksum.partition(":")
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest() == expected


def _fetch_from_any(name: str, remote: RemoteFile, folder: Path) -> Path:
    """The file from the first source that gives it; FileNotFoundError with all their answers when none does."""
    answers = []
    for source in (*_on_mirror(remote), *remote.sources):
        try:
            _retrieve(source, folder)
        except (ValueError, requests.RequestException) as error:
            answers.append(f"  {source.url}\n    {error}")
            continue
        print(f"{name}: {remote.contents}. Licence: {remote.licence}.")
        path = _find(remote, folder)
        if path is not None:
            return path
        answers.append(f"  {source.url}\n    the file was damaged after it had arrived")
    by_hand = [
        f"  {source.url}{f', of which only {source.member}' if source.member else ''}\n"
        f"    save as {folder / source.file_name} ({source.size:,} bytes, {source.checksum})"
        for source in remote.sources
    ]
    raise FileNotFoundError(
        "\n".join(
            [
                f"could not get {name} ({remote.contents}). What the sources said:",
                *answers,
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


def _retrieve(source: Source, folder: Path) -> None:
    """Gets the file of `source` into `folder`, under its name, once its checksum is right.

    Raises ValueError or requests.RequestException when the source does not give it, OSError when it cannot be kept.
    """

    def download(url: str, output: str, _pooch: object) -> None:
        """Fills pooch's temporary file; pooch then verifies and renames it."""
        if not url.startswith(("http://", "https://")):
            if not Path(url).is_file():
                raise ValueError("there is no such file")
            shutil.copyfile(url, output)
        elif source.member:
            _download_member(source, folder, Path(output))
        else:
            _transfer(url, folder / f"{source.file_name}.part", source.size)
            os.replace(folder / f"{source.file_name}.part", output)
        (folder / source.file_name).unlink(missing_ok=True)  # a damaged one; on Windows, it would hinder the renaming

    def has_parts() -> bool:
        return any(folder.glob(f"{source.file_name}*.part"))

    resumed = has_parts()
    try:
        pooch.retrieve(source.url, source.checksum, source.file_name, folder, downloader=download)
    except ValueError:
        # A file that was completed and found wrong may have begun with what was left of another version: once more,
        # without that. When the part is still there, the server said no, and asking again would not help.
        if not resumed or has_parts():
            raise
        pooch.retrieve(source.url, source.checksum, source.file_name, folder, downloader=download)


# The transfer. A part of a file is kept under NAME.part, which nobody ever reads as data: it only saves the bytes that
# are in it from being sent again.


class _NoRanges(Exception):
    """The server sends only whole files."""


def _transfer(url: str, part: Path, size: int, first: int = 0) -> None:
    """Fills `part` with the `size` bytes of `url` from byte `first` on; goes on behind the bytes that it has already.

    Raises ValueError when the server gives something else, requests.RequestException when it cannot be reached or the
    connection broke again and again, _NoRanges when it does not give the middle of a file.
    """
    tries = 0
    with tqdm(total=size, desc=part.stem, unit="B", unit_scale=True, unit_divisor=1000) as bar:
        while (have := part.stat().st_size if part.exists() else 0) != size:
            if have > size:
                part.unlink()
                continue
            missing = size - have
            if shutil.disk_usage(part.parent).free < missing:
                raise OSError(f"the disk is full: {missing / 1e6:,.0f} MB more are needed")
            try:
                _receive(url, part, size, first, bar)
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
                progress = part.stat().st_size - have if part.exists() else 0
                tries = 0 if progress >= _PROGRESS else tries + 1
                if tries == _TRIES:
                    raise
                time.sleep(tries * PAUSE_SECONDS)


def _receive(url: str, part: Path, size: int, first: int, bar: tqdm) -> None:
    """One request of `_transfer`: appends what the server sends to `part`, as long as the connection holds."""
    have = part.stat().st_size if part.exists() else 0
    with _request(url, first + have, first + size - 1) as answer:
        if answer.status_code == requests.codes.ok and have:
            have = 0  # no ranges here: it begins anew
        if answer.status_code == requests.codes.ok and first:
            raise _NoRanges
        offered = answer.headers.get("Content-Length")
        if offered is not None and int(offered) != size - have:
            kind = answer.headers.get("Content-Type", "no type")
            raise ValueError(f"it offers {int(offered):,} bytes of {kind}, expected {size - have:,}: another file")
        bar.n = have
        bar.refresh()
        with open(part, "ab" if have else "wb") as file:
            for chunk in answer.iter_content(_CHUNK):
                have += len(chunk)
                if have > size:
                    file.truncate(0)
                    raise ValueError(f"it sends more than the {size:,} bytes that the file has")
                file.write(chunk)
                bar.update(len(chunk))
    if have < size:
        raise requests.ConnectionError(f"the connection ended after {have:,} of {size:,} bytes")


@contextmanager
def _request(url: str, first: int, last: int) -> Iterator[requests.Response]:
    """The answer to a request for the bytes `first` to `last`; status 206 with just these, or 200 with the whole file.

    Raises ValueError for any other answer.
    """
    headers = {"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"}  # packing would change sizes and ranges
    with requests.get(url, headers=headers, stream=True, timeout=STALL_SECONDS) as answer:
        if answer.status_code == requests.codes.partial_content:
            if not answer.headers.get("Content-Range", "").startswith(f"bytes {first}-"):
                raise ValueError(f"asked for byte {first:,} on, it sends {answer.headers.get('Content-Range')!r}")
        elif answer.status_code != requests.codes.ok:
            raise ValueError(f"it answers {answer.status_code} {answer.reason}")
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            raise ValueError("it sends a web page instead of the file: an error page, or one to log in")
        yield answer


# One file of a zip archive, without the rest of the archive where the server allows it.


def _download_member(source: Source, folder: Path, output: Path) -> None:
    """Gets `source.member` of the archive at `source.url` into `output`."""
    unpacked = folder / f"{source.file_name}.unpacked.part"
    packed = folder / f"{source.file_name}.packed.part"
    try:
        member, start = _locate(_RemoteBytes(source.url, source.archive_size), source)
        _transfer(source.url, packed, member.compress_size, start)
        start = 0
    except _NoRanges:
        packed = folder / f"{source.file_name}.zip.part"
        _transfer(source.url, packed, source.archive_size)
        if not _has_checksum(packed, source.archive_checksum):
            packed.unlink()
            raise ValueError(f"the archive does not have the checksum {source.archive_checksum}") from None
        with open(packed, "rb") as archive:
            member, start = _locate(archive, source)
    try:
        _unpack(packed, start, member, unpacked)
    except ValueError:
        unpacked.unlink()
        raise
    os.replace(unpacked, output)


def _locate(file: IO[bytes], source: Source) -> tuple[zipfile.ZipInfo, int]:
    """The entry of `source.member` in the archive, and the position of its packed bytes.

    Raises ValueError when the archive is damaged, or its names or sizes are not those of a harmless archive.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = {member.filename: member for member in archive.infolist()}
    except zipfile.BadZipFile as error:
        raise ValueError(f"it is no whole zip archive ({error})") from error
    for name in members:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise ValueError(f"the archive has a member {name!r}, which points out of it; refused")
    if source.member not in members:
        raise ValueError(f"the archive has no member {source.member!r}, only {', '.join(map(repr, members))}")
    member = members[source.member]
    if member.file_size != source.size or member.compress_size > source.archive_size:
        raise ValueError(f"{source.member} has {member.file_size:,} bytes, expected {source.size:,}; refused")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or member.flag_bits & 1:
        raise ValueError(f"{source.member} is packed in an unusual way, or encrypted")
    file.seek(member.header_offset)
    header = file.read(30)  # its last four bytes: the lengths of the two fields that stand before the data
    fields = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    return member, member.header_offset + 30 + fields


def _unpack(packed: Path, start: int, member: zipfile.ZipInfo, unpacked: Path) -> None:
    """Unpacks the bytes of `member`, which begin at `start`, and removes the packed file.

    Raises ValueError when they are damaged, or become more than the archive says.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == zipfile.ZIP_DEFLATED else None
    missing, room = member.compress_size, member.file_size
    try:
        with open(packed, "rb") as source, open(unpacked, "wb") as target:
            source.seek(start)
            while missing and (chunk := source.read(min(_CHUNK, missing))):
                missing -= len(chunk)
                data = inflater.decompress(chunk) if inflater else chunk
                room -= len(data)
                if room < 0:
                    raise ValueError(f"{member.filename} becomes larger than the archive says; refused")
                target.write(data)
        if room:
            raise ValueError(f"{member.filename} is cut off: {room:,} bytes are missing")
    except zlib.error as error:
        raise ValueError(f"{member.filename} is damaged ({error})") from error
    finally:
        packed.unlink()


class _RemoteBytes(io.RawIOBase):
    """A file on a server, of which only what is read is sent; reading raises _NoRanges where that is not possible."""

    def __init__(self, url: str, size: int) -> None:
        self._url, self._size, self._position = url, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:
        wanted = min(len(buffer), self._size - self._position)
        if wanted <= 0:
            return 0
        with _request(self._url, self._position, self._position + wanted - 1) as answer:
            if answer.status_code == requests.codes.ok:
                raise _NoRanges
            total = answer.headers["Content-Range"].rpartition("/")[2]
            if total != str(self._size):
                raise ValueError(f"the archive has {total} bytes, expected {self._size:,}")
            data = answer.content
        if len(data) != wanted:
            raise requests.ConnectionError(f"{len(data):,} bytes came, {wanted:,} were asked for")
        buffer[:wanted] = data
        self._position += wanted
        return wanted
