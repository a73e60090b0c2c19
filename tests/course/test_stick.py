"""`lessonlib.course.stick` on tiny wheels made here; one slow test installs the real ones without a network."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from handmade_wheels import make_wheel, only_index
from notebook_cells import CHECKOUT, NOTEBOOKS

from lessonlib.course import stick
from lessonlib.course.stick import SYSTEMS, StickError, main, missing, prepare_stick
from lessonlib.datasets.catalogue import REMOTE_FILES
from lessonlib.errors import InputError

COURSE_NEEDS = ("alpha>=2", 'coloured; sys_platform == "win32"', 'notes; extra == "lab"')


@pytest.fixture
def index(tmp_path, monkeypatch):
    """The one place in which pip finds packages; the wheel of the course is made by hand, and GloVe is not here."""
    monkeypatch.setattr(stick, "build_wheel", lambda folder, _: (folder.mkdir(exist_ok=True), course(folder))[1])
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    folder = only_index(tmp_path / "index", monkeypatch)
    make_wheel(folder, "alpha", "2.1", 'deep; python_version >= "3.12"')
    for name in ("deep", "coloured", "notes"):
        make_wheel(folder, name, "1.0")
    return folder


def course(folder):
    return make_wheel(folder, "lessonlib", "1.0.0", *COURSE_NEEDS)


def names(folder):
    return sorted(path.name.split("-")[0] for path in (folder / "wheels").iterdir())


@pytest.mark.parametrize(
    ("system", "python", "lacking"),
    [("linux", "3.11", "alpha notes"), ("windows", "3.11", "alpha coloured notes"), ("macos", "3.13", "alpha notes")],
)
def test_what_is_missing_is_told_for_the_other_system(tmp_path, system, python, lacking):
    course(tmp_path)
    assert [requirement.name for requirement in missing(tmp_path, system, python)] == lacking.split()
    make_wheel(tmp_path, "alpha", "1.9")  # too old
    make_wheel(tmp_path, "notes", "1.0", tag="cp310-cp310-any")  # for another Python
    (tmp_path / "coloured-1.0-py3-none-any.whl").write_bytes(b"half of a wh")
    assert [requirement.name for requirement in missing(tmp_path, system, python)] == lacking.split()
    assert not (tmp_path / "coloured-1.0-py3-none-any.whl").exists()


def test_a_wheel_fits_its_system():
    tags = {"linux": "manylinux_2_28_x86_64", "windows": "win_amd64", "macos": "macosx_10_9_universal2"}
    for name, system in SYSTEMS.items():
        assert [other for other, tag in tags.items() if tag in system.platforms] == [name]


def test_every_system_gets_what_it_needs_and_what_is_there_is_not_fetched_again(index, tmp_path):
    folder = tmp_path / "stick"
    script = prepare_stick(folder, ["linux"], ["3.11"])
    assert names(folder) == ["alpha", "lessonlib", "notes"]
    assert script == folder / "install.py" and json.loads((folder / "stick.json").read_text())["pythons"] == ["3.11"]
    assert sorted(path.name for path in (folder / "lessons").iterdir()) == [path.name for path in NOTEBOOKS]
    assert '"output_type"' not in (folder / "lessons" / NOTEBOOKS[0].name).read_text(encoding="utf-8")

    for wheel in index.glob("alpha*"):
        wheel.unlink()
    prepare_stick(folder, ["linux", "windows"], ["3.11", "3.12"])
    assert names(folder) == ["alpha", "coloured", "deep", "lessonlib", "notes"]
    assert sorted(path.name for path in folder.iterdir()) == ["install.py", "lessons", "stick.json", "wheels"]


def test_what_cannot_be_had_is_named_and_the_rest_is_kept_for_the_next_time(index, tmp_path, capsys):
    (index / "deep-1.0-py3-none-any.whl").unlink()
    command = [str(tmp_path / "stick"), "--system", "linux", "--python", "3.12"]
    assert main(command) == 1
    printed = capsys.readouterr().err
    assert "for linux and Python 3.12; run this again" in printed and "deep" in printed
    assert (
        names(tmp_path / "stick") == ["alpha", "lessonlib", "notes"]
        and not (tmp_path / "stick" / "install.py").exists()
    )
    make_wheel(index, "deep", "1.0")
    assert main(command) == 0 and "copy it to a stick" in capsys.readouterr().out

    assert main([*command, "--system", "amiga"]) == 2
    assert "no system 'amiga' to prepare for; choose from linux, windows, macos" in capsys.readouterr().err
    with pytest.raises(InputError, match="no Python '2.7'"):
        prepare_stick(tmp_path, pythons=["2.7"])


def test_gigabytes_of_cuda_are_refused(index, tmp_path):
    make_wheel(index, "alpha", "3.0", "torch")
    make_wheel(index, "torch", "2.13.0", 'nvidia-cublas; platform_system == "Linux"')
    with pytest.raises(StickError, match="needs gigabytes of CUDA"):
        prepare_stick(tmp_path / "stick", ["linux"], ["3.11"])
    assert "torch" not in names(tmp_path / "stick")
    prepare_stick(tmp_path / "stick", ["windows"], ["3.11"])
    assert "torch" in names(tmp_path / "stick")


def test_glove_comes_along_when_it_is_here(index, tmp_path):
    source = REMOTE_FILES["glove"].sources[0]
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / source.file_name).write_bytes(b"vectors")
    prepare_stick(tmp_path / "stick", ["linux"], ["3.11"])
    assert [path.name for path in (tmp_path / "stick" / "mirror").iterdir()] == [source.file_name]


@pytest.mark.parametrize(
    ("holds", "message"),
    [
        ({"pythons": ["2.7"], "systems": list(SYSTEMS)}, r"this is Python 3\.\d+; the stick is for 2\.7"),
        ({"pythons": list(stick.PYTHONS), "systems": ["amiga"]}, r"this computer has \w+; the stick is for amiga"),
    ],
)
def test_a_laptop_that_the_stick_is_not_for_is_told_so(tmp_path, holds, message):
    from lessonlib.course import stick_install

    (tmp_path / "stick.json").write_text(json.dumps(holds))
    with pytest.raises(SystemExit, match=message):
        stick_install.main(tmp_path, tmp_path / "course")
    assert not (tmp_path / "course").exists()


def cut_off(command):
    """The `command` in a network with nobody in it, where the system can do that; else Python's sockets are refused."""
    alone = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0:
        return [*alone, *command], {}
    return command, {"PYTHONPATH": str(CHECKOUT / "tests" / "offline")}


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="installs what the stick has for Linux")
def test_a_laptop_without_a_network_gets_the_course_from_the_stick(tmp_path, monkeypatch):
    """With what pip finds now: where it finds nothing at all, there is nothing to install from."""
    monkeypatch.delenv("PYTHONPATH")  # which keeps the tests, and so pip, off the network
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path / "cache"))
    python = f"3.{sys.version_info.minor}"
    probe = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(tmp_path / "probe"), "tqdm"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("pip finds no packages here")
    script = prepare_stick(tmp_path / "stick", ["linux"], [python])
    shutil.rmtree(tmp_path / "probe")

    command, environment = cut_off([sys.executable, str(script), str(tmp_path / "course")])
    environment = {**os.environ, **environment}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "-m jupyterlab" in done.stdout, done.stderr
    installed = tmp_path / "course" / "environment" / "bin" / "python"
    look = "import jupyterlab, lessonlib, socket; from lessonlib.datasets import load_glove; print(lessonlib.__file__)"
    look += "; print(len(load_glove()) > 15_000)\ntry: socket.create_connection(('192.0.2.1', 80), 2)"
    look += "\nexcept (OSError, RuntimeError): print('alone')"
    command, _ = cut_off([str(installed), "-c", look])
    seen = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    file, loaded, alone = seen.splitlines()
    assert Path(file).is_relative_to(tmp_path / "course") and loaded == "True" and alone == "alone"
    assert len(list((tmp_path / "course" / "lessons").glob("*.ipynb"))) == len(NOTEBOOKS)
