"""The vote: many short k-means runs, what they agree on, and the means of a division."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.utils.extmath import randomized_svd

from textmine.topics.thread_pool import each, seed_of
from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: Runs that vote, and starts of the last step.
RUNS, STARTS = 512, 64
#: What is known of the rows counts as much as so many runs; beside it an eighth of the runs and a quarter of the starts are enough.
MEMORY = 128
#: Rows that each run sees, and the steps it takes.
SEEN, STEPS = 4000, 5


def consensus(
    rows: np.ndarray,
    k: int,
    seed: int,
    runs: int = RUNS,
    starts: int = STARTS,
    known: np.ndarray | None = None,
    known_weight: int = MEMORY,
) -> np.ndarray:
    """(n,) labels on which k-means runs of k to 2 k clusters agree, without gaps.

    Each run is a set of indicator columns; rows that fall together in many runs are near each other in the leading singular
    vectors of all columns, and are divided there. known: a partition that votes as `known_weight` runs do, -1 for none.
    """
    import numpy as np

    n = len(rows)
    if k <= 1:
        return np.zeros(n, dtype=int)
    if n <= 3 * k:
        return kmeans(rows, k, seed, 20)

    def votes(run: int) -> sparse.csr_matrix:
        state = seed_of(seed, run)
        seen = rows[np.random.default_rng(state).permutation(n)[:SEEN]] if n > SEEN else rows
        wanted = min(len(seen) - 1, k + (run % 3) * k // 2)
        fitted = KMeans(wanted, init="random", n_init=1, max_iter=STEPS, tol=0, random_state=state).fit(seen)
        labels = fitted.labels_ if seen is rows else fitted.predict(rows)
        return _indicators(labels, np.arange(n), n, 1)

    every = each(votes, range(max(1, runs)))
    if known is not None and (known >= 0).any():
        told = np.flatnonzero(known >= 0)
        every.append(_indicators(np.unique(known[told], return_inverse=True)[1], told, n, known_weight))
    left, values, _ = randomized_svd(sparse.hstack(every).tocsr(), k, n_iter=6, random_state=0)
    near = left * values
    near -= near.mean(axis=0)  # the one axis that is the same for all rows says nothing
    return kmeans(unit(near).astype(np.float32), k, seed, max(1, starts))


def _indicators(labels: np.ndarray, rows: np.ndarray, n: int, weight: int) -> sparse.csr_matrix:
    """(n, k) a column a cluster, whose square adds up to `weight` whatever the cluster's size."""
    import numpy as np

    sizes = np.bincount(labels)
    return sparse.csr_matrix((np.sqrt(weight / sizes[labels]), (rows, labels)), shape=(n, len(sizes)))


def kmeans(rows: np.ndarray, k: int, seed: int, starts: int) -> np.ndarray:
    """(n,) labels of the best of so many k-means, without gaps; fewer than k where fewer rows differ."""
    import numpy as np

    found = KMeans(min(k, len(rows)), n_init=starts, max_iter=30, tol=0, random_state=seed_of(seed)).fit(rows)
    return np.asarray(np.unique(found.labels_, return_inverse=True)[1])


def spherical_means(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """(k, q) unit means of each label's rows, moved a few steps so that most rows are nearest to their own.

    Spherical k-means (Dhillon and Modha 2001, Machine Learning 42:143) from given labels.
    """
    import numpy as np

    for _ in range(15):
        used = np.unique(labels)
        centres = unit(np.stack([rows[labels == c].mean(axis=0) for c in used]))
        labels = np.einsum("iq,kq->ik", rows, centres).argmax(axis=1)
    return np.asarray(centres)
