"""The document around a passage: what a passage is about stands in what is said before and after it, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: How many neighbours on each side count, and how much: so many times their cosine.
SIDES, WEIGHT = 2, 2.0
#: What tells documents apart where they are a column beside vectors: so small that no cosine sees it.
_STEP = 2.0**-40


def document_numbers(documents: Sequence[str] | None, n: int) -> np.ndarray:
    """(n,) a number for each row, equal for rows of one document; 0 where a row stands alone (documents is None)."""
    import numpy as np

    if documents is None:
        return np.zeros(n)
    return (np.unique(np.asarray(documents), return_inverse=True)[1] + 1) * _STEP


def in_context(rows: np.ndarray, documents: np.ndarray, weight: float = WEIGHT) -> np.ndarray:
    """(n, q) unit rows, in the order of their documents -> each with its neighbours of the same document, of unit length.

    documents: (n,) of `document_numbers`. A row gains `weight` times the cosine of each of SIDES neighbours before and after it
    times that neighbour, where the cosine is positive. Neighbours are the rows as given, so a row's value depends on its document
    within SIDES rows and on nothing else, bit for bit. A row that stands alone, or is zero, stays as it is.
    """
    import numpy as np

    out = rows.copy()
    for step in range(1, SIDES + 1):
        if len(rows) <= step:
            break
        same = (documents[step:] == documents[:-step]) & (documents[step:] != 0)
        cosine = np.maximum(np.einsum("iq,iq->i", rows[step:], rows[:-step]), 0.0) * same * weight
        out[step:] += cosine[:, None] * rows[:-step]
        out[:-step] += cosine[:, None] * rows[step:]
    has_gained = (out != rows).any(axis=1)
    return np.where(has_gained[:, None], unit(out), rows)
