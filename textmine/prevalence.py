"""Assignments -> shares by locality and phase, with intervals that respect who spoke where.

Segments of one meeting are not independent: people in one room talk alike. The sampling unit is therefore the document.
For every theme the intra-document correlation is estimated from the spread of its share between the documents of a cell,
pooled over the cells; it gives each cell a design effect, 1 + rho * (sum of squared document sizes / segments - 1)
(Kish 1965, Survey Sampling, 5.4 and 8.2), and Wilson's score interval is taken at the effective number of segments
(Korn and Graubard 1998, Survey Methodology 24:193), with Student's t for the few documents it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textmine.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: Fewer documents than this say nothing about how much documents differ; fewer segments nothing about a share.
MIN_DOCUMENTS, MIN_SEGMENTS = 2, 5


def prevalence(
    assignments: pd.DataFrame,
    by: Sequence[str] = ("locality",),
    unit: str = "segment",
    level: float = 0.95,
    seed: int = 0,  # noqa: ARG001
) -> pd.DataFrame:
    """The share of each theme in each cell, with an interval.

    assignments: one row a segment and theme: `document`, `theme_id` (empty or missing where nothing fits: the segment
        counts in the denominator), the columns of `by`, and if there are any `segment` (rows of one segment are then
        counted once in the denominator), `speaker`, `weight` (default 1).
    by: the columns whose combinations are the cells; () is one cell of everything.
    unit: "segment" (share of segments) or "document" (share of documents in which the theme occurs).
    level: of the two-sided interval. seed: taken so that every estimator has one signature; this one draws nothing.

    Returns `theme_id, <by>, share, low, high, segments, documents, speakers, enough`, sorted by theme and cell. `share`,
    `low` and `high` are in 0..1; `segments`, `documents` and `speakers` count those in which the theme occurs; `enough` is
    False, and the interval [0, 1], where the cell has too little to tell (fewer than 2 documents or 5 segments).
    Raises UsageError for a column that is not there.
    """
    import numpy as np
    import pandas as pd

    by = list(by)
    if unit not in ("segment", "document"):
        raise UsageError(f"unit must be 'segment' or 'document', not {unit!r}", "prevalence")
    if not 0 < level < 1:
        raise UsageError("level must lie between 0 and 1", "prevalence")
    for column in ["document", "theme_id", *by]:
        if column not in assignments.columns:
            raise UsageError(f"there is no column {column!r}", "prevalence")
    columns = ["theme_id", *by, "share", "low", "high", "segments", "documents", "speakers", "enough"]
    rows = _with_defaults(assignments, by)
    themes = sorted(rows.loc[rows["theme_id"] != "", "theme_id"].unique())
    if not themes:
        return pd.DataFrame(columns=columns)

    # One line a document and cell: the (weighted) segments it holds.
    total = rows.drop_duplicates("segment").groupby([*by, "document"], sort=True)["weight"].sum()
    sizes = total.rename("n").reset_index()
    cells = sizes[by].drop_duplicates().reset_index(drop=True) if by else pd.DataFrame(index=[0])
    sizes["cell"] = sizes.groupby(by, sort=True).ngroup() if by else 0
    out = []
    hits = rows[rows["theme_id"] != ""].drop_duplicates(["segment", "theme_id"])
    counted = hits.groupby(["theme_id", *by, "document"], sort=True)["weight"].sum()
    for theme in themes:
        x = counted.loc[theme]
        hit = sizes.set_index([*by, "document"]).index.map(x.to_dict()).to_numpy(dtype=float, na_value=0.0)
        n = sizes["n"].to_numpy(dtype=float)
        if unit == "document":
            hit, n = (hit > 0).astype(float), np.ones_like(n)
        estimate = _cells(hit, n, sizes["cell"].to_numpy(), len(cells), level)
        mine = hits[hits["theme_id"] == theme]
        counts = (mine.groupby(by, sort=True) if by else mine.groupby(np.zeros(len(mine), dtype=int))).agg(
            segments=("segment", "nunique"), documents=("document", "nunique"), speakers=("speaker", "nunique")
        )
        frame = pd.concat([cells, pd.DataFrame(estimate)], axis=1)
        frame.insert(0, "theme_id", theme)
        frame = frame.merge(counts.reset_index(), on=by, how="left") if by else frame.assign(**counts.iloc[0].to_dict())
        out.append(frame)
    result = pd.concat(out, ignore_index=True)
    whole = ["segments", "documents", "speakers"]
    result[whole] = result[whole].fillna(0).astype(int)
    return result[columns]


def recurrence(assignments: pd.DataFrame, by: str = "locality") -> pd.DataFrame:
    """In how many places a theme recurs: `theme_id, places, of`.

    A theme is counted in a place when at least two segments there speak of it; UNKNOWN is not a place.
    """
    import pandas as pd

    known = assignments[~assignments[by].isin(["", "unknown"])]
    of = known[by].nunique()
    counts = known[known["theme_id"] != ""].drop_duplicates(["segment", "theme_id"]).groupby(["theme_id", by]).size()
    places = counts[counts >= 2].groupby("theme_id").size()
    themes = sorted(t for t in assignments["theme_id"].unique() if t)
    return pd.DataFrame({"theme_id": themes, "places": [int(places.get(t, 0)) for t in themes], "of": of})


def change(assignments: pd.DataFrame, phases: Sequence[str], level: float = 0.95) -> pd.DataFrame:
    """How the share of each theme moved from the first to the last of two phases: `theme_id, before, after, low, high, trend`.

    Only localities that have documents in both phases count, each with the same weight in both, so that a change of who
    took part is not taken for a change of what was said (direct standardisation). The interval of the difference joins the
    cells' Wilson intervals (Newcombe 1998, Statistics in Medicine 17:873, method 10). trend: "emerging", "fading", "steady"
    (the interval lies within 5 points of zero) or "cannot tell".
    """
    import numpy as np
    import pandas as pd

    columns = ["theme_id", "before", "after", "low", "high", "trend"]
    first, last = phases[0], phases[-1]
    table = prevalence(assignments, by=("locality", "phase"), level=level)
    if table.empty or first == last:
        return pd.DataFrame(columns=columns)
    docs = assignments.drop_duplicates("document").groupby(["locality", "phase"]).size()
    both = [p for p in docs.index.get_level_values(0).unique() if (p, first) in docs and (p, last) in docs and p]
    out = []
    for theme, rows in table.groupby("theme_id", sort=True):
        cell = rows.set_index(["locality", "phase"])
        a, b = (cell.loc[[(p, phase) for p in both]] if both else cell.iloc[:0] for phase in (first, last))
        if not both:
            continue
        before, after = float(a["share"].mean()), float(b["share"].mean())
        k = len(both)
        down = np.sqrt((b["share"] - b["low"]).pow(2).sum() + (a["high"] - a["share"]).pow(2).sum()) / k
        up = np.sqrt((b["high"] - b["share"]).pow(2).sum() + (a["share"] - a["low"]).pow(2).sum()) / k
        low, high = after - before - float(down), after - before + float(up)
        trend = "cannot tell"
        if low > 0:
            trend = "emerging"
        elif high < 0:
            trend = "fading"
        elif low > -0.05 and high < 0.05:
            trend = "steady"
        out.append((theme, before, after, low, high, trend))
    return pd.DataFrame(out, columns=columns)


def _with_defaults(assignments: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    wanted = [c for c in ("segment", "speaker", "weight") if c in assignments.columns]
    rows = assignments[["document", "theme_id", *by, *wanted]].reset_index(drop=True)
    rows["theme_id"] = rows["theme_id"].fillna("")
    if "segment" not in rows:
        rows["segment"] = rows.index
    if "speaker" not in rows:
        rows["speaker"] = ""
    # A note without speakers was at least written by one person: its document stands for them.
    rows["speaker"] = rows["speaker"].fillna("").where(lambda s: s != "", rows["document"].astype(str))
    if "weight" not in rows:
        rows["weight"] = 1.0
    for column in by:
        rows[column] = rows[column].fillna("")
    return rows


def _cells(hit: np.ndarray, n: np.ndarray, cell: np.ndarray, n_cells: int, level: float) -> dict[str, np.ndarray]:
    """share, low, high, enough of each cell; hit, n: (n_documents,) segments with the theme, and in all."""
    import numpy as np
    from scipy.stats import t as student

    total = np.bincount(cell, n, n_cells)
    share = np.divide(np.bincount(cell, hit, n_cells), total, out=np.zeros(n_cells), where=total > 0)
    documents = np.bincount(cell, minlength=n_cells)
    # The spread between documents that is more than chance, over all cells with two documents or more (rho, at least 0).
    expected_size = np.divide(np.bincount(cell, n**2, n_cells), total, out=np.ones(n_cells), where=total > 0)
    several = documents >= 2
    residual = np.bincount(cell, (hit - share[cell] * n) ** 2, n_cells)
    between = (residual * np.divide(documents, documents - 1, out=np.zeros(n_cells), where=several))[several].sum()
    binomial = (total * share * (1 - share))[several]
    room = (binomial * (expected_size[several] - 1)).sum()
    rho = float(np.clip((between - binomial.sum()) / room, 0, 1)) if room > 0 else 0.0
    design = 1 + rho * (expected_size - 1)
    effective = np.divide(total, design, out=np.ones(n_cells), where=total > 0)
    freedom = max(1, int((documents[several] - 1).sum()))
    z = float(student.ppf(0.5 + level / 2, freedom))
    centre = (share + z**2 / (2 * effective)) / (1 + z**2 / effective)
    half = z / (1 + z**2 / effective) * np.sqrt(share * (1 - share) / effective + z**2 / (4 * effective**2))
    enough = (documents >= MIN_DOCUMENTS) & (total >= MIN_SEGMENTS)
    low = np.where(enough, np.clip(np.minimum(centre - half, share), 0, 1), 0.0)
    high = np.where(enough, np.clip(np.maximum(centre + half, share), 0, 1), 1.0)
    return {"share": share, "low": low, "high": high, "enough": enough}
