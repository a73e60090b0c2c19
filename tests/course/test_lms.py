"""`lessonlib.course.lms`: what is written as GIFT is read back, and is what the register and the quiz say."""

import re

import pytest
from notebook_cells import CHECKOUT

from lessonlib.course.lms import write_questions
from lessonlib.course.outline import lessons, one_line
from lessonlib.exercises.answers import Choice, Value

ESCAPED = re.compile(r"\\([\\~=#{}:n])")
ANSWER = re.compile(r"([=~])((?:[^#\\]|\\.)*)#((?:[^=~\\]|\\.)*)")


def plain(text):
    """GIFT `text` as a platform shows it, on one line."""
    return " ".join(ESCAPED.sub(lambda sign: "\n" if sign[1] == "n" else sign[1], text).split())


def read_gift(text):
    """{name: (question, [(sign, answer, feedback)])} of a file; what cannot be read is an error."""
    heading, *blocks = text.strip().split("\n\n")
    assert heading.startswith("$CATEGORY: ")
    found = {}
    for block in blocks:
        name, asked, answers = re.fullmatch(
            r"::(.+?)::\[markdown\]((?:[^{\\]|\\.)+)\{#?(.+)\}", block, re.DOTALL
        ).groups()
        assert ANSWER.sub("", answers).strip() == "", answers
        found[name] = plain(asked), [(sign, *map(plain, each)) for sign, *each in ANSWER.findall(answers)]
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return {
        path.stem: read_gift(path.read_text(encoding="utf-8"))
        for path in write_questions(tmp_path_factory.mktemp("lms"))
    }


@pytest.mark.parametrize("number", lessons())
def test_every_guess_of_a_lesson_is_read_back_with_the_reason_for_each_wrong_answer(number, written):
    asked = {question.name: question for question in lessons()[number].questions}
    expected = {}
    for name, question in asked.items():
        task = question.task
        reasons = {str(wrong.answer): one_line(wrong.message) for wrong in task.wrong} if task else {}
        if isinstance(task, Choice):
            said = reasons | {task.reference: task.after}
            signs = dict.fromkeys(task.letters, "~") | {task.reference: "="}
            expected[name] = {(signs[letter], option, said[letter]) for letter, option in task.letters.items()}
        elif isinstance(task, Value) and isinstance(task.reference, int | float):
            low, high = task.between or [task.reference] * 2
            expected[name] = {("=", f"%100%{low}..{high}", task.after)}
            expected[name] |= {("=", f"%0%{answer}:0", reason) for answer, reason in reasons.items()}
    found = written[f"lesson-{number}"]
    plainly = {
        name: {(sign, option.replace("*", ""), said) for sign, option, said in answers}
        for name, (_, answers) in found.items()
    }
    assert plainly == expected and expected
    for name, (text, _) in found.items():
        assert text[1:].replace("|", "\\|") in asked[name].sentence, name


def test_the_quiz_is_read_back_with_its_key(written):
    quiz, key = (
        " ".join((CHECKOUT / "teaching" / f"{name}.md").read_text(encoding="utf-8").split())
        for name in ("quiz", "quiz-key")
    )
    found = written["quiz"]
    assert len(found) == 12
    for name, (text, answers) in found.items():
        number = name.split()[1]
        assert f"**{number}.** {text}" in quiz
        assert [sign for sign, *_ in answers].count("=") == 1
        for letter, (sign, option, feedback) in zip("abcd", answers, strict=False):
            assert f"- {letter}) {option}" in quiz
            assert (f"**{number}: {letter}.** {feedback}" if sign == "=" else f":* {feedback}") in key
