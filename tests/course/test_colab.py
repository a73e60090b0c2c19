"""`lessonlib.course.colab` on tiny wheels that are made here; `make colab` tries the real ones and all lessons."""

import functools
import json
import subprocess

import pytest
from handmade_wheels import make_wheel, only_index

from lessonlib.course import colab
from lessonlib.course.colab import ColabError, install, prepare_environment, try_colab, versions
from lessonlib.course.retarget import colab_cell
from lessonlib.errors import InputError, InputFileError

PREINSTALLED = "# Colab's\nalpha==1.0\n"


@pytest.fixture
def wheels(tmp_path, monkeypatch):
    """A function that makes a wheel of a name, a version and requirements; pip finds those and nothing else."""
    make = functools.partial(make_wheel, only_index(tmp_path / "wheels", monkeypatch))
    for name, version in {"alpha": "1.0", "beta": "3.0"}.items():
        make(name, version)
    make("alpha", "2.0")
    return make


@pytest.mark.slow
def test_what_replaces_a_preinstalled_package_is_refused_and_the_environment_is_used_again(wheels, tmp_path):
    python, before = prepare_environment(tmp_path / "environment", PREINSTALLED)
    assert before["alpha"] == "1.0" and "beta" not in before
    subprocess.run([python, "-c", "import google.colab"], check=True)
    assert install(python, wheels("course", "1.0", "alpha", "beta"), before) == ["beta==3.0", "course==1.0"]
    marker = tmp_path / "environment" / "marker"
    marker.touch()

    assert prepare_environment(tmp_path / "environment", PREINSTALLED) == (python, before) and marker.exists()
    assert versions(python) == before
    with pytest.raises(ColabError, match=r"alpha 1\.0 -> 2\.0; widen the ranges"):
        install(python, wheels("course", "1.1", "alpha>=2"), before)

    assert prepare_environment(tmp_path / "environment", PREINSTALLED)[1] == before and not marker.exists()
    marker.touch()
    other = prepare_environment(tmp_path / "environment", PREINSTALLED.replace("1.0", "2.0"))[1]
    assert other["alpha"] == "2.0" and not marker.exists()


def test_what_cannot_be_tried_is_refused_before_anything_is_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(colab, "prepare_environment", None)
    with pytest.raises(InputFileError, match=r"constraints-colab.txt does not exist"):
        try_colab(tmp_path, "2.13.0", checkout=tmp_path)
    with pytest.raises(InputError, match="no lesson begins with 09 or 10; name one by its number"):
        try_colab(tmp_path, "2.13.0", ["09", "10"])


def test_a_lesson_installs_the_wheel_in_an_empty_folder(tmp_path, monkeypatch):
    """And a cell that does not is a fault of the lesson."""
    ran = []
    monkeypatch.setattr(colab, "_run", lambda command, cwd: ran.append((command, cwd)))
    lesson, folder, wheel = tmp_path / "01_one.ipynb", tmp_path / "content", tmp_path / "course.whl"
    (folder / "artifacts").mkdir(parents=True)
    (folder / "artifacts" / "left").touch()
    lesson.write_text(json.dumps({"cells": [{"source": [colab_cell("ada/course")]}, {"source": "1"}]}))
    colab._execute("python", lesson, folder, wheel, "ada/course")
    assert [path.name for path in folder.iterdir()] == ["01_one.ipynb"]
    assert f"%pip install -q {wheel}" in (folder / "01_one.ipynb").read_text()
    assert ran[0][0][-1] == str(folder / "01_one.ipynb") and ran[0][1] == folder

    def fail(command, cwd):
        raise subprocess.CalledProcessError(1, command, output="cell 3 of 9: KeyError")

    monkeypatch.setattr(colab, "_run", fail)
    with pytest.raises(ColabError, match="01_one failed with Colab's versions:\ncell 3 of 9"):
        colab._execute("python", lesson, folder, wheel, "ada/course")
    with pytest.raises(ColabError, match="does not install from https://github.com/eve/course"):
        colab._execute("python", lesson, folder, wheel, "eve/course")
