"""Texts that come in and predictions that go out block by block, so that memory does not grow with their number."""

import io
import os
import re
import stat
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from tqdm import tqdm

from lessonlib.errors import InputError

if TYPE_CHECKING:
    from lessonlib.classification.estimator import HeadlineClassifier

BLOCK_BYTES = 1 << 16
"""What is read at once: about a thousand headlines, and as much as a pipe holds."""

BAR_DELAY = 5.0
"""Seconds before a progress bar shows: what is done by then needs none."""

_COUNTED = re.compile(r"(\d+) of \d+ (.*)")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def read_lines(stream: BinaryIO, source: str) -> Iterator[list[str]]:
    """The lines of the UTF-8 `stream` that are not blank, stripped, in blocks: each as soon as its lines are there.

    Lines end in `\\n`, `\\r\\n` or `\\r`; a byte order mark is dropped. Raises InputError naming `source`, what the
    message calls the stream, and the line that is not UTF-8. A bar on standard error shows the way through a file.
    """
    unfinished: list[bytes] = []
    position = line_number = 0
    with _bar(_size(stream), unit="B", unit_scale=True) as bar:
        while data := stream.read1(BLOCK_BYTES):  # type: ignore[attr-defined]  # BufferedReader and BytesIO have it
            end = data.rfind(b"\n") + 1
            unfinished.append(data[: end or None])
            if end:
                block, unfinished = b"".join(unfinished), [data[end:]]
                yield from _lines(block, source, position, line_number)
                position += len(block)
                line_number += block.count(b"\n")
            bar.update(len(data))
        yield from _lines(b"".join(unfinished), source, position, line_number)


def _lines(block: bytes, source: str, position: int, line_number: int) -> Iterator[list[str]]:
    """The lines of a `block` that begins at byte `position`, after `line_number` lines: one list, or nothing."""
    try:
        text = block.decode()
    except UnicodeDecodeError as error:
        line = line_number + block.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{source}, line {line}: byte {position + error.start} (0x{block[error.start]:02x}) is not UTF-8; "
            "open the text in an editor and save it with the encoding UTF-8"
        ) from error
    text = text if position else text.removeprefix("\ufeff")
    # Not splitlines(), which would also split where a line holds one of Unicode's rarer line separators.
    if lines := [line.strip() for line in io.StringIO(text, newline=None) if line.strip()]:
        yield lines


def in_blocks(texts: Sequence[str], size: int = 1_000) -> Iterator[Sequence[str]]:
    """`texts`, `size` at a time, with a bar on standard error."""
    with _bar(len(texts), unit=" texts") as bar:
        for start in range(0, len(texts), size):
            block = texts[start : start + size]
            yield block
            bar.update(len(block))


def predict_blocks(
    classifier: "HeadlineClassifier", blocks: Iterable[Sequence[str]]
) -> Iterator[tuple[Sequence[str], list[str], np.ndarray]]:
    """Each block of texts with the likeliest label of each text, and its probability (float32).

    What the classifier warns of is counted over all blocks, and said once, at the end.
    """
    counts: Counter[str] = Counter()
    others: dict[str, None] = {}  # in the order they came
    total = 0
    for texts in blocks:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            probabilities = classifier.predict_proba(texts)
        winners = probabilities.argmax(axis=1)
        total += len(texts)
        for message in (str(warning.message) for warning in caught):
            if counted := _COUNTED.fullmatch(message):
                counts[counted[2]] += int(counted[1])
            else:
                others[message] = None
        yield texts, classifier.classes_[winners].astype(str).tolist(), probabilities[np.arange(len(winners)), winners]
    for message in [*others, *(f"{number} of {total} {what}" for what, number in counts.items())]:
        warnings.warn(message, stacklevel=2)


def as_field(text: str) -> str:
    """`text` as a field of a line of tab-separated values: a tab, a line break or a backslash is written `\\t`, `\\n`,
    `\\r`, `\\\\`."""
    return text.translate(_ESCAPES) if "\\" in text or not text.isprintable() else text


def _size(stream: BinaryIO) -> int | None:
    """The bytes of `stream` that are still to be read; None when that is not known, as of a pipe."""
    try:
        status = os.fstat(stream.fileno())
        return status.st_size - stream.tell() if stat.S_ISREG(status.st_mode) else None
    except OSError:
        return None


class _bar(tqdm):
    """A progress bar on standard error: for people who see nothing else there, after a while, up to 100 %."""

    def __init__(self, total: int | None, **options: object) -> None:
        shown = sys.stderr.isatty() and not sys.stdout.isatty()
        super().__init__(total=total, delay=BAR_DELAY, disable=not shown, **options)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None and not self.disable:
            self.total = self.n  # of a pipe, nobody knew before
            self.refresh()
        super().__exit__(kind, *rest)
