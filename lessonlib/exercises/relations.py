"""What came out, compared with what was expected: twice as much, turned round, transposed, one too few ...

Each relation must hold on every case that failed, and say something: one that also holds for what was expected, or that
rests on zeros, says nothing.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from lessonlib.exercises.comparing import compare, has_gradient, unwrapped
from lessonlib.exercises.showing import as_array

Relation = tuple[str, str]
"""The name of what was recognised, and what to say about it."""

FACTORS: dict[float, Relation] = {
    -1: ("minus", "The sign is turned round everywhere."),
    2: ("twice as much", "Everything is exactly twice what it should be: something is counted twice."),
    0.5: ("half as much", "Everything is exactly half of what it should be."),
    100: ("percent", "Everything is 100 times what it should be: these are percent, and a share is asked for."),
    0.01: ("share", "Everything is a hundredth of what it should be: these are shares of 1, not percent."),
    1 / math.log(10): ("base 10", "This is the logarithm to base 10; the natural one is needed, np.log."),
    1 / math.log(2): ("base 2", "This is the logarithm to base 2; the natural one is needed, np.log."),
}

NUMBERS: tuple[tuple[str, str, Callable[[np.ndarray], Any]], ...] = (
    ("square", "This is the square of what is needed: a square root is missing.", lambda x: x**2),
    ("square root", "This is the square root of what is needed.", np.sqrt),
    ("inverse", "This is one divided by what is needed: a fraction is upside down.", lambda x: 1 / x),
    ("complement", "This is 1 minus what is needed.", lambda x: 1 - x),
    ("complement", "This is what is needed minus 1.", lambda x: x - 1),
    ("without its sign", "The sign is lost: an absolute value (abs) has no place here.", np.abs),
    (
        "nothing below 0",
        "What is negative has become 0: a maximum with 0 (a ReLU) has no place here.",
        lambda x: x.clip(0),
    ),
    ("logarithm", "This is the logarithm of what is needed.", np.log),
    ("exponential", "This is the exponential of what is needed: a logarithm is missing.", np.exp),
    ("cosine", "This is the function np.cos of what is needed.", np.cos),
    ("one too many", "Every number is 1 too large.", lambda x: x + 1),
    ("whole numbers", "The decimals are cut off: something is rounded, or divided with //.", np.floor),
    ("whole numbers", "The numbers are rounded to whole ones.", np.round),
    *(
        (
            "rounded",
            "The numbers are rounded: give them back as they are, and round only where you print.",
            partial(np.round, decimals=places),
        )
        for places in (1, 2, 3, 4)
    ),
    ("adds up from the start", "The numbers are added up from the first on (a cumulative sum).", np.cumsum),
    ("shares", "The numbers are divided by their sum.", lambda x: x / x.sum()),
)

ARRANGED: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("transposed", "Rows and columns have changed places: .T turns it round.", lambda x: x.T),
    ("reversed", "Everything is there, in the opposite order.", lambda x: x[::-1]),
    ("sorted", "Everything is there, but sorted: the order should stay as it was.", lambda x: _sorted(x)),
    ("shifted by one", "Everything is shifted by one place.", lambda x: _rolled(x, 1)),
    ("shifted by one", "Everything is shifted by one place.", lambda x: _rolled(x, -1)),
    ("without the first", "The first one is missing; all others are right.", lambda x: x[1:]),
    ("without the last", "The last one is missing; all others are right.", lambda x: x[:-1]),
    ("without the ends", "The first and the last one are missing; all others are right.", lambda x: x[1:-1]),
    ("each only once", "What occurs several times is there only once.", lambda x: list(dict.fromkeys(x))),
    ("only the first", "This is only the first one of what is needed: give all of them.", lambda x: x[0]),
    ("only the last", "This is only the last one of what is needed: give all of them.", lambda x: x[-1]),
    (
        "only the largest",
        "This is only the largest of the numbers that are needed: give all of them.",
        lambda x: max(x),
    ),
    (
        "only the smallest",
        "This is only the smallest of the numbers that are needed: give all of them.",
        lambda x: min(x),
    ),
    ("only the sum", "This is the sum of the numbers that are needed: give each of them.", lambda x: np.sum(x)),
    ("only the mean", "This is the mean of the numbers that are needed: give each of them.", lambda x: np.mean(x)),
    ("only their number", "This is how many there are, not what they are.", lambda x: len(x)),
    ("flat", "The numbers are right, but they stand in one row: the shape is lost.", lambda x: x.ravel()),
    ("in a list of its own", "The right result stands in a list: take it out.", lambda x: [x]),
    ("reversed rows", "The columns come in the opposite order.", lambda x: x[:, ::-1]),
    (
        "column by column",
        "This is the maximum of each column: np.maximum compares number by number.",
        lambda x: x.max(0),
    ),
)


def relation(
    cases: Sequence[tuple[Sequence[Any], Any, Any]], tolerance: float, whole: Sequence[tuple[Any, Any]] = ()
) -> Relation | None:
    """What holds between what came out and what was expected, on all `cases` (arguments, what came out, expected).

    `whole` holds (what came out, expected) of the cases that came out right: where there are any, a relation must hold
    for them, too.
    """
    if any(has_gradient(got) and not has_gradient(expected) for _, got, expected in cases):
        return "a tensor with its gradient", "A tensor with its gradient came out: .item() takes the plain number out."
    pairs = [(unwrapped(got), unwrapped(expected)) for _, got, expected in cases]
    if (found := _without_what_was_given(cases) or _of_another_nature(pairs)) is not None:
        return found
    everything = [*pairs, *((unwrapped(got), unwrapped(expected)) for got, expected in whole)]
    if (found := _same_object_in_other_form(everything)) is not None:
        return found
    for name, told, change in ARRANGED:
        if _holds(everything, change, tolerance):
            return name, told
    if (found := _one_too_many(everything, tolerance)) is not None:
        return found
    numbers = [(_floats(got), _floats(expected)) for got, expected in everything]
    empty = [all(array is not None and not array.size for array in pair) for pair in numbers]
    full = [pair for pair, nothing in zip(numbers, empty, strict=True) if not nothing]
    if full and all(got is not None and expected is not None and got.shape == expected.shape for got, expected in full):
        failed = [case for case, nothing in zip(cases, empty, strict=False) if not nothing]
        if (found := _of_numbers(failed, full, tolerance)) is not None:  # type: ignore[arg-type]
            return found
        for name, told, change in NUMBERS:
            if _holds(full, change, tolerance):
                return name, told
    return None


def part_that_failed(pairs: Sequence[tuple[Any, Any]], tolerance: float) -> int | None:
    """Of results that are tuples, all of one length: the place of the only item that is not as expected."""
    if not all(isinstance(value, tuple) and len(value) == len(pairs[0][1]) for pair in pairs for value in pair):
        return None
    off = [
        place
        for place in range(len(pairs[0][1]))
        if any(compare(got[place], expected[place], tolerance).problem for got, expected in pairs)
    ]
    return off[0] if len(off) == 1 and len(pairs[0][1]) > 1 else None


def _holds(pairs: Sequence[tuple[Any, Any]], change: Callable[[Any], Any], tolerance: float) -> bool:
    """Whether every first is the `change` of its second, and not all of them are the second itself."""
    says_something = False
    for got, expected in pairs:
        try:
            with np.errstate(all="ignore"):
                changed = change(expected)
        except Exception:
            return False
        if not _equal(got, changed, tolerance):
            return False
        numbers = _floats(got)
        rests_on_zeros = numbers is not None and not np.any(numbers)
        says_something |= not rests_on_zeros and not _equal(expected, changed, tolerance)
    return says_something


def _equal(one: Any, other: Any, tolerance: float) -> bool:
    if as_array(one) is not None and isinstance(other, list):
        return False
    return not compare(one, other, tolerance).problem


def _sorted(value: Any) -> Any:
    return np.sort(value, axis=0) if as_array(value) is not None else sorted(value)


def _rolled(value: Any, by: int) -> Any:
    return np.roll(value, by, axis=0) if as_array(value) is not None else [*value[-by:], *value[:-by]]


def _floats(value: Any) -> np.ndarray | None:
    array = as_array(value)
    value = array if array is not None else value
    if isinstance(value, bool) or not isinstance(value, int | float | np.ndarray | list | tuple):
        return None
    try:
        found = np.asarray(value, dtype=float)
    except (ValueError, TypeError, RuntimeError):  # ragged, text, or with a gradient
        return None
    return found


def _same_object_in_other_form(pairs: Sequence[tuple[Any, Any]]) -> Relation | None:
    """The right things in another container: a set, a generator, a text, a dictionary."""
    expected = pairs[0][1]
    if not isinstance(expected, list | tuple):
        return None
    if all(isinstance(got, dict) and list(got.values()) == list(expected) for got, expected in pairs):
        return "a dictionary", f"The right values are in a dictionary: give a {type(expected).__name__}."
    if all(isinstance(got, set | frozenset) and got == set(expected) for got, expected in pairs):
        return "a set", "This is a set, which has no order and holds everything once: a list is needed."
    if all(isinstance(got, str) and got.split() == list(map(str, expected)) for got, expected in pairs):
        return "joined to a text", "The right words are joined to one text: give the list itself."
    return _pairs_turned_round(pairs)


def _pairs_turned_round(pairs: Sequence[tuple[Any, Any]]) -> Relation | None:
    """All pairs or some of them turned round, all others as they are needed."""
    says_something = False
    for got, expected in pairs:
        items = [got, expected]
        if not all(isinstance(each, list) and all(isinstance(one, tuple) for one in each) for each in items):
            return None
        whichever_first = [Counter(map(frozenset, each)) for each in items]
        if whichever_first[0] != whichever_first[1]:
            return None
        says_something |= Counter(got) != Counter(expected)
    told = "In each pair, or in some of them, the two have changed places: look at what comes first."
    return ("pairs turned round", told) if says_something else None


def _without_what_was_given(cases: Sequence[tuple[Sequence[Any], Any, Any]]) -> Relation | None:
    """A word among the arguments that stands in the wrong result and should not."""
    itself = [
        {one for one in arguments if isinstance(one, str)} & (_words_in(got) - _words_in(expected))
        for arguments, got, expected in cases
    ]
    if all(itself):
        return "what was given", "A word that was given stands in the result itself: leave it out."
    return None


def _words_in(value: Any) -> set[str]:
    return {one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, str)}


def _of_another_nature(pairs: Sequence[tuple[Any, Any]]) -> Relation | None:
    """Numbers for words, nan, a fraction for a whole number, or an array for each number that is needed."""
    if all(_words_in(expected) and _floats(got) is not None and np.size(got) for got, expected in pairs):
        return "numbers for words", "Numbers came out, where words are needed: look up which word stands at each place."
    numbers = [(_floats(got), _floats(expected)) for got, expected in pairs]
    known = [(got, expected) for got, expected in numbers if got is not None and expected is not None]
    if not known or len(known) < len(numbers):
        return None
    if all(np.isnan(got).any() and not np.isnan(expected).any() for got, expected in known):
        return "nan", "nan (not a number) came out, as from 0 / 0 or the mean of nothing: treat such a case on its own."
    if all(isinstance(expected, int) and isinstance(got, float) and got % 1 for got, expected in pairs):
        return (
            "a fraction",
            "A fraction came out, where a whole number is needed: a place (np.argmax) or a count.",
        )
    if all(got.ndim > expected.ndim > 0 and got.shape[: expected.ndim] == expected.shape for got, expected in known):
        return (
            "not added up",
            "An array stands where each number is needed: add up what is in it, or take its mean.",
        )
    return None


def _one_too_many(pairs: Sequence[tuple[Any, Any]], tolerance: float) -> Relation | None:
    for name, told, change in (
        ("one too many at the end", "There is one too many at the end; all others are right.", lambda x: x[:-1]),
        (
            "one too many at the beginning",
            "There is one too many at the beginning; all others are right.",
            lambda x: x[1:],
        ),
    ):
        if _holds([(expected, got) for got, expected in pairs], change, tolerance):
            return name, told
    return None


def _of_numbers(
    cases: Sequence[tuple[Sequence[Any], Any, Any]], numbers: Sequence[tuple[np.ndarray, np.ndarray]], tolerance: float
) -> Relation | None:
    """One factor for all numbers, or one factor for each case that is the number of its rows, words, columns."""
    factors = [_factor(got, expected, tolerance) for got, expected in numbers]
    known = [factor for factor in factors if factor is not None]
    if None in factors or not known or any(math.isnan(factor) for factor in known):
        known = [factor for factor in known if not math.isnan(factor)]
        if None in factors or not known:
            return None
    if np.allclose(known, known[0], rtol=1e-6):
        for factor, told in FACTORS.items():
            if math.isclose(known[0], factor, rel_tol=1e-6):
                return told
    sizes = [_sizes(arguments, expected) for arguments, _, expected in cases]
    own = [factor for factor in factors[: len(cases)] if factor is not None]
    for place in range(min(map(len, sizes), default=0)):
        counted = [size[place][0] for size in sizes]
        if len(set(counted)) > 1 or len(numbers) == 1:
            what = sizes[0][place][1]
            if np.allclose(own, counted, equal_nan=True):
                return "sum for mean", f"This is {what} times what is needed: a sum stands where a mean is needed."
            if np.allclose(own, [1 / count if count else 0 for count in counted], equal_nan=True):
                return (
                    "mean for sum",
                    f"This is what is needed, divided by {what}: a mean stands where a sum is needed.",
                )
    return None


def _factor(got: np.ndarray, expected: np.ndarray, tolerance: float) -> float | None:
    """What `expected` is multiplied by in `got`; nan where both are 0, None if there is no such number."""
    if not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return None
    big = np.abs(expected) > 1e-9
    if not big.any():
        return math.nan if not np.abs(got).max() > tolerance else None
    factor = float((got[big] / expected[big]).flat[0])
    return factor if factor and np.allclose(got, factor * expected, rtol=max(tolerance, 1e-6), atol=1e-7) else None


def _sizes(arguments: Sequence[Any], expected: Any) -> list[tuple[int, str]]:
    """How many of what there are in the arguments and in the result."""
    found: list[tuple[int, str]] = []
    for argument in arguments:
        array = as_array(argument)
        if array is not None and array.ndim:
            found += [
                (size, f"the number of its {name}")
                for size, name in zip(array.shape, ("rows", "columns"), strict=False)
            ]
        elif hasattr(argument, "__len__"):
            found.append((len(argument), "how many there are"))
        else:
            found.append((argument if isinstance(argument, int) else 0, "a number that is given"))
    return found
