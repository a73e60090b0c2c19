"""Tasks in which the learner writes a function or a class; an answer is judged by what it does."""

import contextlib
import copy
import importlib
import inspect
import re
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from lessonlib.errors import InputError
from lessonlib.exercises.changes import changes
from lessonlib.exercises.comparing import compare
from lessonlib.exercises.editing import edited, source_of
from lessonlib.exercises.gaps import Gaps, filled_from, gaps_in, is_blank
from lessonlib.exercises.relations import part_that_failed, relation
from lessonlib.exercises.running import Outcome, OutOfTime, run
from lessonlib.exercises.showing import as_array, kind, shorten, show, spelled
from lessonlib.exercises.source import CERTAIN, LATE, explained, findings, imported, waits
from lessonlib.exercises.task import State, Task, Verdict

LONGEST_CALL: int = 170
"""Characters of a call that is shown to be copied; a longer one is repeated by its number."""

LONGEST_PAIR: int = 260
"""Characters of two messages that are told together."""

PLACES = ("first", "second", "third", "fourth", "fifth")


def call(answer: Callable[..., Any], *arguments: Any) -> Any:
    """The plain way to try an answer: call it."""
    return answer(*arguments)


def as_it_is(value: Any) -> Any:
    """What came out, compared as it is."""
    return value


