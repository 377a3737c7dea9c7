"""The passages that stand for a topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: How many stand for one; of how many that are nearest; texts that share more of their words are near-duplicates.
REPRESENTATIVES, NEAREST, ALIKE = 5, 200, 0.7


def representatives_of(
    texts: Sequence[str], units: np.ndarray, labels: np.ndarray, rows: np.ndarray, centres: np.ndarray
) -> tuple[tuple[int, ...], ...]:
    """For each topic the texts nearest to its centre, from different documents first, without near-duplicates.

    texts: n; units: (n,) the document of each; labels: (n,) its topic, -1 for none; rows: (n, q) and centres: (k, q), unit
    length. Returns indices of texts.
    """
    import numpy as np

    out = []
    for topic, centre in enumerate(centres):
        mine = np.flatnonzero(labels == topic)
        order = mine[np.argsort(-np.einsum("iq,q->i", rows[mine], centre), kind="stable")][:NEAREST]
        chosen: list[int] = []
        for spread in (True, False):
            for i in order.tolist():
                words = set(texts[i].casefold().split())
                alike = any(_overlap(words, set(texts[j].casefold().split())) > ALIKE for j in chosen)
                seen = spread and units[i] in units[chosen]
                if len(chosen) < REPRESENTATIVES and i not in chosen and not alike and not seen:
                    chosen.append(i)
        out.append(tuple(chosen))
    return tuple(out)


def _overlap(a: set[str], b: set[str]) -> float:
    return len(a & b) / max(1, len(a | b))
