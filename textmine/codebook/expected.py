"""Whether what a programme expects is said in a corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: Sentences about one matter begin at this cosine in the default encoder.
SAID = 0.5


def look_for(phrases: np.ndarray, vectors: np.ndarray, documents: Sequence[str]) -> tuple[str, int, int]:
    """Whether a seed theme of corpus.toml is said in a corpus: "found", "weak" or "not found", sentences and documents.

    phrases: (m, d) unit vectors of its description and examples; vectors: (n, d) unit vectors of sentences; documents: of
    each sentence. A sentence says it at a cosine of SAID or more with any of the phrases.
    """
    close = (vectors @ phrases.T).max(axis=1) >= SAID if len(vectors) else []
    said = [document for document, near in zip(documents, close, strict=True) if near]
    spread = len(set(said))
    status = "found" if len(said) >= 5 and spread >= 3 else "weak" if said else "not found"
    return status, len(said), spread
