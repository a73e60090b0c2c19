"""For the whole suite: no network, one thread a process, and the proofs of notebook cells."""

import os
import re
import runpy
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import settings
from nbformat.v4 import new_code_cell

from lessonlib.course.lessons import ONE_THREAD

OFFLINE = Path(__file__).parent / "offline"

# Before anything imports numpy or torch; workers, kernels and other processes inherit it. GPUs add up in another order.
os.environ.update(ONE_THREAD)
_paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
if str(OFFLINE) not in _paths:
    os.environ["PYTHONPATH"] = os.pathsep.join([str(OFFLINE), *filter(None, _paths)])
    runpy.run_path(str(OFFLINE / "sitecustomize.py"))

NO_BROWSER = "no Chromium"
LESSON = re.compile(r"(?:^notebooks/|test_notebooks_answered\.py::.*\[(\w+)-)(0\d)_")
PAIRS = {"02": "01", "04": "03"}

# Tests that name no number of their own take this many examples; the commands of the Makefile choose the profile.
settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("quick")


def pytest_configure(config):
    """On a fresh machine matplotlib looks for its fonts once, and says so: not in the middle of a compared output."""
    if not hasattr(config, "workerinput"):
        import matplotlib.font_manager  # noqa: F401


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """One file stays on one worker, and so do lessons that build on each other: 02 reads what 01 saved, 04 what 03.

    The file in which a learner goes through all lessons is shared out likewise: one learner's pair to a worker.
    """
    from xdist.scheduler import LoadFileScheduling

    class PairsOfLessons(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            found = LESSON.search(nodeid)
            return f"{found[1]} {PAIRS.get(found[2], found[2])}" if found else file

    return PairsOfLessons(config, log)


def pytest_collection_modifyitems(items):
    """Put the proof of each notebook cell after it, as a cell that prints nothing.

    Skip the tests in a browser where there is none, or refuse to run where one is required.
    """
    # For the kernels, since whether a bar is shown depends on the machine. Not before now: tqdm asks when it is
    # imported, and a worker that inherited it would show no bar to the tests that look at one.
    os.environ["TQDM_DISABLE"] = "1"
    from chromium import find_chromium
    from nbval.plugin import IPyNbCell

    def proof(item):
        if isinstance(item, IPyNbCell) and (lines := item.cell.metadata.get("proof")):
            # A count, else nbval takes it for one that nobody has run, and lets it print.
            cell = new_code_cell("\n".join(lines), execution_count=0)
            options = defaultdict(bool, check=True)
            name = f"{item.name}, proof"
            yield IPyNbCell.from_parent(item.parent, name=name, cell_num=item.cell_num, cell=cell, options=options)

    items[:] = [each for item in items for each in (item, *proof(item))]
    without_browser = find_chromium() is None
    if without_browser and os.environ.get("LESSONLIB_BROWSER_REQUIRED"):
        raise pytest.UsageError(f"{NO_BROWSER} is here, and LESSONLIB_BROWSER_REQUIRED is set")
    for item in items:
        if without_browser and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter):
    skipped = sum(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.write_line(
            f"{skipped} browser tests were skipped: install chromium, or set LESSONLIB_CHROMIUM"
        )
