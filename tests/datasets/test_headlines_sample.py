import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array, triu

from lessonlib.datasets import DATA_DIR
from lessonlib.text import clean_markup, remove_source_tag, split_words

FILE = DATA_DIR / "headlines.csv"
CATEGORIES = ["Business", "Sci/Tech", "Sports", "World"]


@pytest.fixture(scope="module")
def headlines():
    return pd.read_csv(FILE, encoding="utf-8", keep_default_na=False)


@pytest.fixture(scope="module")
def bags(headlines):
    """The distinct words of each headline, without signs and the 's of a genitive."""
    return [sorted({word for word in split_words(title) if word[0].isalnum()}) for title in headlines.title]


def test_600_of_each_class(headlines):
    assert headlines.columns.tolist() == ["title", "category"]
    assert headlines.category.value_counts().to_dict() == dict.fromkeys(CATEGORIES, 600)


def test_no_opening_word_is_frequent(headlines):
    openings = Counter(split_words(title)[0] for title in headlines.title)
    word, count = openings.most_common(1)[0]
    assert count <= 0.02 * len(headlines), f"{count} headlines begin with {word!r}"


def test_no_two_headlines_are_the_same(headlines):
    letters = headlines.title.str.casefold().str.replace(r"\W", "", regex=True)
    assert headlines.title[letters.duplicated(keep=False)].tolist() == []


def test_no_two_headlines_share_more_than_60_percent_of_their_words(headlines, bags):
    number = {word: index for index, word in enumerate(sorted({word for bag in bags for word in bag}))}
    sizes = np.array([len(bag) for bag in bags])
    columns = np.array([number[word] for bag in bags for word in bag])
    holds = csr_array((np.ones(len(columns), dtype=np.int32), columns, np.cumsum([0, *sizes])))
    shared = triu(holds @ holds.T, k=1).tocoo()  # how many words each two headlines have in common
    share = shared.data / np.minimum(sizes[shared.row], sizes[shared.col])
    titles = headlines.title.to_numpy()
    too_alike = [(titles[shared.row[pair]], titles[shared.col[pair]]) for pair in np.flatnonzero(share > 0.6)]
    assert too_alike == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_headline_names_its_own_label(headlines, category):
    names = rf"\b(?:{'|'.join(map(re.escape, [category, *category.split('/')]))})\b"
    titles = headlines.title[headlines.category == category]
    assert titles[titles.str.contains(names, case=False)].tolist() == []


def test_no_markup_no_source_tag_no_stray_space(headlines):
    for change in (clean_markup, remove_source_tag, str.strip):
        assert headlines.title[headlines.title != headlines.title.map(change)].tolist() == []
