"""Files and directories that appear whole, or not at all.

A program can be stopped at any moment: a laptop lid closes, a disk fills up, a notebook kernel is restarted. A file
that was being written at that moment is cut off in the middle, and the next run reads it as if it were whole. The cure
is old and simple: write in a folder beside it, and put the file in its place only when it is finished. Renaming within
one disk is a single step for the operating system: it happens, or it does not.

What becomes NAME is written in `.NAME.xxxxxxxx.tmp` beside it, which only its owner may read. The process that writes
there holds a lock: a folder without one was left behind by a process that was killed, and the next to save clears it.
"""

import ctypes
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

T = TypeVar("T")


@contextmanager
def atomic_file(path: str | os.PathLike) -> Iterator[Path]:
    """Yields a temporary path; moves what was written there to `path` when the block ends well, else removes it.

    The block writes to the path that it is given and closes it. Somebody who looks at `path` meanwhile sees the old
    file or none, never a half one. Missing parent folders are made. A file that is replaced hands on its permissions;
    through a symbolic link, the file that it points to is replaced.

    Args:
        path: The final name. A file that is already there is replaced; a directory there is an error.

    Raises:
        IsADirectoryError: `path` is a directory.
        FileNotFoundError: The block ended without writing the file.
    """
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a directory, and a file was to be written there; choose another name")
    with _workspace(path) as folder:
        temporary = folder / path.name
        yield temporary
        if not temporary.is_file():
            raise FileNotFoundError(f"nothing was written for {path}; write to the path that atomic_file yields")
        _flush_to_disk(temporary)
        _hand_on_permissions(path, temporary)
        os.replace(temporary, path)
    _flush_folder(path.parent)


@contextmanager
def atomic_directory(path: str | os.PathLike) -> Iterator[Path]:
    """Yields a temporary directory; moves it to `path` when the block ends well, else removes it.

    A directory that is already there hands on its permissions and is replaced: on Linux and macOS in a single step,
    where the file system can. Elsewhere it is moved aside first, and for a moment nothing is at `path`: readers should
    come through `read_directory`, which knows both. Through a symbolic link, the directory that it points to is
    replaced.

    Args:
        path: The final name. A file that is already there is an error.

    Raises:
        NotADirectoryError: `path` is a file.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(f"{path} is a file, and a directory was to be written there; choose another name")
    with _workspace(path) as folder:
        new, old = folder / "new", folder / "old"
        new.mkdir()
        yield new
        for file in new.rglob("*"):
            if file.is_file():
                _flush_to_disk(file)
        _hand_on_permissions(path, new)
        if not path.exists():
            os.rename(new, path)
        elif not _exchange(new, path):
            os.rename(path, old)
            try:
                os.rename(new, path)
            except OSError:
                os.rename(old, path)
                raise
    _flush_folder(path.parent)


def read_directory(path: str | os.PathLike, read: Callable[[Path], T]) -> T:
    """What `read` makes of the directory `path`: of one version, also when `atomic_directory` replaces it meanwhile.

    `read` gets the place of the directory, reads what it wants and returns it; it is called again when the directory
    was replaced before it had finished. Its errors pass through.
    """
    path = Path(path)
    while True:
        place = _whole_version(path)
        version = _identity(place)
        try:
            result = read(place)
        except Exception:
            if _identity(_whole_version(path)) == version:
                raise
        else:
            if _identity(_whole_version(path)) == version:
                return result


def _whole_version(path: Path) -> Path:
    """`path`; or where its last version was put by a process that is between its two renames, or was killed there."""
    if not path.exists():
        real = Path(os.path.realpath(path))
        for folder in _workspaces(real):
            if (folder / "old").is_dir():
                return folder / "old"
    return path


def _identity(directory: Path) -> tuple[int, int, int] | None:
    """What tells one version of a directory from the next; None when there is none."""
    try:
        state = directory.stat()
    except OSError:
        return None
    return state.st_ino, state.st_ctime_ns, state.st_mtime_ns


@contextmanager
def _workspace(path: Path) -> Iterator[Path]:
    """A private folder beside `path`, removed when the block ends; first, those of killed processes are cleared."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in _workspaces(path):
        _clear(leftover, path)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent))
        try:
            with one_process_at_a_time(folder / "lock"):
                if not (folder / "lock").exists():
                    continue  # somebody cleared it in the moment before it was locked
                yield folder
                return
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _workspaces(path: Path) -> list[Path]:
    """The folders that `_workspace` made for `path`."""
    name = re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{8}}\.tmp")
    try:
        return [folder for folder in path.parent.iterdir() if name.fullmatch(folder.name)]
    except OSError:  # there is no such folder, or one may write in it and not look
        return []


def _clear(leftover: Path, path: Path) -> None:
    """Removes a workspace whose process was killed; puts the last version back in its place, if it is missing there."""
    with suppress(OSError), open(leftover / "lock", "rb+") as lock:  # no lock: it is being made, or being cleared
        if not _lock(lock, wait=False):
            return
        if (leftover / "old").is_dir() and not path.exists():
            os.rename(leftover / "old", path)
        shutil.rmtree(leftover)
    shutil.rmtree(leftover, ignore_errors=True)  # Windows removes no file that is open


def _exchange(one: Path, other: Path) -> bool:
    """Lets two directories swap names in a single step; False where the system or the file system cannot.

    Both are full paths: the folder that others would be relative to, 0 here, counts for nothing.
    """
    call = {"linux": "renameat2", "darwin": "renameatx_np"}.get(sys.platform, "")
    try:
        function = getattr(ctypes.CDLL(None), call)
    except (AttributeError, OSError, TypeError):
        return False
    return function(0, os.fsencode(one), 0, os.fsencode(other), 2) == 0  # 2: exchange


@contextmanager
def one_process_at_a_time(path: str | os.PathLike, waiting: str = "") -> Iterator[None]:
    """Waits until no other process is in such a block with the same lock file `path`, which is made if need be.

    When it has to wait, it says `waiting`. The lock belongs to the operating system, which releases it however a
    process ends: it is never left behind.
    """
    with open(path, "ab") as file:
        if not _lock(file, wait=False):
            if waiting:
                print(waiting, file=sys.stderr)
            _lock(file, wait=True)
        yield  # closing the file releases the lock


def _lock(file: IO[bytes], wait: bool) -> bool:
    """Locks the open `file` for this process; False when another one has it, unless it is to `wait`.

    Some file systems have no locks: there, whoever waits goes on without, and nobody is taken for dead.
    """
    if sys.platform == "win32":  # not os.name: mypy reads this line, and skips the other system
        import msvcrt

        while True:
            try:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.2)
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return wait
    return True


def _hand_on_permissions(old: Path, new: Path) -> None:
    """Whoever may read `old`, if it exists, and nobody else, may read `new`."""
    if old.exists():
        new.chmod(stat.S_IMODE(old.stat().st_mode))


def _flush_to_disk(file: Path) -> None:
    """Waits until the bytes of `file` are on the disk: a rename that survives a power cut must not point at nothing."""
    with open(file, "rb+") as stream:
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Makes the rename itself last through a power cut, where one may open `folder`: on Windows nobody may."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
