"""A download ends in the whole file or in a clear error, whatever the server, the disk or another process does."""

import hashlib
import io
import os
import random
import re
import subprocess
import sys
import time
import traceback
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from misbehaving_server import Page, running_server

from lessonlib.datasets import fetch, transfer
from lessonlib.datasets.catalogue import RemoteFile, Source

CONTENT = random.Random(1).randbytes(300_000)


@pytest.fixture(scope="module")
def server():
    with running_server() as running:
        yield running


@pytest.fixture(autouse=True)
def clean(server, tmp_path, monkeypatch):
    """An empty cache, no proxy, no mirror, a server without pages, and no patience."""
    server.pages.clear()
    server.requests.clear()
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("LESSONLIB_MIRROR", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(transfer, "STALL_SECONDS", 0.5)
    monkeypatch.setattr(transfer, "PAUSE_SECONDS", 0)


def source_at(url, content=CONTENT, **more):
    return Source(url, "file.bin", len(content), "md5:" + hashlib.md5(content).hexdigest(), **more)


@pytest.fixture
def offer(server, monkeypatch):
    """Puts a page on the server and makes it the only source of the file "file"."""

    def put(page):
        server.pages["file.bin"] = page
        sources = (source_at(f"{server.url}/file.bin"),)
        monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": RemoteFile("a test file", "free to test", sources)})

    return put


def kept():
    """What lies in the cache, without hidden notes and locks."""
    return sorted(path.name for path in fetch.cache_dir().iterdir() if not path.name.startswith("."))


def test_a_file_arrives_whole_and_its_licence_is_said(offer, server, capsys):
    offer(Page(CONTENT))
    path = fetch.fetch("file")
    assert path == fetch.cache_dir() / "file.bin"
    assert path.read_bytes() == CONTENT
    assert kept() == ["file.bin"]
    assert "free to test" in capsys.readouterr().out
    assert fetch.fetch("file") == path
    assert len(server.requests) == 1
    assert capsys.readouterr().out == ""


def test_a_progress_bar_shows_size_speed_and_time_left(offer, capsys):
    offer(Page(CONTENT, pause=0.002))
    fetch.fetch("file")
    bar = re.search(r"file\.bin.*\d+%.*k/300k \[\d\d:\d\d<\d\d:\d\d, .*B/s\]", capsys.readouterr().err)
    assert bar


def test_a_broken_transfer_goes_on_where_it_stopped(offer, server):
    offer(Page(CONTENT, break_after=[100_000, 80_000]))
    assert fetch.fetch("file").read_bytes() == CONTENT
    starts = [start for _, start in server.requests]
    assert starts[0] == 0
    assert 0 < starts[1] <= 100_000
    assert starts[1] < starts[2] <= starts[1] + 80_000


def test_a_later_run_goes_on_where_an_earlier_one_stopped(offer, server):
    offer(Page(CONTENT, break_after=[100_000, 0, 0]))
    with pytest.raises(FileNotFoundError, match="go on where it stopped"):
        fetch.fetch("file")
    assert kept() == ["file.bin.part"]
    have = (fetch.cache_dir() / "file.bin.part").stat().st_size
    server.requests.clear()
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert server.requests == [("file.bin", have)]
    assert have > 0


def test_a_server_without_ranges_begins_anew(offer, server):
    offer(Page(CONTENT, ranges=False, break_after=[100_000]))
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert len(server.requests) == 2


def test_what_was_left_of_another_version_does_not_spoil_the_file(offer, server):
    offer(Page(CONTENT))
    fetch.cache_dir().mkdir()
    (fetch.cache_dir() / "file.bin.part").write_bytes(b"x" * 1000)
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert [start for _, start in server.requests] == [1000, 0]
    (fetch.cache_dir() / "file.bin").unlink()
    (fetch.cache_dir() / "file.bin.part").write_bytes(b"x" * (len(CONTENT) + 1))
    assert fetch.fetch("file").read_bytes() == CONTENT


FAULTS = {
    "404": (Page(b"", status=404), "responds with 404"),
    "500": (Page(CONTENT, status=500), "responds with 500"),
    "web page": (Page(b"<html>log in</html>", content_type="text/html; charset=utf-8"), "web page"),
    "web page of unknown length": (Page(b"<html>", content_type="text/html", says_length=False), "web page"),
    "too short": (Page(CONTENT[:-1], ranges=False), "offers 299,999 bytes"),
    "too long": (Page(CONTENT + b"!", ranges=False), "offers 300,001 bytes"),
    "too long, length not said": (Page(CONTENT + b"!", ranges=False, says_length=False), "more than the 300,000"),
    "cut off, length not said": (Page(CONTENT[:-1], ranges=False, says_length=False), "ended after 299,999 of 300,000"),
    "cut off each time": (Page(CONTENT, break_after=[10] * 99), "broken|Incomplete|ended"),
    "another content": (Page(CONTENT[::-1]), "does not match"),
    "stall": (Page(CONTENT, stall_after=1000), "timed out"),
    "stall before the first byte": (Page(CONTENT, stall_after=0), "timed out"),
    "another place": (Page(CONTENT, shift=7), "asked for the bytes from 0 on"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_ends_in_a_clear_error_and_in_no_file(fault, offer, server):
    page, message = FAULTS[fault]
    offer(page)
    with pytest.raises(FileNotFoundError, match=message) as caught:
        fetch.fetch("file")
    said = str(caught.value)
    assert f"{server.url}/file.bin" in said
    assert str(fetch.cache_dir() / "file.bin") in said  # where to place it by hand,
    assert hashlib.md5(CONTENT).hexdigest() in said  # and how to know that it is the right one
    assert "file.bin" not in kept()
    # Once the server has been mended, the same call works, whatever was left behind.
    server.pages["file.bin"] = Page(CONTENT)
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert kept() == ["file.bin"]


SLOW = {
    "a body": Page(CONTENT, drip=0.02),
    "a body in chunks": Page(CONTENT, drip=0.02, chunked=True),
    "one endless header": Page(CONTENT, drip=0.02, before=b"HTTP/1.1 200 OK\r\nX-Header: " + b"x" * 99),
    "endless preliminaries": Page(CONTENT, drip=0.001, before=b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("slow", SLOW)
def test_a_server_that_drips_is_given_up_for_the_next_source(slow, server, monkeypatch):
    monkeypatch.setattr(transfer, "SLOWEST_SECONDS", 1)
    sources = tuple(source_at(f"{server.url}/{name}") for name in ("slow", "good"))
    monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": RemoteFile("", "", sources)})
    server.pages.update(slow=SLOW[slow], good=Page(CONTENT))
    began = time.monotonic()
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert 1 <= time.monotonic() - began < 20
    server.pages["good"] = Page(b"", status=404)
    (fetch.cache_dir() / "file.bin").unlink()
    with pytest.raises(FileNotFoundError, match="/slow\n.*too slow: less than 65,536 bytes in 1 seconds"):
        fetch.fetch("file")


def test_many_short_headers_are_refused_at_once(offer):
    offer(Page(CONTENT, drip=1e-6, before=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000))
    with pytest.raises(FileNotFoundError, match="more than 100 headers"):
        fetch.fetch("file")


def test_the_sources_are_tried_in_order_and_each_ones_fault_is_listed(server, monkeypatch):
    sources = tuple(source_at(f"{server.url}/{name}") for name in ("a", "b", "c"))
    monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": RemoteFile("", "", sources)})
    server.pages.update(a=Page(b"", status=500), b=Page(CONTENT), c=Page(CONTENT))
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert [path for path, _ in server.requests] == ["a", "b"]
    (fetch.cache_dir() / "file.bin").unlink()
    server.pages.update(b=Page(b"<html>", content_type="text/html"), c=Page(CONTENT[::-1]))
    with pytest.raises(FileNotFoundError) as caught:
        fetch.fetch("file")
    for part in ("/a", "500", "/b", "web page", "/c", "does not match"):
        assert part in str(caught.value)


def test_a_source_goes_on_with_what_another_one_began(server, monkeypatch):
    sources = tuple(source_at(f"{server.url}/{name}") for name in ("a", "b"))
    monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": RemoteFile("", "", sources)})
    server.pages.update(a=Page(CONTENT, break_after=[200_000, 0, 0]), b=Page(CONTENT))
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert server.requests[-1][0] == "b" and server.requests[-1][1] > 0


def test_a_server_that_is_not_there(monkeypatch):
    sources = (source_at("http://127.0.0.1:9/file.bin"),)
    monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": RemoteFile("", "", sources)})
    with pytest.raises(FileNotFoundError, match="127.0.0.1:9"):
        fetch.fetch("file")


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(KeyError, match="glove"):
        fetch.fetch("gloves")


@pytest.mark.parametrize("damage", [CONTENT[:1000], CONTENT[:-1] + b"!", b""])
def test_a_file_that_is_damaged_later_is_fetched_again(offer, server, damage):
    offer(Page(CONTENT))
    path = fetch.fetch("file")
    time_of_change = path.stat().st_mtime_ns
    path.write_bytes(damage)
    os.utime(path, ns=(time_of_change + 1_000_000_000, time_of_change + 1_000_000_000))
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert len(server.requests) == 2


def test_a_file_that_changed_in_secret_is_fetched_again(offer, server):
    offer(Page(CONTENT))
    path = fetch.fetch("file")
    state = path.stat()
    path.write_bytes(CONTENT[:-1] + b"!")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert len(server.requests) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets administrators alone make links")
@pytest.mark.parametrize("mirror", [True, False])
def test_a_part_that_is_a_link_is_not_followed(mirror, offer, tmp_path, monkeypatch):
    offer(Page(CONTENT))
    (tmp_path / "file.bin").write_bytes(CONTENT)
    if mirror:
        monkeypatch.setenv("LESSONLIB_MIRROR", str(tmp_path))
    precious = tmp_path / "thesis.txt"
    fetch.cache_dir().mkdir()
    for content in (b"my thesis", b""):
        precious.write_bytes(content)
        (fetch.cache_dir() / "file.bin.part").symlink_to(precious)
        assert fetch.fetch("file").read_bytes() == CONTENT
        assert precious.read_bytes() == content
        assert not fetch.fetch("file").is_symlink()
        fetch.fetch("file").unlink()


def test_a_damaged_file_is_not_used_when_nobody_has_the_right_one(offer, server):
    offer(Page(CONTENT))
    fetch.fetch("file").write_bytes(b"half")
    server.pages.clear()
    with pytest.raises(FileNotFoundError, match="404"):
        fetch.fetch("file")


def test_a_file_placed_by_hand_is_verified_and_used(offer, server):
    offer(Page(b"", status=404))
    fetch.cache_dir().mkdir()
    (fetch.cache_dir() / "file.bin").write_bytes(CONTENT)
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert server.requests == []


def test_a_damaged_note_of_what_was_verified_counts_for_nothing(offer, server):
    offer(Page(CONTENT))
    path = fetch.fetch("file")
    (note,) = path.parent.glob(".*.verified")
    whole = note.read_bytes()
    note.write_bytes(b"\xff\xfe")
    assert fetch.fetch("file") == path
    assert note.read_bytes() == whole and len(server.requests) == 1


def test_a_note_is_not_written_through_a_link(offer, server, tmp_path):
    offer(Page(CONTENT))
    thesis = tmp_path / "thesis"
    thesis.write_text("years of work")
    path = fetch.fetch("file")
    (note,) = path.parent.glob(".*.verified")
    note.unlink()
    note.symlink_to(thesis)
    assert fetch.fetch("file") == path
    assert thesis.read_text() == "years of work" and not note.is_symlink()


@pytest.mark.parametrize("mirror", ["ada:secret@host/data", "http:/ada:secret@host", "HTTP://ada:s@secret@host"])
def test_a_password_is_hidden_also_where_the_address_is_mistyped(mirror, offer, monkeypatch):
    offer(Page(b"", status=404))
    monkeypatch.setenv("LESSONLIB_MIRROR", mirror)
    with pytest.raises(FileNotFoundError, match=r"\*\*\*@host") as error:
        fetch.fetch("file")
    assert "secret" not in str(error.value)


def test_a_mirror_folder_comes_first(offer, server, tmp_path, monkeypatch):
    offer(Page(CONTENT))
    monkeypatch.setenv("LESSONLIB_MIRROR", str(tmp_path / "mirror"))
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "file.bin").write_bytes(CONTENT)
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert server.requests == []


@pytest.mark.parametrize("there", [None, CONTENT[:5]])
def test_a_mirror_folder_that_does_not_help_is_passed_over(offer, server, tmp_path, monkeypatch, there):
    offer(Page(CONTENT))
    monkeypatch.setenv("LESSONLIB_MIRROR", str(tmp_path))
    if there is not None:
        (tmp_path / "file.bin").write_bytes(there)
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert len(server.requests) == 1


def test_a_mirror_file_that_cannot_be_read_is_named_and_passed_over(offer, server, tmp_path, monkeypatch):
    offer(Page(CONTENT))
    monkeypatch.setenv("LESSONLIB_MIRROR", str(tmp_path / "mirror"))
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "file.bin").write_bytes(CONTENT)

    def forbid(path, *arguments, **more):
        if path == tmp_path / "mirror" / "file.bin":
            raise PermissionError(13, "Permission denied", str(path))
        return open(path, *arguments, **more)

    monkeypatch.setattr(transfer, "open", forbid, raising=False)
    assert fetch.fetch("file").read_bytes() == CONTENT
    (fetch.cache_dir() / "file.bin").unlink()
    server.pages.clear()
    with pytest.raises(FileNotFoundError, match=r"mirror.file\.bin\n    the file cannot be read \(Permission denied\)"):
        fetch.fetch("file")


def test_a_mirror_without_the_file_keeps_what_was_begun(offer, server, tmp_path, monkeypatch):
    offer(Page(CONTENT))
    monkeypatch.setenv("LESSONLIB_MIRROR", str(tmp_path))
    fetch.cache_dir().mkdir()
    (fetch.cache_dir() / "file.bin.part").write_bytes(CONTENT[:1000])
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert server.requests == [("file.bin", 1000)]


SECRETS = [
    "http://me:s3cret@{host}/copies",
    "http://me:s3/c@ret@{host}",
    "http://me:s3cret@[{host}",
    "http://s3cret@{host}:x",
]


@pytest.mark.parametrize("mirror", SECRETS)
def test_the_password_of_a_mirror_is_never_printed(mirror, offer, server, monkeypatch, capfd):
    offer(Page(CONTENT, status=404))
    monkeypatch.setenv("LESSONLIB_MIRROR", mirror.format(host=server.url.removeprefix("http://")))
    with pytest.raises(FileNotFoundError, match=r"http://\*\*\*@") as caught:
        fetch.fetch("file")
    for said in ("".join(traceback.format_exception(caught.value)), *capfd.readouterr()):
        assert not re.search("s3|cret", said)


def test_a_mirror_with_a_password_serves(server, monkeypatch, capfd):
    remote = RemoteFile("", "", (source_at("http://127.0.0.1:9/elsewhere"),))
    monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": remote})
    monkeypatch.setenv("LESSONLIB_MIRROR", server.url.replace("http://", "http://me:s3cret@"))
    server.pages["file.bin"] = Page(CONTENT)
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert "s3cret" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_mirror_address_comes_first(server, monkeypatch, slash):
    remote = RemoteFile("", "", (source_at("http://127.0.0.1:9/elsewhere"),))
    monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": remote})
    monkeypatch.setenv("LESSONLIB_MIRROR", f"{server.url}/copies{slash}")
    server.pages["copies/file.bin"] = Page(CONTENT)
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert server.requests == [("copies/file.bin", 0)]


def test_a_full_disk_is_said_before_the_transfer(offer, monkeypatch):
    offer(Page(CONTENT))
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(OSError, match="disk is full.*LESSONLIB_CACHE"):
        fetch.fetch("file")
    assert kept() == []


FETCH = """
import hashlib, sys
from lessonlib.datasets import catalogue, fetch
url, size, checksum = sys.argv[1:]
fetch.REMOTE_FILES["file"] = catalogue.RemoteFile("", "", (catalogue.Source(url, "file.bin", int(size), checksum),))
print(len(fetch.fetch("file").read_bytes()))
"""


def fetch_in_a_process(server, *, before=""):
    source = source_at(f"{server.url}/file.bin")
    command = [sys.executable, "-c", before + FETCH, source.url, str(source.size), source.checksum]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_disk_that_fills_up_meanwhile(server):
    server.pages["file.bin"] = Page(CONTENT)
    process = fetch_in_a_process(
        server, before="import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
    )
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.search(r"OSError: cannot keep file in .*File too large.*LESSONLIB_CACHE", errors)
    assert kept() == ["file.bin.part"]
    process = fetch_in_a_process(server)
    assert process.communicate(timeout=60)[0].strip().endswith("300000")
    assert server.requests[-1][1] == 100_000


def test_a_cache_that_cannot_be_written(offer, tmp_path, monkeypatch):
    offer(Page(CONTENT))
    (tmp_path / "file").touch()
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "file"))
    with pytest.raises(OSError, match="cannot keep file in .*LESSONLIB_CACHE"):
        fetch.fetch("file")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="for root, every folder can be written")
