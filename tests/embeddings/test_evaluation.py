"""The benchmarks' scores, on vectors laid out by hand and beside gensim's own."""

import math
from itertools import combinations

import numpy as np
import pytest
from handmade_vectors import make_vectors

from lessonlib.embeddings import evaluation
from lessonlib.embeddings.evaluation import (
    Correlation,
    analogy_accuracy,
    compare_embeddings,
    read_analogies,
    word_pair_correlation,
)


def only(vectors, words):
    return vectors.vectors_for_all(words, allow_inference=False)


@pytest.fixture
def pairs_file(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("# words and a score\nKing\tqueen\t9.5\nking\tman\t8\nking\tdog\t1\nking\twug\t5\nman\tcat\t0\n")
    return path


def test_word_pair_correlation_is_one_for_the_same_order(tmp_path, square):
    pairs = list(combinations(square.index_to_key, 2))
    path = tmp_path / "pairs.tsv"
    for sign in (1, -1):
        path.write_text("".join(f"{a}\t{b}\t{sign * square.similarity(a, b):.6f}\n" for a, b in pairs))
        assert word_pair_correlation(square, path).spearman == pytest.approx(sign)


def test_too_few_covered_pairs(square, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("king\tqueen\t9\nwug\tdog\t1\n")
    with pytest.raises(ValueError, match="1 of 2 pairs"):
        word_pair_correlation(square, path)


def test_capitals_count_neither_in_the_score_nor_in_the_coverage(pairs_file, questions_file, square):
    shouting = {word.upper(): square[word] for word in square.index_to_key}
    rarer = {word.title(): -square[word] for word in square.index_to_key}
    for vectors in (make_vectors(shouting), make_vectors(shouting | rarer)):
        assert word_pair_correlation(vectors, pairs_file) == word_pair_correlation(square, pairs_file)
        assert analogy_accuracy(vectors, questions_file).equals(analogy_accuracy(square, questions_file))


def test_rows_of_zeros_never_win_and_are_not_covered(pairs_file, questions_file, square):
    padded = make_vectors({"<pad>": np.zeros(3), **{word: square[word] for word in square.index_to_key}})
    assert analogy_accuracy(padded, questions_file).equals(analogy_accuracy(square, questions_file))
    assert word_pair_correlation(padded, pairs_file) == word_pair_correlation(square, pairs_file)
    without_king = make_vectors({word: square[word] * (word != "king") for word in square.index_to_key})
    some = only(square, [word for word in square.index_to_key if word != "king"])
    assert analogy_accuracy(without_king, questions_file).equals(analogy_accuracy(some, questions_file))


def test_the_interval_holds_the_correlation_and_narrows_with_more_pairs():
    few, many = Correlation(0.4, 30, 353), Correlation(0.4, 300, 353)
    for score in (few, many):
        low, high = score.interval
        assert -1 < low < 0.4 < high < 1
    assert few.interval[1] - few.interval[0] > 2 * (many.interval[1] - many.interval[0])
    # By hand: arctanh 0.4 = 0.42365; 1.96 * sqrt(1.08 / 297) = 0.11819.
    assert many.interval == pytest.approx((math.tanh(0.30546), math.tanh(0.54184)), abs=1e-4)


@pytest.fixture
def questions_file(tmp_path):
    path = tmp_path / "questions.txt"
    path.write_text(
        ": royal\nMan King woman queen\nking man queen woman\nman wug king queen\n: pets\nking dog queen cat\n: none\n"
    )
    return path


def test_analogy_accuracy_by_section(square, questions_file):
    table = analogy_accuracy(square, questions_file)
    assert table.index.tolist() == ["royal", "pets", "none"]
    assert table.loc["royal"].tolist() == [2, 2, 3, 1.0]
    assert table.loc["pets", "covered"] == 1
    assert table.loc["none", "covered"] == 0 and math.isnan(table.loc["none", "accuracy"])


def test_analogy_accuracy_is_that_of_gensim(tmp_path):
    rng = np.random.default_rng(3)
    words = [f"w{number}" for number in range(12)]
    random = make_vectors({word: rng.normal(size=3) for word in words})
    quads = [rng.choice(words, size=4, replace=False) for _ in range(150)]
    path = tmp_path / "questions.txt"
    path.write_text(": one\n" + "".join(" ".join(quad) + "\n" for quad in quads))
    _, sections = random.evaluate_word_analogies(path, restrict_vocab=len(random))
    expected = len(sections[0]["correct"])
    assert 5 < expected < 145  # a test that all or none pass would show nothing
    assert analogy_accuracy(random, path).loc["one", "correct"] == expected


def test_a_line_that_is_no_question_is_named(tmp_path):
    path = tmp_path / "questions.txt"
    path.write_text(": section\nman king woman queen\nman king woman\n")
    with pytest.raises(ValueError, match="line 3"):
        read_analogies(path)
    path.write_text("man king woman queen\n")
    with pytest.raises(ValueError, match="line 1"):
        read_analogies(path)


def test_the_comparison_has_one_row_per_model(square, pairs_file, questions_file, monkeypatch):
    monkeypatch.setattr(evaluation, "WORDSIM_353", pairs_file)
    monkeypatch.setattr(evaluation, "SIMLEX_999", pairs_file)
    monkeypatch.setattr(evaluation, "GOOGLE_ANALOGIES", questions_file)
    table = compare_embeddings({"all": square, "royals": only(square, ["king", "queen", "man", "dog"])})
    assert table.index.tolist() == ["all", "royals"]
    assert table["wordsim_pairs"].tolist() == [4, 3]
    assert table["questions"].tolist() == [3, 0]
    assert table.loc["all", "wordsim"] == word_pair_correlation(square, pairs_file).spearman
