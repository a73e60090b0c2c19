"""Change a few lines: `your_own_text` runs to its end on books, tables and vectors of any kind; and what it says."""

import random
import re
import textwrap

import nbformat
import pandas as pd
import pytest
from notebook_cells import CHECKOUT

from lessonlib.course.lessons import execute_notebook
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.embeddings.similarity import make_keyed_vectors

pytestmark = pytest.mark.slow

ENGLISH = {
    "who": ["The old fisherman", "A young teacher", "The captain's daughter", "My neighbour", "The king", "Dr. Brown"],
    "did": ["saw", "painted", "sold", "lost", "found", "carried"],
    "what": ["a small boat", "the red house", "three horses", "a letter from the sea", "the long road", "some bread"],
    "when": ["in the morning", "before winter", "during the storm", "at night", "after dinner", "last year"],
}
HINDI = {
    "when": ["सुबह", "सर्दी से पहले", "तूफ़ान में", "रात को"],
    "who": ["बूढ़ा मछुआरा", "युवा शिक्षिका", "कप्तान की बेटी", "मेरा पड़ोसी"],
    "what": ["एक छोटी नाव", "लाल मकान", "तीन घोड़े", "समुद्र की चिट्ठी"],
    "did": ["देखता है", "बनाता है", "बेचता है", "खोजता है"],
}
TOPICS = {
    "спорт": ["матч", "гол", "тренер", "кубок", "победа"],
    "наука": ["учёные", "космос", "вирус", "робот", "опыт"],
    "деньги": ["банк", "акции", "рынок", "цены", "нефть"],
}


def story(words, count, end="."):
    """`count` sentences of these words, drawn at random; the same each time."""
    draw = random.Random(0)
    return [" ".join(draw.choice(part) for part in words.values()) + end for _ in range(count)]


def wrapped(sentences):
    """Paragraphs of eight sentences, their lines wrapped as in a book, below headings."""
    paragraphs = [" ".join(sentences[start : start + 8]) for start in range(0, len(sentences), 8)]
    chapters = [f"CHAPTER {number}\n\n{textwrap.fill(text, 60)}" for number, text in enumerate(paragraphs, start=1)]
    return "\n\n".join(chapters)


def uneven(table):
    """Each category in three, so that there are twelve, one with 15 times as many rows as another."""
    parts = table.groupby("category").cumcount() % 32
    return table.assign(
        category=table["category"] + " " + pd.cut(parts, [-1, 19, 27, 31], labels=list("abc")).astype(str)
    )


def of_topics():
    """Headlines of three words each, 40 of each topic."""
    draw = random.Random(1)
    rows = [(" ".join(draw.sample(words, 3)), topic) for topic, words in TOPICS.items() for _ in range(40)]
    return pd.DataFrame(rows, columns=["title", "category"])


def tables():
    """Tables of headlines with 3 and 12 classes, and one in another script; all but the second repeat rows."""
    table = load_headlines().groupby("category").head(120)
    three = table[table["category"] != "World"].replace({"category": {"Sports": "$port & <play>", "Business": "0"}})
    return {
        "sample": pd.concat([three, three.iloc[::2]]),  # a third is there twice; named as the course's own
        "twelve uneven classes": uneven(load_headlines().groupby("category").head(320)),
        "another script": of_topics(),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the learner's files."""
    folder = tmp_path_factory.mktemp("own")
    books = {
        "short": "\n".join(story(ENGLISH, 60)),
        "wrapped": wrapped(story(ENGLISH, 400)),
        "hindi": " ".join(story(HINDI, 400, "।")),
    }
    for name, text in books.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    glove = load_glove()
    own = make_keyed_vectors(glove.index_to_key[:8000], glove.vectors[:8000, :50].copy())
    own.save_word2vec_format(folder / "own vectors.txt", binary=False, write_header=False)
    for name, table in tables().items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.mark.parametrize(
    ("book", "table", "vectors", "said"),
    [
        ("short.txt", "sample.csv", "own vectors.txt", "540 rows, 180 of them there before"),
        ("wrapped.txt", "twelve uneven classes.csv", "sample", "sentence 1: CHAPTER 1"),
        ("hindi.txt", "another script.csv", "sample", "0.0% of the words in the training rows have one"),
    ],
)
def test_the_notebook_runs_on_data_of_ones_own(book, table, vectors, said, folder):
    notebook = nbformat.read(CHECKOUT / "notebooks" / "your_own_text.ipynb", as_version=4)
    (place,) = [cell for cell in notebook.cells if cell.source.startswith('BOOK = "sample"')]
    for name, value in {"BOOK": book, "TABLE": table, "VECTORS": vectors}.items():
        place.source = place.source.replace(f'{name} = "sample"', f'{name} = "{value}"')
    if book == "hindi.txt":
        place.source = place.source.replace("SPLIT = None", "SPLIT = str.split")
    execute_notebook(notebook, folder, "your_own_text")
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    told = "".join(output.get("text", "") for output in outputs)
    assert said in told
    assert ("repeat the text of another" in told) == (table != "twelve uneven classes.csv")
    assert ("8,000 vectors of 50 numbers" in told) == (vectors == "own vectors.txt")
    if book == "hindi.txt":
        assert "of the words read have a vector" in told  # a warning, with the reason
        assert re.search(r"most frequent: .*समुद्र|most frequent: .*है", told), told[:300]
