"""The repository's address: it stands in pyproject.toml, and everything else that names it is written from there."""

import json
import re
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from lessonlib.errors import InputError, InputFileError
from lessonlib.files import atomic_file

CHECKOUT = Path(__file__).resolve().parent.parent.parent
COLAB_TAG = "colab"
PLACEHOLDER = "<!-- badge -->"
"""The first line of a lesson that is being written; its badge goes there."""

_ADDRESS = re.compile(r'^(Repository = "https://github\.com/)([^"/]+/[^"/]+)(")$', re.MULTILINE)
# GitHub's rules: an owner has at most 39 letters, digits and single hyphens between them; a repository at most 100
# characters, and no name that git or its web pages use themselves.
_NAME = re.compile(
    r"(?=[^/]{1,39}/)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*/(?!\.{1,2}$)(?!(?i:.*\.(?:git|wiki)$))[A-Za-z0-9_.-]{1,100}"
)
# README.md is the first that is written.
_LINKING = ("teaching/index.md", "CITATION.cff", "CONTRIBUTING.md", "README.md")
_COLAB_LINK = re.compile(r"/github/([\w.-]+/[\w.-]+)/blob/main/notebooks/")
_BADGE_IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"


def repository(checkout: Path = CHECKOUT) -> str:
    """`OWNER/NAME` of the repository, from the pyproject.toml of `checkout`.

    Raises InputFileError without that file, InputError when it holds no address on GitHub.
    """
    return _find_address(checkout / "pyproject.toml")[2]


def pages_address(checkout: Path = CHECKOUT) -> str:
    """Where GitHub Pages publishes the site of the repository of `checkout`; it ends with a slash."""
    owner, name = repository(checkout).split("/")
    return f"https://{owner.lower()}.github.io/{name}/"


def badge(name: str, notebook: str) -> str:
    """The Markdown line that opens `notebook` (a file name) of the repository `name` on Google Colab."""
    return (
        f"[![Open in Colab]({_BADGE_IMAGE})]"
        f"(https://colab.research.google.com/github/{name}/blob/main/notebooks/{notebook})"
    )


def colab_cell(name: str) -> str:
    """The source of the first code cell of every notebook: it asks whether the package is there.

    On Colab it installs it from `name`, anywhere else it says how to get it: in plain Python, without `%pip`, because a
    lesson is exported as a script, too.
    """
    return f"""# Are the course's helpers here? If not, Colab gets them now; elsewhere you are told how.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("lessonlib") is None:
    address = "git+https://github.com/{name}"
    if "google.colab" not in sys.modules:
        raise ModuleNotFoundError(
            "This lesson needs the course's package, lessonlib. With internet, run this "
            f"in a cell and then the lesson again: %pip install {{address}}. Without, copy "
            "the whole folder of the course from somebody, and run `make lab` in it."
        )
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", address], check=True)"""


def retarget(name: str, checkout: Path = CHECKOUT) -> list[Path]:
    """Write the repository `name` (`OWNER/NAME` on GitHub) into every file of `checkout` that holds the address.

    That is pyproject.toml, the links of README.md, CONTRIBUTING.md, CITATION.cff and teaching/index.md, and of each
    notebook the badge (first line of the first Markdown cell) and the Colab cell (first code cell); whichever is not
    there yet is inserted. Outputs and execution counts stay. Either all files are written or none; what a killed
    process left is mended by the next one.

    Returns:
        The files that changed; none when all of them were in step.

    Raises:
        InputError: `name` is not `OWNER/NAME`, or none that GitHub allows; a file is not UTF-8, or no whole notebook.
            Nothing is written.
        InputFileError: `checkout` has no pyproject.toml.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} is not the name of a repository on GitHub; give OWNER/NAME, such as ada/embeddings: the owner "
            "has letters, digits and single hyphens (at most 39), the name also . and _ (at most 100)"
        )
    project = checkout / "pyproject.toml"
    before, text, old = _find_address(project)
    new_texts = {project: before + name + text}
    readme = checkout / "README.md"
    linked = _COLAB_LINK.search(_read(readme)) if readme.is_file() else None
    for path in (checkout / file for file in _LINKING):
        if path.is_file():
            new_texts[path] = _replace_links(_read(path), old, name)
            if linked:  # where a killed run left it, the README is ahead of pyproject.toml
                new_texts[path] = _replace_links(new_texts[path], linked[1], name)
    for path in sorted((checkout / "notebooks").glob("*.ipynb")):
        new_texts[path] = _retarget_notebook(path, name)
    changed = {path: new for path, new in new_texts.items() if path.read_text(encoding="utf-8") != new}
    _write_all(changed)
    return list(changed)


def _write_all(texts: Mapping[Path, str]) -> None:
    """Write each text into its file, all or none; the first of them last."""
    before = {path: path.read_bytes() for path in texts}
    try:
        with ExitStack() as stack:  # which renames, at its end, in reverse order
            for path, text in texts.items():
                stack.enter_context(atomic_file(path)).write_text(text, encoding="utf-8", newline="\n")
    except BaseException:
        for path, data in before.items():
            if path.read_bytes() != data:
                with atomic_file(path) as temporary:
                    temporary.write_bytes(data)
        raise


def _find_address(project: Path) -> tuple[str, str, str]:
    """The text of pyproject.toml before `OWNER/NAME`, the text after it, and `OWNER/NAME`."""
    if not project.is_file():
        raise InputFileError(f"{project} does not exist; the address is changed in a checkout of the course")
    text = _read(project)
    found = _ADDRESS.search(text)
    if found is None:
        raise InputError(f'{project} has no line Repository = "https://github.com/OWNER/NAME"; restore it')
    return text[: found.start(2)], text[found.end(2) :], found[2]


def _read(path: Path) -> str:
    """The text of `path`. Raises InputError when it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 ({error}); save it as UTF-8, or: git checkout {path.name}") from error


def _replace_links(text: str, old: str, new: str) -> str:
    """`text` with every link into the repository `old`, on GitHub or through Colab, pointing into `new`."""
    return re.sub(rf"(github\.com/|/github/){re.escape(old)}(?![\w-])", lambda found: found[1] + new, text)


def _retarget_notebook(path: Path, name: str) -> str:
    """The JSON of the notebook `path`, laid out as Jupyter does, with the badge and the Colab cell of `name`."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        kinds = [cell["cell_type"] for cell in notebook["cells"]]
        tagged = [cell for cell in notebook["cells"] if COLAB_TAG in cell["metadata"].get("tags", [])]
        lines = "".join([line for cell in notebook["cells"][:1] for line in cell["source"]]).splitlines()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path} is no whole notebook; get it again: git checkout {path.name}") from error
    if kinds[:1] != ["markdown"]:
        raise InputError(f"{path.name} does not begin with a Markdown cell; give it one with the title of the lesson")
    cells = notebook["cells"]
    if lines and (_BADGE_IMAGE in lines[0] or lines[0].strip() == PLACEHOLDER):
        lines[0] = badge(name, path.name)
    else:
        lines = [badge(name, path.name), "", *lines]
    cells[0]["source"] = "\n".join(lines).splitlines(keepends=True)
    if not tagged:
        tagged = [{"cell_type": "code", "execution_count": None, "id": COLAB_TAG, "metadata": {}, "outputs": []}]
        tagged[0]["metadata"]["tags"] = [COLAB_TAG]
        cells.insert(1, tagged[0])
    tagged[0]["source"] = colab_cell(name).splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
