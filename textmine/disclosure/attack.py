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
class Sum:
    """`parts` add up to `whole` (indices of cells), but for what is written nowhere (`rest`: whether there is such)."""

    whole: int
    parts: tuple[int, ...]
    rest: bool


def widen(
    low: Floats,
    high: Floats,
    values: Floats,
    hidden: NDArray[np.bool_],
    sums: Sequence[Sum],
    wanted: Floats,
    figures: Sequence[Floats] = (),
) -> None:
    """Widen low and high (n,) in place to the range an attacker finds for each hidden cell.

    low, high: a range known to be possible (at first the values themselves). Suppressing more cells only widens ranges,
    so that those found before need not be found again. values: (n,) true counts. wanted: (n,) how wide is wide enough: the
    cells of which that much is known are not looked at again, and a range is exact where it stays narrower.
    figures: (n,) weights of cells whose weighted sum is written too.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, kron

    cells = np.flatnonzero(hidden)
    weak = cells[high[cells] - low[cells] < wanted[cells] - _TOLERANCE]
    if not len(weak):
        return
    column = {int(c): j for j, c in enumerate(cells)}
    rows, right = [], []
    n_rest = sum(s.rest for s in sums)
    rest = len(cells)
    for s in sums:
        row = np.zeros(len(cells) + n_rest)
        known = 0.0
        for cell, sign in ((s.whole, 1.0), *((p, -1.0) for p in s.parts)):
            if cell in column:
                row[column[cell]] += sign
            else:
                known += sign * values[cell]
        if s.rest:
            row[rest] = -1.0
            rest += 1
        if row[: len(cells)].any():
            rows.append(row)
            right.append(-known)
    for weights in figures:
        if weights[cells].any():
            scale = np.abs(weights[cells]).max()
            rows.append(np.concatenate([weights[cells] / scale, np.zeros(n_rest)]))
            right.append(float(weights[cells] @ values[cells]) / scale)
    if not rows:
        low[cells], high[cells] = 0, np.inf
        return
    # One linear programme for all: a block for the least and one for the largest value of each weak cell.
    directions = [(int(c), sign) for c in weak for sign in (1.0, -1.0)]
    matrix, n = csr_array(np.array(rows)), rows[0].size
    objective = np.zeros((len(directions), n))
    for block, (c, sign) in enumerate(directions):
        objective[block, column[c]] = sign
    most = 10.0 * values.sum() + 100  # stands for "nothing bounds it"
    found = linprog(
        objective.ravel(),
        A_eq=kron(eye_array(len(directions)), matrix, format="csc"),
        b_eq=np.tile(right, len(directions)),
        bounds=(0, most),
        method="highs",
    )
    if found.x is None:  # the solver gave up: what is known to be possible stays as it is, and more is suppressed
        return
    # Every solution is a table that fits: it widens what is known to be possible of all cells.
    fits = found.x.reshape(len(directions), n)[:, : len(cells)]
    low[cells] = np.minimum(low[cells], fits.min(axis=0))
    high[cells] = np.maximum(high[cells], fits.max(axis=0))


def width(values: Floats, primary: NDArray[np.bool_], least: float) -> Floats:
    """(n,) how wide the range of each hidden cell must stay: a primary one's `least` or RELATIVE, any other's 1."""
    return np.where(primary, np.maximum(least, np.ceil(RELATIVE * values)), 1.0)


def too_narrow(low: Floats, high: Floats, hidden: NDArray[np.bool_], wanted: Floats) -> NDArray[np.bool_]:
    """(n,) which hidden cells are known too closely."""
    return np.asarray(hidden & (high - low < wanted - _TOLERANCE))


def complement(
    measures: Sequence[tuple[Floats, float]], hidden: NDArray[np.bool_], sums: Sequence[Sequence[Sum]], cost: Floats
) -> NDArray[np.bool_]:
    """(n,) the cells to suppress so that no suppressed count is known too closely.

    measures: for each kind of count its (n,) values and the least width of the range that may be known of a primary cell
    (more for large counts: RELATIVE); any other hidden cell must not be known exactly. hidden: (n,) primary cells. sums:
    for each measure. cost: (n,) what it costs to lose a cell; cells that cost nothing (zeros) protect nobody.
    """
    primary, hidden = hidden, hidden.copy()
    wanted = [width(values, primary, least) for values, least in measures]

    def weak(known: Sequence[tuple[Floats, Floats]]) -> Iterator[int]:
        for (values, _), links, (low, high), wide in zip(measures, sums, known, wanted, strict=True):
            widen(low, high, values, hidden, links, wide)
            yield from map(int, np.flatnonzero(too_narrow(low, high, hidden, wide)))

    known = [(values.copy(), values.copy()) for values, _ in measures]
    while True:
        # One for each sum at a time: it often protects all the weak cells in it.
        more = {found[1]: found[0] for c in dict.fromkeys(weak(known)) if (found := _next(c, hidden, sums[0], cost))}
        if not more:
            break
        hidden[list(more.values())] = True
    # What was suppressed on the way and is not needed in the end: totals, which are read most, are tried, dearest first.
    for c in sorted({s.whole for s in sums[0]}, key=lambda c: (-cost[c], c)):
        if hidden[c] and not primary[c]:
            hidden[c] = False
            hidden[c] = any(True for _ in weak([(values.copy(), values.copy()) for values, _ in measures]))
    return hidden


def _next(cell: int, hidden: NDArray[np.bool_], sums: Sequence[Sum], cost: Floats) -> tuple[int, int] | None:
    """The cheapest shown cell in the sums with `cell`, those with the fewest hidden cells first, and that sum.

    Where these have none left, the sums of their hidden cells come next; None if there is none anywhere.
    """
    reached, front = {cell}, {cell}
    while front:
        found: list[tuple[int, float, int, int]] = []
        beyond: set[int] = set()
        for i, s in enumerate(sums):
            members = (s.whole, *s.parts)
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
