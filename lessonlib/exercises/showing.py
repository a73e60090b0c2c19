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
    """`value` in at most `width` characters, with four decimals a number and without addresses in memory."""
    return shorten(re.sub(r"\b(np|torch)\.|, requires_grad=True", "", spelled(value, 4) or repr(value)), width)


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
    name = type(value).__name__
    usual = {"NoneType": "None", "str": "text (str)", "int": "a number (int)", "float": "a number (float)"}
    return usual.get(name, f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}")


def spelled(value: Any, decimals: int = 17) -> str | None:
    """`value` as Python that can be copied into a lesson, where np and torch are known; None when it cannot be."""
    array = as_array(value)
    if array is not None:
        maker = "torch.tensor" if is_tensor(value) else "np.array"
        gradient = ", requires_grad=True" * getattr(value, "requires_grad", False)
        return f"{maker}({spelled(array.tolist(), decimals)}{gradient})" if array.size else None
    if isinstance(value, np.generic):
        return spelled(value.item(), decimals)
    if isinstance(value, list | tuple | dict):
        items = [spelled(item, decimals) for item in value]
        if isinstance(value, dict):
            items = [f"{key}: {spelled(item, decimals)}" for key, item in zip(items, value.values(), strict=True)]
        left, right = "[]" if isinstance(value, list) else "{}" if isinstance(value, dict) else "()"
        comma = "," * (isinstance(value, tuple) and len(items) == 1)
        return None if None in items else f"{left}{', '.join(map(str, items))}{comma}{right}"
    if isinstance(value, float):
        return repr(round(value, decimals) + 0.0)  # no -0.0
    return repr(value) if isinstance(value, str | int) else None
