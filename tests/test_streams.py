"""`lessonlib.streams`: texts in blocks, whatever pieces they arrive in."""

import io
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib import streams
from lessonlib.errors import InputError
from lessonlib.streams import as_field, in_blocks, predict_blocks, read_lines


class Pieces:
    """A stream that gives its pieces one by one, as a pipe does."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def read1(self, _size):
        return self.pieces.pop(0) if self.pieces else b""

    def fileno(self):
        raise OSError("no file")


def lines_of(*pieces):
    return [line for block in read_lines(Pieces(*pieces), "the source") for line in block]


@given(st.text(st.sampled_from("ab é😀\r\n\u2028\ufeff ")), st.lists(st.integers(1, 9)))
def test_the_pieces_make_no_difference(text, sizes):
    data, pieces = text.encode(), []
    for size in sizes:
        pieces, data = [*pieces, data[:size]], data[size:]
    expected = io.StringIO(text.removeprefix("\ufeff"), newline=None)
    assert lines_of(*filter(None, [*pieces, data])) == [line.strip() for line in expected if line.strip()]


def test_a_block_comes_as_soon_as_its_lines_are_there():
    stream = Pieces(b"one\ntwo\nth", b"ree\n", b"four")
    blocks = read_lines(stream, "the source")
    assert (next(blocks), len(stream.pieces)) == (["one", "two"], 2)
    assert (next(blocks), len(stream.pieces)) == (["three"], 1)
    assert list(blocks) == [["four"]]


@pytest.mark.parametrize(
    "pieces", [[b"goal\n\ncaf\xe9\n"], [b"goal\n", b"\ncaf", b"\xe9\n"], [b"goal\n", b"\n", b"caf\xe9"]]
)
def test_what_is_not_utf8_is_named_with_its_line_and_byte(pieces):
    with pytest.raises(InputError, match=r"^the source, line 3: byte 9 \(0xe9\) is not UTF-8; "):
        lines_of(*pieces)


@given(st.text(st.characters()))
def test_a_field_stays_on_its_line_and_can_be_read_back(text):
    field = as_field(text)
    assert not set("\t\n\r") & set(field)
    back = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    pieces = iter(field)
    assert "".join(back[next(pieces)] if piece == "\\" else piece for piece in pieces) == text


class Classifier:
    """Calls a text with more than three letters long, and warns of empty ones."""

    classes_ = np.array(["long", "short"])

    def predict_proba(self, texts):
        if empty := sum(not text for text in texts):
            warnings.warn(f"{empty} of {len(texts)} texts are empty", stacklevel=2)
        if "odd" in texts:
            warnings.warn("an odd text", stacklevel=2)
        return np.array([[0.9, 0.1] if len(text) > 3 else [0.2, 0.8] for text in texts], dtype=np.float32)


def test_each_block_has_its_labels_and_warnings_are_counted_over_all():
    blocks = [["a", "abcd", ""], ["abc", "odd"], ["", "", "x"]]
    with pytest.warns(UserWarning) as caught:
        predicted = list(predict_blocks(Classifier(), blocks))
    assert [texts for texts, _labels, _probabilities in predicted] == blocks
    assert predicted[0][1] == ["short", "long", "short"]
    np.testing.assert_allclose(predicted[0][2], [0.8, 0.9, 0.8], rtol=1e-6)
    assert [str(warning.message) for warning in caught] == ["an odd text", "3 of 8 texts are empty"]


def test_texts_in_blocks_are_all_the_texts():
    assert [list(block) for block in in_blocks(["a", "b", "c"], 2)] == [["a", "b"], ["c"]]
    assert list(in_blocks([])) == []


class Terminal(io.StringIO):
    def isatty(self):
        return True


def look(monkeypatch, errors):
    """Makes `errors` the standard error, with bars that do not wait. In the test itself: pytest sets it before each."""
    monkeypatch.setattr(streams, "BAR_DELAY", 0)
    monkeypatch.setattr(sys, "stderr", errors)
    return errors


def test_bars_end_at_100_percent_also_when_the_length_was_not_known(monkeypatch, tmp_path):
    seen = look(monkeypatch, Terminal())
    assert len(list(in_blocks(["a"] * 7, 2))) == 4
    assert seen.getvalue().split("\r")[-1].startswith("100%") and "7/7" in seen.getvalue()

    seen = look(monkeypatch, Terminal())
    assert lines_of(b"one\n", b"two\n") == ["one", "two"]
    assert seen.getvalue().split("\r")[-1].startswith("100%")

    seen = look(monkeypatch, Terminal())
    (tmp_path / "texts").write_text("a line\n" * 100)
    with open(tmp_path / "texts", "rb") as file:
        assert sum(map(len, read_lines(file, "a file"))) == 100
    assert seen.getvalue().split("\r")[-1].startswith("100%") and "700/700" in seen.getvalue()


def test_a_reader_who_stops_early_is_not_told_100_percent(monkeypatch):
    seen = look(monkeypatch, Terminal())
    blocks = in_blocks(["a"] * 7, 2)
    next(blocks)
    blocks.close()
    assert "100%" not in seen.getvalue()


def test_no_bar_where_nobody_looks_or_predictions_are_read(monkeypatch):
    seen = look(monkeypatch, io.StringIO())
    list(in_blocks(["a"] * 7, 2))
    assert seen.getvalue() == ""
    seen = look(monkeypatch, Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    list(in_blocks(["a"] * 7, 2))
    assert seen.getvalue() == ""
