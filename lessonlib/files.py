"""What is read from the disk, with errors that say what is wrong and what to do; where the cache is."""

import bz2
import gzip
import hashlib
import json
import lzma
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from platformdirs import user_cache_dir

from lessonlib.errors import InputError, InputFileError

_PACKED: dict[bytes, Any] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}  # how a packed file begins
_SAMPLES, _SAMPLE_BYTES = 64, 1 << 12  # of a file, in its fingerprint
_MOST_FOREIGN = 0.15  # share of letters beyond a-z in Western European text; Cyrillic or Greek has far more


def cache_dir() -> Path:
    """The folder for downloaded files and what is made of them: `LESSONLIB_CACHE`, else the system's cache folder.

    Raises InputError when it lies in a home folder that cannot be found.
    """
    try:
        chosen = os.environ.get("LESSONLIB_CACHE") or user_cache_dir("lessonlib")
        return Path(chosen).expanduser().absolute()
    except RuntimeError as error:
        raise InputError(
            f"there is no home folder to keep the cache in ({error}); "
            "set LESSONLIB_CACHE to the full path of a folder to write in"
        ) from error


def require_file(path: str | os.PathLike, advice: str, pipe: bool = False) -> Path:
    """`path` itself. Raises InputFileError, which ends in `advice`, when it is a directory or does not exist.

    What can be read only once, such as `/dev/stdin`, is refused too, unless `pipe`.
    """
    path = Path(path)
    if not path.is_file():
        what = "is a directory" if path.is_dir() else "is a pipe or a device" if path.exists() else "does not exist"
        if not (pipe and "pipe" in what):
            raise InputFileError(f"{path} {what}; {advice}")
    return path


@contextmanager
def open_packed(path: str | os.PathLike, advice: str) -> Iterator[IO[bytes]]:
    """The bytes of a file or a pipe, unpacked when they begin as gzip, bzip2 or xz writes them, whatever the name says.

    Raises InputFileError, which ends in `advice`, when there is no such file or it cannot be read; InputError when what
    is packed is damaged.
    """
    path, unpack = require_file(path, advice, pipe=True), None
    try:
        with open(path, "rb") as file:
            unpack = next((way for start, way in _PACKED.items() if file.peek(6).startswith(start)), None)
            yield unpack(file) if unpack else file
    except InputError:
        raise
    except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
        if unpack:
            raise InputError(f"{path} is packed, and damaged or cut off ({error}); get it again") from error
        raise InputFileError(f"{path} cannot be read ({error}); look at its permissions") from error


@contextmanager
def atomic_file(path: str | os.PathLike) -> Iterator[Path]:
    """Yields a path beside `path`; what the block wrote there takes its place when it ends well, else it is removed.

    So whoever looks at `path` sees the old file or the new one, never a half one. Missing parent folders are made;
    through a symbolic link, the file that it points to is replaced.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def fingerprint(path: Path) -> str:
    """A hash of the file's size and of 64 samples of 4 KiB, evenly spread: milliseconds, however large the file is.

    It tells files apart that were cut off, overwritten or zeroed; of a change of a few bytes it may know nothing.
    """
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with open(path, "rb") as file:
        for sample in range(_SAMPLES):
            file.seek(max(0, size - _SAMPLE_BYTES) * sample // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()


def decode_text(data: bytes, source: str, encoding: str = "utf-8") -> str:
    """`data` as str, without a byte order mark.

    `source` is what messages call the data, such as the path of their file. Raises InputError, which names the line and
    the likely encoding, when they are not in `encoding`, or when there is no such encoding.
    """
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise InputError(f"there is no text encoding {encoding!r}; use a name such as 'utf-8' or 'cp1252'") from error
    except UnicodeError as error:
        position = getattr(error, "start", 0)
        line = data.count(b"\n", 0, position) + 1
        likely = _likely_encoding(data)
        hint = f"the text is probably in {likely}: pass encoding={likely!r}, or " if likely else ""
        raise InputError(
            f"{source}, line {line}: byte {position} (0x{data[position]:02x}) is not {encoding.upper()}; "
            f"{hint}open the text in an editor and save it with the encoding UTF-8"
        ) from error


def _likely_encoding(data: bytes) -> str:
    """The encoding that `data`, which are not UTF-8, are most likely in; "" when that cannot be told."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        letters = [character for character in data[:100_000].decode("cp1252") if character.isalpha()]
    except UnicodeDecodeError:
        return ""
    foreign = sum(not letter.isascii() for letter in letters)
    return "cp1252" if foreign <= _MOST_FOREIGN * len(letters) else ""


def read_text(path: str | os.PathLike, advice: str, encoding: str = "utf-8") -> str:
    """The text of a file or a pipe, without a byte order mark; what is packed is unpacked (see `open_packed`).

    Raises InputFileError, which ends in `advice`, when there is no such file; InputError when it is damaged or not in
    `encoding`: the message names the line.
    """
    with open_packed(path, advice) as file:
        data = file.read()
    return decode_text(data, str(path), encoding)


def read_json(path: str | os.PathLike, *keys: str) -> dict:
    """The JSON object in the file `path`. Raises InputError when it is damaged or lacks one of `keys`."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:  # no JSON, no UTF-8, a number of 5,000 digits; nested too deeply
        raise InputError(f"{path} is damaged: {error}; save it again, or restore it from a copy") from error
    missing = [key for key in keys if not isinstance(data, dict) or key not in data]
    if missing:
        raise InputError(f"{path} lacks {', '.join(missing)}: it was saved by something else")
    return data


def write_json(path: str | os.PathLike, data: dict) -> None:
    """Writes `data` to `path`, whole or not at all, in ASCII: any str survives, half of an emoji included."""
    with atomic_file(path) as temporary:
        temporary.write_text(json.dumps(data), encoding="utf-8")
