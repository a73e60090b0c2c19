"""Is what came out equal to what was expected? If not: in what, told so that a learner can act on it."""

from typing import Any

import numpy as np

from lessonlib.exercises.showing import as_array, is_tensor, kind, show

FLOAT32_TOLERANCE: float = 1e-5
"""Sums of a few hundred 32-bit numbers agree to about this much, whatever the order of adding."""


def difference(got: Any, expected: Any, tolerance: float, name: str = "It") -> str:
    """In what `got`, called by its `name`, differs from `expected`, in a sentence; "" when in nothing that matters.

    Compares numbers, arrays, tensors, text, and lists, tuples, sets and dictionaries of them. A number may be off by
    `tolerance`, relatively or absolutely. A numpy number for a Python one, a 0-d array or tensor for a number, float32
    for float64 and a tuple for a list do no harm.
    """
    if any(str(getattr(value, "dtype", "")).endswith("float32") for value in (got, expected)):
        tolerance = max(tolerance, FLOAT32_TOLERANCE)
    if has_gradient(expected) and not has_gradient(got):
        return "No gradient can flow back through what came out."
    if isinstance(expected, int | float) and has_gradient(got):
        return f"{name} is a tensor with its gradient; a plain number was expected. .item() takes the number out."
    got, expected = unwrapped(got), unwrapped(expected)
    if got is None and expected is not None:
        return "None came out: is a `return` missing?"
    if _kind(got) != _kind(expected):
        return f"{name} is {kind(got)}; {kind(expected)} was expected."
    if isinstance(expected, list | tuple):
        return _of_items(got, expected, tolerance, name)
    if as_array(expected) is not None:
        return _of_arrays(got, expected, tolerance, name)
    if isinstance(expected, dict):
        if odd := [key for key in (*expected, *got) if key not in got or key not in expected]:
            return f"The key {show(odd[0])} {'is missing' if odd[0] in expected else 'should not be there'}."
        found = (difference(got[key], ours, tolerance, f"What stands at {key!r}") for key, ours in expected.items())
        return next(filter(None, found), "")
    if _kind(expected) == "number":
        same = np.isclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    else:
        same = got == expected
    return "" if same else f"{name} is not the expected one."


def _kind(value: Any) -> Any:
    """What is compared with the like of it: "number", "list"; for anything else, its type."""
    kinds = {"number": int | float | complex, "list": list | tuple, "dictionary": dict}
    if is_tensor(value):
        return "tensor"
    return next((name for name, types in kinds.items() if isinstance(value, types)), type(value))


def _of_items(got: Any, expected: Any, tolerance: float, name: str) -> str:
    if len(got) != len(expected):
        return f"{name} has the length {len(got)}; {len(expected)} was expected."
    for place, (theirs, ours) in enumerate(zip(got, expected, strict=True)):
        if isinstance(theirs, list) and isinstance(ours, tuple):
            return f"Item {place} is a list; a tuple was expected, which can be counted or looked up: (a, b)."
        item = f"Result {place + 1}" if name == "It" and isinstance(expected, tuple) else f"Item {place}"
        if problem := difference(theirs, ours, tolerance, item):
            return problem
    return ""


def _of_arrays(got: Any, expected: Any, tolerance: float, name: str) -> str:
    theirs, ours = np.asarray(as_array(got)), np.asarray(as_array(expected))
    if theirs.shape != ours.shape:
        return f"{name} has the shape {theirs.shape}; {ours.shape} was expected."
    if ours.dtype.kind in "OUS":
        return "" if theirs.tolist() == ours.tolist() else "Not all items are the expected ones."
    if theirs.dtype.kind not in {"b": "b", "i": "iu", "u": "iu"}.get(ours.dtype.kind, "biuf"):
        use = "a mask" if ours.dtype.kind == "b" else "indices"
        return f"The numbers are stored as {theirs.dtype}; {ours.dtype} was expected, so that they can serve as {use}."
    off = ~np.isclose(theirs, ours, rtol=tolerance, atol=tolerance, equal_nan=True)
    if not off.any():
        return ""
    place = tuple(int(index) for index in np.argwhere(off)[0])
    first = f"at {list(place)} stands {show(theirs[place])} instead of {show(ours[place])}"
    where = "" if name == "It" else f"{name}: "
    return f"{where}{off.sum()} of {off.size} numbers are not the expected ones; {first}."


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
