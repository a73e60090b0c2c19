"""Parsing of GloVe's text format: words and numbers from bytes, in the simple way and in a fast one.

The format is plain: one line a word, most frequent first: the word, then its numbers, with spaces between them.
`parse_plainly` says in a few lines what that means. A large file has some 40 million numbers, though, and one by one
they take many seconds: `parse` gets the same result, to the last bit, by treating all numbers of a block at once, and
`write_numbers` lets other processors take a share of the file. The tests hold the three together.

Run as a program, this module does such a share; it needs no package but numpy, so that it starts at once.
"""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, count
from pathlib import Path
from typing import IO

import numpy as np

_BLOCK_BYTES = 1 << 16  # big enough that the overhead of numpy vanishes, small enough for the caches of a processor
_SHARE_BYTES = 1 << 25  # about what is read while another Python starts
_MOST_PROCESSES = 4
_LARGEST = float(np.finfo(np.float32).max)
_BAD_TEXT = 3  # exit status of a helper whose share of the file is faulty


def write_numbers(path: Path, numbers: Path) -> tuple[list[str], int]:
    """Writes the numbers of the text file `path` to the file `numbers`, float32, row after row.

    Returns the words, in the order of the file, and how many numbers each has. `.gz` files are unpacked on the way.

    Raises ValueError when a line is not a word with as many numbers as the first one, a word comes twice, or a heading
    promises something else than what follows; the message names the line.
    """
    with open_text(path) as file:
        start = file.readline()
        promised, dim = read_heading(start, path)
    line, begin = (1, 0) if promised is None else (2, len(start))
    shares = _divide(path, begin)
    numbers.touch()
    helpers = [_start_helper(path, share, dim, line, numbers) for share in shares[1:]]
    try:
        words = _write_share(path, shares[0], dim, line, numbers)
        for share, helper in zip(shares[1:], helpers, strict=True):
            words.extend(_result_of(helper) or _write_share(path, share, dim, line, numbers))
    finally:
        for helper in helpers:
            if helper is not None and helper.poll() is None:
                helper.kill()
                helper.communicate()
    if promised not in (None, len(words)):
        raise ValueError(
            f"{path}, line 1: the heading promises {promised:,} words, and {len(words):,} follow; "
            "the file may be cut off: get it again, or correct the heading"
        )
    require_distinct(words, f"{path}, line", line)
    return words, dim


def read_some(path: Path, wanted: set[str]) -> tuple[list[str], np.ndarray]:
    """The wanted words that the file has, in its order, and their numbers, float32, shape (words, dim).

    Of all other lines, nothing but the word is looked at; reading stops as soon as all are found.

    Raises ValueError when the line of a wanted word is not a word with as many numbers as the first line has.
    """
    missing = {word.encode() for word in wanted}
    lines, line_numbers = [], []
    with open_text(path) as file:
        start = file.readline()
        promised, dim = read_heading(start, path)
        first_line = (1, start) if promised is None else (2, file.readline())
        gap = b"\t" if b"\t" in first_line[1] else b" "
        for line_number, line in chain([first_line], enumerate(file, start=first_line[0] + 1)):
            word = line[: line.find(gap)]
            if word in missing:
                missing.remove(word)
                lines.append(line.rstrip(b"\n") + b"\n")
                line_numbers.append(line_number)
                if not missing:
                    break
    return parse(b"".join(lines), dim, path, line_numbers)


def require_distinct(words: list[str], where: str, first: int = 1) -> None:
    """Raises ValueError when a word comes twice; the message says `where` and the numbers, counted from `first`."""
    if len(set(words)) == len(words):
        return
    seen: dict[str, int] = {}
    for number, word in enumerate(words, start=first):
        if word in seen:
            raise ValueError(f"{where} {number}: the word {word!r} is there already, {seen[word]}; keep one of the two")
        seen[word] = number


def open_text(path: Path) -> IO[bytes]:
    """The file, open for reading; what is packed as `.gz` is unpacked."""
    return gzip.open(path) if path.suffix == ".gz" else open(path, "rb", buffering=1 << 20)


def read_heading(line: bytes, path: Path) -> tuple[int | None, int]:
    """From the first line: the number of words that a heading ("400000 100") promises, or None; the dimensions."""
    parts = line.split()
    if len(parts) < 2:
        raise ValueError(f"{path}, line 1: {_shorten(line)}; expected a word and its numbers")
    if len(parts) == 2 and all(part.isdigit() for part in parts):
        return int(parts[0]), int(parts[1])
    return None, len(parts) - 1


