"""Any text is read, any damage to a saved classifier is found: a result or an InputError, never another error."""

import hashlib
import json
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.classification.artifacts import FILES
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
    """A saved classifier, by file; and a folder to write damaged ones to."""
    folder = tmp_path_factory.mktemp("saved") / "model"
    fitted.save(folder)
    return folder, {name: (folder / name).read_bytes() for name in FILES}


def load_or_refuse(folder, fitted):
    """Loads what is in `folder`; what is loaded predicts. Returns whether it was refused."""
    try:
        loaded = HeadlineClassifier.load(folder)
    except InputError as error:
        assert str(folder) in str(error)
        return True
    assert np.isfinite(loaded.predict_proba(["goal match"])).all()
    return False


@given(name=st.sampled_from(FILES), place=st.floats(0, 1), new=st.binary(min_size=1, max_size=8), cut=st.booleans())
def test_damaged_bytes_are_found(fitted, saved, name, place, new, cut):
    folder, whole = saved
    for other, content in whole.items():
        (folder / other).write_bytes(content)
    start = int(place * (len(whole[name]) - 1))
    damaged = whole[name][:start] + new + (b"" if cut else whole[name][start + len(new) :])
    (folder / name).write_bytes(damaged)
    refused = load_or_refuse(folder, fitted)
    assert refused or name == "classifier.json" or damaged == whole[name]


@given(data=st.data())
def test_whatever_stands_in_the_json_files(fitted, saved, data):
    """As somebody might write them: well-formed, with checksums that are right, and any value in any place."""
    folder, whole = saved
    for other, content in whole.items():
        (folder / other).write_bytes(content)
    name = data.draw(st.sampled_from([name for name in FILES if name.endswith(".json")]))
    content = json.loads(whole[name])
    place = content["parameters"] if name == "classifier.json" and data.draw(st.booleans()) else content
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    (folder / name).write_text(json.dumps(content))
    if name != "classifier.json":
        about = json.loads(whole["classifier.json"])
        about["sha256"] = {other: hashlib.sha256((folder / other).read_bytes()).hexdigest() for other in FILES[1:]}
        (folder / "classifier.json").write_text(json.dumps(about))
    load_or_refuse(folder, fitted)
