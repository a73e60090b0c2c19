"""The package installs anywhere with its data, and the files that name versions agree with each other."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import lessonlib

CHECKOUT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
REQUIREMENTS = {
    requirement.name: requirement.specifier
    for requirement in map(Requirement, [*PROJECT["dependencies"], *EXTRAS["lab"], *EXTRAS["test"], *EXTRAS["docs"]])
}
CONDA_NAMES = {"torch": "pytorch", "matplotlib": "matplotlib-base", "seaborn": "seaborn-base"}

LOAD_EVERYTHING = """
import lessonlib
from lessonlib.datasets import DATA_DIR, load_corpus, load_glove, load_headlines
print(lessonlib.__file__)
print(DATA_DIR)
print(len(load_corpus()) > 1_000_000, len(load_headlines()) > 1_000, len(load_glove()) > 15_000)
"""


def constraints(file="constraints.txt"):
    """Name and version of each line of the `file` that gives one."""
    lines = (CHECKOUT / file).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.mark.slow
def test_the_wheel_brings_its_data_along(tmp_path):
    """Installed into a fresh environment and used from a folder outside the checkout, all three samples load."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", str(CHECKOUT), "--no-index", "--no-deps", "--no-build-isolation", "-w", str(tmp_path)]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("lessonlib-*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert "lessonlib/py.typed" in packed  # programs that use it are checked against its types
    records = {path.name for path in (CHECKOUT / "benchmarks" / "quality").glob("*.json")}
    assert {f"lessonlib/data/records/{name}" for name in records} <= packed  # lessons quote them
    assert wheel.stat().st_size < 10e6

    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    python = next(path for path in environment.glob("*/python*") if path.stem == "python")
    subprocess.run([*pip, "--python", str(python), "install", "--no-index", "--no-deps", str(wheel)], check=True)
    # The dependencies are those that are installed already; the editable install beside them is not seen, because
    # Python reads no .pth file in a folder that it learned of from a .pth file.
    places = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    (packages,) = environment.glob("Lib/site-packages" if os.name == "nt" else "lib/*/site-packages")
    (packages / "dependencies.pth").write_text("\n".join(places) + "\n", encoding="utf-8")

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    offline = os.environ | {"PYTHONPATH": str(CHECKOUT / "tests" / "offline")}
    command = [str(python), "-c", LOAD_EVERYTHING]
    result = subprocess.run(command, cwd=elsewhere, env=offline, capture_output=True, text=True, check=True)
    file, data, loaded = result.stdout.splitlines()
    assert Path(file).is_relative_to(environment) and Path(data).is_relative_to(environment)
    assert loaded == "True True True"


def test_the_ranges_admit_what_colab_has():
    colab = constraints("constraints-colab.txt")
    assert len(colab) >= 6
    assert {name: version for name, version in colab.items() if version not in REQUIREMENTS[name]} == {}
    light = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert light.isdisjoint({"jupyterlab", "nbclient", "nbconvert", "ipykernel", "notebook", "tornado"})


def test_the_constraints_lie_in_the_ranges_and_pin_every_dependency():
    pinned = constraints()
    assert {name for name in REQUIREMENTS if name not in pinned} == set()
    assert {name for name, wanted in REQUIREMENTS.items() if pinned[name] not in wanted} == set()
    assert all(str(Version(version).public) == version for version in pinned.values())  # no "+cpu", no path


def test_conda_gets_the_same_ranges():
    environment = yaml.safe_load((CHECKOUT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    listed = dict(line.split() for line in environment["dependencies"] if isinstance(line, str) and " " in line)
    oldest = SpecifierSet(listed.pop("python")) & SpecifierSet(PROJECT["requires-python"])
    assert {f"3.{minor}" for minor in range(9, 16) if f"3.{minor}" in oldest} == pythons()
    assert {name: SpecifierSet(ranges) for name, ranges in listed.items()} == {
        CONDA_NAMES.get(name, name): ranges for name, ranges in REQUIREMENTS.items()
    }


def pythons():
    """The versions of Python that pyproject.toml names."""
    classifiers = (re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", line) for line in PROJECT["classifiers"])
    return {found[1] for found in classifiers if found}


def test_everything_that_the_package_imports_is_a_dependency():
    """Of a plain install; what runs the notebooks and makes pages of them may come with the extras for that."""
    plain = {Requirement(line).name for line in PROJECT["dependencies"]}
    more = {Requirement(line).name for line in EXTRAS["lab"] + EXTRAS["docs"]}
    for path in (CHECKOUT / "lessonlib").rglob("*.py"):
        extra = {"course": more, "context": {Requirement(line).name for line in EXTRAS["context"]}}
        allowed = plain | extra.get(path.parent.name, set())
        assert third_party_imports(path) <= allowed, path


def third_party_imports(path):
    """The distributions that the module `path` imports anything from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    tops = {module.split(".")[0] for module in modules} - set(sys.stdlib_module_names) - {"lessonlib"}
    names = {"sklearn": "scikit-learn", "IPython": "ipython", "PIL": "pillow"}
    return {names.get(name, name) for name in tops}


needs_make = pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="make and a shell are not here")


@pytest.fixture
def project(tmp_path):
    """A folder with what `make` reads, and stand-ins for Python: one too old, one that fits."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(CHECKOUT / name, tmp_path)
    installs = 'case "$*" in "-m venv .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python;; *) echo "ran $*";; esac'
    for name, does in (("old", "exit 1"), ("good", installs)):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def make(*arguments, folder):
    """What `make` prints as a learner runs it: the `make` that runs these tests tells all below it that it does."""
    outside = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    return subprocess.run(["make", *arguments], cwd=folder, env=outside, capture_output=True, text=True, check=False)


@needs_make
def test_make_says_which_python_it_needs(project):
    result = make("run", "PYTHON=./absent ./old", folder=project)
    assert result.returncode != 0 and not (project / ".venv").exists()
    assert "none of ./absent ./old is a Python from 3.11 to 3.13" in result.stderr and "PYTHON=" in result.stderr


@needs_make
def test_make_takes_the_first_python_that_fits_and_a_learner_gets_no_tools(project):
    result = make("lab", "PYTHON=./absent ./old ./good", folder=project)
    assert result.returncode == 0, result.stderr
    assert "constraints.txt -e .[lab]\n" in result.stdout and "[lab,test" not in result.stdout
    assert "jupyterlab work/01_embeddings.ipynb" in result.stdout.splitlines()[-1]


def test_the_citation_names_this_version_this_repository_and_the_seed():
    citation = yaml.safe_load((CHECKOUT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["repository-code"] == PROJECT["urls"]["Repository"]
    assert citation["license"] == PROJECT["license"]
    assert "Made With ML" in str(citation["references"])
    assert "Goku Mohandas" in (CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_what_the_guides_name_is_there():
    """Every `make` command that is listed or explained, each file and folder of the guide, each package on the maps."""
    guide = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    commands = set(re.findall(r"(?:^|`|@echo \")make ([\w-]+)", guide + makefile, re.MULTILINE))
    assert {"test", "test-all", "lessons"} <= commands <= targets
    named = set(re.findall(r"`((?:lessonlib|tests|scripts|data|\.github|\.ci)/[\w./-]*)`", guide))
    assert len(named) > 10
    assert {name for name in named if not (CHECKOUT / name).exists()} == set()

    packages = {path.parent.name for path in (CHECKOUT / "lessonlib").glob("*/__init__.py")}
    for map_ in (guide, (CHECKOUT / "README.md").read_text(encoding="utf-8"), lessonlib.__doc__):
        assert {name for name in packages if not re.search(rf"^\|.*`{name}`", map_, re.MULTILINE)} == set()
