"""Parsing of GloVe's text format: words and numbers from bytes, in the simple way and in a fast one.

The format is plain: one line per word, most frequent first: the word, then its numbers, with spaces between them.
`parse_plainly` says in a few lines what that means. A large file has some 40 million numbers, though, and one by one
they take many seconds: `parse` gets the same result, to the last bit, by treating all numbers of a block at once. The
tests hold the two together.
"""

import gzip
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

import numpy as np

from lessonlib.errors import InputError, InputFileError

_BLOCK_BYTES = 1 << 16  # big enough that the overhead of numpy vanishes, small enough for the caches of a processor
_LARGEST = float(np.finfo(np.float32).max)
_File = gzip.GzipFile | BinaryIO


def read_all(path: Path, words: list[str]) -> Iterator[np.ndarray]:
    """The numbers of the text file `path`, block by block: float32, shape (lines, dim); appends the `words` meanwhile.

    Raises InputError when a line is not a word with as many numbers as the first one, a word comes twice, or a heading
    promises something else than what follows; the message names the line. Raises InputFileError when the file cannot be
    read.
    """
    with open_text(path) as file:
        promised, dim, start = _begin(file, path)
        line = 1 if promised is None else 2
        blocks = iter(lambda: file.read(_BLOCK_BYTES), b"")
        for block in _whole_lines(chain([start], blocks)):
            block_words, numbers = parse(block, dim, path, count(line + len(words)))
            words.extend(block_words)
            yield numbers
    _require_promised(path, promised, len(words))
    require_distinct(words, f"{path}, line", line)


def read_some(path: Path, wanted: set[str]) -> tuple[list[str], np.ndarray]:
    """The wanted words that the file has, in its order, and their numbers, float32, shape (words, dim).

    Of all other lines but the first, nothing but the word is looked at; reading stops as soon as all are found.

    Raises InputError when the first line or that of a wanted word is not a word with as many numbers as the others, or
    the whole file was read and its heading promises something else.
    """
    missing = {word.encode(errors="surrogatepass") for word in wanted if word}
    lines, line_numbers = [], []
    with open_text(path) as file:
        promised, dim, start = _begin(file, path)
        first = 1 if promised is None else 2
        parse(start.rstrip(b"\n") + b"\n", dim, path, [first])  # in a file of another kind, no word would be found
        for line_number, line in enumerate(chain([start], file), start=first):
            word = (line.split(None, 1) or [b""])[0]
            if word in missing:
                missing.remove(word)
                lines.append(line.rstrip(b"\n") + b"\n")
                line_numbers.append(line_number)
                if not missing:
                    break
        else:
            _require_promised(path, promised, line_number - first + 1)
    return parse(b"".join(lines), dim, path, line_numbers)


def _require_promised(path: Path, promised: int | None, found: int) -> None:
    """Raises InputError unless as many words were `found` as the heading, if there is one, has `promised`."""
    if promised not in (None, found):
        raise InputError(
            f"{path}, line 1: the heading promises {promised:,} words, and {found:,} follow; "
            "the file may be cut off: get it again, or correct the heading"
        )


def require_distinct(words: list[str], where: str, first: int = 1) -> None:
    """Raises InputError when a word comes twice; the message says `where` and the numbers, counted from `first`."""
    if len(set(words)) == len(words):
        return
    seen: dict[str, int] = {}
    for number, word in enumerate(words, start=first):
        if word in seen:
            raise InputError(f"{where} {number}: the word {word!r} is there already, {seen[word]}; keep one of the two")
        seen[word] = number


