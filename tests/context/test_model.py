"""Texts in, vectors out; and what is said of files that are not the model's."""

import os
import sys
import tracemalloc
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from lessonlib.context.model import LONGEST, load_encoder
from lessonlib.datasets import load_headlines
from lessonlib.errors import InputError, InputFileError, InputTypeError
from lessonlib.files import cache_dir

TEXTS = ["rain stops play", "play", "shares fall as oil rises again and again", "rain"]


def test_a_batch_gives_what_each_text_gives_alone_whatever_its_size(model):
    together = model.encode(TEXTS, batch_size=3)
    assert together.shape == (4, 8) and together.dtype == np.float32
    np.testing.assert_allclose(together, np.vstack([model.encode([text]) for text in TEXTS]), atol=1e-5)
    np.testing.assert_allclose(model.encode(TEXTS[::-1]), together[::-1], atol=1e-5)
    assert model.encode([]).shape == (0, 8)


def test_the_vector_is_the_mean_of_the_last_layer(model):
    mean = model.network.layers(*model.batch(TEXTS[:1]))[-1][0].mean(dim=0).numpy()
    np.testing.assert_allclose(model.encode(TEXTS[:1])[0], mean / np.linalg.norm(mean), atol=1e-5)


def test_what_is_too_long_is_cut_and_said(model):
    words = [f"w{number}" for number in range(LONGEST + 10)]
    long, kept = " ".join(words), " ".join(words[: LONGEST - 2])
    with pytest.warns(UserWarning, match="1 of 2 texts have more than 256 pieces"):
        both = model.encode([long, kept])
    np.testing.assert_allclose(both[0], both[1], atol=1e-5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.encode([kept])
    assert model.batch([long])[0].shape == (1, LONGEST)


def test_a_blank_text_is_named_and_one_text_is_no_list_of_them(model):
    with pytest.raises(InputError, match="text 2 of 3 is blank"):
        model.encode(["rain", "  \n", "play"])
    with pytest.raises(InputTypeError, match="expected a list of texts"):
        model.encode("rain stops play")


def test_thousands_of_texts_take_no_more_memory_than_their_vectors(model):
    """What Python and numpy hold at most, beside the result: as much for many as for few."""
    peaks = []
    for number in (300, 3_000):
        texts = (TEXTS * number)[:number]
        tracemalloc.start()
        result = model.encode(texts)
        peaks.append(tracemalloc.get_traced_memory()[1] - result.nbytes)
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 200 * 2_700  # a few numbers for each text: its length, its place


def test_a_file_that_is_not_the_models_is_told_by_its_checksum(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", SimpleNamespace(Tokenizer=None))  # not everybody has it
    with pytest.raises(InputFileError, match="does not exist; name the folder that holds model.safetensors"):
        load_encoder(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"half of it")
    with pytest.raises(InputFileError, match=r"is cut off: it has 10 of 90,868,376 bytes.*expected sha256:53aa51172d"):
        load_encoder(tmp_path)


def test_without_tokenizers_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(ModuleNotFoundError, match="%pip install tokenizers"):
        load_encoder(tmp_path)


@pytest.fixture(scope="module")
def minilm():
    """The real one, from the folder LESSONLIB_MINILM or the cache; without them, or `tokenizers`, it is not tested."""
    pytest.importorskip("tokenizers")
    folder = os.environ.get("LESSONLIB_MINILM")
    if not folder and not (cache_dir() / "minilm.safetensors").is_file():
        pytest.skip("the weights of MiniLM are not here")
    return load_encoder(Path(folder) if folder else "full")


@pytest.mark.slow
def test_the_real_model_reads_as_transformers_does(minilm):
    transformers = pytest.importorskip("transformers")
    import torch

    folder = os.environ["LESSONLIB_MINILM"]
    titles = list(load_headlines()["title"][:50])
    batch = transformers.AutoTokenizer.from_pretrained(folder)(titles, padding=True, return_tensors="pt")
    with torch.inference_mode():
        last = transformers.AutoModel.from_pretrained(folder).eval()(**batch).last_hidden_state
    real = batch["attention_mask"][..., None]
    mean = torch.nn.functional.normalize((last * real).sum(dim=1) / real.sum(dim=1), dim=-1)
    np.testing.assert_allclose(minilm.encode(titles), mean.numpy(), atol=1e-5)
