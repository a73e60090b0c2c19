"""The course's guesses and its quiz as questions for a learning platform: `make lms`, in Moodle's GIFT format.

Every wrong answer has its reason as feedback, from the register of the tasks, and in the quiz from its key.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from lessonlib.course.address import CHECKOUT
from lessonlib.course.outline import LABEL, OPTION, Question, lessons
from lessonlib.exercises.answers import Choice, Value

_SPECIAL = re.compile(r"[\\~=#{}:]")
_BREAK = re.compile(r"(?<!\n)\n(?!\n) *")
_QUIZ = re.compile(r"^\*\*(\d+)\.\*\* (.*?)(?=^\*\*|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^\*\*(\d+): (\w)\.\*\* (.*?)\n(.*?)(?=^\*\*|\Z)", re.DOTALL | re.MULTILINE)
_REASON = re.compile(r"^- (\w)\) \*.+?:\* (.+)$", re.MULTILINE)


def write_questions(folder: Path = CHECKOUT / "build" / "lms") -> list[Path]:
    """Write a file for each lesson that asks for guesses, and one for the quiz, into `folder`; returns their paths."""
    texts = {"quiz": _quiz()}
    for number, lesson in lessons().items():
        texts[f"lesson-{number}"] = [gift for question in lesson.questions if (gift := _guess(question))]
    folder.mkdir(parents=True, exist_ok=True)
    for name, gifts in texts.items():
        text = "\n\n".join([f"$CATEGORY: Word embeddings/{name}", *gifts]) + "\n"
        (folder / f"{name}.gift").write_text(text, encoding="utf-8", newline="\n")
    return [folder / f"{name}.gift" for name in texts]


def _guess(question: Question) -> str:
    """A letter to choose or a number to give; "" for what asks for anything else."""
    task, text = question.task, LABEL.sub("", question.text)
    if isinstance(task, Choice):
        reasons = {wrong.answer: wrong.message for wrong in task.wrong}
        return _choice(task.name, text, task.reference, reasons | {task.reference: task.after})
    if isinstance(task, Value) and isinstance(task.reference, int | float):
        low, high = task.between or (task.reference, task.reference)
        wrong = [f"=%0%{each.answer}:0#{_escaped(each.message)}" for each in task.wrong]
        return _gift(task.name, text, ["#", f"=%100%{low}..{high}#{_escaped(task.after)}", *wrong])
    return ""


def _quiz() -> list[str]:
    quiz, key = ((CHECKOUT / "teaching" / name).read_text(encoding="utf-8") for name in ("quiz.md", "quiz-key.md"))
    keys = {
        number: (right, dict(_REASON.findall(rest)) | {right: after})
        for number, right, after, rest in _KEY.findall(key)
    }
    return [_choice(f"quiz {number}", text, *keys[number]) for number, text in _QUIZ.findall(quiz)]


def _choice(name: str, text: str, right: str, reasons: Mapping[str, str]) -> str:
    answers = [
        f"{'=' if letter == right else '~'}{_escaped(option)}#{_escaped(reasons[letter])}"
        for letter, option in OPTION.findall(text)
    ]
    return _gift(name, OPTION.sub("", text), answers)


def _gift(name: str, text: str, answers: list[str]) -> str:
    asked = text.strip()[0].upper() + text.strip()[1:]
    return f"::{name}::[markdown]{_escaped(asked)}{{" + "\n".join(answers) + "\n}"


def _escaped(text: str) -> str:
    """Markdown `text` as GIFT spells it; a single line break is none in Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", _BREAK.sub(" ", text)).replace("\n", r"\n")


if __name__ == "__main__":
    print("\n".join(map(str, write_questions())))
