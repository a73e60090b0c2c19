"""`HeadlineClassifier`: the whole lesson as one scikit-learn style estimator, from raw texts to probabilities."""

import hashlib
import json
import os
import warnings
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import chain
from numbers import Integral, Real
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd
import safetensors
import safetensors.torch
import torch
from gensim.models import KeyedVectors
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.preprocessing import LabelEncoder
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.class_weight import compute_class_weight
from sklearn.utils.validation import check_is_fitted
from torch.nn.parallel import DistributedDataParallel

from lessonlib.classification.encoding import (
    MAX_TOKENS,
    PAD,
    UNK,
    UNK_INDEX,
    Dataset,
    Tokenizer,
    read_texts,
    require_rows,
    require_texts,
)
from lessonlib.classification.explanation import Explanation, explain_texts
from lessonlib.classification.network import CNN, OpenEmbedding, make_embeddings_matrix
from lessonlib.classification.splits import stratified_split, warn_of_doubles
from lessonlib.classification.training import Trainer, fit_temperature, get_device
from lessonlib.errors import InputError
from lessonlib.files import atomic_file, require_file
from lessonlib.text import as_known, warn_of_missing_spaces

FORMAT, FORMAT_VERSION = "lessonlib.HeadlineClassifier", "3"
"""What a saved classifier says in its header. Versions 1 and 2 were folders."""

_SHARE = [Interval(Real, 0, 1, closed="left")]
_COUNT = [Interval(Integral, 1, None, closed="left")]


