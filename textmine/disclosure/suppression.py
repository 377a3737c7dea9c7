"""Tables of counts and shares -> tables in which nobody stands alone."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from textmine.disclosure.attack import FIGURE, Counts, complement, is_too_narrow, widen, width
from textmine.records import SafeTable

if TYPE_CHECKING:
    import pandas as pd

    from textmine.programme import DisclosureLimits

K = TypeVar("K", bound=Hashable)

#: The columns of a prevalence table that say something of the people in a cell.
MEASURES = ("share", "low", "high", "segments", "documents", "speakers")

#: The same of a table with one row a theme.
TOTALS = (
    "segments",
    "documents",
    "share",
    "low",
    "high",
    "places",
    "places_low",
    "places_high",
    "before",
    "after",
    "low_change",
    "high_change",
)

#: How much more a cell costs to lose than one with a variable more.
FINER_FIRST = 20.0

#: Columns that are made of several cells: written to whole per cent, as `leaking_themes` takes them to be.
_FIGURES = ("before", "after", "low_change", "high_change")

_KINDS = ("segments", "documents", "speakers")


def disclose(table: pd.DataFrame, limits: DisclosureLimits, group: str = "theme_id") -> SafeTable:
    """One prevalence table in which small cells are suppressed; adds `status`: "shown", "suppressed" or "not enough".

    table: as `prevalence` returns it, perhaps with `people`, how many speak in a cell at all: where they are too few, nothing
    is shown of it, nor that it has none. group: the column within which cells add up to a total that may be known (a theme's
    localities). In a suppressed cell every measure is missing, also its interval; counts that are shown are rounded to the
    base. Tables of the same rows by other variables belong together: see `disclose_all`.
    """
    return disclose_all({"": table}, limits, group=group)[""]


def disclose_all(
    tables: Mapping[K, pd.DataFrame],
    limits: DisclosureLimits,
    regions: Mapping[str, str] | None = None,
    group: str = "theme_id",
) -> dict[K, SafeTable]:
    """All tables of the same rows, suppressed together, so that none gives away what another hides.

    tables: by any name, each as `prevalence` returns it; the columns between `group` and `share` are its variables.
    regions: locality -> region, by which a table of localities adds up to one of regions.

    Cells below the limits are suppressed, then further ones until linear programming from all the shown counts of segments
    and of documents together leaves every cell below the limits a range at least as wide as the limit (and a tenth of the
    count), and no suppressed count at all exact; see `attack`. Where no total of a table is among the tables, it is taken
    for known. Returns the tables with `status` as `disclose` does.
    """
    small = {name: _small(table, limits).to_numpy() for name, table in tables.items()}
    hidden = {name: cells.copy() for name, cells in small.items()}
    # Tables of one variable first, as if there were no others: they are read most, and lose nothing to the finer ones
    # as long as hiding more of those is enough.
    coarse = {name: table for name, table in tables.items() if len(_variables(table, group)) <= 1}
    for some, tables_to_spare in ((coarse, ()), (tables, tuple(coarse)), (tables, ())):
        for theme in _themes(some, regions or {}, group):
            _suppress(theme, small, hidden, limits, tables_to_spare)
    return {name: _safe_table(table, hidden[name], limits) for name, table in tables.items()}


def _suppress(
    theme: _Theme[K],
    small: Mapping[K, NDArray[np.bool_]],
    hidden: Mapping[K, NDArray[np.bool_]],
    limits: DisclosureLimits,
    tables_to_spare: Collection[K],
) -> None:
    """Hide in place what else must be hidden of one theme. small: the primary cells; tables_to_spare: tables that lose nothing."""
    primary, suppressed = theme.read(small), theme.read(hidden)
    if not suppressed.any():
        return
    (segments, sums), (documents, _) = theme.counts("segments"), theme.counts("documents")
    # The coarser a cell the more it is read; one that is only assumed, or spared, is not taken (no cost).
    n = len(segments.values)
    worth = [
        0.0 if name in tables_to_spare else x * FINER_FIRST ** -len(f)
        for (name, _), x, f in zip(theme.at, segments.values, theme.facts, strict=False)
    ]
    suppressed = complement(
        [(segments, _least(limits.min_segments)), (documents, _least(limits.min_documents))],
        theme.padded(primary, n).astype(bool),
        theme.padded(suppressed, n).astype(bool),
        sums,
        theme.padded(worth, n),
    )
    for (name, row), now in zip(theme.at, suppressed, strict=False):
        hidden[name][row] = now


def leaking_themes(
    tables: Mapping[K, pd.DataFrame],
    safe: Mapping[K, SafeTable],
    weights: pd.DataFrame,
    limits: DisclosureLimits,
    regions: Mapping[str, str] | None = None,
    group: str = "theme_id",
) -> set[str]:
    """The themes of which weighted sums of cells (standardised shares, say) must not be written beside the safe tables.

    tables, safe, limits, regions, group: what `disclose_all` took and gave. weights: columns `figure`, `weight` and the
    variables of one table; each figure of a theme is the sum of weight times segments over the cells of that table, written
    to whole per cent. Attacks the segments of each theme with its figures in hand, as `disclose_all` does without.
    """
    variables = [c for c in weights.columns if c not in ("figure", "weight")]
    figures = [
        {tuple(map(str, v)): w for *v, w in rows[[*variables, "weight"]].itertuples(index=False)}
        for _, rows in weights.groupby("figure", sort=True)
    ]
    hidden = {name: (table.frame["status"] == "suppressed").to_numpy() for name, table in safe.items()}
    small = {name: _small(table, limits).to_numpy() for name, table in tables.items()}
    out = set()
    for theme in _themes(tables, regions or {}, group):
        counts, _ = theme.counts("segments")
        values = counts.values
        suppressed = theme.padded(theme.read(hidden), len(values)).astype(bool)
        is_of_table = [set(theme.columns[name]) == set(variables) for name, _ in theme.at]
        key = [tuple(f.get(v, "") for v in variables) for f in theme.facts]
        known_sums = [
            theme.padded([f.get(k, 0.0) * m for k, m in zip(key, is_of_table, strict=True)], len(values))
            for f in figures
        ]
        least_width = width(
            values, suppressed & theme.padded(theme.read(small), len(values)).astype(bool), _least(limits.min_segments)
        )
        low, high = values.copy(), values.copy()
        widen(low, high, counts, suppressed, least_width, known_sums)
        if is_too_narrow(low, high, suppressed, least_width).any():
            out.add(theme.name)
    return out


def disclose_totals(table: pd.DataFrame, limits: DisclosureLimits, hidden: Collection[str] = ()) -> SafeTable:
    """A table of one row a theme with `segments`, `documents`: rows below the limits lose every figure; adds `status`.

    hidden: themes whose figures are suppressed elsewhere (the `theme_id` of a table without variables of `disclose_all`).
    """
    import pandas as pd

    safe = table.copy()
    small = (safe["segments"] < limits.min_segments) | (safe["documents"] < limits.min_documents)
    if "theme_id" in safe:
        small |= safe["theme_id"].isin(list(hidden))
    safe["status"] = small.map({True: "suppressed", False: "shown"})
    for column in TOTALS:
        if column in safe:
            safe[column] = safe[column].astype(
                "Int64" if column in ("segments", "documents") or column.startswith("places") else "Float64"
            )
            safe.loc[small, column] = pd.NA
        if column in safe and column in _FIGURES:
            safe[column] = ((safe[column] / FIGURE).round() * FIGURE).round(6) + 0.0  # no minus zero
    if "trend" in safe:
        safe.loc[small, "trend"] = "cannot tell"
    _round_counts(safe, limits)
    return SafeTable(safe)


def _small(table: pd.DataFrame, limits: DisclosureLimits) -> pd.Series:
    """Which cells are below the limits."""
    small = (
        (table["segments"] < limits.min_segments)
        | (table["documents"] < limits.min_documents)
        | (table["speakers"] < limits.min_speakers)
    )
    small &= ~((table["segments"] == 0) & limits.show_zeros)
    return small | (table["people"] < limits.min_speakers) if "people" in table else small


def _least(limit: int) -> float:
    return float(max(1, limit))


@dataclass(frozen=True)
class _Theme(Generic[K]):
    """One theme's cells in all tables: (table, row) of each, and its variables with the region of its locality."""

    name: str
    tables: Mapping[K, pd.DataFrame]
    columns: Mapping[K, list[str]]
    at: list[tuple[K, int]]
    facts: list[dict[str, str]]

    def read(self, of: Mapping[K, NDArray[np.bool_]]) -> NDArray[np.bool_]:
        return np.array([of[name][row] for name, row in self.at], dtype=bool)

    def counts(self, count: str) -> tuple[Counts, list[tuple[int, ...]]]:
        """The cells' counts, with totals that must be taken for known appended; and cells that stand in one sum."""
        values = np.array([float(self.tables[name][count].iat[row]) for name, row in self.at])
        number = {name: i for i, name in enumerate(self.tables)}
        variables = {number[name]: columns for name, columns in self.columns.items()}
        return _counts(values, [number[name] for name, _ in self.at], self.facts, variables)

    def padded(self, values: Sequence[float] | NDArray[np.bool_], n: int) -> NDArray[np.float64]:
        """(n,) with 0 for each total that is only assumed."""
        return np.concatenate([np.asarray(values, dtype=float)[: len(self.at)], np.zeros(n - len(self.at))])


