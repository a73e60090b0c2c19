"""For the whole suite: no network, one thread a process, and a count of the notebook cells that were compared."""

import os
import runpy
from collections import Counter
from pathlib import Path

import pytest

from lessonlib.course.execution import ONE_THREAD, proof_of

OFFLINE = Path(__file__).parent / "offline"

# Before anything imports numpy or torch; workers, kernels and other processes inherit it.
os.environ.update(ONE_THREAD, LESSONLIB_DEVICE="cpu")  # GPUs add up in another order
_paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
if str(OFFLINE) not in _paths:
    os.environ["PYTHONPATH"] = os.pathsep.join([str(OFFLINE), *filter(None, _paths)])
    runpy.run_path(str(OFFLINE / "sitecustomize.py"))

COMPARED = "compared notebook cell"


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
    """Mark the notebook cells that nbval compares; the mark travels with the report, also from a worker."""
    from nbval.plugin import IPyNbCell
    from notebook_cells import is_compared

    for item in items:
        if isinstance(item, IPyNbCell) and is_compared(item.cell):
            item.user_properties.append((COMPARED, item.path.name))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """After a notebook cell comes its proof: in the same kernel, silent. If it fails, the cell does."""
    from nbval.plugin import IPyNbCell, NbCellError

    result = yield
    if isinstance(item, IPyNbCell) and (source := proof_of(item.cell)):
        kernel = item.parent.kernel
        outputs = kernel_outputs(kernel, source, timeout=item.config.option.nbval_cell_timeout)
        if outputs:
            raise NbCellError(item.cell_num, "The proof of this cell failed, or printed something", source, outputs)
    return result


def kernel_outputs(kernel, source: str, timeout: float) -> str:
    """What `source` prints, shows or raises in nbval's running `kernel`; "" when it does nothing of the kind."""
    request = kernel.execute_cell_input(source, allow_stdin=False)
    kernel.await_reply(request, timeout=timeout)
    found = []
    while True:
        message = kernel.get_message("iopub", timeout=5)
        content = message["content"]
        if message["parent_header"].get("msg_id") != request:
            continue
        if content.get("execution_state") == "idle":
            return "".join(found)
        if message["msg_type"] == "error":
            found += ["\n".join(content["traceback"])]
        elif message["msg_type"] in ("stream", "display_data", "execute_result"):
            found += [content.get("text") or str(content["data"])]


def _compared(terminal) -> Counter:
    """File name of each notebook: number of its cells that ran in this session and printed what was committed."""
    passed = [report for report in terminal.stats.get("passed", []) if report.when == "call"]
    return Counter(name for report in passed for key, name in report.user_properties if key == COMPARED)


def pytest_terminal_summary(terminalreporter):
    compared = _compared(terminalreporter)
    if compared:
        each = ", ".join(f"{Path(name).stem}: {number}" for name, number in sorted(compared.items()))
        terminalreporter.write_line(f"{compared.total()} notebook cells were compared with what was committed ({each})")


def pytest_sessionfinish(session):
    """A run of everything fails when it compared fewer cells than recorded, for instance because nbval was off."""
    from notebook_cells import recorded

    config = session.config
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    everything = config.args_source == config.ArgsSource.TESTPATHS and not (
        config.option.keyword or config.option.markexpr or config.option.collectonly or config.getoption("lf", False)
    )
    if hasattr(config, "workerinput") or not everything:
        return
    missing = {name: number - _compared(terminal)[name] for name, number in recorded().items()}
    if any(number > 0 for number in missing.values()) and session.exitstatus == pytest.ExitCode.OK:
        terminal.write_line(
            f"\nerror: fewer notebook cells were compared than recorded: {missing} are missing", red=True
        )
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
