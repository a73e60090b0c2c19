"""Sentences that wait in a file: what is read is what was written, each time anew."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.embeddings.sentences import SentenceFile
from lessonlib.embeddings.training import train_word2vec
from lessonlib.errors import InputError, InputTypeError

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(lambda word: word.split() == [word])


@given(sentences=st.lists(st.lists(WORDS, max_size=4), max_size=5))
def test_what_is_read_is_what_was_written_each_time(sentences, tmp_path_factory):
    kept = SentenceFile(tmp_path_factory.mktemp("kept") / "sentences.txt", iter(sentences))
    written = [sentence for sentence in sentences if sentence]
    assert list(kept) == list(kept) == written
    assert len(kept) == len(written)


@pytest.mark.parametrize(
    ("sentences", "error"), [([["New York"]], InputError), ([["a", ""]], InputError), (["a line"], InputTypeError)]
)
def test_words_that_would_come_back_as_others_are_refused(sentences, error, tmp_path):
    with pytest.raises(error):
        SentenceFile(tmp_path / "sentences.txt", sentences)
    assert not (tmp_path / "sentences.txt").exists()


def test_memory_holds_one_sentence_at_a_time(tmp_path):
    kept = SentenceFile(tmp_path / "sentences.txt", ([f"word{n}"] * 1_000 for n in range(300)))
    tracemalloc.start()
    assert sum(map(len, kept)) == 300_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000  # a list of all would take 2.4 million bytes for its places alone


def test_training_on_the_file_is_training_on_the_list(tmp_path):
    sentences = [f"the {animal} eats {food}".split() for animal in ("cat", "dog") for food in ("fish", "meat")] * 20
    kept = SentenceFile(tmp_path / "sentences.txt", sentences)
    from_list, from_file = (train_word2vec(source, vector_size=5).wv.vectors for source in (sentences, kept))
    assert (from_list == from_file).all()
