"""From raw text to clean words: sentences, markup residue, source tags, words, stop words."""

import html
import random
import re
import unicodedata
import warnings
from collections.abc import Collection, Container, Iterator, Sequence
from itertools import pairwise

import regex
from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from lessonlib.errors import InputError, InputTypeError, require_several

STOP_WORDS: frozenset[str] = frozenset(ENGLISH_STOP_WORDS)
"""318 English function words, the list that ships with scikit-learn: the same online and offline."""

# Feeds of the early web lost the "&" of their character references ("Isn #39;t", "quot;No quot;"), or escaped
# tags twice ("&lt;b&gt;...&lt;/b&gt;"). A reference that lost its "&" also gained a space before it.
_BROKEN_NUMERIC = re.compile(r"\s?(?<!&)(?<!amp;)#(\d{2,5});")
_BROKEN_NAMED = re.compile(r"(?<![&\w])(?<!amp;)(quot|amp|lt|gt|nbsp);")
# Elements that HTML has, with attributes as HTML writes them; not `x<b and b>c`, and no `<user>` of a chat.
_TAG = re.compile(
    r"<(?:!--[^<>]{0,300}|!doctype[^<>]{0,300}|/?(?:a|abbr|article|b|big|blockquote|body|br|center|code|dd|del|div|dl|dt"
    r"|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|mark|meta|nav|ol"
    r"|option|p|pre|q|s|script|section|select|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead"
    r"|title|tr|tt|u|ul|video)(?:\s+[\w:-]{1,30}\s*=[^<>]{0,300})?\s*/?)>",
    re.IGNORECASE,
)
# Not those that count as white space (a tab, \x1c, \x85): they keep words apart.
# Nor the joiners within words and emoji (\u200c, \u200d), and Thai or Khmer words may be divided by \u200b.
_CONTROL = regex.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    r"|\u200b(?![\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])"
)
# Windows-1252 numbers its curly quotes and dashes 128-159; html.unescape maps them (HTML5 does the same).
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})

# What any of the above can begin with or change: not a printable ASCII character, or one of & ; < and the backslash.
_SUSPECT = re.compile(r"[^ -%'-:=-\[\]-~]")

# News agencies, and whatever is the address of a site. Only from where white space begins: starting anew at every space
# of a long run would take quadratic time.
_SOURCE_TAG = re.compile(
    r"(?<!\s)(?:\s*\((?:AAP|AFP|ANSA|AP|BBC(?: News)?|Bloomberg(?: News)?|BusinessWeek(?: Online)?|Canadian Press|CNN"
    r"|dpa|DPA|EFE|Forbes|IANS|InfoWorld|Interfax|ITAR-TASS|Kyodo(?: News)?|MacCentral|NewsFactor|NPR|PC World"
    r"|PTI|Reuters(?: Health)?|RIA Novosti|SiliconValley|TASS|TechWeb|The Canadian Press|Thomson Reuters|UPI|Xinhua"
    r"|Yonhap(?: News)?|Ziff Davis|[\w.-]+\.(?:com|net|org|co\.uk))\)){1,5}\s*$"
)

_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9 ]+")

