"""Whether what a programme expects is said in a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: Sentences about one matter begin at this cosine in the default encoder.
SAID = 0.5


def look_for(
    seeds: Sequence[np.ndarray], batches: Iterable[tuple[np.ndarray, Sequence[str]]]
) -> list[tuple[str, int, int]]:
    """Whether each seed theme of corpus.toml is said in a corpus: "found", "weak" or "not found", sentences and documents.

    seeds: (m, d) unit vectors of the description and examples of each; batches: (n, d) unit vectors of sentences and the
    document of each. A sentence says it at a cosine of SAID or more with any of the phrases.
    """
    said: list[list[str]] = [[] for _ in seeds]
    for vectors, documents in batches:
        for phrases, found in zip(seeds, said, strict=True):
            close = (vectors @ phrases.T).max(axis=1) >= SAID
            found += [document for document, near in zip(documents, close, strict=True) if near]
    out = []
    for found in said:
        spread = len(set(found))
        status = "found" if len(found) >= 5 and spread >= 3 else "weak" if found else "not found"
        out.append((status, len(found), spread))
    return out
