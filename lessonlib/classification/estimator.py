"""`HeadlineClassifier`: the rooms above as one scikit-learn style estimator, from raw texts to probabilities."""

import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Self

import numpy as np
import pandas as pd
import safetensors.torch
import torch
from gensim.models import KeyedVectors
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import NotFittedError

from lessonlib.classification.batching import Dataset
from lessonlib.classification.embedding_table import OpenEmbedding, make_embeddings_matrix
from lessonlib.classification.encoding import UNK_INDEX, LabelEncoder, Tokenizer
from lessonlib.classification.explanation import Explanation, explain_texts
from lessonlib.classification.metrics import fit_temperature
from lessonlib.classification.network import CNN
from lessonlib.classification.splits import stratified_split
from lessonlib.classification.training import Trainer, get_device, set_seeds
from lessonlib.errors import InputError
from lessonlib.files import atomic_directory, read_json
from lessonlib.text import (
    STOP_WORDS,
    clean_markup,
    preprocess,
    read_headline,
    remove_source_tag,
    require_text,
    split_words,
)

MAX_TOKENS = 512
"""No more tokens of one text are read: a headline has a dozen, and one endless text should not stall a batch."""

EMBEDDING_DIM = 100
"""Length of the vectors that are learned from scratch: that of the GloVe vectors they are compared with."""

FORMAT = "lessonlib.HeadlineClassifier"
FORMAT_VERSION = 1
ARTIFACTS = ("classifier.json", "classes.json", "tokenizer.json", "weights.safetensors")


