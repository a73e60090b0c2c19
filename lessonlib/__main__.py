"""The course from a terminal: `python -m lessonlib run`, and the classifier on text of your own."""

import argparse
import codecs
import os
import shlex
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from lessonlib.errors import CourseError, InputError

FAILED, BAD_INPUT = 1, 2
BLOCK_BYTES = 1 << 16
"""What is read of standard input at once: about a thousand headlines, and as much as a pipe holds."""

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; returns the exit status: 0, 1 (a notebook or a file is broken), 2 (bad input).

    What was given and cannot be used, or read, or written, is told in one line. Any other error is a fault of the
    package, and keeps its traceback.
    """
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # headlines in any script, also on Windows
    try:
        options.command(options)
        sys.stdout.flush()
        return 0
    except BrokenPipeError:  # the reader, such as `head`, has seen enough; what is left goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except CourseError as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    except InputError as error:
        message = str(error)
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed; in a checkout: pip install -e '.[lab,docs]'"
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        message = f"{place}{error.strerror or error}; check the path, and that there is room to write"
    except KeyboardInterrupt:
        message = "stopped"
    print(f"error: {message}", file=sys.stderr)
    return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    """Every command with its arguments. Heavy imports wait until a command runs, so that `--help` answers at once."""
    parser = argparse.ArgumentParser(prog="python -m lessonlib", description="The word embeddings course.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    _add(commands, "run", _run, "execute the notebooks on the sample data, make web pages of them in build/")
    _add(commands, "site", _site, "make web pages in build/ from the notebooks as they are")

    grade = _add(commands, "grade", _grade, "judge the tasks in learners' notebooks, or in your own")
    grade.add_argument("place", type=Path, metavar="PLACE", help="a folder of what learners handed in, or one notebook")
    grade.add_argument("--out", type=Path, help="the table (marks.csv), or of one notebook the page (marks.html)")

    data = commands.add_parser("data", help="list or download the data sets")
    actions = data.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add(actions, "list", _data_list, "what there is, and what is downloaded already")
    fetching = _add(actions, "fetch", _data_fetch, "download data sets; those that are here are verified")
    fetching.add_argument("names", nargs="+", metavar="NAME", help="a name from `data list`")

    train = _add(commands, "train", _train, "train the classifier on a table of your own")
    _add_table(train)
    train.add_argument("--out", required=True, metavar="MODEL", help="the file that the trained classifier is saved in")
    train.add_argument(
        "--embeddings",
        default="sample",
        metavar="WHICH",
        help="word vectors: sample (default), full, or the path of a file in GloVe's text format",
    )
    train.add_argument("--balanced", action="store_true", help="errors on rare labels cost more, by their rarity")
    train.add_argument("--no-clean", action="store_true", help="read tags and the names of sources, (Reuters), too")

    evaluate = _add(commands, "evaluate", _evaluate, "measure a trained classifier on a table it has not seen")
    evaluate.add_argument("model", metavar="MODEL", help="as given to `train --out`")
    _add_table(evaluate)

    about = "classify texts, from the command or one per line from standard input"
    predict = _add(commands, "predict", _predict, about)
    predict.add_argument("model", metavar="MODEL", help="as given to `train --out`")
    predict.add_argument(
        "texts",
        nargs="*",
        metavar="TEXT",
        help="none: read standard input, one text per line; blank lines are skipped",
    )
    _add_encoding(predict)

    return parser


def _add(commands: Any, name: str, command: Callable, about: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about)
    parser.set_defaults(command=command)
    return parser


def _add_table(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE.csv", help="a table with a heading line")
    command.add_argument("--text", default="title", metavar="COLUMN", help="the column with the texts (default: title)")
    command.add_argument(
        "--label", default="category", metavar="COLUMN", help="the column with the labels (default: category)"
    )
    _add_encoding(command)


def _add_encoding(command: argparse.ArgumentParser) -> None:
    command.add_argument("--encoding", default="utf-8", help="of the texts, such as cp1252 (default: utf-8)")


def _run(_options: argparse.Namespace) -> None:
    from lessonlib.course import lessons, site

    print(lessons.run_lessons(), end="\n\n")
    print(f"Read the course as web pages, from {site.build_site(lessons.EXECUTED)} on.")
    print("Next: `make lab` opens the notebooks to work with.")


def _site(_options: argparse.Namespace) -> None:
    from lessonlib.course import site

    print(f"Read the course as web pages, from {site.build_site()} on.")


def _grade(options: argparse.Namespace) -> None:
    from lessonlib.course import grading, marks

    if not options.place.exists():
        raise InputError(f"{options.place} does not exist; name a folder of what learners handed in, or a notebook")
    if options.place.is_dir():
        out = options.out or Path("marks.csv")
        page = out.with_name("class-page.html" if out.name == "class.html" else "class.html")
        graded = grading.grade_folder(options.place, out, page)
        text, done = marks.class_page(graded), f"graded {len(graded)}; the table is {out}, and the class's page {page}"
    else:
        page = options.out or Path("marks.html")
        graded = [grading.grade(grading.Submission(options.place.stem, options.place))]
        text, done = marks.own_page(graded[0]), f"right: {graded[0].count('right')}; the page is {page}"
    page.write_text(text, encoding="utf-8", newline="\n")
    for each in graded:
        for note in each.notes:
            print(f"note: {each.learner}, {(each.path or options.place).name}: {note}", file=sys.stderr)
    print(done)


def _data_list(_options: argparse.Namespace) -> None:
    from lessonlib.datasets.catalogue import REMOTE_FILES
    from lessonlib.files import cache_dir

    for name, remote in REMOTE_FILES.items():
        here = "here already" if (cache_dir() / remote.file_name).is_file() else f"{remote.size / 1e6:.1f} MB"
        print(f"{name}: {remote.contents} ({remote.licence}), {here}")


def _data_fetch(options: argparse.Namespace) -> None:
    from lessonlib.datasets import fetch

    for name in options.names:
        print(f"{name}: {fetch.fetch(name)}")


def _train(options: argparse.Namespace) -> None:
    from lessonlib.classification.distributed import process_group
    from lessonlib.classification.estimator import HeadlineClassifier, require_free_path
    from lessonlib.datasets import load_glove, load_headlines

    with process_group() as speaks:
        if speaks:
            require_free_path(options.out)  # now, not after minutes of training
        table = load_headlines(options.file, options.text, options.label, encoding=options.encoding)
        embeddings = load_glove(options.embeddings)
        classifier = HeadlineClassifier(embeddings, clean=not options.no_clean)
        classifier.class_weight = "balanced" if options.balanced else None
        classifier.fit(table["title"], table["category"], progress=speaks)
        if speaks:
            classifier.save(options.out)
            names = ", ".join(map(_as_field, classifier.classes_))
            print(f"learned {len(classifier.classes_)} labels from {len(table)} texts: {names}")
            print(f"{classifier.coverage_:.0%} of the words read have a vector")
            print(f"saved; next: python -m lessonlib predict {shlex.quote(options.out)} 'a text of yours'")


def _evaluate(options: argparse.Namespace) -> None:
    import pandas as pd
    from sklearn.metrics import classification_report

    from lessonlib.classification.estimator import HeadlineClassifier
    from lessonlib.datasets import load_headlines

    classifier = HeadlineClassifier.load(options.model)
    known = [str(label) for label in classifier.classes_]
    table = load_headlines(options.file, options.text, options.label, known, options.encoding)
    print(f"{classifier.known_share(table['title']):.0%} of the words read are known")
    predicted = [str(label) for label in classifier.predict(table["title"])]
    report = classification_report(table["category"], predicted, labels=known, zero_division=0, output_dict=True)
    scores = pd.DataFrame([report[label] for label in [*known, "weighted avg"]], [*known, "overall"])
    scores = scores.rename(columns={"support": "num_samples", "f1-score": "f1"}).astype({"num_samples": int})
    print(scores[["num_samples", "precision", "recall", "f1"]].to_string(float_format="{:.3f}".format))


def _predict(options: argparse.Namespace) -> None:
    from lessonlib.classification.estimator import HeadlineClassifier

    classifier = HeadlineClassifier.load(options.model)
    if not options.texts and sys.stdin is None:
        raise InputError("standard input is closed; give texts in quotes after MODEL, or a file: < texts.txt")
    blocks = [options.texts] if options.texts else _read_blocks(sys.stdin.buffer, options.encoding)
    for text in filter(os.path.isfile, options.texts):
        warnings.warn(f"{text} is read as a text; to read the file: predict MODEL < {text}", stacklevel=1)
    nothing, warned = True, False
    for texts in blocks:
        with warnings.catch_warnings(record=True, action="always") as caught:
            probabilities = classifier.predict_proba(texts)
        for warning in [] if warned else caught:  # what is said of one block of many need not be said of each
            warnings.warn(warning.message, stacklevel=1)
        warned = warned or bool(caught)
        for text, row in zip(texts, probabilities, strict=True):
            print(f"{_as_field(str(classifier.classes_[row.argmax()]))}\t{row.max():.3f}\t{_as_field(text)}")
        sys.stdout.flush()  # who waits for a line gets it now
        nothing = False
    if nothing:
        raise InputError("there is no text; give it in quotes after MODEL, or one per line on standard input")


def _read_blocks(stream: BinaryIO, encoding: str) -> Iterator[list[str]]:
    """The lines of `stream` that are not blank, stripped, in blocks: each as soon as its lines are there.

    Raises InputError where there is no such `encoding`, or the bytes are not in it: the message names the line.
    """
    try:
        decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    except LookupError as error:
        raise InputError(f"there is no text encoding {encoding!r}; utf-8, utf-16 and cp1252 are some") from error
    number, rest, data = 0, "", b"to come"
    while data:
        data = stream.read1(BLOCK_BYTES)  # type: ignore[attr-defined]  # BufferedReader and BytesIO have it
        try:
            *lines, rest = (rest + decoder.decode(data, final=not data)).split("\n")
        except UnicodeDecodeError as error:
            line = number + error.object.count(b"\n", 0, error.start) + 1
            raise InputError(
                f"standard input, line {line}: 0x{error.object[error.start]:02x} is not {encoding.upper()}; "
                "name another with --encoding, such as cp1252, or utf-16 where it begins with 0xff"
            ) from error
        number += len(lines)
        if texts := [line.strip() for line in (lines if data else [*lines, rest]) if line.strip()]:
            yield texts


def _as_field(text: str) -> str:
    """`text` on one line: a tab, a line break or a backslash is written `\\t`, `\\n`, `\\r`, `\\\\`."""
    return text.translate(_ESCAPES)


if __name__ == "__main__":
    warnings.formatwarning = lambda message, *_where, **_line: f"warning: {message}\n"
    sys.exit(main())