def test_a_read_only_cache(offer):
    offer(Page(CONTENT))
    fetch.cache_dir().mkdir(mode=0o555)
    with pytest.raises(OSError, match="cannot keep file in .*LESSONLIB_CACHE"):
        fetch.fetch("file")


def test_two_processes_at_once_share_one_transfer(server):
    server.pages["file.bin"] = Page(CONTENT, pause=0.02)  # longer than one process may start after the other
    processes, said = [fetch_in_a_process(server) for _ in range(2)], []
    for process in processes:
        output, errors = process.communicate(timeout=120)
        assert output.strip().endswith("300000"), errors
        said.append("waiting for another process, which gets file ..." in errors)
    assert sorted(said) == [False, True]
    assert server.requests == [("file.bin", 0)]


def test_a_process_that_is_killed_leaves_nothing_that_is_trusted(server, offer):
    offer(Page(CONTENT, pause=0.01))
    process = fetch_in_a_process(server)
    part = fetch.cache_dir() / "file.bin.part"
    deadline = time.monotonic() + 60
    while not (part.is_file() and part.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert not (fetch.cache_dir() / "file.bin").exists()
    server.pages["file.bin"].pause = 0
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert server.requests[-1][1] > 0


# Archives.

TEXT = b"the 0.1 0.2\n" * 20_000


def archive_of(members, method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def offer_archive(server, monkeypatch):
    def put(archive, page=None, **changes):
        server.pages["all.zip"] = page or Page(archive)
        source = Source(
            f"{server.url}/all.zip",
            "b.txt",
            len(TEXT),
            "sha256:" + hashlib.sha256(TEXT).hexdigest(),
            member="b.txt",
            archive_size=len(archive),
            archive_checksum="sha256:" + hashlib.sha256(archive).hexdigest(),
        )
        source = replace(source, **changes)
        monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": RemoteFile("", "", (source,))})

    return put


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_one_member_is_unpacked_and_the_archive_removed(method, ranges, offer_archive):
    archive = archive_of({"a.txt": CONTENT, "b.txt": TEXT, "c.txt": CONTENT}, method)
    offer_archive(archive, Page(archive, ranges=ranges))
    assert fetch.fetch("file").read_bytes() == TEXT
    assert kept() == ["b.txt"]


def test_an_archive_goes_on_where_the_transfer_broke(offer_archive, server):
    archive = archive_of({"a.txt": CONTENT, "b.txt": TEXT}, zipfile.ZIP_STORED)
    offer_archive(archive, Page(archive, break_after=[200_000]))
    assert fetch.fetch("file").read_bytes() == TEXT
    assert [start > 0 for _, start in server.requests] == [False, True]


@pytest.mark.parametrize("name", ["../b.txt", "x/../../b.txt", "/b.txt", "C:/b.txt", "..\\b.txt"])
def test_an_archive_whose_members_point_out_of_it_is_refused(name, offer_archive, tmp_path):
    offer_archive(archive_of({"b.txt": TEXT, name: b"evil"}))
    with pytest.raises(FileNotFoundError, match="points out of it; refused"):
        fetch.fetch("file")
    assert list(tmp_path.rglob("*b.txt")) == []


def test_a_member_larger_than_it_should_be_is_refused(offer_archive):
    offer_archive(archive_of({"b.txt": b"0" * 5_000_000}))
    with pytest.raises(FileNotFoundError, match="5,000,000 bytes, expected 240,000; refused"):
        fetch.fetch("file")
    assert kept() == []


def test_a_member_that_says_less_than_it_becomes_is_refused(offer_archive, monkeypatch):
    bomb = archive_of({"b.txt": b"0" * 5_000_000})
    lying = bomb.replace((5_000_000).to_bytes(4, "little"), len(TEXT).to_bytes(4, "little"))
    assert lying != bomb
    offer_archive(lying)
    sizes = []
    unlink = Path.unlink

    def note_the_size_and_unlink(path, missing_ok=False):
        if path.exists():
            sizes.append(path.stat().st_size)
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", note_the_size_and_unlink)
    with pytest.raises(FileNotFoundError, match="not a whole zip archive.*CRC"):
        fetch.fetch("file")
    assert kept() == []
    assert 0 < max(sizes) <= len(TEXT)


def with_version(archive, version):
    """The archive, said to need this version (times ten) of the format to be read."""
    position = archive.index(b"PK\1\2") + 6
    return archive[:position] + bytes([version]) + archive[position + 1 :]


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (archive_of({"a.txt": TEXT}), "no member 'b.txt', only 'a.txt'"),
        (b"no archive" * 100, "not a whole zip archive"),
        (archive_of({"b.txt": TEXT}, zipfile.ZIP_BZIP2), "unusual"),
        (archive_of({"b.txt": TEXT[::-1]}), "does not match"),
        (with_version(archive_of({"b.txt": TEXT}), 99), "does not know .*9.9"),
    ],
)
def test_other_archives_that_cannot_be_right(archive, message, offer_archive):
    offer_archive(archive)
    with pytest.raises(FileNotFoundError, match=message):
        fetch.fetch("file")
    assert kept() == []


