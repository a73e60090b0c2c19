"""What is read from the disk, with errors that say what is wrong and what to do; where the cache is."""

import bz2
import gzip
import io
import lzma
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes
from platformdirs import user_cache_dir

from lessonlib.errors import InputError, InputFileError

_PACKED: dict[bytes, Any] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}  # how a packed file begins
_LOOK = 4096  # bytes at the beginning that tell what a file is
_UNKNOWN_ENCODING = "pass encoding= with the encoding that it was saved in, if you know it"
_ENCODINGS = "cp1250 cp1251 cp1252 cp1253 cp1254 cp1257 iso8859_2 koi8_r cp932 cp949 big5 gb18030".split()
# How well a text reads as one in some language, in charset-normalizer's measure from 0 to 1: enough to name its
# encoding, and by how much better than in any other encoding that gives another text.
_LEAST_COHERENCE, _LEAD = 0.5, 0.1

_KINDS: dict[bytes, tuple[str, str]] = {
    rb"%PDF-": ("a PDF document", "`pdftotext {path} text.txt` takes its text out"),
    rb"\xd0\xcf\x11\xe0": ("an old Office document (.xls, .doc)", "pandas.read_excel({path!r}) reads a workbook"),
    rb"\{\\rtf": ("a document of a word processor (RTF)", "`pandoc {path} -t plain -o text.txt` takes its text out"),
    rb"\x93NUMPY": ("an array of numpy", "make_keyed_vectors(words, numpy.load({path!r})) gives it its words"),
    rb"\x80[\2-\5]": (
        "a pickle of Python",
        "gensim.models.KeyedVectors.load({path!r}) reads what gensim saved, pandas.read_pickle({path!r}) a table",
    ),
    rb"PAR1": ("a Parquet table", "pandas.read_parquet({path!r}) reads it"),
    rb"\x89HDF": ("an HDF5 file", "pandas.read_hdf({path!r}) reads it"),
    rb"SQLite format 3": ("a database of SQLite", "pandas.read_sql(query, sqlite3.connect({path!r})) reads a table"),
    rb"(7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd)|.{257}ustar": ("an archive", "unpack it and give the file that is in it"),
    rb"\xba\x16\x4f\x2f": ("a model of fastText", "lessonlib.embeddings.training.load_fasttext({path!r}) reads it"),
    rb"[^\0]{1,3}\0{5,7}\{\"": (
        "a file of safetensors",
        "a classifier of the course is loaded by HeadlineClassifier.load({path!r})",
    ),
    rb"(?i)\s*<(!doctype html|html|head|body)\b": (
        "a web page (HTML)",
        "download the file itself, not the page that shows it; if you want the page's own text, "
        "lessonlib.text.clean_markup takes the tags out, and pandas.read_html({path!r}) reads its tables",
    ),
}
"""How a file begins that is no text, what it is then, and the call that reads or converts it."""

_ZIPPED: dict[str, tuple[str, str]] = {
    "xl/": ("a workbook (Excel)", "pandas.read_excel({path!r}) reads it, and the table may stand where a path does"),
    "word/": ("a document of Word", "`pandoc {path} -t plain -o text.txt` takes its text out"),
    "content.xml": (
        "a document of LibreOffice",
        "pandas.read_excel({path!r}) reads a spreadsheet, `pandoc {path} -t plain -o text.txt` takes the text out",
    ),
    "META-INF/container.xml": ("an e-book (EPUB)", "`pandoc {path} -t plain -o text.txt` takes its text out"),
    ".npy": (
        "an archive of numpy (npz)",
        "numpy.load({path!r}) reads it; make_keyed_vectors adds the words",
    ),
    "data.pkl": ("a file of torch", "torch.load({path!r}) reads it"),
    "": ("a zip archive", "`python -m zipfile -e {path} FOLDER` unpacks it; give the file that is in it"),
}
"""What is in the name of a member of a zip archive, and what the archive is then."""