# What GloVe's own tokeniser leaves whole: abbreviations (u.s.), numbers (3.5 or 1,000), words; and what it splits
# off: n't, 's and its kin, every mark of punctuation. Vowel signs, accents and joiners belong to their letter, in any
# script; so does an apostrophe within a word, save in Latin letters, where GloVe's English takes it apart.
_LETTER = r"[\p{L}\p{N}\p{M}][\p{M}\p{Cf}]*"
_END = r"(?![\p{L}\p{N}\p{M}_])"
_WORD = regex.compile(
    rf"""(?x)
    (?:\p{{L}}\.){{2,}}                        # abbreviations: u.s.
    | \p{{Nd}}+(?:[.,:\u066b\u066c\uff0e]\p{{Nd}}+)*(?!\p{{M}})    # numbers, scores, times: 1,000  3.5  10:30
    | (?:{_LETTER})+?(?=[nN]'[tT]{_END})     # do|n't
    | [nN]'[tT]{_END}
    | '(?:[sdmSDM]|re|ve|ll|RE|VE|LL){_END}  # it|'s
    | (?:{_LETTER})+(?:(?:(?<=[^\p{{Latin}}])['·](?=[\p{{L}}--\p{{Latin}}])
                          |(?<=\p{{Hebrew}})["׳״](?=\p{{Hebrew}})|(?<=[lL])·(?=[lL]))(?:{_LETTER})+)*
    | \.\.\.
    | (?:[\U0001f1e6-\U0001f1ff]{{2}}|.[\p{{M}}\ufe0f\U0001f3fb-\U0001f3ff]*)(?:\u200d.[\p{{M}}\U0001f3fb-\U0001f3ff]*)*
    """,  # the last: one mark, a flag, or an emoji with what is joined to it
    regex.VERSION1 | regex.DOTALL,
)

# The marks that end a sentence in any script, as Unicode has them, without those that Punkt knows.
_OTHER_END = regex.compile(
    r"""(?<=[\p{SB=ST}--[!?]][\p{SB=ST}\p{Pe}\p{Pf}"']*)(?![\p{SB=ST}\p{Pe}\p{Pf}"'])""", regex.VERSION1
)

# Scripts that put no space between words.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]")
_UNSPACED_RUN = regex.compile(rf"{_UNSPACED.pattern}+")

# One spelling for one word: nothing that only says where it may be divided, which way it runs, how wide it is set (in
# Arabic) or which vowel is stressed (in Armenian); the letters themselves for their forms in print; the typewriter's
# apostrophe; and the space of no width as the division between words that it is.
_SPELLING = (
    dict.fromkeys([0xAD, 0x55B, 0x55C, 0x55E, 0x640, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A)])
    | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFF5B) if chr(code).isalnum()}
    | str.maketrans({"’": "'", "\u200b": " ", "\ufeff": ""})
)

MAX_SENTENCE_WORDS = 1_000
"""A longer "sentence" is a text without punctuation, such as text8; gensim reads no more than 10,000 words of one."""

NARROWEST_WRAP, WIDEST_WRAP = 40, 120
"""Between how many characters a line, at the least and at the most, text is wrapped; books have 60 to 80."""

_RAGGED = 6  # characters by which a line may fall short of full: editors wrap by hand, too
_RUN = re.compile(rf"(?:\S++\s++){{0,{MAX_SENTENCE_WORDS - 1}}}+\S++")
_DIVIDED = regex.compile(r"([\p{L}\p{M}]+)[-‐\xad]\n(\p{Ll}[\p{L}\p{M}]*)")  # gov-|ernment, at the end of a line


def require_text(text: object) -> str:
    """`text` itself.

    Raises InputTypeError unless it is a str: NaN from an empty spreadsheet cell and `bytes` are the usual culprits.
    """
    if not isinstance(text, str):
        hint = "decode it first, e.g. text.decode('utf-8')" if isinstance(text, bytes) else "fill or drop empty cells"
        raise InputTypeError(f"expected a str, got {type(text).__name__} ({text!r:.60}); {hint}")
    return text


def clean_markup(text: str) -> str:
    """`text` without the residue of HTML: broken character references, escaped tags, backslashes, control characters.

    `"Isn #39;t it &lt;b&gt;...&lt;/b&gt;"` becomes `"Isn't it ..."`. Plain text passes unchanged, save that runs of
    white space become one space, and curly quotes, long dashes and ellipses the ones of a typewriter.
    """
    if not _SUSPECT.search(require_text(text)) and "  " not in text:
        return text.strip()  # most texts are clean, and a look tells
    text = _BROKEN_NUMERIC.sub(r"&#\1;", text)
    text = _BROKEN_NAMED.sub(r"&\1;", text)
    text = html.unescape(html.unescape(text))
    text = _CONTROL.sub("", _TAG.sub(" ", text).translate(_QUOTES)).replace("\\", " ")
    return " ".join(text.split())


