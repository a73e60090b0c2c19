"""Values as a learner reads them in a message: short, on one line, the same in every run."""

import re
from typing import Any

import numpy as np

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def as_array(value: Any) -> np.ndarray | None:
    """A numpy array or torch tensor as an array (no copy where possible); None for anything else."""
    if isinstance(value, np.ndarray):
        return value
    return value.detach().cpu().numpy() if is_tensor(value) else None


def is_tensor(value: Any) -> bool:
    """Whether `value` is a torch tensor, found out without importing torch."""
    return any(base.__module__ == "torch" and base.__name__ == "Tensor" for base in type(value).__mro__)


def show(value: Any, width: int = 100) -> str:
    """`value` in at most `width` characters, with four digits a number and without addresses in memory."""
    array = as_array(value)
    if array is not None:
        kind = "tensor" if is_tensor(value) else "array"
        with np.printoptions(precision=4, suppress=True, threshold=12, edgeitems=3):
            text = " ".join(np.array2string(array, separator=", ", max_line_width=10**6).split())
        if len(text) + len(kind) + 2 <= width:
            return f"{kind}({text})"
        text = f"{kind} of shape {array.shape}: {text}"
    elif isinstance(value, np.generic):
        return show(value.item(), width)
    elif isinstance(value, float):
        text = f"{value:.6g}" if value != round(value, 4) else repr(value)
    elif type(value) in (list, tuple):
        text = ", ".join(show(item, width) for item in value[:20]) + (", ..." if len(value) > 20 else "")
        text = f"[{text}]" if isinstance(value, list) else f"({text}{',' * (len(value) == 1)})"
    else:
        text = repr(value)
    return shorten(text, width)


def shorten(text: str, width: int = 100) -> str:
    """`text` on one line of at most `width` characters, without addresses in memory."""
    text = " ".join(_ADDRESS.sub("", text).split())
    return text if len(text) <= width else text[: width - 4] + " ..."


def kind(value: Any) -> str:
    """What `value` is, with its article: "a list", "an array of shape (2, 3)", "None"."""
    array = as_array(value)
    if array is not None:
        name = "a torch tensor" if is_tensor(value) else "a numpy array"
        return f"{name} of shape {array.shape}"
    if value is None:
        return "None"
    name = type(value).__name__
    name = {"str": "text (str)", "int": "number (int)", "float": "number (float)"}.get(name, name)
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}" if not name.startswith("text") else name


def spelled(value: Any) -> str | None:
    """`value` as Python that can be copied into a lesson, where np and torch are known; None when it cannot be."""
    array = as_array(value)
    if array is not None:
        maker = "torch.tensor" if is_tensor(value) else "np.array"
        return f"{maker}({array.tolist()})" if array.size and not getattr(value, "requires_grad", False) else None
    if isinstance(value, list | tuple):
        items = [spelled(item) for item in value]
        text = ", ".join(item for item in items if item is not None)
        comma = "," * (len(items) == 1)
        return None if None in items else f"[{text}]" if isinstance(value, list) else f"({text}{comma})"
    if isinstance(value, dict):
        pairs = [(spelled(key), spelled(item)) for key, item in value.items()]
        whole = all(key is not None and item is not None for key, item in pairs)
        return "{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}" if whole else None
    return repr(value) if isinstance(value, str | int | float) else None
