"""What can be worked out of suppressed counts from all the shown ones together, and what to suppress beside them.

The attacker knows every shown count exactly, which cells add up to which, and that no count is negative. For each
suppressed cell linear programming gives the least and the largest value that fits (Fischetti and Salazar 2001, Management
Science 47:1008). While a range is too narrow the cheapest further cell in a sum with it is suppressed (a greedy heuristic:
safe, not always the fewest cells).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: A count that is hidden for whom it is about, not for its size, stays unknown by this part of it at least.
RELATIVE = 0.1

#: Figures that are made of several cells (standardised shares) are written to whole per cent.
FIGURE = 0.01

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Counts:
    """One kind of count of all cells: what an attacker knows of how they hang together.

    values: (n,) true counts. members: (n, m), which of m atoms each cell adds up, 1 or 0. An atom is what has one value of
    every variable, "unknown" among them: it is written nowhere unless a cell is that atom alone, and it is never negative.
    What is of unknown place or phase is so the same in every sum that it is the remainder of.
    """

    values: Floats
    members: Floats


def widen(
    low: Floats,
    high: Floats,
    counts: Counts,
    hidden: NDArray[np.bool_],
    least_width: Floats,
    figures: Sequence[Floats] = (),
) -> None:
    """Widen low and high (n,) in place to the range an attacker finds for each hidden cell.

    low, high: a range known to be possible (at first the values themselves). Suppressing more cells only widens ranges,
    so that those found before need not be found again. least_width: (n,) how wide is wide enough: the cells of which that much
    is known are not looked at again, and a range is exact where it stays narrower.
    figures: (n,) weights of cells whose weighted sum is written too, rounded to FIGURE.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, kron

    values, members = counts.values, counts.members
    cells = np.flatnonzero(hidden)
    weak = cells[high[cells] - low[cells] < least_width[cells] - _TOLERANCE]
    if not len(weak):
        return
    # A shown cell of one atom tells that atom: it is taken off everywhere.
    known_atoms = np.zeros(members.shape[1])
    alone = np.flatnonzero(~hidden & (members.sum(axis=1) == 1))
    open_atoms = np.ones(members.shape[1], dtype=bool)
    for c in alone:
        atom = int(members[c].argmax())
        known_atoms[atom], open_atoms[atom] = values[c], False
    remainder = values - members @ known_atoms
    atoms = members[:, open_atoms]
    shown = np.flatnonzero(~hidden & atoms.any(axis=1))
    rows, right = list(atoms[shown]), list(remainder[shown])
    below, bound = [], []
    for weights in figures:
        if weights[cells].any():
            scale = np.abs(weights[cells]).max()
            row, true = weights[cells] @ atoms[cells] / scale, float(weights @ values)
            part = float(weights[cells] @ remainder[cells]) + round(true / FIGURE) * FIGURE - true
            below += [row, -row]
            bound += [(part + FIGURE / 2) / scale, -(part - FIGURE / 2) / scale]
    if not rows and not below:
        low[cells], high[cells] = 0, np.inf
        return
    # One linear programme for all: a block for the least and one for the largest value of each weak cell.
    objective = np.concatenate([sign * atoms[weak] for sign in (1.0, -1.0)])
    n = len(objective)
    most = 10.0 * values.sum() + 100  # stands for "nothing bounds it"
    solution = linprog(
        objective.ravel(),
        A_eq=kron(eye_array(n), csr_array(np.array(rows)), format="csc") if rows else None,
        b_eq=np.tile(right, n) if rows else None,
        A_ub=kron(eye_array(n), csr_array(np.array(below)), format="csc") if below else None,
        b_ub=np.tile(bound, n) if below else None,
        bounds=(0, most),
        method="highs",
    )
    if solution.x is None:  # the solver gave up: what is known to be possible stays as it is, and more is suppressed
        return
    # Every solution is a table that fits: it widens what is known to be possible of all cells.
    fits = solution.x.reshape(n, -1) @ atoms[cells].T + (members[cells] @ known_atoms)
    low[cells] = np.minimum(low[cells], fits.min(axis=0))
    high[cells] = np.maximum(high[cells], fits.max(axis=0))


