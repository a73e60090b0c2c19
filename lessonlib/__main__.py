"""The course from a terminal: `python -m lessonlib run`, and the classifier on text of your own."""

import argparse
import errno
import os
import shlex
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from lessonlib.errors import InputError

FAILED, BAD_INPUT = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; returns the exit status: 0, 1 (a notebook or a file is broken), 2 (bad input).

    What was given and cannot be used, or read, or written, is told in one line. Any other error is a fault of the
    package, and keeps its traceback.
    """
    options = _parser().parse_args(arguments)
    if sys.stderr is None:  # it was closed, and errors would go to standard output
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    try:
        if sys.stdout is None:
            raise InputError("standard output is closed; there is nowhere to print to")
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="replace")  # headlines in any script, also on Windows
        status: int = options.command(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _drop_output()  # the reader, such as `head`, has seen enough
        return 0
    except InputError as error:
        message = str(error)
    except OSError as error:
        message = _describe(error)
        _drop_output()
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "memory" not in str(error):  # torch has no MemoryError
            raise
        message = _describe_size(options, error)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    print(f"error: {message}", file=sys.stderr)
    return BAD_INPUT


def _drop_output() -> None:
    """What is still to be written to standard output, when Python ends, goes nowhere instead of failing again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _describe(error: OSError) -> str:
    """What the system refused, of which file, and what may help."""
    advice = {
        errno.EACCES: "check who may read and write it",
        errno.EPERM: "check who may read and write it",
        errno.EROFS: "choose a folder that can be written to",
        errno.ENOSPC: "free some space, or choose a folder on another disk",
        errno.ENAMETOOLONG: "choose a shorter name",
    }.get(error.errno or 0, "check the path, and that the disk is there")
    if error.strerror is None:  # no error of the system, but one of a library that says it all
        return str(error)
    return f"{error.filename}: {error.strerror}; {advice}" if error.filename else f"{error.strerror}; {advice}"


def _describe_size(options: argparse.Namespace, error: Exception) -> str:
    """For what the memory did not suffice: the files that the command was given, with their sizes."""
    given = [str(value) for value in vars(options).values() if isinstance(value, str) and os.path.isfile(value)]
    sizes = ", ".join(f"{path} has {os.path.getsize(path) / 1e6:,.0f} MB" for path in given)
    what = f" ({error})" if str(error) else ""
    return f"there is not enough memory{what}; " + (f"{sizes}: try a part of it" if sizes else "close other programs")


def _parser() -> argparse.ArgumentParser:
    """Every command with its arguments. Heavy imports wait until a command runs, so that `--help` answers at once."""
    parser = argparse.ArgumentParser(prog="python -m lessonlib", description="The word embeddings course.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="execute the notebooks on the sample data, make web pages of them in build/")
    run.set_defaults(command=_run)

    site = commands.add_parser("site", help="make web pages in build/ from the notebooks as they are")
    site.set_defaults(command=_site)

    data = commands.add_parser("data", help="list, download or verify the data sets")
    actions = data.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="what there is, and what is downloaded already")
    listing.set_defaults(command=_data_list)
    fetching = actions.add_parser("fetch", help="download data sets, with their checksums verified")
    fetching.add_argument("names", nargs="+", metavar="NAME", help="a name from `data list`")
    fetching.set_defaults(command=_data_fetch)
    verifying = actions.add_parser("verify", help="check the checksum of every file that is here")
    verifying.set_defaults(command=_data_verify)

    train = commands.add_parser("train", help="train the classifier on a CSV file of your own")
    train.add_argument("file", metavar="FILE.csv", help="UTF-8, with a heading line")
    train.add_argument("--out", required=True, metavar="DIR", help="where the trained classifier is saved")
    _add_columns(train)
    train.add_argument(
        "--embeddings",
        default="sample",
        metavar="WHICH",
        help="word vectors: sample (default), full, or the path of a file in GloVe's text format",
    )
    train.add_argument("--seed", type=_seed, default=1234, help="same seed, same classifier (default: 1234)")
    train.add_argument(
        "--checkpoint", metavar="FOLDER", help="keep the state after each epoch; run again, training goes on from there"
    )
    train.set_defaults(command=_train)

    evaluate = commands.add_parser("evaluate", help="measure a trained classifier on a CSV file it has not seen")
    evaluate.add_argument("directory", metavar="DIR", help="as given to `train --out`")
    evaluate.add_argument("file", metavar="FILE.csv", help="UTF-8, with a heading line")
    _add_columns(evaluate)
    evaluate.set_defaults(command=_evaluate)

    predict = commands.add_parser(
        "predict", help="classify texts, from the command or one per line from standard input"
    )
    predict.add_argument("directory", metavar="DIR", help="as given to `train --out`")
    predict.add_argument(
        "texts",
        nargs="*",
        metavar="TEXT",
        help="none: read standard input (UTF-8), one text per line; blank lines are skipped",
    )
    predict.set_defaults(command=_predict)

    retarget = commands.add_parser("retarget", help="make badges and Colab cells point to your fork")
    retarget.add_argument("name", metavar="OWNER/NAME", help="the repository on GitHub")
    retarget.set_defaults(command=_retarget)
    return parser


def _add_columns(command: argparse.ArgumentParser) -> None:
    command.add_argument("--text", default="title", metavar="COLUMN", help="the column with the texts (default: title)")
    command.add_argument(
        "--label", default="category", metavar="COLUMN", help="the column with the labels (default: category)"
    )


def _seed(text: str) -> int:
    """The seed that `text` stands for, within what numpy and scikit-learn accept."""
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f"{text!r} is no seed; give a whole number from 0 to {2**32 - 1}")
    return int(text)


