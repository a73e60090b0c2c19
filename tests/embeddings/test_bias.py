"""Associations and WEAT, on vectors that lean by construction."""

import math

import numpy as np
import pytest
from handmade_vectors import make_vectors

from lessonlib.embeddings import bias
from lessonlib.embeddings.bias import association, weat


@pytest.fixture
def leaning():
    """x1..x4 lean to a, y1..y4 to b, in steps; z words have nothing to do with either."""
    rows = {"a1": [1, 0], "a2": [1, 0.1], "b1": [0, 1], "b2": [0.1, 1]}
    rows |= {f"x{i}": [1, 0.1 * i] for i in range(1, 5)} | {f"y{i}": [0.1 * i, 1.1] for i in range(1, 5)}
    return make_vectors(rows)


X, Y, A, B = ["x1", "x2", "x3", "x4"], ["y1", "y2", "y3", "y4"], ["a1", "a2"], ["b1", "b2"]


def test_association_by_hand_and_its_sign():
    plain = make_vectors({"a": [1, 0], "b": [0, 1], "slant": [3, 4]})
    assert association(plain, ["slant", "a"], ["a"], ["b"]) == pytest.approx([0.6 - 0.8, 1.0])
    assert association(plain, ["slant"], ["b"], ["a"]) == pytest.approx([0.2])


def test_weat_finds_what_is_there_by_the_formula(leaning):
    result = weat(leaning, (X, Y), (A, B))
    assert result.exact and result.permutations == math.comb(8, 4)
    assert result.p_value == pytest.approx(1 / 70)  # no other split is as extreme
    cosine = leaning.similarity
    s = [np.mean([cosine(w, a) for a in A]) - np.mean([cosine(w, b) for b in B]) for w in X + Y]
    expected = (np.mean(s[:4]) - np.mean(s[4:])) / np.std(s, ddof=1)
    assert result.effect_size == pytest.approx(expected, abs=1e-5)
    for back in (weat(leaning, (Y, X), (A, B)), weat(leaning, (X, Y), (B, A))):
        assert back.effect_size == pytest.approx(-result.effect_size, abs=1e-5)
        assert back.p_value == pytest.approx(1)


def test_sampled_p_value_is_near_the_exact_one_and_repeats(leaning, monkeypatch):
    groups = (["x1", "x2", "y3", "x4"], ["y1", "y2", "x3", "y4"])
    exact = weat(leaning, groups, (A, B))
    monkeypatch.setattr(bias, "_MOST", 69)
    sampled = weat(leaning, groups, (A, B))
    assert exact.exact and not sampled.exact and sampled.permutations == 69
    assert sampled == weat(leaning, groups, (A, B))
    assert sampled.p_value == pytest.approx(exact.p_value, abs=0.15)
    assert sampled.p_value >= 1 / 69


def test_weat_needs_groups_of_one_size_and_known_words(leaning):
    with pytest.raises(ValueError, match="4 and 3"):
        weat(leaning, (X, Y[:3]), (A, B))
    with pytest.raises(ValueError, match="first is empty"):
        weat(leaning, (X, Y), ([], B))
    with pytest.raises(KeyError, match="wug"):
        weat(leaning, (X, Y), (["wug"], B))