def remove_source_tag(text: str) -> str:
    """`text` without the name of its source in brackets at its end: `"Oil falls (Reuters)"` becomes `"Oil falls"`.

    A source is a news agency, or the address of a site; other words in brackets, "(Red)", "(NOT)", stay.
    A source tag gives a class away without being read: a model may lean on it instead of on the words.
    """
    return _SOURCE_TAG.sub("", text) if ")" in require_text(text) else text


def split_words(text: str, lower: bool = True) -> list[str]:
    """The lower-case words, numbers and punctuation marks of `text`, split the way GloVe's own corpus was.

    `"The U.S. isn't 3.5% 'richer'"` gives `the u.s. is n't 3.5 % ' richer '`, so that each token has a chance to be in
    the vocabulary of the pretrained vectors. Words of any script stay whole, with their vowel signs and accents (in
    Unicode's composed form, NFC) and without soft hyphens; a curly apostrophe is read as a plain one. Scripts that put
    no space between words (Chinese, Japanese, Thai) need a splitter of their own: see `warn_of_missing_spaces`.
    With `lower=False` capitals stay, for vectors that have them.
    """
    if not require_text(text).isascii():
        text = unicodedata.normalize("NFC", text.translate(_SPELLING))
    found = []
    for chunk in (text.replace("İ", "i").lower() if lower else text).split():  # the Turkish İ has one dot, not two
        if chunk.isalpha():  # most are plain words: one look tells, in half the time of the search
            found.append(chunk)
        else:
            found += _WORD.findall(chunk)
    return found


def as_known(word: str, known: Container[str]) -> str:
    """`word` as it is among `known` words: as it is written, in lower case or with a capital; else in lower case."""
    lower = word.replace("İ", "i").lower()  # Turkish
    return next((form for form in (word, lower, lower.capitalize()) if form in known), lower)


def warn_of_missing_spaces(text: str, way: str) -> None:
    """Give a UserWarning when `text` is in a script without spaces between words; `way` says how to pass a splitter.

    It is when most of its letters are Chinese, Japanese, Thai, Lao, Khmer, Burmese or Tibetan, and stand on average in
    runs of more than six, which no word of these languages fills. The first 100,000 characters are looked at.
    """
    text = text[:100_000]
    letters = len(_UNSPACED.findall(text))
    if letters > sum(map(str.isalpha, text)) / 2 and letters > 6 * len(_UNSPACED_RUN.findall(text)):
        warnings.warn(
            "this text puts no spaces between its words, so a whole clause would be read as one word; "
            f"give a function from text to words: {way}",
            stacklevel=3,
        )


def read_headline(title: str) -> list[str]:
    """The tokens of `title` as the course's classifier reads them: cleaned of markup and source tag, split as by GloVe.

    `"Oil isn #39;t rising (Reuters)"` gives `oil is n't rising`.
    """
    return split_words(remove_source_tag(clean_markup(title)))


def shuffle_words(tokens: Sequence[str], seed: int) -> list[str]:
    """The same `tokens` in an order that depends on `seed` alone: what is left of a text when its order is taken away.

    To shuffle a headline that a classifier is to read again, split it at white space only, so that each piece is read
    as before: `" ".join(shuffle_words(title.split(), seed))`, with another seed for each headline.
    Raises InputTypeError for a single str, whose letters would be shuffled.
    """
    require_several(tokens, "words")
    draw = random.Random(seed).random
    return sorted(tokens, key=lambda _: draw())


def preprocess(text: str, stop_words: Collection[str] = ()) -> str:
    """The textbook's cleaning: lower-case, a space for whatever is not a-z or 0-9, no stop words.

    Returns the words of `text` joined by single spaces; `""` when nothing is left. `preprocess("Oil's up 3%!")` is
    `"oil s up 3"`: short and simple, but it breaks words apart and forgets signs that matter. `split_words` keeps them.
    """
    require_several(stop_words, "stop words")
    text = _NOT_ALPHANUMERIC.sub(" ", require_text(text).lower())
    return " ".join([word for word in text.split() if word not in stop_words])


