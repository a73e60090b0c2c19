"""Reading files with errors that say what is wrong; files and directories that appear whole, or not at all.

A program can be stopped at any moment: a laptop lid closes, a disk fills up, a notebook kernel is restarted. A file
that was being written at that moment is cut off in the middle, and the next run reads it as if it were whole. The cure
is old and simple: write under a temporary name in the same folder, and give the file its real name only when it is
finished. Renaming within one folder is a single step for the operating system: it happens, or it does not.
"""

import gzip
import json
import os
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from platformdirs import user_cache_dir

from lessonlib.errors import InputError, InputFileError


def cache_dir() -> Path:
    """The folder for downloaded files and what is made of them: `LESSONLIB_CACHE`, else the system's cache folder."""
    return Path(os.environ.get("LESSONLIB_CACHE") or user_cache_dir("lessonlib")).expanduser().absolute()


def require_file(path: str | os.PathLike, advice: str) -> Path:
    """`path` itself. Raises InputFileError, which ends in `advice`, when it is a directory or does not exist."""
    path = Path(path)
    if not path.is_file():
        what = "is a directory" if path.is_dir() else "does not exist"
        raise InputFileError(f"{path} {what}; {advice}")
    return path


def decode_text(data: bytes, source: str) -> str:
    """UTF-8 `data` as str, without a byte order mark. Raises InputError naming `source` and the line that is not UTF-8.

    `source` is what the message calls the data, such as the path of their file.
    """
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{source}, line {line}: byte {error.start} (0x{data[error.start]:02x}) is not UTF-8; "
            "open the text in an editor and save it with the encoding UTF-8"
        ) from error


def read_text(path: str | os.PathLike, advice: str) -> str:
    """The text of a UTF-8 file, without a byte order mark; what is packed as `.gz` is unpacked.

    Raises InputFileError, which ends in `advice`, when there is no such file, InputError when it is damaged or not
    UTF-8; the message names the line.
    """
    path = require_file(path, advice)
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{path} is not a whole .gz file ({error}); get it again") from error
    return decode_text(data, str(path))


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


@contextmanager
def atomic_file(path: str | os.PathLike) -> Iterator[Path]:
    """Yields a temporary path next to `path`; renames it to `path` when the block ends well, else removes it.

    The block writes to the path that it is given and closes it. Somebody who looks at `path` meanwhile sees the old
    file or none, never a half one. Missing parent folders are made.

    Args:
        path: The final name. A file that is already there is replaced; a directory there is an error.

    Raises:
        IsADirectoryError: `path` is a directory.
        FileNotFoundError: The block ended without writing the file.
    """
    path = Path(path).absolute()
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a directory, and a file was to be written there; choose another name")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    temporary.unlink()  # only the free name was wanted: a block that writes nothing must not leave an empty file
    try:
        yield temporary
        if not temporary.is_file():
            raise FileNotFoundError(f"nothing was written for {path}; write to the path that atomic_file yields")
        _flush_to_disk(temporary)
        os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    _flush_folder(path.parent)


@contextmanager
def atomic_directory(path: str | os.PathLike) -> Iterator[Path]:
    """Yields a temporary directory next to `path`; renames it to `path` when the block ends well, else removes it.

    A directory that is already there is moved aside, the new one takes its name, and only then the old one is removed.
    There is no portable way to swap two directories in one step: somebody who kills the process between the two renames
    finds no directory at `path`, and both versions, whole, beside it (`.NAME.*.old` and `.NAME.*.tmp`).

    Args:
        path: The final name. A file that is already there is an error.

    Raises:
        NotADirectoryError: `path` is a file.
    """
    path = Path(path).absolute()
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(f"{path} is a file, and a directory was to be written there; choose another name")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent))
    old = temporary.with_suffix(".old")
    try:
        yield temporary
        _share_like_a_new_folder(temporary)
        for file in temporary.rglob("*"):
            if file.is_file():
                _flush_to_disk(file)
        if path.exists():
            os.rename(path, old)
        try:
            os.rename(temporary, path)
        except OSError:
            if old.exists():
                os.rename(old, path)
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _flush_folder(path.parent)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def one_process_at_a_time(path: str | os.PathLike) -> Iterator[None]:
    """Waits until no other process is in such a block with the same lock file `path`, which is made if need be.

    The lock belongs to the operating system, which releases it however a process ends: it is never left behind.
    """
    with open(path, "ab") as file:
        if sys.platform == "win32":  # not os.name: mypy reads this line, and skips the other system
            import msvcrt

            while True:
                with suppress(OSError):
                    file.seek(0)
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                time.sleep(0.2)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file releases the lock


def _share_like_a_new_folder(directory: Path) -> None:
    """`mkdtemp` makes folders that only their owner may read; give ours the rights that `mkdir` would have given."""
    plain = directory / ".rights"
    plain.mkdir()
    rights = plain.stat().st_mode & 0o777
    plain.rmdir()
    directory.chmod(rights)


def _flush_to_disk(file: Path) -> None:
    """Waits until the bytes of `file` are on the disk: a rename that survives a power cut must not point at nothing."""
    with open(file, "rb+") as stream:
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Makes the rename itself last through a power cut, where the system allows it (Windows has no such call)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
