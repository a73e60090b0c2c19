"""What `lessonlib.course.grading` found, as a page: of a class, without names, or of one notebook."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from string import Template
from urllib.parse import quote

from lessonlib.course.address import CHECKOUT, pages_address
from lessonlib.course.execution import read_notebook
from lessonlib.course.grading import STATES, Submission, shown, tasks_of
from lessonlib.course.minutes import minutes_of_cell
from lessonlib.exercises.register import find_task

_SANDBOX = (
    "<p><strong>This is no sandbox.</strong> The answers were run on this computer, each notebook in a process of its "
    "own with limits on time, memory and output. That ends mistakes, and does not stop anybody who means harm: what "
    "strangers hand in belongs in a container. Nor is it an examination: the solutions are public.</p>"
)
_FOR_ONESELF = (
    "<p>The tasks were judged anew; outputs count for nothing. This page says what you can do, and proves nothing to "
    "others: anybody can write one by hand.</p>"
)


def class_page(graded: Sequence[Submission]) -> str:
    """Which tasks were hard, and which mistakes occurred how often, in HTML, without the learners' names."""
    failed = sum(not each.lesson for each in graded)
    told = f"; {failed} could not be graded, and the table of marks says why" * bool(failed)
    body = [f"<p>{len(graded)} notebooks were handed in{told}. The hardest task of a lesson comes first.</p>"]
    for lesson in sorted({each.lesson for each in graded if each.lesson}):
        handed_in = [each.verdicts for each in graded if each.lesson == lesson]
        counts = [(task, Counter(verdicts[task]["state"] for verdicts in handed_in)) for task in tasks_of(lesson)]
        rows = []
        for task, count in sorted(counts, key=lambda row: row[1]["right"]):
            bar = "".join(f'<span class="{state}" style="flex:{count[state]}"></span>' for state in STATES[:3])
            rows.append([f'{task}<div class="bar">{bar}</div>', *(count[state] for state in STATES)])
        body.append(_table(f"{lesson}: {len(handed_in)} handed in", ["task", *STATES], rows))
        mistakes = Counter(
            (task, verdict["name"])
            for verdicts in handed_in
            for task, verdict in verdicts.items()
            if verdict["state"] == "wrong"
        )
        rows = [[task, _linked(lesson, task, name), times] for (task, name), times in mistakes.most_common()]
        body.append(_table(f"{lesson}: what went wrong", ["task", "mistake", "times"], rows))
    return _page("How the class did", [*body, _SANDBOX])


def own_page(submission: Submission) -> str:
    """What one learner's notebook shows, and how long that takes by the course's rule, in HTML."""
    body = [f"<p>{escape(note[0].upper() + note[1:])}.</p>" for note in submission.notes]
    if submission.lesson:
        verdicts = submission.verdicts
        cells = read_notebook(CHECKOUT / "notebooks" / submission.lesson).cells
        reading = sum(minutes_of_cell(cell) for cell in cells if "task" not in cell.metadata)
        tried = [task for task, verdict in verdicts.items() if verdict["state"] in ("right", "wrong")]
        solving = sum(find_task(task).minutes for task in tried)
        body.append(
            f"<p>{submission.count('right')} of {len(verdicts)} tasks are right. By the course's rule for minutes, "
            f"this is about {(reading + solving) / 60:.1f} hours of work: {reading:.0f} minutes to read and run it, "
            f"{solving:.0f} for the {len(tried)} tasks that were tried. It is an estimate; nobody measured it.</p>"
        )
        rows = [
            [task, escape(shown(verdicts[task])), escape(verdicts[task]["said"] * (task in tried))]
            for task in tasks_of(submission.lesson)
        ]
        body.append(_table(submission.lesson, ["task", "answer", "what helps"], rows))
    return _page(submission.learner, [*body, _FOR_ONESELF])


def _linked(lesson: str, task: str, name: str) -> str:
    """The `name` of a mistake; of one that is registered as a link to these words among the notes in teaching/."""
    if name not in [wrong.name for wrong in find_task(task).wrong]:
        return escape(name)
    words = quote(name, safe="").replace("-", "%2D")
    return (
        f'<a href="{pages_address()}teaching/misconceptions.html#lesson-{lesson[:2]}:~:text={words}">{escape(name)}</a>'
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """An HTML table; the first of each row is its heading."""
    head = "".join(f'<th scope="col">{each}' for each in heads)
    body = "".join(f'<tr><th scope="row">{first}<td>{"<td>".join(map(str, rest))}' for first, *rest in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</thead><tbody>{body}</tbody></table>"


def _page(title: str, body: Sequence[str]) -> str:
    template = (CHECKOUT / "site" / "_templates" / "marks.html").read_text(encoding="utf-8")
    return Template(template).substitute(title=escape(title), body="\n".join(body))
