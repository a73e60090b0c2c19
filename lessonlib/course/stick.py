"""A USB stick for a class without internet: `make stick` prepares a folder to copy to it, for Linux, Windows and macOS.

It holds the packages that the course needs on each system, as wheels, so that nothing is compiled; the lessons as
learners get them; the downloaded datasets, if this computer has them; and install.py, which puts all that on a laptop.

pip can download for another system, but asks the system that it runs on which requirements apply there (Windows would
get the libraries of Linux, and not its own). So pip is told what to get, one layer after another, and which
requirements apply is decided here.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from functools import cache
from pathlib import Path

import nbformat
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

from lessonlib.course.colab import build_wheel
from lessonlib.course.execution import read_notebook
from lessonlib.course.lab import cleared
from lessonlib.course.retarget import CHECKOUT
from lessonlib.datasets.catalogue import REMOTE_FILES
from lessonlib.errors import InputError
from lessonlib.files import cache_dir

COURSE: str = "lessonlib[lab]"
"""What is installed: the course, and what runs its notebooks."""

PYTHONS: tuple[str, ...] = ("3.11", "3.12", "3.13")
"""The versions of Python that the course supports."""


@dataclass(frozen=True)
class System:
    """An operating system: what pip calls it, the newest first, and what requirements ask of it (PEP 508)."""

    platforms: tuple[str, ...]
    markers: tuple[tuple[str, str], ...]


SYSTEMS: dict[str, System] = {
    "linux": System(
        (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64", "linux_x86_64"),
        (("sys_platform", "linux"), ("platform_system", "Linux"), ("os_name", "posix"), ("platform_machine", "x86_64")),
    ),
    "windows": System(
        ("win_amd64",),
        (("sys_platform", "win32"), ("platform_system", "Windows"), ("os_name", "nt"), ("platform_machine", "AMD64")),
    ),
    # For Macs with Apple's processors: torch makes no packages for others any more.
    "macos": System(
        tuple(mac_platforms((14, 0), "arm64")),
        (
            ("sys_platform", "darwin"),
            ("platform_system", "Darwin"),
            ("os_name", "posix"),
            ("platform_machine", "arm64"),
        ),
    ),
}
"""The systems that a stick can serve, by the name that the command takes."""


class StickError(Exception):
    """The stick could not be made whole; the message says what is missing, and what to do."""


def prepare_stick(
    folder: Path, systems: Sequence[str] = tuple(SYSTEMS), pythons: Sequence[str] = PYTHONS, checkout: Path = CHECKOUT
) -> Path:
    """Fill `folder` with all that laptops with these `systems` and `pythons` need; what is there already stays.

    Run it again after a failure: it goes on where it stopped. A package is in `folder` whole, or not at all.

    Returns:
        The script that installs the course from there, `install.py`.

    Raises:
        InputError: There is no such system or Python.
        StickError: pip could not get a package; those that it got are kept.
        OSError: The folder cannot be written to, or the disk is full.
    """
    for kind, given, known in (("system", systems, tuple(SYSTEMS)), ("Python", pythons, PYTHONS)):
        if unknown := [name for name in given if name not in known]:
            raise InputError(f"there is no {kind} {unknown[0]!r} to prepare for; choose from {', '.join(known)}")
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for old in wheels.glob("lessonlib-*.whl"):
        old.unlink()
    _move(build_wheel(folder / ".partial", checkout), wheels)
    for system in systems:
        for python in pythons:
            _download(wheels, system, python, checkout / "constraints.txt")
    for lesson in sorted((checkout / "notebooks").glob("*.ipynb")):
        (folder / "lessons").mkdir(exist_ok=True)
        nbformat.write(cleared(read_notebook(lesson)), folder / "lessons" / lesson.name)
    _copy_datasets(folder / "mirror")
    (folder / "stick.json").write_text(
        json.dumps({"systems": list(systems), "pythons": list(pythons)}), encoding="utf-8"
    )
    shutil.rmtree(folder / ".partial", ignore_errors=True)
    return Path(shutil.copy(Path(__file__).with_name("stick_install.py"), folder / "install.py"))


def missing(wheels: Path, system: str, python: str, wanted: str = COURSE) -> list[Requirement]:
    """What `wanted` needs on this system and Python (such as "3.12"), and no file in `wheels` provides.

    What the missing packages need themselves is not known yet. A file that is no whole wheel is deleted.
    """
    platforms, version = SYSTEMS[system].platforms, tuple(map(int, python.split(".")))
    tags = {
        *cpython_tags(version, platforms=platforms),
        *compatible_tags(version, f"cp{python.replace('.', '')}", platforms),
    }
    markers = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "platform_release": ""}
    markers |= {"platform_version": "", "implementation_version": f"{python}.0", "python_full_version": f"{python}.0"}
    markers |= {"python_version": python, **dict(SYSTEMS[system].markers)}
    provided: dict[str, list[Path]] = {}
    for path in wheels.glob("*.whl"):
        if _fits(path, tags):
            provided.setdefault(parse_wheel_filename(path.name)[0], []).append(path)
    lacking: dict[str, Requirement] = {}
    seen: set[str] = set()
    waiting = [Requirement(wanted)]
    while waiting:
        requirement = waiting.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        paths = provided.get(canonicalize_name(requirement.name), [])
        for path in paths:
            if requirement.specifier.contains(parse_wheel_filename(path.name)[1], prereleases=True):
                waiting += _applying(path, requirement.extras, markers)
                break
        else:
            lacking[str(requirement)] = requirement
    return [lacking[name] for name in sorted(lacking)]


def _fits(path: Path, tags: set[Tag]) -> bool:
    """Whether the wheel `path` can be installed where `tags` are understood; one that is damaged is deleted."""
    try:
        _needs(path)
    except (zipfile.BadZipFile, StopIteration):
        path.unlink()
        return False
    return not tags.isdisjoint(parse_wheel_filename(path.name)[3])


@cache
def _needs(path: Path) -> tuple[Requirement, ...]:
    """The requirements that the wheel `path` names, of all its extras."""
    with zipfile.ZipFile(path) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(wheel.read(name).decode())
    return tuple(map(Requirement, headers.get_all("Requires-Dist", [])))


def _applying(path: Path, extras: set[str], markers: dict[str, str]) -> Iterator[Requirement]:
    """The requirements of the wheel `path` that apply with these `extras` where `markers` hold."""
    for requirement in _needs(path):
        marker = requirement.marker
        if marker is None or any(marker.evaluate(markers | {"extra": extra}) for extra in extras or {""}):
            yield Requirement(str(requirement).partition(";")[0])


def _download(wheels: Path, system: str, python: str, constraints: Path) -> None:
    """Get what is missing for this system and Python, layer by layer, until nothing is."""
    before: list[str] = []
    while needed := list(map(str, missing(wheels, system, python))):
        where = f"for {system} and Python {python}"
        if needed == before:
            raise StickError(f"pip got nothing that provides {', '.join(needed)} {where}")
        if any(name.startswith("nvidia-") for name in needed):
            for path in wheels.glob("torch-*.whl"):
                path.unlink()
            raise StickError(
                f"the torch that pip got {where} needs gigabytes of CUDA; tell pip where the builds without it are, "
                "as the course's pages say (PIP_EXTRA_INDEX_URL=...), and run this again"
            )
        print(f"{where}: {', '.join(needed)}", flush=True)
        partial = wheels.parent / ".partial"
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", *needed]
        command += ["--no-deps", "--only-binary=:all:", "--dest", str(partial), "--constraint", str(constraints)]
        command += ["--implementation", "cp", "--python-version", python]
        command += [word for platform in SYSTEMS[system].platforms for word in ("--platform", platform)]
        result = subprocess.run(command, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        if result.returncode:
            faults = [line for line in result.stderr.splitlines() if line.startswith("ERROR")] or [result.stderr]
            raise StickError(f"pip could not get what is needed {where}; run this again to go on\n{faults[-1]}")
        for path in partial.glob("*.whl"):
            _move(path, wheels)
        before = needed


def _move(path: Path, folder: Path) -> None:
    """Move a whole file: the folders lie on the same disk, so that it has its name at once or not at all."""
    os.replace(path, folder / path.name)


def _copy_datasets(mirror: Path) -> None:
    """Copy GloVe, if it is downloaded, to `mirror`, by the name that LESSONLIB_MIRROR expects; it may be handed on."""
    for source in REMOTE_FILES["glove"].sources:
        kept = cache_dir() / source.file_name
        if kept.is_file() and not (mirror / source.file_name).is_file():
            mirror.mkdir(exist_ok=True)
            shutil.copy(kept, mirror / f"{source.file_name}.part")
            os.replace(mirror / f"{source.file_name}.part", mirror / source.file_name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare the folder that is named; returns 0, 1 (something could not be had) or 2 (bad input)."""
    parser = argparse.ArgumentParser(prog="python -m lessonlib.course.stick", description="A stick for a class.")
    parser.add_argument("folder", nargs="?", type=Path, default=CHECKOUT / "build" / "stick", metavar="FOLDER")
    parser.add_argument("--system", action="append", metavar="NAME", help=f"one of {', '.join(SYSTEMS)}; default: all")
    parser.add_argument("--python", action="append", metavar="VERSION", help=f"of {', '.join(PYTHONS)}; default: all")
    options = parser.parse_args(arguments)
    try:
        script = prepare_stick(options.folder, options.system or tuple(SYSTEMS), options.python or PYTHONS)
    except (StickError, InputError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, InputError) else 1
    size = sum(path.stat().st_size for path in options.folder.rglob("*") if path.is_file())
    print(f"{options.folder} holds {size / 1e9:.1f} GB; copy it to a stick. On a laptop: python3 {script.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
