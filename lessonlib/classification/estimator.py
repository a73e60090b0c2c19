"""`HeadlineClassifier`: the whole lesson as one scikit-learn style estimator, from raw texts to probabilities."""

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
from sklearn.utils import Tags

from lessonlib.classification.artifacts import Artifacts
from lessonlib.classification.batching import Dataset
from lessonlib.classification.building import build_checkpoints, build_network, build_trainer, build_vocabulary
from lessonlib.classification.embedding_table import OpenEmbedding
from lessonlib.classification.encoding import UNK_INDEX
from lessonlib.classification.explanation import Explanation, explain_texts
from lessonlib.classification.metrics import fit_temperature
from lessonlib.classification.parameters import plain_parameters
from lessonlib.classification.reading import encode_labels, read_texts, require_rows, require_texts
from lessonlib.classification.splits import stratified_split
from lessonlib.classification.torch_state import enough_memory, private_seed
from lessonlib.classification.training import get_device
from lessonlib.errors import InputError, InputTypeError


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

    Attributes after `fit`: `classes_` (array of the labels, sorted), `model_` (`CNN`), `tokenizer_`, `temperature_`,
    `history_` (one row per epoch, see `Trainer.train`), `device_`, `parameters_` (those it was fitted with, but the
    vectors: what is changed by `set_params` counts from the next `fit` on).
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
        y: Sequence[str] | Sequence[int] | Sequence[bool],
        validation: tuple[Sequence[str], Sequence[str]] | None = None,
        progress: bool | str = False,
        checkpoint: str | Path | None = None,
    ) -> Self:
        """Learn from texts `X` and their labels `y`. The same seed gives the same model, bit for bit, on one machine.

        Labels are str, whole numbers or bool. The epoch and the temperature are chosen on `validation` (texts, labels),
        or on a part of the rows that is held out for it. The global random numbers of `random`, numpy and torch go on
        afterwards as if nothing had been drawn, and threads fit one after another. A fit that fails or is interrupted
        leaves the classifier as it was. With a folder `checkpoint`, one that broke off goes on from its last epoch, and
        ends as if it had not. In the processes of a `distributed.process_group`, all fit one model together.

        Raises InputTypeError for a text that is no str or a label of another type; InputError when they differ in
        number, there are fewer than two classes, a class has too few rows to be in both parts, a validation label is
        not among those of `y`, or a parameter is out of its range; MemoryError, which says what was too big.
        """
        parameters = plain_parameters(self._parameters())
        if y is None:
            raise InputTypeError("HeadlineClassifier requires y to be passed, but the target y is None")
        texts, labels = require_rows(X, y)
        if validation is None:
            split = stratified_split(labels.tolist(), parameters["validation_fraction"], parameters["seed"])
            parts = [([texts[row] for row in rows], labels[rows]) for rows in split]
        else:
            parts = [(texts, labels), require_rows(*validation)]
        (train_texts, train_labels), (validation_texts, validation_labels) = parts
        classes = np.unique(train_labels)
        if len(classes) < 2:
            raise InputError(f"nothing to tell apart: every label is {classes.item()!s:.60}; give at least two")
        train_read = read_texts(train_texts, parameters["reading"], parameters["clean"])
        validation_read = read_texts(validation_texts, parameters["reading"], parameters["clean"])
        device = get_device()
        sizes = ", ".join(f"{name}={parameters[name]}" for name in ("num_filters", "filter_sizes", "hidden_dim"))
        with private_seed(parameters["seed"]), enough_memory(f"a network of {sizes} and {len(texts):,} texts"):
            tokenizer, embedding = build_vocabulary(train_read, self.embeddings, parameters)
            train_data = Dataset(tokenizer.encode(train_read), encode_labels(train_labels, classes))
            validation_data = Dataset(tokenizer.encode(validation_read), encode_labels(validation_labels, classes))
            del train_read, validation_read  # many small lists, of which nothing is needed any more
            validation_loader = validation_data.create_dataloader(512)
            model = build_network(embedding, len(classes), parameters).to(device)
            trainer = build_trainer(model, device, parameters)
            run = (parameters, classes.tolist(), train_data.sequences, train_data.labels.tolist())
            keeper = None if checkpoint is None else build_checkpoints(checkpoint, *run)
            history = trainer.train(
                train_data.create_dataloader(parameters["batch_size"], shuffle=True, seed=parameters["seed"]),
                validation_loader,
                **{name: parameters[name] for name in ("num_epochs", "patience", "keep_best")},
                progress=progress,
                keeper=keeper,
            )
            temperature = fit_temperature(trainer.predict_logits(validation_loader), validation_data.labels)
        self._set_fitted(
            parameters=parameters,
            classes=classes,
            tokenizer=tokenizer,
            model=model,
            temperature=temperature,
            history=history,
            device=device,
        )
        return self

    def _parameters(self) -> dict[str, Any]:
        """All parameters but the vectors, as they were given."""
        return {name: value for name, value in self.get_params().items() if name != "embeddings"}

    def _set_fitted(self, **attributes: Any) -> None:
        # In one step: whoever presses Ctrl-C meanwhile finds the old classifier or the new one, no mixture.
        self.__dict__.update({f"{name}_": value for name, value in attributes.items()})

    # ---- using what was learned ----

    def logits(self, X: Sequence[str]) -> np.ndarray:
        """Logits, float32 (texts, classes), before the temperature: any real numbers, the largest wins.

        Each text is read on its own: its neighbours change its numbers by no more than float rounding. A text without
        any known word has its logits all the same, with a UserWarning.
        """
        self._check_fitted()
        sequences = self.tokenizer_.encode(self._read(require_texts(X)))
        if unread := sum(all(index == UNK_INDEX for index in sequence) for sequence in sequences):
            warnings.warn(f"{unread} of {len(sequences)} texts hold no word that the classifier knows", stacklevel=3)
        return self.model_.logits(sequences)

    def decision_function(self, X: Sequence[str]) -> np.ndarray:
        """`logits`; for two classes, as scikit-learn has it, how far the second is above the first: shape (texts,)."""
        logits = self.logits(X)
        return logits[:, 1] - logits[:, 0] if len(self.classes_) == 2 else logits

    def predict_proba(self, X: Sequence[str]) -> np.ndarray:
        """Probabilities, float32 (texts, classes) in the order of `classes_`, each row summing to 1."""
        return softmax(self.logits(X) / np.float32(self.temperature_), axis=1)

    def predict(self, X: Sequence[str]) -> np.ndarray:
        """The likeliest class of each text, of the type of the labels given to `fit`: shape (texts,).

        A process that was forked predicts with one thread; one started anew needs `load`, or this object by pickle.
        """
        winners = self.logits(X).argmax(axis=1)
        return self.classes_[winners]

    def explain(self, X: Sequence[str]) -> list[Explanation]:
        """Why each text gets its label: one `Explanation` per text, which a notebook shows as shaded words.

        It explains the logit of the likeliest class, before the temperature: word scores and bias sum to it. An empty
        text is explained too, by saying that nothing was read.
        """
        self._check_fitted()
        read = self._read(texts := require_texts(X))
        return explain_texts(self.model_, self.tokenizer_, texts, read, self.classes_.tolist(), self.temperature_)

    def _read(self, texts: list[str]) -> list[list[str]]:
        """The tokens of each text, read as in `fit`, whatever the parameters may be by now."""
        return read_texts(texts, self.parameters_["reading"], self.parameters_["clean"])

    def _check_fitted(self) -> None:
        if not hasattr(self, "model_"):
            raise NotFittedError("this HeadlineClassifier has learned nothing yet; call fit(X, y), or load a saved one")

    def __sklearn_clone__(self) -> Self:
        # The vectors are shared, not copied: nobody writes to them, and they can weigh 160 MB.
        return type(self)(**self.get_params())

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        return tags

    # ---- keeping it ----

    def save(self, directory: str | Path) -> None:
        """Write the fitted classifier to `directory`, whole or not at all; one that is there is replaced.

        `Artifacts` in `lessonlib.classification.artifacts` says what is written. The vectors of `embeddings` are kept
        as far as they are used: among the weights. Raises InputError when `directory` holds something else.
        """
        self._check_fitted()
        weights = {name: tensor.cpu() for name, tensor in self.model_.state_dict().items()}
        learned = self.parameters_, self.classes_.tolist(), self.tokenizer_, self.temperature_, self.history_
        Artifacts(*learned, weights).save(directory)

    @classmethod
    def load(cls, directory: str | Path) -> Self:
        """Read what `save` wrote; it predicts as before, to the last bit on the same machine.

        Its parameters are those that it was fitted with. Raises InputFileError when the directory or a file in it is
        missing, InputError when a file is damaged, was written by something else, or by a newer version. To `fit`
        again, set `embeddings` first: they are not kept.
        """
        saved, device = Artifacts.load(directory), get_device()
        learned, fixed = (saved.weights[f"embedding.{part}.weight"] for part in ("learned", "fixed"))
        classifier = cls(**saved.parameters)
        parameters = plain_parameters(classifier._parameters())  # those that are newer than the file are there, too
        try:
            # Without memory of its own: sizes that cannot be are found before anything of that size is made.
            with torch.device("meta"):
                embedding = OpenEmbedding(learned.to("meta"), fixed[1:].to("meta"))
                model = build_network(embedding, len(saved.classes), parameters)
            model.load_state_dict(saved.weights, assign=True)
        except RuntimeError as error:  # what torch raises for sizes that differ
            raise InputError(
                f"{directory} is damaged: its parts do not fit together ({error!s:.300}); save it again"
            ) from error
        classifier._set_fitted(
            parameters=parameters,
            classes=np.array(saved.classes),
            tokenizer=saved.tokenizer,
            model=model.to(device),
            temperature=saved.temperature,
            history=saved.history,
            device=device,
        )
        return classifier
