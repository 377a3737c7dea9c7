"""What is published at all: which tables, and which passages count in them. Decided by sizes alone, never by what was said.

A place (or phase) in which too few people spoke, or too few documents were read, is in no table; and what was said there counts in
no total either, or the total would tell of it: beside the other places, or beside the total before its document came in.
Where that would cost more than MOST_UNCOUNTED of all passages, the places are too fine for any table: then no place is published,
and everything counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from textmine.disclosure.attack import Bools
from textmine.records import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

    from textmine.programme import DisclosureLimits

#: The largest part of all passages that may go uncounted for the sake of a table.
MOST_UNCOUNTED = 1 / 3


@dataclass(frozen=True)
class PublicationPlan:
    """Which tables are published, and what counts in them.

    variables: those of which there is a table each. crosses: whether there is one of localities by phases, for the digests of
    localities. uncounted: variable -> its values that are in no table and in no total. dropped: the variables
    whose values are too small for a table.
    """

    variables: tuple[str, ...]
    crosses: bool
    uncounted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    @property
    def tables(self) -> list[tuple[str, ...]]:
        """The variables of every table, the total first."""
        both: list[tuple[str, ...]] = [("locality", "phase")] if self.crosses else []
        return [(), *((v,) for v in self.variables), *both]

    def counts(self, rows: pd.DataFrame) -> Bools:
        """(n,) which rows (with the variables as columns) count in what is published."""
        return _counted(rows, self.uncounted)


def publication_plan(
    rows: pd.DataFrame, people: pd.Series[str], variables: Sequence[str], limits: DisclosureLimits
) -> PublicationPlan:
    """Decide from the sizes of places and phases what is published.

    rows: one a passage and theme, with `segment`, `document` and the variables. people: (n,) who speaks in each row, missing
    where it is nobody who counts. variables: those that may be published.
    """
    sizes = rows[["segment", "document", *variables]].assign(person=people).drop_duplicates("segment")
    for variable in variables:
        sizes[variable] = sizes[variable].replace("", UNKNOWN).fillna(UNKNOWN)
    published = [v for v in variables if v in _allowed(limits) and (sizes[v] != UNKNOWN).any()]
    dropped: list[str] = []
    uncounted: dict[str, tuple[str, ...]] = {}
    while True:
        counted = _counted(sizes, uncounted)
        change = False
        for variable in published:
            small = _small_values(sizes[counted], variable, limits) | set(uncounted.get(variable, ()))
            if small == set(uncounted.get(variable, ())):
                continue
            left = sizes[counted & ~sizes[variable].isin(small).to_numpy()]
            change = True
            if len(left) < (1 - MOST_UNCOUNTED) * len(sizes) or not (left[variable] != UNKNOWN).any():
                published.remove(variable)
                dropped.append(variable)
                uncounted.pop(variable, None)
            else:
                uncounted[variable] = tuple(sorted(small))
            break
        if not change:
            break
    counted = _counted(sizes, uncounted)
    published = [v for v in published if (sizes.loc[counted, v] != UNKNOWN).any()]
    crosses = limits.finest == "locality x phase" and {"locality", "phase"} <= set(published)
    return PublicationPlan(tuple(published), crosses, uncounted, tuple(dropped))


def _counted(rows: pd.DataFrame, uncounted: Mapping[str, tuple[str, ...]]) -> Bools:
    """(n,) which rows are of none of the values that do not count."""
    counted = np.ones(len(rows), dtype=bool)
    for variable, values in uncounted.items():
        counted &= ~rows[variable].isin(values).to_numpy()
    return counted


def _allowed(limits: DisclosureLimits) -> tuple[str, ...]:
    finest = {"national": (), "region": ("region", "phase")}
    return finest.get(limits.finest, ("region", "locality", "phase"))


def _small_values(sizes: pd.DataFrame, variable: str, limits: DisclosureLimits) -> set[str]:
    """The values of a variable behind which too few people or documents stand."""
    groups = sizes.groupby(variable, sort=True)
    people, documents = groups["person"].nunique(), groups["document"].nunique()
    small = (people < max(2, limits.min_speakers)) | (documents < limits.min_documents)
    return {str(v) for v in small.index[small]} - {UNKNOWN}
