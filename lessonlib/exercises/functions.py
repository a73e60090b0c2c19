"""Tasks in which the learner writes a function or a class; an answer is judged by what it does."""

import copy
import inspect
import re
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from lessonlib.exercises.comparing import compare
from lessonlib.exercises.editing import source_of
from lessonlib.exercises.gaps import has_gap
from lessonlib.exercises.running import Outcome, OutOfTime, run
from lessonlib.exercises.showing import as_array, kind, shorten, show
from lessonlib.exercises.task import State, Task, Verdict


def call(answer: Callable[..., Any], *arguments: Any) -> Any:
    """The plain way to try an answer: call it."""
    return answer(*arguments)


@dataclass(frozen=True, kw_only=True)
class Function(Task):
    """A function or a class to write. It is right when it gives on every case what the reference gives.

    Attributes:
        cases: Returns {what is tried, in words: the arguments}, the same in every call; edge cases first. An answer
            works on copies.
        probe: Called as probe(answer, *arguments) for every case, returns what is compared; for a class, it makes an
            object and uses it. By default the answer is called.
        in_place: Whether the answer is meant to change its arguments; else it is told not to.
        seconds: How long an answer may take on all the cases together.
    """

    cases: Callable[[], Mapping[str, tuple[Any, ...]]]
    probe: Callable[..., Any] = field(default=call)
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
        """Run the answer on the cases; a wrong one is named when it does what a registered wrong answer does."""
        if has_gap(answer):
            return Verdict(State.NOT_ATTEMPTED)
        cases = dict(self.cases())
        if problem := self._not_usable(answer, next(iter(cases.values()))):
            return Verdict(State.WRONG, (problem,))
        expected, trials = self._try(self.reference, cases), self._try(answer, cases)
        problems = [trial.problem(right, self.tolerance) for trial, right in zip(trials, expected, strict=False)]
        failed = next((place for place, problem in enumerate(problems) if problem), None)
        if failed is None:
            return Verdict(State.RIGHT, tuple(_notes(trials, expected, self.tolerance)))
        known = [
            wrong.message for wrong in self.wrong if _alike(trials, self._try(wrong.answer, cases), self.tolerance)
        ]
        trial, right = trials[failed], expected[failed]
        lines = [*(known[:1] or [trial.problem(right, self.tolerance)]), *self._details(trial, right, answer)]
        passed = problems.count("")
        if passed:
            lines.insert(1, f"(Of {len(cases)} cases tried, {passed} came out right. This one did not.)")
        return Verdict(State.WRONG, tuple(lines))

    def _not_usable(self, answer: Any, arguments: tuple[Any, ...]) -> str:
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
        if inspect.iscoroutinefunction(answer):
            return "This is an `async def`; write a plain `def`."
        if self.probe is not call:
            return ""
        try:
            signature = inspect.signature(answer)
        except (ValueError, TypeError):  # some functions written in C do not tell
            return ""
        try:
            signature.bind(*arguments)
        except TypeError:
            wanted = ", ".join(inspect.signature(self.reference).parameters)
            return (
                f"It takes ({', '.join(signature.parameters)}), and is called with {len(arguments)} "
                f"argument{'s' * (len(arguments) != 1)}: ({wanted})."
            )
        return ""

    def _try(self, answer: Any, cases: Mapping[str, tuple[Any, ...]]) -> list["_Trial"]:
        """One trial per case, until the time is used up."""
        trials: list[_Trial] = []
        until = time.monotonic() + self.seconds
        for tried, arguments in cases.items():
            used = copy.deepcopy(arguments)
            outcome = run(partial(self.probe, answer, *used), max(until - time.monotonic(), 0.01))
            changed = not self.in_place and not isinstance(outcome.error, OutOfTime) and _changed(used, arguments)
            shared = any(_share_memory(outcome.value, argument) for argument in used)
            trials.append(_Trial(tried, arguments, outcome, changed, shared))
            if isinstance(outcome.error, OutOfTime):
                break
        return trials

    def _details(self, trial: "_Trial", right: "_Trial", answer: Any) -> list[str]:
        shown = ", ".join(show(argument, 60) for argument in trial.arguments)
        lines = [f"tried:    {trial.tried}: {self.reference.__name__}({shown})"]
        if isinstance(trial.outcome.error, OutOfTime):
            return [*lines, f"came out: nothing within {self.seconds:g} seconds"]
        if trial.outcome.error is not None:
            lines.append(f"raised:   {_error(trial.outcome.error)}")
            lines.extend(f"in line:  {line}" for line in _failing_line(trial.outcome.error, answer))
        else:
            lines.append(f"came out: {show(trial.outcome.value)}")
        lines.append(f"expected: {show(right.outcome.value)}")
        if trial.outcome.printed:
            lines.append(f"printed:  {show(trial.outcome.printed.strip())}")
        if trial.outcome.warned:
            lines.append(f"warning:  {shorten(trial.outcome.warned)}")
        return lines


@dataclass(frozen=True)
class _Trial:
    """What an answer did on one case; `arguments` are as they were before."""

    tried: str
    arguments: tuple[Any, ...]
    outcome: Outcome
    changed: bool
    shared: bool

    def problem(self, right: "_Trial", tolerance: float) -> str:
        """What is wrong with it, in a sentence; "" if nothing is."""
        if isinstance(self.outcome.error, OutOfTime):
            return "It did not come to an end: is there a loop whose condition never becomes false?"
        if self.outcome.error is not None:
            return "It raised an error."
        if self.outcome.value is None and self.outcome.printed and right.outcome.value is not None:
            return "It prints its result; what is needed is `return`, so that other code can go on with it."
        if self.changed:
            return (
                "It changes its argument, so that the caller's own data are no longer what they were. Work on a copy."
            )
        return compare(self.outcome.value, right.outcome.value, tolerance).problem


def _alike(trials: list[_Trial], others: list[_Trial], tolerance: float) -> bool:
    """Whether two answers did the same on all cases: the same errors, changes and values."""
    return len(trials) == len(others) and all(
        repr(one.outcome.error) == repr(other.outcome.error)
        and one.changed == other.changed
        and not compare(one.outcome.value, other.outcome.value, tolerance).problem
        for one, other in zip(trials, others, strict=True)
    )


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


def _failing_line(error: BaseException, answer: Any) -> list[str]:
    """The last line of the learner's own code on the way to `error`; none if there is no source."""
    codes = [getattr(answer, "__code__", None)]
    if inspect.isclass(answer):
        codes = [member.__code__ for member in vars(answer).values() if inspect.isfunction(member)]
    files = {code.co_filename for code in codes if code is not None}
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    return [line for line in lines[-1:] if line]
