"""What data there is: the folder of the samples, and the files that are too big to ship, with size and checksum."""

from dataclasses import dataclass
from pathlib import Path

_PACKED = Path(__file__).parent.parent / "data"
DATA_DIR: Path = _PACKED if _PACKED.is_dir() else Path(__file__).parent.parent.parent / "data"
"""The folder of the sample files: `lessonlib/data` in an installed package, `data` in a checkout."""

_AG_NEWS = "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/555590db4219b1243abb1918effd6a7425a2d75f/data/ag_news_csv/"
_MINILM = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main/"
_GENSIM_DATA = "https://github.com/RaRe-Technologies/gensim-data/releases/download/"


@dataclass(frozen=True)
class RemoteFile:
    """A file of the course that is too big to ship with it: where it can be had, and how to know the right one."""

    contents: str
    licence: str
    url: str
    file_name: str
    """Its name in the cache folder, and on a mirror."""
    size: int
    """In bytes."""
    checksum: str
    """`"md5:..."` or `"sha256:..."`."""


_AG_LICENCE = "research and other non-commercial use only"

REMOTE_FILES: dict[str, RemoteFile] = {
    "ag_news_train": RemoteFile(
        "AG News, 120,000 titles with category, training part",
        _AG_LICENCE,
        _AG_NEWS + "train.csv",
        "ag_news_train.csv",
        29_470_338,
        "md5:b1a00f826fdfbd249f79597b59e1dc12",
    ),
    "ag_news_test": RemoteFile(
        "AG News, 7,600 titles with category, test part",
        _AG_LICENCE,
        _AG_NEWS + "test.csv",
        "ag_news_test.csv",
        1_857_427,
        "md5:d52ea96a97a2d943681189a97654912d",
    ),
    "glove": RemoteFile(
        "GloVe 6B, 400,000 words with 100 numbers each",
        "public domain (PDDL 1.0)",
        _GENSIM_DATA + "glove-wiki-gigaword-100/glove-wiki-gigaword-100.gz",
        "glove-wiki-gigaword-100.gz",
        134_300_434,
        "md5:40ec481866001177b8cd4cb0df92924f",
    ),
    "minilm": RemoteFile(
        "all-MiniLM-L6-v2, the weights of a small sentence encoder",
        "Apache-2.0",
        _MINILM + "model.safetensors",
        "minilm.safetensors",
        90_868_376,
        "sha256:53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    "minilm_tokenizer": RemoteFile(
        "all-MiniLM-L6-v2, how it cuts words into pieces",
        "Apache-2.0",
        _MINILM + "tokenizer.json",
        "minilm_tokenizer.json",
        466_247,
        "sha256:be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
    "text8": RemoteFile(
        "text8, the first 100 million characters of Wikipedia in 2006, cleaned",
        "CC BY-SA 3.0 / GFDL (Wikipedia)",
        _GENSIM_DATA + "text8/text8.gz",
        "text8.gz",
        33_182_058,
        "md5:68799af40b6bda07dfa47a32612e5364",
    ),
}
"""What `lessonlib.datasets.fetch` can get, by name."""
