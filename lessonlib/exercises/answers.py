"""Tasks without code: choose a letter, give a number or another value."""

from dataclasses import dataclass
from typing import Any, ClassVar

from lessonlib.exercises.comparing import difference, unwrapped
from lessonlib.exercises.forms import letters_of, number_of, shape_of
from lessonlib.exercises.showing import kind, show
from lessonlib.exercises.source import is_blank
from lessonlib.exercises.task import State, Task, Verdict

OFF_BY: dict[str, tuple[float, ...]] = {
    "a thousand": (1000, 1_000_000, 1_000_000_000),
    "1024, where thousands are counted": (1000 / 1024, (1000 / 1024) ** 2, (1000 / 1024) ** 3),
    "a hundred: percent and shares are mixed up": (100,),
    "eight: bits and bytes are mixed up": (8,),
}
"""Units that are mistaken for one another, by how many times a number comes out too large or too small."""


@dataclass(frozen=True, kw_only=True)
class Choice(Task):
    """One letter of several; every wrong letter is registered in `wrong`, with its own reason.

    Attributes:
        options: The texts of the options a, b, c ..., as they stand in the notebook; they may be given for the letter.
    """

    options: tuple[str, ...]
    noun: ClassVar[str] = "letter"

    @property
    def letters(self) -> list[str]:
        """All letters to choose from, sorted."""
        return sorted([self.reference, *(wrong.answer for wrong in self.wrong)])

    def judge(self, answer: Any) -> Verdict:
        """Compare letters; the form of an answer does not matter as long as it is clear which one is meant."""
        if is_blank(answer):
            return Verdict(State.NOT_ATTEMPTED)
        offered = f"{', '.join(self.letters[:-1])} and {self.letters[-1]}"
        meant = letters_of(answer, dict(zip(self.letters, self.options, strict=True)))
        if len(meant) > 1:
            told = f"These are the letters {' and '.join(meant)}; decide for one of them."
            return Verdict(State.WRONG, (told,), "more than one letter")
        if not meant:
            told = f"{show(answer, 30)} is none of the options: give one letter in quotes, among {offered}."
            return Verdict(State.WRONG, (told,))
        usual = isinstance(answer, str) and answer.strip(" \t\n.,:;()[]'\"").lower() == meant
        remark = () if usual else (f'note: read as the option {meant}; usually written "{meant}"',)
        if meant == self.reference:
            return Verdict(State.RIGHT, remark)
        wrong = next(wrong for wrong in self.wrong if wrong.answer == meant)
        return Verdict(State.WRONG, (wrong.message, *remark), wrong.name)


@dataclass(frozen=True, kw_only=True)
class Value(Task):
    """A number, or another value that is not code; what is right is never printed.

    Attributes:
        between: For a guess: the smallest and the largest number that counts as right; else `tolerance` decides.
        unit: What a number may be followed by, such as "GB"; several in a row, with commas.
    """

    between: tuple[float, float] | None = None
    unit: str = ""

    def judge(self, answer: Any) -> Verdict:
        """Compare values; a number that is not right is told to be too small or too large, or in another unit."""
        if is_blank(answer):
            return Verdict(State.NOT_ATTEMPTED)
        number: Any = shape_of(answer) if isinstance(self.reference, tuple) else None
        remark = "read as a tuple" if number and isinstance(answer, str) else ""
        number = number or answer
        if isinstance(self.reference, int | float):
            number, remark = number_of(answer, self.unit)
            if number is None:
                return Verdict(State.WRONG, (remark,), "another unit" * (" is in " in remark))
        notes = (f"note: {remark}",) if remark else ()
        if self._is_right(number):
            return Verdict(State.RIGHT, notes)
        for wrong in self.wrong:
            if not difference(number, wrong.answer, self.tolerance) or _is_rounded(number, wrong.answer):
                return Verdict(State.WRONG, (wrong.message, *notes), wrong.name)
        numbers = _is_number(number) and _is_number(self.reference)
        told, diagnosis = self._number_problem(number) if numbers else self._problem(number)
        return Verdict(State.WRONG, (told, *notes), diagnosis)

    def _is_right(self, answer: Any) -> bool:
        low, high = self.between or (1, 0)  # no number lies between those
        near = _is_number(answer) and low <= answer <= high
        return near or any(
            not difference(answer, right, self.tolerance) for right in (self.reference, *self.alternatives)
        )

    def _number_problem(self, number: float) -> tuple[str, str]:
        """What is wrong with a number, without telling what would be right, and the name of the mistake."""
        for unit, factors in OFF_BY.items():
            if any(self._is_right(number * factor) or self._is_right(number / factor) for factor in factors):
                return f"The digits are right, the unit is not: this is off by {unit}.", "another unit"
        if number and self._is_right(-number):
            return "The sign is turned round: look at which way it goes.", "the sign"
        return f"Too {'small' if number < self.reference else 'large'}.", ""

    def _problem(self, answer: Any) -> tuple[str, str]:
        """The same for another value; of a shape, how its numbers differ from those needed."""
        if not isinstance(answer, tuple | list) or not isinstance(self.reference, tuple | list):
            return f"This is {kind(answer)}; {kind(self.reference)} is needed.", ""
        given, right = list(answer), list(self.reference)
        if sorted(map(str, given)) == sorted(map(str, right)):
            return "All of it is right, only the order is not: what does each place stand for?", "another order"
        if len(given) != len(right):
            return f"There are {len(given)} numbers; {len(right)} are needed.", ""
        return "It is not the right one.", ""


def _is_number(value: Any) -> bool:
    return isinstance(unwrapped(value), int | float) and not isinstance(value, bool)


def _is_rounded(answer: Any, wrong: Any) -> bool:
    """Whether `answer` is the number `wrong`, rounded to one or more decimals."""
    numbers = _is_number(answer) and _is_number(wrong)
    return numbers and any(round(wrong, places) == round(answer, 9) for places in range(1, 7))
