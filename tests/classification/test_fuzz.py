"""Any text is read, any damage to a saved classifier is found: a result or an InputError, never another error."""

import json
import warnings

import numpy as np
import pytest
import safetensors.torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.errors import InputError

TEXTS = st.lists(st.text(st.characters(exclude_categories=[]), max_size=60), min_size=1, max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(texts=TEXTS)
def test_any_text_is_classified_and_explained(fitted, texts):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        probabilities = fitted.predict_proba(texts)
        alone = np.concatenate([fitted.predict_proba([text]) for text in texts])
        explained = fitted.explain(texts)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(probabilities, alone, atol=1e-4)
    for one, text in zip(explained, texts, strict=True):
        assert one.text == text
        assert one.bias + one.word_scores.sum() == pytest.approx(one.logit, abs=1e-3)
        one._repr_html_()


@pytest.fixture(scope="module")
def saved(fitted, tmp_path_factory):
    """The path of a saved classifier, to write damaged ones to, and what was saved there."""
    path = tmp_path_factory.mktemp("saved") / "model"
    fitted.save(path)
    return path, path.read_bytes()


def load_or_refuse(path):
    """Loads what is at `path`; what is loaded predicts."""
    try:
        loaded = HeadlineClassifier.load(path)
    except InputError as error:
        assert str(path) in str(error)
    else:
        loaded.predict_proba(["goal match"])


@given(place=st.floats(0, 1), new=st.binary(min_size=1, max_size=8), cut=st.booleans())
def test_damaged_bytes_are_refused_or_harmless(saved, place, new, cut):
    path, whole = saved
    start = int(place * (len(whole) - 1))
    path.write_bytes(whole[:start] + new + (b"" if cut else whole[start + len(new) :]))
    load_or_refuse(path)


@given(data=st.data())
def test_whatever_stands_in_the_header(saved, data):
    """As somebody might write it: well-formed, and any value in any place."""
    path, whole = saved
    path.write_bytes(whole)
    with safetensors.safe_open(path, "pt") as file:
        header = file.metadata()
    about = json.loads(header["about"])
    place = about["parameters"] if data.draw(st.booleans()) else about
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    path.write_bytes(safetensors.torch.save(safetensors.torch.load(whole), header | {"about": json.dumps(about)}))
    load_or_refuse(path)
