"""Is what came out equal to what was expected? If not: in what, told so that a learner can act on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lessonlib.exercises.showing import as_array, is_tensor, kind, show

FLOAT32_TOLERANCE: float = 1e-5
"""Sums of a few hundred 32-bit numbers agree to about this much, whatever the order of adding."""


@dataclass
class Comparison:
    """The first `problem` in a sentence ("" when there is none), and `notes` on harmless differences."""

    problem: str = ""
    notes: list[str] = field(default_factory=list)


def compare(got: Any, expected: Any, tolerance: float) -> Comparison:
    """Compare numbers, arrays, tensors, text, tables, and lists, tuples, sets and dictionaries of them.

    A number may be off by `tolerance`, relatively or absolutely. A numpy number for a Python
    one, a 0-d array or tensor for a number, float32 for float64 and a tuple for a list do no harm; of arrays and lists
    this is noted.
    """
    found = Comparison()
    found.problem = next(_problems(got, expected, tolerance, found.notes), "")
    return found


def _problems(got: Any, expected: Any, tolerance: float, notes: list[str]) -> Iterator[str]:
    if any(str(getattr(value, "dtype", "")).endswith("float32") for value in (got, expected)):
        tolerance = max(tolerance, FLOAT32_TOLERANCE)
    if isinstance(expected, int | float) and has_gradient(got):
        yield "A tensor with its gradient came out; a plain number was expected. .item() takes the number out."
    if has_gradient(expected) and not has_gradient(got):
        yield "No gradient can flow back through what came out."
    got, expected = unwrapped(got), unwrapped(expected)
    if got is None and expected is not None:
        yield "None came out: is a `return` missing?"
    elif isinstance(expected, int | float | complex):
        yield from _number_problems(got, expected, tolerance)
    elif as_array(expected) is not None:
        yield from _array_problems(got, expected, tolerance, notes)
    elif isinstance(expected, list | tuple):
        yield from _list_problems(got, expected, tolerance, notes)
    elif isinstance(expected, dict):
        yield from _dict_problems(got, expected, tolerance, notes)
    elif hasattr(expected, "to_numpy"):  # a Series or a DataFrame
        if type(got) is not type(expected):
            yield f"{kind(got)} came out; {kind(expected)} was expected."
        elif [list(axis) for axis in got.axes] != [list(axis) for axis in expected.axes]:
            yield "The labels of the rows or columns are not the expected ones."
        else:
            yield from _problems(got.to_numpy(), expected.to_numpy(), tolerance, notes)
    elif not isinstance(got, type(expected)) and not isinstance(expected, type(got)):
        yield f"{_came_out(got)}; {kind(expected)} was expected.{_way_out(got, expected)}"
    elif got != expected:
        yield "It is not the expected one."


def unwrapped(value: Any) -> Any:
    """The number in a 0-d array or tensor, or in a numpy scalar; anything else as it is."""
    array = as_array(value)
    if array is not None and array.ndim == 0:
        return array.item()
    return value.item() if isinstance(value, np.generic) else value


def has_gradient(value: Any) -> bool:
    """Whether `value` is a tensor that remembers how it was computed, or holds one."""
    if isinstance(value, list | tuple):
        return any(map(has_gradient, value))
    return is_tensor(value) and bool(value.requires_grad)


def _number_problems(got: Any, expected: Any, tolerance: float) -> Iterator[str]:
    if not isinstance(got, int | float | complex):
        yield f"{_came_out(got)}; a single number was expected.{_way_out(got, expected)}"
    elif got != got and expected == expected:
        yield "nan (not a number) came out: somewhere 0 is divided by 0, or the logarithm of 0 is multiplied by 0."
    elif not np.isclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True):
        yield "The number is not the expected one."


def _array_problems(got: Any, expected: Any, tolerance: float, notes: list[str]) -> Iterator[str]:
    if type(got) is not type(expected) and (as_array(got) is None or is_tensor(got) != is_tensor(expected)):
        yield f"{_came_out(got)}; {kind(expected)} was expected.{_way_out(got, expected)}"
        return
    ours, theirs = as_array(expected), as_array(got)
    assert ours is not None and theirs is not None
    if theirs.shape != ours.shape:
        turned = " This is the transpose of that: .T turns it round." if theirs.shape == ours.shape[::-1] else ""
        yield f"The shape is {theirs.shape}; {ours.shape} was expected.{turned}"
    elif ours.dtype.kind in "OUS":
        if theirs.tolist() != ours.tolist():
            yield "Not all items are the expected ones."
    elif theirs.dtype.kind not in {"b": "b", "i": "iu", "u": "iu"}.get(ours.dtype.kind, "biuf"):
        yield (
            f"The numbers are stored as {theirs.dtype}; {ours.dtype} was expected, so that they can serve as "
            f"{'a mask' if ours.dtype.kind == 'b' else 'indices'}."
        )
    else:
        if ours.dtype != theirs.dtype:
            notes.append(f"your numbers are {theirs.dtype}, the course's {ours.dtype}: that does no harm here")
        off = ~np.isclose(theirs, ours, rtol=tolerance, atol=tolerance, equal_nan=True)
        if off.any():
            place = tuple(int(index) for index in np.argwhere(off)[0])
            nan = " nan (not a number) comes from 0 / 0, or from 0 times an infinity." * bool(
                np.isnan(theirs[place]) and not np.isnan(ours[place])
            )
            yield (
                f"{off.sum()} of {off.size} numbers are not the expected ones; at {list(place)} stands "
                f"{show(theirs[place])} instead of {show(ours[place])}.{nan}"
            )


def _list_problems(got: Any, expected: Any, tolerance: float, notes: list[str]) -> Iterator[str]:
    if not isinstance(got, list | tuple):
        yield f"{_came_out(got)}; {kind(expected)} was expected.{_way_out(got, expected)}"
        return
    if isinstance(got, list) != isinstance(expected, list):
        note = f"there is {kind(got)} where the course has {kind(expected)}: that does no harm here"
        notes.extend([note] * (note not in notes))
    if len(got) != len(expected):
        things = f"{len(got)} items" if len(got) != 1 else "1 item"
        yield f"{things} came out; {len(expected)} were expected."
    for place, (theirs, ours) in enumerate(zip(got, expected, strict=False)):
        if isinstance(theirs, list) and isinstance(ours, tuple):
            yield f"Item {place} is a list; a tuple was expected, which can be counted or looked up: (a, b)."
        for problem in _problems(theirs, ours, tolerance, notes):
            both = f"{show(theirs, 200)} instead of {show(ours, 200)}"
            short = f"Item {place} is {both}." if len(both) < 80 else f"Item {place}: {problem}"
            yield f"{short} {problem}" if len(both) < 80 and "expected one" not in problem else short


def _dict_problems(got: Any, expected: dict[Any, Any], tolerance: float, notes: list[str]) -> Iterator[str]:
    if not isinstance(got, dict):
        yield f"{_came_out(got)}; a dictionary was expected.{_way_out(got, expected)}"
        return
    if missing := [key for key in expected if key not in got]:
        yield f"The key {show(missing[0])} is missing."
    if surplus := [key for key in got if key not in expected]:
        yield f"The key {show(surplus[0])} should not be there."
    for key, ours in expected.items():
        for problem in _problems(got[key], ours, tolerance, notes):
            yield f"At the key {show(key)}: {problem}"


def _came_out(got: Any) -> str:
    text = kind(got)
    return f"{text[0].upper()}{text[1:]} came out"


def _way_out(got: Any, expected: Any) -> str:
    """How to turn what came out into the kind of thing that was expected, where one call does it."""
    if hasattr(got, "__next__") and isinstance(expected, list | tuple):
        return " list(...) turns it into one."
    array = as_array(got)
    if isinstance(expected, int | float | complex):
        return " .item() takes the number out." if array is not None and array.size == 1 else ""
    if is_tensor(expected):
        return " torch.tensor(...) turns it into one." if array is not None or isinstance(got, list | tuple) else ""
    if isinstance(expected, np.ndarray):
        if is_tensor(got):
            return " .numpy() turns it into one."
        return " np.array(...) turns it into one." if isinstance(got, list | tuple) or hasattr(got, "to_numpy") else ""
    if isinstance(expected, list | tuple):
        return " .tolist() turns it into one." if array is not None else ""
    return ""
