"""What can be worked out of everything that is published together, and what stays open.

The attacker knows every published figure of every table, how figures are rounded, how large every cell is (passages and
assignments of each place and phase), and that no count is negative or larger than its cell. For a count below the limits he
must not be able to tell none from few: linear programming says whether a table fits in which it is none, and one in which it
reaches the limit (Fischetti and Salazar 2001, Management Science 47:1008).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_TOLERANCE = 1e-6

#: Figures that are missed by no more than this in all fit.
_FITS = 1e-5

#: How many other themes and other atoms may differ when a small cell is looked at alone, before all may.
NEAR = (9, 24)

#: More cells than this are looked at together first, as long as that brings FEWER more to their targets each time.
MANY, FEWER = 150, 4

#: In cells of more atoms than this nothing follows from one of them.
MANY_ATOMS = 12

#: What a figure that does not fit costs, beside what is looked for.
_MISFIT = 1000.0


@dataclass(frozen=True)
class Published:
    """What is said of the cells of all themes, and what is known besides.

    passages, assigned: (m,) of every atom, that is of what has one place and one phase ("unknown" is one of them), how many
    passages there are and how many assignments to themes they have. counts: (themes, m) how many of each theme; this is what
    nobody knows, and only used as a table to begin with.
    theme: (n,) the number of the theme of each cell. members: (n, m) which atoms a cell adds up, 1 or 0.
    low, high: (n,) what the figure of a cell says of its count, [0, inf] where there is none.
    is_small: (n,) the cells that are below the limits. is_unknown: (n,) those of what has no known place or phase, which never
    have a figure. limit: the least number of passages that is shown. relaxed: (n,) the cells that need only reach one less, the largest
    number that is small. voices: (m,), (m,) how many documents and people each atom has; least_voices: how many of each a cell with a
    figure has at least.
    """

    passages: Floats
    assigned: Floats
    counts: Floats
    theme: NDArray[np.intp]
    members: csr_array
    low: Floats
    high: Floats
    is_small: Bools
    is_unknown: Bools
    limit: int
    least_voices: tuple[int, int]
    voices: tuple[Floats, Floats]
    relaxed: Bools

    def says_the_same(self, other: Published) -> bool:
        """Whether the same is said of every cell, and of no more of them that they are small."""
        same = np.array_equal(self.low, other.low) and np.array_equal(self.high, other.high)
        return same and np.array_equal(self.is_small & ~self.is_unknown, other.is_small & ~other.is_unknown)

    @property
    def n_themes(self) -> int:
        """How many themes there are."""
        return len(self.counts)

    @cached_property
    def rows(self) -> csr_array:
        """(n, themes x atoms) the cells over all atoms of all themes."""
        cells = self.members.tocoo()
        columns = self.theme[cells.row] * self.members.shape[1] + cells.col
        shape = (self.members.shape[0], self.n_themes * self.members.shape[1])
        rows: csr_array = csr_array((cells.data, (cells.row, columns)), shape=shape)
        return rows

    @cached_property
    def figures(self) -> NDArray[np.intp]:
        """(k,) the cells that have a figure."""
        return np.flatnonzero(np.isfinite(self.high))

    @cached_property
    def elsewhere(self) -> tuple[csr_array, Floats]:
        """(k, themes x atoms), (k,) sums that are at least so much: of what is not all said by the one document (or person) of an atom.

        In a cell with a figure two documents speak of the theme. So if one of its atoms has a single document, something is said
        outside it.
        """
        rows: list[NDArray[np.intp]] = []
        columns: list[NDArray[np.intp]] = []
        right: list[float] = []
        members = self.members[self.figures].tocsr()
        for number, cell in enumerate(self.figures):
            atoms = members.indices[members.indptr[number] : members.indptr[number + 1]]
            if len(atoms) > MANY_ATOMS:
                continue
            for voices, least in zip(self.voices, self.least_voices, strict=True):
                for atom in atoms[voices[atoms] < least]:
                    others = atoms[atoms != atom]
                    columns.append(self.theme[cell] * self.members.shape[1] + others)
                    rows.append(np.full(len(others), len(right)))
                    right.append(least - voices[atom])
        shape = (len(right), self.n_themes * self.members.shape[1])
        if not right:
            return csr_array(shape), np.zeros(0)
        flat = np.concatenate(columns)
        return csr_array((np.ones(len(flat)), (np.concatenate(rows), flat)), shape=shape), np.array(right)

    @cached_property
    def least(self) -> Floats:
        """(n,) the count that a cell has at least whatever is published, as its passages find no room in other themes."""
        room = (self.n_themes - 1) * self.passages
        return np.asarray(self.members @ np.maximum(self.assigned - room, 0))

    @cached_property
    def most(self) -> Floats:
        """(n,) how many a small cell should be able to hold: the limit, or what there is room for."""
        room = self.members @ np.minimum(self.passages, self.assigned)
        return np.asarray(np.minimum(self.limit - self.relaxed.astype(float), room))


@dataclass(frozen=True, slots=True)
class Leak:
    """A count that cannot be `target`, or figures that fit no table (cell -1).

    misfit: by how much the figures would have to differ. gain: (n,) how much less that gets when the figure of a cell gets 1 larger.
    """

    cell: int
    target: float
    misfit: float
    gain: Floats


def leaks(published: Published, cells: NDArray[np.intp]) -> list[Leak]:
    """Those of some small cells of which it can be told that they are not none, or that they do not reach the limit.

    A linear programme looks for a table in which all of them are none, another for one in which all reach the limit. What these leave
    is looked at cell by cell: with the counts around it alone, as that is quick and what is open then is open, and then with all.
    """
    if not len(cells):
        return []
    counts, leak = _Model(published, published.counts, np.ones(published.counts.shape, dtype=bool)).fit()
    if leak is not None:
        return [leak]
    everything = _Model(published, counts, np.ones(counts.shape, dtype=bool))
    out: list[Leak] = []
    for targets, sign in ((published.least, -1.0), (published.most, 1.0)):
        left, before = cells, len(cells) + FEWER if len(cells) > MANY else 0
        while len(left) and before - len(left) >= FEWER:  # those that had to wait for others come nearer without them
            left, before = everything.push(left, sign, targets), len(left)
        while len(left):
            cell, left = int(left[0]), left[1:]
            around = _Model(published, counts, _around(published, counts, cell))
            reached, leak = around.reach(cell, sign, float(targets[cell]))
            if leak is not None and len(around.free) < counts.size:
                reached, leak = everything.reach(cell, sign, float(targets[cell]))
            if leak is not None:
                out.append(leak)
            else:
                left = left[sign * (targets[left] - reached[left]) > _TOLERANCE]
    return out


def _around(published: Published, counts: Floats, cell: int) -> Bools:
    """(themes, m) the counts that may differ when a cell is looked at: of NEAR other themes and atoms, those with most."""
    theme = int(published.theme[cell])
    inside = published.members[[cell]].toarray()[0] > 0
    most = counts[:, inside].sum(axis=1)
    most[theme] = np.inf
    themes = np.argsort(-most, kind="stable")
    # Near is what is in a small cell together with these: the other phases of a place.
    own = published.members[published.theme == theme].toarray()
    own = own[own[:, inside].any(axis=1)]
    nearness = (own / own.sum(axis=1)[:, None]).max(axis=0)
    atoms = np.lexsort((-counts[theme], -nearness, ~inside))
    free = np.zeros(counts.shape, dtype=bool)
    free[np.ix_(themes[: NEAR[0] + 1], atoms[: inside.sum() + NEAR[1]])] = True
    return free


class _Model:
    """Linear programmes over some counts, with room for figures that do not fit.

    counts: (themes, m) a table, which the counts that are not free keep to. free: (themes, m) the counts that may differ from it.
    The variables are the free counts, how far each figure is from the middle of its range (below, above), by how much it is
    missed (below, above), and by how much what is said elsewhere is missed.
    """

    def __init__(self, published: Published, counts: Floats, free: Bools) -> None:
        self.published = p = published
        self.counts, self.free = counts, np.flatnonzero(free)
        fixed = np.where(free, 0.0, counts)
        rows = p.rows[p.figures][:, self.free]
        touched = np.flatnonzero(np.diff(rows.indptr))
        self.touched = p.figures[touched]
        self.n, k = len(self.free), len(touched)
        room = eye_array(k, format="csr")
        atom = self.free % counts.shape[1]
        used, number = np.unique(atom, return_inverse=True)
        sums = csr_array((np.ones(self.n), (number, np.arange(self.n))), shape=(len(used), self.n))
        sums_elsewhere, least = p.elsewhere
        kept = least - np.asarray(sums_elsewhere @ fixed.ravel())
        mine = sums_elsewhere[:, self.free]
        binding = np.flatnonzero((kept > 0) & (np.diff(mine.indptr) > 0))
        q = len(binding)
        self.above = hstack([-mine[binding], csr_array((q, 4 * k)), -eye_array(q, format="csr")], format="csr")
        self.above_right = -kept[binding]
        self.equal = vstack(
            [
                hstack([rows[touched], room, -room, room, -room, csr_array((k, q))]),
                hstack([sums, csr_array((len(used), 4 * k + q))]),
            ],
            format="csr",
        )
        low, high = p.low[self.touched], p.high[self.touched]
        middle = (low + high) / 2 - np.asarray(p.rows[self.touched] @ fixed.ravel())
        self.right = np.concatenate([middle, (p.assigned - fixed.sum(axis=0))[used]])
        within = np.tile((high - low) / 2, 2)
        self.upper = np.concatenate([np.minimum(p.passages, p.assigned)[atom], within, np.full(2 * k + q, np.inf)])
        self.missed = np.concatenate([np.zeros(self.n + 2 * k), np.ones(2 * k + q)])

    def push(self, cells: NDArray[np.intp], sign: float, targets: Floats) -> NDArray[np.intp]:
        """Bring all cells as near to their targets as fits, from above (sign -1) or from below (1); the cells that are not there."""
        rows = self.published.rows[cells][:, self.free]
        objective = _MISFIT * self.missed
        if sign < 0:
            objective[: self.n] += rows.sum(axis=0)
            x, misfit, _ = self._solve(objective)
        else:  # one variable a cell more: how far it comes, up to its target
            padding = csr_array((len(cells), len(objective) - self.n))
            more = hstack([-rows, padding, eye_array(len(cells), format="csr")], format="csr")
            objective = np.concatenate([objective, -np.ones(len(cells))])
            x, misfit, _ = self._solve(objective, more, np.zeros(len(cells)), targets[cells])
        if misfit > _FITS:
            return cells
        return cells[sign * (targets[cells] - self._cells(x)[cells]) > _TOLERANCE]

    def fit(self) -> tuple[Floats, Leak | None]:
        """(themes, m) a table with all figures as near to the middle of their ranges as can be; the leak is that none fits."""
        k = len(self.touched)
        objective = _MISFIT * self.missed
        objective[self.n : self.n + 2 * k] = 1.0
        x, misfit, _ = self._solve(objective)
        if misfit <= _FITS:
            return self._table(x), None
        _, misfit, gain = self._solve(self.missed)
        return self._table(x), Leak(-1, 0.0, misfit, gain)

    def reach(self, cell: int, sign: float, target: float) -> tuple[Floats, Leak | None]:
        """(n,) the cells when one is at its target, from above (sign -1) or from below (1); the leak is that figures do not fit."""
        padding = csr_array((1, len(self.missed) - self.n))
        row = hstack([self.published.rows[[cell]][:, self.free], padding], format="csr")
        x, misfit, gain = self._solve(self.missed, -sign * row, np.array([-sign * target]))
        return self._cells(x), Leak(cell, target, misfit, gain) if misfit > _FITS else None

    def _table(self, x: Floats) -> Floats:
        table = self.counts.copy()
        table.ravel()[self.free] = x[: self.n]
        return table

    def _cells(self, x: Floats) -> Floats:
        return np.asarray(self.published.rows @ self._table(x).ravel())

    def _solve(
        self,
        objective: Floats,
        more: csr_array | None = None,
        right: Floats | None = None,
        extra_upper: Floats | None = None,
    ) -> tuple[Floats, float, Floats]:
        """The solution, by how much figures are missed in it, and for each cell how much less that is for a figure 1 larger.

        more, right: rows `more @ x <= right`. extra_upper: the upper bounds of variables that only those have.
        """
        from scipy.optimize import linprog

        k, equal, upper = len(self.touched), self.equal, self.upper
        above, above_right = self.above, self.above_right
        if extra_upper is not None:
            equal, above = (
                hstack([m, csr_array((m.shape[0], len(extra_upper)))], format="csr") for m in (equal, above)
            )
            upper = np.concatenate([upper, extra_upper])
        if more is not None and right is not None:
            above, above_right = vstack([above, more], format="csr"), np.concatenate([above_right, right])
        bounds = np.column_stack([np.zeros(len(upper)), upper])
        found = linprog(
            objective, A_ub=above, b_ub=above_right, A_eq=equal, b_eq=self.right, bounds=bounds, method="highs"
        )
        if found.x is None:  # a table with the true counts is a solution, as every figure may be missed
            raise RuntimeError(f"the attack on the tables was not solved: {found.message}")
        gain = np.zeros(len(self.published.low))
        gain[self.touched] = -found.eqlin.marginals[:k]
        return found.x, float(self.missed @ found.x[: len(self.missed)]), gain
