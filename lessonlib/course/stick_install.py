"""Install the course from this folder, without internet: `python3 install.py` (on Windows: `py install.py`).

This file travels alone, on a stick: it uses nothing but Python itself.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

NAMES: dict[str, str] = {"Linux": "linux", "Windows": "windows", "Darwin": "macos"}
"""The systems, as Python calls them and as the stick does."""


def main(stick: Path, folder: Path) -> str:
    """Install the course of the folder `stick` into `folder`, with a copy of the lessons; returns how to begin.

    Copies of lessons that are there stay as they are. Raises SystemExit, with the reason, where that cannot be done.
    """
    holds = json.loads((stick / "stick.json").read_text(encoding="utf-8"))
    system, version = (
        NAMES.get(platform.system(), platform.system()),
        f"{sys.version_info.major}.{sys.version_info.minor}",
    )
    if version not in holds["pythons"]:
        sys.exit(f"error: this is Python {version}; the stick is for {', '.join(holds['pythons'])}: use one of these")
    if system not in holds["systems"]:
        sys.exit(f"error: this computer has {system}; the stick is for {', '.join(holds['systems'])}")
    environment = folder / "environment"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    try:
        venv.create(environment, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            f"error: no environment could be made in {environment} ({error}); on Debian and Ubuntu, Python needs the "
            "package python3-venv for that"
        )
    command = [str(python), "-m", "pip", "--isolated", "--disable-pip-version-check", "--quiet"]
    command += ["install", "--no-index", "--find-links", str(stick / "wheels"), "lessonlib[lab]"]
    if subprocess.run(command, check=False).returncode:
        sys.exit("error: pip could not install the course, see above; is the stick whole, and made for this computer?")
    lessons = folder / "lessons"
    lessons.mkdir(exist_ok=True)
    for lesson in (stick / "lessons").glob("*.ipynb"):
        if not (lessons / lesson.name).exists():
            shutil.copy(lesson, lessons)
    if (stick / "mirror").is_dir():
        fetch = [str(python), "-m", "lessonlib", "data", "fetch", "glove"]
        subprocess.run(fetch, env=os.environ | {"LESSONLIB_MIRROR": str(stick / "mirror")}, check=False)
    return f'Installed. Begin with: "{python}" -m jupyterlab "{lessons}"'


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    print(main(here, Path(sys.argv[1]) if len(sys.argv) > 1 else Path.home() / "word-embeddings"))
