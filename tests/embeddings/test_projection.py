"""Maps: what a projection keeps, and that it repeats itself."""

import numpy as np
import pytest
from handmade_vectors import make_vectors
from scipy.spatial.distance import pdist

from lessonlib.embeddings.projection import project_pca


def test_pca_is_fitted_on_all_words_and_only_shrinks_distances(square):
    words = ["king", "queen", "man"]
    points, share = project_pca(square, words)
    assert points.shape == (3, 2) and share.shape == (2,)
    assert 0.9 < share.sum() <= 1 + 1e-6 and share[0] >= share[1]
    units = np.stack([square.get_vector(word, norm=True) for word in words])
    assert (pdist(points) <= pdist(units) + 1e-6).all()
    # Fitted on all words, a word's place does not depend on which others are asked for.
    assert project_pca(square, ["king"])[0][0] == pytest.approx(points[0])


def test_rows_of_zeros_do_not_turn_the_map(square):
    padded = make_vectors({"<pad>": np.zeros(3), **{word: square[word] for word in square.index_to_key}})
    points, share = project_pca(padded, ["king", "dog"])
    expected_points, expected_share = project_pca(square, ["king", "dog"])
    assert points == pytest.approx(expected_points) and share == pytest.approx(expected_share)
    with pytest.raises(KeyError, match="all zeros"):
        project_pca(padded, ["king", "<pad>"])
    with pytest.raises(KeyError, match="wug"):
        project_pca(padded, ["king", "wug"])