def _themes(tables: Mapping[K, pd.DataFrame], regions: Mapping[str, str], group: str) -> Iterator[_Theme[K]]:
    columns = {name: _variables(table, group) for name, table in tables.items()}
    at: dict[str, list[tuple[K, int]]] = {}
    facts: dict[str, list[dict[str, str]]] = {}
    for name, table in tables.items():
        for row, (theme, *values) in enumerate(table[[group, *columns[name]]].itertuples(index=False)):
            known = dict(zip(columns[name], map(str, values), strict=True))
            if known.get("locality") in regions:
                known.setdefault("region", regions[known["locality"]])
            at.setdefault(theme, []).append((name, row))
            facts.setdefault(theme, []).append(known)
    for theme, cells in at.items():
        yield _Theme(theme, tables, columns, cells, facts[theme])


def _variables(table: pd.DataFrame, group: str) -> list[str]:
    """The columns between the theme and the share."""
    return [c for c in table.columns[: list(table.columns).index("share")] if c != group]


def _counts(
    values: NDArray[np.float64],
    table: Sequence[int],
    facts: Sequence[Mapping[str, str]],
    variables: Mapping[int, Sequence[str]],
) -> tuple[Counts, list[tuple[int, ...]]]:
    """The counts of one theme, with totals that must be taken for known appended, and cells that stand in one sum.

    values, table, facts: (n,) of each cell its count, the number of its table, and its variables. variables: of each table.
    """
    cells_of: dict[int, list[int]] = {}
    for i, t in enumerate(table):
        cells_of.setdefault(t, []).append(i)
    full, sums = list(values), []
    covered: set[int] = set()
    overlapping: set[int] = set()
    nothing_left: list[tuple[int, tuple[int, ...]]] = []
    for whole in range(len(values)):
        for t, cells in cells_of.items():
            if t == table[whole]:
                continue
            parts = tuple(p for p in cells if facts[whole].items() <= facts[p].items())
            rest = values[whole] - sum(values[p] for p in parts)
            if not parts or len(facts[parts[0]]) <= len(facts[whole]):
                continue
            if rest < 0:
                overlapping.add(whole)  # these parts overlap, and do not add up to anything
                continue
            sums.append((whole, *parts))
            covered.update(parts)
            if rest == 0:
                nothing_left.append((whole, parts))
    atoms = _atoms(facts, [variables[t] for t in table])
    members = np.array([[float(f.items() <= atom.items()) for atom in atoms] for f in facts]).reshape(len(facts), -1)
    members[sorted(overlapping)] = 0
    if overlapping:
        members = np.hstack([members, np.eye(len(facts))[:, sorted(overlapping)]])
    # Where nothing is left beside the parts of a sum, whatever else could be in it is nothing.
    suppressed = np.zeros(members.shape[1], dtype=bool)
    for whole, parts in nothing_left:
        if whole not in overlapping:
            suppressed |= (members[whole] > 0) & ~members[list(parts)].any(axis=0)
    members = _without_zeros(values, members[:, ~suppressed])
    totals = []
    for cells in cells_of.values():
        if not covered >= set(cells) and any(facts[c] for c in cells):
            full.append(sum(values[c] for c in cells))
            sums.append((len(full) - 1, *cells))
            totals.append(members[cells].sum(axis=0))
    return Counts(np.array(full, dtype=float), np.vstack([members, *totals])), sums


