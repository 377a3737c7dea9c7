"""Which themes' and places' language moved, and which documents are unlike anything seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.digest.words import counted, escape, first_upper, listed
from textmine.modelling.decisions import Placed
from textmine.modelling.fit import FIT_AT_MOST, drawn
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors
from textmine.progress import Silent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


#: A document, or the new words of a theme or place, is unlike what was seen where fewer than this of the old ones are as far.
RARE = 0.05


DRAWS = 200


def drift(before: Placed, after: Placed, segments: pd.DataFrame, cache: Path) -> list[str]:
    """Which themes' and places' language moved, and which documents are unlike anything seen, a line each."""
    import numpy as np

    seen = set(before.model.version.parts.get("documents", ()))
    documents = segments["document"].to_numpy()
    is_new = (~segments["document"].isin(seen)).to_numpy() & bool(seen)
    if not is_new.any():
        return ["No new documents."]
    rows = np.unique(np.concatenate([drawn(segments, FIT_AT_MOST, 0), np.flatnonzero(is_new)[:FIT_AT_MOST]]))
    part = segments.iloc[rows]
    vectors = np.asarray(theme_vectors(plain_texts(part), after.model.encoder, cache, Silent()), dtype=np.float64)
    fresh, units = is_new[rows], documents[rows]
    count = first_upper(counted(len(set(documents[is_new])), "new document"))
    lines = [f"{count} with {counted(int(is_new.sum()), 'passage')}."]
    labels = after.decided.every[rows]
    groups = [(f"theme *{escape(t.name)}*", labels == t.topic) for t in after.known]
    groups += [(p, (part["locality"] == p).to_numpy()) for p in sorted(set(part["locality"]) - {"", "unknown"})]
    moved_on = [what for what, mine in groups if _moved_on(vectors[mine], fresh[mine], units[mine])]
    lines.append(
        f"- The new words are unlike those before in: {listed(moved_on)}."
        if moved_on
        else "- No theme's or place's words moved."
    )
    fit = segments.assign(score=after.found.score).groupby("document")["score"].mean().to_dict()
    usual = [s for d, s in fit.items() if d in seen]
    least = float(np.quantile(usual, RARE)) if len(usual) >= 1 / RARE else -1.0
    strange = [str(d) for d in fit if d not in seen and fit[d] < least]
    if strange:
        files = segments.drop_duplicates("document").set_index("document")["file"]
        lines.append(f"- Unlike anything seen (farther from every theme than {1 - RARE:.0%} of the documents before): "
                     f"{listed(sorted({str(files[d]) for d in strange}))}.")  # fmt: skip
    return lines


def _moved_on(vectors: np.ndarray, fresh: np.ndarray, units: np.ndarray) -> bool:
    """Whether the middle of the new passages is farther from that of the old ones than chance draws of as many documents are."""
    import numpy as np

    names, of = np.unique(units, return_inverse=True)
    new = np.unique(of[fresh])
    if not 2 <= len(new) <= len(names) - 2:
        return False
    sums = np.zeros((len(names), vectors.shape[1]))
    np.add.at(sums, of, vectors)
    whole = sums.sum(axis=0)

    def apart(chosen: np.ndarray) -> float:
        a = sums[chosen].sum(axis=0)
        b = whole - a
        return 1 - float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-12))

    rng = np.random.default_rng(0)
    chance = [apart(rng.choice(len(names), len(new), replace=False)) for _ in range(DRAWS)]
    return apart(new) > float(np.quantile(chance, 1 - RARE))
