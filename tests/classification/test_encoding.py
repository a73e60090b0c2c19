import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.classification.encoding import (
    PAD,
    UNK,
    UNK_INDEX,
    LabelEncoder,
    Tokenizer,
    pad_sequences,
)
from lessonlib.errors import InputError
from lessonlib.files import write_json

NAMES = st.lists(st.text(), min_size=1, max_size=8)
TEXTS = st.lists(st.text(max_size=20), min_size=1, max_size=5).filter(lambda texts: any(text.split() for text in texts))
LEVELS = st.sampled_from(["word", "char"])

examples = settings(derandomize=True, deadline=None, max_examples=60)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("saved") / "file.json"


# ---- LabelEncoder ----


@examples
@given(NAMES)
def test_decoding_encoded_labels_gives_them_back(labels):
    encoder = LabelEncoder().fit(labels)
    indices = encoder.encode(labels)
    assert encoder.decode(indices) == labels
    assert indices.dtype == np.int64 and indices.shape == (len(labels),)
    assert sorted(set(indices.tolist())) == list(range(len(encoder))) == list(range(len(set(labels))))


@examples
@given(NAMES)
def test_a_saved_label_encoder_comes_back_the_same(path, labels):
    encoder = LabelEncoder().fit(labels)
    encoder.save(path)
    loaded = LabelEncoder.load(path)
    assert loaded.classes == encoder.classes
    assert loaded.encode(labels).tolist() == encoder.encode(labels).tolist()


def test_classes_are_in_alphabetical_order():
    assert LabelEncoder().fit(["World", "Sports", "World", "Business"]).class_to_index == {
        "Business": 0,
        "Sports": 1,
        "World": 2,
    }


def test_two_encoders_share_nothing():
    first, second = LabelEncoder(), LabelEncoder()
    first.fit(["a", "b"])
    assert second.classes == [] and LabelEncoder().classes == []
    second.fit(["c"])
    assert first.classes == ["a", "b"]


def test_two_tokenizers_share_nothing():
    first, second = Tokenizer(), Tokenizer()
    first.fit(["a b"])
    assert len(second) == 2 and "a" not in second.token_to_index
    assert len(Tokenizer()) == 2


def test_an_encoder_does_not_change_with_the_list_it_was_given():
    classes = ["a", "b"]
    encoder = LabelEncoder(classes)
    classes.append("c")
    assert encoder.classes == ["a", "b"]


def test_an_unknown_label_is_named_with_the_known_ones():
    encoder = LabelEncoder(["Business", "World"])
    with pytest.raises(ValueError, match="unknown label 'Weather'; known are Business, World"):
        encoder.encode(["World", "Weather"])
    with pytest.raises(ValueError, match="none yet: call fit"):
        LabelEncoder().encode(["World"])
    with pytest.raises(ValueError, match="unknown label 'a', 'b', 'c', 'd', 'e'; known"):
        encoder.encode("f e d c b a".split())


@pytest.mark.parametrize("index", [-1, 2, 3])
def test_an_unknown_index_is_named(index):
    with pytest.raises(ValueError, match=f"no class {index};.*Business, World"):
        LabelEncoder(["Business", "World"]).decode([0, index, 9])


@pytest.mark.parametrize("kind", [LabelEncoder, Tokenizer])
def test_there_may_be_many(path, kind):
    names = [f"name{number}" for number in range(300)]
    kind().fit(names).save(path)
    loaded = kind.load(path)
    assert vars(loaded) == vars(kind().fit(names))
    assert len(loaded) == 300 + 2 * (kind is Tokenizer)


def test_labels_must_be_several_and_str():
    with pytest.raises(ValueError, match="no labels to learn"):
        LabelEncoder().fit([])
    with pytest.raises(TypeError, match="float"):
        LabelEncoder().fit(["World", float("nan")])
    for method in (LabelEncoder().fit, LabelEncoder(["a"]).encode):
        with pytest.raises(TypeError, match="list of labels, got the str 'World'"):
            method("World")


def test_a_failed_fit_leaves_the_encoder_as_it_was():
    encoder = LabelEncoder(["a"])
    with pytest.raises(TypeError):
        encoder.fit(["b", None])
    assert encoder.classes == ["a"]


def test_class_weights_by_hand():
    # Six labels, two classes: 6 / (2 x 4) and 6 / (2 x 2).
    weights = LabelEncoder(["a", "b"]).class_weights(["a", "a", "b", "a", "b", "a"])
    assert weights.tolist() == [0.75, 1.5]
    assert weights.dtype == np.float32


