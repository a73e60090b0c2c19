"""For the whole suite: no network, one thread a process, and a count of the notebook cells that were compared."""

import os
import runpy
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import settings

from lessonlib.course.execution import ONE_THREAD, proof_of

OFFLINE = Path(__file__).parent / "offline"

# Before anything imports numpy or torch; workers, kernels and other processes inherit it. GPUs add up in another order.
os.environ.update(ONE_THREAD, LESSONLIB_DEVICE="cpu")
_paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
if str(OFFLINE) not in _paths:
    os.environ["PYTHONPATH"] = os.pathsep.join([str(OFFLINE), *filter(None, _paths)])
    runpy.run_path(str(OFFLINE / "sitecustomize.py"))

COMPARED = "compared notebook cell"
BROWSER = "browser test"
BROWSER_REQUIRED = bool(os.environ.get("LESSONLIB_BROWSER_REQUIRED"))

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
    """One file stays on one worker, and so do lessons that build on each other: 02 reads what 01 saved, 04 what 03."""
    from xdist.scheduler import LoadFileScheduling

    class PairsOfLessons(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            for pair in (("01_", "02_"), ("03_", "04_")):
                if file.startswith(tuple(f"notebooks/{number}" for number in pair)):
                    return "+".join(pair)
            return file

    return PairsOfLessons(config, log)


def pytest_collection_modifyitems(items):
    """Put the proof of each notebook cell after it, as a cell that prints nothing.

    Mark the notebook cells that nbval compares, and the browser's tests, which are skipped where there is none. The
    marks travel with the reports, also from a worker.
    """
    # For the kernels, since whether a bar is shown depends on the machine. Not before now: tqdm asks when it is
    # imported, and a worker that inherited it would show no bar to the tests that look at one.
    os.environ["TQDM_DISABLE"] = "1"
    from chromium import find_chromium
    from nbval.plugin import IPyNbCell
    from notebook_cells import is_compared

    def proof(item):
        if isinstance(item, IPyNbCell) and (cell := proof_of(item.cell)):
            cell.execution_count = 0  # else nbval takes it for one that nobody has run, and lets it print
            options = defaultdict(bool, check=True)
            name = f"{item.name}, proof"
            yield IPyNbCell.from_parent(item.parent, name=name, cell_num=item.cell_num, cell=cell, options=options)

    items[:] = [each for item in items for each in (item, *proof(item))]
    chromium = find_chromium()
    for item in items:
        if item.get_closest_marker("browser"):
            item.user_properties.append((BROWSER, item.path.name))
            if chromium is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium"))
        if isinstance(item, IPyNbCell) and is_compared(item.cell):
            item.user_properties.append((COMPARED, item.path.name))


def _count(terminal, key: str, outcome: str = "passed") -> Counter:
    """File name: number of its items with the mark `key` (such as `COMPARED`) that had this outcome in this session."""
    reports = [report for report in terminal.stats.get(outcome, []) if report.when == "call" or outcome == "skipped"]
    return Counter(name for report in reports for mark, name in report.user_properties if mark == key)


def pytest_terminal_summary(terminalreporter):
    compared = _count(terminalreporter, COMPARED)
    if compared:
        each = ", ".join(f"{Path(name).stem}: {number}" for name, number in sorted(compared.items()))
        terminalreporter.write_line(f"{compared.total()} notebook cells were compared with what was committed ({each})")
    shown, skipped = (_count(terminalreporter, BROWSER, outcome).total() for outcome in ("passed", "skipped"))
    if skipped:
        terminalreporter.write_line(
            f"{skipped} browser tests were skipped: install chromium, or set LESSONLIB_CHROMIUM"
        )
    if shown or BROWSER_REQUIRED:
        terminalreporter.write_line(f"{shown} browser tests passed")


def pytest_sessionfinish(session):
    """A run of everything fails when it compared fewer cells than recorded, for instance because nbval was off.

    So does one without a single test in a browser, where one is required.
    """
    from notebook_cells import recorded

    config = session.config
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    everything = config.args_source == config.ArgsSource.TESTPATHS and not (
        config.option.keyword
        or config.option.markexpr not in ("", "not nightly", "not slow and not nightly")  # no notebook is either
        or config.option.collectonly
        or config.getoption("lf", False)
    )
    if hasattr(config, "workerinput") or not everything or session.exitstatus != pytest.ExitCode.OK:
        return
    compared = _count(terminal, COMPARED)
    missing = {name: number - compared[name] for name, number in recorded().items()}
    if any(number > 0 for number in missing.values()):
        message = f"fewer notebook cells were compared than recorded: {missing} are missing"
    elif BROWSER_REQUIRED and not _count(terminal, BROWSER):
        message = "no test ran in a browser, and LESSONLIB_BROWSER_REQUIRED is set"
    else:
        return
    terminal.write_line(f"\nerror: {message}", red=True)
    session.exitstatus = pytest.ExitCode.TESTS_FAILED
