"""What came out, compared with what was expected: twice as much, turned round, transposed, one too few ...

Each relation must hold on every case, and say something: one that also holds for what was expected, or that rests on
zeros, says nothing. Those under NATURE need hold only where something else came out than expected.
"""

import math
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from lessonlib.exercises.comparing import difference, unwrapped
from lessonlib.exercises.showing import as_array

Case = tuple[Sequence[Any], Any, Any]
"""The arguments, what came out, and what was expected."""

NATURE: dict[str, Callable[[Any, Any, Any], Any]] = {
    "A word that was given stands in the result itself: leave it out.": lambda arguments, got, expected: (
        _words(arguments) & (_words(got) - _words(expected))
    ),
    "nan (not a number) came out, as from 0 / 0 or the mean of nothing: treat such a case on its own.": (
        lambda _, got, expected: np.isnan(_numbers(got)).any() and not np.isnan(_numbers(expected)).any()
    ),
    "The right values are in a dictionary: give them alone.": lambda _, got, expected: (
        not difference(tuple(got.values()), expected, 1e-6)
    ),
    "There is one too many at the end; all others are right.": lambda _, got, expected: (
        not difference(got[:-1], expected, 1e-6)
    ),
}
"""What to say, and whether it is so, given (arguments, what came out, what was expected)."""

CHANGES: dict[str, Callable[[Any], Any]] = {
    "Rows and columns have changed places: .T turns it round.": lambda x: x.T,
    "Everything is there, in the opposite order.": lambda x: x[::-1],
    "Everything is there, but sorted: the order should stay as it was.": sorted,
    "The first one is missing; all others are right.": lambda x: x[1:],
    "The last one is missing; all others are right.": lambda x: x[:-1],
    "This is a set, which has no order and holds everything once: a list is needed.": set,
    "This is only the last one of what is needed: give all of them.": lambda x: x[-1],
    "The sign is turned round everywhere.": lambda x: -x,
    "Everything is exactly twice what it should be: something is counted twice.": lambda x: 2 * x,
    "Everything is exactly half of what it should be.": lambda x: x / 2,
    "These are percent, and a share is asked for: everything is 100 times what it should be.": lambda x: 100 * x,
    "This is the logarithm to base 10; the natural one is needed, np.log.": lambda x: x / math.log(10),
    "This is the square of what is needed: a square root is missing.": lambda x: x**2,
    "This is the square root of what is needed.": lambda x: x**0.5,
    "This is one divided by what is needed: a fraction is upside down.": lambda x: 1 / x,
    **{
        f"The numbers are rounded to {places} decimals: give them as they are, and round only where you print.": (
            partial(np.round, decimals=places)
        )
        for places in (0, 1, 2, 3, 4)
    },
}
"""What to say, and what was done with what was expected, as it is or with its numbers in an array."""


def relation(cases: Sequence[Case], tolerance: float) -> str:
    """What holds between what came out and what was expected, in a sentence; "" when nothing does.

    It holds in all `cases` where something else came out than expected, and nothing in the others speaks against it.
    """
    cases = [(given, unwrapped(got), unwrapped(expected)) for given, got, expected in cases]
    failed = [case for case in cases if difference(case[1], case[2], tolerance)]
    for told, is_so in NATURE.items():
        if failed and all(_of(is_so, *case) for case in failed):
            return told
    pairs = [case[1:] for case in cases]
    numbers = [(_of(_numbers, got), _of(_numbers, expected)) for got, expected in pairs]
    for told, change in CHANGES.items():
        if _holds(change, pairs, tolerance) or _holds(change, numbers, tolerance):
            return told
    return ""


def _of(function: Callable[..., Any], *arguments: Any) -> Any:
    """What the `function` gives; None where it cannot be used."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*arguments)
    except Exception:
        return None


def _holds(change: Callable[[Any], Any], pairs: Sequence[tuple[Any, Any]], tolerance: float) -> bool:
    """Whether in all `pairs` what came out is what the `change` makes of what was expected.

    The change must show somewhere, and not in zeros alone: 0 is a multiple of everything, and much else.
    """
    shows = False
    for got, expected in pairs:
        changed = _of(change, expected)
        if changed is None or difference(got, changed, tolerance):
            return False
        all_zeros = _of(lambda x: not _numbers(x).any(), got)
        shows = shows or bool(difference(expected, changed, tolerance)) and not all_zeros
    return shows


def _numbers(value: Any) -> np.ndarray:
    """As an array of floats; raises ValueError or TypeError for what is ragged, or no number."""
    array = np.asarray(value if as_array(value) is None else as_array(value))
    if array.dtype.kind not in "iuf":
        raise TypeError("no numbers")
    return array.astype(float)


def _words(value: Any) -> set[str]:
    return {one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, str)}
