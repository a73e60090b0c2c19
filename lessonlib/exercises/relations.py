"""What came out, compared with what was expected: twice as much, turned round, transposed, one too few ...

Each relation must hold on every case, and say something: one that also holds for what was expected, or that rests on
zeros, says nothing. Those under NATURE need hold only where something else came out than expected.
"""

import math
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from lessonlib.exercises.comparing import difference, has_gradient, unwrapped
from lessonlib.exercises.showing import as_array

PLACES = ("first", "second", "third", "fourth", "fifth")

Case = tuple[Sequence[Any], Any, Any]
"""The arguments, what came out, and what was expected."""

NATURE: dict[str, Callable[[Any, Any, Any], Any]] = {
    "A word that was given stands in the result itself: leave it out.": lambda arguments, got, expected: (
        {word for word in arguments if isinstance(word, str)} & (_words(got) - _words(expected))
    ),
    "Numbers came out, where words are needed: look up which word stands at each place.": lambda _, got, expected: (
        _words(expected) and _numbers(got).size
    ),
    "nan (not a number) came out, as from 0 / 0 or the mean of nothing: treat such a case on its own.": (
        lambda _, got, expected: np.isnan(_numbers(got)).any() and not np.isnan(_numbers(expected)).any()
    ),
    "A fraction came out, where a whole number is needed: a place (np.argmax) or a count.": lambda _, got, expected: (
        isinstance(expected, int) and isinstance(got, float) and got % 1
    ),
    "An array stands where each number is needed: add up what is in it, or take its mean.": lambda _, got, expected: (
        np.ndim(_numbers(got)) > np.ndim(expected) > 0 and len(got) == len(expected)
    ),
    "In each pair, or in some of them, the two have changed places: look at what comes first.": (
        lambda _, got, expected: (
            all(isinstance(pair, tuple) for pair in expected)
            and got != expected
            and Counter(map(frozenset, got)) == Counter(map(frozenset, expected))
        )
    ),
}
"""What to say, and whether it is so, given (arguments, what came out, what was expected)."""

ARRANGED: dict[str, Callable[[Any], Any]] = {
    "Rows and columns have changed places: .T turns it round.": lambda x: x.T,
    "Everything is there, in the opposite order.": lambda x: x[::-1],
    "Everything is there, but sorted: the order should stay as it was.": lambda x: _like(x, sorted(x)),
    "Everything is shifted by one place to the right.": lambda x: _like(x, [*x[-1:], *x[:-1]]),
    "Everything is shifted by one place to the left.": lambda x: _like(x, [*x[1:], *x[:1]]),
    "The first one is missing; all others are right.": lambda x: x[1:],
    "The last one is missing; all others are right.": lambda x: x[:-1],
    "The first and the last one are missing; all others are right.": lambda x: x[1:-1],
    "What occurs several times is there only once.": lambda x: list(dict.fromkeys(x)),
    "This is a set, which has no order and holds everything once: a list is needed.": set,
    "The right words are joined to one text: give the list itself.": " ".join,
    "This is only the first one of what is needed: give all of them.": lambda x: x[0],
    "This is only the last one of what is needed: give all of them.": lambda x: x[-1],
    "This is only the largest of the numbers that are needed: give all of them.": max,
    "This is only the smallest of the numbers that are needed: give all of them.": min,
    "This is the sum of the numbers that are needed: give each of them.": np.sum,
    "This is the mean of the numbers that are needed: give each of them.": np.mean,
    "This is how many there are, not what they are.": len,
    "The numbers are right, but they stand in one row: the shape is lost.": lambda x: x.ravel(),
    "The right result stands in a list: take it out.": lambda x: [x],
    "The columns come in the opposite order.": lambda x: x[:, ::-1],
    "This is the maximum of each column: np.maximum compares number by number.": lambda x: x.max(0),
}
"""What to say, and what was done with what was expected."""

SURPLUS: dict[str, Callable[[Any], Any]] = {
    "There is one too many at the end; all others are right.": lambda x: x[:-1],
    "There is one too many at the beginning; all others are right.": lambda x: x[1:],
    "The right values are in a dictionary: give them alone.": lambda x: list(x.values()),
}
"""What to say, and what has to be done with what came out."""

NUMBERS: dict[str, Callable[[np.ndarray], Any]] = {
    "The sign is turned round everywhere.": lambda x: -x,
    "Everything is exactly twice what it should be: something is counted twice.": lambda x: 2 * x,
    "Everything is exactly half of what it should be.": lambda x: x / 2,
    "These are percent, and a share is asked for: everything is 100 times what it should be.": lambda x: 100 * x,
    "These are shares of 1, not percent: everything is a hundredth of what it should be.": lambda x: x / 100,
    "This is the logarithm to base 10; the natural one is needed, np.log.": lambda x: x / math.log(10),
    "This is the logarithm to base 2; the natural one is needed, np.log.": lambda x: x / math.log(2),
    "This is the square of what is needed: a square root is missing.": lambda x: x**2,
    "This is the square root of what is needed.": np.sqrt,
    "This is one divided by what is needed: a fraction is upside down.": lambda x: 1 / x,
    "This is 1 minus what is needed.": lambda x: 1 - x,
    "This is what is needed minus 1.": lambda x: x - 1,
    "Every number is 1 too large.": lambda x: x + 1,
    "The sign is lost: an absolute value (abs) has no place here.": np.abs,
    "What is negative has become 0: a maximum with 0 (a ReLU) has no place here.": lambda x: x.clip(0),
    "This is the logarithm of what is needed.": np.log,
    "This is the exponential of what is needed: a logarithm is missing.": np.exp,
    "This is the function np.cos of what is needed.": np.cos,
    "The decimals are cut off: something is rounded, or divided with //.": np.floor,
    "The numbers are rounded to whole ones.": np.round,
    **{
        f"The numbers are rounded to {places} decimals: give them as they are, and round only where you print.": (
            partial(np.round, decimals=places)
        )
        for places in (1, 2, 3, 4)
    },
    "The numbers are added up from the first on (a cumulative sum).": np.cumsum,
    "The numbers are divided by their sum.": lambda x: x / x.sum(),
}
"""What to say, and what was done with the numbers that were expected, in an array."""