def parse_plainly(block: bytes, dim: int, path: Path, line_numbers: Iterable[int]) -> tuple[list[str], np.ndarray]:
    """The words of `block` (whole lines) and their numbers, float32, shape (words, dim): the simple way, line by line.

    Raises ValueError at a line that is not a word and `dim` finite numbers; the message names the line.
    """
    words, rows = [], []
    for line, line_number in zip(block.split(b"\n")[:-1], line_numbers, strict=False):
        parts = line.split()
        if len(parts) != dim + 1:
            raise ValueError(
                f"{path}, line {line_number}: {max(len(parts) - 1, 0)} numbers after the word, expected {dim}: "
                f"{_shorten(line)}; the file may be cut off there: get it again, or mend the line"
            )
        try:
            words.append(parts[0].decode())
            rows.append([_finite(part) for part in parts[1:]])
        except ValueError as error:  # UnicodeDecodeError is one, too
            raise ValueError(f"{path}, line {line_number}: {error}; mend the line") from error
    return words, np.array(rows, dtype=np.float32).reshape(-1, dim)


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
    gaps = np.flatnonzero(text[: len(block)] <= ord(" "))
    if len(gaps) % (dim + 1):
        return parse_plainly(block, dim, path, line_numbers)
    gaps = gaps.reshape(-1, dim + 1)
    line_starts = np.concatenate(([0], gaps[:-1, -1] + 1))
    # There must be a line break where one is due, and nowhere else, and a line must begin with a word.
    breaks = np.count_nonzero(text == ord("\n"))
    if breaks != len(gaps) or (text[gaps[:, -1]] != ord("\n")).any() or (gaps[:, 0] == line_starts).any():
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


# Shares of a file: (first byte, byte behind the last one, words in the shares before).
_Share = tuple[int, int, int]


def _divide(path: Path, begin: int) -> list[_Share]:
    """The file from byte `begin` on, in one share for each processor; a packed or a small file is one share."""
    size = sys.maxsize if path.suffix == ".gz" else path.stat().st_size
    pieces = min(os.cpu_count() or 1, _MOST_PROCESSES, max(1, (size - begin) // _SHARE_BYTES - 1))
    if path.suffix == ".gz" or pieces == 1:
        return [(begin, size, 0)]
    shares, rows = [], 0
    with open(path, "rb") as file:
        for piece in range(1, pieces + 1):
            # The first share, which need not wait for a Python to start, is larger by what is read in that time.
            file.seek(begin + _SHARE_BYTES + (size - begin - _SHARE_BYTES) * piece // pieces - 1)
            file.readline()
            shares.append((begin if not shares else shares[-1][1], file.tell(), rows))
            if piece < pieces:
                file.seek(shares[-1][0])
                for block in _blocks(file, shares[-1][1] - shares[-1][0]):
                    rows += int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n")))
    return shares


def _blocks(file: IO[bytes], length: int) -> Iterator[bytes]:
    """The next `length` bytes of the file, or all that there are, block by block."""
    while length > 0 and (block := file.read(min(_BLOCK_BYTES, length))):
        length -= len(block)
        yield block


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


def _write_share(path: Path, share: _Share, dim: int, first_line: int, numbers: Path) -> list[str]:
    """Writes the numbers of a share to where they belong in the file `numbers`, and returns its words."""
    begin, end, row = share
    words: list[str] = []
    with open_text(path) as text, open(numbers, "r+b") as target:
        text.seek(begin)
        target.seek(row * dim * 4)
        for block in _whole_lines(_blocks(text, end - begin)):
            block_words, block_numbers = parse(block, dim, path, count(first_line + row + len(words)))
            words.extend(block_words)
            target.write(block_numbers)
    return words


def _start_helper(path: Path, share: _Share, dim: int, first_line: int, numbers: Path) -> subprocess.Popen | None:
    """Another Python that does `_write_share`; None where no program can be started.

    multiprocessing is not used: it would run the program of whoever calls us a second time on Windows and macOS, unless
    that program guards against it.
    """
    task = [path.absolute(), *share, dim, first_line, numbers.absolute()]
    folders = [os.environ.get("PYTHONPATH", ""), *(folder or os.getcwd() for folder in sys.path)]
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, *map(str, task)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))},
        )
    except OSError:
        return None


def _result_of(helper: subprocess.Popen | None) -> list[str] | None:
    """The words that the helper found; None when it could not do its task, for whatever reason but a faulty text."""
    if helper is None:
        return None
    output, message = helper.communicate()
    if helper.returncode == _BAD_TEXT:
        raise ValueError(message.decode().strip())
    return output.decode().split("\n")[:-1] if helper.returncode == 0 else None


def main(path: str, begin: str, end: str, row: str, dim: str, first_line: str, numbers: str) -> int:
    """Does the share that `_start_helper` asks for; prints its words, or what is wrong with the text."""
    try:
        words = _write_share(Path(path), (int(begin), int(end), int(row)), int(dim), int(first_line), Path(numbers))
    except ValueError as error:
        print(error, file=sys.stderr)
        return _BAD_TEXT
    sys.stdout.buffer.write("\n".join([*words, ""]).encode())
    return 0


def _shorten(line: bytes) -> str:
    """The beginning of a line, for a message."""
    return repr(line[:60].decode(errors="replace"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
