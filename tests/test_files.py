"""Files and directories are there whole, in their old state or in their new one, whatever happens in between."""

import subprocess
import sys
import time

import pytest

from lessonlib.files import atomic_directory, atomic_file, one_process_at_a_time


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_the_block_has_ended(tmp_path):
    path = tmp_path / "new" / "a.txt"
    with atomic_file(path) as temporary:
        temporary.write_text("whole")
        assert not path.exists()
        assert temporary.parent == path.parent
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
    import os

    path = tmp_path / "model"
    with atomic_directory(path) as temporary:
        (temporary / "old").touch()
    rename = os.rename

    def refuse_the_new_one(source, target):
        if str(source).endswith(".tmp"):
            raise PermissionError("in use")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse_the_new_one)
    with pytest.raises(PermissionError), atomic_directory(path) as temporary:
        (temporary / "new").touch()
    assert names(path) == ["old"]
    assert names(tmp_path) == ["model"]


HOLD_THE_LOCK = """
import sys, time
from lessonlib.files import one_process_at_a_time
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


def test_a_second_one_waits_for_the_lock(tmp_path):
    import threading

    order = []

    def second():
        with one_process_at_a_time(tmp_path / "lock"):
            order.append("second")

    with one_process_at_a_time(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
