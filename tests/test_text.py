import textwrap
import unicodedata
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.datasets import load_headlines
from lessonlib.text import (
    _SPELLING,
    STOP_WORDS,
    as_known,
    clean_markup,
    paragraphs,
    preprocess,
    read_headline,
    remove_source_tag,
    require_text,
    sentences,
    shuffle_words,
    split_words,
    train_sentence_tokenizer,
    warn_of_missing_spaces,
)

READERS = [require_text, clean_markup, remove_source_tag, split_words, read_headline, preprocess, sentences]
EVERY_STR = st.text(st.characters())  # halves of emoji included, which st.text() alone leaves out


@pytest.mark.parametrize("function", [*READERS, train_sentence_tokenizer])
@pytest.mark.parametrize("wrong", [None, float("nan"), 3, ["a"]])
def test_only_a_str_is_a_text(function, wrong):
    with pytest.raises(TypeError, match=f"expected a str, got {type(wrong).__name__}"):
        function(wrong)


# ---- markup ----


@pytest.mark.parametrize(
    ("residue", "clean"),
    [
        ("Isn #39;t it &lt;b&gt;...&lt;/b&gt;", "Isn't it ..."),
        ("&lt;b&gt;Analysis&lt;/b&gt; of   a vote", "Analysis of a vote"),
        ("&amp;lt;b&amp;gt;Twice&amp;lt;/b&amp;gt; escaped", "Twice escaped"),
        ("Isn&amp;#39;t amp;quot;it amp;#39;", "Isn't \"it '"),
        ("quot;No, quot; he says", '"No, " he says'),
        ("AT amp;T and R&amp;D", "AT &T and R&D"),
        ("Oil\\Gas\\\\", "Oil Gas"),
        ("&#8216;Go&#8217; &#151; now", "'Go' - now"),
        ("“Yes” – he said…", '"Yes" - he said...'),
        ("a\x00b\u200bc\ufeff", "abc"),
        ("one\x85two\x1cthree\tfour", "one two three four"),
        ('<a href="https://example.org/' + "x" * 200 + '">link</a> text', "link text"),
    ],
)
def test_markup_residue_is_removed(residue, clean):
    assert clean_markup(residue) == clean


@pytest.mark.parametrize(
    "tag",
    ["<b>", "</B>", "<br/>", "<br />", "<p class='x'>", "<img src=a.png>", "<!-- note -->", "<!DOCTYPE html>", "<h2>"],
)
def test_a_tag_of_html_is_removed(tag):
    assert clean_markup(f"oil {tag} falls") == "oil falls"


@pytest.mark.parametrize(
    "plain",
    [
        "5 < 6, 7 > 3",
        "x<y and y>z",
        "Hi <user>, <Name here>",
        "<3 you, <i love it>",
        "We're #1",
        "R&D up 3%; Ça va? 😀",
    ],
)
def test_plain_text_passes_unchanged(plain):
    assert clean_markup(plain) == plain


@given(st.text(st.characters(exclude_characters="&#<;\\", exclude_categories=("Cc", "Cf", "Cs"))))
def test_cleaning_clean_text_changes_nothing(text):
    clean = clean_markup(text)
    assert clean_markup(clean) == clean
    assert clean.split() == text.translate(str.maketrans("‘’“”–—", "''\"\"--")).replace("…", "...").split()


@given(EVERY_STR)
def test_clean_text_has_single_spaces_and_no_control_character(text):
    clean = clean_markup(text)
    assert " ".join(clean.split()) == clean
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in clean)
    assert "\\" not in clean


# ---- source tags ----


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("Oil falls (Reuters)", "Oil falls"),
        ("Oil falls (AP) (Reuters) ", "Oil falls"),
        ("Chip maker sues (SiliconValley.com)", "Chip maker sues"),
        ("Gulls win (again)", "Gulls win (again)"),
        ("What a great phone (NOT)", "What a great phone (NOT)"),
        ("Phone case (Red)", "Phone case (Red)"),
        ("It opens in May (Berlin)", "It opens in May (Berlin)"),
        ("Storm nears (Xinhua) (chinadaily.com)", "Storm nears"),
        ("Oil (Brent) falls", "Oil (Brent) falls"),
        ("(Reuters)", ""),
    ],
)
def test_source_tag_is_removed_only_at_the_end(title, without):
    assert remove_source_tag(title) == without


