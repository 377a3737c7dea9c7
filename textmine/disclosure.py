"""Tables -> safe tables: nothing for readers is written that does not come from here.

A cell is suppressed when fewer documents, speakers or segments stand behind it than corpus.toml allows (primary), and a
second one with it where a single suppressed cell could be worked out from the others and their total (complementary).
The rules follow the practice of statistical disclosure control for tables (Hundepool et al. 2012, chapter 4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textmine.records import UNKNOWN, SafeQuote, SafeTable

if TYPE_CHECKING:
    import pandas as pd

    from textmine.programme import DisclosureLimits

#: The columns of a prevalence table that say something of the people in a cell.
MEASURES = ("share", "low", "high", "segments", "documents", "speakers")

#: The same of a table with one row a theme.
TOTALS = ("segments", "documents", "share", "low", "high", "places", "before", "after", "low_change", "high_change")


def disclose(table: pd.DataFrame, limits: DisclosureLimits, group: str = "theme_id") -> SafeTable:
    """A prevalence table in which small cells are suppressed; adds `status`: "shown", "suppressed" or "not enough".

    table: as `prevalence` returns it. group: the column within which cells add up to a total (a theme's localities).
    In a suppressed cell every measure is missing, also its interval; counts that are shown are rounded to the base.
    """
    import pandas as pd

    safe = table.copy()
    small = (
        (safe["segments"] < limits.min_segments)
        | (safe["documents"] < limits.min_documents)
        | (safe["speakers"] < limits.min_speakers)
    )
    zero = safe["segments"] == 0
    hidden = small & ~(zero & limits.show_zeros)
    cells_per_group = safe.groupby(group)[group].transform("size")
    alone = hidden.groupby(safe[group]).transform("sum") == 1
    for _, rows in safe[alone & (cells_per_group > 1)].groupby(group):
        candidates = rows.index[~hidden[rows.index] & (rows["segments"] > 0)]
        if len(candidates):
            hidden[min(candidates, key=lambda i: (safe.at[i, "segments"], i))] = True
    safe["status"] = "shown"
    safe.loc[~safe["enough"] & ~hidden, "status"] = "not enough"
    safe.loc[hidden, "status"] = "suppressed"
    for column in MEASURES:
        safe[column] = safe[column].astype("Float64" if column in ("share", "low", "high") else "Int64")
        safe.loc[hidden, column] = pd.NA
    if limits.round_to > 1:
        for column in ("segments", "documents", "speakers"):
            safe[column] = ((safe[column] + limits.round_to // 2) // limits.round_to) * limits.round_to
    return SafeTable(safe)


def disclose_totals(table: pd.DataFrame, limits: DisclosureLimits) -> SafeTable:
    """A table of one row a theme with `segments`, `documents`: rows below the limits lose every figure; adds `status`."""
    import pandas as pd

    safe = table.copy()
    small = (safe["segments"] < limits.min_segments) | (safe["documents"] < limits.min_documents)
    safe["status"] = small.map({True: "suppressed", False: "shown"})
    for column in TOTALS:
        if column in safe:
            safe[column] = safe[column].astype(
                "Int64" if column in ("segments", "documents", "places", "of") else "Float64"
            )
            safe.loc[small, column] = pd.NA
    if "trend" in safe:
        safe.loc[small, "trend"] = "cannot tell"
    return SafeTable(safe)


def disclose_quote(text: str, segment: str, speakers: dict[tuple[str, str], int], docvars: tuple[str, str, str],
                   limits: DisclosureLimits) -> SafeQuote:  # fmt: skip
    """A quote for readers, placed no closer than the people who could have said it allow.

    text: of an anonymised sentence or segment that carries no open flag. docvars: its locality, region and phase.
    speakers: how many people speak for each (place, phase): localities and regions, "" for all phases. Where a locality
    has too few in the phase, first the phase is left away, then the region stands in, then nothing is said of the place.
    Pseudonyms become "[name]": readers need not follow one person through a digest.
    """
    locality, region, phase = docvars
    shown = _balanced(re.sub(r"\[Person[^\]]*\]", "[name]", text))
    for where, when in ((locality, phase), (locality, ""), (region, phase), (region, "")):
        if where not in ("", UNKNOWN) and speakers.get((where, when), 0) >= max(2, limits.min_speakers):
            return SafeQuote(shown, where, "" if when == UNKNOWN else when, segment)
    return SafeQuote(shown, "", "", segment)


def _balanced(text: str) -> str:
    """A sentence without the quotation marks and brackets at its ends that have lost their other half."""
    text = text.strip()
    for opening, closing in (("“", "”"), ("(", ")"), ('"', '"')):
        if opening == closing:
            if text.count(opening) % 2:
                text = text.removeprefix(opening) if text.startswith(opening) else text.removesuffix(closing)
            continue
        if text.count(opening) > text.count(closing):
            text = text.removeprefix(opening).removesuffix(opening)
        elif text.count(closing) > text.count(opening):
            text = text.removesuffix(closing).removeprefix(closing)
    return text.strip()
