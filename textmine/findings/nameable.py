"""Which places and phases may be named of a theme, so that nothing follows from a name, nor from one that is missing.

A place is named of a theme where its cell can be seen in the tables. Where all but one of the places can be seen, a quote without a
place would be known to come from that one: so nothing is said, or printed, that leaves exactly one possibility.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from textmine.findings.people import people
from textmine.programme import DisclosureLimits
from textmine.records import UNKNOWN, VISIBLE, SafeTable

if TYPE_CHECKING:
    import pandas as pd

Table = tuple[str, ...]


@dataclass(frozen=True)
class Nameable:
    """Which places and phases may be named of a theme, "" for passages of no theme: there enough people must speak.

    cells: for each table that is published the (theme, value ...) that can be seen. crowded: the (locality or region, phase) for which
    enough people speak, "" for all. present: the (locality, region, phase) in which something was said.
    """

    cells: Mapping[Table, frozenset[tuple[str, ...]]]
    crowded: frozenset[tuple[str, str]]
    present: frozenset[tuple[str, str, str]]

    def __post_init__(self) -> None:
        for name in ("place", "region", "phase", "both", "nothing"):  # each is asked for every passage
            object.__setattr__(self, name, cache(getattr(self, name)))

    def place(self, theme: str, locality: str) -> bool:
        """Whether a locality may be named."""
        return self.is_visible(theme, locality=locality)

    def region(self, theme: str, region: str) -> bool:
        """Whether a region may be named without its locality."""
        hidden = {p for p, r, _ in self.present if r == region and p and not self.place(theme, p)}
        return self.is_visible(theme, region=region) and len(hidden) != 1

    def phase(self, theme: str, phase: str) -> bool:
        """Whether a phase may be named without a place."""
        hidden = {p for p, _, f in self.present if f == phase and p and not self.both(theme, p, phase)}
        return self.is_visible(theme, phase=phase) and len(hidden) != 1

    def both(self, theme: str, locality: str, phase: str) -> bool:
        """Whether a locality and a phase may be named together."""
        phases = {f for p, _, f in self.present if p == locality and f}
        hidden = {f for f in phases if not self.is_visible(theme, locality=locality, phase=f)}
        return phase not in hidden and len(hidden) != 1 and self.is_visible(theme, locality=locality, phase=phase)

    def nothing(self, theme: str) -> bool:
        """Whether something may be printed of which neither place nor phase is named."""
        places = {p for p, _, _ in self.present if p}
        phases = {f for _, _, f in self.present if f}
        hidden_places = [p for p in places if not self.place(theme, p)]
        hidden_phases = [f for f in phases if not self.is_visible(theme, phase=f)]
        return not any(len(a) == 1 < len(b) for a, b in ((hidden_places, places), (hidden_phases, phases)))

    def is_visible(self, theme: str, **docvars: str) -> bool:
        """Whether the cell of a theme can be seen, and enough people speak there; docvars: locality, region, phase or both."""
        where = docvars.get("locality", docvars.get("region", ""))
        cells = self.cells.get(tuple(docvars))
        is_crowded = (where, docvars.get("phase", "")) in self.crowded
        return cells is not None and is_crowded and (not theme or (theme, *docvars.values()) in cells)


def nameable(safe: Mapping[Table, SafeTable], segments: pd.DataFrame, limits: DisclosureLimits) -> Nameable:
    """What may be named of the themes of a corpus. safe: its tables as published; segments: all of them."""
    from textmine.disclosure import enough_people

    cells = {}
    for by, table in safe.items():
        frame = table.frame[table.frame["status"].isin(VISIBLE)]
        cells[by] = frozenset(frame[["theme_id", *by]].astype(str).itertuples(index=False, name=None))
    docvars = segments[["locality", "region", "phase"]].replace(UNKNOWN, "")
    counts = people_by_cell(docvars.assign(role="", who=people(segments)))
    crowded = {(where, phase) for (where, phase, role), n in counts.items() if not role and enough_people(n, limits)}
    return Nameable(cells, frozenset(crowded), frozenset(docvars.drop_duplicates().itertuples(index=False, name=None)))


def people_by_cell(rows: pd.DataFrame) -> dict[tuple[str, str, str], int]:
    """How many people speak for each (locality or region, phase, role), "" for all. rows: `locality, region, phase, role, who`."""
    out: dict[tuple[str, str, str], int] = {}
    rows = rows[rows["who"].notna() & (rows["who"] != "")].drop_duplicates()
    for where in ("", "region", "locality"):
        for phase in ("", "phase"):
            for role in ("", "role"):
                out |= _counts(rows, (where, phase, role))
    return out


def _counts(rows: pd.DataFrame, by: tuple[str, str, str]) -> Iterable[tuple[tuple[str, str, str], int]]:
    """The counts of one table, of those rows in which all its variables are known."""
    columns = [column for column in by if column]
    if not columns:
        return [(("", "", ""), int(rows["who"].nunique()))]
    known = rows[(rows[columns] != "").all(axis=1)]
    counts = known.groupby(columns)["who"].nunique()
    out = []
    for key, n in counts.items():
        values = iter(key if isinstance(key, tuple) else (key,))
        where, phase, role = (str(next(values)) if column else "" for column in by)
        out.append(((where, phase, role), int(n)))
    return out
