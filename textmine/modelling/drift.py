"""Which themes' and places' language moved, and which documents are unlike anything seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.modelling.apply_decisions import Placement
from textmine.modelling.fit import FIT_AT_MOST, sample_rows
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors
from textmine.progress import Silent
from textmine.wording import counted, escape, first_upper, listed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


#: A document, or the new words of a theme or place, is unlike what was seen where fewer than this of the old ones are as far.
RARE = 0.05
DRAWS = 200


def drift(before: Placement, after: Placement, segments: pd.DataFrame, cache: Path) -> list[str]:
    """Which themes' and places' language moved, and which documents are unlike anything seen, a line each."""
    import numpy as np

    documents_before = set(before.model.version.parts.get("documents", ()))
    documents = segments["document"].to_numpy()
    is_new = (~segments["document"].isin(documents_before)).to_numpy() & bool(documents_before)
    if not is_new.any():
        return ["No new documents."]
    rows = np.unique(np.concatenate([sample_rows(segments, FIT_AT_MOST, 0), np.flatnonzero(is_new)[:FIT_AT_MOST]]))
    part = segments.iloc[rows]
    vectors = np.asarray(theme_vectors(plain_texts(part), after.model.encoder, cache, Silent()), dtype=np.float64)
    is_new_row, units = is_new[rows], documents[rows]
    count = first_upper(counted(len(set(documents[is_new])), "new document"))
    lines = [f"{count} with {counted(int(is_new.sum()), 'passage')}."]
    labels = after.curated.labels_with_hidden[rows]
    groups = [(f"theme *{escape(t.name)}*", labels == t.topic) for t in after.known]
    groups += [(p, (part["locality"] == p).to_numpy()) for p in sorted(set(part["locality"]) - {"", "unknown"})]
    moved = [what for what, mask in groups if _language_moved(vectors[mask], is_new_row[mask], units[mask])]
    lines.append(
        f"- The new words are unlike those before in: {listed(moved)}."
        if moved
        else "- No theme's or place's words moved."
    )
    fit = segments.assign(score=after.by_model.score).groupby("document")["score"].mean().to_dict()
    scores_before = [s for d, s in fit.items() if d in documents_before]
    threshold = float(np.quantile(scores_before, RARE)) if len(scores_before) >= 1 / RARE else -1.0
    strange = [str(d) for d in fit if d not in documents_before and fit[d] < threshold]
    if strange:
        files = segments.drop_duplicates("document").set_index("document")["file"]
        lines.append(f"- Unlike anything seen (farther from every theme than {1 - RARE:.0%} of the documents before): "
                     f"{listed(sorted({str(files[d]) for d in strange}))}.")  # fmt: skip
    return lines


def _language_moved(vectors: np.ndarray, is_new: np.ndarray, units: np.ndarray) -> bool:
    """Whether the middle of the new passages is farther from that of the old ones than chance draws of as many documents are."""
    import numpy as np

    names, of = np.unique(units, return_inverse=True)
    new = np.unique(of[is_new])
    if not 2 <= len(new) <= len(names) - 2:
        return False
    sums = np.zeros((len(names), vectors.shape[1]))
    np.add.at(sums, of, vectors)
    whole = sums.sum(axis=0)

    def distance(chosen: np.ndarray) -> float:
        a = sums[chosen].sum(axis=0)
        b = whole - a
        return 1 - float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-12))

    rng = np.random.default_rng(0)
    chance = [distance(rng.choice(len(names), len(new), replace=False)) for _ in range(DRAWS)]
    return distance(new) > float(np.quantile(chance, 1 - RARE))
