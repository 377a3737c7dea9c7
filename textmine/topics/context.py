"""The document around a passage: what a passage is about stands in what is said before and after it, too.

It is seen twice over. The encoder reads a passage with its two neighbours as one text (`windows`), whose vector counts beside that
of the passage alone (`amid`); and on the axes of the corpus each row draws near its neighbours (`in_context`). How much both count is
measured in the corpus (`strength_of`): a committee stays with a matter for many turns, flipcharts and answers do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: How often a row draws near its neighbours. Part of a version's format.
PASSES = 2
#: On so many passages before and after it a passage's place depends: a pass reaches one farther, and so does a window.
REACH = PASSES + 1
#: What tells documents apart where they are a column beside vectors: so small that no cosine sees it.
_STEP = 2.0**-40
#: Passages so far apart are near each other, and so far apart they are the rest of their document.
NEAR, FAR = range(1, 4), range(5, 31)
#: Near ones that are so much more alike than the rest count in full. Where few pairs were seen the strength is drawn to the usual one,
#: as if so many pairs had said so.
PERSISTENT, PAIRS = 0.05, 100
#: The usual strength, and the least: what says nothing of its own needs some.
USUAL, LEAST = 0.5, 0.1


def windows(texts: Sequence[str], documents: Sequence[str]) -> list[str]:
    """n texts, in the order of their documents -> each with the text before and the one after it in the same document.

    A text that says nothing stays so, and one that stands alone stays as it is.
    """
    out = []
    for i, text in enumerate(texts):
        near = (j for j in (i - 1, i, i + 1) if 0 <= j < len(texts) and documents[j] == documents[i])
        out.append(" ".join(texts[j] for j in near if texts[j]) if text else "")
    return out


def strength_of(vectors: np.ndarray, documents: Sequence[str]) -> float:
    """How much the passages around one tell of it in a corpus, LEAST..1, from (n, d) vectors in the order of their documents.

    By how much more the centred vectors of passages that are NEAR each other are alike (mean cosine) than those that are FAR from each other
    in the same document, as a share of PERSISTENT. Where people stay with a matter that is much; where they jump it is nothing. Documents
    that are too short to have passages far apart say nothing of it.
    """
    import numpy as np

    says = np.asarray(vectors.any(axis=1))
    rows = np.where(says[:, None], unit(vectors - vectors[says].mean(axis=0)) if says.any() else 0.0, 0.0)
    numbers = document_numbers(documents, len(rows))
    known, sizes = np.unique(numbers, return_counts=True)
    is_long = np.isin(numbers, known[sizes > FAR.start])

    def cosines(lags: range) -> np.ndarray:
        found = [np.zeros(0)]
        for lag in lags:
            pair = (numbers[lag:] == numbers[:-lag]) & is_long[lag:] & says[lag:] & says[:-lag]
            found.append(np.einsum("id,id->i", rows[lag:][pair], rows[:-lag][pair]))
        return np.concatenate(found)

    near, far = cosines(NEAR), cosines(FAR)
    if not len(near) or not len(far):
        return USUAL
    n = min(len(near), len(far))
    measured = (near.mean() - far.mean()) / PERSISTENT
    return round(float(np.clip((n * measured + PAIRS * USUAL) / (n + PAIRS), LEAST, 1.0)), 2)


def amid(vectors: np.ndarray, around: np.ndarray | None, strength: float) -> np.ndarray:
    """(n, d) unit rows of texts and of their windows -> unit rows of both, a window counting `strength` times; a row at a time.

    around: None where texts stand alone.
    """
    import numpy as np

    if around is None:
        return vectors
    around = np.asarray(around, dtype=np.float64)
    differ = (around != vectors).any(axis=1) & vectors.any(axis=1)
    return np.where(differ[:, None], unit(vectors + strength * around), vectors)


def document_numbers(documents: Sequence[str] | None, n: int) -> np.ndarray:
    """(n,) a number for each row, equal for rows of one document; 0 where a row stands alone (documents is None)."""
    import numpy as np

    if documents is None:
        return np.zeros(n)
    return (np.unique(np.asarray(documents), return_inverse=True)[1] + 1) * _STEP


def in_context(rows: np.ndarray, documents: np.ndarray, strength: float) -> np.ndarray:
    """(n, q) unit rows, in the order of their documents -> each with its neighbours of the same document, of unit length.

    documents: (n,) of `document_numbers`. In each pass a row gains a weight times the cosine of the row before it, and of the one after
    it, times that row, where the cosine is positive; the weight is twice the strength, 0..1, in the first pass, and what that is over
    1 in the second. So a row's value depends on PASSES rows on each side and on nothing else, bit for bit. A row that stands alone, or
    is zero, stays as it is.
    """
    import numpy as np

    if len(rows) < 2:
        return rows
    same = (documents[1:] == documents[:-1]) & (documents[1:] != 0)
    for weight in (min(1.0, 2 * strength), max(0.0, 2 * strength - 1)):
        if not weight:
            break
        cosine = np.maximum(np.einsum("iq,iq->i", rows[1:], rows[:-1]), 0.0) * same * weight
        out = rows.copy()
        out[1:] += cosine[:, None] * rows[:-1]
        out[:-1] += cosine[:, None] * rows[1:]
        rows = np.where((out != rows).any(axis=1)[:, None], unit(out), rows)
    return rows
