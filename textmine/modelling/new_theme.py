"""A theme that only new documents speak of: a fit at the number of themes there were would scatter it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.modelling.apply_decisions import Placement
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors, window_vectors
from textmine.progress import Silent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: A new theme has so many passages in so many documents.
PASSAGES, DOCUMENTS = 10, 3
#: So many of its passages are nearer to the middle of those in other new documents than to any theme there was.
NEARER = 0.6
#: New passages are divided in up to so many.
MOST = 12


def known_with_new_themes(before: Placement, segments: pd.DataFrame, cache: Path) -> np.ndarray:
    """(n,) the theme of each segment before, -1 for none, and a number beyond those for what makes a theme that was not there.

    What a new document says of a theme that was there lies nearer to its middle than to that of other new documents: a middle of few
    passages is worse known than one of many. Only where it is the other way round for most is it new.
    """
    import numpy as np
    from sklearn.cluster import KMeans

    from textmine.topics import rows_of

    known = np.array(before.curated.labels_with_hidden)
    documents = segments["document"].to_numpy()
    new = np.flatnonzero(~np.isin(documents, before.model.version.parts.get("documents", ())))
    if len(new) < PASSAGES or len(new) == len(known):
        return known
    model, part = before.model, segments.iloc[new]
    texts, of = plain_texts(part), part["document"].tolist()
    vectors = theme_vectors(texts, model.encoder, cache, Silent())
    rows, speaks, aside = rows_of(model.topics, texts, vectors, of, window_vectors(texts, of, model.encoder, cache))
    heard = speaks & ~aside
    new, rows, of = new[heard], rows[heard], documents[new[heard]]
    best = before.by_model.score[new]
    number = int(known.max(initial=-1)) + 1
    for k in range(1, min(MOST, len(new) // PASSAGES) + 1):
        labels = KMeans(k, n_init=10, random_state=0).fit(rows).labels_
        found = False
        for cluster in range(k):
            mine = np.flatnonzero(labels == cluster)
            own = _by_other_documents(rows[mine], of[mine])
            nearer = own > best[mine]
            if nearer.mean() >= NEARER and nearer.sum() >= PASSAGES and len(set(of[mine[nearer]])) >= DOCUMENTS:
                known[new[mine[nearer]]] = number
                number, found = number + 1, True
        if found:
            break
    return known


def _by_other_documents(rows: np.ndarray, documents: np.ndarray) -> np.ndarray:
    """(n,) the cosine of each row to the middle of those of other documents, -1 where there are none."""
    import numpy as np

    out = np.full(len(rows), -1.0)
    for document in np.unique(documents):
        others = documents != document
        if others.any():
            middle = rows[others].mean(axis=0)
            out[~others] = rows[~others] @ middle / max(float(np.linalg.norm(middle)), 1e-12)
    return out