@dataclass(frozen=True, kw_only=True)
class Function(Task):
    """A function or a class to write. It is right when it gives on every case what the reference gives.

    Attributes:
        cases: Returns {what is tried, in words: the arguments}, the same in every call; edge cases first. An answer
            works on copies.
        probe: Called as probe(answer, *arguments) for every case, returns what is compared; for a class, it makes an
            object and uses it. By default the answer is called.
        settled: Applied to both results before they are compared, where the text leaves something open, such as the
            sign of a direction.
        also: Other kinds of results that later cells can live with, such as an array for a list.
        stub: How many statements the stub of the notebook has, without its docstring, and how many `...`.
        in_place: Whether the answer is meant to change its arguments; else it is told not to.
        seconds: How long an answer may take on all the cases together.
    """

    cases: Callable[[], Mapping[str, tuple[Any, ...]]]
    probe: Callable[..., Any] = field(default=call)
    settled: Callable[[Any], Any] = field(default=as_it_is)
    also: tuple[type, ...] = ()
    stub: tuple[int, int] = (1, 1)
    in_place: bool = False
    seconds: float = 5.0

    @property
    def noun(self) -> str:
        """Either "class" or "function"."""
        return "class" if inspect.isclass(self.reference) else "function"

    def source(self, answer: Any, variable: str) -> str:
        """The source of `answer`, under the name that the learner's stub has."""
        return re.sub(rf"\b{answer.__name__}\b", variable, source_of(answer)).rstrip()

    def judge(self, answer: Any) -> Verdict:
        """Run the answer on the cases; a wrong one is named when it does what a known mistake does."""
        if is_blank(answer):
            return Verdict(State.NOT_ATTEMPTED)
        if problem := self._not_usable(answer):
            return Verdict(State.WRONG, (problem,))
        bases = self.reference.__mro__[1:] if inspect.isclass(self.reference) else ()
        gaps = gaps_in(answer, bases)
        statements, open_ones = self.stub
        untouched = len(gaps.lines) >= open_ones and gaps.statements <= statements or gaps.tree is None and gaps.lines
        if gaps.empty or untouched:
            return Verdict(State.NOT_ATTEMPTED)
        return self._judged(answer, gaps) if gaps.harmless else self._partly_filled(answer, gaps)

    def again(self, answer: Any, number: int) -> Any:
        """What the `answer` gives on the case of this number, as `judge` tries it; errors are raised."""
        arguments = list(dict(self.cases()).values())[number]
        return self.probe(answer, *copy.deepcopy(arguments))

    def _judged(self, answer: Any, gaps: Gaps) -> Verdict:
        if (waiting := waits(answer)) and not inspect.isclass(answer):
            told = f"It waits for somebody to type (`{waiting}`), and nobody does while it is checked. Take that out."
            return Verdict(State.WRONG, (told,), "waits for input")
        cases = dict(self.cases())
        if problem := self._takes_other_arguments(answer, next(iter(cases.values()))):
            return Verdict(State.WRONG, (problem,))
        for module in imported(gaps):  # how long an import takes is not the learner's doing
            with contextlib.suppress(Exception):
                importlib.import_module(module)
        expected, trials = self._try(self.reference, cases), self._try(answer, cases)
        problems = [self._problem(trial, right) for trial, right in zip(trials, expected, strict=False)]
        failed = [place for place, problem in enumerate(problems) if problem]
        dots = ("note: the dots (...) are still in there: take them out",) * bool(gaps.lines)
        if not failed:
            return Verdict(State.RIGHT, (*dots, *_notes(trials, expected, self.tolerance)))
        smallest = min(failed, key=lambda place: len(self._call(place, trials[place])))
        diagnosis, told = self._diagnosis(answer, gaps, trials, expected, failed)
        if len(gaps.lines) < self.stub[1] and gaps.lines and not diagnosis:
            left = f"{self.stub[1] - len(gaps.lines)} of {self.stub[1]} gaps are filled; still open: {gaps.lines[0]}"
            return Verdict(State.NOT_ATTEMPTED, (left,), "partly filled")
        lines = [told or problems[smallest], *self._example(smallest, trials[smallest], expected[smallest], answer)]
        return Verdict(State.WRONG, (*lines, *(dots if not diagnosis else ())), diagnosis)

    def _partly_filled(self, answer: Any, gaps: Gaps) -> Verdict:
        """Say which gaps are open, and whether what was filled is right: with the course's own in the open ones."""
        number = max(self.stub[1], len(gaps.lines))
        if number == len(gaps.lines):
            return Verdict(State.NOT_ATTEMPTED)
        left = f"{number - len(gaps.lines)} of {number} gaps are filled; still open: {' and '.join(gaps.lines)}"
        whole = filled_from(gaps, self.reference, answer)
        if whole is None:
            return Verdict(State.NOT_ATTEMPTED, (left,), "partly filled")
        found = self._judged(whole, gaps_in(whole))
        if found.state is State.RIGHT:
            return Verdict(State.NOT_ATTEMPTED, (f"What you filled in is right. {left}",), "partly filled")
        told = f"What you filled in is not right yet. {found.lines[0]}" if found.diagnosis else ""
        return Verdict(State.NOT_ATTEMPTED, tuple(filter(None, (told, left))), found.diagnosis or "partly filled")

    def _not_usable(self, answer: Any) -> str:
        """Why `answer` cannot even be tried, or ""."""
        if inspect.isclass(self.reference) and not inspect.isclass(answer):
            return (
                f'This is {kind(answer)}; the class itself is needed: check("{self.name}", {self.reference.__name__}).'
            )
        if not callable(answer):
            return (
                f"This is {kind(answer)}; a {self.noun} is needed. Give the {self.noun} itself, without quotes and "
                "without calling it."
            )
        return "This is an `async def`; write a plain `def`." if inspect.iscoroutinefunction(answer) else ""

    def _takes_other_arguments(self, answer: Any, arguments: tuple[Any, ...]) -> str:
        try:
            signature, wanted = inspect.signature(answer), inspect.signature(self.reference)
        except (ValueError, TypeError):  # some functions written in C do not tell
            return ""
        number = len(arguments) if self.probe is call else len(wanted.parameters)
        try:
            if self.probe is call or not inspect.isclass(answer):
                signature.bind(*range(number))
        except TypeError:
            names = ", ".join(wanted.parameters)
            return (
                f"It takes ({', '.join(signature.parameters)}), and is called with {number} "
                f"argument{'s' * (number != 1)}: ({names})."
            )
        return ""

    def _try(self, answer: Any, cases: Mapping[str, tuple[Any, ...]]) -> list["_Trial"]:
        """One trial per case, until the time is used up."""
        trials: list[_Trial] = []
        until = time.monotonic() + self.seconds
        for tried, arguments in cases.items():
            trials.append(self._trial(answer, tried, arguments, max(until - time.monotonic(), 0.01)))
            if isinstance(trials[-1].outcome.error, OutOfTime):
                break
        return trials

    def _trial(self, answer: Any, tried: str, arguments: tuple[Any, ...], seconds: float) -> "_Trial":
        used = copy.deepcopy(arguments)
        outcome = run(partial(self.probe, answer, *used), seconds)
        shared = any(_share_memory(outcome.value, argument) for argument in used)
        with contextlib.suppress(Exception):  # what an answer changes afterwards does not count
            outcome = Outcome(copy.deepcopy(outcome.value), outcome.error, outcome.printed, outcome.warned)
        changed = not self.in_place and not isinstance(outcome.error, OutOfTime) and _changed(used, arguments)
        return _Trial(tried, arguments, outcome, changed, shared)

    def _settled(self, value: Any) -> Any:
        value = value.tolist() if isinstance(value, np.ndarray) and np.ndarray in self.also else value
        value = np.array(value) if isinstance(value, list) and list in self.also else value
        try:
            return self.settled(value)
        except Exception:  # another kind of thing came out: it is compared as it is
            return value

    def _problem(self, trial: "_Trial", right: "_Trial") -> str:
        """What is wrong with a trial, in a sentence; "" if nothing is."""
        if isinstance(trial.outcome.error, OutOfTime):
            return (
                f"It did not come to an end within {self.seconds:g} seconds. Either a loop has a condition that never "
                "becomes false, or something waits: a debugger, a download, an import, time.sleep."
            )
        if trial.outcome.error is not None:
            return "It raised an error."
        if trial.changed:
            return (
                "It changes its argument, so that the caller's own data are no longer what they were. Work on a copy."
            )
        return compare(self._settled(trial.outcome.value), self._settled(right.outcome.value), self.tolerance).problem

    # ---- which mistake is it? ----

    def _diagnosis(
        self, answer: Any, gaps: Gaps, trials: list["_Trial"], expected: list["_Trial"], failed: list[int]
    ) -> tuple[str, str]:
        """The name of the mistake, and what to say about it; both "" when it is not recognised."""
        seen = findings(answer, gaps, self.reference)
        if seen and seen[0][0] in CERTAIN:
            return seen[0]
        for wrong in self.wrong:
            if self._does_the_same(wrong.answer, trials):
                return wrong.name, wrong.message
        first = trials[failed[0]]
        if isinstance(first.outcome.error, OutOfTime):
            return "", ""
        if all(trials[place].outcome.value is None and trials[place].outcome.error is None for place in failed):
            if expected[failed[0]].outcome.value is not None and first.outcome.printed:
                return (
                    "prints",
                    "It prints its result; what is needed is `return`, so that other code can go on with it.",
                )
            if expected[failed[0]].outcome.value is not None:
                return "returns nothing", "None came out: is a `return` missing?"
        if seen and seen[0][0] not in LATE:
            return seen[0]
        for one, other in combinations(self.wrong, 2):
            short = len(one.message) + len(other.message) < LONGEST_PAIR
            if (
                short
                and (both := _both(self.reference, one.answer, other.answer))
                and self._does_the_same(both, trials)
            ):
                return f"{one.name}; {other.name}", f"Two things at once. {one.message} {other.message}"
        if all(trial.changed for trial in trials):
            return "changes its argument", self._problem(first, expected[failed[0]])
        if isinstance(first.outcome.error, NameError) and not isinstance(first.outcome.error, UnboundLocalError):
            name = first.outcome.error.name
            return "an unknown name", f"The name `{name}` is not known: is it misspelt, or was its cell not run?"
        if first.outcome.error is not None and (found := explained(first.outcome.error)):
            return found
        errors = any(trials[place].outcome.error for place in failed)
        if not errors and (found := self._relation(trials, expected, failed)):
            return found
        if found := self._small_change(trials):
            return found
        return seen[0] if seen else self._only_where(trials, failed)

    def _relation(self, trials: list["_Trial"], expected: list["_Trial"], failed: list[int]) -> tuple[str, str] | None:
        pairs = {
            place: (self._settled(trial.outcome.value), self._settled(right.outcome.value))
            for place, (trial, right) in enumerate(zip(trials, expected, strict=True))
        }
        part, said = part_that_failed([pairs[place] for place in failed], self.tolerance), ""
        if part is not None:
            pairs = {place: (got[part], right[part]) for place, (got, right) in pairs.items()}
            said = f"Of the {len(expected[0].outcome.value)} results only the {PLACES[part]} is wrong. " * (
                self.probe is call
            )
        cases = [(trials[place].arguments, *pairs[place]) for place in failed]
        whole = [pair for place, pair in pairs.items() if place not in failed]
        if found := relation(cases, self.tolerance, whole):
            return found[0], f"{said}{found[1]}"
        return None

    def _small_change(self, trials: list["_Trial"]) -> tuple[str, str] | None:
        """What a small change of the reference does, too; two kinds of changes are both named, more are none."""
        found: dict[str, str] = {}
        for name, told, variant in changes(self.reference):
            if told not in found.values() and self._does_the_same(variant, trials):
                found[name] = told
        if not found or len(found) > 2 or all(trial.outcome.error for trial in trials):
            return None
        both = " Or: ".join(found.values())
        return " or ".join(found), both if len(found) == 1 else f"One of two things. {both}"

    def _only_where(self, trials: list["_Trial"], failed: list[int]) -> tuple[str, str]:
        """That an answer is right but for one case among several, whose words say what is special about it."""
        if len(failed) == 1 and len(trials) > 2 and not trials[failed[0]].outcome.error:
            tried = trials[failed[0]].tried
            if not re.search(r"random|\d\d", tried):
                return "right but for one case", f"This is right everywhere but in one case: {tried}."
        return "", ""

    def _does_the_same(self, other: Any, trials: list["_Trial"]) -> bool:
        """Whether `other` does on all cases what was done in `trials`: the same errors, changes and values."""
        for trial in trials:
            if isinstance(trial.outcome.error, OutOfTime):
                return False
            theirs = self._trial(other, trial.tried, trial.arguments, 1.0)
            if repr(theirs.outcome.error) != repr(trial.outcome.error) or theirs.changed != trial.changed:
                return False
            if compare(self._settled(trial.outcome.value), self._settled(theirs.outcome.value), self.tolerance).problem:
                return False
        return True

    # ---- how it is told ----

    def _call(self, place: int, trial: "_Trial") -> str:
        arguments = [spelled(argument) for argument in trial.arguments]
        text = f'mine("{self.name}")({", ".join(filter(None, arguments))})'
        if self.probe is not call or None in arguments or len(text) > LONGEST_CALL:
            text = f'mine("{self.name}", {place})  # {trial.tried}'
            return text if self.probe is not call or None in arguments else f"{text:{LONGEST_CALL}}"
        return text

    def _example(self, place: int, trial: "_Trial", right: "_Trial", answer: Any) -> Iterator[str]:
        yield self._call(place, trial).rstrip()
        if isinstance(trial.outcome.error, OutOfTime):
            return
        wanted = show(right.outcome.value, 80)
        if trial.outcome.error is not None:
            line = _failing_line(trial.outcome.error, answer)
            yield f"raises {_error(trial.outcome.error)}{line}; expected is {wanted}"
        else:
            yield f"gives {show(trial.outcome.value, 80)} instead of {wanted}"
        if trial.outcome.printed and trial.outcome.value is None:
            yield f"printed: {show(trial.outcome.printed.strip(), 60)}"
        elif trial.outcome.warned:
            yield f"warning: {shorten(trial.outcome.warned, 80)}"


