"""What the tests of the explorable pages share: opening a page, walking by keyboard, size and pace."""

import gzip
import re
from contextlib import contextmanager
from statistics import median


@contextmanager
def opened(browser, address, **options):
    """A tab that shows the page at `address`; anything in its console, or a request for another host, is an error."""
    page = browser.new_page(**{"viewport": {"width": 360, "height": 800}, "reduced_motion": "reduce"} | options)
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or faults.append(request.url))
    page.goto(address)
    yield page
    page.close()
    assert faults == []


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


def gzipped_size(path):
    """The bytes that travel to a reader of the page at `path`, its scripts and its style included."""
    html = path.read_text(encoding="utf-8")
    names = re.findall(r'(?:src|href)="((?:js/|data/|course)[^"]+)"', html)
    return sum(len(gzip.compress((path.parent / name).read_bytes())) for name in [path.name, *names])


def pace(browser, address, box, typed):
    """Milliseconds at a quarter of this machine's speed: until the page is ready, and for a key in the field `box`.

    The best load of a few, and the median key: other programs run here, too.
    """
    page = browser.new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    loads, keys = [], []
    for _ in range(4):
        page.goto(address)
        loads.append(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
        keys += page.evaluate(
            """([id, typed]) => [...typed].map((letter) => {
              const box = document.getElementById(id);
              box.value += letter;
              const begun = performance.now();
              box.dispatchEvent(new Event("input", { bubbles: true }));
              document.body.offsetHeight; // the new layout, too
              return performance.now() - begun;
            })""",
            [box, typed],
        )
    page.close()
    return min(loads), median(keys)
