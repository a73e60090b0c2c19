import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.classification.encoding import (
    PAD,
    UNK,
    UNK_INDEX,
    Tokenizer,
    pad_sequences,
)

TEXTS = st.lists(st.text(max_size=20), min_size=1, max_size=5).filter(lambda texts: any(text.split() for text in texts))
LEVELS = st.sampled_from(["word", "char"])

examples = settings(derandomize=True, deadline=None, max_examples=60)


def test_two_tokenizers_share_nothing():
    first, second = Tokenizer(), Tokenizer()
    first.fit(["a b"])
    assert len(second) == 2 and "a" not in second.token_to_index
    assert len(Tokenizer()) == 2


# ---- Tokenizer ----


def test_a_vocabulary_by_hand():
    tokenizer = Tokenizer().fit(["oil falls", "oil rises again", "oil falls again and again"])
    assert tokenizer.index_to_token == [PAD, UNK, "again", "oil", "falls", "and", "rises"]
    assert tokenizer.least_frequent == ("rises", 1)
    assert tokenizer.texts_to_sequences(["oil rises fast"]) == [[3, 6, UNK_INDEX]]


def test_a_limit_keeps_the_most_frequent_tokens():
    tokenizer = Tokenizer(num_tokens=4).fit(["a a a b b c"])
    assert tokenizer.index_to_token == [PAD, UNK, "a", "b"]
    assert tokenizer.least_frequent == ("b", 2)
    assert Tokenizer(num_tokens=6).fit(["a b c d e f"]).index_to_token == [PAD, UNK, *"abcd"]


def test_ties_do_not_depend_on_the_order_of_the_texts():
    assert Tokenizer().fit(["b a", "c"]).index_to_token == Tokenizer().fit(["c", "a b"]).index_to_token


@examples
@given(TEXTS, LEVELS)
def test_every_known_token_has_an_index_of_its_own(texts, level):
    tokenizer = Tokenizer(level).fit(texts)
    sequences = tokenizer.texts_to_sequences(texts)
    back = [[tokenizer.index_to_token[index] for index in sequence] for sequence in sequences]
    assert back == [list(text) if level == "char" else text.split() for text in texts]


@examples
@given(TEXTS, st.text(), LEVELS, st.integers(3, 6))
def test_no_token_of_a_text_is_ever_padding(texts, text, level, num_tokens):
    tokenizer = Tokenizer(level, num_tokens).fit(texts)
    (sequence,) = tokenizer.texts_to_sequences([text])
    assert len(sequence) == len(tokenizer.split(text))
    assert all(UNK_INDEX <= index < len(tokenizer) for index in sequence)
    assert len(tokenizer) <= num_tokens


def test_a_text_that_spells_out_the_special_tokens_gets_no_privilege():
    tokenizer = Tokenizer().fit(["<PAD> oil <UNK> <PAD>"])
    assert tokenizer.index_to_token == [PAD, UNK, "oil"]
    assert tokenizer.texts_to_sequences(["<PAD> oil <UNK>"]) == [[UNK_INDEX, 2, UNK_INDEX]]


@pytest.mark.parametrize("tokens", [["oil", "gas", "oil"], ["oil", PAD], [UNK]])
def test_a_token_that_comes_twice_is_named(tokens):
    # It would have two indices, and a matrix of vectors a row that no text ever reads.
    with pytest.raises(ValueError, match=f"the token '({'|'.join(tokens)})' comes twice"):
        Tokenizer.from_tokens(tokens)


def test_from_tokens_keeps_their_order():
    assert Tokenizer.from_tokens(iter(["z", "a"])).token_to_index == {PAD: 0, UNK: 1, "z": 2, "a": 3}


def test_texts_must_be_several_str_with_a_token():
    tokenizer = Tokenizer()
    for method in (tokenizer.fit, tokenizer.texts_to_sequences):
        with pytest.raises(TypeError, match="list of texts, got the str 'oil falls'"):
            method("oil falls")
        with pytest.raises(TypeError, match="expected a str, got float"):
            method(["oil", float("nan")])
    for texts in ([], ["", " "], [PAD]):
        with pytest.raises(ValueError, match="no token to learn"):
            tokenizer.fit(texts)


def test_tokens_that_are_split_already_are_encoded_as_they_are():
    token_lists = [["new york", "oil"], [], ["gas"]]
    tokenizer = Tokenizer().fit_tokens(token_lists)
    assert tokenizer.index_to_token == [PAD, UNK, "gas", "new york", "oil"]
    assert tokenizer.encode([*token_lists, ("oil", "war")]) == [[3, 4], [], [2], [4, UNK_INDEX]]
    for method in (tokenizer.fit_tokens, tokenizer.encode):
        with pytest.raises(TypeError, match="list of tokens, got the str 'oil gas'"):
            method(["oil gas"])


@examples
@given(TEXTS, LEVELS)
def test_splitting_and_encoding_apart_is_the_same(texts, level):
    tokenizer = Tokenizer(level).fit(texts)
    assert Tokenizer(level).fit_tokens(map(tokenizer.split, texts)).index_to_token == tokenizer.index_to_token
    assert tokenizer.encode(map(tokenizer.split, texts)) == tokenizer.texts_to_sequences(texts)


def test_a_text_without_tokens_is_an_empty_sequence():
    tokenizer = Tokenizer().fit(["oil"])
    assert tokenizer.texts_to_sequences(["", " ", "gas"]) == [[], [], [UNK_INDEX]]


def test_settings_without_sense_are_refused():
    with pytest.raises(ValueError, match="level is 'word' or 'char', not 'syllable'"):
        Tokenizer("syllable")
    with pytest.raises(ValueError, match="num_tokens=2 leaves no room"):
        Tokenizer(num_tokens=2)


# ---- padding ----


def test_padding_by_hand():
    padded = pad_sequences([[1, 2, 3], [], [7]])
    assert padded.tolist() == [[1, 2, 3], [0, 0, 0], [7, 0, 0]]
    assert padded.dtype == np.int64


@examples
@given(st.lists(st.lists(st.integers(1, 2**62), max_size=9), min_size=1, max_size=6), st.integers(1, 12))
def test_padding_changes_no_content(sequences, min_length):
    padded = pad_sequences(sequences, min_length)
    assert padded.shape == (len(sequences), max(min_length, *map(len, sequences)))
    for row, sequence in zip(padded.tolist(), sequences, strict=True):
        assert row[: len(sequence)] == sequence
        assert not any(row[len(sequence) :])


def test_arrays_can_be_padded_too():
    assert pad_sequences([np.array([5, 6]), np.array([], dtype=np.int64)]).tolist() == [[5, 6], [0, 0]]


def test_sequences_without_tokens_give_one_place_of_padding():
    assert pad_sequences([[], []]).tolist() == [[0], [0]]


def test_nothing_cannot_be_padded():
    with pytest.raises(ValueError, match="no sequences to pad"):
        pad_sequences([])
