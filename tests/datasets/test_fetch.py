"""A download ends in the right file, or in an error that says what went wrong and how to get the file by hand."""

import hashlib
import http.server
import socket
import threading

import pytest

from lessonlib.datasets import fetch
from lessonlib.datasets.catalogue import RemoteFile
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


@pytest.fixture
def offer(monkeypatch):
    """Makes this address the source of the file "file"."""

    def put(url):
        checksum = "md5:" + hashlib.md5(CONTENT).hexdigest()
        remote = RemoteFile("a test file", "free to test", url, "file.bin", len(CONTENT), checksum)
        monkeypatch.setattr(fetch, "REMOTE_FILES", {"file": remote})

    return put


def test_a_file_is_fetched_once_with_a_bar_and_its_licence(offer, server, capfd):
    server.pages["/there"] = CONTENT
    offer(f"{server.address}/there")
    path = fetch.fetch("file")
    assert path == fetch.cache_dir() / "file.bin" and path.read_bytes() == CONTENT
    said = capfd.readouterr()
    assert "free to test" in said.out and "B/s" in said.err
    assert fetch.fetch("file") == path
    assert server.asked == ["/there"] and list(fetch.cache_dir().iterdir()) == [path]
    assert capfd.readouterr() == ("", "")
    path.write_bytes(CONTENT[:-1])  # damaged later
    assert fetch.fetch("file").read_bytes() == CONTENT


@pytest.mark.parametrize("fault", ["timed out", "404", "does not match"])
def test_why_there_is_no_file_is_said_and_how_to_get_it_by_hand(fault, offer, server, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts connections, and never says a word
        address = f"http://127.0.0.1:{silent.getsockname()[1]}" if fault == "timed out" else server.address
        offer(f"{address}/{fault.replace(' ', '%20')}")
        server.pages["/does%20not%20match"] = CONTENT[::-1]
        with pytest.raises(InputFileError, match=rf"{fault}(?s:.*)curl -L -C - -O {address}") as caught:
            fetch.fetch("file")
    # Where to place it, and how to know it.
    assert str(fetch.cache_dir() / "file.bin") in str(caught.value) and "bytes, md5:" in str(caught.value)
    assert list(fetch.cache_dir().iterdir()) == []


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


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InputKeyError, match="glove"):
        fetch.fetch("gloves")
