"""In how many places a theme recurs and how it changed: figures that are made of published figures alone, and one word.

The word for the trend is the only thing that rests on more: on the comparison of the same places in both phases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textmine.records import VISIBLE, SafeTable

if TYPE_CHECKING:
    import pandas as pd

CANNOT_TELL = "cannot tell"


def recurring_places(themes: pd.DataFrame, by_locality: SafeTable | None) -> pd.DataFrame:
    """Themes with `places, of, places_low, places_high`; without those where there are no localities.

    places: in how many of the published localities a theme has a figure that chance does not explain. places_low: where the
    whole range of the share is above chance; places_high: where it can be, those with few or none among them.
    """
    from textmine.prevalence import CHANCE, beyond_chance

    if by_locality is None or not len(by_locality.frame):
        return themes
    cells = by_locality.frame
    is_visible = cells["status"].isin(VISIBLE).to_numpy()
    count, size = (cells[c].fillna(0).to_numpy(float) for c in ("segments", "of_segments"))
    is_there = is_visible & beyond_chance(count, size)
    is_sure = is_there & (cells["low"].fillna(0).to_numpy(float) >= CHANCE)
    can_be = ~is_visible | is_there | (cells["high"].fillna(1).to_numpy(float) >= CHANCE)
    counted = cells[["theme_id"]].assign(places=is_there, of=1, places_low=is_sure, places_high=can_be)
    sums = counted.groupby("theme_id").sum().astype("Int64").reset_index()
    return themes.merge(sums, on="theme_id", how="left")


def changes(
    themes: pd.DataFrame, by_phase: SafeTable | None, rows: pd.DataFrame, phases: Sequence[str]
) -> pd.DataFrame:
    """Themes with `before, after, low_change, high_change, trend`; without those where there are not two phases.

    before, after: the published shares of the first and the last phase, missing where there are few or none. low_change, high_change:
    the range of their difference, as wide as that of the comparison of the same places (`prevalence.change`), in whole per cent.
    trend: what that comparison says; nothing can be told of a theme that neither phase shows.
    """
    import numpy as np

    from textmine.prevalence import change

    if by_phase is None or not len(by_phase.frame) or len(phases) < 2:
        return themes
    cells = by_phase.frame.set_index(["phase", "theme_id"])["share"]
    ends = [cells.loc[p].rename(name) if p in cells.index.get_level_values(0) else None
            for p, name in ((phases[0], "before"), (phases[-1], "after"))]  # fmt: skip
    if ends[0] is None or ends[1] is None:
        return themes
    out = themes.merge(ends[0].reset_index(), on="theme_id", how="left").merge(
        ends[1].reset_index(), on="theme_id", how="left"
    )
    compared = change(rows, phases).set_index("theme_id").reindex(out["theme_id"])
    difference = (compared["after"] - compared["before"]).to_numpy(float)
    published = (out["after"] - out["before"]).to_numpy(float, na_value=np.nan)
    low = np.floor((published + compared["low"].to_numpy(float) - difference) * 100) / 100
    high = np.ceil((published + compared["high"].to_numpy(float) - difference) * 100) / 100
    trend = compared["trend"].fillna(CANNOT_TELL).to_numpy(str)
    # Figures of all who spoke may say otherwise than the same places compared: then the word stands alone.
    contradicts = ((trend == "emerging") & (published < 0)) | ((trend == "fading") & (published > 0))
    out["low_change"], out["high_change"] = low.clip(-1, 1), high.clip(-1, 1)
    for column in ("before", "after", "low_change", "high_change"):
        out[column] = out[column].astype("Float64").mask(contradicts)
    out.loc[:, ["low_change", "high_change"]] = out[["low_change", "high_change"]].mask(out["low_change"].isna())
    is_seen = out["before"].notna() | out["after"].notna() | contradicts
    out["trend"] = np.where(is_seen, trend, CANNOT_TELL)
    return out
