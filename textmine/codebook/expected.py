"""Whether what a programme expects is said in a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: Sentences about one matter begin at this cosine in the default encoder.
SAID_FROM = 0.5


def look_for(
    seeds: Sequence[np.ndarray], batches: Iterable[tuple[np.ndarray, Sequence[str]]]
) -> list[tuple[str, int, int]]:
    """Whether each seed theme of corpus.toml is said in a corpus: "found", "weak" or "not found", sentences and documents.

    seeds: (m, d) unit vectors of the description and examples of each; batches: (n, d) unit vectors of sentences and the
    document of each. A sentence says it at a cosine of SAID or more with any of the phrases.
    """
    documents_by_seed: list[list[str]] = [[] for _ in seeds]
    for vectors, documents in batches:
        for phrases, documents_found in zip(seeds, documents_by_seed, strict=True):
            is_near = (vectors @ phrases.T).max(axis=1) >= SAID_FROM
            documents_found += [document for document, near in zip(documents, is_near, strict=True) if near]
    out = []
    for documents_found in documents_by_seed:
        spread = len(set(documents_found))
        status = "found" if len(documents_found) >= 5 and spread >= 3 else "weak" if documents_found else "not found"
        out.append((status, len(documents_found), spread))
    return out
