"""Made-up assignments for the tests of prevalence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd


def rooms(
    shares: Mapping[tuple[str, ...], float],
    columns: Sequence[str] = ("locality",),
    documents: int = 6,
    size: int = 30,
    rho: float = 0.05,
    theme: str = "t1",
    seed: int = 0,
) -> pd.DataFrame:
    """One row a segment: in each cell `documents` documents whose own shares vary (beta, correlation rho) round the cell's."""
    rng = np.random.default_rng(seed)
    rows = []
    for cell, share in shares.items():
        for d in range(documents):
            own = rng.beta(share * (1 / rho - 1), (1 - share) * (1 / rho - 1)) if 0 < share < 1 else share
            for s in range(size):
                document = "-".join(map(str, (*cell, d)))
                said = theme if rng.random() < own else ""
                rows.append((document, f"{document}-{s}", f"person {document} {s % 4}", said, *cell))
    return pd.DataFrame(rows, columns=["document", "segment", "speaker", "theme_id", *columns])


def exact(counts: Mapping[str, Sequence[tuple[int, int]]], theme: str = "t1") -> pd.DataFrame:
    """One row a segment: for each locality the (segments with the theme, segments) of its documents, as given."""
    rows = [
        (f"{place} {d}", f"{place} {d} {s}", theme if s < said else "", place)
        for place, documents in counts.items()
        for d, (said, of) in enumerate(documents)
        for s in range(of)
    ]
    return pd.DataFrame(rows, columns=["document", "segment", "theme_id", "locality"])
