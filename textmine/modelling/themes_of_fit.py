"""The topics of a fit as themes, and how near each is to the themes that were known before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.codebook import Theme
from textmine.modelling.apply_decisions import Placement
from textmine.modelling.fit import FIT_AT_MOST, sample_rows
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmine.topics import Topics


def nearness(
    segments: pd.DataFrame, labels: np.ndarray, n_topics: int, before: Placement, encoder: str, cache: Path
) -> np.ndarray:
    """(topics, known themes) cosines of the middles of their passages, in the vectors of the new model's encoder."""
    import numpy as np

    from textmine.progress import Silent

    rows = sample_rows(segments, FIT_AT_MOST, 0)
    vectors = np.asarray(theme_vectors(plain_texts(segments.iloc[rows]), encoder, cache, Silent()), dtype=np.float64)
    vectors -= vectors.mean(axis=0)

    def middles(of: np.ndarray, k: int) -> np.ndarray:
        means = np.stack([vectors[of == i].mean(axis=0) if (of == i).any() else vectors[0] * 0 for i in range(k)])
        return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12))

    known = len(before.known)
    if not n_topics or not known:
        return np.zeros((n_topics, known))
    return np.asarray(middles(labels[rows], n_topics) @ middles(before.curated.labels_with_hidden[rows], known).T)


def themes_of_fit(topics: Topics, segments: pd.DataFrame) -> list[Theme]:
    """The topics of a fit as themes that have no identity yet."""
    ids = segments["segment"].tolist()
    return [
        Theme(
            id="",
            name=topics.names[k],
            terms=tuple(topics.terms[k]),
            topic=k,
            stability=float(topics.stability[k]),
            mark=topics.marks[k],
            alike=topics.alike[k] if topics.alike else None,
            representatives=tuple(ids[i] for i in topics.representatives[k]),
        )
        for k in range(len(topics))
    ]
