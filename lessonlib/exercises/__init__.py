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

How to write a task
-------------------
Its text stands in the notebook, all else in `lesson_01.py` (or `lesson_01_counting.py`, when that grows past 300 lines)
in the tuple `TASKS`. Follow `cosine` and `nearest_to_cat` there. Three kinds:

- `Function`: a function or class to write, or its gaps to fill. `cases` returns {what is tried, in words: arguments},
  edge cases first, seeded. `reference` is written out at the top of the module, as a learner would write it, with
  names from the notebook only: its source is what `solution` shows. A wrong answer that differs from it in a few lines
  is written as that change, right in its `Wrong`: `edited(cosine, (" / np.sqrt((u @ u) * (v @ v))", ""))` forgets to
  divide. One that is different code is written out like the reference; the same holds for `alternatives`. The tests
  type the reference and the first wrong answer into the stub. An answer is recognised by what it does: it has the
  misconception whose results it shares on every case (an error must have the same text, too). So choose cases that
  tell all wrong answers apart.
  For a class, write a `probe(answer, *arguments)` that makes an object (with the case's weights) and returns what is
  compared; likewise where something else than the returned value counts. What the text leaves open, such as a sign or
  an order, is `settled` before results are compared, and `also` names other types that later cells can live with.
  `stub` counts the statements and the `...` of the notebook's stub where there are more than one, so that what is
  filled can be told from what is open.
  A mistake that is not registered may still be named: by a relation between what came out and what was expected
  (`relations`), by a small change of the reference that does the same (`changes`), or in its source (`source`).
- `Choice`: `reference` is the right letter, and each other letter is registered in `wrong` with its own reason.
  `options` are the texts of the letters, as in the notebook: they may be given instead.
- `Value`: a number (for a guess, `between` says what is near enough) or another plain value.

A message names the misconception and the way out, not the solution. No two are alike. Let the right letter vary.

In the notebook, the code cell of a task has the tag `task` and the metadata `"task": "cosine"`. It holds the stub, an
empty line and a last line with `check("cosine", ...)`, which assigns to the name that the stub gave. The gap is `...`;
it may stand anywhere in the code but between square brackets. Cells after it use the name that `check` assigned to.
"""

from lessonlib.exercises.checking import check, hint, judge, mine, progress, solution
from lessonlib.exercises.lookup import explain_unknown_names
from lessonlib.exercises.register import tasks

__all__ = ["check", "hint", "judge", "mine", "progress", "solution", "tasks"]

explain_unknown_names()
