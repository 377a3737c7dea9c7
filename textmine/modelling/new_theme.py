"""A theme that only new documents speak of: a fit at the number of themes there were would scatter it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.modelling.apply_decisions import Placement
from textmine.modelling.fit import FIT_AT_MOST, sample_rows
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
    passages is worse known than one of many. Only where it is the other way round for most is it new. Of very many new documents some
    are looked at.
    """
    import numpy as np
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    from textmine.topics import rows_of

    model, known = before.model, np.array(before.curated.labels_with_hidden)
    is_new = ~segments["document"].isin(set(model.version.parts.get("documents", ()))).to_numpy()
    new = np.flatnonzero(is_new)
    new = new[sample_rows(segments.iloc[new], FIT_AT_MOST, 0)]
    if not len(model.topics) or len(new) < PASSAGES or is_new.all():
        return known
    part = segments.iloc[new]
    texts, documents = plain_texts(part), part["document"].tolist()
    vectors = theme_vectors(texts, model.encoder, cache, Silent())
    around = window_vectors(texts, documents, model.encoder, cache)
    rows, speaks, aside = rows_of(model.topics, texts, vectors, documents, around)
    heard = speaks & ~aside
    new, rows, of = new[heard], rows[heard], np.unique(documents, return_inverse=True)[1][heard]
    best = before.by_model.score[new]
    number = int(known.max(initial=-1)) + 1
    with threadpool_limits(1):  # so that the bytes do not depend on the machine's cores
        for k in range(1, min(MOST, len(new) // PASSAGES) + 1):
            labels = KMeans(k, n_init=10, random_state=0).fit(rows).labels_
            found = False
            for cluster in range(k):
                mine = np.flatnonzero(labels == cluster)
                nearer = _by_other_documents(rows[mine], of[mine]) > best[mine]
                if nearer.mean() >= NEARER and nearer.sum() >= PASSAGES and len(set(of[mine[nearer]])) >= DOCUMENTS:
                    known[new[mine[nearer]]] = number
                    number, found = number + 1, True
            if found:
                break
    return known


def _by_other_documents(rows: np.ndarray, documents: np.ndarray) -> np.ndarray:
    """(n,) the cosine of each row to the middle of those of other documents, -1 where there are none. documents: numbers."""
    import numpy as np

    number = np.unique(documents, return_inverse=True)[1]
    if number.max(initial=0) == 0:
        return np.full(len(rows), -1.0)
    own = np.zeros((number.max() + 1, rows.shape[1]))
    np.add.at(own, number, rows)
    others = own.sum(axis=0) - own
    others /= np.maximum(np.linalg.norm(others, axis=1, keepdims=True), 1e-12)
    return np.asarray(np.einsum("iq,iq->i", rows, others[number]))
