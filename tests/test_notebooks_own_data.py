"""Change one line: every lesson runs to its end on a text, on vectors and on headlines of the learner's own."""

import random
import textwrap

import nbformat
import pandas as pd
import pytest
from notebook_cells import CHECKOUT, NOTEBOOKS

from lessonlib.course.execution import execute_notebook
from lessonlib.datasets import load_glove, load_headlines
from lessonlib.embeddings.glove import make_keyed_vectors

pytestmark = pytest.mark.slow

SOURCE_LINE = 'SOURCE = "sample"'
ENGLISH = {
    "who": ["The old fisherman", "A young teacher", "The captain's daughter", "My neighbour", "The king", "Dr. Brown"],
    "did": ["saw", "painted", "sold", "lost", "found", "carried"],
    "what": ["a small boat", "the red house", "three horses", "a letter from the sea", "the long road", "some bread"],
    "when": ["in the morning", "before winter", "during the storm", "at night", "after dinner", "last year"],
}
RUSSIAN = {
    "who": ["Старый рыбак", "Молодая учительница", "Дочь капитана", "Мой сосед"],
    "did": ["видел", "рисовал", "потерял", "нашёл"],
    "what": ["маленькую лодку", "красный дом", "трёх лошадей", "письмо с моря"],
    "when": ["утром", "перед зимой", "ночью", "после обеда"],
}
TOPICS = {
    "спорт": ["матч", "гол", "тренер", "кубок", "победа"],
    "наука": ["учёные", "космос", "вирус", "робот", "опыт"],
    "деньги": ["банк", "акции", "рынок", "цены", "нефть"],
}


def story(words, count):
    """`count` sentences of these words, drawn at random; the same each time."""
    draw = random.Random(0)
    return [" ".join(draw.choice(part) for part in words.values()) + "." for _ in range(count)]


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


def in_another_script():
    """Headlines of which no word has a vector."""
    draw = random.Random(1)
    rows = [(" ".join(draw.sample(words, 3)), topic) for topic, words in TOPICS.items() for _ in range(40)]
    return pd.DataFrame(rows, columns=["title", "category"])


def tables():
    """Tables of headlines with 3, 2 and 12 classes, with odd names, and in another script."""
    table = load_headlines().groupby("category").head(120)
    three = table[table["category"] != "World"]
    return {
        "three classes": three.assign(
            category=three["category"].replace({"Sports": "$port & <play>", "Business": "0"})
        ),
        "two classes": table[table["category"].isin(["Sports", "World"])],
        "twelve uneven classes": uneven(load_headlines().groupby("category").head(320)),
        "another script": in_another_script(),
    }


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder with what a lesson looks for beside its own, and the learner's files."""
    home = tmp_path_factory.mktemp("own")
    for name in ("benchmarks", "data"):
        (home / name).symlink_to(CHECKOUT / name, target_is_directory=True)
    folder = home / "notebooks"
    folder.mkdir()
    books = {
        "short": "\n".join(story(ENGLISH, 60)),
        "wrapped": wrapped(story(ENGLISH, 400)),
        "russian": "\n".join(story(RUSSIAN, 200)),
    }
    for name, text in books.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    glove = load_glove()
    own = make_keyed_vectors(glove.index_to_key[:8000], glove.vectors[:8000, :50].copy())
    own.save_word2vec_format(folder / "own vectors.txt", binary=False, write_header=False)
    for name, table in tables().items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


FILES: dict[str, list[str]] = {}  # the lessons tell their story on the data of the course


@pytest.mark.parametrize(
    "path, file",
    [
        pytest.param(path, file, id=f"{path.stem[:2]}-{file}")
        for path in NOTEBOOKS
        for file in FILES.get(path.stem[:2], [])
    ],
)
def test_the_lesson_runs_on_data_of_ones_own(path, file, checkout):
    notebook = nbformat.read(path, as_version=4)
    places = [cell for cell in notebook.cells if cell.cell_type == "code" and SOURCE_LINE in cell.source]
    assert len(places) == 1, "one line to change"
    places[0].source = places[0].source.replace(SOURCE_LINE, f'SOURCE = "{file}"')
    execute_notebook(notebook, checkout, path.stem, {"LESSONLIB_DEVICE": "cpu"})
