"""`HeadlineClassifier`: the whole lesson as one scikit-learn style estimator, from raw texts to probabilities."""

import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import torch
from gensim.models import KeyedVectors
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import NotFittedError

from lessonlib.classification.artifacts import Artifacts
from lessonlib.classification.batching import Dataset
from lessonlib.classification.distributed import Checkpoints, DistributedTrainer
from lessonlib.classification.embedding_table import OpenEmbedding, make_embeddings_matrix
from lessonlib.classification.encoding import PAD, UNK, UNK_INDEX, LabelEncoder, Tokenizer
from lessonlib.classification.explanation import Explanation, explain_texts
from lessonlib.classification.metrics import fit_temperature
from lessonlib.classification.network import CNN
from lessonlib.classification.reading import read_texts, require_rows, require_texts
from lessonlib.classification.splits import stratified_split
from lessonlib.classification.training import Trainer, get_device, set_seeds
from lessonlib.errors import InputError

EMBEDDING_DIM = 100
"""Length of the vectors that are learned from scratch: that of the GloVe vectors they are compared with."""


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

    Attributes after `fit`: `classes_` (str array, alphabetical), `model_` (`CNN`), `tokenizer_`, `temperature_`,
    `history_` (one row per epoch, see `Trainer.train`), `device_`.
    """

    def __init__(
        self,
        embeddings: KeyedVectors | None = None,
        *,
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
        schedule: Literal["cosine", "plateau"] = "cosine",
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
        self.schedule = schedule
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
        checkpoint: str | Path | None = None,
    ) -> Self:
        """Learn from texts `X` and their labels `y`. The same seed gives the same model, bit for bit, on one machine.

        The epoch and the temperature are chosen on `validation` (texts, labels), or on a part of the rows that is held
        out for it. Raises InputTypeError for a text or label that is no str, InputError when they differ in number,
        there are fewer than two classes, a class has too few rows to be in both parts, or a validation label is not
        among those of `y`. A fit that fails or is interrupted leaves the classifier as it was.

        With a folder `checkpoint`, a fit that broke off goes on from its last epoch, and ends as if it had not. In the
        processes of a `distributed.process_group`, all fit one model together.
        """
        texts, labels = require_rows(X, y)
        if validation is None:
            train, held_out = stratified_split(labels, self.validation_fraction, self.seed)
            parts = [([texts[row] for row in rows], [labels[row] for row in rows]) for rows in (train, held_out)]
        else:
            parts = [(texts, labels), require_rows(*validation)]
        (train_texts, train_labels), (validation_texts, validation_labels) = parts
        set_seeds(self.seed)
        encoder = LabelEncoder().fit(train_labels)
        if len(encoder) < 2:
            raise InputError(f"there is nothing to tell apart: every label is {train_labels[0]!r}; give at least two")
        train_read = read_texts(train_texts, self.reading, self.clean)
        validation_read = read_texts(validation_texts, self.reading, self.clean)
        tokenizer, embedding = self._build_vocabulary(train_read)
        device = get_device()
        model = self._build_model(embedding, len(encoder)).to(device)

        train_data = Dataset(tokenizer.encode(train_read), encoder.encode(train_labels))
        validation_data = Dataset(tokenizer.encode(validation_read), encoder.encode(validation_labels))
        train_loader = train_data.create_dataloader(self.batch_size, shuffle=True, seed=self.seed)
        validation_loader = validation_data.create_dataloader(512)
        trainer = self._build_trainer(model, device)
        keeper = None
        if checkpoint is not None:
            run = repr((self._settings(), encoder.classes, train_data.sequences, train_data.labels.tolist()))
            keeper = Checkpoints(checkpoint, hashlib.sha256(run.encode()).hexdigest())
        history = trainer.train(
            train_loader, validation_loader, self.num_epochs, self.patience, self.keep_best, progress, keeper
        )
        temperature = fit_temperature(trainer.predict_logits(validation_loader), validation_data.labels)
        self.classes_ = np.array(encoder.classes)
        self.tokenizer_, self.model_, self.device_ = tokenizer, model, device
        self.history_, self.temperature_ = history, temperature
        return self

    def _build_vocabulary(self, token_lists: list[list[str]]) -> tuple[Tokenizer, OpenEmbedding]:
        """All tokens that will be known, those with vectors to learn first, and the embedding layer in that order."""
        tokens = Tokenizer(num_tokens=self.num_tokens).fit_tokens(token_lists).index_to_token[2:]
        vectors = self.embeddings if self.embeddings is not None else KeyedVectors(EMBEDDING_DIM)
        known = vectors.key_to_index
        learned = [token for token in tokens if not (self.freeze and token in known)]
        candidates = vectors.index_to_key if self.open_vocabulary else [token for token in tokens if token in known]
        placed = {PAD, UNK, *learned}  # a file of vectors may have rows for PAD and UNK, too
        tokenizer = Tokenizer.from_tokens(learned + [token for token in candidates if token not in placed])
        matrix, _ = make_embeddings_matrix(vectors, tokenizer.token_to_index, self.seed)
        rows = torch.from_numpy(matrix)
        first_fixed = len(learned) + 2  # behind PAD and UNK
        return tokenizer, OpenEmbedding(rows[:first_fixed], rows[first_fixed:])

    def _build_model(self, embedding: OpenEmbedding, num_classes: int) -> CNN:
        return CNN(
            embedding,
            num_classes=num_classes,
            num_filters=self.num_filters,
            filter_sizes=self.filter_sizes,
            hidden_dim=self.hidden_dim,
            dropout=self.dropout,
            embedding_dropout=self.embedding_dropout,
            relu=self.relu,
            mask_padding=self.mask_padding,
        )

    def _build_trainer(self, model: CNN, device: torch.device) -> Trainer:
        layers: list[torch.nn.Parameter] = []
        vectors: list[torch.nn.Parameter] = []
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                (vectors if name.startswith("embedding.") else layers).append(parameter)
        # Decay pulls weights towards 0. Word vectors are spared: 0 is no natural place for a word.
        groups = [{"params": layers, "weight_decay": self.weight_decay}, {"params": vectors, "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(groups, lr=self.learning_rate, fused=True)
        scheduler: torch.optim.lr_scheduler.LRScheduler
        if self.schedule == "cosine":
            scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=self.num_epochs)
        elif self.schedule == "plateau":
            scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.1, patience=2)
        else:
            raise InputError(f"schedule is 'cosine' or 'plateau', not {self.schedule!r}")
        loss_fn = torch.nn.CrossEntropyLoss(label_smoothing=self.label_smoothing)
        kind = DistributedTrainer if torch.distributed.is_initialized() else Trainer
        return kind(model, device, loss_fn, optimizer, scheduler)

    def _settings(self) -> dict[str, Any]:
        """All parameters but the vectors."""
        return {name: value for name, value in self.get_params(deep=False).items() if name != "embeddings"}

    # ---- using what was learned ----

    def decision_function(self, X: Sequence[str]) -> np.ndarray:
        """Logits, float32 (texts, classes), before the temperature: any real numbers, the largest wins.

        Each text is read on its own: its neighbours change its numbers by no more than float rounding. A text without
        any known word has its logits all the same, with a UserWarning.
        """
        self._check_fitted()
        sequences = self.tokenizer_.encode(read_texts(require_texts(X, "text"), self.reading, self.clean))
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
        """Why each text gets its label: one `Explanation` per text, which a notebook shows as shaded words.

        It explains the logit of the likeliest class, before the temperature: word scores and bias sum to it. An empty
        text is explained too, by saying that nothing was read.
        """
        self._check_fitted()
        texts = require_texts(X, "text")
        token_lists = read_texts(texts, self.reading, self.clean)
        return explain_texts(
            self.model_, self.tokenizer_, texts, token_lists, self.classes_.tolist(), self.temperature_
        )

    def _check_fitted(self) -> None:
        if not hasattr(self, "model_"):
            raise NotFittedError("this HeadlineClassifier has learned nothing yet; call fit(X, y), or load a saved one")

    def __sklearn_clone__(self) -> Self:
        # The vectors are shared, not copied: nobody writes to them, and they can weigh 160 MB.
        return type(self)(**self.get_params(deep=False))

    # ---- keeping it ----

    def save(self, directory: str | Path) -> None:
        """Write the fitted classifier to `directory`, whole or not at all; one that is there is replaced.

        `Artifacts` in `lessonlib.classification.artifacts` says what is written. The vectors of `embeddings` are kept
        as far as they are used: among the weights. Raises InputError when `directory` holds something else.
        """
        self._check_fitted()
        weights = {name: tensor.cpu() for name, tensor in self.model_.state_dict().items()}
        Artifacts(
            self._settings(), self.classes_.tolist(), self.tokenizer_, self.temperature_, self.history_, weights
        ).save(directory)

    @classmethod
    def load(cls, directory: str | Path) -> Self:
        """Read what `save` wrote; it predicts as before, to the last bit on the same machine.

        Raises InputFileError when the directory or a file in it is missing, InputError when a file is damaged, was
        written by something else, or by a newer version. To `fit` again, set `embeddings` first: they are not kept.
        """
        saved, device = Artifacts.load(directory), get_device()
        if unknown := sorted(saved.parameters.keys() - cls().get_params().keys()):
            raise InputError(f"{directory} is damaged: there is no parameter {unknown[0]!r}; save it again")
        classifier = cls(**saved.parameters)
        try:
            learned, fixed = (saved.weights[f"embedding.{part}.weight"] for part in ("learned", "fixed"))
            model = classifier._build_model(OpenEmbedding(learned, fixed[1:]), len(saved.classes))
            model.load_state_dict(saved.weights)
        except (TypeError, ValueError, RuntimeError) as error:  # what torch raises for sizes that cannot be
            raise InputError(
                f"{directory} is damaged: its parts do not fit together ({error}); save it again"
            ) from error
        classifier.classes_ = np.array(saved.classes)
        classifier.tokenizer_, classifier.model_, classifier.device_ = saved.tokenizer, model.to(device), device
        classifier.history_, classifier.temperature_ = saved.history, saved.temperature
        return classifier