# ---- words ----


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("The U.S. isn't 3.5% 'richer'", "the u.s. is n't 3.5 % ' richer '"),
        ("Oil's up 1,000 at 10:30", "oil 's up 1,000 at 10:30"),
        ('They\'ll say "No"...', 'they \'ll say " no " ...'),
        ("Café Zürich: Ελλάδα", "café zürich : ελλάδα"),
        ("cafe\u0301 Vie\u0302\u0323t n't", "caf\u00e9 vi\u1ec7t n't"),  # accents written apart
        ("हिन्दी में ২০২৬ தமிழ் తెలుగు।", "हिन्दी में ২০২৬ தமிழ் తెలుగు ।"),  # vowel signs belong to their letter
        ("كُرَةُ القَدَمِ؟ שָׁלוֹם", "كُرَةُ القَدَمِ ؟ שָׁלוֹם"),  # and so do points
        ("می\u200cخواهم 👩\u200d🚀🚀", "می\u200cخواهم 👩\u200d🚀 🚀"),  # and joiners
        ("“I don’t,” said Alice’s cat", "“ i do n't , ” said alice 's cat"),
        ("Donau\u00addampf\u00adschiff", "donaudampfschiff"),
        ("об’єкт צה״ל col·lega l’été", "об'єкт צה״ל col·lega l ' été"),
        ("İstanbul IŞIK", "istanbul işik"),
        ("\u200fשלום\u200f \u202bעולם\u202c", "שלום עולם"),  # marks of the direction
        ("مـــرحبا ١٢٣٫٥", "مرحبا ١٢٣٫٥"),  # letters set wide, and a decimal mark
        ("Ինչպե՞ս ես։", "ինչպես ես ։"),  # the mark of a question stands in the word
        ("ofﬁce ﻣﺮﺣﺒﺎ ＧＤＰ ５．２", "office مرحبا gdp 5．2"),  # forms in print
        ("ភាសា\u200bខ្មែរ", "ភាសា ខ្មែរ"),
        ("snake_case 😀!", "snake _ case 😀 !"),
    ],
)
def test_words_splits_as_glove_does(text, split):
    assert split_words(text) == split.split()


@given(EVERY_STR)
def test_splitting_joined_words_again_changes_nothing(text):
    tokens = split_words(text)
    assert split_words(" ".join(tokens)) == tokens


@given(st.text(st.characters(exclude_characters=[*map(chr, _SPELLING), "İ"])))
def test_words_lose_nothing_but_white_space(text):
    text = unicodedata.normalize("NFC", text)
    tokens = split_words(text)
    assert "".join(tokens) == "".join(text.lower().split())
    assert all(token and not any(character.isspace() for character in token) for token in tokens)


@given(EVERY_STR, st.sampled_from(["NFC", "NFD"]))
def test_accents_are_read_alike_however_they_are_written(text, form):
    if "\u200b" not in text:  # a division: nothing composes across it
        assert split_words(unicodedata.normalize(form, text)) == split_words(text)


def test_capitals_stay_for_vectors_that_have_them():
    text = "The U.S. DOESN'T, McDonald's DID'VE; Ünder İzmir 3.5%"
    kept = split_words(text, lower=False)
    assert kept[:4] == ["The", "U.S.", "DOES", "N'T"] and "İzmir" in kept
    assert [split_words(word)[0] for word in kept] == split_words(text)