def width(values: Floats, primary: NDArray[np.bool_], least: float) -> Floats:
    """(n,) how wide the range of each hidden cell must stay: a primary one's `least` or RELATIVE, any other's 1."""
    return np.where(primary, np.maximum(least, np.ceil(RELATIVE * values)), 1.0)


def is_too_narrow(low: Floats, high: Floats, hidden: NDArray[np.bool_], least_width: Floats) -> NDArray[np.bool_]:
    """(n,) which hidden cells are known too closely."""
    return np.asarray(hidden & (high - low < least_width - _TOLERANCE))


def complement(
    measures: Sequence[tuple[Counts, float]],
    primary: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    sums: Sequence[tuple[int, ...]],
    cost: Floats,
) -> NDArray[np.bool_]:
    """(n,) the cells to suppress so that no suppressed count is known too closely.

    measures: each kind of count and the least width of the range that may be known of a primary cell (more for large
    counts: RELATIVE); any other hidden cell must not be known exactly. primary, hidden: (n,) cells below the limits, and all
    that are suppressed already. sums: cells that stand in
    one sum, the whole first, among which what protects a weak cell is looked for. cost: (n,) what it costs to lose a cell;
    cells that cost nothing (zeros) are never taken.
    """
    hidden = hidden.copy()
    least_width = [width(counts.values, primary, least) for counts, least in measures]

    def ranges_at_first() -> list[tuple[Floats, Floats]]:
        return [(counts.values.copy(), counts.values.copy()) for counts, _ in measures]

    def weak(ranges: Sequence[tuple[Floats, Floats]]) -> Iterator[int]:
        for (counts, _), (low, high), wide in zip(measures, ranges, least_width, strict=True):
            widen(low, high, counts, hidden, wide)
            yield from map(int, np.flatnonzero(is_too_narrow(low, high, hidden, wide)))

    def hide_more(whom: NDArray[np.bool_]) -> None:
        ranges = ranges_at_first()
        while True:
            # One for each sum at a time: it often protects all the weak cells in it.
            weak_cells = [c for c in dict.fromkeys(weak(ranges)) if whom[c]]
            more = {next_cell[1]: next_cell[0] for c in weak_cells if (next_cell := _next(c, hidden, sums, cost))}
            if not more:
                return
            hidden[list(more.values())] = True

    hide_more(primary)
    # What was suppressed on the way and is known all the same protects nobody: show it instead of hiding more for it.
    for c in [c for c in dict.fromkeys(weak(ranges_at_first())) if not primary[c] and cost[c] > 0]:
        hidden[c] = False
        hidden[c] = any(primary[other] for other in weak(ranges_at_first()))
    hide_more(np.ones_like(primary))
    # Nor may more be hidden than is needed in the end: totals, which are read most, are tried, dearest first.
    for c in sorted({whole for whole, *_ in sums}, key=lambda c: (-cost[c], c)):
        if hidden[c] and not primary[c] and cost[c] > 0:
            hidden[c] = False
            hidden[c] = any(True for _ in weak(ranges_at_first()))
    return hidden


def _next(
    cell: int, hidden: NDArray[np.bool_], sums: Sequence[tuple[int, ...]], cost: Floats
) -> tuple[int, int] | None:
    """The cheapest shown cell in the sums with `cell`, those with the fewest hidden cells first, and that sum.

    Where these have none left, the sums of their hidden cells come next; None if there is none anywhere.
    """
    reached, front = {cell}, {cell}
    while front:
        found: list[tuple[int, float, int, int]] = []
        beyond: set[int] = set()
        for i, members in enumerate(sums):
            if front.isdisjoint(members):
                continue
            others = sum(bool(hidden[m]) for m in members)
            found += [(others, float(cost[m]), m, i) for m in members if not hidden[m] and cost[m] > 0]
            beyond |= {m for m in members if hidden[m]}
        if found:
            return min(found)[2:]
        front = beyond - reached
        reached |= front
    return None
