"""What `lessonlib.course.grading` found, as a page: of a class, without names, or of one notebook."""

from collections import Counter
from collections.abc import Sequence

from jinja2 import Environment, FileSystemLoader

from lessonlib.course.address import CHECKOUT, pages_address
from lessonlib.course.grading import STATES, Submission, lessons_of, shown
from lessonlib.course.minutes import minutes_of_cell
from lessonlib.exercises.register import find_task

_PAGES = Environment(loader=FileSystemLoader(CHECKOUT / "site" / "_templates"), autoescape=True)


def class_page(graded: Sequence[Submission]) -> str:
    """Which tasks were hard, and which mistakes occurred how often, in HTML, without the learners' names."""
    lessons = {}
    for lesson in lessons_of(graded):
        handed_in = [each.verdicts for each in graded if each.lesson is lesson]
        counts = [(task, Counter(verdicts[task]["state"] for verdicts in handed_in)) for task in lesson.tasks]
        wrong = [
            (task, each["name"])
            for verdicts in handed_in
            for task, each in verdicts.items()
            if each["state"] == "wrong"
        ]
        registered = {(task, each.name) for task, _ in wrong for each in find_task(task).wrong}
        mistakes = [(*each, each in registered, times) for each, times in Counter(wrong).most_common()]
        lessons[lesson.file] = len(handed_in), sorted(counts, key=lambda row: row[1]["right"]), mistakes
    page = _PAGES.get_template("marks-class.html")
    return page.render(graded=graded, lessons=lessons, states=STATES, pages=pages_address())


def own_page(submission: Submission) -> str:
    """What one learner's notebook shows, and how long that takes by the course's rule, in HTML."""
    tried = [task for task, verdict in submission.verdicts.items() if verdict["state"] in ("right", "wrong")]
    cells = submission.lesson.cells if submission.lesson else []
    return _PAGES.get_template("marks-own.html").render(
        submission=submission,
        reading=sum(minutes_of_cell(cell) for cell in cells if "task" not in cell.metadata),
        solving=sum(find_task(task).minutes for task in tried),
        tried=tried,
        shown=shown,
    )
