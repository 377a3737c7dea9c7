"""The other finder: UMAP and HDBSCAN, BERTopic's own defaults, as one clustering that has centres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import AgglomerativeClustering
from sklearn.utils.validation import check_is_fitted, validate_data

from textmine.errors import InstallationError
from textmine.topics.consensus import nearest_centre
from textmine.topics.model import FLOOR
from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: BERTopic's defaults (0.17): neighbours and dimensions of UMAP, the smallest cluster of HDBSCAN.
NEIGHBOURS, DIMENSIONS, SMALLEST = 15, 5, 10


class DensityClustering(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """BERTopic's `hdbscan_model`: UMAP of the rows and HDBSCAN of that, both with BERTopic's defaults.

    n_clusters: None keeps what HDBSCAN finds; fewer are made by merging the centres that are nearest by cosine, as BERTopic's
    `nr_topics` does. aside_centers, random_state: as in `ConsensusClustering`.
    Learned: labels_ (n,), HDBSCAN's own, -1 for outliers; cluster_centers_ (k, q), unit means of the rows, the largest cluster
    first; floor_: the cosine that leaves as many of the fitted rows outside as HDBSCAN does. `predict` goes by centre and
    floor, not by density, so it does not give `labels_` again for every row (docs/adr/0009 says how often).
    Raises InstallationError where umap-learn and hdbscan are not installed.
    """

    def __init__(
        self,
        n_clusters: int | None = None,
        *,
        n_neighbors: int = NEIGHBOURS,
        min_cluster_size: int = SMALLEST,
        aside_centers: np.ndarray | None = None,
        random_state: int | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_neighbors = n_neighbors
        self.min_cluster_size = min_cluster_size
        self.aside_centers = aside_centers
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> DensityClustering:  # noqa: N803
        """Find clusters in (n, q) rows; zero rows take no part.

        y: None, or (n,) known clusters, -1 for none: UMAP draws them together.
        """
        import numpy as np

        umap, hdbscan = libraries()
        X = validate_data(self, X, dtype=[np.float64, np.float32])  # noqa: N806
        part = X.any(axis=1)
        rows = unit(np.asarray(X[part], dtype=np.float64))
        known = None if y is None or not (np.asarray(y)[part] >= 0).any() else np.asarray(y)[part]
        few = len(rows) <= self.n_neighbors + DIMENSIONS
        labels = np.full(len(rows), -1)
        if not few:
            near = umap.UMAP(
                n_neighbors=self.n_neighbors,
                n_components=DIMENSIONS,
                min_dist=0.0,
                metric="cosine",
                random_state=self.random_state,
                n_jobs=1 if self.random_state is not None else -1,
            ).fit_transform(rows.astype(np.float32), known)
            found = hdbscan.HDBSCAN(min_cluster_size=self.min_cluster_size, core_dist_n_jobs=1).fit(near)
            labels = found.labels_
        k = int(labels.max()) + 1
        centres = np.zeros((0, X.shape[1]))
        if k:
            centres = unit(np.stack([rows[labels == c].mean(axis=0) for c in range(k)]))
        if self.n_clusters and self.n_clusters < k:
            merged = AgglomerativeClustering(self.n_clusters, metric="cosine", linkage="average").fit(centres).labels_
            labels = np.where(labels < 0, -1, merged[labels])
        sizes = np.bincount(labels[labels >= 0])
        order = np.argsort(-sizes, kind="stable")
        number = np.argsort(order)
        labels = np.where(labels < 0, -1, number[labels]) if len(order) else labels
        self.cluster_centers_ = centres[:0]
        if len(order):
            self.cluster_centers_ = unit(np.stack([rows[labels == c].mean(axis=0) for c in range(len(order))]))
        self.floor_ = FLOOR
        if len(self.cluster_centers_) > 1 and (labels < 0).any():
            best = np.einsum("iq,kq->ik", rows, self.cluster_centers_).max(axis=1)
            self.floor_ = float(np.quantile(best, (labels < 0).mean()))
        self.labels_ = np.full(len(X), -1)
        self.labels_[part] = labels
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """(n,) the cluster of each row, -1 for none; it depends on that row alone."""
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False, dtype="numeric")
        return nearest_centre(rows, self.cluster_centers_, self.floor_, self.aside_centers)


def libraries() -> tuple[Any, Any]:
    """umap and hdbscan. Raises InstallationError."""
    try:
        import hdbscan
        import umap
    except ImportError as error:
        raise InstallationError(
            "umap-learn and hdbscan are not installed", "finder hdbscan", "Install the extra: textmine[umap]"
        ) from error
    return umap, hdbscan
