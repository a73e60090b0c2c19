"""What a learner typed, read as a fair teacher reads it: form is not content, and what is ambiguous is not guessed."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from lessonlib.exercises.comparing import unwrapped
from lessonlib.exercises.showing import as_array, kind, show

_LETTER = re.compile(r"(?:option|answer|letter)?[\s:=]*[\W_]*([a-z])(?:[\W_]*|[).:,\]-]+\s+(\S.*))", re.DOTALL)
_AROUND_A_NUMBER = re.compile(r"\b(?:about|around|roughly|approximately|approx|ca|circa|nearly)\b\.?|[~≈=]")
_SHAPE = re.compile(r"(?:torch\.size|tensor|array)?[\s\d,x×*()\[\]]+")


def letters_of(answer: Any, options: Mapping[str, str]) -> str:
    """The letters among `options` (letter: text) that `answer` may mean, sorted; one when it is clear, "" when none is.

    A letter may stand in brackets, quotes or a list, in capitals or before its option's text; the text, or some words
    of it that no other option has, stands for the letter, and so does the number of the option, counted from 1.
    """
    answer = unwrapped(answer)
    if isinstance(answer, list | tuple | set | frozenset | np.ndarray):
        return "".join(sorted({letter for item in answer for letter in letters_of(item, options)}))
    if isinstance(answer, int) and not isinstance(answer, bool):
        if any(str(answer) in _words(text).split() for text in options.values()):
            return ""
        return sorted(options)[answer - 1] if 1 <= answer <= len(options) else ""
    if not isinstance(answer, str):
        return ""
    text = answer.strip().lower()
    parts = re.findall(r"[a-z0-9]+", text.replace(" or ", " ").replace(" and ", " "))
    if len(parts) > 1 and all(part in options for part in parts):
        return "".join(sorted(set(parts)))
    if found := _LETTER.fullmatch(text):
        letter, rest = found.groups()
        meant = _meant(rest, options) if rest else ""
        return letter if letter in options and meant in ("", letter) else meant
    if text.isdigit():
        return letters_of(int(text), options)
    return _meant(text, options) or ("".join(sorted(text)) if len(text) > 1 and set(text) <= set(options) else "")


def _meant(text: str, options: Mapping[str, str]) -> str:
    """The letter of the only option that has these words."""
    words = _words(text)
    same = [letter for letter, option in options.items() if " ".join(text.split()) == option.lower()]
    alike = same or [
        letter
        for letter, option in options.items()
        if f" {words} " in f" {_words(option)} " or words.replace(" ", "") == _words(option).replace(" ", "")
    ]
    return alike[0] if len(alike) == 1 and len(words) > 2 else ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def number_of(answer: Any, unit: str = "") -> tuple[float | None, str]:
    """The number that `answer` means, and a remark: how it was read, or (without a number) why it could not be.

    A number may be text, with its `unit` ("GB"), a percent sign, spaces between thousands or a comma for a point.
    "40,000", which is forty to some and forty thousand to others, is neither.
    """
    answer = unwrapped(answer)
    if isinstance(answer, list | tuple | np.ndarray) and len(answer) == 1:
        return number_of(answer[0], unit)
    if isinstance(answer, tuple) and len(answer) == 2 and all(type(part) is int for part in answer) and answer[1] >= 0:
        return _of_text(f"{answer[0]},{answer[1] or '000'}", unit)
    if isinstance(answer, str):
        return _of_text(answer, unit)
    if isinstance(answer, bool) or not hasattr(answer, "__float__") or as_array(answer) is not None:
        return None, f"This is {kind(answer)}; a number is needed."
    number = float(answer)
    return (None, "This is nan, which stands for no number; a number is needed.") if number != number else (number, "")


def _of_text(answer: str, unit: str) -> tuple[float | None, str]:
    text = _AROUND_A_NUMBER.sub("", answer.lower()).strip(" '\"()[].")
    text = re.sub(r"(?<=\d)[\s_'\u2009\u202f](?=\d{3}\b)", "", text)
    found = re.fullmatch(r"([-+−]?\d*[.,]?\d+(?:e[-+]?\d+)?)(/\d+)?\s*([^\W\d].*|%)?", text)
    if not found:
        without = " Without the quotes, Python computes it." if re.search(r"\d\s*[-+*/(]", text) else ""
        return None, f"{show(answer, 30)} is text; a number is needed.{without}"
    digits, part, word = found.group(1).replace("−", "-"), found.group(2) or "", found.group(3) or ""
    if re.search(r",\d{3}$", digits):
        return None, f"{digits} can be read in two ways: with a comma for thousands, or for a point. Write it without."
    if word and _singular(word) not in [_singular(known) for known in (*unit.lower().split(", "), "%", "percent")]:
        return None, f"{show(answer, 30)} is in {word!r}; the number alone is needed{f', in {unit}' * bool(unit)}."
    number = float(Fraction(digits.replace(",", "."))) / (float(part[1:]) if part else 1)
    return number, f"read as the number {number:g}, which is usually written without quotes and with a point"


def _singular(word: str) -> str:
    return word.strip(" .").removesuffix("s")


def shape_of(answer: Any) -> tuple[tuple[int, ...] | None, str]:
    """The whole numbers of a shape, in a tuple, list or array or as text such as "1 x 5 x 100", and such a remark."""
    text = answer.strip().lower() if isinstance(answer, str) else show(answer)
    numbers = re.findall(r"\d+", text)
    if numbers and _SHAPE.fullmatch(text):
        return tuple(map(int, numbers)), "read as a tuple" * isinstance(answer, str)
    return None, f"{show(answer, 30)} is no shape; whole numbers in brackets are needed."
