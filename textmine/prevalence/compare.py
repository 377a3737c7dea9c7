"""What grew or faded between two phases, and what one place says more or less of than the others.

Both join Jeffreys' intervals at effective sizes (`intervals.difference`) and control the false-discovery rate over all the
comparisons made (Benjamini and Hochberg 1995), so that of thirty themes not one or two are news by luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from textmine.prevalence.counts import Counts, check_level, count, is_enough, is_known
from textmine.prevalence.intervals import Cells, Floats, benjamini_hochberg, difference

if TYPE_CHECKING:
    import pandas as pd

Ints: TypeAlias = NDArray[np.int64]

#: A change that surely is smaller than this (in shares) is none: "steady".
STEADY = 0.05


def change(assignments: pd.DataFrame, phases: Sequence[str], level: float = 0.95) -> pd.DataFrame:
    """How the share of each theme moved from the first to the last of the phases.

    assignments: as for `prevalence`, with `locality` and `phase`. level: of the intervals; 1 - level is also the
        false-discovery rate at which a theme is called emerging or fading.

    Only localities that have documents in both phases count, each with the same weight in both (direct standardisation),
    so that a change of who took part is not taken for a change of what was said. A locality weighs as much as its
    documents can tell of a difference: m1 m2 / (m1 + m2) for m1 and m2 documents (Mantel and Haenszel 1959).

    Returns `theme_id, before, after, low, high, trend, p, q, places, missing`, sorted by theme. before, after:
    standardised shares; low, high: of after - before; p: against no change; q: the false-discovery rate at which it would
    be called one. trend: "emerging", "fading" (q <= 1 - level), "steady" (the interval lies within 5 points of zero) or
    "cannot tell". places: how many localities are compared; missing: the names of those seen in only one of the two
    phases, with "; " between. Empty where no locality was seen in both.
    """
    import pandas as pd

    check_level(level)
    columns = ["theme_id", "before", "after", "low", "high", "trend", "p", "q", "places", "missing"]
    first, last = phases[0], phases[-1]
    comparison = _comparison(assignments, first, last)
    if comparison is None:
        return pd.DataFrame(columns=columns)
    counts, before, after, weights, missing = comparison
    out = []
    for theme, cells in counts.estimates():
        a, b = _weighted_mean(cells, before, weights), _weighted_mean(cells, after, weights)
        out.append((theme, a[0][0], b[0][0], *(x[0] for x in difference(a, b, level)[1:])))
    table = pd.DataFrame(out, columns=["theme_id", "before", "after", "low", "high", "p"])
    # As many comparisons as themes that people talk of: one that both phases never mention is none.
    table["q"] = benjamini_hochberg(table["p"].to_numpy())
    is_change = table["q"] <= 1 - level
    small = (table["low"] > -STEADY) & (table["high"] < STEADY)
    table["trend"] = np.select(
        [is_change & (table["after"] > table["before"]), is_change, small],
        ["emerging", "fading", "steady"],
        "cannot tell",
    )
    return table.assign(places=len(weights), missing=missing)[columns]


def contrast(assignments: pd.DataFrame, by: str = "locality", level: float = 0.95) -> pd.DataFrame:
    """What each place (or phase, or region) says more or less of than all the others together.

    assignments: as for `prevalence`. by: the column to compare; "" and UNKNOWN are no places.
    level: of the intervals; 1 - level is also the false-discovery rate of what is called more or less.

    Returns `theme_id, <by>, share, rest, low, high, p, q, verdict`, sorted by theme and place. rest: the share of segments
    elsewhere; low, high: of share - rest; verdict: "more", "less" or "cannot tell".
    Raises UsageError for a column that is not there and a level that is none.
    """
    import pandas as pd

    check_level(level)
    columns = ["theme_id", by, "share", "rest", "low", "high", "p", "q", "verdict"]
    counts = count(assignments[is_known(assignments[by])] if by in assignments.columns else assignments, [by])
    k = len(counts.cells)
    if k < 2 or not counts.themes:
        return pd.DataFrame(columns=columns)
    out = []
    for theme, cells in counts.estimates():
        has_enough = is_enough(cells)
        for i in range(k):
            others = np.flatnonzero(np.arange(k) != i)
            rest, own = (
                _weighted_mean(cells, others, cells.total[others]),
                _weighted_mean(cells, np.array([i]), np.ones(1)),
            )
            _, low, high, p = (float(x[0]) for x in difference(rest, own, level))
            share, share_elsewhere = float(own[0][0]), float(rest[0][0])
            if not has_enough[i]:
                low, high, p = -1.0, 1.0, 1.0
            out.append((theme, counts.cells.iat[i, 0], share, share_elsewhere, low, high, p))
    table = pd.DataFrame(out, columns=columns[:-2])
    table["q"] = benjamini_hochberg(table["p"].to_numpy())
    is_different = table["q"] <= 1 - level
    is_more = table["share"] > table["rest"]
    table["verdict"] = np.select([is_different & is_more, is_different], ["more", "less"], "cannot tell")
    return table


def _comparison(assignments: pd.DataFrame, first: str, last: str) -> tuple[Counts, Ints, Ints, Floats, str] | None:
    """Counts, the cells of the localities seen in both phases (before, after), their weights, and who is missing."""
    rows = assignments[is_known(assignments["locality"]) & assignments["phase"].isin([first, last])]
    counts = count(rows, ["locality", "phase"])
    at = {(c.locality, c.phase): i for i, c in enumerate(counts.cells.itertuples())}
    places = sorted({place for place, _ in at})
    both = [p for p in places if (p, first) in at and (p, last) in at]
    if first == last or not both:
        return None
    before, after = (np.array([at[p, phase] for p in both]) for phase in (first, last))
    units = np.bincount(counts.cell, minlength=len(counts.cells)).astype(float)
    weights = units[before] * units[after] / (units[before] + units[after])
    return counts, before, after, weights, "; ".join(p for p in places if p not in both)


def _weighted_mean(cells: Cells, which: Ints, weights: Floats) -> tuple[Floats, Floats]:
    """(1,), (1,): the weighted mean of the shares of some cells, and the effective size that has its variance."""
    w = weights / weights.sum()
    share, factor = cells.share[which], cells.variance_factor[which]
    mean = float(w @ share)
    # A cell in which a theme was not heard is not sure to be without: its share is drawn to the mean by one case.
    shrunk = (share / factor + mean) / (1 / factor + 1)
    spread = float((w**2 * factor) @ (shrunk * (1 - shrunk)))
    middle = float(w @ shrunk)
    size = middle * (1 - middle) / spread if spread > 0 else 1 / float(w**2 @ factor)
    return np.array([mean]), np.array([size])
