"""The pages, built once for the whole run, and the browser that shows them."""

import functools
import http.server
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest
from chromium import find_chromium
from explore_page import opened


@pytest.fixture(scope="session")
def browser():
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # No sandbox: in a container, and as root, Chromium cannot build one. No other machine can be found.
        args = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=args)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of the built pages; the first worker that needs them builds them, the others wait."""
    pytest.importorskip("sphinx")
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    try:
        (shared / "pages").mkdir()
    except FileExistsError:
        while not (shared / "pages" / "done").exists():
            time.sleep(0.2)
    else:
        command = "import sys; from pathlib import Path; from lessonlib.course.site import build_site"
        command += "; build_site(build=Path(sys.argv[1]))"
        built = subprocess.run(
            [sys.executable, "-c", command, str(shared / "pages")], capture_output=True, text=True, check=False
        )
        (shared / "pages" / "done").write_text(built.stderr)
    if not (shared / "pages" / "site").is_dir():
        pytest.fail((shared / "pages" / "done").read_text(), pytrace=False)
    return shared / "pages" / "site"


@pytest.fixture(scope="session")
def explore(site):
    """The folder of the pages to play with, among the built ones."""
    return site / "explore"


@pytest.fixture(scope="session")
def address(site):
    """The address of a server of the built pages on this machine; it ends with a slash."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=os.fspath(site))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture
def open_page(browser):
    """A function that opens an address in a fresh window; what goes wrong there (see `opened`) fails the test."""
    with ExitStack() as windows:
        yield lambda *address, **options: windows.enter_context(opened(browser, *address, **options))
