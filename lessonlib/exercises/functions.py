"""Tasks in which the learner writes a function or a class; an answer is judged by what it does."""

import contextlib
import copy
import importlib
import inspect
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from operator import call
from typing import Any

from lessonlib.exercises import source
from lessonlib.exercises.comparing import difference
from lessonlib.exercises.relations import relation
from lessonlib.exercises.running import Outcome, OutOfTime, run
from lessonlib.exercises.showing import kind, shorten, show, spelled
from lessonlib.exercises.task import State, Task, Verdict

LONGEST_CALL: int = 170
"""Characters of a call that is shown to be copied; a longer one is repeated by its number."""

DOTS = "note: the dots (...) are still in there: take them out"
PRINTS = "It prints its result; what is needed is `return`, so that other code can go on with it."
CHANGES_ITS_ARGUMENT = (
    "It changes its argument, so that the caller's own data are no longer what they were. Work on a copy."
)


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
        stub: How many statements the notebook gives, beside the docstring and the gaps, and how many gaps.
        seconds: How long an answer may take on all the cases together.
    """

    cases: Callable[[], Mapping[str, tuple[Any, ...]]]
    probe: Callable[..., Any] = field(default=call)
    settled: Callable[[Any], Any] | None = None
    stub: tuple[int, int] = (0, 1)
    seconds: float = 5.0

    def judge(self, answer: Any) -> Verdict:
        """Run the answer on the cases; a wrong one is named when it does what a known mistake does."""
        if source.is_blank(answer):
            return Verdict(State.NOT_ATTEMPTED)
        if not callable(answer) or inspect.isclass(self.reference) and not inspect.isclass(answer):
            told = f"This is {kind(answer)}; a {self.noun} is needed: give its name, without quotes and without a call."
            return Verdict(State.WRONG, (told,))
        functions = source.functions_of(answer, getattr(self.reference, "__mro__", ())[1:])
        known = source.written(functions)
        untouched = known.lines <= self.stub[0] and known.text and (known.gaps or not known.lines)
        if untouched or inspect.isclass(answer) and not functions:
            return Verdict(State.NOT_ATTEMPTED)
        if any(source.code_of(gap) != "..." for gap in known.gaps):
            return self._partly_filled(answer, known)
        for module in re.findall(r"^ +(?:import|from) (\w+)", known.text, re.MULTILINE):  # which may take long
            with contextlib.suppress(Exception):
                importlib.import_module(module)
        return self._judged(answer, known)

    def again(self, answer: Any, number: int) -> Any:
        """What the `answer` gives on the case of this number, as `judge` tries it; errors are raised."""
        return self.probe(answer, *copy.deepcopy(self._cases[number][1]))

    def _judged(self, answer: Any, known: source.Written) -> Verdict:
        trials = self._try(answer)
        failed = [trial for trial in trials if trial.problem]
        dots = (DOTS,) * bool(known.gaps)
        if not failed:
            return Verdict(State.RIGHT, dots)
        diagnosis, told = self._diagnosis(known, trials)
        if 0 < len(known.gaps) < self.stub[1] and not diagnosis:
            return self._partly_filled(answer, known)
        smallest = min(failed, key=lambda trial: len(str(trial.arguments)))
        lines = [told or smallest.problem, *self._example(smallest, bool(told))]
        return Verdict(State.WRONG, (*lines, *dots), diagnosis)

    def _partly_filled(self, answer: Any, known: source.Written) -> Verdict:
        """That some gaps are filled, and whether rightly: tried with the course's own lines in those that are open."""
        whole = source.filled_from(answer, known, self.reference)
        found = self._judged(whole, source.written([])) if whole else Verdict(State.NOT_ATTEMPTED)
        told = "What you filled in is right. " * (found.state is State.RIGHT)
        if found.diagnosis:
            told = f"What you filled in is not right yet. {found.lines[0]} "
        filled = self.stub[1] - len(known.gaps)
        counted = f"{filled} of {self.stub[1]} gaps are filled; " * (filled > 0)
        line = f"{told}{counted}still open: {' and '.join(known.gaps)}"
        return Verdict(State.NOT_ATTEMPTED, (line,), found.diagnosis or "partly filled")

    def _try(self, answer: Any) -> list["_Trial"]:
        """One trial per case, beside what the reference gives, until the time is used up."""
        expected = [self._known(self.reference, number) for number in range(len(self._cases))]
        trials: list[_Trial] = []
        until = time.monotonic() + self.seconds
        for number, right in enumerate(expected):
            trial = self._trial(answer, number, max(until - time.monotonic(), 0.01))
            trial.expected = right.outcome.value
            trial.problem = self._problem(trial)
            trials.append(trial)
            if isinstance(trial.outcome.error, OutOfTime):
                break
        return trials

    @cached_property
    def _cases(self) -> list[tuple[str, tuple[Any, ...]]]:
        return list(self.cases().items())

    @cached_property
    def _tried(self) -> dict[tuple[Any, int], "_Trial"]:
        return {}

    def _known(self, variant: Any, number: int) -> "_Trial":
        """What the reference, or a mistake in it, does on a case; found out once, however long it takes.

        That may be long on a slow machine, as when torch loads its first optimiser.
        """
        if (variant, number) not in self._tried:
            self._tried[variant, number] = self._trial(variant, number, None)
        return self._tried[variant, number]

    def _trial(self, answer: Any, number: int, seconds: float | None) -> "_Trial":
        tried, arguments = self._cases[number]
        used = copy.deepcopy(arguments)
        outcome = run(partial(self.probe, answer, *used), seconds)
        with contextlib.suppress(Exception):  # what an answer changes afterwards does not count
            outcome = replace(outcome, value=copy.deepcopy(outcome.value))
        changed = not isinstance(outcome.error, OutOfTime) and _changed(used, arguments)
        return _Trial(number, tried, arguments, outcome, changed)

    def _settled(self, value: Any) -> Any:
        with contextlib.suppress(Exception):  # another kind of thing came out: it is compared as it is
            return self.settled(value) if self.settled else value
        return value

    def _difference(self, got: Any, expected: Any) -> str:
        return difference(self._settled(got), self._settled(expected), self.tolerance)

    def _problem(self, trial: "_Trial") -> str:
        """What is wrong with a trial, in a sentence; "" if nothing is."""
        if isinstance(trial.outcome.error, OutOfTime):
            return (
                f"It did not come to an end within {self.seconds:g} seconds. Either a loop has a condition that never "
                "becomes false, or something waits: input(), a debugger, a download, an import, time.sleep."
            )
        if trial.outcome.error is not None:
            return "It raised an error."
        if trial.changed:
            return CHANGES_ITS_ARGUMENT
        return self._difference(trial.outcome.value, trial.expected)

    # ---- which mistake is it? ----

    def _diagnosis(self, known: source.Written, trials: list["_Trial"]) -> tuple[str, str]:
        """The name of the mistake, and what to say about it; both "" when it is not recognised."""
        if isinstance(trials[-1].outcome.error, OutOfTime):
            return "", ""
        for wrong in self.wrong:
            if self._does_the_same(wrong.answer, trials):
                return wrong.name, wrong.message
        failed = [trial for trial in trials if trial.problem]
        first = failed[0].outcome
        cases = [(each.arguments, self._settled(each.outcome.value), self._settled(each.expected)) for each in trials]
        error = next((trial.outcome.error for trial in failed if trial.outcome.error), None)
        told = (
            source.returns_in_the_loop(known)
            or PRINTS * bool(first.value is None and first.printed and not first.error)
            or CHANGES_ITS_ARGUMENT * all(trial.problem == CHANGES_ITS_ARGUMENT for trial in failed)
            or (source.explained(error) if error else relation(cases, self.tolerance))
            or source.unused(known)
        )
        return re.split("[:.;] ", told)[0].rstrip("."), told

    def _does_the_same(self, other: Any, trials: list["_Trial"]) -> bool:
        """Whether `other` does on all cases what was done in `trials`: the same errors, changes and values."""
        for trial in trials:
            theirs = self._known(other, trial.number)
            if repr(theirs.outcome.error) != repr(trial.outcome.error) or theirs.changed != trial.changed:
                return False
            if self._difference(trial.outcome.value, theirs.outcome.value):
                return False
        return True

    # ---- how it is told ----

    def _call(self, trial: "_Trial") -> str:
        arguments = [spelled(argument) for argument in trial.arguments]
        text = f'mine("{self.name}")({", ".join(filter(None, arguments))})'
        if self.probe is call and None not in arguments and len(text) <= LONGEST_CALL:
            return text
        return f'mine("{self.name}", {trial.number})  # {trial.tried}'

    def _example(self, trial: "_Trial", is_named: bool) -> Iterator[str]:
        """The call that failed, to be copied, and what it does; of a mistake that `is_named`, where it shows, too."""
        yield self._call(trial)
        if trial.problem == CHANGES_ITS_ARGUMENT:
            yield "changes what it was given"
        elif trial.outcome.error is None:
            gives = f"gives {show(trial.outcome.value, 80)} instead of {show(trial.expected, 80)}"
            is_hidden = is_named and "..." in gives and " stands " in trial.problem and not self.settled
            yield f"{trial.problem} It {gives}" if is_hidden else gives
        elif not isinstance(trial.outcome.error, OutOfTime):
            error = f"{type(trial.outcome.error).__name__}: {trial.outcome.error}".rstrip(": ")
            yield f"raises {shorten(error, 160)}"


@dataclass
class _Trial:
    """What an answer did on one case; `arguments` are as they were before."""

    number: int
    tried: str
    arguments: tuple[Any, ...]
    outcome: Outcome
    changed: bool
    expected: Any = None
    problem: str = ""


def _changed(after: tuple[Any, ...], before: tuple[Any, ...]) -> bool:
    """Whether one of the arguments that are data is no longer what it was: a model or a generator may well change."""
    pairs = zip(after, before, strict=True)
    return any(spelled(old) is not None and bool(difference(new, old, 0.0)) for new, old in pairs)
