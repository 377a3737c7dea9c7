"""Everything that is counted about the themes, before and after disclosure control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from textmine.codebook import Theme
from textmine.findings.people import people
from textmine.programme import Programme
from textmine.records import UNKNOWN, SafeTable
from textmine.wording import percent

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """A themes x locality table for a terminal."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    note: str


@dataclass(frozen=True)
class Tables:
    """Everything that is counted about the themes, before and after disclosure control.

    whole, part_docvars: for a part of a corpus, the tables of all of it and the docvars that make the part ({"locality": ...}).
    A part shows of a cell what the whole shows, so that two digests of one corpus do not give away what each hides.
    """

    rows: pd.DataFrame
    themes: Sequence[Theme]
    programme: Programme
    by: tuple[str, ...] = ("region", "locality", "phase")
    whole: Tables | None = None
    part_docvars: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def raw(self) -> dict[tuple[str, ...], pd.DataFrame]:
        """prevalence() of every margin that the data have. What has no place or phase counts in the whole alone."""
        import numpy as np

        from textmine.prevalence import prevalence

        out = {}
        for by in self.margins:
            table = prevalence(self.rows, by=by)
            if by:
                table = table.merge(self._people(by), on=list(by), how="left")
            known = [~table[column].isin(["", UNKNOWN]) for column in by]
            out[by] = table[np.logical_and.reduce(known)].reset_index(drop=True) if known else table
        return out

    def _people(self, by: tuple[str, ...]) -> pd.DataFrame:
        """How many people speak in each cell, of whatever: `<by>, people`."""
        return self.rows.assign(people=people(self.rows)).groupby(list(by))["people"].nunique().reset_index()

    @cached_property
    def places(self) -> set[str]:
        """The localities that count as places: where enough people speak for one of them not to be known by the place."""
        from textmine.disclosure import enough_people

        n_people = self._people(("locality",)).set_index("locality")["people"].drop(["", UNKNOWN], errors="ignore")
        return {str(p) for p, n in n_people.items() if enough_people(n, self.programme.disclosure)}

    @cached_property
    def margins(self) -> list[tuple[str, ...]]:
        """(), the single variables that have known values, and locality x phase."""
        known = [b for b in self.by if (~self.rows[b].isin(["", UNKNOWN])).any()]
        both: list[tuple[str, ...]] = [("locality", "phase")] if {"locality", "phase"} <= set(known) else []
        return [(), *((k,) for k in known), *both]

    @cached_property
    def safe(self) -> dict[tuple[str, ...], SafeTable]:
        """The same after disclosure control. A part of a corpus has only the margins that are cells of the whole."""
        from textmine.disclosure import disclose_all

        if self.whole is None:
            return disclose_all(self.raw, self.programme.disclosure, self.programme.localities)
        out = {}
        for by in self.margins:
            variables = {*by, *self.part_docvars} - ({"region"} if "locality" in {*by, *self.part_docvars} else set())
            table = self.whole.safe.get(tuple(b for b in self.by if b in variables))
            if table is not None:
                frame = table.frame
                for column, value in self.part_docvars.items():
                    frame = frame[frame[column] == value]
                if "region" in by and "region" not in frame:
                    frame = frame.assign(region=frame["locality"].map(self.programme.region))
                    if "locality" not in by and "locality" not in self.part_docvars:
                        continue  # several localities of a region are not its row
                columns = [c for c in frame.columns if c not in self.by]
                out[by] = SafeTable(frame[[columns[0], *by, *columns[1:]]].reset_index(drop=True))
        return out

    @cached_property
    def _themes_without_change(self) -> set[str]:
        """Themes whose standardised shares before and after would give away a suppressed cell."""
        from textmine.disclosure import leaking_themes
        from textmine.prevalence import change_weights

        if self.whole is not None:
            cells = self.safe[("locality", "phase")].frame if ("locality", "phase") in self.safe else None
            return set() if cells is None else set(cells.loc[cells["status"] == "suppressed", "theme_id"])
        weights = change_weights(self.rows, self.phases)
        return leaking_themes(self.raw, self.safe, weights, self.programme.disclosure, self.programme.localities)

    @cached_property
    def phases(self) -> list[str]:
        """The phases in order."""
        return [p.name for p in self.programme.phases] or sorted(set(self.rows["phase"]) - {"", UNKNOWN})

    @cached_property
    def overview(self) -> SafeTable:
        """One row a theme, most said first: share, where it recurs, how steady it is, how it changed."""
        import numpy as np

        from textmine.disclosure import disclose_totals
        from textmine.prevalence import change, recurrence

        whole = self.raw[()][["theme_id", "share", "low", "high", "segments", "documents"]]
        # A theme that is in all of three places is in the one where a single person spoke: that one is not counted.
        counted_rows = self.rows.assign(
            locality=self.rows["locality"].where(self.rows["locality"].isin(self.places), UNKNOWN)
        )
        places = recurrence(counted_rows) if ("locality",) in self.raw else None
        has_phases = ("locality", "phase") in self.raw and len(self.phases) > 1
        changes = change(self.rows, self.phases) if has_phases else None
        import pandas as pd

        known = pd.DataFrame(
            [
                {
                    "theme_id": t.id,
                    "name": t.name,
                    "definition": t.definition,
                    "terms": ", ".join(t.terms),
                    "subthemes": "; ".join(safe_parts(self, t.id)),
                    "stability": round(t.stability, 3),
                    "mark": t.mark,
                }
                for t in self.themes
            ],
            columns=["theme_id", "name", "definition", "terms", "subthemes", "stability", "mark"],
        )
        table = known.merge(whole, on="theme_id", how="inner")
        if places is not None:
            places = places.rename(columns={"low": "places_low", "high": "places_high"})
            wanted = ["theme_id", "places", "of", "places_low", "places_high"]
            table = table.merge(places[wanted], on="theme_id", how="left")
        if changes is not None and len(changes):
            changes = changes.rename(columns={"low": "low_change", "high": "high_change"})
            figures = ["before", "after", "low_change", "high_change"]
            changes.loc[changes["theme_id"].isin(self._themes_without_change), figures] = np.nan
            table = table.merge(changes[["theme_id", *figures, "trend"]], on="theme_id", how="left")
            table["trend"] = table["trend"].fillna("cannot tell")
        table = table.sort_values(["segments", "theme_id"], ascending=[False, True], ignore_index=True)
        total = self.safe[()].frame
        return disclose_totals(
            table, self.programme.disclosure, set(total.loc[total["status"] == "suppressed", "theme_id"])
        )

    @cached_property
    def prevalence(self) -> SafeTable:
        """Every margin in one safe table: `theme_id, theme, region, locality, phase, share ...`; "" is all of them."""
        import pandas as pd

        names = {t.id: t.name for t in self.themes}
        frames = []
        for by, safe in self.safe.items():
            frame = safe.frame.copy()
            for column in self.by:
                if column not in by:
                    frame[column] = ""
            frame.insert(1, "theme", frame["theme_id"].map(names))
            frames.append(frame)
        columns = ["theme_id", "theme", *self.by, "share", "low", "high", "segments", "documents", "speakers", "enough",
                   "status"]  # fmt: skip
        return SafeTable(pd.concat(frames, ignore_index=True)[columns])

    def terminal(self, title: str, limit: int = 30) -> ThemeTable:
        """Themes x locality, for a terminal."""
        overview = self.overview.frame.head(limit)
        columns, rows = ["theme", "share"], []
        cells: Mapping[tuple[str, str], Any] = {}
        places: list[str] = []
        if ("locality",) in self.safe:
            frame = self.safe[("locality",)].frame
            cells = {(r.theme_id, r.locality): r for r in frame.itertuples()}
            order = [p for p in self.programme.localities if p in set(frame["locality"])]
            places = order + sorted(set(frame["locality"]) - set(order) - {"", UNKNOWN})
            columns += places
        has_places = "places" in overview
        if has_places:
            columns.append("recurs in")
        columns.append("steady?")
        for row in overview.itertuples():
            shown = row.status == "shown"
            line = [row.name, percent(row.share) if shown else "."]
            line += [_cell(cells.get((row.theme_id, place))) for place in places]
            if has_places:
                line.append(f"{row.places} of {row.of}" if shown else ".")
            rows.append([*line, row.mark])
        note = "share of what was said; . = not shown, to protect small groups; ? = too little to tell"
        return ThemeTable(title, columns, rows, note if places else "share of what was said")


def safe_parts(tables: Tables, theme: str) -> tuple[str, ...]:
    """The sub-themes of a theme that enough documents and segments speak of, the largest first."""
    limits = tables.programme.disclosure
    if "subtheme" not in tables.rows:
        return ()
    rows = tables.rows[(tables.rows["theme_id"] == theme) & (tables.rows["subtheme"] != "")]
    counted = rows.groupby("subtheme").agg(segments=("segment", "nunique"), documents=("document", "nunique"))
    enough = (counted["segments"] >= limits.min_segments) & (counted["documents"] >= limits.min_documents)
    counted = counted[enough].sort_index().sort_values("segments", ascending=False, kind="stable")
    return tuple(str(name) for name in counted.index)


def theme_summary(overview: pd.DataFrame) -> list[dict[str, Any]]:
    """id, name and share of each theme of an overview, for --json; the share is null where it is suppressed."""
    return [
        {"theme_id": r.theme_id, "theme": r.name, "share": round(r.share, 4) if r.status == "shown" else None}
        for r in overview.itertuples()
    ]


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if cell.status == "suppressed":
        return "."
    return percent(cell.share) + ("" if cell.status == "shown" else "?")
