"""Word vectors: pairs and n-grams by hand, training and saving on a tiny text, measures on vectors laid out by hand."""

import math
from itertools import combinations

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.models.fasttext_inner import compute_ngrams
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from lessonlib.datasets import load_glove
from lessonlib.embeddings import vectors as v
from lessonlib.embeddings.glove import make_keyed_vectors

TOKENS = "we know a word by its company".split()
TINY = {"vector_size": 8, "min_count": 1, "epochs": 2, "negative": 3, "sample": 0}
TEXT = [["the", "old", "king", "rules"], ["the", "old", "queen", "rules"], ["a", "dog", "barks"]] * 20


def make_vectors(rows):
    """`KeyedVectors` of a dict from word to numbers."""
    made = KeyedVectors(len(next(iter(rows.values()))))
    made.add_vectors(list(rows), np.array(list(rows.values()), dtype=np.float32))
    return made


@pytest.fixture
def square():
    """Sex to the right, rank upwards, and a third direction that carries nothing: a perfect parallelogram."""
    return make_vectors(
        {
            "man": [0.0, 0.0, 5.0],
            "woman": [1.0, 0.0, 5.0],
            "king": [0.0, 1.0, 5.0],
            "queen": [1.0, 1.0, 5.0],
            "dog": [-3.0, -3.0, 5.0],
            "cat": [-3.0, -4.0, 5.0],
        }
    )


@pytest.fixture(scope="module")
def fasttext():
    return v.train_fasttext(TEXT, **TINY, bucket=100)


# Pairs, n-grams, counts


def test_one_hot_rows_are_equally_far_apart():
    matrix = v.one_hot(["king", "queen", "dog"])
    assert matrix.dtype == np.float32
    assert (matrix.sum(axis=0) == 1).all() and (matrix.sum(axis=1) == 1).all()
    assert pdist(matrix) == pytest.approx(math.sqrt(2))


def test_one_hot_needs_distinct_words():
    with pytest.raises(ValueError, match="twice"):
        v.one_hot(["king", "king"])


def test_context_pairs_of_a_short_sentence():
    assert v.context_pairs(["a", "b", "c", "d"], window=2) == [
        ("a", "b"), ("a", "c"),
        ("b", "a"), ("b", "c"), ("b", "d"),
        ("c", "a"), ("c", "b"), ("c", "d"),
        ("d", "b"), ("d", "c"),
    ]  # fmt: skip


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(1, 15))
def test_context_pairs_come_in_both_directions_and_none_is_missing(tokens, window):
    pairs = v.context_pairs(tokens, window)
    assert sorted(pairs) == sorted((b, a) for a, b in pairs)
    assert len(pairs) == 2 * sum(max(0, len(tokens) - distance) for distance in range(1, window + 1))


def test_context_pairs_refuse_a_string_and_an_empty_window():
    with pytest.raises(TypeError, match="split it"):
        v.context_pairs("we know a word")
    with pytest.raises(ValueError, match="window of 0"):
        v.context_pairs(TOKENS, window=0)


@given(st.text(min_size=1, max_size=10), st.integers(1, 4), st.integers(0, 4))
def test_character_ngrams_are_those_of_gensim(word, min_n, more):
    assert v.character_ngrams(word, min_n, min_n + more) == compute_ngrams(word, min_n, min_n + more)


def test_character_ngrams_mark_the_ends_and_check_their_lengths():
    assert v.character_ngrams("cat", 3, 4) == ["<ca", "cat", "at>", "<cat", "cat>"]
    assert v.character_ngrams("a", 4, 6) == []
    for lengths in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="min_n"):
            v.character_ngrams("cat", *lengths)


def test_noise_distribution_flattens_the_counts():
    noise = v.noise_distribution({"the": 10_000, "king": 100, "wug": 1})
    assert noise.sum() == pytest.approx(1)
    assert noise["the"] / noise["king"] == pytest.approx(100**0.75)
    assert noise["the"] < 10_000 / 10_101 and noise["wug"] > 1 / 10_101


