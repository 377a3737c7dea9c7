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
    wanted: Floats,
    figures: Sequence[Floats] = (),
) -> None:
    """Widen low and high (n,) in place to the range an attacker finds for each hidden cell.

    low, high: a range known to be possible (at first the values themselves). Suppressing more cells only widens ranges,
    so that those found before need not be found again. wanted: (n,) how wide is wide enough: the cells of which that much
    is known are not looked at again, and a range is exact where it stays narrower.
    figures: (n,) weights of cells whose weighted sum is written too.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, kron

    values, members = counts.values, counts.members
    cells = np.flatnonzero(hidden)
    weak = cells[high[cells] - low[cells] < wanted[cells] - _TOLERANCE]
    if not len(weak):
        return
    # A shown cell of one atom tells that atom: it is taken off everywhere.
    told = np.zeros(members.shape[1])
    alone = np.flatnonzero(~hidden & (members.sum(axis=1) == 1))
    open_atoms = np.ones(members.shape[1], dtype=bool)
    for c in alone:
        atom = int(members[c].argmax())
        told[atom], open_atoms[atom] = values[c], False
    left = values - members @ told
    atoms = members[:, open_atoms]
    shown = np.flatnonzero(~hidden & atoms.any(axis=1))
    rows, right = list(atoms[shown]), list(left[shown])
    for weights in figures:
        if weights[cells].any():
            scale = np.abs(weights[cells]).max()
            rows.append(weights[cells] @ atoms[cells] / scale)
            right.append(float(weights[cells] @ left[cells]) / scale)
    if not rows:
        low[cells], high[cells] = 0, np.inf
        return
    # One linear programme for all: a block for the least and one for the largest value of each weak cell.
    objective = np.concatenate([sign * atoms[weak] for sign in (1.0, -1.0)])
    n = len(objective)
    most = 10.0 * values.sum() + 100  # stands for "nothing bounds it"
    found = linprog(
        objective.ravel(),
        A_eq=kron(eye_array(n), csr_array(np.array(rows)), format="csc"),
        b_eq=np.tile(right, n),
        bounds=(0, most),
        method="highs",
    )
    if found.x is None:  # the solver gave up: what is known to be possible stays as it is, and more is suppressed
        return
    # Every solution is a table that fits: it widens what is known to be possible of all cells.
    fits = found.x.reshape(n, -1) @ atoms[cells].T + (members[cells] @ told)
    low[cells] = np.minimum(low[cells], fits.min(axis=0))
    high[cells] = np.maximum(high[cells], fits.max(axis=0))


def width(values: Floats, primary: NDArray[np.bool_], least: float) -> Floats:
    """(n,) how wide the range of each hidden cell must stay: a primary one's `least` or RELATIVE, any other's 1."""
    return np.where(primary, np.maximum(least, np.ceil(RELATIVE * values)), 1.0)


def too_narrow(low: Floats, high: Floats, hidden: NDArray[np.bool_], wanted: Floats) -> NDArray[np.bool_]:
    """(n,) which hidden cells are known too closely."""
    return np.asarray(hidden & (high - low < wanted - _TOLERANCE))


def complement(
    measures: Sequence[tuple[Counts, float]],
    hidden: NDArray[np.bool_],
    sums: Sequence[tuple[int, ...]],
    cost: Floats,
) -> NDArray[np.bool_]:
    """(n,) the cells to suppress so that no suppressed count is known too closely.

    measures: each kind of count and the least width of the range that may be known of a primary cell (more for large
    counts: RELATIVE); any other hidden cell must not be known exactly. hidden: (n,) primary cells. sums: cells that stand in
    one sum, the whole first, among which what protects a weak cell is looked for. cost: (n,) what it costs to lose a cell;
    cells that cost nothing (zeros) protect nobody.
    """
    primary, hidden = hidden, hidden.copy()
    wanted = [width(counts.values, primary, least) for counts, least in measures]

    def weak(known: Sequence[tuple[Floats, Floats]]) -> Iterator[int]:
        for (counts, _), (low, high), wide in zip(measures, known, wanted, strict=True):
            widen(low, high, counts, hidden, wide)
            yield from map(int, np.flatnonzero(too_narrow(low, high, hidden, wide)))

    known = [(counts.values.copy(), counts.values.copy()) for counts, _ in measures]
    while True:
        # One for each sum at a time: it often protects all the weak cells in it.
        more = {found[1]: found[0] for c in dict.fromkeys(weak(known)) if (found := _next(c, hidden, sums, cost))}
        if not more:
            break
        hidden[list(more.values())] = True
    # What was suppressed on the way and is not needed in the end: totals, which are read most, are tried, dearest first.
    for c in sorted({whole for whole, *_ in sums}, key=lambda c: (-cost[c], c)):
        if hidden[c] and not primary[c]:
            hidden[c] = False
            hidden[c] = any(True for _ in weak([(m.values.copy(), m.values.copy()) for m, _ in measures]))
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
