"""The three datasets of the course, each from a small sample that is always there, a full download, or a file of yours.

| dataset | `"sample"`, offline | `"full"`, downloaded once and verified |
|---|---|---|
| `load_corpus` | the Wikipedia extract that ships with gensim: 106 articles | text8: 100 million characters |
| `load_glove` | about 25,000 words of GloVe 6B, 100-d | all 400,000 words |
| `load_headlines` | headlines written for this course | AG News: 120,000 titles (`"full-test"`: 7,600) |

`load_word_order` is a small synthetic set beside them, in which only the order of words tells the classes apart.
`data/README.md` says where each file comes from, under which licence, and what it is not good for. `fetch` downloads
what is too big to ship; nothing else in the package touches the network.
"""

from lessonlib.datasets.catalogue import DATA_DIR
from lessonlib.datasets.corpus import load_corpus
from lessonlib.datasets.glove import load_glove
from lessonlib.datasets.headlines import load_headlines, load_word_order

__all__ = ["DATA_DIR", "load_corpus", "load_glove", "load_headlines", "load_word_order"]
