"""The pages, built once for the whole run, and the browser that shows them."""

import functools
import http.server
import os
import subprocess
import sys
import threading
import time

import pytest
from chromium import find_chromium


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
    """A function that opens an address in a fresh window; what goes wrong there by the end of the test fails it.

    A request to anywhere but the place of the address fails it as well, and so do errors in the console.
    """
    contexts, faults = [], []

    def open_page(url, width=1280, height=800, theme="light"):
        home = url[: url.index("/", len("http://")) + 1] if url.startswith("http") else "file://"
        # Without motion: a colour on its way from light to dark is neither.
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                request.url.startswith((home, "data:", "blob:")) or faults.append(f"asks for {request.url}")
            ),
        )
        page.on("console", lambda message: message.type in ("error", "warning") and faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", lambda request: faults.append(f"could not load {request.url}"))
        page.on(
            "response", lambda response: response.status >= 400 and faults.append(f"{response.status} {response.url}")
        )
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
