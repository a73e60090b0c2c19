"""What the tests of the explorable pages share: opening a page, walking by keyboard, size and pace."""

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


def first_bytes(path):
    """What travels to a reader before the page at `path` can answer: itself, its scripts and its style, unpacked."""
    html = path.read_text(encoding="utf-8")
    names = re.findall(r'(?:src|href)="((?:js/|data/|course)[^"]+)"', html)
    return sum((path.parent / name).stat().st_size for name in [path.name, *names])


def pace(browser, address, act, arguments):
    """Milliseconds of work at a quarter of this machine's speed: until the page is ready, and for one `act` (median).

    `act` is a function of JavaScript, called with each of `arguments`. The time is that of the page's own thread, so it
    does not depend on what else runs on the machine.
    """
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    def spent(*kinds):
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return 1000 * sum(metrics[kind] for kind in kinds)

    page.goto(address)
    load = spent("TaskDuration")
    took = []
    for argument in arguments:
        before = spent("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
        page.evaluate(act, argument)
        took.append(spent("ScriptDuration", "LayoutDuration", "RecalcStyleDuration") - before)
    page.close()
    return load, median(took)


def typed(field, text):
    """What stands in `field` after each key of `text`."""
    return [(field, text[:length]) for length in range(1, len(text) + 1)]


TYPE = """([id, text]) => {
  const box = document.getElementById(id);
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.offsetHeight; // the new layout, too
}"""
