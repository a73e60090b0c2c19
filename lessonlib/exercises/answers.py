"""Tasks without code: choose a letter, put lines in order, give a number or another value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lessonlib.exercises.comparing import compare, unwrapped
from lessonlib.exercises.gaps import has_gap
from lessonlib.exercises.showing import as_array, kind
from lessonlib.exercises.task import State, Task, Verdict

_AROUND = " \t\n.,:;()[]'\""


@dataclass(frozen=True, kw_only=True)
class Choice(Task):
    """One letter of several; every wrong letter is registered in `wrong`, with its own reason."""

    @property
    def noun(self) -> str:
        """What is asked for."""
        return "letter"

    @property
    def letters(self) -> list[str]:
        """All letters to choose from, sorted."""
        return sorted([self.reference, *(wrong.answer for wrong in self.wrong)])

    def source(self, answer: Any, variable: str) -> str:
        """An assignment."""
        return f'{variable} = "{answer}"'

    def judge(self, answer: Any) -> Verdict:
        """Compare letters; capitals and brackets do not matter."""
        if has_gap(answer):
            return Verdict(State.NOT_ATTEMPTED)
        offered = f"{', '.join(self.letters[:-1])} and {self.letters[-1]}"
        if not isinstance(answer, str):
            return Verdict(
                State.WRONG, (f'This is {kind(answer)}; one letter in quotes is needed, such as "{self.letters[0]}".',)
            )
        letter = answer.strip(_AROUND).lower()
        if letter == self.reference:
            return Verdict(State.RIGHT)
        reasons = {wrong.answer: wrong.message for wrong in self.wrong}
        return Verdict(State.WRONG, (reasons.get(letter, f"{answer[:20]!r} is not on offer: choose among {offered}."),))


@dataclass(frozen=True, kw_only=True)
class Order(Task):
    """Letters to put in order; `reference` is a string such as "bca".

    A registered wrong answer is a string, too. It holds all letters or only some of them: "ac" recognises every
    order that has a before c.
    """

    @property
    def noun(self) -> str:
        """What is asked for."""
        return "order"

    def complete(self, answer: str) -> str:
        """A whole order that has the letters of `answer` in that order, and all others where the reference has them."""
        letters = iter(answer)
        return "".join(next(letters) if letter in answer else letter for letter in self.reference)

    def source(self, answer: Any, variable: str) -> str:
        """An assignment; of a registered part of an order, the whole of it."""
        return f'{variable} = "{self.complete(answer)}"'

    def judge(self, answer: Any) -> Verdict:
        """Compare orders, given as one text ("bca", "b, c, a") or as a list of letters."""
        if has_gap(answer):
            return Verdict(State.NOT_ATTEMPTED)
        example = "".join(sorted(self.reference))
        if isinstance(answer, Sequence) and all(isinstance(item, str) for item in answer):
            given = "".join(letter for letter in "".join(answer).lower() if letter.isalnum())
        else:
            return Verdict(
                State.WRONG, (f'This is {kind(answer)}; all letters in quotes are needed, as in "{example}".',)
            )
        if sorted(given) != sorted(self.reference):
            return Verdict(State.WRONG, (f"Each of the letters {', '.join(example)} is needed exactly once.",))
        if given in (self.reference, *self.alternatives):
            return Verdict(State.RIGHT)
        for wrong in self.wrong:
            if "".join(letter for letter in given if letter in wrong.answer) == wrong.answer:
                return Verdict(State.WRONG, (wrong.message,))
        first = next(place for place, pair in enumerate(zip(given, self.reference, strict=True)) if len(set(pair)) > 1)
        told = f"The first {first} are" if first > 1 else "The first one is"
        return Verdict(
            State.WRONG, (f"{told} in place; look at what follows." if first else "The first one is out of place.",)
        )


@dataclass(frozen=True, kw_only=True)
class Value(Task):
    """A number, or another value that is not code; what is right is never printed.

    Attributes:
        between: For a guess: the smallest and the largest number that counts as right; else `tolerance` decides.
    """

    between: tuple[float, float] | None = None

    @property
    def noun(self) -> str:
        """What is asked for."""
        return "number" if isinstance(self.reference, int | float) else "value"

    def source(self, answer: Any, variable: str) -> str:
        """An assignment."""
        return f"{variable} = {answer!r}"

    def judge(self, answer: Any) -> Verdict:
        """Compare values; a number that is not right is told to be too small or too large."""
        if has_gap(answer):
            return Verdict(State.NOT_ATTEMPTED)
        for wrong in self.wrong:
            if not compare(answer, wrong.answer, self.tolerance).problem:
                return Verdict(State.WRONG, (wrong.message,))
        number = unwrapped(answer)
        low, high = self.between or (1, 0)  # no number lies between those
        near = isinstance(number, int | float) and low <= number <= high
        rights = (self.reference, *self.alternatives)
        if near or any(not compare(answer, right, self.tolerance).problem for right in rights):
            return Verdict(State.RIGHT)
        return Verdict(State.WRONG, (self._problem(number),))

    def _problem(self, answer: Any) -> str:
        """What is wrong with `answer`, without telling what would be right."""
        if isinstance(self.reference, int | float):
            if not isinstance(answer, int | float) or answer != answer:
                return f"This is {kind(answer)}; a number is needed."
            return f"Too {'small' if answer < self.reference else 'large'}."
        ours, theirs = as_array(self.reference), as_array(answer)
        if ours is not None and theirs is not None and ours.shape != theirs.shape:
            return f"The shape is {theirs.shape}; {ours.shape} is needed."
        if type(answer) is not type(self.reference):
            return f"This is {kind(answer)}; {kind(self.reference)} is needed."
        return "It is not the right one."
