"""The steps that the learner writes lead down."""

import numpy as np

from lessonlib.exercises.lesson_01_skip_gram import pair_loss, skip_gram_epoch


def test_a_pass_lowers_the_loss_and_leaves_the_given_vectors_alone():
    rng = np.random.default_rng(0)
    v, u = rng.normal(size=(2, 5, 3))
    before = v.copy(), u.copy()
    pairs, negatives = rng.integers(5, size=(20, 2)), rng.integers(5, size=(20, 3))
    moved_v, moved_u, first = skip_gram_epoch(v, u, pairs, negatives, rate=0.05)
    _, _, second = skip_gram_epoch(moved_v, moved_u, pairs, negatives, rate=0.05)
    assert second < first
    assert np.array_equal(v, before[0]) and np.array_equal(u, before[1])


def test_the_loss_is_what_a_sure_guess_costs():
    v, u = np.array([5.0]), np.array([[5.0], [-5.0]])
    assert pair_loss(v, u, np.array([1.0, 0.0])) < 1e-6
    assert pair_loss(v, u, np.array([0.0, 0.0])) > 15
