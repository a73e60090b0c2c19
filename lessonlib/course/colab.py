"""The lessons as on Google Colab: `make colab` tries them in an environment with Colab's versions, without a checkout.

Colab has numpy, torch and much else installed, and a kernel that runs; what the first cell of a lesson installs must
replace none of that. Here the preinstalled packages are those of constraints-colab.txt, `google.colab` is an empty
stand-in, and the course comes as the wheel that is built from the checkout, in place of its address on GitHub.
"""

import argparse
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from lessonlib.course.retarget import CHECKOUT, colab_cell, repository
from lessonlib.errors import InputError, InputFileError

_VERSIONS = (
    "import json, importlib.metadata as m; print(json.dumps({d.name.lower(): d.version for d in m.distributions()}))"
)
_EXECUTE = """
import sys
from pathlib import Path
import lessonlib
from lessonlib.course.execution import CellFailed, execute_notebook, read_notebook
path = Path(sys.argv[1])
assert Path(lessonlib.__file__).is_relative_to(sys.prefix), lessonlib.__file__
try:
    execute_notebook(read_notebook(path), path.parent, path.stem)
except CellFailed as error:
    print(error, error.details, sep="\\n")
    sys.exit(1)
"""


class ColabError(Exception):
    """On Colab the course would break something, or break itself; the message says what."""


def try_colab(folder: Path, torch: str, lessons: Sequence[str] = (), checkout: Path = CHECKOUT) -> list[str]:
    """Install the course of `checkout` beside Colab's packages, and execute the lessons named by `lessons`.

    Those are the beginnings of their names; none means all. Each runs in an empty folder of its own, since on Colab
    nothing is left of the lesson before. All happens in `folder`; the environment in it is made once, with the `torch`
    of that version, and kept.

    Returns:
        The packages that the course brought along, as `name==version`.

    Raises:
        ColabError: The course replaced or removed a package that was there, or a lesson failed.
        InputError: There is no such lesson.
        InputFileError: `checkout` is none: it has no constraints-colab.txt.
        subprocess.CalledProcessError: pip could not build or install something, and has said why.
    """
    required = checkout / "constraints-colab.txt"
    if not required.is_file():
        raise InputFileError(f"{required} does not exist; run this in a checkout of the course")
    paths = [
        path for path in sorted((checkout / "notebooks").glob("*.ipynb")) if path.name.startswith(tuple(lessons) or "")
    ]
    if not paths:
        raise InputError(f"no lesson begins with {' or '.join(lessons)}; name one by its number, such as 03")
    requirements = re.sub(r"^torch==.*$", f"torch=={torch}", required.read_text(encoding="utf-8"), flags=re.MULTILINE)
    python, before = prepare_environment(folder / "environment", requirements)
    wheel = build_wheel(folder / "wheel", checkout)
    brought = install(python, wheel, before)
    failures = []
    for path in paths:
        print(f"{path.stem} ... ", end="", flush=True)
        try:
            _execute(python, path, folder / "content" / path.stem, wheel, repository(checkout))
        except ColabError as error:
            failures.append(str(error))
        print("failed" if failures and failures[-1].startswith(path.stem) else "ran", flush=True)
    if failures:
        raise ColabError("\n\n".join(failures))
    return brought


def prepare_environment(folder: Path, requirements: str) -> tuple[Path, dict[str, str]]:
    """The Python of an environment in `folder` that holds `requirements` and the stand-in, and the versions in it.

    An environment that was made with the same requirements is taken again, without what was installed later.
    """
    stamp = folder / "preinstalled.json"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if stamp.is_file():
        made = json.loads(stamp.read_text(encoding="utf-8"))
        if made["requirements"] == requirements:
            if later := versions(python).keys() - made["versions"].keys():
                _pip(python, "uninstall", "--yes", *sorted(later))
            if versions(python) == made["versions"]:
                return python, made["versions"]
    venv.create(folder, clear=True, with_pip=True)
    (folder / "preinstalled.txt").write_text(requirements, encoding="utf-8")
    _pip(python, "install", "-r", str(folder / "preinstalled.txt"))
    for site in folder.glob("Lib/site-packages" if os.name == "nt" else "lib/*/site-packages"):
        (site / "google" / "colab").mkdir(parents=True, exist_ok=True)
        (site / "google" / "colab" / "__init__.py").write_text('"""A stand-in for Google\'s."""\n', encoding="utf-8")
    before = versions(python)
    stamp.write_text(json.dumps({"requirements": requirements, "versions": before}), encoding="utf-8")
    return python, before


def build_wheel(folder: Path, checkout: Path) -> Path:
    """The wheel of the `checkout`, in `folder`; one that was there goes. The hatchling that is here builds it."""
    for old in folder.glob("*.whl"):
        old.unlink()
    _pip(Path(sys.executable), "wheel", str(checkout), "--no-deps", "--no-build-isolation", "-w", str(folder))
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(python: Path, wheel: Path, before: Mapping[str, str]) -> list[str]:
    """Install `wheel` for `python` as the first cell of a lesson does; what came along, as `name==version`.

    Raises ColabError when a package of `before` has another version now, or is gone.
    """
    _pip(python, "install", str(wheel))
    after = versions(python)
    replaced = [f"{name} {old} -> {after.get(name, 'gone')}" for name, old in before.items() if after.get(name) != old]
    if replaced:
        raise ColabError(
            f"the install replaced what Colab has: {', '.join(replaced)}; widen the ranges in pyproject.toml"
        )
    return [f"{name}=={after[name]}" for name in sorted(after.keys() - before.keys())]


def versions(python: Path) -> dict[str, str]:
    """The version of every distribution that `python` finds, by its name in lower case."""
    found: dict[str, str] = json.loads(_run([str(python), "-c", _VERSIONS]))
    return found


def _execute(python: Path, path: Path, folder: Path, wheel: Path, name: str) -> None:
    """Execute the notebook `path` with `python` in the emptied `folder`; its first cell installs `wheel`."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if "".join(cell["source"]) == colab_cell(name)]
    if not cells:
        raise ColabError(f"{path.name} does not install from https://github.com/{name}: it has no such Colab cell")
    cells[0]["source"] = colab_cell(name).replace(f"git+https://github.com/{name}", str(wheel))
    for left in sorted(folder.rglob("*"), reverse=True):
        left.rmdir() if left.is_dir() else left.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / path.name).write_text(json.dumps(notebook), encoding="utf-8")
    try:
        _run([str(python), "-c", _EXECUTE, str(folder / path.name)], cwd=folder)
    except subprocess.CalledProcessError as error:
        raise ColabError(f"{path.stem} failed with Colab's versions:\n{error.stdout or error.stderr}") from error


def _pip(python: Path, *arguments: str) -> None:
    subprocess.run([str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments], check=True)


def _run(command: list[str], cwd: Path | None = None) -> str:
    """What `command` prints; it does not find the checkout."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=True)
    return result.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the lessons that are named; returns 0, or 1 when something would go wrong on Colab."""
    parser = argparse.ArgumentParser(prog="python -m lessonlib.course.colab", description="The lessons as on Colab.")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="how the name begins, such as 03; none: all")
    here = importlib.metadata.version("torch").split("+")[0]
    parser.add_argument("--torch", default=here, metavar="VERSION", help="default: the one that is installed here")
    options = parser.parse_args(arguments)
    try:
        brought = try_colab(CHECKOUT / "build" / "colab", options.torch, options.lessons)
    except (ColabError, InputError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"All ran, and nothing that was there was replaced. The course brought along: {', '.join(brought)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
