"""What the tests in a browser share: opening a page, walking by keyboard, reading its numbers, its size."""

import re
from contextlib import contextmanager


@contextmanager
def opened(browser, url, width=1280, height=800, theme="light", **options):
    """A window that shows `url`; an error in its console, or a request to another place than that of `url`, is a fault.

    Without motion, unless it is asked for: a colour on its way from light to dark is neither.
    """
    home = url[: url.index("/", len("http://")) + 1] if url.startswith("http") else "file://"
    options = {"color_scheme": theme, "reduced_motion": "reduce"} | options
    page = browser.new_page(viewport={"width": width, "height": height}, **options)
    faults = []
    page.on("console", lambda message: message.type in ("error", "warning") and faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: request.url.startswith((home, "data:", "blob:")) or faults.append(request.url))
    page.goto(url)
    yield page
    page.close()
    assert faults == []


def begin_anew(page):
    """Bring an explorable page back to what it begins with, as if its address had no fragment."""
    page.evaluate("history.replaceState(null, '', '#'); dispatchEvent(new Event('hashchange'))")


def tab_to(page, text):
    """Press Tab until the element with this text has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.firstChild?.textContent ?? ''") == text:
            return
    raise AssertionError(f"Tab does not lead to {text!r}")


def signed(text):
    """The number that stands in `text` with a true minus."""
    return float(text.replace("\u2212", "-"))


def numbers(text):
    """All numbers in `text` that have two decimals."""
    return [signed(number) for number in re.findall(r"[+\u2212]?\d+\.\d\d", text)]


def first_bytes(path):
    """What travels to a reader before the page at `path` can answer: itself, its scripts and its style, unpacked."""
    html = path.read_text(encoding="utf-8")
    names = re.findall(r'(?:src|href)="((?:js/|data/|course)[^"]+)"', html)
    return sum((path.parent / name).stat().st_size for name in [path.name, *names])
