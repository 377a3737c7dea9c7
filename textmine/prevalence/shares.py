"""The share of each theme in each cell, and in how many places it is present at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from textmine.errors import UsageError
from textmine.prevalence.counts import Counts, check_level, count, is_enough, is_known
from textmine.prevalence.intervals import Floats, benjamini_hochberg, population

if TYPE_CHECKING:
    import pandas as pd

#: A theme with a share up to this can be there by mistake: about what a model assigns wrongly.
CHANCE = 0.01

#: How large a part of the places in which themes are said to be present may be there by mistake.
FALSE_PLACES = 0.05


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
        counted once in the denominator), `speaker`, `weight` (default 1). Where a label is not always the same person
        `person` says who speaks instead; `counts` is False where they are none of the speakers (a facilitator).
    by: the columns whose combinations are the cells; () is one cell of everything. A missing value is the cell "unknown".
    unit: "segment" (share of segments) or "document" (share of documents in which the theme occurs).
    level: of the two-sided interval. seed: taken so that every estimator has one signature; this one draws nothing.

    Returns `theme_id, <by>, share, low, high, segments, documents, speakers, enough`, sorted by theme and cell. `share`,
    `low` and `high` are in 0..1; `segments`, `documents` and `speakers` count those in which the theme occurs (a document
    without speakers counts as one). `enough` is False, and the interval [0, 1], where there is too little to tell: fewer
    than 5 segments, or one document when the other cells do not show either how much documents differ.

    The sampling unit is the document, or the person who says more than half of it where that is the same in several.
    Method and sources: `textmine.prevalence.intervals`; coverage: `docs/prevalence.md`.
    Raises UsageError for a column that is not there, rows without a document or segment, a segment in two cells, and for a
    unit, level or weight that cannot be used.
    """
    import pandas as pd

    check_level(level)
    counts = count(assignments, by, unit)
    by = list(by)
    out = []
    for theme, cells in counts.estimates():
        low, high = cells.interval(level)
        has_enough = is_enough(cells)
        frame = counts.cells.assign(
            share=cells.share,
            low=np.where(has_enough, low, 0.0),
            high=np.where(has_enough, high, 1.0),
            enough=has_enough,
        )
        frame.insert(0, "theme_id", theme)
        out.append(frame)
    columns = ["theme_id", *by, "share", "low", "high", "segments", "documents", "speakers", "enough"]
    if not out:
        return pd.DataFrame(columns=columns)
    whole = ["segments", "documents", "speakers"]
    result = pd.concat(out, ignore_index=True).merge(_people(counts, by), on=["theme_id", *by], how="left")
    result[whole] = result[whole].fillna(0).astype(int)
    return result[columns]


def recurrence(
    assignments: pd.DataFrame, by: str = "locality", level: float = 0.95, chance: float = CHANCE
) -> pd.DataFrame:
    """In how many places and documents a theme is present beyond chance.

    chance: the share that mistaken assignments alone can reach, in 0..1; a theme is present where its true share is above.
    by: what a place is; "" and UNKNOWN are none. level: of the interval.

    Returns `theme_id, places, of, low, high, documents, of_documents, by_chance`, sorted by theme. places: where its
    segments are more than `chance` explains (binomial test, two segments at least; of all the places named at most 5 % are
    expected to be named falsely: Benjamini and Hochberg 1995). low, high: in how many of the `of` places it is present,
    places where little was read included: the interval of the sum of what is believed of each, all places sharing a
    distribution of shares (Poisson-binomial; `intervals.population`). documents: in how many of `of_documents` it occurs,
    and in how many mistakes alone would put it (by_chance).
    Raises UsageError for a column that is not there, and for a level or chance outside 0..1.
    """
    import pandas as pd

    check_level(level)
    if not 0 < chance < 1:
        raise UsageError("chance must lie between 0 and 1", "recurrence")
    columns = ["theme_id", "places", "of", "low", "high", "documents", "of_documents", "by_chance"]
    totals = count(assignments, [])
    counts = count(assignments[is_known(assignments[by])] if by in assignments.columns else assignments, [by])
    one = totals.rows.drop_duplicates("segment").groupby("document").size()
    by_chance = float((1 - (1 - chance) ** one).sum())
    occurs = totals.rows.groupby("theme_id")["document"].nunique()
    found = dict(counts.estimates())
    hit, total = (
        np.concatenate([getattr(c, name) for c in found.values()]) if found else np.zeros(0)
        for name in ("hit", "total")
    )
    is_there = beyond_chance(hit, total, chance)
    places = dict(zip(found, is_there.reshape(len(found), -1 if len(found) else 0).sum(axis=1), strict=True))
    out = []
    for theme in totals.themes:
        here, low, high, of = int(places.get(theme, 0)), 0, 0, len(counts.cells)
        if theme in found:
            cells = found[theme]
            low, high = _poisson_binomial(_presence(cells.share, cells.effective, cells.weights, chance), level)
        out.append((theme, here, of, min(low, here), max(high, here), int(occurs[theme]), len(one), by_chance))
    return pd.DataFrame(out, columns=columns)