# Training, saving, loading


@pytest.mark.parametrize("train", [v.train_word2vec, v.train_fasttext])
@pytest.mark.parametrize("skip_gram", [True, False])
def test_training_twice_gives_the_same_vectors(train, skip_gram):
    changes = TINY | ({"bucket": 100} if train is v.train_fasttext else {})
    once, again = (train(TEXT, skip_gram=skip_gram, **changes).wv for _ in range(2))
    assert once.index_to_key == again.index_to_key
    assert np.array_equal(once.vectors, again.vectors)
    other = train(TEXT, skip_gram=skip_gram, **(changes | {"seed": 1})).wv
    assert not np.array_equal(once.vectors, other.vectors)


def test_training_uses_the_settings_of_the_course_and_the_changes():
    model = v.train_word2vec(TEXT, epochs=1)
    assert (model.vector_size, model.window, model.min_count, model.negative, model.sg) == (100, 5, 3, 20, 1)
    assert model.epochs == 1
    assert v.train_word2vec(TEXT, skip_gram=False, epochs=1).sg == 0


def test_words_with_the_same_company_become_neighbours():
    sentences = [[subject, verb] for subject in ("king", "queen") for verb in ("rules", "reigns", "decrees")]
    sentences += [[subject, verb] for subject in ("dog", "wolf") for verb in ("barks", "howls", "bites")]
    trained = v.train_word2vec(sentences * 30, sample=0, epochs=20, vector_size=10, alpha=0.05).wv
    assert trained.similarity("king", "queen") > trained.similarity("king", "wolf") + 0.2
    assert trained.similarity("dog", "wolf") > trained.similarity("dog", "queen") + 0.2


@pytest.mark.parametrize("train", [v.train_word2vec, v.train_fasttext])
def test_training_needs_lists_of_words(train):
    with pytest.raises(TypeError, match="split"):
        train(["the old king"])
    for nothing in ([], [[]], iter(())):
        with pytest.raises(ValueError, match="no sentences"):
            train(nothing)


def test_word2vec_comes_back_from_its_file(tmp_path, square):
    v.save_word2vec(square, tmp_path / "deep" / "vectors.bin")
    loaded = v.load_word2vec(tmp_path / "deep" / "vectors.bin")
    assert loaded.index_to_key == square.index_to_key
    assert np.array_equal(loaded.vectors, square.vectors)
    assert v.nearest_neighbours(loaded, "king") == v.nearest_neighbours(square, "king")


def test_fasttext_comes_back_with_its_subwords(tmp_path, fasttext):
    v.save_fasttext(fasttext, tmp_path / "vectors.bin")
    loaded = v.load_fasttext(tmp_path / "vectors.bin")
    for word in ("king", "kingly", "unheard"):
        assert np.array_equal(loaded[word], fasttext.wv[word])
    assert "kingly" not in loaded.key_to_index
    assert np.abs(loaded["kingly"]).sum() > 0


@pytest.mark.parametrize("load", [v.load_word2vec, v.load_fasttext, v.load_own_vectors])
def test_loading_a_missing_file(load, tmp_path):
    with pytest.raises(FileNotFoundError, match="does not exist; save vectors there first"):
        load(tmp_path / "missing")


@pytest.mark.parametrize("kept", [0.0, 0.01, 0.05, 0.2, 0.5, 0.9])
def test_a_file_that_is_cut_off_is_named(tmp_path, square, fasttext, kept):
    path = tmp_path / "vectors.bin"
    v.save_word2vec(square, path)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(ValueError, match="vectors.bin"):
        v.load_word2vec(path)
    v.save_fasttext(fasttext, path)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(ValueError, match=r"vectors.bin is (cut off|no FastText)"):
        v.load_fasttext(path)