def test_an_archive_of_other_bytes_is_not_opened(offer_archive):
    archive = archive_of({"b.txt": TEXT})
    offer_archive(archive, archive_size=len(archive) + 1)
    with pytest.raises(FileNotFoundError, match="ended after|offers"):
        fetch.fetch("file")
    offer_archive(archive, archive_checksum="sha256:0")
    with pytest.raises(FileNotFoundError, match="does not match the checksum sha256:0"):
        fetch.fetch("file")
    assert kept() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets administrators alone make links")
def test_parts_of_an_archive_that_are_links_are_not_followed(offer_archive, tmp_path):
    offer_archive(archive_of({"b.txt": TEXT}))
    (tmp_path / "thesis.txt").write_bytes(b"my thesis")
    fetch.cache_dir().mkdir()
    for name in ("b.txt.part", "b.txt.zip.part"):
        (fetch.cache_dir() / name).symlink_to(tmp_path / "thesis.txt")
    assert fetch.fetch("file").read_bytes() == TEXT
    assert (tmp_path / "thesis.txt").read_bytes() == b"my thesis"


def test_an_archive_of_an_unknown_kind_leads_to_the_next_source(offer_archive, server, monkeypatch):
    offer_archive(with_version(archive_of({"b.txt": TEXT}), 99))
    sources = (*fetch.REMOTE_FILES["file"].sources, replace(source_at(f"{server.url}/good"), file_name="good.bin"))
    monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": RemoteFile("", "", sources)})
    server.pages["good"] = Page(CONTENT)
    assert fetch.fetch("file").name == "good.bin"
    assert kept() == ["good.bin"]


