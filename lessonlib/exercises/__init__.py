"""Tasks that tell the learner at once whether an answer is right, and if not, why not.

What a learner calls, here with a function to write and with a letter to choose:

    def cosine(u, v):
        ...  # your turn

    cosine = check("cosine", cosine)

    which = ...  # "a", "b" or "c"
    which = check("nearest_to_cat", which)

`check` gives back the answer if it is right, otherwise the course's own, and says which. Later cells use what it gives,
so that a notebook runs to its end in every state. `hint("cosine")` gives the next hint, `solution("cosine")` the
tested source, and `tasks()` everything that stands behind: name, lesson, minutes, hints, wrong answers. After ✗,
`mine("cosine")` is the learner's own version still, `progress()` shows what is done and what is open, and
`judge("cosine", answer)` gives the verdict without printing: its `state`, and as `diagnosis` the mistake recognised.

How to write a task stands in CONTRIBUTING.md.
"""

from lessonlib.exercises.checking import check, hint, judge, mine, progress, solution
from lessonlib.exercises.lookup import explain_unknown_names
from lessonlib.exercises.register import tasks

__all__ = ["check", "hint", "judge", "mine", "progress", "solution", "tasks"]

explain_unknown_names()
