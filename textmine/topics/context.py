"""The document around a passage: what a passage is about stands in what is said before and after it, too.

It is seen twice over. The encoder reads a passage with its two neighbours as one text (`windows`), whose vector counts as much as
that of the passage alone (`amid`); and on the axes of the corpus each row draws near its neighbours (`in_context`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: How often a row draws near its neighbours, and what they count each time: so many times their cosine. Part of a version's format.
PASSES, WEIGHT = 2, 1.0
#: On so many passages before and after it a passage's place depends: a pass reaches one farther, and so does a window.
REACH = PASSES + 1
#: What tells documents apart where they are a column beside vectors: so small that no cosine sees it.
_STEP = 2.0**-40


def windows(texts: Sequence[str], documents: Sequence[str]) -> list[str]:
    """n texts, in the order of their documents -> each with the text before and the one after it in the same document.

    A text that says nothing stays so, and one that stands alone stays as it is.
    """
    out = []
    for i, text in enumerate(texts):
        near = (j for j in (i - 1, i, i + 1) if 0 <= j < len(texts) and documents[j] == documents[i])
        out.append(" ".join(texts[j] for j in near if texts[j]) if text else "")
    return out


def amid(vectors: np.ndarray, around: np.ndarray | None) -> np.ndarray:
    """(n, d) unit rows of texts and of their windows -> unit rows of both; a row at a time. around: None where texts stand alone."""
    import numpy as np

    if around is None:
        return vectors
    around = np.asarray(around, dtype=np.float64)
    differ = (around != vectors).any(axis=1) & vectors.any(axis=1)
    return np.where(differ[:, None], unit(vectors + around), vectors)


def document_numbers(documents: Sequence[str] | None, n: int) -> np.ndarray:
    """(n,) a number for each row, equal for rows of one document; 0 where a row stands alone (documents is None)."""
    import numpy as np

    if documents is None:
        return np.zeros(n)
    return (np.unique(np.asarray(documents), return_inverse=True)[1] + 1) * _STEP


def in_context(rows: np.ndarray, documents: np.ndarray, weight: float = WEIGHT) -> np.ndarray:
    """(n, q) unit rows, in the order of their documents -> each with its neighbours of the same document, of unit length.

    documents: (n,) of `document_numbers`. In each of PASSES passes a row gains `weight` times the cosine of the row before it, and of
    the one after it, times that row, where the cosine is positive. So a row's value depends on PASSES rows on each side and on
    nothing else, bit for bit. A row that stands alone, or is zero, stays as it is.
    """
    import numpy as np

    if len(rows) < 2 or not weight:
        return rows
    same = (documents[1:] == documents[:-1]) & (documents[1:] != 0)
    for _ in range(PASSES):
        cosine = np.maximum(np.einsum("iq,iq->i", rows[1:], rows[:-1]), 0.0) * same * weight
        out = rows.copy()
        out[1:] += cosine[:, None] * rows[:-1]
        out[:-1] += cosine[:, None] * rows[1:]
        rows = np.where((out != rows).any(axis=1)[:, None], unit(out), rows)
    return rows