@dataclass(frozen=True)
class _Trial:
    """What an answer did on one case; `arguments` are as they were before."""

    tried: str
    arguments: tuple[Any, ...]
    outcome: Outcome
    changed: bool
    shared: bool


def _both(reference: Any, one: Any, other: Any) -> Any:
    """The reference with the changes of two typical mistakes; None when they cannot be made together."""
    replacements: list[Sequence[str]] = [*getattr(one, "replacements", ()), *getattr(other, "replacements", ())]
    if not all(hasattr(each, "replacements") for each in (one, other)):
        return None
    try:
        return edited(reference, *replacements)  # type: ignore[arg-type]
    except (InputError, SyntaxError):
        return None


def _notes(trials: list[_Trial], expected: list[_Trial], tolerance: float) -> list[str]:
    """What a learner whose answer is right should know all the same."""
    notes: list[str] = []
    for trial, right in zip(trials, expected, strict=True):
        notes += compare(trial.outcome.value, right.outcome.value, tolerance).notes
        if trial.outcome.printed.strip():
            notes.append(f"it also prints, for example {show(trial.outcome.printed.strip(), 50)}")
        if trial.shared and not right.shared:
            notes.append("its result is a view of its argument: changing one changes the other; .copy() parts them")
    first = {note.split(":")[0].split(", for")[0]: note for note in reversed(notes)}
    return [f"note: {note}" for note in reversed(first.values())]