WORD2VEC = re.compile(rb"\d+ \d+\n[^ ]* [^\n]*?(\0|[\x80-\xff][\x00-\x09\x20-\x7f])", re.DOTALL)
"""How vectors in word2vec's binary format begin: a heading, a word, bytes that are no text."""


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


def require_file(path: str | os.PathLike, advice: str, pipe: bool = False) -> Path:
    """`path` itself. Raises InputFileError, which ends in `advice`, when it is a directory or does not exist.

    What can be read only once, such as `/dev/stdin`, is refused too, unless `pipe`.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        what = "is a directory" if path.is_dir() else "is a pipe or a device" if path.exists() else "does not exist"
        if not (pipe and "pipe" in what):
            raise InputFileError(f"{path} {what}; {advice}")
    return path


@contextmanager
def open_packed(path: str | os.PathLike, advice: str) -> Iterator[io.BufferedReader]:
    """The bytes of a file or a pipe, unpacked when they begin as gzip, bzip2 or xz writes them, whatever the name says.

    Raises InputFileError, which ends in `advice`, when there is no such file or it cannot be read; InputError when what
    is packed is damaged, or the file is of a kind that is no text (see `refuse_other_kinds`).
    """
    path, unpack = require_file(path, advice, pipe=True), None
    try:
        with open(path, "rb") as file:
            unpack = next((way for start, way in _PACKED.items() if file.peek(6).startswith(start)), None)
            unpacked = unpack(file) if unpack else file
            refuse_other_kinds(path, unpacked.peek(_LOOK)[:_LOOK])
            yield unpacked
    except InputError:
        raise
    except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
        if unpack:
            raise InputError(f"{path} is packed, and damaged or cut off ({error}); get it again") from error
        raise InputFileError(f"{path} cannot be read ({error}); look at its permissions") from error


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


def decode_text(data: bytes, source: str, encoding: str = "utf-8") -> str:
    """`data` as str, without a byte order mark.

    `source` is what messages call the data, such as the path of their file. Raises InputError, which names the line and
    the likely encoding, when they are not in `encoding`, or when there is no such encoding.
    """
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise InputError(f"there is no text encoding {encoding!r}; use a name such as 'utf-8' or 'cp1252'") from error
    except UnicodeError as error:
        position = getattr(error, "start", 0)
        line = data.count(b"\n", 0, position) + 1
        likely = _likely_encoding(data)
        hint = f"the text is probably in {likely}: pass encoding={likely!r}" if likely else _UNKNOWN_ENCODING
        raise InputError(
            f"{source}, line {line}: byte {position} (0x{data[position]:02x}) is not {encoding.upper()}; {hint}, or "
            "save it as UTF-8 in the program that wrote it"
        ) from error


def _likely_encoding(data: bytes) -> str:
    """The encoding that `data`, which are not UTF-8, are nearly surely in; "" when that cannot be told.

    It is sure when the text reads well, and what another common encoding would make of it reads clearly worse.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    found = list(from_bytes(data[:100_000], cp_isolation=_ENCODINGS))
    if not found or found[0].coherence < _LEAST_COHERENCE:
        return ""
    best = found[0]
    if any(other.chaos <= best.chaos + 0.02 and other.coherence >= best.coherence - _LEAD for other in found[1:]):
        return ""
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding  # the better known name, the same text


def read_text(path: str | os.PathLike, advice: str, encoding: str = "utf-8") -> str:
    """The text of a file or a pipe, without a byte order mark; what is packed is unpacked (see `open_packed`).

    Raises InputFileError, which ends in `advice`, when there is no such file; InputError when it is damaged or not in
    `encoding`: the message names the line.
    """
    with open_packed(path, advice) as file:
        data = file.read()
    if WORD2VEC.match(data[:_LOOK]):
        raise InputError(f"{path} holds word vectors in word2vec's binary format; load_glove({str(path)!r}) reads them")
    return decode_text(data, str(path), encoding)