def train_sentence_tokenizer(text: str) -> PunktSentenceTokenizer:
    """A Punkt sentence splitter that learned the abbreviations of `text` itself, so that nothing is downloaded.

    Punkt (Kiss and Strunk 2006, "Unsupervised Multilingual Sentence Boundary Detection") finds abbreviations by
    counting: "etc." comes with its full stop far more often than chance allows. The first million characters are
    read, which takes about two seconds. Raises InputError when `text` is blank.
    """
    if not require_text(text).strip():
        raise InputError("there is no text to learn sentence boundaries from; pass the corpus the sentences come from")
    trainer = PunktTrainer()
    trainer.train(text[:1_000_000])
    return PunktSentenceTokenizer(trainer.get_params())


def sentences(text: str, tokenizer: PunktSentenceTokenizer | None = None) -> list[str]:
    """The sentences of `text`, in order; none ends in the middle of a paragraph, or runs on into the next one.

    A line break ends a sentence, as after a heading or an item of a list, unless the lines of the text are wrapped:
    then those of one paragraph are joined first (see `paragraphs`). Punkt finds the ends that `.`, `?` and `!` make;
    the marks of other scripts (。 । ؟) always end one. A text without any is cut into runs of `MAX_SENTENCE_WORDS`
    words, with a UserWarning. Without a `tokenizer`, one is trained on `text` itself (see `train_sentence_tokenizer`).
    """
    if not require_text(text).strip():
        return []
    tokenizer = tokenizer or train_sentence_tokenizer(text)
    found: list[str] = []
    cut = 0
    for paragraph in paragraphs(text):
        for stretch in tokenizer.tokenize(paragraph):
            for sentence in filter(None, map(str.strip, _OTHER_END.split(stretch))):
                runs = _RUN.findall(sentence)
                cut += len(runs) > 1
                found += runs
    if cut:
        warnings.warn(
            f"{cut} stretches of text go on for more than {MAX_SENTENCE_WORDS:,} words without the end of a sentence; "
            f"each is cut into runs of at most {MAX_SENTENCE_WORDS:,} words",
            stacklevel=2,
        )
    return found


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of `text`, stripped: its lines, or, where lines are wrapped, those of one paragraph joined.

    A blank line ends a paragraph, and so does a line that is not full, such as a heading. A word that was divided at
    the end of a line is put together again; its hyphen stays only if the text writes it so elsewhere.
    """
    lines = [line.strip() for line in text.splitlines()]
    if (width := _wrap_width(lines)) is None:
        yield from filter(None, lines)
        return
    paragraph: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if line:
            paragraph.append(line)
        if paragraph and not _is_full(line, following, width):
            divided = _DIVIDED.sub(lambda word: _undivided(word[1], word[2], text), "\n".join(paragraph))
            yield divided.replace("\n", " ")
            paragraph = []


def _wrap_width(lines: Sequence[str]) -> int | None:
    """The width at which the stripped `lines` were wrapped, in characters; None when they were not.

    They were when most of those that another follows are full, and begin in mid-sentence as often as prose does: lines
    of a list, such as headlines, may be equally long by chance, but they begin with a capital.
    """
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[len(lengths) * 19 // 20] if lengths else 0  # a few may stand out: a table, an address
    followed = [(line, following) for line, following in pairwise(lines) if line and following]
    full = sum(_is_full(line, following, width) for line, following in followed)
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP or 2 * full <= len(followed):
        return None
    starts = [following[0] for _, following in followed if following[0].isupper() or following[0].islower()]
    return width if 4 * sum(map(str.islower, starts)) >= len(starts) else None


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the line that is `following` would not have fitted on `line` any more."""
    return bool(line and following) and len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - _RAGGED


def _undivided(first: str, second: str, text: str) -> str:
    return f"{first}-{second}" if f"{first}-{second}" in text else first + second
