"""Files and directories are there whole, in their old state or in their new one, whatever happens in between."""

import ctypes
import errno
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from lessonlib import atomic
from lessonlib.atomic import atomic_directory, atomic_file, one_process_at_a_time, read_directory


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_the_block_has_ended(tmp_path):
    path = tmp_path / "new" / "folder" / "a.txt"
    with atomic_file(path) as temporary:
        temporary.write_text("whole")
        assert not path.exists()
        assert temporary.suffix == ".txt"  # some programs add one, where there is none
    assert path.read_text() == "whole"
    assert names(path.parent) == ["a.txt"]


def test_a_file_that_is_there_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), atomic_file(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    with atomic_file(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert names(tmp_path) == ["a.txt"]


def test_a_block_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing was written"), atomic_file(tmp_path / "a.txt"):
        pass
    assert names(tmp_path) == []


def test_a_file_does_not_replace_a_directory_nor_the_other_way_round(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(IsADirectoryError), atomic_file(tmp_path / "folder"):
        pass
    with pytest.raises(NotADirectoryError), atomic_directory(tmp_path / "file"):
        pass
    assert names(tmp_path) == ["file", "folder"]


def test_a_directory_is_swapped_for_the_new_one(tmp_path):
    path = tmp_path / "model"
    for content in ("first", "second"):
        with atomic_directory(path) as temporary:
            (temporary / "sub").mkdir()
            (temporary / "sub" / content).write_text(content)
        assert names(tmp_path) == ["model"]
        assert names(path / "sub") == [content]


def test_a_directory_that_fails_leaves_the_old_one(tmp_path):
    path = tmp_path / "model"
    with atomic_directory(path) as temporary:
        (temporary / "old").touch()
    with pytest.raises(KeyboardInterrupt), atomic_directory(path) as temporary:
        (temporary / "new").touch()
        raise KeyboardInterrupt
    assert names(tmp_path) == ["model"]
    assert names(path) == ["old"]


def test_a_directory_has_the_rights_of_any_new_directory(tmp_path):
    (tmp_path / "plain").mkdir()
    with atomic_directory(tmp_path / "model"):
        pass
    assert (tmp_path / "model").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert names(tmp_path / "model") == []


def test_when_the_new_directory_cannot_take_its_place_the_old_one_comes_back(tmp_path, monkeypatch):
    path = tmp_path / "model"
    with atomic_directory(path) as temporary:
        (temporary / "old").touch()
    rename = os.rename

    def refuse_the_new_one(source, target):
        if source.name == "new":
            raise PermissionError("in use")
        rename(source, target)

    monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)
    monkeypatch.setattr(os, "rename", refuse_the_new_one)
    with pytest.raises(PermissionError), atomic_directory(path) as temporary:
        (temporary / "new").touch()
    assert names(path) == ["old"]
    assert names(tmp_path) == ["model"]


HOLD_THE_LOCK = """
import sys, time
from lessonlib.atomic import one_process_at_a_time
with one_process_at_a_time(sys.argv[1]):
    print("in", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_held_until_its_process_ends_and_not_longer(tmp_path):
    lock = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD_THE_LOCK, lock], stdout=subprocess.PIPE)
    waiter = None
    try:
        assert holder.stdout.readline().strip() == b"in"
        waiter = subprocess.Popen([sys.executable, "-c", HOLD_THE_LOCK, lock], stdout=subprocess.PIPE)
        time.sleep(0.5)
        holder.kill()
        killed = time.monotonic()
        assert waiter.stdout.readline().strip() == b"in"
        assert time.monotonic() - killed < 30
    finally:
        for process in (holder, waiter):
            if process is not None:
                process.kill()
                process.communicate()


@pytest.fixture(params=["of this system", "of Windows"])
def locks(request, monkeypatch):
    """The second ones, on other systems: what `msvcrt.locking` does, by means of theirs, and no `fcntl`."""
    if request.param == "of Windows" and sys.platform != "win32":
        import fcntl

        def locking(handle, mode, number_of_bytes):
            if number_of_bytes:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

        monkeypatch.setattr(sys, "platform", "win32")
        monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
        monkeypatch.setitem(sys.modules, "fcntl", None)


def test_a_second_one_waits_for_the_lock_and_says_so(locks, tmp_path, capsys):
    order = []

    def second():
        with one_process_at_a_time(tmp_path / "lock", "waiting for the first"):
            order.append("second")

    with one_process_at_a_time(tmp_path / "lock", "nobody has it, so this is not said"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    assert capsys.readouterr().err == "waiting for the first\n"


# ---- permissions and links ----

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions, and links for administrators")


@needs_posix
def test_what_was_private_stays_private(tmp_path):
    folder, file = tmp_path / "model", tmp_path / "a.txt"
    folder.mkdir(mode=0o700)
    file.touch(mode=0o600)
    with atomic_directory(folder) as temporary:
        (temporary / "new").touch()
    with atomic_file(file) as temporary:
        temporary.write_text("new")
        assert temporary.parent.stat().st_mode & 0o777 == 0o700  # nor may others look while it is being written
    assert names(folder) == ["new"] and file.read_text() == "new"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


@needs_posix  # Windows replaces no file that somebody reads
def test_a_file_is_replaced_and_never_written_over(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with open(path) as reader:
        with atomic_file(path) as temporary:
            temporary.write_text("new")
        assert reader.read() == "old"  # whoever has opened the old file can read it to its end
    assert path.read_text() == "new"


@needs_posix
def test_a_file_has_the_rights_of_any_new_file(tmp_path):
    (tmp_path / "plain").touch()
    with atomic_file(tmp_path / "a.txt") as temporary:
        temporary.touch()
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode


@needs_posix
@pytest.mark.parametrize("there", [True, False])
def test_through_a_link_what_it_points_to_is_written(there, tmp_path):
    (tmp_path / "disk").mkdir()
    folder, file = tmp_path / "disk" / "model", tmp_path / "disk" / "a.txt"
    if there:
        folder.mkdir()
        file.write_text("old")
    (tmp_path / "to_folder").symlink_to(folder)
    (tmp_path / "to_file").symlink_to(file)
    with atomic_directory(tmp_path / "to_folder") as temporary:
        (temporary / "new").touch()
    with atomic_file(tmp_path / "to_file") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "to_folder").is_symlink() and (tmp_path / "to_file").is_symlink()
    assert names(folder) == ["new"] and file.read_text() == "new"
    assert names(tmp_path / "disk") == ["a.txt", "model"]
    assert names(tmp_path) == ["disk", "to_file", "to_folder"]


# ---- processes that are killed, and several at once ----

SAVE = """
import sys, time
from lessonlib import atomic

def save(path, content):
    with atomic.atomic_directory(path) as temporary:
        for name in ("a", "b", "c"):
            (temporary / name).write_text(content)

def hang(*arguments):
    print("here", flush=True)
    time.sleep(60)

path = sys.argv[1]
"""
HANG_IN_THE_BLOCK = "with atomic.atomic_directory(path) as temporary: (temporary / 'half').touch(); hang()"
HANG_BETWEEN_TWO_RENAMES = """
atomic._exchange = lambda one, other: False
rename = atomic.os.rename
atomic.os.rename = lambda one, other: hang() if one.name == "new" else rename(one, other)
save(path, "new")
"""


def start(program, path):
    """Another process that runs `program` until it says that it is there."""
    process = subprocess.Popen([sys.executable, "-c", SAVE + program, path], stdout=subprocess.PIPE)
    assert process.stdout.readline().strip() == b"here"
    return process


def kill(process):
    process.kill()
    process.communicate()


def save(path, content):
    with atomic_directory(path) as temporary:
        for name in ("a", "b", "c"):
            (temporary / name).write_text(content)


def read(folder):
    return [(folder / name).read_text() for name in ("a", "b", "c")]


def test_what_a_killed_process_left_is_cleared_by_the_next_to_save(tmp_path):
    path = tmp_path / "model"
    save(path, "old")
    (tmp_path / ".model.notes.tmp").mkdir()  # somebody else's, whose name looks alike
    kill(start(HANG_IN_THE_BLOCK, path))
    assert len(names(tmp_path)) == 3
    save(path, "new")
    assert names(tmp_path) == [".model.notes.tmp", "model"]
    assert read(path) == ["new"] * 3


def test_what_a_living_process_writes_is_left_alone(tmp_path):
    path = tmp_path / "model"
    process = start(HANG_IN_THE_BLOCK, path)
    try:
        save(path, "new")
        assert len(names(tmp_path)) == 2
    finally:
        kill(process)
    save(path, "newer")
    assert names(tmp_path) == ["model"]


@pytest.mark.parametrize("alive", [True, False])
def test_between_two_renames_the_old_version_is_read(alive, tmp_path):
    path = tmp_path / "model"
    save(path, "old")
    process = start(HANG_BETWEEN_TWO_RENAMES, path)
    if not alive:
        kill(process)
    assert not path.exists()
    assert read_directory(path, read) == ["old"] * 3
    if alive:
        kill(process)


def test_a_save_that_fails_after_a_kill_between_two_renames_brings_the_old_version_back(tmp_path):
    path = tmp_path / "model"
    save(path, "old")
    kill(start(HANG_BETWEEN_TWO_RENAMES, path))
    with pytest.raises(RuntimeError), atomic_directory(path):
        raise RuntimeError
    assert read(path) == ["old"] * 3
    assert names(tmp_path) == ["model"]


@pytest.mark.parametrize("in_one_step", [True, False])
def test_a_reader_beside_a_writer_sees_one_version(in_one_step, tmp_path, monkeypatch):
    if not in_one_step:
        monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)
    path = tmp_path / "model"
    save(path, "0")
    over = threading.Event()

    def write_and_write():
        version = 0
        while not over.is_set():
            version += 1
            save(path, str(version))
            over.wait(0.01)

    def read_slowly(folder):
        found = []
        for name in ("a", "b", "c"):
            found.append((folder / name).read_text())
            time.sleep(0.002)
        return found

    writer = threading.Thread(target=write_and_write)
    writer.start()
    try:
        seen, deadline = [], time.monotonic() + 60
        # Until versions have come and gone, however slow the disk is.
        while (len(seen) < 60 or len({version[0] for version in seen}) < 4) and time.monotonic() < deadline:
            seen.append(read_directory(path, read_slowly if len(seen) % 2 else read))
    finally:
        over.set()
        writer.join(30)
    assert all(len(set(version)) == 1 for version in seen)
    assert len({version[0] for version in seen}) >= 4
    assert names(tmp_path) == ["model"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems may have no such step")
def test_two_directories_swap_names_in_one_step(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert atomic._exchange(tmp_path / "one", tmp_path / "other")
    assert names(tmp_path / "one") == ["other"] and names(tmp_path / "other") == ["one"]
    assert not atomic._exchange(tmp_path / "one", tmp_path / "missing")


def test_errors_of_reading_pass_through(tmp_path):
    (tmp_path / "model").mkdir()
    for path in (tmp_path / "model", tmp_path / "missing", tmp_path / "nowhere" / "model"):
        with pytest.raises(FileNotFoundError) as error:
            read_directory(path, read)
        assert Path(error.value.filename) == path / "a"  # not an error of looking for other versions


@pytest.mark.parametrize(("path", "other"), [("first", "second"), ("second", "first")])
@pytest.mark.parametrize("fails", [False, True])
def test_what_is_replaced_while_it_is_read_is_read_again(path, other, fails, tmp_path):
    """Whether reading the half of each gave something or failed, and whichever of the two was made first."""
    for name in ("first", "second"):
        save(tmp_path / name, name)
    replaced = []

    def read_while_it_is_replaced(folder):
        first = (folder / "a").read_text()
        if not replaced:
            replaced.append(os.rename(tmp_path / path, tmp_path / "aside"))
            os.rename(tmp_path / other, tmp_path / path)
            if fails:
                raise RuntimeError
        return first, (folder / "b").read_text()

    assert read_directory(tmp_path / path, read_while_it_is_replaced) == (other, other)


@needs_posix
def test_where_there_are_no_locks_saving_goes_on_and_nobody_is_taken_for_dead(tmp_path, monkeypatch):
    import fcntl

    def refuse(*arguments):
        raise OSError(errno.ENOSYS, "Function not implemented")

    process = start(HANG_IN_THE_BLOCK, tmp_path / "model")
    try:
        monkeypatch.setattr(fcntl, "flock", refuse)
        save(tmp_path / "model", "new")
        assert read(tmp_path / "model") == ["new"] * 3
        assert len(names(tmp_path)) == 2
    finally:
        kill(process)


def test_what_is_written_is_on_the_disk_before_it_takes_its_place_and_its_place_is_after(tmp_path, monkeypatch):
    """Through a power cut, too: a rename that survives it must not lead to bytes that do not."""
    done = []
    replace, fsync = os.replace, os.fsync

    def flush(handle):
        done.append("flush a folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "flush a file")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(os, "replace", lambda *paths: (done.append("replace"), replace(*paths)))
    with atomic_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    assert done == ["flush a file", "replace", *["flush a folder"] * (os.name != "nt")]
    done.clear()
    rename = os.rename
    monkeypatch.setattr(os, "rename", lambda *paths: (done.append("rename"), rename(*paths)))
    with atomic_directory(tmp_path / "model") as temporary:
        (temporary / "sub").mkdir()
        (temporary / "sub" / "a").write_text("new")
    assert done == ["flush a file", "rename", *["flush a folder"] * (os.name != "nt")]


def test_in_a_folder_that_one_may_not_look_into_one_may_still_save(tmp_path, monkeypatch):
    """Its names cannot be listed, and it cannot be opened, which Windows allows for no folder."""
    real_open = os.open

    def refuse(path, *arguments, **named):
        if path == tmp_path:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real_open(path, *arguments, **named)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse)
    with atomic_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "a.txt").read_text() == "new"


def test_a_workspace_that_is_cleared_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    """By somebody who saves at the same time, and takes it for left behind."""
    lock = atomic.one_process_at_a_time
    cleared = []

    @contextmanager
    def slow_lock(path):
        with lock(path):
            if not cleared:
                cleared.append(path)
                shutil.rmtree(path.parent)
            yield

    monkeypatch.setattr(atomic, "one_process_at_a_time", slow_lock)
    with atomic_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    assert cleared and (tmp_path / "a.txt").read_text() == "new" and names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("error", [None, OSError, TypeError])
def test_where_directories_cannot_swap_names_one_is_moved_aside(error, tmp_path, monkeypatch):
    """There is no such call; or the system's library cannot be loaded, which Windows says with a TypeError."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old").touch()
    if error:
        monkeypatch.setattr(ctypes, "CDLL", Mock(side_effect=error))
    else:
        monkeypatch.setattr(sys, "platform", "a system without such a call")
    with atomic_directory(tmp_path / "a") as temporary:
        (temporary / "new").touch()
    assert names(tmp_path / "a") == ["new"] and names(tmp_path) == ["a"]


def test_what_a_killed_process_had_moved_aside_replaces_nothing(tmp_path):
    """It was killed when its new directory, an empty one, was in place already."""
    leftover = tmp_path / ".a.12345678.tmp"
    (leftover / "old").mkdir(parents=True)
    (leftover / "old" / "file").touch()
    (leftover / "lock").touch()
    (tmp_path / "a").mkdir()
    with pytest.raises(RuntimeError), atomic_directory(tmp_path / "a"):
        raise RuntimeError
    assert names(tmp_path) == ["a"] and names(tmp_path / "a") == []