def test_damaged_leftovers_of_an_archive_are_thrown_away(offer_archive):
    offer_archive(archive_of({"b.txt": TEXT}))
    fetch.cache_dir().mkdir()
    for name in ("b.txt.part", "b.txt.zip.part"):
        (fetch.cache_dir() / name).write_bytes(b"\xff" * 10)
    assert fetch.fetch("file").read_bytes() == TEXT
    assert kept() == ["b.txt"]


# The list of the data sets.


def test_the_data_sets_are_described_without_network(offer, server):
    offer(Page(CONTENT))
    table = fetch.describe_datasets()
    assert list(table.columns) == ["name", "source", "size", "licence", "present", "checksum"]
    row = table.iloc[0].to_dict()
    assert (row["name"], row["present"], row["checksum"]) == ("file", "no", "")
    assert server.requests == []
    path = fetch.fetch("file")
    assert fetch.describe_datasets().iloc[0][["present", "checksum"]].tolist() == ["yes", "not checked"]
    assert fetch.describe_datasets(verify=True).iloc[0]["checksum"] == "right"
    state = path.stat()
    path.write_bytes(CONTENT[:-1] + b"!")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))  # verifying does not trust times
    assert fetch.describe_datasets(verify=True).iloc[0]["checksum"] == "WRONG"
