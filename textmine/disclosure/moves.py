"""Rounded figures -> the nearest ones from which no small count can be told.

Figures are rounded to the nearest multiple of the base. Where a small count could then be narrowed (`attack`), some figures
move by whole steps of the base, those that cost least. That is safe also against a reader who knows all of this: whatever
table has the moved figures as its nearest rounding is published the same way, and among those tables the count is open.
Each leak is a linear condition on the figures (the dual of its linear programme: Benders 1962, Numerische Mathematik 4:238), and
the moves are the solution of a small integer programme over those conditions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from textmine.disclosure.attack import Bools, Floats, Leak, Published, leaks
from textmine.errors import DisclosureError

#: How often conditions are added before a figure is held back, and how often in all.
_TRIES, _ROUNDS = 25, 400


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of all cells, as published. values: (n,); held: (n,) those that are held back."""

    values: NDArray[np.int64]
    held: Bools


@dataclass(frozen=True, slots=True)
class Freedom:
    """What may be done to the figures of all cells.

    cost: (n,) of moving one by one step. most: (n,) by how many steps it may move. row: (n,) cells of the same number are held
    back together; -1 for those that never are. last: (n,) those that are held back only where nothing else is left.
    """

    cost: Floats
    most: NDArray[np.int64]
    row: NDArray[np.int64]
    last: Bools


def span(values: NDArray[np.int64], base: int, limit: int) -> tuple[Floats, Floats]:
    """(n,), (n,) the least and largest count, of those that are shown at all, that is rounded to each figure."""
    low = np.where(values <= base, limit, np.maximum(limit, values - base // 2))
    return low.astype(float), values.astype(float) + (base - 1) // 2


def known(published: Published, figures: Figures, base: int) -> Published:
    """The same cells with what is known of each when these figures are published, rounded to the nearest multiple of the base.

    A row that is held back says nothing, so there is nothing of it to keep from being told.
    """
    low, high = span(figures.values, base, published.limit)
    is_shown = ~published.is_small & ~published.is_unknown & ~figures.held
    return replace(
        published,
        low=np.where(is_shown, low, 0.0),
        high=np.where(is_shown, high, np.inf),
        is_small=published.is_small & ~figures.held,
    )


def settle(published: Published, rounded: Figures, base: int, freedom: Freedom) -> Figures:
    """The figures to publish, from which no small count can be told; `rounded` are those to begin with."""
    figures = rounded
    conditions: list[tuple[Leak, float]] = []
    start = rounded.values.astype(float)
    leaking: set[int] = set()
    tries = 0
    for _ in range(_ROUNDS):
        now = known(published, figures, base)
        small = np.flatnonzero(now.is_small)
        found = leaks(now, small, first=sorted(leaking))
        if not found:
            return figures
        leaking |= {leak.cell for leak in found}
        # misfit - gain . (figures - figures now) <= 0
        conditions += [(leak, leak.misfit + float(leak.gain @ (figures.values - start))) for leak in found]
        may_move = ~(published.is_small | published.is_unknown | figures.held)
        steps = _cheapest(conditions, start, base, np.where(may_move, freedom.most, 0), freedom.cost)
        tries += 1
        if steps is not None and tries <= _TRIES:
            figures = replace(figures, values=rounded.values + base * steps)
            continue
        figures, tries = replace(figures, values=rounded.values), 0
        tight = [
            leak.cell
            for leak, _ in conditions
            if leak.target > published.limit - 1 and not published.relaxed[leak.cell]
        ]
        if tight:
            published = replace(published, relaxed=published.relaxed | np.isin(np.arange(len(start)), tight))
            conditions = [c for c in conditions if c[0].cell not in tight]
            continue
        held = _hold_back(published, figures, found, freedom)
        if held is None:
            break
        figures, conditions = replace(figures, held=held), []
    raise DisclosureError(
        "the tables would tell of a group that is too small, and nothing was written", "disclosure",
        "Set a coarser `finest` under [disclosure] of corpus.toml, and report this",
    )  # fmt: skip


def _cheapest(
    conditions: list[tuple[Leak, float]], start: Floats, base: int, most: NDArray[np.int64], cost: Floats
) -> NDArray[np.int64] | None:
    """(n,) by how many steps to move each figure, None where no moves meet all conditions gain . (moves) >= least."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    gains = np.array([leak.gain for leak, _ in conditions]) * base
    least = np.array([misfit for _, misfit in conditions])
    used = np.flatnonzero((np.abs(gains) > 1e-7).any(axis=0) & (most > 0))
    if not len(used):
        return None
    down = np.clip(start[used] // base - 1, 0, most[used])  # what is shown is never moved to none
    price = cost[used] * (1 + 1e-6 * np.arange(len(used)))  # of two that cost the same always the same
    found = milp(
        np.concatenate([price, price]),
        constraints=LinearConstraint(np.hstack([gains[:, used], -gains[:, used]]), lb=least - 1e-6),
        integrality=np.ones(2 * len(used)),
        bounds=Bounds(np.zeros(2 * len(used)), np.concatenate([most[used], down])),
    )
    if found.x is None:
        return None
    steps = np.zeros(len(start), dtype=np.int64)
    steps[used] = np.round(found.x[: len(used)]).astype(int) - np.round(found.x[len(used) :]).astype(int)
    return steps


def _hold_back(published: Published, figures: Figures, found: list[Leak], freedom: Freedom) -> Bools | None:
    """(n,) the cells held back, with one row more for each leak; None where there is none to hold back.

    It is a row that tells of the leak, the one whose figures cost most to move: the smallest group. Where none does it is the row of
    the leak, if it has more cells than this, then any row of the themes that do, and at last a total.
    """
    held = figures.held.copy()
    may = (freedom.row >= 0) & ~published.is_unknown & ~published.is_small
    sizes = np.bincount(freedom.row[freedom.row >= 0], minlength=1)
    is_long = np.where(freedom.row >= 0, sizes[freedom.row], 0) > 1
    for leak in found:
        tell = leak.tells.copy()
        own = np.zeros(len(held), dtype=bool)
        if leak.cell >= 0 and freedom.row[leak.cell] >= 0:
            own = freedom.row == freedom.row[leak.cell]
            tell |= own
        of_themes = np.isin(published.theme, published.theme[tell])
        for candidates in (tell & may & ~freedom.last, own & is_long, of_themes & may & ~freedom.last, of_themes & may):
            cells = np.flatnonzero(candidates & ~held)
            if len(cells):
                held |= freedom.row == freedom.row[cells[np.argmax(freedom.cost[cells])]]
                break
    return held if (held != figures.held).any() else None
