"""The usual way, as lessons and tutorials write it: each function does what its neighbour in `lessonlib` does.

Nothing here is slow on purpose. It is the plain code that one meets most often: a dict filled line by line, regular
expressions over every text, rows padded one at a time, one `nn.Conv1d` per width, Adam with its defaults.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from lessonlib.text import STOP_WORDS

STOP_WORD = re.compile(r"\b(" + "|".join(sorted(STOP_WORDS)) + r")\b\s*")


def read_vectors(path: str) -> dict[str, np.ndarray]:
    """The words of a GloVe text file and their vectors."""
    embeddings = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            values = line.split()
            embeddings[values[0]] = np.array(values[1:], dtype="float32")
    return embeddings


def clean(text: str) -> str:
    """`text` in lower case, without stop words and without signs."""
    text = text.lower()
    text = STOP_WORD.sub("", text)
    text = re.sub(r"([-;.,!?<=>])", r" \1 ", text)
    text = re.sub(r"[^a-z0-9]+", " ", text)
    text = re.sub(r" +", " ", text)
    return text.strip()


def encode(texts: Sequence[str], token_to_index: Mapping[str, int]) -> list[np.ndarray]:
    """The indices of the tokens of each text; 1 for those that are unknown."""
    sequences = []
    for text in texts:
        sequence = []
        for token in text.split(" "):
            sequence.append(token_to_index.get(token, 1))
        sequences.append(np.asarray(sequence))
    return sequences


def pad_sequences(sequences: Sequence[np.ndarray]) -> np.ndarray:
    """All sequences in one matrix, filled up with zeros behind."""
    longest = max(len(sequence) for sequence in sequences)
    padded = np.zeros((len(sequences), longest))
    for row, sequence in enumerate(sequences):
        padded[row][: len(sequence)] = sequence
    return padded


class Dataset(torch.utils.data.Dataset):
    """Sequences and labels, one pair at a time; `collate` makes a batch of them."""

    def __init__(self, sequences: Sequence[np.ndarray], labels: np.ndarray):
        self.sequences = sequences
        self.labels = labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[np.ndarray, int]:
        return self.sequences[index], self.labels[index]

    def collate(self, batch: list[tuple[np.ndarray, int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """One batch as two tensors, padded to its longest row."""
        tokens = pad_sequences([sequence for sequence, _ in batch])
        labels = np.array([label for _, label in batch])
        return torch.LongTensor(tokens.astype(np.int64)), torch.LongTensor(labels)

    def create_dataloader(self, batch_size: int = 64, shuffle: bool = False) -> torch.utils.data.DataLoader:
        """Batches of the rows, in order or shuffled."""
        return torch.utils.data.DataLoader(self, batch_size=batch_size, collate_fn=self.collate, shuffle=shuffle)


class CNN(nn.Module):
    """Embed, transpose, convolve with each width, ReLU, take the maximum over time, classify with two dense layers."""

    def __init__(
        self,
        vectors: torch.Tensor,
        num_classes: int,
        freeze: bool,
        num_filters: int = 50,
        filter_sizes: Sequence[int] = (1, 2, 3),
        hidden_dim: int = 100,
        dropout: float = 0.0,
    ):
        super().__init__()
        self.filter_sizes = filter_sizes
        self.embeddings = nn.Embedding.from_pretrained(vectors.clone(), freeze=freeze, padding_idx=0)
        self.conv = nn.ModuleList(nn.Conv1d(vectors.shape[1], num_filters, width) for width in filter_sizes)
        self.fc1 = nn.Linear(num_filters * len(filter_sizes), hidden_dim)
        self.dropout = nn.Dropout(dropout)
        self.fc2 = nn.Linear(hidden_dim, num_classes)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        x = self.embeddings(tokens).transpose(1, 2)
        z = []
        for width, conv in zip(self.filter_sizes, self.conv, strict=True):
            left = (width - 1) // 2
            activations = F.relu(conv(F.pad(x, (left, width - 1 - left))))
            z.append(F.max_pool1d(activations, activations.size(2)).squeeze(2))
        z = self.dropout(F.relu(self.fc1(torch.cat(z, 1))))
        return self.fc2(z)


def train_epoch(model: nn.Module, loader: torch.utils.data.DataLoader, optimizer: torch.optim.Optimizer) -> float:
    """Learns from every batch once; the mean loss of the batches."""
    model.train()
    loss_fn = nn.CrossEntropyLoss()
    mean_loss = 0.0
    for number, (tokens, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss = loss_fn(model(tokens), labels)
        loss.backward()
        optimizer.step()
        mean_loss += (loss.detach().item() - mean_loss) / (number + 1)
    return mean_loss


def predict(
    model: nn.Module, token_to_index: Mapping[str, int], texts: Sequence[str], batch_size: int = 64
) -> np.ndarray:
    """The probabilities of each text, (texts, classes): clean, encode, batch, ask."""
    sequences = encode([clean(text) for text in texts], token_to_index)
    loader = Dataset(sequences, np.zeros(len(sequences))).create_dataloader(batch_size)
    model.eval()
    probabilities = []
    with torch.inference_mode():
        for tokens, _ in loader:
            probabilities.extend(F.softmax(model(tokens), dim=1).numpy())
    return np.array(probabilities)
