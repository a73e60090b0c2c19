"""A download ends in the right file, or in an error that says what went wrong and how to get the file by hand."""

import hashlib
import http.server
import io
import socket
import threading
import zipfile
from contextlib import contextmanager

import pytest

from lessonlib.datasets import fetch
from lessonlib.datasets.catalogue import RemoteFile, Source
from lessonlib.errors import InputFileError, InputKeyError

CONTENT = bytes(range(256)) * 1_000


@pytest.fixture(autouse=True)
def clean(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("LESSONLIB_MIRROR", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server():
    """A web server of `server.pages` (path: bytes) at `server.address`; `server.asked` notes the paths."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            running.asked.append(self.path)
            content = running.pages.get(self.path)
            self.send_response(404 if content is None else 200)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.pages, running.asked = {}, []
        running.address = f"http://127.0.0.1:{running.server_port}"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@contextmanager
def silent_server():
    """Accepts connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def md5(content):
    return "md5:" + hashlib.md5(content).hexdigest()


@pytest.fixture
def offer(monkeypatch):
    """Makes these addresses the sources of the file "file"."""

    def put(*urls, **more):
        sources = tuple(Source(url, "file.bin", len(CONTENT), md5(CONTENT), **more) for url in urls)
        monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": RemoteFile("a test file", "free to test", sources)})

    return put


def kept():
    return sorted(path.name for path in fetch.cache_dir().iterdir())


def test_a_file_is_fetched_once_with_a_bar_and_its_licence(offer, server, capfd):
    server.pages["/there"] = CONTENT
    offer(f"{server.address}/there")
    path = fetch.fetch("file")
    assert path == fetch.cache_dir() / "file.bin" and path.read_bytes() == CONTENT
    said = capfd.readouterr()
    assert "free to test" in said.out and "B/s" in said.err
    assert fetch.fetch("file") == path
    assert server.asked == ["/there"] and kept() == ["file.bin"]
    assert capfd.readouterr() == ("", "")
    path.write_bytes(CONTENT[:-1])  # damaged later
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert fetch.describe_datasets()["present"].tolist() == ["yes"]


def test_the_sources_are_tried_in_order_a_silent_one_is_given_up(offer, server, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT_SECONDS", 0.3)
    with silent_server() as silent:
        server.pages.update({"/another": CONTENT[::-1], "/there": CONTENT})
        urls = [f"{silent}/x", f"{server.address}/missing", f"{server.address}/another"]
        offer(*urls, f"{server.address}/there")
        assert fetch.fetch("file").read_bytes() == CONTENT
        (fetch.cache_dir() / "file.bin").unlink()
        offer(*urls)
        with pytest.raises(InputFileError) as caught:
            fetch.fetch("file")
    said = str(caught.value)
    for part in ("timed out", "404", "does not match", *(f"curl -L -C - -O {url}" for url in urls)):
        assert part in said
    assert str(fetch.cache_dir() / "file.bin") in said and md5(CONTENT) in said  # where to place it, and how to know it
    assert kept() == []


@pytest.mark.parametrize("mirror", ["folder", "address"])
def test_a_mirror_is_asked_first_and_passed_over_when_it_does_not_help(mirror, offer, server, tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONLIB_MIRROR", str(tmp_path) if mirror == "folder" else f"{server.address}/mirror/")
    server.pages["/there"] = CONTENT
    offer(f"{server.address}/there")
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert server.asked[-1] == "/there"
    (fetch.cache_dir() / "file.bin").unlink()
    (tmp_path / "file.bin").write_bytes(CONTENT)
    server.pages["/mirror/file.bin"] = CONTENT
    server.asked.clear()
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert "/there" not in server.asked


def test_one_member_of_an_archive_is_unpacked_and_the_archive_removed(offer, server):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("another.bin", b"x")
        archive.writestr("file.bin", CONTENT)
    server.pages["/all.zip"] = packed.getvalue()
    offer(f"{server.address}/all.zip", member="file.bin", archive_checksum=md5(packed.getvalue()))
    assert fetch.fetch("file").read_bytes() == CONTENT
    assert kept() == ["file.bin"]
    (fetch.cache_dir() / "file.bin").unlink()
    server.pages.clear()
    with pytest.raises(InputFileError, match=r"python -m zipfile -e all\.zip \.\n  then move file\.bin to "):
        fetch.fetch("file")


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InputKeyError, match="glove"):
        fetch.fetch("gloves")


def test_a_cache_that_cannot_be_written_is_said(offer, server, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "file" / "cache"))
    server.pages["/there"] = CONTENT
    offer(f"{server.address}/there")
    with pytest.raises(InputFileError, match="file/cache"):
        fetch.fetch("file")