@examples
@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_class_weights_have_mean_one_over_the_labels(labels):
    labels = ["a", "b", "c", *labels]
    encoder = LabelEncoder(["a", "b", "c"])
    assert encoder.class_weights(labels)[encoder.encode(labels)].mean() == pytest.approx(1, rel=1e-5)


def test_a_class_without_rows_has_no_weight():
    with pytest.raises(ValueError, match="no label is 'b'"):
        LabelEncoder(["a", "b"]).class_weights(["a", "a"])


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
@given(TEXTS, LEVELS, st.one_of(st.none(), st.integers(3, 6)), st.text())
def test_a_saved_tokenizer_comes_back_the_same(path, texts, level, num_tokens, other):
    tokenizer = Tokenizer(level, num_tokens).fit(texts)
    tokenizer.save(path)
    loaded = Tokenizer.load(path)
    assert vars(loaded) == vars(tokenizer)
    assert loaded.texts_to_sequences([*texts, other]) == tokenizer.texts_to_sequences([*texts, other])


def test_an_unfitted_tokenizer_can_be_saved_too(path):
    Tokenizer.from_tokens(["b", "a"], level="char").save(path)
    loaded = Tokenizer.load(path)
    assert loaded.index_to_token == [PAD, UNK, "b", "a"]
    assert loaded.level == "char" and loaded.least_frequent is None


@pytest.mark.parametrize("kind", [LabelEncoder, Tokenizer])
def test_half_an_emoji_can_be_saved(path, kind):
    kind().fit(["\ud83d", "é"]).save(path)
    assert vars(kind.load(path)) == vars(kind().fit(["\ud83d", "é"]))


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


# ---- files ----


@pytest.mark.parametrize("kind", [LabelEncoder, Tokenizer])
def test_a_missing_file_is_said_to_be_missing(kind, tmp_path):
    with pytest.raises(FileNotFoundError):
        kind.load(tmp_path / "nowhere.json")


@pytest.mark.parametrize("kind", [LabelEncoder, Tokenizer])
@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"\xff" + data,
        lambda data: b"",
        lambda data: b"[1, 2]",
        lambda data: b"{}",
        lambda data: data.replace(b'"oil"', b"3"),
        lambda data: data.replace(b'"gas"', b'"oil"'),
    ],
)
def test_a_damaged_file_is_named(kind, damage, tmp_path):
    file = tmp_path / "saved.json"
    kind().fit(["oil", "gas"]).save(file)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(ValueError, match=r"saved\.json"):
        kind.load(file)


def test_a_failed_save_keeps_the_old_file(path, monkeypatch):
    LabelEncoder(["old"]).save(path)
    monkeypatch.setattr("lessonlib.files.json.dumps", lambda data: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        LabelEncoder(["new"]).save(path)
    assert LabelEncoder.load(path).classes == ["old"]
    assert list(path.parent.iterdir()) == [path]


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


@pytest.mark.parametrize(
    "change",
    [
        {"tokens": ["a", "b"]},
        {"tokens": ["!", UNK]},
        {"tokens": [PAD]},
        {"least_frequent": 5},
        {"level": "syllable"},
        {"num_tokens": "many"},
        {"num_tokens": 1},
    ],
)
def test_a_damaged_vocabulary_is_refused_by_name(tmp_path, change):
    path = tmp_path / "tokenizer.json"
    Tokenizer().fit(["a b a"]).save(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ValueError, match=r"tokenizer\.json is damaged"):
        Tokenizer.load(path)


def test_a_vocabulary_without_padding_is_shown_as_it_begins(tmp_path):
    write_json(tmp_path / "file", {"level": "word", "num_tokens": None, "least_frequent": None, "tokens": list("abc")})
    with pytest.raises(ValueError, match=r"its tokens begin with \['a', 'b'\], not <PAD> and <UNK>"):
        Tokenizer.load(tmp_path / "file")


def test_labels_may_come_one_by_one():
    encoder = LabelEncoder(["a", "b"])
    assert encoder.encode(label for label in "abba").tolist() == [0, 1, 1, 0]
    assert encoder.class_weights(iter("aabb")).tolist() == [1, 1]
    with pytest.raises(InputError, match="unknown label 'c'"):
        encoder.encode(iter("abc"))