def _changed(after: tuple[Any, ...], before: tuple[Any, ...]) -> bool:
    return any(_is_data(old) and bool(compare(new, old, 0.0).problem) for new, old in zip(after, before, strict=True))


def _is_data(value: Any) -> bool:
    """Whether `value` is made of numbers, text and containers only: a model or a generator may well change."""
    if isinstance(value, dict):
        return all(_is_data(item) for item in value.values())
    if isinstance(value, list | tuple):
        return all(map(_is_data, value))
    return as_array(value) is not None or isinstance(value, str | int | float | set)


def _share_memory(value: Any, argument: Any) -> bool:
    ours, theirs = as_array(value), as_array(argument)
    return ours is not None and theirs is not None and bool(np.may_share_memory(ours, theirs))


def _error(error: BaseException) -> str:
    return shorten(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__, 200)


def _failing_line(error: BaseException, answer: Any) -> str:
    """The last line of the learner's own code on the way to `error`; "" if there is no source."""
    codes = [getattr(answer, "__code__", None)]
    if inspect.isclass(answer):
        codes = [member.__code__ for member in vars(answer).values() if inspect.isfunction(member)]
    files = {code.co_filename for code in codes if code is not None}
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    return f" in the line `{lines[-1]}`" if lines and lines[-1] else ""
