"""Everything that is counted about the themes, before and after disclosure control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from textmine.codebook import Theme
from textmine.findings.people import people
from textmine.findings.trends import changes, recurring_places
from textmine.programme import Programme
from textmine.records import FEW, MIXED, UNKNOWN, VISIBLE, SafeTable
from textmine.wording import listed, percent

if TYPE_CHECKING:
    import pandas as pd

    from textmine.disclosure import PublicationPlan

By: TypeAlias = tuple[str, ...]

#: The columns for the size of a cell.
SIZES = ("of", "of_documents", "of_speakers")

#: The table of localities by phases is published where this part of its cells has a figure, and at most so many have none: to
#: protect more takes minutes.
LEAST_SHOWN, MOST_SMALL = 1 / 3, 1000

#: What stands for a figure that is few or none, and for one that is held back.
FEW_SIGN = "·"
HELD_SIGN = "–"


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

    assigned: all rows of `assignments`; what counts for readers is in `rows`. by: the variables that there may be tables of.
    whole, part_docvars: for a part of a corpus, the tables of all of it and the docvars that make the part ({"locality": ...}).
    A part shows of a cell what the whole shows, so that two digests of one corpus do not give away what each keeps.
    """

    assigned: pd.DataFrame
    themes: Sequence[Theme]
    programme: Programme
    by: tuple[str, ...] = ("region", "locality", "phase")
    whole: Tables | None = None
    part_docvars: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def plan(self) -> PublicationPlan:
        """Which tables readers get, and what counts in them."""
        from textmine.disclosure import publication_plan

        if self.whole is not None:
            return self.whole.plan
        return publication_plan(self.assigned, people(self.assigned), self.by, self.programme.disclosure)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows that count in what readers get."""
        rows = self.assigned[self.plan.counts(self.assigned)].reset_index(drop=True)
        return rows.assign(**{v: rows[v].replace("", UNKNOWN).fillna(UNKNOWN) for v in self.by})

    @cached_property
    def raw(self) -> dict[By, pd.DataFrame]:
        """`prevalence` of every table of the plan, with the size of each cell: `of, of_documents, of_speakers`.

        What has no known place (or phase) has the cell "unknown".
        """
        from textmine.prevalence import prevalence

        out = {}
        for by in self.plan.tables:
            table = prevalence(self.rows, by=by)
            sizes = self._sizes(by)
            table = table.merge(sizes, on=list(by), how="left") if by else table.assign(**sizes.iloc[0].to_dict())
            if len(by) < 2 or self._says_enough(table):
                out[by] = table
        return out

    def _says_enough(self, table: pd.DataFrame) -> bool:
        """Whether enough cells of a table by two variables have a figure for it to be worth what it takes to protect the others."""
        from textmine.disclosure import is_small

        small = is_small(table, self.programme.disclosure)
        return len(table) > 0 and float((~small).mean()) >= LEAST_SHOWN and int(small.sum()) <= MOST_SMALL

    def _sizes(self, by: By) -> pd.DataFrame:
        """How much was said in each cell, of whatever: `<by>, of, of_documents, of_speakers`."""
        import pandas as pd

        rows = self.rows.assign(person=people(self.rows))
        if not by:
            numbers = [rows[c].nunique() for c in ("segment", "document", "person")]
            return pd.DataFrame([numbers], columns=list(SIZES))
        groups = rows.groupby(list(by), sort=True)
        columns = {size: groups[c].nunique() for size, c in zip(SIZES, ("segment", "document", "person"), strict=True)}
        return pd.DataFrame(columns).reset_index()

    @cached_property
    def _atoms(self) -> pd.DataFrame:
        """One row for each combination of the plan's variables: the variables, `passages, documents, speakers`, and the count of
        each theme."""
        import pandas as pd

        keys = list(self.plan.variables) or ["all"]
        rows = self.rows.assign(all="", person=people(self.rows))
        groups = rows.groupby(keys, sort=True)
        sizes = {"passages": "segment", "documents": "document", "speakers": "person"}
        atoms = pd.DataFrame({name: groups[column].nunique() for name, column in sizes.items()})
        placed = rows[rows["theme_id"] != ""]
        if len(placed):
            counts = placed.groupby([*keys, "theme_id"])["segment"].nunique().unstack("theme_id")
            atoms = pd.concat([atoms, counts], axis=1)
        return atoms.fillna(0).reset_index()

    @cached_property
    def places(self) -> set[str]:
        """The localities that are published."""
        if ("locality",) not in self.raw:
            return set()
        return set(self.raw["locality",]["locality"]) - {UNKNOWN}

    @cached_property
    def safe(self) -> dict[By, SafeTable]:
        """The tables as readers may see them. A part of a corpus has those that are cells of the whole."""
        from textmine.disclosure import publish

        if self.whole is None:
            return publish(self.raw, self._atoms, self.programme.disclosure)
        out = {}
        for by in [(), *((v,) for v in self.by if v not in self.part_docvars)]:
            table = self.whole.safe.get(tuple(b for b in self.by if b in {*by, *self.part_docvars}))
            # By places there is no table of a phase: it would be that of localities by phases.
            if table is None or (by and "locality" not in self.part_docvars):
                continue
            frame = table.frame
            for column, value in self.part_docvars.items():
                frame = frame[frame[column] == value]
            columns = [c for c in frame.columns if c not in self.by]
            out[by] = SafeTable(frame[[columns[0], *by, *columns[1:]]].reset_index(drop=True))
        return out

    @cached_property
    def phases(self) -> list[str]:
        """The phases in order."""
        return [p.name for p in self.programme.phases] or sorted(set(self.rows["phase"]) - {"", UNKNOWN})

    @cached_property
    def overview(self) -> SafeTable:
        """One row a theme, most said first: share, where it recurs, how steady it is, how it changed.

        All of it is made of published figures; the order too, but that what is of many things comes last.
        """
        import numpy as np
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
                    "alike": np.nan if t.alike is None else t.alike,
                }
                for t in self.themes
            ],
            columns=["theme_id", "name", "definition", "terms", "subthemes", "stability", "mark", "alike"],
        )
        table = known.merge(self.safe[()].frame, on="theme_id", how="inner") if () in self.safe else known.iloc[:0]
        table = recurring_places(table, self.safe.get(("locality",)))
        table = changes(table, self.safe.get(("phase",)), self.rows, self.phases)
        table["is_mixed"] = table["mark"] == MIXED
        table = table.sort_values(
            ["is_mixed", "segments", "theme_id"],
            ascending=[True, False, True],
            na_position="last",
            ignore_index=True,
        ).drop(columns="is_mixed")
        return SafeTable(table[[*(c for c in table if c != "status"), "status"]])

    @cached_property
    def prevalence(self) -> SafeTable:
        """Every table of one variable: `theme_id, theme, region, locality, phase, share ...`; "" is all of them.

        That of localities by phases stands in the digests of localities alone.
        """
        import pandas as pd

        names = {t.id: t.name for t in self.themes}
        frames = []
        for by, safe in self.safe.items():
            if len(by) > 1:
                continue
            frame = safe.frame.copy()
            for column in self.by:
                if column not in by:
                    frame[column] = ""
            frame.insert(1, "theme", frame["theme_id"].map(names))
            frames.append(frame)
        columns = ["theme_id", "theme", *self.by, "share", "low", "high", "segments", "of_segments", "documents",
                   "speakers", "status"]  # fmt: skip
        return SafeTable(pd.concat(frames, ignore_index=True)[columns])

    @property
    def left_out(self) -> list[str]:
        """What is in no figure, or has none of its own, in a line each."""
        lines = [
            f"too few people spoke in {listed(values)}: what was said there is in no figure"
            for values in self.plan.uncounted.values()
        ]
        names = {"locality": "places", "phase": "phases", "region": "regions"}
        return lines + [f"too few people spoke in most {names[v]} for figures of each" for v in self.plan.dropped]

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
            shown = row.status in VISIBLE
            line = [row.name, percent(row.share) if shown else FEW_SIGN]
            line += [_cell(cells.get((row.theme_id, place))) for place in places]
            if has_places:
                line.append(f"{row.places} of {row.of}" if shown else FEW_SIGN)
            rows.append([*line, row.mark])
        note = "share of what was said, from rounded counts; · = few or none"
        if not places:
            note = "share of what was said, from rounded counts"
        elif any(HELD_SIGN in line for line in rows):
            note += f"; {HELD_SIGN} = not shown, as it would tell of a small group"
        return ThemeTable(title, columns, rows, "; ".join([note, *self.left_out]))


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
    """id, name and share of each theme of an overview, for --json; the share is null where there are few or none."""
    return [
        {"theme_id": r.theme_id, "theme": r.name, "share": round(r.share, 4) if r.status in VISIBLE else None}
        for r in overview.itertuples()
    ]


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    return percent(cell.share) if cell.status in VISIBLE else FEW_SIGN if cell.status == FEW else HELD_SIGN
