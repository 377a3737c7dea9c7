"""The reducer: principal axes of an encoder's vectors beside the axes of the corpus' own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.utils.validation import check_is_fitted, validate_data

from textmine.topics.context import USUAL, in_context
from textmine.topics.model import OWN_WORDS, joined
from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: Principal axes that are kept.
AXES = 60


class LatentSpace(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """BERTopic's `umap_model`: (n, d + l) rows, vectors beside axes of words -> (n, q + l) unit rows, compared by cosine.

    The vectors are put on their q principal axes and brought to unit length, the axes of words to the length `word_weight`,
    both together to unit length. A zero vector says nothing, and becomes a zero row, which `ConsensusClustering` puts nowhere.
    n_components: principal axes at most. n_word_axes: how many of the last columns are axes of words; 0 for plain embeddings.
    has_documents: whether one more column, the last, tells documents apart; the rows of one, which stand together, are then seen in
    its context, which counts by `context`, 0..1 (see `in_context`).
    lens: None or (d, a) further axes (see `Lens`), which together weigh `lens_weight` times as much as the principal ones.
    Learned: mean_ (d,); components_ (q, d), of those found each with its largest entry positive. A row's place depends on that row, or its document, alone.
    """

    def __init__(
        self,
        n_components: int = AXES,
        *,
        n_word_axes: int = 0,
        word_weight: float = OWN_WORDS,
        has_documents: bool = False,
        context: float = USUAL,
        lens: np.ndarray | None = None,
        lens_weight: float = 0.0,
    ) -> None:
        self.n_components = n_components
        self.n_word_axes = n_word_axes
        self.word_weight = word_weight
        self.has_documents = has_documents
        self.context = context
        self.lens = lens
        self.lens_weight = lens_weight

    def fit(self, X: np.ndarray, y: object = None) -> LatentSpace:  # noqa: ARG002, N803
        """Learn the axes. Raises ValueError where fewer than one column is left for the vectors."""
        import numpy as np

        X = validate_data(self, X, dtype=np.float64)  # noqa: N806
        d = X.shape[1] - self.n_word_axes - self.has_documents
        if d < 1:
            raise ValueError(f"n_word_axes={self.n_word_axes} leaves no column of {X.shape[1]} for the vectors")
        vectors = X[X[:, :d].any(axis=1), :d] if X[:, :d].any() else X[:, :d]
        # Where all rows are equal they are what there is, and lie on one axis through themselves.
        one = unit(vectors[:1])
        self.mean_, self.components_ = np.zeros(d), one if one.any() else np.eye(1, d)
        if len(vectors) > 1 and (vectors != vectors[0]).any():
            width = min(self.n_components, d, len(vectors) - 1)
            pca = PCA(width, svd_solver="covariance_eigh").fit(vectors)
            kept = pca.explained_variance_ * (len(vectors) - 1) > 1e-9
            if kept.any():
                self.mean_, self.components_ = pca.mean_, np.ascontiguousarray(pca.components_[kept])
        if self.lens is not None and self.lens_weight:
            centred = vectors - self.mean_
            sizes = [float(((centred @ axes.T) ** 2).sum()) for axes in (self.components_, self.lens.T)]
            scale = self.lens_weight * np.sqrt(sizes[0] / sizes[1]) if sizes[1] else 0.0
            self.components_ = np.ascontiguousarray(np.vstack([self.components_, scale * self.lens.T]))
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """(n, q + l) unit rows, or zero where nothing of interest is said."""
        import numpy as np

        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)  # noqa: N806
        d = X.shape[1] - self.n_word_axes - self.has_documents
        vectors, own = X[:, :d], X[:, d : d + self.n_word_axes]
        rows = joined(vectors - self.mean_, np.ascontiguousarray(self.components_.T), own, self.word_weight)
        rows[~vectors.any(axis=1)] = 0.0
        return in_context(rows, X[:, -1], self.context) if self.has_documents else rows