def beyond_chance(hit: Floats, total: Floats, chance: float = CHANCE) -> NDArray[np.bool_]:
    """(n,) in which cells a theme is there beyond chance.

    hit, total: (n,) segments with the theme and in all, of every theme and place that is compared. chance: the share that
    mistaken assignments alone can reach. Binomial test, two segments at least; of all the cells named at most FALSE_PLACES are
    expected to be named falsely (Benjamini and Hochberg 1995).
    """
    from scipy.stats import binom

    # P(as many or more by mistake); one segment alone is never more than that.
    tail = np.where(hit >= 2, binom.sf(np.floor(hit) - 1, np.ceil(total), chance), 1.0)
    return np.asarray(benjamini_hochberg(tail) <= FALSE_PLACES) if len(tail) else np.zeros(0, dtype=bool)


def _people(counts: Counts, by: list[str]) -> pd.DataFrame:
    """`theme_id, <by>, segments, documents, speakers` of every theme and cell in which it occurs."""
    import pandas as pd

    rows = counts.rows[counts.rows["theme_id"] != ""]
    # A note without speakers was at least written by one person: its document stands for them.
    person = rows["person"].where(rows["person"] != "", "document " + rows["document"].astype(str))
    grouped = rows.assign(person=person.where(rows["counts"])).groupby(["theme_id", *by], sort=True)
    return pd.DataFrame(
        {
            "segments": grouped["segment"].nunique(),
            "documents": grouped["document"].nunique(),
            "speakers": grouped["person"].nunique(),
        }
    ).reset_index()


def _presence(share: Floats, effective: Floats, weights: Floats, chance: float) -> Floats:
    """(k,) how likely each place's true share is above `chance`, places sharing one distribution of shares."""
    from scipy.special import logsumexp

    # Shares from far below to far above what can be told, even in arcsin: Jeffreys' prior is flat there.
    angle = (np.arange(120) + 0.5) / 120 * np.pi / 2
    grid = np.sin(angle) ** 2
    log = effective[..., None] * (share[:, None, None] * np.log(grid) + (1 - share)[:, None, None] * np.log1p(-grid))
    # Each effective size gives a likelihood over the grid; scaled to the same integral, they are mixed with the weights.
    log -= logsumexp(log, axis=2, keepdims=True)
    likelihood = (weights[..., None] * np.exp(log)).sum(axis=1)
    believed = population(likelihood, np.full(len(grid), 1 / len(grid)))
    return np.asarray((believed * (grid > chance)).sum(axis=1))


def _poisson_binomial(p: Floats, level: float) -> tuple[int, int]:
    """The equal-tailed interval of how many of independent events with probabilities `p` happen."""
    mass: NDArray[np.float64] = np.ones(1)
    for chance in p:
        mass = np.convolve(mass, [1 - chance, chance])
    below = np.cumsum(mass)
    tail = (1 - level) / 2
    return int(np.searchsorted(below, tail + 1e-12)), min(int(np.searchsorted(below, 1 - tail - 1e-12)), len(p))
