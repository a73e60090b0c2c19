"""Headlines whose class only the order of their words can tell: openly synthetic, written by a grammar."""

import pandas as pd

from lessonlib.datasets.catalogue import DATA_DIR


def load_word_order() -> pd.DataFrame:
    """The lines of `data/word_order.csv`, written by a grammar that the data sheet describes; CC0.

    Each line has a mirror twin of the other class, made of the same words: "Sales overtake costs" is good news, "Costs
    overtake sales" is bad news. So whatever ignores order is right about exactly one of the two.

    Returns:
        One row per line, with the columns `title`, `category` ("Good news" or "Bad news"), `pair` (int64; twins
        share it) and `part` ("train"; "seen": new lines of words from `train`; "new": both nouns are in no other part).
    """
    return pd.read_csv(DATA_DIR / "word_order.csv", keep_default_na=False)
