"""Bars for what takes long; the variable TQDM_DISABLE switches all of them off."""

import os
from typing import Any

from tqdm.auto import tqdm


def progress_bar(*args: Any, **options: Any) -> tqdm:
    """Tqdm's bar for a terminal or a notebook, as `tqdm(...)`, or none where the environment says TQDM_DISABLE.

    tqdm's own bar for notebooks does not heed that variable, and a bar that shows on slow machines only would be in the
    way wherever outputs are compared.
    """
    options["disable"] = bool(options.get("disable") or os.environ.get("TQDM_DISABLE"))
    return tqdm(*args, **options)