def test_a_file_of_another_kind_is_named(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("this is a text, and no vectors\n" * 20)
    for load in (v.load_word2vec, v.load_fasttext):
        with pytest.raises(ValueError, match="notes.txt"):
            load(path)


def test_what_lesson_one_saves_lesson_two_finds(tmp_path, monkeypatch):
    for name, value in TINY.items():
        monkeypatch.setitem(v.SETTINGS, name, value)
    v.train_and_save(TEXT, tmp_path)
    own = v.load_own_vectors(tmp_path)
    assert list(own) == ["Word2Vec", "FastText"]
    assert "kingly" not in own["Word2Vec"] and "kingly" in own["FastText"]
    assert np.array_equal(own["Word2Vec"].vectors, v.train_word2vec(TEXT).wv.vectors)


# Neighbours and analogies


def test_neighbours_exclude_the_query_and_are_cosines_in_order(square):
    found = v.nearest_neighbours(square, "king", n=10)
    assert "king" not in dict(found) and len(found) == len(square) - 1
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True) and all(-1 <= cosine <= 1 for cosine in cosines)
    a, b = square["king"], square["queen"]
    assert dict(found)["queen"] == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=1e-6)


def test_neighbours_among_the_most_frequent_words_only(square):
    assert {word for word, _ in v.nearest_neighbours(square, "dog", n=9, among=3)} == {"man", "woman", "king"}


def test_an_unknown_word_is_named_with_words_spelt_like_it(square):
    with pytest.raises(KeyError, match="'quen'.*did you mean queen"):
        v.nearest_neighbours(square, "quen")
    with pytest.raises(KeyError, match="'zzz'.*try another word"):
        v.analogy(square, ["king"], ["zzz"])


def test_fasttext_has_neighbours_for_unknown_words(fasttext):
    assert v.nearest_neighbours(fasttext.wv, "kingly", n=1)[0][0] in fasttext.wv.key_to_index


def test_the_analogy_of_a_parallelogram(square):
    found = v.analogy(square, ["king", "woman"], ["man"], n=2)
    assert found[0][0] == "queen" and found[0][1] == pytest.approx(1, abs=0.01)
    assert not {"king", "woman", "man"} & set(dict(found))


def test_the_words_of_the_query_may_answer_on_request():
    # The step from man to woman is tiny, as in real vectors: one hardly leaves the king.
    near = make_vectors({"man": [1, 0], "woman": [1, 0.02], "king": [0, 1], "queen": [0.3, 1]})
    assert v.analogy(near, ["king", "woman"], ["man"], n=1)[0][0] == "queen"
    assert v.analogy(near, ["king", "woman"], ["man"], n=1, exclude_query=False)[0][0] == "king"


def test_admitting_the_query_changes_no_cosine_of_the_others(square):
    without = dict(v.analogy(square, ["king", "woman"], ["man"], n=6))
    with_query = dict(v.analogy(square, ["king", "woman"], ["man"], n=6, exclude_query=False))
    assert {word: with_query[word] for word in without} == pytest.approx(without, abs=1e-6)


PUBLISHED = {
    (("king", "woman"), ("man",)): {"queen": 0.7699, "monarch": 0.6844, "throne": 0.6756, "daughter": 0.6595},
    (("doctor", "woman"), ("man",)): {"nurse": 0.7735, "physician": 0.7189, "doctors": 0.6824, "patient": 0.6751},
    (("goku",), ()): {"gohan": 0.7247, "bulma": 0.6497},
}


@pytest.mark.parametrize("query", PUBLISHED, ids=lambda query: query[0][0])
def test_the_published_answers_of_glove(query):
    expected = PUBLISHED[query]
    found = v.analogy(load_glove("sample"), *query, n=len(expected))
    assert [word for word, _ in found] == list(expected)
    assert dict(found) == pytest.approx(expected, abs=6e-4)  # the sample has float16 numbers


# Benchmarks


