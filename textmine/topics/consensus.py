"""The clustering: a consensus of many short k-means runs, in as many clusters as are asked for or are steady."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from textmine.topics.model import DOUBT, FLOOR, floor_of, likeness
from textmine.topics.unit_rows import unit
from textmine.topics.votes import MEMORY, RUNS, STARTS, consensus, spherical_means

if TYPE_CHECKING:
    import numpy as np


class ConsensusClustering(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """BERTopic's `hdbscan_model`: the clusters on which many k-means agree (Strehl and Ghosh 2002, JMLR 3:583).

    Rows are compared by cosine. Each run starts anywhere and takes few steps: what differs between runs is what they vote on.
    n_clusters: None finds a number by steadiness (see `steadiness.path_of`). n_runs: how many vote. n_init: starts of the last
    k-means. known_weight: as how many runs `y` votes. floor: a row whose cosine to the nearest centre is below is in no
    cluster. aside_centers: None or (a, q); a row that is nearer to one of these by DOUBT is in none.
    Learned: cluster_centers_ (k, q) of unit length, the largest cluster first; labels_ (n,), -1 for none; path_: (number,
    steadiness) of each number that was tried.
    The same rows, y and random_state give the same clusters; inside `threadpoolctl.threadpool_limits(1)` also bit for bit on
    any number of cores.
    """

    def __init__(
        self,
        n_clusters: int | None = None,
        *,
        n_runs: int = RUNS,
        n_init: int = STARTS,
        known_weight: int = MEMORY,
        floor: float = FLOOR,
        aside_centers: np.ndarray | None = None,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_runs = n_runs
        self.n_init = n_init
        self.known_weight = known_weight
        self.floor = floor
        self.aside_centers = aside_centers
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> ConsensusClustering:  # noqa: N803
        """Find clusters in (n, q) rows; zero rows take no part.

        y: None, or (n,) the clusters that rows are known to belong to (of the model before, and by people), -1 for none. They
        vote, and their number is kept while it is about as steady as any.
        """
        import numpy as np

        from textmine.topics.steadiness import choose, path_of

        X = validate_data(self, X, dtype=[np.float64, np.float32])  # noqa: N806
        seed = _as_seed(self.random_state)
        part = X.any(axis=1)
        rows = unit(X[part]).astype(np.float32)
        known = None if y is None else np.asarray(y)[part]
        if known is not None and not (known >= 0).any():
            known = None
        before = 0 if known is None else len(np.unique(known[known >= 0]))
        distinct = len(np.unique(np.round(rows, 6), axis=0))
        self.path_: tuple[tuple[int, float], ...] = ()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # of runs that are meant to be short
            if self.n_clusters is None:
                self.path_ = path_of(rows, distinct, seed, before)
            k = min(self.n_clusters or choose(self.path_, before), distinct)
            runs, starts = (self.n_runs // 8, self.n_init // 4) if before else (self.n_runs, self.n_init)
            labels = consensus(rows, k, seed, runs, starts, known, self.known_weight)
        centres = spherical_means(rows, labels).astype(np.float64) if len(rows) else np.zeros((0, X.shape[1]))
        self.cluster_centers_ = centres
        sizes = np.bincount(self.predict(X) + 1, minlength=len(centres) + 1)[1:]
        order = [int(c) for c in np.argsort(-sizes, kind="stable") if sizes[c]]
        self.cluster_centers_ = centres[order]
        self.labels_ = self.predict(X)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """(n,) the cluster of each row, -1 for none; it depends on that row alone."""
        check_is_fitted(self)
        return nearest_centre(
            validate_data(self, X, reset=False, dtype="numeric"),
            self.cluster_centers_,
            self.floor,
            self.aside_centers,
        )


def nearest_centre(
    rows: np.ndarray, centres: np.ndarray, floor: float = FLOOR, aside: np.ndarray | None = None
) -> np.ndarray:
    """(n,) the centre of highest cosine, -1 for zero rows and below `floor`; a row at a time, as in `model.place`."""
    import numpy as np

    rows = np.asarray(rows, dtype=np.float64)
    if not len(centres):
        return np.full(len(rows), -1)
    cosine = np.einsum("iq,kq->ik", unit(rows), centres)
    best = cosine.max(axis=1)
    nothing = ~rows.any(axis=1) | (best < floor_of(len(centres), floor))
    if aside is not None:
        nothing |= likeness(unit(rows), aside) > best + DOUBT
    return np.where(nothing, -1, cosine.argmax(axis=1))


def _as_seed(random_state: int | np.random.RandomState | None) -> int:
    """One number: the given one, or one that is drawn."""
    if isinstance(random_state, int):
        return random_state
    return int(check_random_state(random_state).randint(2**31 - 1))