@contextmanager
def open_text(path: Path) -> Iterator[_File]:
    """The file, open for reading; what is packed as `.gz` is unpacked. All errors of reading become InputErrors."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb", buffering=1 << 20) as file:
            yield file
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise InputError(f"{path} is not a whole .gz file ({error}); get it again") from error
    except OSError as error:
        raise InputFileError(f"{path} cannot be read ({error.strerror or error}); look at its permissions") from error


def _begin(file: _File, path: Path) -> tuple[int | None, int, bytes]:
    """The number of words that a heading ("400000 100") promises, or None; the dimensions; the first line with a word.

    Raises InputError when the first line is neither a heading nor a word with numbers.
    """
    line = file.readline().removeprefix(BOM_UTF8)
    parts = line.split()
    if len(parts) < 2:
        raise InputError(f"{path}, line 1: {_shorten(line)}; expected a word and its numbers")
    if len(parts) > 2 or not all(part.isdigit() and len(part) < 19 for part in parts):
        return None, len(parts) - 1, line
    if 0 in (promised := (int(parts[0]), int(parts[1]))):
        raise InputError(
            f"{path}, line 1: the heading {_shorten(line)} promises {promised[0]:,} words of {promised[1]:,} numbers; "
            "both must be 1 or more: get the file again, or correct the heading"
        )
    return *promised, file.readline()


def parse_plainly(block: bytes, dim: int, path: Path, line_numbers: Iterable[int]) -> tuple[list[str], np.ndarray]:
    """The words of `block` (whole lines) and their numbers, float32, shape (words, dim): the simple way, line by line.

    White space around and between them may be of any kind. Raises InputError at a line that is not a word and `dim`
    finite numbers; the message names the line.
    """
    words, rows = [], []
    for line, line_number in zip(block.split(b"\n")[:-1], line_numbers, strict=False):
        parts = line.split()
        if len(parts) != dim + 1:
            raise InputError(f"{path}, line {line_number}: {_what_is_wrong(parts, dim)}: {_shorten(line)}")
        try:
            words.append(parts[0].decode())
            rows.append([_finite(part) for part in parts[1:]])
        except ValueError as error:  # UnicodeDecodeError is one, too
            raise InputError(f"{path}, line {line_number}: {error}; mend the line") from error
    return words, np.array(rows, dtype=np.float32).reshape(-1, dim)


def _what_is_wrong(parts: list[bytes], dim: int) -> str:
    """What to say of a line that is not one word and `dim` numbers, and what to do about it."""
    more = parts[1:-dim]
    if more and all(map(_is_number, parts[-dim:])) and not all(map(_is_number, more)):
        word = b" ".join(parts[:-dim]).decode(errors="replace")
        return (
            f"the word {word!r} has spaces in it, as a few in GloVe 840B have; "
            f"leave such lines out, for instance with: awk 'NF == {dim + 1}'"
        )
    return (
        f"{max(len(parts) - 1, 0)} numbers after the word, expected {dim}; "
        "the file may be cut off there: get it again, or mend the line"
    )


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _finite(number: bytes) -> float:
    """The number that the text says; ValueError when it says none, or one that float32 cannot hold."""
    value = float(number)
    if not abs(value) <= _LARGEST:
        raise ValueError(f"{number.decode()} is not a finite number of 32 bits")
    return value


# Constants of the digit arithmetic: a little-endian 64-bit integer holds 8 characters, the first in its lowest byte.
def _characters(text: bytes) -> np.uint64:
    return np.frombuffer(text, dtype="<u8")[0]


_NUMBER, _DIGITS = _characters(b"0.000000"), _characters(b"00000000")
# Added to what is left of a character, they carry into its high half unless it is 0 to 9 (for the point: 0).
_NUMBER_CARRY, _DIGITS_CARRY = _characters(b"\6\17\6\6\6\6\6\6"), _characters(b"\6\6\6\6\6\6\6\6")
_HIGH_HALVES = _characters(b"\xf0" * 8)
_STEPS = [  # joining pairs of digits, then fours, then all eight: what to multiply by, to shift by, to keep
    (np.uint64(10 * 2**8 + 1), np.uint64(8), _characters(b"\xff\0" * 4)),
    (np.uint64(100 * 2**16 + 1), np.uint64(16), _characters(b"\xff\xff\0\0" * 2)),
    (np.uint64(10_000 * 2**32 + 1), np.uint64(32), _characters(b"\xff\xff\xff\xff\0\0\0\0")),
]
# Keeps the first 1, 2 ... 8 bytes. Of no bytes it keeps all: the gap that follows is no digit, and found out as such.
_FIRST_BYTES = np.array([2**64 - 1, *(2 ** (8 * kept) - 1 for kept in range(1, 9))], dtype=np.uint64)
_SIGNED_MILLION = np.array([1e6, -1e6])


def parse(block: bytes, dim: int, path: Path, line_numbers: Iterable[int]) -> tuple[list[str], np.ndarray]:
    """Does what `parse_plainly` does, several times as fast, by doing each step for all numbers of the block at once.

    Nearly all numbers look like `-0.038194`: perhaps a minus, one digit, a point, up to six digits. Those eight
    characters are taken as one 64-bit integer, whose bytes are joined to one whole number; dividing it by a million
    then rounds once, as reading the decimal does, so that the result is the same to the last bit. Longer numbers get a
    second round for their next eight characters, the few others (1e-05) are read one by one, and a block that is not
    made of regular lines, or not of numbers, goes to `parse_plainly`, which names the fault.
    """
    text = np.frombuffer(block + b" " * 16, dtype=np.uint8)  # 16 behind: the last number may have fewer characters
    spaces = np.flatnonzero(text[: len(block)] <= ord(" "))
    if len(spaces) % (dim + 1):
        return parse_plainly(block, dim, path, line_numbers)
    gaps = spaces.reshape(-1, dim + 1)
    line_starts = np.concatenate(([0], gaps[:-1, -1] + 1))
    # There must be a line break where one is due, and nowhere else, and a line must begin with a word.
    controls = np.count_nonzero(text < ord(" "))  # tabs among them: `parse_plainly` knows them
    if controls != len(gaps) or (text[gaps[:, -1]] != ord("\n")).any() or (gaps[:, 0] == line_starts).any():
        return parse_plainly(block, dim, path, line_numbers)

    starts = (gaps[:, :-1] + 1).ravel()
    negative = text.take(starts) == ord("-")
    starts += negative
    lengths = gaps[:, 1:].ravel()
    lengths -= starts
    windows = np.ndarray(len(text) - 7, dtype="V8", buffer=text, strides=1)  # window i: the characters i to i + 7
    characters = windows[starts].view("<u8")
    irregular = _to_digits(characters, lengths, _NUMBER, _NUMBER_CARRY)
    numbers = _join_digits(characters)
    # Where the point was there is now a 0: the digit before it stands one place too far left, unless it is 0 too.
    whole = np.flatnonzero(numbers >= 1e7)
    numbers[whole] -= numbers[whole] // 1e7 * 9e6
    scale = _SIGNED_MILLION.take(negative)
    long = np.flatnonzero(lengths > 8)
    characters = windows[starts[long] + 8].view("<u8")
    irregular[long] |= _to_digits(characters, lengths[long] - 8, _DIGITS, _DIGITS_CARRY) | (lengths[long] > 16)
    numbers[long] = numbers[long] * 1e8 + _join_digits(characters)
    scale[long] *= 1e8
    numbers /= scale
    try:
        for odd in np.flatnonzero(irregular).tolist():
            start, end = starts[odd] - negative[odd], starts[odd] + lengths[odd]
            numbers[odd] = _finite(block[start:end])
        bounds = zip(line_starts.tolist(), gaps[:, 0].tolist(), strict=True)
        words = b"\n".join([block[start:end] for start, end in bounds]).decode().split("\n")
    except ValueError:
        return parse_plainly(block, dim, path, line_numbers)
    matrix = numbers.astype(np.float32).reshape(-1, dim)
    return (words if len(matrix) else []), matrix


def _to_digits(characters: np.ndarray, lengths: np.ndarray, zeros: np.uint64, carry: np.uint64) -> np.ndarray:
    """Turns characters into digits 0 to 9, in place, and those beyond `lengths` into 0; True where one is no digit."""
    characters ^= zeros
    characters &= _FIRST_BYTES.take(lengths, mode="clip")
    high = characters + carry
    high |= characters
    high &= _HIGH_HALVES
    return high != 0


def _join_digits(digits: np.ndarray) -> np.ndarray:
    """The numbers (float64, whole) that eight digits each, one a byte, make; works in place."""
    for factor, shift, kept in _STEPS:
        digits *= factor
        digits >>= shift
        digits &= kept
    return digits.astype(np.float64)


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks that end with a line; a last line without line break gets one."""
    rest = b""
    for block in blocks:
        end = block.rfind(b"\n") + 1
        if end:
            yield rest + block[:end]
            rest = block[end:]
        else:
            rest += block
    if rest:
        yield rest + b"\n"


def _shorten(line: bytes) -> str:
    """The beginning of a line, for a message."""
    return repr(line[:60].decode(errors="replace"))