def test_restrict_keeps_known_words_only(square, fasttext):
    assert v.restrict(square, ["queen", "zzz", "man"]).index_to_key == ["queen", "man"]
    assert v.restrict(fasttext.wv, ["king", "kingly"]).index_to_key == ["king"]
    assert v.restrict(fasttext.wv, ["king", "kingly"], infer=True).index_to_key == ["king", "kingly"]


@pytest.fixture
def pairs_file(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("# words and a score\nKing\tqueen\t9.5\nking\tman\t8\nking\tdog\t1\nking\twug\t5\nman\tcat\t0\n")
    return path


def test_word_pair_correlation_counts_what_it_covers(square, pairs_file):
    score = v.word_pair_correlation(square, pairs_file)
    assert (score.covered, score.total) == (4, 5)
    assert -1 <= score.spearman <= 1


def test_word_pair_correlation_is_one_for_the_same_order(tmp_path, square):
    pairs = list(combinations(square.index_to_key, 2))
    path = tmp_path / "pairs.tsv"
    for sign in (1, -1):
        path.write_text("".join(f"{a}\t{b}\t{sign * square.similarity(a, b):.6f}\n" for a, b in pairs))
        assert v.word_pair_correlation(square, path).spearman == pytest.approx(sign)


def test_too_few_covered_pairs(square, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("king\tqueen\t9\nwug\tdog\t1\n")
    with pytest.raises(ValueError, match="1 of 2 pairs"):
        v.word_pair_correlation(square, path)


def test_words_with_capitals_are_not_covered(pairs_file, questions_file, square):
    shouting = make_vectors({word.upper(): square[word] for word in square.index_to_key})
    with pytest.raises(ValueError, match="0 of 5 pairs.*lower case"):
        v.word_pair_correlation(shouting, pairs_file)
    assert v.analogy_accuracy(shouting, questions_file)["covered"].sum() == 0


def test_words_behind_the_first_300_000_count_too(square, pairs_file):
    rare = 300_000
    numbers = np.vstack([np.ones((rare, 3), dtype=np.float32), square.vectors])
    large = make_keyed_vectors([*map(str, range(rare)), *square.index_to_key], numbers)
    assert v.word_pair_correlation(large, pairs_file) == v.word_pair_correlation(square, pairs_file)


def test_a_line_that_is_no_pair_is_named(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("# heading\nking\tqueen\t9\nking queen nine\n")
    with pytest.raises(ValueError, match="line 3"):
        v.read_word_pairs(path)


def test_the_interval_holds_the_correlation_and_narrows_with_more_pairs():
    few, many = v.Correlation(0.4, 30, 353), v.Correlation(0.4, 300, 353)
    for score in (few, many):
        low, high = score.interval
        assert -1 < low < 0.4 < high < 1
    assert few.interval[1] - few.interval[0] > 2 * (many.interval[1] - many.interval[0])
    # By hand: arctanh 0.4 = 0.42365; 1.96 * sqrt(1.08 / 297) = 0.11819.
    assert many.interval == pytest.approx((math.tanh(0.30546), math.tanh(0.54184)), abs=1e-4)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("covered", [3, 300])
def test_the_interval_of_a_perfect_order(covered):
    low, high = v.Correlation(1.0, covered, 353).interval
    assert -1 <= low < high == pytest.approx(1)
    assert low > 0.999 if covered == 300 else low == -1
    assert v.Correlation(-1.0, covered, 353).interval == pytest.approx((-high, -low))


def test_the_benchmarks_that_ship_with_gensim_have_their_size():
    assert len(v.read_word_pairs(v.WORDSIM_353)) == 353
    assert len(v.read_word_pairs(v.SIMLEX_999)) == 999
    questions = v.read_analogies()
    assert len(questions) == 14 and sum(map(len, questions.values())) == 19_544


@pytest.fixture
def questions_file(tmp_path):
    path = tmp_path / "questions.txt"
    path.write_text(
        ": royal\nMan King woman queen\nking man queen woman\nman wug king queen\n: pets\nking dog queen cat\n: none\n"
    )
    return path


def test_analogy_accuracy_by_section(square, questions_file):
    table = v.analogy_accuracy(square, questions_file)
    assert table.index.tolist() == ["royal", "pets", "none"]
    assert table.loc["royal"].tolist() == [2, 2, 3, 1.0]
    assert table.loc["pets", "covered"] == 1
    assert table.loc["none", "covered"] == 0 and math.isnan(table.loc["none", "accuracy"])


@pytest.mark.parametrize("batch", [1, 7, 128])
def test_analogy_accuracy_is_that_of_gensim(tmp_path, batch):
    rng = np.random.default_rng(3)
    words = [f"w{number}" for number in range(12)]
    random = make_vectors({word: rng.normal(size=3) for word in words})
    quads = [rng.choice(words, size=4, replace=False) for _ in range(150)]
    path = tmp_path / "questions.txt"
    path.write_text(": one\n" + "".join(" ".join(quad) + "\n" for quad in quads))
    _, sections = random.evaluate_word_analogies(path, restrict_vocab=len(random))
    expected = len(sections[0]["correct"])
    assert 5 < expected < 145  # a test that all or none pass would show nothing
    assert v.analogy_accuracy(random, path, batch=batch).loc["one", "correct"] == expected


def test_a_line_that_is_no_question_is_named(tmp_path):
    path = tmp_path / "questions.txt"
    path.write_text(": section\nman king woman queen\nman king woman\n")
    with pytest.raises(ValueError, match="line 3"):
        v.read_analogies(path)
    path.write_text("man king woman queen\n")
    with pytest.raises(ValueError, match="line 1"):
        v.read_analogies(path)


def test_compare_has_one_row_a_model(square, pairs_file, questions_file, monkeypatch):
    monkeypatch.setattr(v, "WORDSIM_353", pairs_file)
    monkeypatch.setattr(v, "SIMLEX_999", pairs_file)
    monkeypatch.setattr(v, "GOOGLE_ANALOGIES", questions_file)
    table = v.compare({"all": square, "royals": v.restrict(square, ["king", "queen", "man", "dog"])})
    assert table.index.tolist() == ["all", "royals"]
    assert table["wordsim_pairs"].tolist() == [4, 3]
    assert table["questions"].tolist() == [3, 0]
    assert table.loc["all", "wordsim"] == v.word_pair_correlation(square, pairs_file).spearman


# Maps


def test_pca_is_fitted_on_all_words_and_only_shrinks_distances(square):
    words = ["king", "queen", "man"]
    points, share = v.project_pca(square, words)
    assert points.shape == (3, 2) and share.shape == (2,)
    assert 0.9 < share.sum() <= 1 + 1e-6 and share[0] >= share[1]
    units = np.stack([square.get_vector(word, norm=True) for word in words])
    assert (pdist(points) <= pdist(units) + 1e-6).all()
    # Fitted on all words, a word's place does not depend on which others are asked for.
    assert v.project_pca(square, ["king"])[0][0] == pytest.approx(points[0])


def test_tsne_repeats_itself_and_keeps_groups_together():
    rng = np.random.default_rng(0)
    centres = {"a": [9, 0, 0], "b": [0, 9, 0], "c": [0, 0, 9]}
    grouped = make_vectors({f"{g}{i}": centre + rng.normal(size=3) for g, centre in centres.items() for i in range(6)})
    words = grouped.index_to_key
    points = v.project_tsne(grouped, words, perplexity=4)
    assert points.shape == (18, 2)
    assert np.array_equal(points, v.project_tsne(grouped, words, perplexity=4))
    nearest = [np.argsort(np.linalg.norm(points - point, axis=1))[1] for point in points]
    assert all(words[row][0] == words[other][0] for row, other in enumerate(nearest))


def test_maps_name_what_is_missing(square):
    with pytest.raises(KeyError, match="wug"):
        v.project_pca(square, ["king", "wug"])
    with pytest.raises(KeyError, match="wug"):
        v.project_tsne(square, ["king", "wug"])
    with pytest.raises(ValueError, match="perplexity"):
        v.project_tsne(square, ["king", "queen"])


# Bias


@pytest.fixture
def leaning():
    """x1..x4 lean to a, y1..y4 to b, in steps; z words have nothing to do with either."""
    rows = {"a1": [1, 0], "a2": [1, 0.1], "b1": [0, 1], "b2": [0.1, 1]}
    rows |= {f"x{i}": [1, 0.1 * i] for i in range(1, 5)} | {f"y{i}": [0.1 * i, 1.1] for i in range(1, 5)}
    return make_vectors(rows)


X, Y, A, B = ["x1", "x2", "x3", "x4"], ["y1", "y2", "y3", "y4"], ["a1", "a2"], ["b1", "b2"]


def test_association_by_hand_and_its_sign():
    plain = make_vectors({"a": [1, 0], "b": [0, 1], "slant": [3, 4]})
    assert v.association(plain, ["slant", "a"], ["a"], ["b"]) == pytest.approx([0.6 - 0.8, 1.0])
    assert v.association(plain, ["slant"], ["b"], ["a"]) == pytest.approx([0.2])


def test_weat_finds_what_is_there(leaning):
    result = v.weat(leaning, (X, Y), (A, B))
    assert result.exact and result.permutations == math.comb(8, 4)
    assert 1 < result.effect_size <= 2
    assert result.p_value == pytest.approx(1 / 70)  # no other split is as extreme


def test_weat_effect_size_by_the_formula(leaning):
    cosine = leaning.similarity
    s = [np.mean([cosine(w, a) for a in A]) - np.mean([cosine(w, b) for b in B]) for w in X + Y]
    expected = (np.mean(s[:4]) - np.mean(s[4:])) / np.std(s, ddof=1)
    assert v.weat(leaning, (X, Y), (A, B)).effect_size == pytest.approx(expected, abs=1e-5)


def test_weat_turns_round_with_its_lists(leaning):
    there = v.weat(leaning, (X, Y), (A, B))
    for back in (v.weat(leaning, (Y, X), (A, B)), v.weat(leaning, (X, Y), (B, A))):
        assert back.effect_size == pytest.approx(-there.effect_size, abs=1e-5)
        assert back.p_value == pytest.approx(1)


def test_weat_finds_nothing_in_a_fair_split(leaning):
    result = v.weat(leaning, (["x1", "x4", "y2", "y3"], ["x2", "x3", "y1", "y4"]), (A, B))
    assert abs(result.effect_size) < 0.2 and result.p_value > 0.3


def test_sampled_p_value_is_near_the_exact_one_and_repeats(leaning):
    groups = (["x1", "x2", "y3", "x4"], ["y1", "y2", "x3", "y4"])
    exact = v.weat(leaning, groups, (A, B))
    sampled = v.weat(leaning, groups, (A, B), max_permutations=69)
    assert exact.exact and not sampled.exact and sampled.permutations == 69
    assert sampled == v.weat(leaning, groups, (A, B), max_permutations=69)
    assert sampled.p_value == pytest.approx(exact.p_value, abs=0.15)
    assert sampled.p_value >= 1 / 69


def test_weat_needs_groups_of_one_size_and_known_words(leaning):
    with pytest.raises(ValueError, match="4 and 3"):
        v.weat(leaning, (X, Y[:3]), (A, B))
    with pytest.raises(ValueError, match="first is empty"):
        v.weat(leaning, (X, Y), ([], B))
    with pytest.raises(KeyError, match="wug"):
        v.weat(leaning, (X, Y), (["wug"], B))
