"""Thirty notebooks as learners hand them in: solved, wrong, half, and broken in the ways that notebooks break."""

import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output
from notebook_cells import LESSONS

from lessonlib.course.lab import cleared
from lessonlib.course.solutions import answered, solved, task_cells

FORMULA = '=HYPERLINK("evil")'
"""What a learner may be called whose name a spreadsheet would run."""

LOOP = "while True:\n    pass\n"
HANGS = "    while True:\n        pass\n"
BOMB = "    taken = []\n    while True:\n        taken.append(bytes(10**7))\n"
PRINTS = "    for _ in range(100):\n        print('x' * 10**6)\n    return 0\n"
GARBAGE = r"""
import os, sys
lines = ['{"task": 7}', '{"lesson": "../x", "begun": "y"}', '{"task": "by_chance"}', "[1]", "no line of ours"]
open(sys.argv[2], "a").write("\n".join(lines))
os._exit(0)
"""


def lesson(number):
    """The committed lesson, as it is."""
    (path,) = [path for path in LESSONS if path.name.startswith(number)]
    return nbformat.read(path, as_version=4)


def wrong(number):
    """The lesson with the first registered wrong answer to everything."""
    return answered(lesson(number), lambda task: task.wrong[0].answer)


def solved_but(number, **sources):
    """The solved lesson, with other code in the cells of some tasks, before their check."""
    notebook = solved(lesson(number))
    for each in task_cells(notebook):
        if each.task.name in sources:
            each.cell.source = f"{sources[each.task.name]}\n\n{each.check}"
    return notebook


def half(number):
    """The lesson with every other task solved, from the first on."""
    notebook = lesson(number)
    for each in task_cells(notebook)[::2]:
        each.answer(each.task.reference)
    return notebook


def out_of_order(number):
    """The solved lesson with its cells from last to first."""
    notebook = solved(lesson(number))
    notebook.cells.reverse()
    return notebook


def with_output(number, megabytes):
    """The solved lesson, in which somebody printed a lot."""
    notebook = solved(lesson(number))
    notebook.cells[-1:] = [new_code_cell(outputs=[new_output("stream", text="x" * 999 + "\n") for _ in range(1000)])]
    notebook.cells[-1].outputs *= megabytes
    return notebook


def with_helper(number):
    """The solved lesson, whose cosine is another cell's, which calls a third one's with an import of its own."""
    notebook = solved_but(number, cosine="")
    where = next(place for place, cell in enumerate(notebook.cells) if 'check("cosine"' in cell.source)
    mine = "def length(v):\n    return math.sqrt(float(v @ v))"
    notebook.cells.insert(where, new_code_cell("def cosine(u, v):\n    return u @ v / (length(u) * length(v))"))
    notebook.cells += [new_code_cell(f"%matplotlib inline\nimport math\n{mine}")]
    return notebook


def without_last(number, tasks):
    """The solved lesson without the cells of its last tasks."""
    notebook = solved(lesson(number))
    gone = [each.cell for each in task_cells(notebook)[-tasks:]]
    notebook.cells = [cell for cell in notebook.cells if cell not in gone]
    return notebook


def from_colab(number):
    """A learner's solved copy, without our metadata, and with a magic in front of an answer."""
    notebook = cleared(solved(lesson(number)))
    for cell in notebook.cells:
        cell.pop("id")
        cell.source = cell.source.replace('too_good = "', '%time\ntoo_good = "')
    return notebook


def _write(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, bytes):
        path.write_bytes(notebook)
    else:
        path.write_text(json.dumps(notebook), encoding="utf-8")


def hand_in(folder: Path, *names: str) -> None:
    """Write those of the thirty whose files have one of the `names`, all without, into `folder`."""
    other = new_notebook(cells=[new_code_cell("import numpy as np\nnp.arange(3)")])
    everything = {
        "Anna/01_embeddings.ipynb": lambda: solved(lesson("01")),
        "Anna/notebooks/02_pretrained.ipynb": lambda: wrong("02"),
        "Zoë_03_cnn_classifier.ipynb": lambda: solved(lesson("03")),
        "李雷_04_interpretability.ipynb": lambda: solved(lesson("04")),
        "Мария/05_better_and_honest.ipynb": lambda: solved(lesson("05")),
        "05_better_and_honest_أحمد.ipynb": lambda: wrong("05"),
        "Bo_01_embeddings.ipynb": lambda: lesson("01"),
        "Cy_02_pretrained.ipynb": lambda: half("02"),
        "Di_01_embeddings.ipynb": lambda: out_of_order("01"),
        "Ed_05_better_and_honest.ipynb": lambda: solved_but("05", words_on_twins=f"{LOOP}on_twins = 'a'"),
        "Flo_01_embeddings.ipynb": lambda: solved_but("01", cosine=f"def cosine(u, v):\n{HANGS}"),
        "Gil_03_cnn_classifier.ipynb": lambda: solved_but("03", encode=f"def encode(tokens, vocabulary):\n{BOMB}"),
        "Hal_02_pretrained.ipynb": lambda: solved_but("02", which_sense=f"def which_sense(context, senses):\n{PRINTS}"),
        "Ira_01_embeddings.ipynb": lambda: with_output("01", 100),
        "Jo_01_embeddings.ipynb": lambda: b"this is my homework\n\xff",
        "Kay.ipynb": lambda: b"",
        "Lu_01_embeddings.ipynb": lambda: b"[" * 100_000,
        "Max_01_embeddings.pdf": lambda: b"%PDF-1.7 \x00\x01",
        "Noa.ipynb": lambda: other,
        "Ole/homework final (2).ipynb": lambda: solved(lesson("04")),
        "01_embeddings.ipynb": lambda: solved(lesson("01")),
        f"{FORMULA}_05_better_and_honest.ipynb": lambda: solved(lesson("05")),
        "-Pia_05_better_and_honest.ipynb": lambda: wrong("05"),
        "Kim_05_better_and_honest.ipynb": lambda: solved(lesson("05")),
        "Kim/05_better_and_honest.ipynb": lambda: lesson("05"),
        "Quy/notes.txt": lambda: b"I could not upload the notebook.",
        "Ron_05_better_and_honest.ipynb": lambda: solved_but("05", word_pairs=GARBAGE),
        "Sue_01_embeddings.ipynb": lambda: with_helper("01"),
        "Tim_02_pretrained.ipynb": lambda: without_last("02", 3),
        "Uma_05_better_and_honest.ipynb": lambda: from_colab("05"),
    }
    assert len(everything) == 30
    for name, make in everything.items():
        if not names or any(each in name for each in names):
            _write(make(), folder / name)
