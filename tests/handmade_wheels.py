"""Wheels of a few lines, for tests of what pip does without any index."""

import zipfile
from pathlib import Path

import pytest


def make_wheel(folder: Path, name: str, version: str, *requirements: str, tag: str = "py3-none-any") -> Path:
    """A wheel in `folder` with one module, `name`, that knows its version."""
    path = folder / f"{name}-{version}-{tag}.whl"
    info = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {requirement}\n" for requirement in requirements)
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = '{version}'\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
        wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        wheel.writestr(f"{info}/RECORD", "")
    return path


def only_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Makes the new `folder` the one place in which pip finds packages."""
    folder.mkdir()
    for name, value in {
        "NO_INDEX": "1",
        "FIND_LINKS": str(folder),
        "EXTRA_INDEX_URL": "",
        "CONFIG_FILE": "/dev/null",
    }.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    return folder