class HeadlineClassifier(ClassifierMixin, BaseEstimator):
    """Classifies short texts with a convolutional network over word embeddings.

    With `embeddings` (gensim `KeyedVectors`) the vocabulary is open: every word that has a vector is read, also one
    first met after training, and training words without a vector learn one. Without, all vectors are learned from
    scratch. `freeze=False` tunes the vectors of the training words too. The defaults are the course's best recipe,
    chosen on validation data; `lessonlib.classification.recipes` holds the way to it from the textbook's.

    Parameters
    ----------
    reading : "words" keeps stop words and punctuation and splits as GloVe does; "textbook" drops both.
    clean : remove HTML residue and source tags ("(Reuters)") before reading.
    open_vocabulary : False limits the vocabulary to the words of the training texts.
    num_tokens : the most tokens to take from the training texts, PAD and UNK included; None for no limit.
    label_smoothing : share of each target that is spread over all classes: a model that may never be quite sure learns
        the odd headline by heart less readily.
    keep_best : False keeps the last epoch's weights instead of those with the lowest validation loss.
    validation_fraction : share of the rows given to `fit` that choose the epoch and the temperature.

    Attributes after `fit`: `classes_` (str array, alphabetical), `model_` (`CNN`), `tokenizer_`, `temperature_`,
    `history_` (one row an epoch, see `Trainer.train`), `device_`.
    """

    def __init__(
        self,
        embeddings: KeyedVectors | None = None,
        freeze: bool = True,
        seed: int = 1234,
        reading: Literal["words", "textbook"] = "words",
        clean: bool = True,
        open_vocabulary: bool = True,
        num_tokens: int | None = None,
        num_filters: int = 100,
        filter_sizes: Sequence[int] = (1, 2, 3),
        hidden_dim: int | None = None,
        dropout: float = 0.5,
        embedding_dropout: float = 0.2,
        relu: bool = True,
        mask_padding: bool = True,
        keep_best: bool = True,
        num_epochs: int = 12,
        patience: int = 4,
        batch_size: int = 64,
        learning_rate: float = 2e-3,
        weight_decay: float = 0.05,
        label_smoothing: float = 0.1,
        validation_fraction: float = 0.1,
    ):
        self.embeddings = embeddings
        self.freeze = freeze
        self.seed = seed
        self.reading = reading
        self.clean = clean
        self.open_vocabulary = open_vocabulary
        self.num_tokens = num_tokens
        self.num_filters = num_filters
        self.filter_sizes = filter_sizes
        self.hidden_dim = hidden_dim
        self.dropout = dropout
        self.embedding_dropout = embedding_dropout
        self.relu = relu
        self.mask_padding = mask_padding
        self.keep_best = keep_best
        self.num_epochs = num_epochs
        self.patience = patience
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.label_smoothing = label_smoothing
        self.validation_fraction = validation_fraction

    # ---- learning ----

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[str],
        validation: tuple[Sequence[str], Sequence[str]] | None = None,
        progress: bool = False,
    ) -> Self:
        """Learn from texts `X` and their labels `y`. The same seed gives the same model, bit for bit, on one machine.

        The epoch and the temperature are chosen on `validation` (texts, labels), or on a part of the rows that is held
        out for it. Raises TypeError for a text or label that is no str, ValueError when they differ in number, when
        there are fewer than two classes, a class has too few rows to be in both parts, or a validation label is not
        among those of `y`.
        """
        texts, labels = _require_rows(X, y)
        if validation is None:
            train, held_out = stratified_split(labels, self.validation_fraction, self.seed)
            parts = [([texts[row] for row in rows], [labels[row] for row in rows]) for rows in (train, held_out)]
        else:
            parts = [(texts, labels), _require_rows(*validation)]
        (train_texts, train_labels), (validation_texts, validation_labels) = parts
        set_seeds(self.seed)
        encoder = LabelEncoder().fit(train_labels)
        if len(encoder) < 2:
            raise ValueError(f"there is nothing to tell apart: every label is {train_labels[0]!r}; give at least two")
        self.classes_ = np.array(encoder.classes)
        train_read, validation_read = self._read(train_texts), self._read(validation_texts)
        self.tokenizer_, embedding = self._build_vocabulary(train_read)
        self.device_ = get_device()
        self.model_ = self._build_model(embedding)

        train_data = Dataset(self.tokenizer_.encode(train_read), encoder.encode(train_labels))
        validation_data = Dataset(self.tokenizer_.encode(validation_read), encoder.encode(validation_labels))
        train_loader = train_data.create_dataloader(self.batch_size, shuffle=True, seed=self.seed)
        validation_loader = validation_data.create_dataloader(512)
        trainer = self._build_trainer()
        self.history_ = trainer.train(
            train_loader, validation_loader, self.num_epochs, self.patience, self.keep_best, progress
        )
        self.temperature_ = fit_temperature(trainer.predict_logits(validation_loader), validation_data.labels)
        return self

    def _read(self, texts: list[str]) -> list[list[str]]:
        """The tokens of each text, no more than `MAX_TOKENS`."""
        if self.reading not in ("words", "textbook"):
            raise InputError(f"reading is 'words' or 'textbook', not {self.reading!r}")
        if self.reading == "words":
            read = list(map(read_headline if self.clean else split_words, texts))
        else:
            cleaned = [remove_source_tag(clean_markup(text)) if self.clean else text for text in texts]
            read = [preprocess(text, STOP_WORDS).split() for text in cleaned]
        if too_long := sum(len(tokens) > MAX_TOKENS for tokens in read):
            warnings.warn(
                f"{too_long} of {len(read)} texts have more than {MAX_TOKENS} tokens; the rest of them is not read",
                stacklevel=3,
            )
        return [tokens[:MAX_TOKENS] for tokens in read]

    def _build_vocabulary(self, token_lists: list[list[str]]) -> tuple[Tokenizer, OpenEmbedding]:
        """All tokens that will be known, those with vectors to learn first, and the embedding layer in that order."""
        tokens = Tokenizer(num_tokens=self.num_tokens).fit_tokens(token_lists).index_to_token[2:]
        vectors = self.embeddings if self.embeddings is not None else KeyedVectors(EMBEDDING_DIM)
        known = vectors.key_to_index
        learned = [token for token in tokens if not (self.freeze and token in known)]
        candidates = vectors.index_to_key if self.open_vocabulary else [token for token in tokens if token in known]
        to_learn = set(learned)
        tokenizer = Tokenizer.from_tokens(learned + [token for token in candidates if token not in to_learn])
        matrix, _ = make_embeddings_matrix(vectors, tokenizer.token_to_index, self.seed)
        rows = torch.from_numpy(matrix)
        first_fixed = len(learned) + 2  # behind PAD and UNK
        return tokenizer, OpenEmbedding(rows[:first_fixed], rows[first_fixed:])

    def _build_model(self, embedding: OpenEmbedding) -> CNN:
        return CNN(
            embedding,
            num_classes=len(self.classes_),
            num_filters=self.num_filters,
            filter_sizes=self.filter_sizes,
            hidden_dim=self.hidden_dim,
            dropout=self.dropout,
            embedding_dropout=self.embedding_dropout,
            relu=self.relu,
            mask_padding=self.mask_padding,
        ).to(self.device_)

    def _build_trainer(self) -> Trainer:
        layers, vectors = [], []
        for name, parameter in self.model_.named_parameters():
            if parameter.requires_grad:
                (vectors if name.startswith("embedding.") else layers).append(parameter)
        # Decay pulls weights towards 0. Word vectors are spared: 0 is no natural place for a word.
        groups = [{"params": layers, "weight_decay": self.weight_decay}, {"params": vectors, "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(groups, lr=self.learning_rate, fused=True)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=self.num_epochs)
        loss_fn = torch.nn.CrossEntropyLoss(label_smoothing=self.label_smoothing)
        return Trainer(self.model_, self.device_, loss_fn, optimizer, scheduler)

    # ---- using what was learned ----

    def decision_function(self, X: Sequence[str]) -> np.ndarray:
        """Logits, float32 (texts, classes), before the temperature: any real numbers, the largest wins.

        Each text is read on its own: its neighbours change its numbers by no more than float rounding. A text without
        any known word is answered all the same, with a UserWarning.
        """
        self._check_fitted()
        sequences = self.tokenizer_.encode(self._read(_require_texts(X, "text")))
        if unread := sum(all(index == UNK_INDEX for index in sequence) for sequence in sequences):
            warnings.warn(f"{unread} of {len(sequences)} texts hold no word that the classifier knows", stacklevel=2)
        return self.model_.logits(sequences)

    def predict_proba(self, X: Sequence[str]) -> np.ndarray:
        """Probabilities, float32 (texts, classes) in the order of `classes_`, each row summing to 1."""
        return softmax(self.decision_function(X) / np.float32(self.temperature_), axis=1)

    def predict(self, X: Sequence[str]) -> np.ndarray:
        """The likeliest class of each text: str, shape (texts,)."""
        winners = self.decision_function(X).argmax(axis=1)
        return self.classes_[winners]

    def explain(self, X: Sequence[str]) -> list[Explanation]:
        """Why each text gets its label: one `Explanation` a text, which a notebook shows as shaded words.

        It explains the logit of the likeliest class, before the temperature: word scores and bias sum to it. An empty
        text is explained too, by saying that nothing was read.
        """
        self._check_fitted()
        texts = _require_texts(X, "text")
        return explain_texts(self.model_, self.tokenizer_, texts, self._read(texts), self.classes_, self.temperature_)

    def _check_fitted(self) -> None:
        if not hasattr(self, "model_"):
            raise NotFittedError("this HeadlineClassifier has learned nothing yet; call fit(X, y), or load a saved one")

    def __sklearn_clone__(self) -> Self:
        # The vectors are shared, not copied: nobody writes to them, and they can weigh 160 MB.
        return type(self)(**self.get_params(deep=False))

    # ---- keeping it ----

    def save(self, directory: str | Path) -> None:
        """Write the fitted classifier to `directory`, whole or not at all; one that is there is replaced.

        Four files: `classifier.json` (format version, parameters, temperature, training history), `classes.json`,
        `tokenizer.json` and `weights.safetensors`. None holds a pickle, so loading them runs no code.
        """
        self._check_fitted()
        check_artifact_directory(directory)
        parameters = self.get_params(deep=False)
        del parameters["embeddings"]  # the vectors that are used are among the weights
        about = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "parameters": parameters,
            "temperature": self.temperature_,
            "history": self.history_.to_dict("records"),
        }
        with atomic_directory(directory) as folder:
            # Parameters may be numpy numbers, as from a random search; `item` makes them plain ones.
            as_json = json.dumps(about, indent=1, default=lambda number: number.item())
            (folder / "classifier.json").write_text(as_json, encoding="utf-8")
            LabelEncoder(self.classes_.tolist()).save(folder / "classes.json")
            self.tokenizer_.save(folder / "tokenizer.json")
            weights = {name: _shrink(tensor) for name, tensor in self.model_.state_dict().items()}
            # Not save_file, which lets nobody but the owner read the file.
            (folder / "weights.safetensors").write_bytes(safetensors.torch.save(weights))

    @classmethod
    def load(cls, directory: str | Path) -> Self:
        """Read what `save` wrote; it predicts as before, to the last bit on the same machine.

        Raises FileNotFoundError when the directory or a file in it is missing, ValueError when a file is damaged, was
        written by something else, or by a newer version. To `fit` again, set `embeddings` first: they are not kept.
        """
        folder = Path(directory)
        missing = [name for name in ARTIFACTS if not (folder / name).is_file()]
        if len(missing) == len(ARTIFACTS):
            what = "holds no saved classifier" if folder.exists() else "does not exist"
            raise FileNotFoundError(f"{folder} {what}; give the folder that save() or `train --out` wrote")
        if missing:
            raise FileNotFoundError(f"{folder} holds no whole classifier: {', '.join(missing)} missing; save it again")
        about = read_json(folder / "classifier.json", "format", "format_version")
        if about["format"] != FORMAT:
            raise ValueError(
                f"{folder} was saved by {about['format']!r}, not by {FORMAT}; pass a directory save() wrote"
            )
        if about["format_version"] != FORMAT_VERSION:
            raise ValueError(
                f"{folder} has format version {about['format_version']}, but this lessonlib reads {FORMAT_VERSION}; "
                "update lessonlib, or train and save again"
            )
        try:
            classifier = cls(**about["parameters"])
            classifier.filter_sizes = tuple(classifier.filter_sizes)  # JSON knows lists only
            classifier.classes_ = np.array(LabelEncoder.load(folder / "classes.json").classes)
            classifier.tokenizer_ = Tokenizer.load(folder / "tokenizer.json")
            classifier.temperature_ = float(about["temperature"])
            classifier.history_ = pd.DataFrame(about["history"])
            classifier.device_ = get_device()
            weights = {
                name: tensor.float()
                for name, tensor in safetensors.torch.load_file(folder / "weights.safetensors").items()
            }
            learned, fixed = weights["embedding.learned.weight"], weights["embedding.fixed.weight"]
            if len(learned) + len(fixed) - 1 != len(classifier.tokenizer_):
                raise ValueError(f"{len(classifier.tokenizer_)} tokens, {len(learned) + len(fixed) - 1} word vectors")
            classifier.model_ = classifier._build_model(OpenEmbedding(learned, fixed[1:]))
            classifier.model_.load_state_dict(weights)
        except (safetensors.SafetensorError, KeyError, TypeError, RuntimeError, ValueError) as error:
            raise ValueError(f"{folder} is damaged, its parts do not fit together; save it again ({error})") from error
        return classifier


def check_artifact_directory(directory: str | Path) -> None:
    """Raises ValueError when saving to `directory` would destroy something else than a saved classifier.

    Free are a path where nothing is, an empty folder, and a folder that holds nothing but what `save` writes.
    """
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file; choose a folder to save the classifier in")
    if folder.is_dir() and (others := sorted({path.name for path in folder.iterdir()} - set(ARTIFACTS))):
        raise ValueError(
            f"{folder} holds other files ({', '.join(others[:3])}), which saving would delete; "
            "choose a new folder, or one that holds a saved classifier and nothing else"
        )


def _require_texts(texts: Iterable[str], what: str) -> list[str]:
    """`texts` as a list of str. Raises TypeError naming the first that is none, ValueError when there are none."""
    if isinstance(texts, (pd.DataFrame, Mapping)):
        raise TypeError(f"expected a sequence of {what}s, got a {type(texts).__name__}; pass one column: X['title']")
    if isinstance(texts, (str, bytes)) or not isinstance(texts, Iterable):
        raise TypeError(f"expected a sequence of {what}s, got one {type(texts).__name__}; wrap it in a list")
    texts = list(texts)
    if not texts:
        raise ValueError(f"expected at least one {what}, got none")
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            try:
                require_text(text)
            except TypeError as error:
                raise TypeError(f"{what} {row}: {error}") from None
    return texts


def _require_rows(texts: Iterable[str], labels: Iterable[str]) -> tuple[list[str], list[str]]:
    """`texts` and their `labels` as lists of str. Raises ValueError when they differ in number."""
    texts, labels = _require_texts(texts, "text"), _require_texts(labels, "label")
    if len(texts) != len(labels):
        raise ValueError(f"{len(texts)} texts but {len(labels)} labels; give one label a text")
    return texts, labels


def _shrink(tensor: torch.Tensor) -> torch.Tensor:
    """`tensor` in half the bytes where that loses nothing, as with vectors that came as float16."""
    half = tensor.half()
    return half if torch.equal(half.float(), tensor) else tensor.contiguous()
