"""Rows of unit length, by which all that lies in the space of the topics is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def unit(rows: np.ndarray) -> np.ndarray:
    """(n, q) rows of unit length; a zero row stays zero. A row at a time (see `assign`)."""
    import numpy as np

    length = np.sqrt(np.einsum("iq,iq->i", rows, rows))
    return np.asarray(rows / np.maximum(length, 1e-12)[:, None])
