"""The numerical code that scikit-learn's took the place of, kept to be measured against it (docs/adr/0009).

python benchmarks/own_parts.py kmeans,svd themes TABLE ...    # the command, with these pieces of our own
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np


class OwnKMeans:
    """k-means by matrix products: the best of so many greedy k-means++ or random starts."""

    def __init__(
        self, n_clusters: int, init: str = "k-means++", n_init: int = 1, max_iter: int = 30, **given: Any
    ) -> None:
        self.k, self.init, self.n_init, self.max_iter, self.seed = (
            n_clusters,
            init,
            n_init,
            max_iter,
            given["random_state"],
        )

    def fit(self, rows: np.ndarray) -> OwnKMeans:
        squares = np.einsum("iq,iq->i", rows, rows)
        found = [self._one(rows, squares, start) for start in range(self.n_init)]
        _, self.cluster_centers_ = max(found, key=lambda fitted: fitted[0])
        self.labels_ = self.predict(rows)
        return self

    def predict(self, rows: np.ndarray) -> np.ndarray:
        centres = self.cluster_centers_
        return (rows @ centres.T - 0.5 * np.einsum("kq,kq->k", centres, centres)).argmax(axis=1)

    def _one(self, rows: np.ndarray, squares: np.ndarray, start: int) -> tuple[float, np.ndarray]:
        rng, n = np.random.default_rng([self.seed, start]), len(rows)
        if self.init == "random":
            return lloyd(rows, rows[rng.choice(n, self.k, replace=False)], self.max_iter)
        chosen = [int(rng.integers(n))]
        away = np.maximum(squares - 2 * rows @ rows[chosen[0]] + squares[chosen[0]], 0)
        while len(chosen) < self.k and away.max() > 1e-6:
            chances = np.cumsum(away, dtype=np.float64)
            tried = np.searchsorted(chances, rng.random(4) * chances[-1]).clip(0, n - 1)
            nearer = np.minimum(away[:, None], squares[:, None] - 2 * rows @ rows[tried].T + squares[tried])
            pick = int(nearer.sum(axis=0, dtype=np.float64).argmin())
            chosen.append(int(tried[pick]))
            away = np.maximum(nearer[:, pick], 0)
        return lloyd(rows, rows[chosen], self.max_iter)


def lloyd(rows: np.ndarray, centres: np.ndarray, steps: int) -> tuple[float, np.ndarray]:
    """Centres moved to the means of their nearest rows, so many times or until they rest; before, how well they fit."""
    from scipy import sparse

    n, k, labels = len(rows), len(centres), np.zeros(0)
    ones = np.ones(n, rows.dtype)
    for _ in range(steps):
        near = rows @ centres.T - 0.5 * np.einsum("kq,kq->k", centres, centres)
        again = near.argmax(axis=1)
        if np.array_equal(labels, again):
            break
        labels = again
        sizes = np.bincount(labels, minlength=k)
        edges = np.concatenate([[0], np.cumsum(sizes)])
        member = sparse.csr_matrix((ones, labels.astype(np.int16).argsort(kind="stable"), edges), shape=(k, n))
        means = (member @ rows) / np.maximum(sizes, 1)[:, None]
        centres = np.where(sizes[:, None] > 0, means, centres).astype(rows.dtype)
    return float(near.max(axis=1).sum(dtype=np.float64)), centres


def own_svd(matrix: Any, width: int, **_: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The leading singular vectors and values by six steps of subspace iteration."""
    basis = np.random.default_rng(0).normal(size=(matrix.shape[1], min(width + 10, *matrix.shape)))
    for _step in range(6):
        basis = np.linalg.qr(matrix @ basis)[0]
        basis = np.linalg.qr(matrix.T @ basis)[0]
    left, values, turned = np.linalg.svd(matrix @ basis, full_matrices=False)
    return left[:, :width], values[:width], (basis @ turned.T)[:, :width].T


class OwnPCA:
    """Principal axes from the eigenvectors of the covariance, each with its largest entry positive."""

    def __init__(self, n_components: int, **_: Any) -> None:
        self.n = n_components

    def fit(self, rows: np.ndarray) -> OwnPCA:
        self.mean_ = rows.mean(axis=0)
        centred = rows - self.mean_
        values, axes = np.linalg.eigh(centred.T @ centred)
        axes = axes[:, ::-1][:, : self.n]
        self.components_ = (axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])).T
        self.explained_variance_ = values[::-1][: self.n] / (len(rows) - 1)
        return self


def own_ami(a: np.ndarray, b: np.ndarray) -> float:
    """Adjusted mutual information with what chance gives to first order (Miller 1955)."""

    def entropy(counts: np.ndarray) -> float:
        shares = counts[counts > 0] / len(a)
        return float(-(shares * np.log(shares)).sum())

    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    rows, columns = entropy(table.sum(axis=1)), entropy(table.sum(axis=0))
    chance = (table.any(axis=1).sum() - 1) * (table.any(axis=0).sum() - 1) / (2 * len(a))
    most = (rows + columns) / 2
    return float((rows + columns - entropy(table.ravel()) - chance) / (most - chance)) if most > chance else 1.0


#: piece -> where it stands in for the library's, and what does.
PIECES: dict[str, list[tuple[str, str, Any]]] = {
    "kmeans": [("consensus", "KMeans", OwnKMeans), ("steadiness", "KMeans", OwnKMeans)],
    "svd": [("consensus", "randomized_svd", own_svd), ("words", "randomized_svd", own_svd)],
    "pca": [("space", "PCA", OwnPCA)],
    "ami": [("steadiness", "adjusted_mutual_info_score", own_ami)],
}


def replace_parts(pieces: list[str]) -> None:
    """Let the fit use these pieces; where it imports them is where they are put."""
    from textmine.topics import fit

    imported = fit._parts

    def parts() -> Any:
        found = imported()
        for module, name, own in (place for piece in pieces for place in PIECES[piece]):
            setattr(sys.modules[f"textmine.topics.{module}"], name, own)
        return found

    fit._parts = parts


if __name__ == "__main__":
    chosen, *words = sys.argv[1:]
    if chosen != "none":
        replace_parts(chosen.split(","))
    from textmine.cli.main import main

    sys.argv = ["textmine", *words]
    main()