def _run(_options: argparse.Namespace) -> int:
    try:
        from lessonlib.course import run as course
        from lessonlib.course.execution import CellFailed
    except ModuleNotFoundError as error:
        raise _not_installed(error) from error
    try:
        print(course.run_course(), end="\n\n")
    except CellFailed as error:
        if error.details:
            print(error.details, file=sys.stderr)
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    status = _make_pages(course.EXECUTED)
    print("Next: `make lab` opens the notebooks to work with.")
    return status


def _site(_options: argparse.Namespace) -> int:
    return _make_pages(None)


def _make_pages(notebooks: Path | None) -> int:
    """Make the web pages from the folder `notebooks` (none: the committed ones), and say where they are."""
    try:
        from lessonlib.course.site import SiteError, build_site

        print(f"Read the course as web pages, from {build_site(notebooks)} on.")
    except ModuleNotFoundError as error:
        raise _not_installed(error) from error
    except SiteError as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    return 0


def _not_installed(error: ModuleNotFoundError) -> InputError:
    return InputError(f"{error.name} is not installed; in a checkout: pip install -e '.[lab,docs]'")


def _data_list(_options: argparse.Namespace) -> int:
    from lessonlib.datasets import fetch

    print(fetch.describe_datasets(verify=False).to_string(index=False))
    return 0


def _data_fetch(options: argparse.Namespace) -> int:
    from lessonlib.datasets import fetch

    for name in options.names:
        print(f"{name}: {fetch.fetch(name)}")
    return 0


def _data_verify(_options: argparse.Namespace) -> int:
    from lessonlib.datasets import fetch

    table = fetch.describe_datasets(verify=True)
    print(table.to_string(index=False))
    wrong = table.loc[table["checksum"] == "WRONG", "name"].tolist()
    if wrong:
        print(f"error: damaged; mend with: python -m lessonlib data fetch {' '.join(wrong)}", file=sys.stderr)
    return FAILED if wrong else 0


def _train(options: argparse.Namespace) -> int:
    from lessonlib.classification.artifacts import check_artifact_directory
    from lessonlib.classification.distributed import process_group
    from lessonlib.classification.estimator import HeadlineClassifier
    from lessonlib.datasets import load_glove, load_headlines
    from lessonlib.streams import as_field

    if options.checkpoint and Path(os.path.realpath(options.checkpoint)).is_relative_to(os.path.realpath(options.out)):
        raise InputError(
            f"checkpoints in {options.checkpoint} would be in the way of {options.out}; choose two folders"
        )
    with process_group() as speaks:
        if speaks:
            check_artifact_directory(options.out)  # now, not after minutes of training
        table = load_headlines(options.file, text=options.text, label=options.label)
        embeddings = load_glove(options.embeddings)
        if speaks:
            check_artifact_directory(options.out, embeddings.vectors.nbytes + 10_000_000)
        classifier = HeadlineClassifier(embeddings=embeddings, seed=options.seed)
        texts, labels = table["title"].tolist(), table["category"].tolist()
        classifier.fit(texts, labels, progress=speaks, checkpoint=options.checkpoint)
        if speaks:
            classifier.save(options.out)
            out = shlex.quote(os.path.join(".", options.out) if options.out.startswith("-") else options.out)
            names = ", ".join(map(as_field, classifier.classes_))
            print(f"learned {len(classifier.classes_)} labels from {len(table)} texts: {names}")
            print(f"saved in {options.out}; next: python -m lessonlib predict {out} 'a text of yours'")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from lessonlib.classification.estimator import HeadlineClassifier
    from lessonlib.classification.metrics import get_metrics, metrics_table
    from lessonlib.datasets import load_headlines
    from lessonlib.streams import in_blocks, predict_blocks

    classifier = HeadlineClassifier.load(options.directory)
    known = [str(label) for label in classifier.classes_]
    table = load_headlines(options.file, text=options.text, label=options.label, categories=known)
    blocks = predict_blocks(classifier, in_blocks(table["title"].tolist()))
    predicted = [label for _texts, labels, _probabilities in blocks for label in labels]
    metrics = get_metrics(table["category"].tolist(), predicted, known)
    print(metrics_table(metrics).to_string(float_format="{:.3f}".format))
    return 0


def _predict(options: argparse.Namespace) -> int:
    from lessonlib.classification.estimator import HeadlineClassifier
    from lessonlib.streams import as_field, predict_blocks, read_lines

    classifier = HeadlineClassifier.load(options.directory)
    if not options.texts and sys.stdin is None:
        raise InputError("standard input is closed; give texts in quotes after DIR, or a file: < texts.txt")
    blocks = [options.texts] if options.texts else read_lines(sys.stdin.buffer, "standard input")
    nothing = True
    for texts, labels, probabilities in predict_blocks(classifier, blocks):
        for text, label, probability in zip(texts, labels, probabilities.tolist(), strict=True):
            print(f"{as_field(label)}\t{probability:.3f}\t{as_field(text)}")
        sys.stdout.flush()  # who waits for a line gets it now
        nothing = False
    if nothing:
        raise InputError("there is no text; give it in quotes after DIR, or one per line on standard input")
    return 0


def _retarget(options: argparse.Namespace) -> int:
    from lessonlib.course.retarget import retarget

    changed = retarget(options.name)
    print("\n".join(f"changed {path}" for path in changed) or f"everything points to {options.name} already")
    return 0


if __name__ == "__main__":
    warnings.formatwarning = lambda message, *_where, **_line: f"warning: {message}\n"
    sys.exit(main())
