"""What is read from the disk, with errors that say what is wrong and what to do; where the cache is."""

import gzip
import io
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

from lessonlib.errors import InputError, InputFileError, InputTypeError

_LOOK = 4096  # bytes at the beginning that tell what a file is

_KINDS: dict[bytes, tuple[str, str]] = {
    rb"%PDF-": ("a PDF document", "`pdftotext {path} text.txt` takes its text out"),
    rb"\{\\rtf": ("a document of a word processor (RTF)", "`pandoc {path} -t plain -o text.txt` takes its text out"),
    rb"\x93NUMPY": ("an array of numpy", "make_keyed_vectors(words, numpy.load({path!r})) gives it its words"),
    rb"\x80[\2-\5]": (
        "a pickle of Python",
        "gensim.models.KeyedVectors.load({path!r}) reads what gensim saved, pandas.read_pickle({path!r}) a table",
    ),
    rb"BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd": ("packed", "unpack it and give the file that is in it"),
    rb"\xba\x16\x4f\x2f": ("a model of fastText", "lessonlib.embeddings.training.load_fasttext({path!r}) reads it"),
    rb"(?i)\s*<(!doctype html|html|head|body)\b": (
        "a web page (HTML)",
        "download the file itself, not the page that shows it; if you want the page's own text, "
        "lessonlib.text.clean_markup takes the tags out, and pandas.read_html({path!r}) reads its tables",
    ),
}
"""How a file begins that people take for text, what it is, and the call that reads or converts it."""

_ZIPPED: dict[str, tuple[str, str]] = {
    "xl/": ("a workbook (Excel)", "pandas.read_excel({path!r}) reads it, and the table may stand where a path does"),
    "word/": ("a document of Word", "`pandoc {path} -t plain -o text.txt` takes its text out"),
    ".npy": ("an archive of numpy (npz)", "numpy.load({path!r}) reads it; make_keyed_vectors adds the words"),
    "": ("a zip archive", "`python -m zipfile -e {path} FOLDER` unpacks it; give the file that is in it"),
}
"""What is in the name of a member of a zip archive, and what the archive is then."""

WORD2VEC = re.compile(rb"\d+ \d+[ \r]*\n[^ ]* (?![\t\r -~]*(?:[\d.][\t\r ]*\n|\Z))", re.DOTALL)
"""How vectors in word2vec's binary format begin: a heading, a word, and not the rest of a line of text."""


def cache_dir() -> Path:
    """The folder for downloaded files and what is made of them: `LESSONLIB_CACHE`, else the system's cache folder."""
    return Path(os.environ.get("LESSONLIB_CACHE") or user_cache_dir("lessonlib")).expanduser().absolute()


def artifacts_dir() -> Path:
    """The folder `artifacts` beside the notebook, where a lesson leaves what others read; it is made if need be.

    Where none can be written there, as in the shared folder of a hub, it is the folder of that name in the cache (see
    `cache_dir`), and a printed line says so.
    """
    folder = Path("artifacts")
    try:
        folder.mkdir(exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        folder = cache_dir() / "artifacts"
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Nothing can be written beside this notebook ({error.strerror}): what it keeps goes to {folder}")
    return folder


def require_file(path: str | os.PathLike, advice: str) -> Path:
    """`path` itself. Raises InputFileError when there is no such file, InputTypeError when it is none: see `advice`."""
    if not isinstance(path, str | os.PathLike):
        raise InputTypeError(f"expected the path of a file, got {type(path).__name__}; {advice}")
    path = Path(path).expanduser()
    if not os.path.isfile(path):  # unlike Path.is_file, of whatever length a text given for a path is
        raise InputFileError(f"{str(path):.300} {'is no file' if os.path.exists(path) else 'does not exist'}; {advice}")
    return path


@contextmanager
def open_packed(path: str | os.PathLike, advice: str) -> Iterator[io.BufferedReader]:
    """The bytes of a file, unpacked when they begin as gzip writes them, whatever the name says.

    Raises InputFileError, which ends in `advice`, when there is no such file; InputError when what is packed is
    damaged, or the file is of a kind that is no text (see `refuse_other_kinds`).
    """
    path = require_file(path, advice)
    try:
        with open(path, "rb") as file:
            unpacked: Any = gzip.GzipFile(fileobj=file) if file.peek(2).startswith(b"\x1f\x8b") else file
            refuse_other_kinds(path, unpacked.peek(_LOOK)[:_LOOK])
            yield unpacked
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{path} is packed, and damaged or cut off ({error}); get it again") from error


def refuse_other_kinds(path: Path, start: bytes) -> None:
    """Raises InputError when a file that begins with `start` is of a known kind that is neither text nor word vectors.

    The message says what it is, and which call reads or converts it.
    """
    kind = next((kind for begins, kind in _KINDS.items() if re.match(begins, start, re.DOTALL)), None)
    if start.startswith(b"PK\3\4"):
        names: list[str] = []
        with suppress(zipfile.BadZipFile, OSError):  # cut off, or a pipe
            names = zipfile.ZipFile(path).namelist()
        kind = next(kind for part, kind in _ZIPPED.items() if not part or any(part in name for name in names))
    if kind:
        what, way = kind
        raise InputError(f"{path} is {what}, not text; {way.format(path=str(path))}")


@contextmanager
def atomic_file(path: str | os.PathLike) -> Iterator[Path]:
    """Yields a path near `path`; what the block wrote there takes its place when it ends well, else it is removed.

    So whoever looks at `path` sees the old file or the new one, never a half one, and two notebooks that write it at
    once do not meet. Missing parent folders are made; through a symbolic link, the file that it points to is replaced.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        temporary = Path(folder) / path.name
        yield temporary
        os.replace(temporary, path)


def read_text(path: str | os.PathLike, advice: str, encoding: str = "utf-8") -> str:
    """The text of a file, without a byte order mark; what is packed is unpacked (see `open_packed`).

    Raises InputFileError, which ends in `advice`, when there is no such file; InputError when it is damaged, is no text
    or not in `encoding` (the message names the line), or when there is no such encoding.
    """
    with open_packed(path, advice) as file:
        data = file.read()
    if WORD2VEC.match(data[:_LOOK]):
        raise InputError(f"{path} holds word vectors in word2vec's binary format; load_glove({str(path)!r}) reads them")
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
        if "\0" in text[:_LOOK]:  # no text holds it: a database does, or UTF-16 without its mark
            raise UnicodeDecodeError(encoding, data, place := data.index(0), place + 1, "no text")
        return text
    except LookupError as error:
        raise InputError(f"there is no text encoding {encoding!r}; use a name such as 'utf-8' or 'cp1252'") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        way = (
            "pass encoding= (in a terminal --encoding) with the encoding that it was saved in, if you know it, or save "
            "it as UTF-8 (in Excel: CSV UTF-8) in the program that wrote it"
        )
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            way = "it begins like UTF-16: pass encoding='utf-16', in a terminal --encoding utf-16"
        elif b"\0" in data[:_LOOK]:
            way = "it does not look like text at all: save it as text, or as CSV, in the program that wrote it"
        raise InputError(
            f"{path}, line {line}: byte {error.start} (0x{data[error.start]:02x}) is not {encoding.upper()}; {way}"
        ) from error
