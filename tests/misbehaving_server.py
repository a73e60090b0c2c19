"""A web server on this machine that misbehaves on request: it breaks off, stalls, lies, or answers with a web page."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What is at one address, and what goes wrong there."""

    content: bytes
    ranges: bool = True
    status: int = 200
    content_type: str = "application/octet-stream"
    says_length: bool = True
    break_after: list[int] = field(default_factory=list)
    """One entry a request that breaks off: after so many bytes. Later requests are served whole."""
    stall_after: int | None = None
    """Every request goes silent after so many bytes."""
    pause: float = 0.0
    """Seconds between two pieces of 1,000 bytes."""
    shift: int = 0
    """A range begins so many bytes later than asked for."""
    drip: float = 0.0
    """Seconds between two bytes."""
    chunked: bool = False
    """Each byte that drips is a chunk of its own, in HTTP's sense."""
    before: bytes = b""
    """Said again and again, byte by byte and `drip` seconds apart, where the response should begin."""


class MisbehavingServer(ThreadingHTTPServer):
    """Serves `pages` (path: Page), and notes in `requests` what was asked for: (path, first byte)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, int]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the game."""


class _Handler(BaseHTTPRequestHandler):
    server: MisbehavingServer

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path.lstrip("/"), Page(b"no such page", status=404))
        begin, end = 0, len(page.content)
        asked = self.headers.get("Range")
        if asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            begin, end = int(first), min(end, int(last) + 1)
        self.server.requests.append((self.path.lstrip("/"), begin))
        while page.before:
            self._drip(page, page.before)
        partial = bool(asked) and page.ranges and page.status == 200
        if not partial:
            begin, end = 0, len(page.content)
        begin += page.shift if partial else 0
        self.send_response(206 if partial else page.status)
        self.send_header("Content-Type", page.content_type)
        if partial:
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(page.content)}")
        if page.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif page.says_length:
            self.send_header("Content-Length", str(end - begin))
        self.end_headers()
        self._send(page, page.content[begin:end])

    def _send(self, page: Page, data: bytes) -> None:
        if page.break_after:
            data = data[: page.break_after.pop(0)]
        if page.stall_after is not None:
            self.wfile.write(data[: page.stall_after])
            self.server.over.wait(60)
        elif page.drip:
            self._drip(page, data)
        elif page.pause:
            for start in range(0, len(data), 1000):
                self.wfile.write(data[start : start + 1000])
                time.sleep(page.pause)
        else:
            self.wfile.write(data)

    def _drip(self, page: Page, data: bytes) -> None:
        for byte in data:
            if self.server.over.wait(page.drip):
                raise ConnectionAbortedError
            self.wfile.write(b"1\r\n%c\r\n" % byte if page.chunked else bytes([byte]))

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@contextmanager
def running_server() -> Iterator[MisbehavingServer]:
    """A server that answers as long as the block runs."""
    server = MisbehavingServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