def relation(failed: Sequence[Case], tolerance: float, right: Sequence[Case] = ()) -> str:
    """What holds between what came out and what was expected, in a sentence; "" when nothing does.

    It holds on all cases that `failed`, and on those that came out `right` nothing speaks against it.
    """
    if (part := _part_that_failed(failed, tolerance)) is not None:
        failed, right = ([(given, got[part], x[part]) for given, got, x in cases] for cases in (failed, right))
        told = relation(failed, tolerance, right)
        return told and f"Only the {PLACES[part]} of the results is wrong. {told}"
    if any(has_gradient(got) and not has_gradient(expected) for _, got, expected in failed):
        return "A tensor with its gradient came out: .item() takes the plain number out."
    failed, right = ([(given, unwrapped(got), unwrapped(x)) for given, got, x in cases] for cases in (failed, right))
    for told, is_so in NATURE.items():
        if all(_of(is_so, *case) for case in failed):
            return told
    pairs = [(got, expected) for _, got, expected in (*failed, *right)]
    for told, change in ARRANGED.items():
        if _holds([(got, _of(change, expected), expected) for got, expected in pairs], tolerance):
            return told
    for told, change in SURPLUS.items():
        if _holds([(expected, _of(change, got), got) for got, expected in pairs], tolerance):
            return told
    numbers = [(_of(_numbers, got), _of(_numbers, expected)) for got, expected in pairs]
    if any(got is None or expected is None or got.shape != expected.shape for got, expected in numbers):
        return ""
    for told, change in NUMBERS.items():
        if _holds([(got, _of(change, expected), expected) for got, expected in numbers], tolerance):
            return told
    sizes = [_sizes(arguments) for arguments, _, _ in (*failed, *right)]
    for place, (what, _) in enumerate(sizes[0] if len({*map(len, sizes)}) == 1 else ()):
        factors = [size[place][1] for size in sizes]
        several = len({*factors}) > 1 or len(factors) == 1
        known = [(got, expected, n) for (got, expected), n in zip(numbers, factors, strict=True) if n]
        if several and _holds([(got, expected * n, expected) for got, expected, n in known], tolerance):
            return f"This is {what} times what is needed: a sum stands where a mean is needed."
        if several and _holds([(got, expected / n, expected) for got, expected, n in known], tolerance):
            return f"This is what is needed, divided by {what}: a mean stands where a sum is needed."
    return ""


def _part_that_failed(cases: Sequence[Case], tolerance: float) -> int | None:
    """Of results that are tuples, all of one length: the place of the only item that is not as expected."""
    length = len(cases[0][2]) if isinstance(cases[0][2], tuple) else 0
    if length < 2 or not all(isinstance(got, tuple) and len(got) == length for _, got, _ in cases):
        return None
    places = range(length)
    off = {place for _, got, x in cases for place in places if difference(got[place], x[place], tolerance)}
    return off.pop() if len(off) == 1 else None


def _of(function: Callable[..., Any], *arguments: Any) -> Any:
    """What the `function` gives; None where it cannot be used."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*arguments)
    except Exception:
        return None


def _holds(triples: Sequence[tuple[Any, Any, Any]], tolerance: float) -> bool:
    """Whether of (what came out, what was expected after a change, and before it) the first two are always equal.

    The change must show somewhere, and not in zeros alone: 0 is a multiple of everything, and much else.
    """
    if any(changed is None or not _equal(got, changed, tolerance) for got, changed, _ in triples):
        return False
    return any(
        not _equal(before, changed, tolerance) and _of(lambda x: bool(_numbers(x).any()), got) is not False
        for got, changed, before in triples
    )


def _equal(one: Any, other: Any, tolerance: float) -> bool:
    return not difference(one, other, tolerance)


def _numbers(value: Any) -> np.ndarray:
    """As an array of floats; raises ValueError or TypeError for what is ragged, or no number."""
    array = np.asarray(value if as_array(value) is None else as_array(value))
    if array.dtype.kind not in "iuf":
        raise TypeError("no numbers")
    return array.astype(float)


def _like(value: Any, items: list[Any]) -> Any:
    return np.array(items) if as_array(value) is not None else items


def _words(value: Any) -> set[str]:
    return {one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, str)}


def _sizes(arguments: Sequence[Any]) -> list[tuple[str, int]]:
    """What may be counted in the arguments, and how many there are."""
    found: list[tuple[str, int]] = []
    for argument in arguments:
        if (array := as_array(argument)) is not None:
            found += zip(("the number of its rows", "the number of its columns"), array.shape, strict=False)
        elif hasattr(argument, "__len__"):
            found.append(("how many there are", len(argument)))
        elif isinstance(argument, int):
            found.append(("a number that is given", argument))
    return found
