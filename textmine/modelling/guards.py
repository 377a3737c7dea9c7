"""What is measured of a new version before it is put into use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.codebook import APPLIED, Lineage
from textmine.modelling.apply_decisions import Placement
from textmine.modelling.fit import FIT_AT_MOST, sample_rows
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors
from textmine.progress import Silent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


#: A new version is not put into use by itself where it is worse than the one in use by more than this: the fit on held-out
#: documents (mean cosine), the share of passages placed, of known robust themes kept, of all known themes not lost without a
#: trace, of what people put by hand found, of their decisions applied.
GUARDS = {"fit": 0.02, "placed": 0.05, "kept": 0.1, "known": 0.3, "agreement": 0.1, "decisions": 0.0}
FOLDS = 5


def measure(
    before: Placement, after: Placement, lineage: Lineage, segments: pd.DataFrame, cache: Path
) -> dict[str, tuple[float, float]]:
    """Each measure of the version in use and of the new one, on the same segments."""
    import numpy as np

    rows = sample_rows(segments, FIT_AT_MOST, 0)
    vectors = np.asarray(
        theme_vectors(plain_texts(segments.iloc[rows]), after.model.encoder, cache, Silent()), dtype=np.float64
    )
    units = np.unique(segments["document"].to_numpy()[rows], return_inverse=True)[1]
    robust = {t.id for t in before.known if t.mark == "robust"}
    kept_ids = {k for k, _ in lineage.kept}
    traced_ids = kept_ids.union(*(of for _, of in lineage.merged), (theme for theme, _ in lineage.split))
    by_hand = before.curated.by_hand | after.curated.by_hand
    measures = {
        "fit": tuple(_held_out_fit(vectors, p.curated.labels_with_hidden[rows], units) for p in (before, after)),
        "placed": tuple(_share_placed(p) for p in (before, after)),
    }
    if robust:
        measures["kept"] = (1.0, len(robust & kept_ids) / len(robust))
    if before.known:
        measures["known"] = (1.0, sum(t.id in traced_ids for t in before.known) / len(before.known))
    if by_hand.any():
        measures["agreement"] = tuple(_agreement(p, by_hand) for p in (before, after))
    if before.curated.outcomes:
        measures["decisions"] = tuple(_share_applied(p) for p in (before, after))
    return {k: (float(v[0]), float(v[1])) for k, v in measures.items()}


MEASURE_NAMES = {
    "fit": "fit on documents held out (mean cosine to the nearest theme)",
    "placed": "share of the passages that belong to a theme",
    "kept": "share of the robust themes that are kept",
    "known": "share of all themes that are kept, split or merged",
    "agreement": "share of what people placed by hand that the model places there by itself",
    "decisions": "share of what people decided that can be applied",
}


def failed_guards(measures: dict[str, tuple[float, float]]) -> list[str]:
    """A line for each guard that fails."""
    return [
        f"{MEASURE_NAMES[k]} fell from {old:.2f} to {new:.2f}"
        for k, (old, new) in measures.items()
        if new < old - GUARDS[k]
    ]


def _held_out_fit(vectors: np.ndarray, labels: np.ndarray, units: np.ndarray) -> float:
    """Mean cosine of the passages of each fifth of the documents to the nearest theme's middle, of the other fifths."""
    import numpy as np

    centred = vectors - vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-12)
    fold = np.random.default_rng(0).permutation(int(units.max(initial=0)) + 1)[units] % FOLDS
    near = []
    for f in range(FOLDS):
        train = (fold != f) & (labels >= 0)
        test = centred[(fold == f) & (labels >= 0)]
        if not train.any() or not len(test):
            continue
        means = np.stack([centred[train & (labels == k)].mean(axis=0) for k in np.unique(labels[train])])
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
        near.append((test @ means.T).max(axis=1))
    return float(np.concatenate(near).mean()) if near else 0.0


def _share_placed(p: Placement) -> float:
    is_counted = ~p.by_model.aside
    return float((p.curated.labels_with_hidden[is_counted] >= 0).mean()) if is_counted.any() else 0.0


def _agreement(p: Placement, by_hand: np.ndarray) -> float:
    """How much of what people placed the model places there by itself."""
    import numpy as np

    by_model = np.array([*p.curated.topics, -1])[p.by_model.primary]
    return float((by_model[by_hand] == p.curated.labels[by_hand]).mean())


def _share_applied(p: Placement) -> float:
    """How many of the decisions in force are applied."""
    return sum(outcome == APPLIED for _, outcome in p.curated.outcomes) / len(p.curated.outcomes)
