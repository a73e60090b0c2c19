"""What is exported for the explorable pages, and what their scripts may not contain; without a browser."""

import base64
import html
import json
import re

import numpy as np
import pytest

from lessonlib.classification.estimator import HeadlineClassifier
from lessonlib.course import explore as pages
from lessonlib.course.explore import (
    PAGES,
    entities_data,
    in_two_parts,
    network_data,
    pack,
    vectors_data,
    write_script,
)
from lessonlib.embeddings.similarity import make_keyed_vectors
from lessonlib.errors import InputError


def unpack(packed):
    kind = {8: np.int8, 16: np.dtype("<i2")}[packed["bits"]]
    integers = np.frombuffer(base64.b64decode(packed["integers"]), kind).reshape(packed["shape"])
    scale = np.frombuffer(base64.b64decode(packed["rowScale"]), np.dtype("<f4"))
    return integers * scale[:, None] * np.array(packed["columnScale"])


@pytest.mark.parametrize("bits", [8, 16])
def test_packed_numbers_are_off_by_half_a_step_at_most(bits):
    matrix = np.random.default_rng(0).normal(size=(50, 7)) * np.logspace(-3, 3, 50)[:, None]
    matrix[3] = 0
    columns = np.array([1, 10, 0.1, 1, 1, 1, 2])
    for scale in (None, columns):
        even = matrix / (1 if scale is None else scale)
        # The largest number of a row takes the largest integer, or one of the last half per cent before it.
        step = np.abs(even).max(axis=1, keepdims=True) / (2 ** (bits - 1) - 1) * (1 + 1 / 128)
        error = (unpack(pack(matrix, bits, scale)) - matrix) / (1 if scale is None else scale)
        assert (np.abs(error) <= step / 2 + 1e-12).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_cannot_be_packed_is_refused(bad):
    with pytest.raises(InputError, match="finite"):
        pack(np.array([[1.0, bad]]))


def test_a_script_sets_its_data_whatever_they_hold(tmp_path):
    data = {"text": "</script>\u2028'\"\\é😀", "numbers": [1.5, -2]}
    write_script(tmp_path / "data" / "odd.js", "odd", data)
    script = (tmp_path / "data" / "odd.js").read_bytes().decode("ascii")
    assert json.loads(re.search(r"course\.data\.odd = (.*);\n$", script)[1]) == data
    with pytest.raises(ValueError, match="JSON"):
        write_script(tmp_path / "nan.js", "nan", {"number": float("nan")})


def test_character_references_decode_as_in_python():
    entities = entities_data()
    assert 128 in entities["numeric"] and 65 not in entities["numeric"] and entities["named"]["amp;"] == "&"
    for number in range(300):
        assert entities["numeric"].get(number, chr(number)) == html.unescape(f"&#{number};")


def test_vectors_keep_their_order_and_nearly_their_numbers():
    vectors = np.random.default_rng(1).normal(size=(20, 8)).astype(np.float32)
    vectors[:, 2] *= 20  # a column that runs large must not coarsen the others
    rows = [3, 1, *range(4, 20)]
    data = vectors_data(make_keyed_vectors([f"w{row}" for row in range(20)], vectors), rows)
    assert data["words"].split("\n") == [f"w{row}" for row in rows]
    error = np.abs(unpack(data["matrix"]) - vectors[rows])
    assert error[:, 2].max() > 5 * error[:, [0, 1, 3]].max()
    assert error[:, [0, 1, 3]].max() < 0.03


def test_the_words_that_a_page_needs_at_once_come_first(monkeypatch):
    monkeypatch.setattr(pages, "FREQUENT", 2)
    glove = make_keyed_vectors(["the", "of", "cup", "jungle", "harbour"], np.eye(5, dtype=np.float32))
    assert in_two_parts(glove, ["Harbour, the nowhere"]) == ([0, 1, 4], [2, 3])


def test_the_layers_of_a_network_are_exported_in_the_order_that_the_page_reads():
    vectors = make_keyed_vectors(["cup", "bank"], np.eye(2, 6, dtype=np.float32))
    titles, labels = ["cup final", "bank loan"] * 5, ["Sports", "Business"] * 5
    classifier = HeadlineClassifier(embeddings=vectors, num_filters=4, filter_sizes=(1, 2), num_epochs=1)
    classifier.fit(titles, labels, (titles, labels))
    data = network_data(classifier)
    assert data["about"] == {
        "classes": ["Business", "Sports"],
        "temperature": classifier.temperature_,
        "widths": [1, 2],
        "filtersPerWidth": 4,
    }
    assert data["ownTokens"] == ["<UNK>", *sorted(["final", "loan"])]
    state = {name: value.detach().numpy() for name, value in classifier.model_.state_dict().items()}
    assert np.allclose(unpack(data["ownVectors"]), state["embedding.learned.weight"][1:], atol=1e-4)
    slots = unpack(data["slots"])
    assert np.allclose(slots[:4], state["convolutions.0.weight"][:, :, 0], atol=1e-4)
    assert np.allclose(slots[4:8], state["convolutions.1.weight"][:, :, 0], atol=1e-4)
    assert np.allclose(slots[8:], state["convolutions.1.weight"][:, :, 1], atol=1e-4)
    assert np.allclose(data["output"], state["output.weight"], atol=1e-6)


@pytest.mark.parametrize("script", sorted(PAGES.glob("js/*.js")), ids=lambda path: path.name)
def test_scripts_never_make_markup_of_text_and_ask_no_other_host(script):
    source = script.read_text(encoding="utf-8")
    assert '"use strict";' in source
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|\bfetch\(|XMLHttp"
    )
    assert not re.search(forbidden, source)
    assert "http" not in source.replace("http://www.w3.org/2000/svg", "")
