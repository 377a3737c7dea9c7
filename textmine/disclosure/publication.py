"""Tables of counts -> what is published of them: rounded figures, "few or none", and no way from the one to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from textmine.disclosure.attack import Bools, Published, leaks
from textmine.disclosure.moves import Figures, Freedom, known, settle
from textmine.disclosure.rounding import at_least, band, rounded
from textmine.errors import DisclosureError
from textmine.records import FEW, HELD_BACK, NOT_ENOUGH, SHOWN, UNKNOWN, SafeTable

if TYPE_CHECKING:
    import pandas as pd

    from textmine.programme import DisclosureLimits

#: The variables of a table: (), ("locality",), ...
By: TypeAlias = tuple[str, ...]

#: The columns that say something of the people in a cell.
MEASURES = ("share", "low", "high", "segments", "documents", "speakers")

#: Those that are told as "10 or more".
BANDED = ("documents", "speakers")

#: By how much of the passages of its cell a figure may move, one step of the base in any case; one of two variables moves no further.
MOST_MOVED = 0.03

#: A step of a total counts this much more than one of a part that changes its share as much.
_TOTALS_LAST = 2.0


def publish(tables: Mapping[By, pd.DataFrame], atoms: pd.DataFrame, limits: DisclosureLimits) -> dict[By, SafeTable]:
    """All tables of the same passages as readers may see them, made together, so that none gives away what another keeps.

    tables: by their variables, each one row a theme and cell, also where it is none: `theme_id, <variables>, share, low, high,
    segments, documents, speakers, enough` as `prevalence` returns them, and of the cell, whatever is said in it, `of,
    of_documents, of_speakers`. atoms: one row for each combination of the variables that passages have ("unknown" among
    them, whose cells are in no table and protected all the same): the variables, `passages`, `documents`, `speakers`,
    and in a column of its id the count of each theme.

    A cell below the limits gets the status "few or none" and no figures. Of the others `segments` is rounded to the base,
    `share` is made from it, `low` and `high` go with it, in whole per cent outwards, and `documents` and `speakers` are "10 or
    more"; `of_segments`, all passages of the cell, is told of every cell. Where the figures would tell that a small count is not none, or
    not the largest that is small, some move by whole steps (`moves`); of the table by two variables whole rows are "not shown" before any figure of another moves.
    """
    themes = sorted({t for table in tables.values() for t in table["theme_id"]})
    order = sorted(tables, key=len)
    tables = _with_small(tables, order, atoms, themes, limits)
    n_one_way = sum(len(by) < 2 for by in order)
    figures = Figures(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool))
    if themes:
        figures = _settled(tables, order[:n_one_way], atoms, themes, figures, limits)
    if figures.held[: len(tables[()]) if () in tables else 0].any():  # the finest table goes before a total
        order = order[:n_one_way]
        tables = {by: tables[by] for by in order}
    if themes and n_one_way < len(order):
        try:
            figures = _settled(tables, order, atoms, themes, figures, limits)
        except DisclosureError:
            order = order[:n_one_way]
            tables = {by: tables[by] for by in order}
    if n_one_way < len(order) and figures.held[-len(tables[order[-1]]) :].all():
        n = len(figures.held) - len(tables[order[-1]])
        order, tables = order[:-1], {by: tables[by] for by in order[:-1]}
        figures = Figures(figures.values[:n], figures.held[:n])
    out, start = {}, 0
    for by in order:
        part = slice(start, start := start + len(tables[by]))
        out[by] = _safe_table(tables, by, Figures(figures.values[part], figures.held[part]), limits)
    if themes:
        check(out, tables, atoms, limits, figures)
    return {by: SafeTable(s.frame[~_is_unknown(s.frame, by)].reset_index(drop=True)) for by, s in out.items()}


def _with_small(
    tables: Mapping[By, pd.DataFrame],
    order: Sequence[By],
    atoms: pd.DataFrame,
    themes: Sequence[str],
    limits: DisclosureLimits,
) -> dict[By, pd.DataFrame]:
    """The tables with a column `is_small`: the cells that get no figure.

    Those below the limits, and what is made of two of them and comes to no more than the least figure: that both are small would
    tell of each that it is not none, as the other would have all of it.
    """
    marked = {by: tables[by].assign(is_small=is_small(tables[by], limits)) for by in order}
    if not themes:
        return marked
    published = _cells(marked, order, atoms, themes, limits)
    small = published.is_small.copy()
    segments = np.concatenate([tables[by]["segments"].to_numpy(float) for by in order])
    can_count = ~published.is_unknown & np.concatenate([np.full(len(tables[by]), len(by) < 2) for by in order])
    may_be = (rounded(segments, limits.base) <= limits.base) & ~small & can_count
    parts = [frozenset(a.tolist()) for a in np.split(published.members.indices, published.members.indptr[1:-1])]
    for cell in sorted(np.flatnonzero(may_be), key=lambda i: len(parts[i])):
        same = (published.theme == published.theme[cell]) & small & can_count
        inside = {parts[i] for i in np.flatnonzero(same) if parts[i] and parts[i] < parts[cell]}
        small[cell] = any(parts[cell] - part in inside for part in inside)
    start = 0
    for by in order:
        marked[by]["is_small"] = small[start : (start := start + len(marked[by]))]
    return marked


def check(
    safe: Mapping[By, SafeTable],
    tables: Mapping[By, pd.DataFrame],
    atoms: pd.DataFrame,
    limits: DisclosureLimits,
    attacked: Figures | None = None,
) -> None:
    """Attack finished tables, unless they say what was attacked already. Raises DisclosureError where a small count could be told."""
    themes = sorted({t for table in tables.values() for t in table["theme_id"]})
    order = sorted(tables, key=len)
    status = np.concatenate([safe[by].frame["status"].to_numpy(str) for by in order])
    values = np.concatenate([safe[by].frame["segments"].fillna(0).to_numpy(np.int64) for by in order])
    if attacked is None:
        tables = _with_small(tables, order, atoms, themes, limits)
    published = replace(_cells(tables, order, atoms, themes, limits), is_small=status == FEW)
    now = known(replace(published, relaxed=published.is_small), Figures(values, status == HELD_BACK), limits.base)
    if attacked is not None and now.says_the_same(
        known(_cells(tables, order, atoms, themes, limits), attacked, limits.base)
    ):
        return
    if leaks(now, np.flatnonzero(now.is_small)):
        raise DisclosureError(
            "the tables that were made tell of a group that is too small", "disclosure", "Report this"
        )


def _settled(
    tables: Mapping[By, pd.DataFrame],
    order: Sequence[By],
    atoms: pd.DataFrame,
    themes: Sequence[str],
    before: Figures,
    limits: DisclosureLimits,
) -> Figures:
    """The figures of the tables in `order`. before: those of the first of them, which stay as they are."""
    published = _cells(tables, order, atoms, themes, limits)
    base, n = limits.base, len(before.values)
    segments, of = (np.concatenate([tables[by][c].to_numpy(float) for by in order]) for c in ("segments", "of"))
    values, held = rounded(segments, base), np.zeros(len(segments), dtype=bool)
    is_finer = np.concatenate([np.full(len(tables[by]), len(by) > 1) for by in order])
    values[:n], held[:n] = before.values, before.held
    held |= is_finer & published.is_unknown
    totals = np.concatenate([np.full(len(tables[by]), not by) for by in order])
    freedom = Freedom(
        cost=base / np.maximum(of, 1.0) * np.where(totals, _TOTALS_LAST, 1.0),
        most=np.where(np.arange(len(values)) < n, 0, np.where(is_finer, 1, np.maximum(1, MOST_MOVED * of // base))),
        row=np.where(np.arange(len(values)) < n, -1, _rows(tables, order)),
        last=totals,
    )
    return settle(published, Figures(values, held), base, freedom)


def _rows(tables: Mapping[By, pd.DataFrame], order: Sequence[By]) -> NDArray[np.int64]:
    """(n,) the number of the row of each cell that is held back as one: of two variables a theme in a place, else the cell."""
    keys = [
        (by, *row[: max(2, len(by))]) if len(by) > 1 else (by, *row)
        for by in order
        for row in tables[by][["theme_id", *by]].itertuples(index=False, name=None)
    ]
    numbers = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], dtype=np.int64)


def _is_unknown(table: pd.DataFrame, by: By) -> Bools:
    """(n,) the cells of what has no known place or phase."""
    return np.asarray(table[list(by)].eq(UNKNOWN).any(axis=1)) if by else np.zeros(len(table), dtype=bool)


def _cells(
    tables: Mapping[By, pd.DataFrame],
    order: Sequence[By],
    atoms: pd.DataFrame,
    themes: Sequence[str],
    limits: DisclosureLimits,
) -> Published:
    """The cells of some tables, in order, with no figures yet."""
    from scipy.sparse import csr_array, vstack

    number = {t: i for i, t in enumerate(themes)}
    theme = np.concatenate([tables[by]["theme_id"].map(number).to_numpy(np.intp) for by in order])
    members, small = [], []
    for by in order:
        table = tables[by]
        keys = list(zip(*(atoms[b] for b in by), strict=True)) if by else [()] * len(atoms)
        places = list(zip(*(table[b] for b in by), strict=True)) if by else [()] * len(table)
        columns: dict[tuple[str, ...], list[int]] = {}
        for i, key in enumerate(keys):
            columns.setdefault(key, []).append(i)
        found = [columns.get(place, []) for place in places]
        ends = np.cumsum([0, *map(len, found)])
        flat = np.concatenate([np.array(f, dtype=int) for f in found]) if found else np.zeros(0, dtype=int)
        members.append(csr_array((np.ones(len(flat)), flat, ends), shape=(len(table), len(atoms))))
        small.append(table["is_small"].to_numpy(bool))
    n = len(theme)
    return Published(
        passages=atoms["passages"].to_numpy(float),
        assigned=atoms[list(themes)].to_numpy(float).sum(axis=1),
        n_themes=len(themes),
        theme=theme,
        members=csr_array(vstack(members)),
        low=np.zeros(n),
        high=np.full(n, np.inf),
        is_small=np.concatenate(small),
        is_unknown=np.concatenate([_is_unknown(tables[by], by) for by in order]),
        limit=limits.least,
        least_voices=(limits.min_documents, limits.min_speakers),
        voices=(atoms["documents"].to_numpy(float), atoms["speakers"].to_numpy(float)),
        relaxed=np.zeros(n, dtype=bool),
    )


def is_small(table: pd.DataFrame, limits: DisclosureLimits) -> Bools:
    """(n,) which cells are below the limits; what is none always is."""
    return np.asarray(
        (table["segments"] < limits.least)
        | (table["documents"] < limits.min_documents)
        | (table["speakers"] < limits.min_speakers)
    )


def _told(tables: Mapping[By, pd.DataFrame], by: By, column: str, limits: DisclosureLimits) -> NDArray[np.int64]:
    """(n,) how many documents (speakers) of each cell are told: as many as follow from what is shown besides.

    A cell with a figure has the least number at least, and a total as many as its parts with figures together. More is told only where no
    cell is small: beside sizes and sums it would say who must have spoken of a theme.
    """
    table, least = tables[by], getattr(limits, f"min_{column}")
    if not any(t["is_small"].any() for t in tables.values()):
        return np.asarray(table[column].to_numpy(np.int64))
    told = np.full(len(table), least, dtype=np.int64)
    if column == "documents" and not by:  # of documents each is in one place and one phase
        for finer, parts in tables.items():
            if len(finer) == 1:
                visible = parts.loc[~parts["is_small"] & ~_is_unknown(parts, finer), "theme_id"].value_counts()
                told = np.maximum(told, least * table["theme_id"].map(visible).fillna(0).to_numpy(np.int64))
    return told


def _safe_table(tables: Mapping[By, pd.DataFrame], by: By, figures: Figures, limits: DisclosureLimits) -> SafeTable:
    """One table with its figures, and nothing where there is none."""
    import pandas as pd

    table = tables[by].reset_index(drop=True)
    is_shown = ~table["is_small"].to_numpy(bool) & ~_is_unknown(table, by) & ~figures.held
    out = table[["theme_id", *by]].copy()
    share = figures.values / np.maximum(table["of"].to_numpy(float), 1)
    move = share - table["share"].to_numpy(float)
    # Whole per cent; what is less than one is told to a tenth.
    share = np.where(share < 0.01, np.round(share, 3), np.round(share, 2)).clip(0, 1)
    low = np.floor((table["low"].to_numpy(float) + move) * 100 + 1e-9) / 100
    high = np.ceil((table["high"].to_numpy(float) + move) * 100 - 1e-9) / 100
    out["share"], out["low"], out["high"] = share, np.minimum(low.clip(0), share), np.maximum(high.clip(max=1), share)
    out["segments"] = figures.values
    out["of_segments"] = table["of"].to_numpy()
    for column in BANDED:
        out[column] = [band(at_least(int(n))) for n in _told(tables, by, column, limits)]
    is_enough = table["enough"].to_numpy(bool)
    out["status"] = np.where(
        is_shown,
        np.where(is_enough, SHOWN, NOT_ENOUGH),
        np.where(figures.held | ~table["is_small"].to_numpy(bool), HELD_BACK, FEW),
    )
    for column in MEASURES:
        out[column] = out[column].astype({"segments": "Int64"}.get(column, "string" if column in BANDED else "Float64"))
        out.loc[~is_shown, column] = pd.NA
    out.loc[~is_enough, ["low", "high"]] = pd.NA
    return SafeTable(out)
