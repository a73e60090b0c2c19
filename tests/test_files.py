"""Files and directories are there whole, in their old state or in their new one, whatever happens in between."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lessonlib.errors import InputError
from lessonlib.files import (
    atomic_directory,
    atomic_file,
    cache_dir,
    decode_text,
    one_process_at_a_time,
    read_json,
    require_file,
    write_json,
)


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


# ---- reading ----


def test_what_is_no_file_is_said_with_the_way_out(tmp_path):
    (tmp_path / "a.txt").touch()
    assert require_file(tmp_path / "a.txt", "give another") == tmp_path / "a.txt"
    with pytest.raises(FileNotFoundError, match=r"b\.txt does not exist; give another"):
        require_file(tmp_path / "b.txt", "give another")
    with pytest.raises(InputError, match="is a directory; give another"):
        require_file(tmp_path, "give another")


def test_text_loses_its_byte_order_mark_and_no_other_character():
    assert decode_text("\ufeffÖl \ufeff €".encode(), "it") == "Öl \ufeff €"
    with pytest.raises(InputError, match=r"letter\.txt, line 2: byte 4 \(0xe4\) is not UTF-8"):
        decode_text(b"ab\nc\xe4", "letter.txt")


def test_json_comes_back_as_it_was_written(tmp_path):
    data = {"half an emoji": "\ud83d", "numbers": [1, 0.5, None]}
    write_json(tmp_path / "a.json", data)
    assert read_json(tmp_path / "a.json", "numbers") == data
    with pytest.raises(ValueError, match="lacks b, c: it was saved by something else"):
        read_json(tmp_path / "a.json", "numbers", "b", "c")


@pytest.mark.parametrize("damaged", ["", "{", "\x00", "[" * 100_000, "[" + "9" * 5_000 + "]"])
def test_json_that_cannot_be_read_is_bad_input(tmp_path, damaged):
    (tmp_path / "a.json").write_text(damaged)
    with pytest.raises(InputError, match="is damaged"):
        read_json(tmp_path / "a.json")


def test_json_of_another_kind_lacks_every_key(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([1]))
    with pytest.raises(InputError, match="lacks a"):
        read_json(tmp_path / "a.json", "a")


# ---- the cache folder ----


def test_the_cache_is_where_the_system_keeps_caches(monkeypatch, tmp_path):
    monkeypatch.delenv("LESSONLIB_CACHE", raising=False)
    monkeypatch.chdir(tmp_path)  # the checkout itself may be somebody's home
    assert cache_dir().name == "lessonlib"
    assert cache_dir().is_absolute()
    assert Path.cwd() not in cache_dir().parents
