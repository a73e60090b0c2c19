"""Puts small faults into the library, one at a time, and counts those that its tests notice.

    python -m pip install cosmic-ray==8.7.0
    python scripts/mutants.py                              # all modules below: about an hour
    python scripts/mutants.py text classification/network  # some of them
    python scripts/mutants.py --most 100                   # 100 of each module, drawn at random, always the same

Cosmic Ray makes the faults (mutants): another operator, a number one off, a condition turned round, a loop that never
runs, a decorator gone. What changes annotations only, or is no Python any more, is not counted. A mutant is killed when
a test fails, or takes ten times as long. Those that survive are written to build/mutants/, each as a diff.

Each mutant is tested in a forked process, which spares it the seconds that importing torch takes: so this runs on Linux
and macOS, and in a copy of the checkout, which nothing changes.
"""

import argparse
import ast
import difflib
import gc
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = {
    "text": "test_text.py",
    "files": "test_files.py",
    "classification/encoding": "classification/test_encoding.py",
    "classification/batching": "classification/test_batching.py",
    "classification/network": "classification/test_network.py",
    "classification/training": "classification/test_training.py",
    "classification/attribution": "classification/test_attribution.py classification/test_explanation.py",
    "classification/estimator": "classification/test_estimator.py classification/test_recipes.py"
    " classification/test_artifacts.py classification/test_scikit_learn.py",
}
MOST_MEMORY = 16 << 30  # bytes, of addresses: "*" turned into "**" asks for more


class _WithoutAnnotations(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)


def what_runs(source: str) -> str:
    """What of `source` counts when it runs. Raises SyntaxError when it is no Python."""
    return ast.dump(_WithoutAnnotations().visit(ast.parse(source)))


def mutants(path: Path) -> Iterator[str]:
    """The source of the module `path` with one fault, for each fault that Cosmic Ray can make."""
    from cosmic_ray.commands.init import _all_work_items
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = path.read_text(encoding="utf-8")
    seen = {what_runs(source)}
    for item in _all_work_items([path], {}):
        mutation = item.mutations[0]
        try:
            mutant = mutate_code(source, get_operator(mutation.operator_name)(), mutation.occurrence)
            meaning = what_runs(mutant)
        except (SyntaxError, AttributeError):  # Cosmic Ray 8.7 cannot replace the errors of a tuple
            continue
        if meaning not in seen:
            seen.add(meaning)
            yield mutant


def run_tests(checkout: Path, tests: list[str], seconds: float | None = None) -> bool:
    """Whether all `tests` pass in the copy `checkout`, within so many `seconds`."""
    process = multiprocessing.get_context("fork").Process(target=_run_tests, args=(checkout, tests))
    process.start()
    process.join(seconds)
    late = process.is_alive()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # it, and what it has started
    process.join()
    return not late and process.exitcode == 0


def _run_tests(checkout: Path, tests: list[str]) -> None:
    import pytest

    os.setsid()
    os.chdir(checkout)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    os._exit(pytest.main(["-x", "-m", "not slow", "--import-mode=importlib", "-o", "addopts=", *tests]))


def main(names: list[str], most: int | None) -> None:
    """Prints for each module how many mutants there are (of `most`, drawn at random), and how many were killed."""
    (build := ROOT / "build" / "mutants").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder)
        for part in ("lessonlib", "tests", "data"):
            shutil.copytree(ROOT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", checkout)
        os.environ.update(PYTHONPATH=folder, PYTHONDONTWRITEBYTECODE="1", OMP_NUM_THREADS="1")
        sys.dont_write_bytecode = (
            True  # a file of the same size, written in the same second, would pass for the old one
        )
        sys.path[:0] = [folder, str(checkout / "tests")]
        import_what_others_import()
        for name in names:
            path = checkout / "lessonlib" / f"{name}.py"
            source = path.read_text(encoding="utf-8")
            tests = [f"tests/{test}" for test in TESTS[name].split()]
            start = time.perf_counter()
            if not run_tests(checkout, tests):
                sys.exit(f"error: {' '.join(tests)} fail without any fault; mend them first")
            seconds = 10 * (time.perf_counter() - start)
            found, survivors = list(mutants(path)), []
            chosen = found if most is None else random.Random(0).sample(found, min(most, len(found)))
            for number, mutant in enumerate(chosen, start=1):
                path.write_text(mutant, encoding="utf-8")
                os.utime(path, (number, number))  # by its time Python tells whether it has compiled this text
                if run_tests(checkout, tests, seconds):
                    lines = (text.splitlines() for text in (source, mutant))
                    survivors.append("\n".join(difflib.unified_diff(*lines, n=1, lineterm="")))
            path.write_text(source, encoding="utf-8")
            (build / f"{name.replace('/', '.')}.diff").write_text("\n\n".join(survivors), encoding="utf-8")
            killed = len(chosen) - len(survivors)
            share = f"{killed} of {len(chosen)} killed ({killed / len(chosen):.1%})"
            print(f"{name}: {len(found)} mutants, {share}", flush=True)


def import_what_others_import() -> None:
    """Loads whatever the tests need, save the library itself: forked processes have it, and load the library anew."""
    import hypothesis  # noqa: F401
    import matplotlib.font_manager  # noqa: F401
    import nbval.plugin  # noqa: F401
    import sklearn.utils.estimator_checks  # noqa: F401

    import lessonlib.classification.explanation
    import lessonlib.classification.recipes  # noqa: F401

    for name in [name for name in sys.modules if name.split(".")[0] == "lessonlib"]:
        del sys.modules[name]
    gc.freeze()  # or each of them would look through all of it


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--most", type=int, help="so many mutants of each module")
    options = parser.parse_args()
    main(options.modules or list(TESTS), options.most)