def test_a_word_is_found_in_whichever_case_the_vectors_have_it():
    known = {"Haus", "paris", "Paris", "İzmir", "ilk"}
    asked = ["HAUS", "haus", "PARIS", "Paris", "İzmir", "İLK", "Unknown"]
    assert [as_known(word, known) for word in asked] == ["Haus", "Haus", "paris", "Paris", "İzmir", "ilk", "unknown"]


SPACED, UNSPACED = "今天 我们 去 北京", "今天我们去北京看足球比赛"


@pytest.mark.parametrize(
    "text", [UNSPACED, f"{UNSPACED}。{UNSPACED} (BBC)", "ราคาน้ำมันวันนี้สูงขึ้นมาก", "こんにちは世界のみなさん"]
)
def test_a_text_without_spaces_is_told_and_the_way(text):
    with pytest.warns(UserWarning, match=r"no spaces between its words.*load_corpus\(path, split=jieba.lcut\)"):
        warn_of_missing_spaces(text, "load_corpus(path, split=jieba.lcut)")


@pytest.mark.parametrize(
    "text",
    ["", SPACED, "Hello 北京", "오늘 우리는 서울에", "हिन्दी भाषा", "A sentence about 北京市朝阳区建国门 and more"],
)
def test_a_text_with_spaces_is_not(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_missing_spaces(text, "")


# ---- the textbook's way ----


def test_preprocess_by_hand():
    assert preprocess("Oil's up 3%!") == "oil s up 3"
    assert preprocess("The rise of the sea-level", STOP_WORDS) == "rise sea level"
    assert preprocess("Éclair! 😀") == "clair"
    assert preprocess("The of and", STOP_WORDS) == ""


@given(EVERY_STR, st.sampled_from([(), STOP_WORDS]))
def test_preprocess_twice_is_preprocess_once(text, stop_words):
    once = preprocess(text, stop_words)
    assert preprocess(once, stop_words) == once
    assert set(once) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert not set(once.split()) & set(stop_words)


# ---- sentences ----


def test_a_trained_tokenizer_knows_the_abbreviations_of_its_text():
    text = "The path, approx. five km long, is closed. It was approx. 3 pm. He took approx. Two cars waited. " * 40
    tokenizer = train_sentence_tokenizer(text)
    assert sentences("It is approx. five km. We go now.", tokenizer) == ["It is approx. five km.", "We go now."]


def test_a_line_break_ends_a_sentence():
    assert sentences("A heading\n\nThe sea is wide. The land is dry.\n") == [
        "A heading",
        "The sea is wide.",
        "The land is dry.",
    ]


PLACES = "harbour lighthouse village island chapel windmill bridge orchard market".split()
STORY = [
    f"On day {day} we left the {PLACES[day % 9]} at dawn, and sang until we had passed the old {PLACES[day * 4 % 7]}."
    for day in range(60)
]
STORY_IN_PARAGRAPHS = [" ".join(STORY[start : start + 4]) for start in range(0, 60, 4)]


@pytest.mark.parametrize("width", [50, 64, 72, 100])
@pytest.mark.parametrize("indent", ["", "  "])
def test_a_book_with_wrapped_lines_has_the_sentences_of_its_paragraphs(width, indent):
    wrapped = [textwrap.fill(paragraph, width, initial_indent=indent) for paragraph in STORY_IN_PARAGRAPHS]
    assert sentences("\n\n".join(wrapped)) == STORY
    if indent:  # no blank line between paragraphs: that the first line is set in is enough
        assert sentences("\n".join(wrapped)) == STORY


def test_headings_and_short_lists_end_a_sentence_in_wrapped_text_too():
    wrapped = [textwrap.fill(paragraph, 72) for paragraph in STORY_IN_PARAGRAPHS]
    packing = ["- rope, forty fathoms of it", "- bread for nine weeks", "1. salt", "2. oil"]
    book = "\n".join(["THE BOAT", "", "Chapter I", *wrapped[:8], "", *packing, "", *wrapped[8:]])
    # Paragraphs follow each other without a blank line: where the last line of one is short, it ends there.
    assert sentences(book) == ["THE BOAT", "Chapter I", *STORY[:32], *packing, *STORY[32:]]


def test_a_word_divided_at_the_end_of_a_line_is_put_together():
    lines = [
        "The boat had been lent to us by the old gov-",
        "ernment of the island, a well-known and well-",
        "known one. So it went.",
    ]
    assert list(paragraphs("\n".join(lines))) == [
        "The boat had been lent to us by the old government of the island, a well-known and well-known one. So it went."
    ]


@pytest.mark.parametrize("blank", [[], [""]])
def test_a_list_of_headlines_stays_a_list_however_long_they_are(blank):
    """Equally long ones look like wrapped lines, but each begins with a capital; a stray blank line changes nothing."""
    titles = [
        f"{place.title()} council votes to keep its old bridge for {10 + day} days" for day, place in enumerate(PLACES)
    ]
    titles = [title.ljust(60, "s") for title in titles]
    assert list(paragraphs("\n".join([*titles[:4], *blank, *titles[4:]]))) == titles


@pytest.mark.parametrize(
    "lines", [STORY_IN_PARAGRAPHS, [f"Headline number {n}: gulls {'win ' * (n % 9)}" for n in range(50)]]
)
def test_lines_that_are_not_wrapped_stay_apart(lines):
    """Whether each is a paragraph, or all are short and of different lengths."""
    assert list(paragraphs("\n".join(lines))) == [line.strip() for line in lines]


@pytest.mark.parametrize(
    "parts",
    [
        ["他来了。", "她走了！", "真的吗？", "「好。」", "他说"],
        ["वह आया।", "वह गया॥", "क्या?", "हाँ"],
        ["ذهب؟", "نعم.", "جاء؟", "لا"],
    ],
)
def test_the_marks_of_other_scripts_end_a_sentence(parts):
    assert sentences("\n".join([" ".join(parts), " ".join(parts)])) == parts * 2
    if parts[0][0] == "他":
        assert sentences("".join(parts)) == parts


@pytest.mark.parametrize("number", [1_000, 1_001, 2_500])
def test_a_text_without_sentence_marks_is_cut_into_runs_and_says_so(number):
    text = " ".join(f"w{place}" for place in range(number))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        runs = sentences(text)
    assert all(warning.filename == __file__ for warning in caught), "it names the line that asked for sentences"
    assert [len(run.split()) for run in runs] == [1_000] * (number // 1_000) + [number % 1_000] * (number % 1_000 > 0)
    assert " ".join(runs) == text
    assert len(caught) == (number > 1_000)
    assert all("more than 1,000 words" in str(warning.message) for warning in caught)


def test_no_text_has_no_sentences_and_nothing_to_learn_from():
    assert sentences(" \n\t") == []
    with pytest.raises(ValueError, match="no text to learn sentence boundaries from"):
        train_sentence_tokenizer(" \n")


@given(EVERY_STR)
def test_sentences_lose_nothing_but_white_space(text):
    parts = sentences(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() for part in parts)


# ---- a headline, all the way ----


def test_reading_a_headline_cleans_and_splits_it():
    assert read_headline("Isn #39;t it &lt;b&gt;...&lt;/b&gt; 3.5%? (Reuters)") == "is n't it ... 3.5 % ?".split()
    assert read_headline("(Reuters)") == read_headline("") == []


# Order taken away.


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(0, 5))
def test_shuffling_keeps_the_words_and_depends_on_the_seed_alone(tokens, seed):
    shuffled = shuffle_words(tokens, seed)
    assert sorted(shuffled) == sorted(tokens)
    assert shuffled == shuffle_words(tokens, seed)
    if len(set(tokens)) > 2:
        assert len({tuple(shuffle_words(tokens, other)) for other in range(20)}) > 1


def test_a_shuffled_headline_is_read_as_the_same_words():
    for seed, title in enumerate(load_headlines()["title"]):
        shuffled = " ".join(shuffle_words(title.split(), seed))
        assert sorted(read_headline(shuffled)) == sorted(read_headline(title))
