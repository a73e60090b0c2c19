"""`python -m lessonlib`: what each command prints, and how it answers bad input."""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lessonlib import __main__ as terminal
from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.course import lessons as course
from lessonlib.course import site
from lessonlib.datasets import fetch
from lessonlib.errors import CourseError

CHECKOUT = Path(__file__).resolve().parent.parent
WORDS = {"Sports": ["match", "goal", "coach", "league"], "Business": ["stocks", "profit", "bank", "market"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Texts of two labels that any classifier can tell apart, vectors of their words, a classifier trained on both."""
    folder = tmp_path_factory.mktemp("own")
    random = np.random.default_rng(0)
    rows = [(" ".join(random.choice(WORDS[label], 3)), label) for label in WORDS for _ in range(60)]
    pd.DataFrame(rows, columns=["text", "topic"]).to_csv(folder / "texts.csv", index=False)
    vectors = {word: random.normal(size=10) + (4 * (label == "Sports")) for label in WORDS for word in WORDS[label]}
    lines = [f"{word} {' '.join(f'{number:.4f}' for number in vector)}" for word, vector in vectors.items()]
    (folder / "vectors.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main("train", folder / "texts.csv", "--out", folder / "model", *COLUMNS, *vectors_of(folder)) == 0
    return folder


COLUMNS = ("--text", "text", "--label", "topic")


def vectors_of(folder):
    return "--embeddings", folder / "vectors.txt"


def main(*arguments):
    return terminal.main([str(argument) for argument in arguments])


def test_help_lists_the_commands_at_once():
    """No command was asked for, so nothing heavy is imported."""
    code = (
        "import sys; from lessonlib.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as stop: assert stop.code == 0\n"
        "assert not {'torch', 'gensim', 'pandas', 'nbclient'} & set(sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for command in ("run", "grade", "data", "train", "evaluate", "predict"):
        assert f"    {command} " in result.stdout


def give(monkeypatch, content):
    """Makes the bytes `content` the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


def test_texts_are_read_from_standard_input(folder, capsys, monkeypatch):
    give(monkeypatch, "\ufeffcoach goal\r\n\n \nbank\u2028profit".encode())
    assert main("predict", folder / "model") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.split("\n")[:-1]]
    # No byte order mark, no blank line; what only looks like the end of a line does not end it.
    assert [(row[0], row[2]) for row in rows] == [("Sports", "coach goal"), ("Business", "bank\u2028profit")]
    assert all(0.5 <= float(row[1]) <= 1 for row in rows)


def test_evaluation_prints_a_row_per_label(folder, capsys):
    assert main("evaluate", folder / "model", folder / "texts.csv", *COLUMNS) == 0
    share, *table = capsys.readouterr().out.splitlines()
    assert share == "100% of the words read are known"
    assert table[0].split() == ["num_samples", "precision", "recall", "f1"]
    assert [line.split()[0] for line in table[1:]] == ["Business", "Sports", "overall"]
    assert [line.split()[1] for line in table[1:]] == ["60", "60", "120"]


def error_of(capsys, *arguments):
    """The one line on standard error of a command that was given bad input."""
    capsys.readouterr()
    assert main(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("error: ")
    return line


def test_bad_input_gets_one_clear_line(folder, capsys, tmp_path, monkeypatch):
    absent = tmp_path / "absent"
    assert str(absent) in error_of(capsys, "train", absent, "--out", tmp_path / "model")
    assert "title" in error_of(capsys, "train", folder / "texts.csv", "--out", tmp_path / "model")
    assert str(absent) in error_of(capsys, "predict", absent, "a text")
    other = tmp_path / "other.csv"
    other.write_text("text,topic\ncoach goal,Chess\n", encoding="utf-8")
    unknown = error_of(capsys, "evaluate", folder / "model", other, *COLUMNS)
    assert "Chess" in unknown and "Business" in unknown and "row 1" in unknown
    give(monkeypatch, b"\n")
    assert "standard input" in error_of(capsys, "predict", folder / "model")
    give(monkeypatch, b"goal\ncaf\xe9\n")
    assert "standard input, line 2: 0xe9 is not UTF-8; name another with --encoding" in error_of(
        capsys, "predict", folder / "model"
    )
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input is closed" in error_of(capsys, "predict", folder / "model")
    assert not (tmp_path / "model").exists()


def test_a_place_that_cannot_be_is_refused_before_training(folder, capsys, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    for out in (tmp_path, tmp_path / "thesis.txt", tmp_path / "thesis.txt" / "model"):
        # The table is not there either: what is said first was looked at first.
        assert str(out) in error_of(capsys, "train", "absent.csv", "--out", out)
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_the_command_that_comes_next_can_be_copied(folder, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main("train", folder / "texts.csv", "--out=my model", *COLUMNS, *vectors_of(folder)) == 0
    printed = capsys.readouterr().out
    assert "2 labels from 120 texts: Business, Sports" in printed
    command = shlex.split(printed.split("next: python -m lessonlib ")[1])
    assert main(*command) == 0
    assert capsys.readouterr().out.endswith("\ta text of yours\n")


def test_texts_of_older_programs_are_read_in_their_encoding(folder, capsys, monkeypatch, tmp_path):
    (tmp_path / "old.csv").write_text("text,topic\n" + "café goal,Sports\ncafé bank,Business\n" * 20, encoding="cp1252")
    assert main("evaluate", folder / "model", tmp_path / "old.csv", *COLUMNS, "--encoding", "cp1252") == 0
    assert "50% of the words read are known" in capsys.readouterr().out
    for encoding in ("cp1252", "utf-16"):
        give(monkeypatch, "café goal\nbank\n".encode(encoding))
        assert main("predict", folder / "model", "--encoding", encoding) == 0
        assert [line.split("\t")[2] for line in capsys.readouterr().out.splitlines()] == ["café goal", "bank"]
    assert "no text encoding 'klingon'" in error_of(capsys, "predict", folder / "model", "--encoding", "klingon")


def test_cleaning_can_be_switched_off_and_rare_labels_made_to_count(folder, tmp_path, capsys):
    rows = pd.read_csv(folder / "texts.csv")
    rows["text"] += " (Reuters)"
    rows.to_csv(tmp_path / "tagged.csv", index=False)
    arguments = ("train", tmp_path / "tagged.csv", *COLUMNS, *vectors_of(folder), "--out")
    assert main(*arguments, tmp_path / "clean") == main(*arguments, tmp_path / "raw", "--no-clean", "--balanced") == 0
    printed = capsys.readouterr().out
    assert "100% of the words read have a vector" in printed and "50% of the words read have a vector" in printed
    assert HeadlineClassifier.load(tmp_path / "raw").class_weight == "balanced"


def test_every_text_keeps_to_its_line(folder, capsys, monkeypatch, tmp_path):
    """Whatever is in it, or in its label, there is one line with two tabs."""
    rows = pd.read_csv(folder / "texts.csv")
    rows["topic"] = rows["topic"].map({"Sports": "ball\tgames", "Business": "two\nlines"})
    rows.to_csv(tmp_path / "odd.csv", index=False)
    assert main("train", tmp_path / "odd.csv", "--out", tmp_path / "odd", *COLUMNS, *vectors_of(folder)) == 0
    assert r"120 texts: ball\tgames, two\nlines" in capsys.readouterr().out
    assert main("predict", tmp_path / "odd", "coach\tgoal", "bank\r\nprofit", "a \\ b") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.split("\n")[:-1]]
    assert [row[2] for row in rows] == [r"coach\tgoal", r"bank\r\nprofit", r"a \\ b"]
    assert [row[0] for row in rows[:2]] == [r"ball\tgames", r"two\nlines"]


@pytest.mark.slow
def test_a_line_is_predicted_while_the_next_is_still_awaited(folder):
    """As behind `tail -f`: the pipe stays open, and each line has its prediction at once."""
    command = [sys.executable, "-m", "lessonlib", "predict", str(folder / "model")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for text in ("coach goal", "bank profit"):
            process.stdin.write(text + "\n")
            process.stdin.flush()
            assert process.stdout.readline().endswith(f"\t{text}\n")
        process.stdin.close()
        assert process.stdout.read() == ""
    assert process.returncode == 0


def test_of_many_lines_a_block_is_read_at_a_time():
    """So that the hundredth takes no more memory than the first."""
    stream = io.BytesIO(b"coach goal\n" * 100_000)
    blocks = terminal._read_blocks(stream, "utf-8")
    number = len(next(blocks))
    assert stream.tell() == terminal.BLOCK_BYTES and number + sum(map(len, blocks)) == 100_000


@pytest.mark.slow
@pytest.mark.skipif(not all(map(shutil.which, ("split", "xargs", "sh"))), reason="these are programs of Unix")
def test_parts_that_are_predicted_side_by_side_are_the_whole_when_joined(folder, tmp_path):
    """The commands that the page "More than one machine can do" shows, with three parts."""
    random = np.random.default_rng(2)
    known = [word for label in WORDS for word in WORDS[label]]
    texts = [" ".join(random.choice([*known, "storm"], random.integers(1, 9))) for _ in range(2_000)]
    (tmp_path / "lines.txt").write_text("\n".join(texts) + "\n", encoding="utf-8")
    (tmp_path / "model.safetensors").symlink_to(folder / "model")
    page = (CHECKOUT / "site" / "about" / "more-than-one-machine.md").read_text(encoding="utf-8")
    [recipe] = [block for block in re.findall("```bash\n(.*?)```", page, re.DOTALL) if "split -n" in block]
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    environment = os.environ | {"PATH": f"{python.parent}:{os.environ['PATH']}", "PYTHONPATH": str(CHECKOUT)}
    subprocess.run(["sh", "-e", "-c", recipe], cwd=tmp_path, env=environment, check=True, timeout=300)
    assert len(list(tmp_path.glob("part-*.tsv"))) == 3
    with open(tmp_path / "lines.txt", "rb") as lines:
        command = [sys.executable, "-m", "lessonlib", "predict", folder / "model"]
        whole = subprocess.run(command, stdin=lines, capture_output=True, check=True, cwd=CHECKOUT).stdout
    assert (tmp_path / "predictions.tsv").read_bytes() == whole
    assert whole.count(b"\n") == 2_000


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_error(folder):
    """As in `predict ... | head`, where the end of the pipe is closed when there is still something to write."""
    command = [sys.executable, "-m", "lessonlib", "predict", str(folder / "model"), "coach goal"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        result = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_file_given_for_a_text_is_told(folder):
    with pytest.warns(UserWarning, match=r"texts.csv is read as a text; to read the file: predict MODEL < .*texts.csv"):
        assert main("predict", folder / "model", folder / "texts.csv") == 0


def test_a_program_shows_plain_warnings(folder):
    command = [sys.executable, "-m", "lessonlib", "predict", str(folder / "model"), "coach", "zzz qqq"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(result.stdout.splitlines()) == 2
    warned = result.stderr.splitlines()
    assert warned and all(line.startswith("warning: ") for line in warned)


def test_the_data_sets_are_listed_and_fetched(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("LESSONLIB_CACHE", str(tmp_path))
    assert main("data", "list") == 0
    assert re.search(r"^text8: .*, 33.2 MB$", capsys.readouterr().out, re.MULTILINE)
    (tmp_path / "text8.gz").touch()
    assert main("data", "list") == 0
    assert re.search(r"^text8: .*, here already$", capsys.readouterr().out, re.MULTILINE)
    monkeypatch.setattr(fetch, "fetch", lambda name: tmp_path / name)
    assert main("data", "fetch", "glove", "text8") == 0
    assert capsys.readouterr().out == f"glove: {tmp_path / 'glove'}\ntext8: {tmp_path / 'text8'}\n"


def fails_with(error):
    def fail(*_):
        raise error

    return fail


def test_what_is_broken_in_the_course_ends_the_run(monkeypatch, capsys):
    monkeypatch.setattr(course, "run_lessons", fails_with(CourseError("02_pretrained, cell 3 of 20: no")))
    assert main("run") == 1
    assert capsys.readouterr().err == "error: 02_pretrained, cell 3 of 20: no\n"
    monkeypatch.setattr(site, "build_site", fails_with(site.SiteError("README.md links to nowhere.md")))
    assert main("site") == 1
    assert capsys.readouterr().err == "error: README.md links to nowhere.md\n"


def test_after_a_run_the_pages_are_made_and_the_next_step_is_named(monkeypatch, capsys):
    monkeypatch.setattr(course, "run_lessons", lambda: "the table")
    monkeypatch.setattr(site, "build_site", lambda notebooks: notebooks / "index.html")
    assert main("run") == 0
    table, pages, next_step = filter(None, capsys.readouterr().out.splitlines())
    assert table == "the table" and str(course.EXECUTED / "index.html") in pages and "make lab" in next_step