def _atoms(facts: Sequence[Mapping[str, str]], variables: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """Every combination of values of the variables that a row can have; a variable that is left out is not known.

    facts, variables: (n,) of each cell its values (with the region of its locality), and the variables of its table.
    """
    names = sorted({v for f in facts for v in f} - {"region", "locality"})
    places: list[dict[str, str]] = [{}]
    for f in facts:
        place = {v: f[v] for v in ("region", "locality") if v in f}
        if place not in places:
            places.append(place)
    by_locality = {p["locality"]: p for p in sorted(places, key=len) if "locality" in p}
    places = [p for p in places if "locality" not in p or p == by_locality[p["locality"]]]
    choices = [[{}, *({v: x} for x in sorted({f[v] for f in facts if v in f}))] for v in names]
    rows_there = {
        (tuple(sorted(own)), tuple(f[v] for v in sorted(own))) for f, own in zip(facts, variables, strict=True)
    }
    tables = {own for own, _ in rows_there}
    out = []
    for combination in product(places, *choices):
        atom = {v: x for part in combination for v, x in part.items()}
        full = [own for own in tables if all(v in atom for v in own)]
        if all((own, tuple(atom[v] for v in own)) in rows_there for own in full):
            out.append(atom)
    return out


def _without_zeros(values: NDArray[np.float64], members: NDArray[np.float64]) -> NDArray[np.float64]:
    """members without the atoms that are nothing by all counts together; an attacker may know that there are none."""
    if members.shape[1] > _MOST_SOLVED:
        return members
    inverse = np.linalg.pinv(members)
    is_determined = np.isclose(np.einsum("ij,ji->i", inverse, members), 1.0)
    return members[:, ~(is_determined & (np.abs(inverse @ values) < 0.5))]


# Atoms of which it is worked out whether they are nothing: more would take minutes.
_MOST_SOLVED = 600


def _safe_table(table: pd.DataFrame, hidden: NDArray[np.bool_], limits: DisclosureLimits) -> SafeTable:
    """The table without what is hidden, with its status."""
    import pandas as pd

    safe = table.drop(columns="people", errors="ignore")
    suppressed = pd.Series(hidden, index=safe.index, dtype=bool)
    safe["status"] = "shown"
    safe.loc[~safe["enough"].astype(bool) & ~suppressed, "status"] = "not enough"
    safe.loc[suppressed, "status"] = "suppressed"
    for column in MEASURES:
        safe[column] = safe[column].astype("Int64" if column in _KINDS else "Float64")
        safe.loc[suppressed, column] = pd.NA
    _round_counts(safe, limits)
    return SafeTable(safe)


def _round_counts(safe: pd.DataFrame, limits: DisclosureLimits) -> None:
    """Round counts to the base, and shares with them: a share beside its denominator would give the count away."""
    base = limits.round_to
    if base <= 1:
        return
    for column in _KINDS:
        if column not in safe:
            continue
        rounded = ((safe[column] + base // 2) // base) * base
        rounded = rounded.mask((safe[column] > 0).fillna(False), rounded.clip(lower=base))  # some are never none
        if column == "segments" and "share" in safe:
            some = (safe[column] > 0).fillna(False)
            factor = rounded[some].astype("Float64") / safe.loc[some, column].astype("Float64")
            safe.loc[some, "share"] = (safe.loc[some, "share"] * factor).clip(0, 1)
            for bound, side in (("low", "upper"), ("high", "lower")):  # which still lies within its interval
                if bound in safe:
                    safe[bound] = safe[bound].clip(**{side: safe["share"]})
        safe[column] = rounded
