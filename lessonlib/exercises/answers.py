"""Tasks without code: choose a letter, give a number or a shape."""

from dataclasses import dataclass
from typing import Any, ClassVar

from lessonlib.exercises.comparing import difference
from lessonlib.exercises.forms import letters_of, number_of, shape_of
from lessonlib.exercises.showing import show
from lessonlib.exercises.source import is_blank
from lessonlib.exercises.task import State, Task, Verdict

OFF_BY: dict[str, tuple[float, ...]] = {
    "a thousand": (1000, 1_000_000, 1_000_000_000),
    "1024, where thousands are counted": (1000 / 1024, (1000 / 1024) ** 2, (1000 / 1024) ** 3),
    "a hundred: percent and shares are mixed up": (100,),
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
    def letters(self) -> dict[str, str]:
        """All letters to choose from, sorted, each with its text."""
        return dict(zip(sorted([self.reference, *(wrong.answer for wrong in self.wrong)]), self.options, strict=True))

    def judge(self, answer: Any) -> Verdict:
        """Compare letters; the form of an answer does not matter as long as it is clear which one is meant."""
        if is_blank(answer):
            return Verdict(State.NOT_ATTEMPTED)
        meant = letters_of(answer, self.letters)
        if len(meant) > 1:
            told = f"These are the letters {' and '.join(meant)}; decide for one of them."
            return Verdict(State.WRONG, (told,), "more than one letter")
        if not meant:
            told = f"{show(answer, 30)} is none of the options: give one letter in quotes ({', '.join(self.letters)})."
            return Verdict(State.WRONG, (told,))
        usual = isinstance(answer, str) and answer.strip(" \t\n.,:;()[]'\"").lower() == meant
        remark = () if usual else (f'note: read as the option {meant}; usually written "{meant}"',)
        if meant == self.reference:
            return Verdict(State.RIGHT, remark)
        wrong = next(wrong for wrong in self.wrong if wrong.answer == meant)
        return Verdict(State.WRONG, (wrong.message, *remark), wrong.name)


@dataclass(frozen=True, kw_only=True)
class Value(Task):
    """A number, or a shape; what is right is never printed.

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
        is_shape = isinstance(self.reference, tuple)
        given: Any
        given, remark = shape_of(answer) if is_shape else number_of(answer, self.unit)
        if given is None:
            return Verdict(State.WRONG, (remark,), "another unit" * (" is in " in remark))
        notes = (f"note: {remark}",) * bool(remark)
        if self._is_right(given):
            return Verdict(State.RIGHT, notes)
        for wrong in self.wrong:
            if not difference(given, wrong.answer, self.tolerance):
                return Verdict(State.WRONG, (wrong.message, *notes), wrong.name)
        told, diagnosis = self._problem_of_shape(given) if is_shape else self._problem_of_number(given)
        return Verdict(State.WRONG, (told, *notes), diagnosis)

    def _is_right(self, given: Any) -> bool:
        if self.between and self.between[0] <= given <= self.between[1]:
            return True
        return any(not difference(given, right, self.tolerance) for right in (self.reference, *self.alternatives))

    def _problem_of_number(self, number: float) -> tuple[str, str]:
        """What is wrong with a number, without telling what would be right, and the name of the mistake."""
        for unit, factors in OFF_BY.items():
            if any(self._is_right(number * factor) or self._is_right(number / factor) for factor in factors):
                return f"The digits are right, the unit is not: this is off by {unit}.", "another unit"
        if number and self._is_right(-number):
            return "The sign is turned round: look at which way it goes.", "the sign"
        return f"Too {'small' if number < self.reference else 'large'}.", ""

    def _problem_of_shape(self, shape: tuple[int, ...]) -> tuple[str, str]:
        if sorted(shape) == sorted(self.reference):
            return "All of it is right, only the order is not: what does each place stand for?", "another order"
        if len(shape) != len(self.reference):
            return f"There are {len(shape)} numbers; {len(self.reference)} are needed.", ""
        return "It is not the right one.", ""