@dataclass(eq=False, repr=False)
class HeadlineClassifier(ClassifierMixin, BaseEstimator):
    """Classifies short texts with a convolutional network over word embeddings.

    With `embeddings` the vocabulary is open: every word that has a vector is read, also one first met after training,
    and training words without a vector learn one. The defaults are the course's best recipe, chosen on validation data;
    `lessonlib.classification.recipes` holds the way to it from the textbook's.

    Parameters
    ----------
    embeddings : pretrained vectors (gensim `KeyedVectors`); None learns vectors of 100 numbers from scratch.
    freeze : False tunes the vectors of the training words too; True trains only those of words that have none.
    seed : for everything that chance decides: the same seed gives the same model.
    reading : "words" keeps stop words and punctuation and splits as GloVe does; "textbook" drops both.
    clean : remove HTML residue and source tags ("(Reuters)") before reading.
    split : a function from a text to its words, to read with instead of GloVe's: `jieba.lcut` for Chinese.
    open_vocabulary : False limits the vocabulary to the words of the training texts.
    num_tokens : the most tokens to take from the training texts, PAD and UNK included; None for no limit.
    num_filters : convolution filters per width.
    filter_sizes : the widths, how many words in a row a filter reads; a tuple of int.
    hidden_dim : units of a dense layer between the filters and the classes; None for no such layer.
    dropout : share (0..1) of the features that each training step ignores; of the hidden units too.
    embedding_dropout : share (0..1) of the numbers in the words' vectors that each training step ignores.
    relu : False leaves out the non-linearity.
    mask_padding : False lets filters fire on the padding behind a text.
    keep_best : False keeps the last epoch's weights instead of those with the lowest validation loss.
    num_epochs : the most passes over the training texts.
    patience : training stops when the validation loss has not fallen for so many epochs.
    batch_size : texts per training step.
    learning_rate : that of the first epoch, for AdamW (which without weight decay is Adam).
    schedule : how the learning rate falls: "cosine", to 0 over `num_epochs`; "plateau", to a tenth whenever the
        validation loss has not fallen for three epochs.
    weight_decay : AdamW's pull of the layers' weights towards 0; word vectors are spared.
    label_smoothing : share (0..1) of each target that is spread over all classes: a model that may never be quite sure
        learns the odd headline by heart less readily.
    validation_fraction : share (0..1) of the rows given to `fit` that choose the epoch and the temperature.
    class_weight : what the errors on each class cost, as in scikit-learn: None for all alike, "balanced" for the more,
        the rarer a class is, or a dict of weights by label.

    Attributes after `fit`: `classes_` (array of the labels, sorted), `model_` (`CNN`), `tokenizer_`, `temperature_`,
    `history_` (one row per epoch, see `Trainer.train`), `coverage_` (share of the words read that have a vector, 0..1;
    None without `embeddings`), `cased_` (whether capitals are read: where the vectors have some).
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "embeddings": [KeyedVectors, None],
        "seed": [Interval(Integral, 0, 2**32 - 1, closed="both")],  # what numpy and scikit-learn accept
        "reading": [StrOptions({"words", "textbook"})],
        "split": [callable, None],
        "num_tokens": [Interval(Integral, 3, None, closed="left"), None],  # PAD, UNK, and a token
        "num_filters": _COUNT,
        "filter_sizes": ["array-like"],
        "hidden_dim": [*_COUNT, None],
        "dropout": _SHARE,
        "embedding_dropout": _SHARE,
        "num_epochs": _COUNT,
        "patience": _COUNT,
        "batch_size": _COUNT,
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "schedule": [StrOptions({"cosine", "plateau"})],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "label_smoothing": _SHARE,
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "class_weight": [dict, StrOptions({"balanced"}), None],
        **dict.fromkeys(("freeze", "clean", "open_vocabulary", "relu", "mask_padding", "keep_best"), ["boolean"]),
    }

    embeddings: KeyedVectors | None = None
    _: KW_ONLY
    freeze: bool = True
    seed: int = 1234
    reading: Literal["words", "textbook"] = "words"
    clean: bool = True
    split: Callable[[str], list[str]] | None = None
    open_vocabulary: bool = True
    num_tokens: int | None = None
    num_filters: int = 100
    filter_sizes: Sequence[int] = (1, 2, 3)
    hidden_dim: int | None = None
    dropout: float = 0.5
    embedding_dropout: float = 0.2
    relu: bool = True
    mask_padding: bool = True
    keep_best: bool = True
    num_epochs: int = 12
    patience: int = 4
    batch_size: int = 64
    learning_rate: float = 2e-3
    schedule: Literal["cosine", "plateau"] = "cosine"
    weight_decay: float = 0.05
    label_smoothing: float = 0.1
    validation_fraction: float = 0.1
    class_weight: dict | Literal["balanced"] | None = None

    # ---- learning ----

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[str] | Sequence[int] | Sequence[bool],
        validation: tuple[Sequence[str], Sequence[str]] | None = None,
        progress: bool | str = False,
    ) -> Self:
        """Learn from texts `X` and their labels `y`. The same seed gives the same model, bit for bit, on one machine.

        Labels are str, whole numbers or bool. The epoch and the temperature are chosen on `validation` (texts, labels),
        or on a part of the rows that is held out for it; rows of the same text are never parted. The global random
        numbers of torch go on afterwards as if nothing had been drawn. In the processes of a
        `distributed.process_group`, all fit one model together.

        Raises InputTypeError for a text that is no str or a label of another type; InputError when they differ in
        number, there are fewer than two classes, or a class has too few rows to be in both parts; ValueError when a
        validation label is not among those of `y`, or a parameter is out of its range.
        """
        self._validate_params()
        widths = list(self.filter_sizes)
        if not widths or not all(isinstance(width, Integral) and 1 <= int(width) <= MAX_TOKENS for width in widths):
            raise InputError(f"filter_sizes={widths!r:.60}; expected one or more whole numbers from 1 to {MAX_TOKENS}")
        texts, labels = require_rows(X, y)
        if self.split is None:
            warn_of_missing_spaces("\n".join(texts[:1000]), "HeadlineClassifier(split=jieba.lcut), say")
        known = {} if self.embeddings is None else self.embeddings.key_to_index
        cased = any(word != word.lower() for word in known)
        read = self._read(texts, cased, known)
        if not any(read):
            raise InputError("the texts hold no token to learn; were they cleaned away?")
        if validation is None:
            groups = [" ".join(tokens) for tokens in read]
            warn_of_doubles(groups)
            train, held_out = stratified_split(labels.tolist(), self.validation_fraction, self.seed, groups)
            train_read, held_out_read = ([read[row] for row in rows] for rows in (train, held_out))
            train_labels, held_out_labels = labels[train], labels[held_out]
        else:
            train_read, train_labels = read, labels
            held_out_texts, held_out_labels = require_rows(*validation)
            held_out_read = self._read(held_out_texts, cased, known)
        encoder = LabelEncoder().fit(train_labels)
        classes = encoder.classes_
        if len(classes) < 2:
            raise InputError(f"nothing to tell apart: every label is {classes.item()!s:.60}; give at least two")
        coverage = self._measure_coverage(read)
        device = get_device()
        with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
            torch.manual_seed(self.seed)
            tokenizer, embedding = self._build_vocabulary(train_read)
            train_data = Dataset(tokenizer.encode(train_read), encoder.transform(train_labels))
            held_out_data = Dataset(tokenizer.encode(held_out_read), encoder.transform(held_out_labels))
            held_out_loader = held_out_data.create_dataloader(512)
            model = self._build_network(embedding, len(classes)).to(device)
            weights = compute_class_weight(self.class_weight, classes=classes, y=train_labels)
            trainer = self._build_trainer(model, torch.tensor(weights, dtype=torch.float32))
            batch_size = self.batch_size
            if torch.distributed.is_initialized():  # for the few who need it
                from lessonlib.classification.distributed import own_share

                train_data = own_share(train_data)
                batch_size = max(1, batch_size // torch.distributed.get_world_size())
                torch.manual_seed(self.seed + torch.distributed.get_rank())  # or all would drop the same units
            history = trainer.train(
                train_data.create_dataloader(batch_size, shuffle=True, seed=self.seed),
                held_out_loader,
                self.num_epochs,
                self.patience,
                self.keep_best,
                progress,
            )
            temperature = fit_temperature(trainer.evaluate(held_out_loader)[1], held_out_data.labels)
        self.classes_, self.tokenizer_, self.model_ = classes, tokenizer, model
        self.temperature_, self.history_ = temperature, history
        self.coverage_, self.cased_, self._rows = coverage, cased, _hash_rows(texts, labels)
        return self

    def _measure_coverage(self, token_lists: list[list[str]]) -> float | None:
        """The share of the words read that have a vector. Warns of less than a half, with what is likely the reason."""
        if self.embeddings is None:
            return None
        counts = Counter(chain.from_iterable(token_lists))
        missing = [word for word, _ in counts.most_common() if word not in self.embeddings.key_to_index]
        coverage = 1 - sum(counts[word] for word in missing) / counts.total()
        if coverage < 0.5:
            warnings.warn(
                f"only {coverage:.0%} of the words read have a vector: the texts hold {', '.join(missing[:3])} ..., "
                f"the vectors begin with {', '.join(self.embeddings.index_to_key[:3])} ... Are these of another "
                "language, or is there something around each word? Take vectors of the language of the texts",
                stacklevel=3,
            )
        return coverage

    def _build_vocabulary(self, token_lists: list[list[str]]) -> tuple[Tokenizer, OpenEmbedding]:
        """All tokens that will be known, those with vectors to learn first, and the embedding layer in that order."""
        tokens = Tokenizer(num_tokens=self.num_tokens).fit_tokens(token_lists).index_to_token[2:]
        vectors = self.embeddings if self.embeddings is not None else KeyedVectors(100)  # as long as GloVe's
        known = vectors.key_to_index
        learned = [token for token in tokens if not (self.freeze and token in known)]
        candidates = vectors.index_to_key if self.open_vocabulary else [token for token in tokens if token in known]
        placed = {PAD, UNK, *learned}  # a file of vectors may have rows for PAD and UNK, too
        tokenizer = Tokenizer.from_tokens(learned + [token for token in candidates if token not in placed])
        matrix, _ = make_embeddings_matrix(vectors, tokenizer.token_to_index, self.seed)
        if not (finite := np.isfinite(matrix).all(axis=1)).all():
            bad = tokenizer.index_to_token[int(finite.argmin())]
            raise InputError(f"the vector of {bad!r} holds a number that is infinite or none (NaN); mend the vectors")
        rows = torch.from_numpy(matrix)
        first_fixed = len(learned) + 2  # behind PAD and UNK
        return tokenizer, OpenEmbedding(rows[:first_fixed], rows[first_fixed:])

    def _build_network(self, embedding: OpenEmbedding, num_classes: int) -> CNN:
        """The untrained network; torch's random numbers decide its weights."""
        return CNN(
            embedding,
            num_classes,
            num_filters=self.num_filters,
            filter_sizes=self.filter_sizes,
            hidden_dim=self.hidden_dim,
            dropout=self.dropout,
            embedding_dropout=self.embedding_dropout,
            relu=self.relu,
            mask_padding=self.mask_padding,
        )

    def _build_trainer(self, model: CNN, class_weights: torch.Tensor) -> Trainer:
        """AdamW with decay for the layers only, the schedule of its rate, and cross entropy."""
        vectors = [parameter for parameter in model.embedding.parameters() if parameter.requires_grad]
        layers = [parameter for name, parameter in model.named_parameters() if not name.startswith("embedding.")]
        # Decay pulls weights towards 0. Word vectors are spared: 0 is no natural place for a word.
        groups = [{"params": layers, "weight_decay": self.weight_decay}, {"params": vectors, "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(groups, lr=self.learning_rate, fused=True)
        scheduler: torch.optim.lr_scheduler.LRScheduler
        if self.schedule == "cosine":
            scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=self.num_epochs)
        else:
            scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.1, patience=2)
        loss_fn = torch.nn.CrossEntropyLoss(class_weights, label_smoothing=self.label_smoothing)
        whole = DistributedDataParallel(model) if torch.distributed.is_initialized() else model
        return Trainer(whole, model.device, loss_fn, optimizer, scheduler)

    # ---- using what was learned ----

    def logits(self, X: Sequence[str]) -> np.ndarray:
        """Logits, float32 (texts, classes), before the temperature: any real numbers, the largest wins.

        Each text is read on its own: its neighbours change its numbers by no more than float rounding. A text without
        any known word has its logits all the same, with a UserWarning.
        """
        read = self._tokens(X)
        sequences = self.tokenizer_.encode(read)
        if unread := sum(all(index == UNK_INDEX for index in sequence) for sequence in sequences):
            warnings.warn(f"{unread} of {len(sequences)} texts hold no word that the classifier knows", stacklevel=3)
        return self.model_.logits(sequences)

    def predict_proba(self, X: Sequence[str]) -> np.ndarray:
        """Probabilities, float32 (texts, classes) in the order of `classes_`, each row summing to 1."""
        return softmax(self.logits(X) / np.float32(self.temperature_), axis=1)

    def predict(self, X: Sequence[str]) -> np.ndarray:
        """The likeliest class of each text, of the type of the labels given to `fit`: shape (texts,)."""
        winners = self.logits(X).argmax(axis=1)
        return self.classes_[winners]

    def explain(self, X: Sequence[str]) -> list[Explanation]:
        """Why each text gets its label: one `Explanation` per text, which a notebook shows as shaded words.

        It explains the logit of the likeliest class, before the temperature: word scores and bias sum to it. An empty
        text is explained too, by saying that nothing was read.
        """
        read = self._tokens(texts := require_texts(X))
        return explain_texts(self.model_, self.tokenizer_, texts, read, self.classes_.tolist(), self.temperature_)

    def known_share(self, X: Sequence[str]) -> float:
        """The share of the words of `X` that the classifier knows, 0..1: those of the vectors, and those it learned."""
        words = list(chain.from_iterable(self._tokens(X)))
        return sum(word in self.tokenizer_.token_to_index for word in words) / max(1, len(words))

    def _tokens(self, X: Sequence[str]) -> list[list[str]]:
        """The tokens of each text, looked up among the words that were learned."""
        check_is_fitted(self)
        return self._read(require_texts(X), self.cased_, self.tokenizer_.token_to_index)

    def _read(self, texts: list[str], cased: bool, known: Container[str]) -> list[list[str]]:
        """The tokens of each text. Where words are `cased`, one is looked up in the ways of `as_known`."""
        read = read_texts(texts, self.reading, self.clean, self.split, lower=not cased)
        if not cased and self.split is None:
            return read
        return [[as_known(word, known) for word in tokens] for tokens in read]

    def __sklearn_clone__(self) -> Self:
        # The vectors are shared, not copied: nobody writes to them, and they can weigh 160 MB.
        return type(self)(**self.get_params())

    # ---- keeping it ----

    def fitted_on(self, X: Sequence[str], y: Sequence[str] | Sequence[int] | Sequence[bool]) -> bool:
        """Whether `fit` was given just these texts and labels, in this order: a name of a file cannot tell."""
        check_is_fitted(self)
        return self._rows == _hash_rows(*require_rows(X, y))

    def save(self, path: str | os.PathLike) -> None:
        """Write the fitted classifier to the one file `path`, whole or not at all; one that is there is replaced.

        It is a safetensors file: the weights, the vectors of `embeddings` as far as they are used among them, and all
        else as JSON in its header. Raises InputError when `path` is something else: see `require_free_path`.
        """
        check_is_fitted(self)
        require_free_path(path)
        parameters = {name: value for name, value in self.get_params().items() if name not in ("embeddings", "split")}
        if isinstance(self.class_weight, dict):  # JSON would make every label a str
            parameters["class_weight"] = list(self.class_weight.items())
        about = {
            "parameters": parameters | {"filter_sizes": list(self.filter_sizes)},
            "classes": self.classes_,
            "tokens": self.tokenizer_.index_to_token[2:],
            "temperature": self.temperature_,
            "history": self.history_.to_dict("records"),
            "coverage": self.coverage_,
            "cased": self.cased_,
            "split": None if self.split is None else getattr(self.split, "__qualname__", str(self.split)),
            "rows": self._rows,
        }
        written = json.dumps(about, default=lambda value: value.tolist())  # of numpy's numbers
        header = {"format": FORMAT, "version": FORMAT_VERSION, "about": written}
        content = safetensors.torch.save(self.model_.state_dict(), header)
        with atomic_file(Path(path).expanduser()) as beside:
            beside.write_bytes(content)

    @classmethod
    def load(cls, path: str | os.PathLike, split: Callable[[str], list[str]] | None = None) -> Self:
        """Read what `save` wrote; it predicts as before, to the last bit on the same machine. No code in it is run.

        Its parameters are those that it was fitted with, but for a `split` of one's own, which is passed again. To
        `fit` again, set `embeddings` first: they are not kept.
        Raises InputFileError when there is no such file; InputError when it is cut off, or was written by something
        else, or by another version.
        """
        path = require_file(path, "give the file that save() or `train --out` wrote")
        header, device = _header(path), get_device()
        if (header.get("format"), header.get("version")) != (FORMAT, FORMAT_VERSION):
            raise InputError(
                f"{path} holds no classifier of this lessonlib; give the file that save() wrote, or save one again"
            )
        about, weights = json.loads(header["about"]), safetensors.torch.load_file(path)
        if about["split"] and split is None:
            raise InputError(f"{path} reads with split={about['split']}; pass it: load(path, split={about['split']})")
        parameters = about["parameters"] | {"filter_sizes": tuple(about["parameters"]["filter_sizes"])}
        if isinstance(parameters["class_weight"], list):
            parameters["class_weight"] = dict(parameters["class_weight"])
        classifier = cls(**parameters, split=split)
        classifier.classes_ = np.array(about["classes"])
        classifier.tokenizer_ = Tokenizer.from_tokens(about["tokens"])
        classifier.temperature_, classifier._rows = about["temperature"], about["rows"]
        classifier.coverage_, classifier.cased_ = about["coverage"], about["cased"]
        classifier.history_ = pd.DataFrame(about["history"])
        learned, fixed = (weights[f"embedding.{part}.weight"] for part in ("learned", "fixed"))
        with torch.random.fork_rng(devices=[]):  # the numbers that are drawn here are written over
            model = classifier._build_network(OpenEmbedding(learned, fixed[1:]), len(classifier.classes_))
        model.load_state_dict(weights)
        classifier.model_ = model.to(device)
        return classifier


def require_free_path(path: str | os.PathLike) -> None:
    """Raises InputError unless a classifier can be saved at `path`: there is one that `save` wrote, or nothing.

    Nor may it be in a folder that cannot be written in.
    """
    place = Path(path).expanduser().resolve()
    if place.is_dir():
        raise InputError(f"{path} is a folder, and a classifier is one file; give it a name in that folder")
    if place.exists() and not (place.is_file() and _header(place).get("format") == FORMAT):
        raise InputError(f"{path} is another file, which saving would delete; choose a name that is free")
    parent = next(above for above in place.parents if above.exists())
    if not (parent.is_dir() and os.access(parent, os.W_OK)):
        raise InputError(f"nothing can be saved at {path}: {parent} cannot be written in; choose another folder")


def _header(path: Path) -> dict[str, str]:
    """What the header of a safetensors file says beside its tensors; nothing where the file is none."""
    try:
        with safetensors.safe_open(path, "pt") as file:
            return file.metadata() or {}
    except safetensors.SafetensorError:
        return {}


def _hash_rows(texts: list[str], labels: np.ndarray) -> str:
    """A fingerprint of rows: 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps([texts, labels.tolist()]).encode()).hexdigest()
