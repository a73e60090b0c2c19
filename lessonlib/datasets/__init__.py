"""The corpus, the word vectors and the headlines of all lessons: a sample of each, the full download, or your own file.

`fetch` and its neighbours download what is too big to ship; nothing else in the package touches the network.
"""

from lessonlib.datasets.loaders import DATA_DIR, load_corpus, load_glove, load_headlines

__all__ = ["DATA_DIR", "load_corpus", "load_glove", "load_headlines"]
